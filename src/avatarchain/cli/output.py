"""Printing: JSON lines for programs, tables for people. No other file of `cli` prints.

With --json stdout has one object on each line and nothing else; text for people goes to
stderr. Without it the result goes to stdout, and is not shortened in a pipe.

Many texts come from outside: names of a pack, of files and accounts, answers of a node. So every
text that is printed here goes through `visible`, and none is read as markup. Styles and line breaks
of the program itself are given separately: styles with `Styled`, line breaks as several lines. A
text with line breaks is still printed as one line.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

import click

from avatarchain.base.visible import has_hidden, is_hidden, visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

PATIENCE = 1.0  # seconds of work before a bar appears
MOST_FAULTS = 100
"""How many faults are printed for people."""
_APART = 2  # blanks between two columns of a table
MARKS = {True: ("ok  ", "green"), False: ("FAIL", "red"), None: ("–   ", None)}
"""Result of a check (True, False, None: not checked) → its mark of four letters and a colour."""
_under_bars: "list[Console]" = []


@dataclass(frozen=True, slots=True)
class Styled:
    """A text with a style of rich."""

    words: str
    bold: bool = False
    dim: bool = False
    colour: str | None = None


Line = str | Styled | tuple[str | Styled, ...]
"""One line to print: a text, or parts of it in order."""

_encode = json.JSONEncoder(ensure_ascii=False).encode


def never_fails() -> None:
    """Let stdout write letters that are not in its encoding as escapes, as stderr does.

    A stderr that is closed is replaced by the null device.
    """
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - open until the process ends
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")


def emit(value: dict[str, Any]) -> None:
    """Print one JSON object as a line on stdout, without a delay."""
    emit_many([value])


def emit_many(values: Iterable[dict[str, Any]]) -> None:
    """Print JSON objects on stdout, one on each line, and flush it.

    Hidden letters are written as escapes of JSON, which mean the same.
    """
    emit_text("".join(f"{_escaped(_encode(value))}\n" for value in values))


def emit_text(lines: str) -> None:
    """Print lines of JSON on stdout, and flush it.

    Hidden letters in a terminal, and everywhere letters that stdout cannot encode, are written
    as escapes of JSON. These mean the same.
    """
    if sys.stdout.isatty():
        lines = "\n".join(_escaped(line) for line in lines.split("\n"))
    try:
        lines.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        lines = "".join(letter if letter.isascii() else _in_json(letter) for letter in lines)
    click.echo(lines, nl=False)


def _escaped(line: str) -> str:
    if not has_hidden(line):
        return line
    return "".join(
        _in_json(letter) if is_hidden(line, at) else letter for at, letter in enumerate(line)
    )


def _in_json(letter: str) -> str:
    return "\\u007f" if letter == "\x7f" else json.dumps(letter)[1:-1]


def tell(*lines: Line) -> None:
    """Print messages for people on stderr, each as one line."""
    if lines:
        click.echo("\n".join(_spelled(line, sys.stderr) for line in lines), err=True)


def say(*lines: Line) -> None:
    """Print lines on stdout, above a progress bar if there is one."""
    # click's output would damage rich's progress bar
    print("\n".join(_spelled(line, sys.stdout) for line in lines), flush=True)


def _parts(line: Line) -> Iterator[Styled]:
    """The parts of a line, with their texts made safe by `visible`."""
    for part in line if isinstance(line, tuple) else (line,):
        style = part if isinstance(part, Styled) else Styled(part)
        yield Styled(visible(style.words), style.bold, style.dim, style.colour)


def _spelled(line: Line, stream: TextIO) -> str:
    """A line as it is sent to a stream."""
    if not stream.isatty() or without_colours():
        return "".join(part.words for part in _parts(line))
    return "".join(
        click.style(part.words, fg=part.colour, bold=part.bold or None, dim=part.dim or None)
        if part.bold or part.dim or part.colour
        else part.words
        for part in _parts(line)
    )


def without_colours() -> bool:
    """Whether the environment asks for output without colours (NO_COLOR)."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def print_faults(faults: Sequence[str], *, json: bool) -> None:
    """Print faults for people, the first hundred; with `json` also all of them on stdout."""
    if json:
        emit({"ok": False, "faults": list(faults)})
    _tell_first(faults, "faults")


def print_remarks(remarks: Sequence[str]) -> None:
    """Print remarks for people, the first hundred."""
    _tell_first(remarks, "remarks")


def _tell_first(sentences: Sequence[str], what: str) -> None:
    tell(*sentences[:MOST_FAULTS])
    if len(sentences) > MOST_FAULTS:
        tell(f"and {len(sentences) - MOST_FAULTS:,} more {what}; --json gives all")


def short(identity: str) -> str:
    """An id shortened for people: 0x and its first twelve digits."""
    return identity[:14]


def brief(name: str) -> str:
    """An id or an address shortened for a narrow column.

    In a pipe an address is whole, and an id has twelve digits.
    """
    address = len(name) == 42
    if not sys.stdout.isatty():
        return name if address else short(name)
    return f"{name[:6]}…{name[-4:]}" if address else name[:10]


def hung(lead: tuple[str | Styled, ...], words: str, indent: int) -> None:
    """Print `lead` and `words`; further lines of `words` are indented by `indent` columns."""
    import textwrap

    room = max(20, screen().width - indent)
    first, *rest = textwrap.wrap(
        visible(words), room, break_on_hyphens=False, break_long_words=False
    ) or [""]
    say((*lead, first), *(" " * indent + line for line in rest))


def facts(rows: Iterable[tuple[str, object]]) -> None:
    """Print names and values in two columns; values of None are left out.

    Long values are folded to the width of the terminal.
    """
    import textwrap

    shown = [
        (visible(name.replace("_", " ")), visible(str(value)))
        for name, value in rows
        if value is not None
    ]
    width = max(len(name) for name, _ in shown)
    room = max(20, screen().width - width - 2)
    for name, value in shown:
        first, *rest = textwrap.wrap(value, room, break_on_hyphens=False) or [""]
        say(
            (Styled(name.ljust(width), dim=True), "  ", first),
            *(" " * (width + 2) + line for line in rest),
        )


def screen(*, err: bool = False) -> "Console":
    """The rich console for stdout or stderr; in a pipe it is 400 columns wide."""
    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise  # rich would end the program with 1, as if something were wrong

    stream = sys.stderr if err else sys.stdout
    if _under_bars and stream.isatty():
        return _under_bars[-1]  # only the console of the bar prints above the bar
    return Screen(stderr=err, width=None if stream.isatty() else 400, highlight=False)


def cut(name: str) -> str:
    """A name for a column of a table: in a terminal at most a quarter of its width, with an …"""
    if not sys.stdout.isatty():
        return name
    text = rich_text(name)
    text.truncate(screen().width // 4, overflow="ellipsis")
    return text.plain


def rich_text(line: Line) -> "Text":
    """A line for rich, which reads no markup and no emoji codes in it."""
    from rich.text import Text

    text = Text()
    for part in _parts(line):
        style = ("bold" if part.bold else "", "dim" if part.dim else "", part.colour or "")
        text.append(part.words, " ".join(style).strip())
    return text


def table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, folds: bool = False
) -> None:
    """Print a table, at most as wide as the terminal.

    If it is too wide, columns at the right are left out, so that the others are complete. With
    `folds` none is left out, and texts of the last column are wrapped.
    """
    from rich.cells import cell_len
    from rich.table import Column, Table

    cells = [[rich_text(str(cell)) for cell in row] for row in rows]
    room, fit = screen().width, 0
    for number, heading in enumerate(headings):
        texts = [visible(heading), *(row[number].plain for row in cells)]
        room -= max(cell_len(text) for text in texts) + _APART
        fit += room + _APART >= 0
    shown = len(headings) if folds else max(1, fit)
    columns = [
        Column(header=rich_text(heading), no_wrap=not folds or number < len(headings) - 1)
        for number, heading in enumerate(headings[:shown])
    ]
    grid = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in cells:
        grid.add_row(*row[:shown])
    screen().print(grid)


def branches(rows: Iterable[tuple[int, Line]]) -> None:
    """Print a tree: the depth of each line, from 0, and its words. The first is the root."""
    from rich.tree import Tree

    path: list[Tree] = []  # from the root to the branch that was added last
    for depth, line in rows:
        del path[depth:]
        words = rich_text(line)
        path.append(path[-1].add(words) if path else Tree(words))
    screen().print(path[0])


def beside(
    pictures: "Sequence[RenderableType]",
    side: int,
    gap: int,
    rows: Iterable[tuple[str, object]] = (),
) -> None:
    """Print pictures of `side` columns in a row, and facts (name, value) at their right."""
    from rich.table import Table

    row = Table.grid(padding=(0, gap, 0, 0))
    for _ in pictures:
        row.add_column(width=side)
    words = Table.grid(padding=(0, gap, 0, 0))
    for name, value in rows:
        words.add_row(rich_text(Styled(name, dim=True)), rich_text(str(value)))
    row.add_row(*pictures, *([words] if words.rows else []))
    screen().print(row)


def at_terminal() -> bool:
    """Whether stderr is a terminal, and not a dumb one, so that a person may be watching."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def progress(
    total: int | None, what: str, *, quiet: bool = False
) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on stderr, with rate and time left, after one second of work.

    Yields a function that advances the bar by a number of steps. `total` is None if it is not
    known. There is no bar in a pipe or a dumb terminal, nor if `quiet`, because a bar would
    break the lines that are printed meanwhile.
    """
    from threading import Timer

    if quiet or not at_terminal():
        yield lambda _: None
        return
    from rich import progress as bars

    words, speed = (
        bars.TextColumn(text, markup=False)
        for text in ("{task.description}", "{task.fields[speed]}")
    )
    time_left = bars.TimeRemainingColumn()
    counted = (words, bars.BarColumn(), bars.MofNCompleteColumn(), speed, time_left)
    uncounted = (bars.SpinnerColumn(), words, speed, bars.TimeElapsedColumn())
    bar = bars.Progress(
        *(uncounted if total is None else counted),
        console=screen(err=True),
        transient=True,
        # Output for a pipe must not go to the terminal.
        redirect_stdout=sys.stdout.isatty(),
    )
    task = bar.add_task(visible(what), total=total, speed="")

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
