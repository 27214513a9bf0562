"""What the benchmarks share: rates, whole processes, and results that are kept.

Other work on the machine slows everything down, so what is compared takes turns, figures
are medians over rounds, and work that stays in one process is timed by the processor's
own clock. A result is a table of plain values in `results`, with the machine and the
versions that it holds for; `page` makes `docs/benchmarks.md` of them.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
TOOLS = ROOT / "contracts" / "node_modules" / ".bin"

# The package without its extra `fast`: the modules that it brings cannot be imported.
BASE = "import sys; sys.modules |= dict.fromkeys(['coincurve', 'isal', 'uvloop'])"
PROGRAM = [sys.executable, "-m", "avatarchain"]
BASE_PROGRAM = [sys.executable, "-c", f"{BASE}; from avatarchain.cli import main; main()"]

Value = str | float | None


# A process begins with its parent's memory on its account, so a small one starts them all.
STARTER = """
import json, os, sys, time
began = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - began
print(json.dumps([seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
sys.exit(os.waitstatus_to_exitcode(status) != 0)
"""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a whole process took: seconds by the wall and of processors, memory at its peak."""

    seconds: float
    busy: float
    megabytes: float
    output: str


def process(command: Sequence[object], **environment: str) -> Usage:
    """Run a process to its end; it must succeed."""
    words = [str(word) for word in command]
    done = subprocess.run(
        [sys.executable, "-ISc", STARTER, *words],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed")
    output, _, last = done.stdout.rstrip("\n").rpartition("\n")
    seconds, busy, memory = json.loads(last)
    # Kilobytes on Linux, bytes on macOS.
    return Usage(seconds, busy, memory / (1e6 if sys.platform == "darwin" else 1e3), output)


def itself(script: str, *arguments: object, base: bool = False) -> Usage:
    """Run a script of this folder with arguments, in a process of its own."""
    run = "import runpy; runpy.run_path(sys.argv[0], run_name='__main__')"
    if not base:
        return process([sys.executable, script, *arguments])
    start = f"{BASE}; sys.argv = sys.argv[1:]; sys.path.insert(0, {str(Path(script).parent)!r})"
    return process([sys.executable, "-c", f"{start}; {run}", script, *arguments])


def rates(
    works: Mapping[Any, tuple[int, Callable[[int], object]]], rounds: int = 5
) -> dict[Any, float]:
    """Median items in a second of the processor; of each work so many items a round.

    A round before the first fills caches. Items are numbered on from round to round.
    """
    found: dict[Any, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, (count, work) in works.items():
            began = process_time()
            for number in range(turn * count, (turn + 1) * count):
                work(number)
            found[name].append(count / (process_time() - began))
    return {name: median(all_[1:]) for name, all_ in found.items()}


def keep(
    name: str,
    title: str,
    text: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Value]],
    *,
    packages: Sequence[str] = (),
    tools: Mapping[str, str] | None = None,
    plot: Mapping[str, Any] | None = None,
) -> None:
    """Print a result, and write it down for the page.

    `packages` are named with their versions, after `tools`, whose versions are given. `plot`
    is what `page` draws of it.
    """
    versions = {"Python": platform.python_version(), **(tools or {})}
    versions |= {package: version(package) for package in packages}
    result = {
        "title": title,
        "text": text,
        "machine": machine(),
        "versions": versions,
        "columns": columns,
        "rows": rows,
        "plot": plot,
    }
    RESULTS.mkdir(exist_ok=True)
    content = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    (RESULTS / f"{name}.json").write_text(content, encoding="utf-8", newline="\n")
    table = Table(*columns, title=title)
    for row in rows:
        table.add_row(*map(told, row))
    Console(width=120).print(table)


def told(value: Value) -> str:
    """A value as tables have it: about three digits, thousands set apart."""
    if value is None or isinstance(value, str):
        return value or "–"
    if isinstance(value, int) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def machine() -> str:
    """The kind of machine, and how busy it is; nothing that would tell which one."""
    model = platform.processor() or platform.machine()
    if sys.platform == "linux":
        words = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((w.partition(": ")[2] for w in words if w.startswith("model name")), model)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[1]
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, {platform.system()}, load {load:.1f}"
    )
