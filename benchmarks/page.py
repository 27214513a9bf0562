"""Makes docs/benchmarks.md of what was measured: `python benchmarks/page.py`.

The text, the plots beside it, and the table in the README all come from the files in
`results`, which the other scripts here write.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measuring import RESULTS, ROOT, Value, told

ORDER = (
    "gas",
    "gas_ours",
    "portraits",
    "pictures",
    "registration",
    "embedded_chain",
    "rpc",
    "index",
    "growth",
    "growth_memory",
    "startup",
    "heredity",
    "trust",
    "soundness",
)
# What the README says of a result: a row for those of its lines that name the kind.
EXCERPT = (
    ("gas of a mint, to a holder of another", "gas", None, 2),
    ("SVG, in a second of one core", "portraits", "SVG", 2),
    ("PNG of 512 pixels, in a second of one core", "portraits", "PNG, 512 px", 2),
    ("registering on anvil, times a bare script's rate", "registration", "anvil", 4),
)
PLOTS = ROOT / "docs" / "benchmarks"
MARKS = ("<!-- benchmarks: written by benchmarks/page.py -->\n", "<!-- end -->\n")
HEAD = """\
# Benchmarks

What things cost here, in gas, seconds and bytes, and what the same costs with other libraries.
[Beside others](peers.md#what-it-costs) says in short what that comes to.

The machine is a small one whose two cores are shared with other work; the load below each table
is the number of processes that waited for them meanwhile. What is compared was measured in turns,
by the processor's clock where nothing else is said: so compare figures within one table, and not
with other machines, nor one table with another. Gas depends on no machine.

`make bench` measures everything again in ten minutes, together with the other libraries, from PyPI
and npm, and writes this page. The scripts are in [benchmarks](../benchmarks), the numbers as they
were measured in [benchmarks/results](../benchmarks/results).
"""

Result = Mapping[str, Any]


def results() -> dict[str, Result]:
    return {name: json.loads((RESULTS / f"{name}.json").read_text("utf-8")) for name in ORDER}


def grid(columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> Iterator[str]:
    """A Markdown table; columns of numbers stand to the right."""
    yield "| " + " | ".join(columns) + " |"
    words = [any(isinstance(row[n], str) for row in rows) for n in range(len(columns))]
    yield "|" + "|".join("---" if word else "---:" for word in words) + "|"
    for row in rows:
        yield "| " + " | ".join(map(told, row)) + " |"


def page(found: Mapping[str, Result]) -> str:
    """The text of docs/benchmarks.md."""
    lines = [HEAD]
    for name, result in found.items():
        lines += [f"## {result['title']}", "", result["text"], ""]
        lines += [*grid(result["columns"], result["rows"]), ""]
        if result["plot"]:
            lines += [f"![{result['title']}, drawn](benchmarks/{name}.png)", ""]
        versions = ", ".join(f"{what} {which}" for what, which in result["versions"].items())
        lines += [f"*{result['machine']}; {versions}.*", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def excerpt(found: Mapping[str, Result]) -> str:
    """The table of the README."""
    rows: list[list[Value]] = []
    for what, name, kind, column in EXCERPT:
        ours, others = [], []
        for row in found[name]["rows"]:
            if kind in (None, *row[:2]):
                who = next(str(cell) for cell in row if cell != kind)
                side = ours if who.startswith("avatarchain") else others
                by = who.removeprefix("avatarchain").strip(", ")
                side.append(f"{told(row[column])} ({by})" if by else told(row[column]))
        rows.append([what, *("; ".join(side) for side in (ours, others))])
    return "\n".join(grid(("", "avatarchain", "others"), rows)) + "\n"


def with_excerpt(readme: str, table: str) -> str:
    """The README with this table between its two marks."""
    before, first, rest = readme.partition(MARKS[0])
    _, last, after = rest.partition(MARKS[1])
    return before + first + table + last + after


def bars(result: Result) -> Any:
    """A bar a row, this project's in another colour."""
    from matplotlib.figure import Figure

    plot, rows = result["plot"], result["rows"]
    names = [", ".join(str(row[n]) for n in plot["labels"]) for row in rows]
    values = [row[plot["value"]] for row in rows]
    colours = ["#d9772b" if "avatarchain" in name else "#8faebe" for name in names]
    figure = Figure(figsize=(8, 0.6 + 0.36 * len(rows)), layout="constrained")
    axes = figure.add_subplot()
    drawn = axes.barh(names, values, color=colours)
    axes.bar_label(drawn, [told(value) for value in values], padding=3)
    axes.invert_yaxis()
    if plot.get("log"):
        axes.set_xscale("log")
    axes.margins(x=0.12)
    axes.set_xlabel(result["columns"][plot["value"]])
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def lines(result: Result) -> Any:
    """A line a column, over the first."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    first, *others = zip(*result["rows"], strict=True)
    for name, values in zip(result["columns"][1:], others, strict=True):
        axes.loglog(first, [float("nan") if v is None else v for v in values], "o-", label=name)
    axes.set_xlabel(result["columns"][0])
    axes.set_title(result["title"])
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    return figure


def main() -> None:
    found = results()
    PLOTS.mkdir(exist_ok=True)
    for name, result in found.items():
        if result["plot"]:
            draw = {"bars": bars, "lines": lines}[result["plot"]["kind"]]
            # The version of matplotlib would make every file another.
            draw(result).savefig(PLOTS / f"{name}.png", dpi=110, metadata={"Software": None})
    (ROOT / "docs" / "benchmarks.md").write_text(page(found), "utf-8", newline="\n")
    readme = ROOT / "README.md"
    readme.write_text(
        with_excerpt(readme.read_text("utf-8"), excerpt(found)), "utf-8", newline="\n"
    )


if __name__ == "__main__":
    main()
