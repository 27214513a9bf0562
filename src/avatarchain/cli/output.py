"""Printing: JSON lines for programs, tables for people.

With --json stdout holds one object a line and nothing else; words for people go to
stderr. Without it, what was asked for goes to stdout, in full where it is piped.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click


def emit(value: dict[str, Any]) -> None:
    """One JSON object on a line of stdout, written at once."""
    click.echo(json.dumps(value, ensure_ascii=False))


def tell(text: str) -> None:
    """A word for people, on stderr."""
    click.echo(text, err=True)


def short(identity: str) -> str:
    """An id short enough to read: its first twelve digits."""
    return identity[:14]


def facts(rows: Iterable[tuple[str, object]]) -> None:
    """Two columns: what, and its value."""
    kept = [(name, value) for name, value in rows if value is not None]
    width = max(len(name) for name, _ in kept)
    for name, value in kept:
        click.echo(f"{click.style(name.ljust(width), dim=True)}  {value}")


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table, as wide as the terminal; in a pipe as wide as it needs to be."""
    from rich.console import Console
    from rich.table import Table

    grid = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        grid.add_row(*(str(cell) for cell in row))
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 400
    Console(width=width, highlight=False).print(grid)


@contextmanager
def progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr for more than a few, where a person watches; yields what advances it."""
    if total < 5 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("minting", total=total)
        yield lambda: bar.advance(task)


@contextmanager
def rate(total: int | None, what: str) -> Iterator[Callable[[int], None]]:
    """A bar on stderr with rate and time left, where a person watches; yields what advances it."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeLeft()]
    speed = TextColumn("{task.fields[speed]}")
    with Progress(*columns, speed, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total, speed="")

        def advance(more: int) -> None:
            bar.advance(task, more)
            a_second = bar.tasks[0].speed
            bar.update(task, speed=f"{a_second:,.0f}/s" if a_second else "")

        yield advance


def trait_rows(traits: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Traits as facts."""
    return ((name, value) for name, value in traits.items())
