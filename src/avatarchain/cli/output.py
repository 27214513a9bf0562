"""Printing: JSON lines for programs, tables for people.

With --json stdout holds one object a line and nothing else; words for people go to
stderr. Without it, what was asked for goes to stdout, in full where it is piped.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

PATIENCE = 1.0  # seconds of work before a bar appears
_under_bars: "list[Console]" = []


_encode = json.JSONEncoder(ensure_ascii=False).encode


def emit(value: dict[str, Any]) -> None:
    """One JSON object on a line of stdout, written at once."""
    emit_many([value])


def emit_many(values: Iterable[dict[str, Any]]) -> None:
    """JSON objects on lines of stdout, written at once."""
    click.echo("\n".join(map(_encode, values)))


def tell(text: str) -> None:
    """A word for people, on stderr."""
    click.echo(text, err=True)


def say(text: str) -> None:
    """A line on stdout while a bar may stand below it."""
    print(text, flush=True)  # click would write past rich, into the bar


def short(identity: str) -> str:
    """An id short enough to read: its first twelve digits."""
    return identity[:14]


def brief(name: str) -> str:
    """An id or an address as a narrow column has room for it; in a pipe longer, or whole."""
    address = len(name) == 42
    if not sys.stdout.isatty():
        return name if address else short(name)
    return f"{name[:6]}…{name[-4:]}" if address else name[:10]


def hung(lead: str, words: str, indent: int) -> None:
    """`lead`, and words after it that go on below themselves, `indent` columns from the left."""
    import textwrap

    lines = textwrap.wrap(
        words, max(20, screen().width - indent), break_on_hyphens=False, break_long_words=False
    )
    click.echo(lead + ("\n" + " " * indent).join(lines))


def facts(rows: Iterable[tuple[str, object]]) -> None:
    """Two columns: what, and its value, folded where the terminal is narrow."""
    kept = [(name.replace("_", " "), str(value)) for name, value in rows if value is not None]
    width = max(len(name) for name, _ in kept)
    for name, value in kept:
        room = max(20, screen().width - width - 2)
        lines = [value[at : at + room] for at in range(0, len(value), room)]
        hung = ("\n" + " " * (width + 2)).join(lines)
        click.echo(f"{click.style(name.ljust(width), dim=True)}  {hung}")


def screen(*, err: bool = False) -> "Console":
    """Stdout or stderr as a page; in a pipe as wide as it needs to be."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    if _under_bars and stream.isatty():
        return _under_bars[-1]  # only the bar's own console prints above it
    return Console(stderr=err, width=None if stream.isatty() else 400, highlight=False)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table, as wide as the terminal."""
    from rich.table import Table

    grid = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        grid.add_row(*(str(cell) for cell in row))
    screen().print(grid)


@contextmanager
def progress(
    total: int | None, what: str, *, quiet: bool = False
) -> Iterator[Callable[[int], None]]:
    """A bar on stderr with rate and time left, once the work takes longer than a second.

    Yields what advances it. `total` is None where nobody can know it. Only where a person
    watches: in a pipe or a dumb terminal there is none, nor where `quiet`, since a bar would
    break the lines that are printed meanwhile.
    """
    from threading import Timer

    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _: None
        return
    from rich import progress as bars

    words, time_left = bars.TextColumn("{task.description}"), bars.TimeRemainingColumn()
    speed = bars.TextColumn("{task.fields[speed]}")
    counted = (words, bars.BarColumn(), bars.MofNCompleteColumn(), speed, time_left)
    uncounted = (bars.SpinnerColumn(), words, speed, bars.TimeElapsedColumn())
    bar = bars.Progress(
        *(uncounted if total is None else counted), console=screen(err=True), transient=True,
        # Words for a pipe stay on their way there.
        redirect_stdout=sys.stdout.isatty(),
    )  # fmt: skip
    task = bar.add_task(what, total=total, speed="")

    def advance(more: int) -> None:
        bar.advance(task, more)
        rate = bar.tasks[0].speed
        if rate:
            bar.update(task, speed=f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s")

    late = Timer(PATIENCE, bar.start)
    late.start()
    _under_bars.append(bar.console)
    try:
        yield advance
    finally:
        _under_bars.pop()
        late.cancel()
        late.join()
        bar.stop()
