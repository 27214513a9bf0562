"""Tables for spreadsheets: what `--csv` prints, as RFC 4180 describes it, in UTF-8.

The first line has the names of the columns. A text that a spreadsheet would read as a formula gets
an apostrophe in front, because names may come from strangers' packs. Some spreadsheets cut lines at
semicolons, and read full-width signs as the plain ones.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import click

from avatarchain.base.visible import visible
from avatarchain.cli.options import Common
from avatarchain.cli.output import say
from avatarchain.species import DIGIT, SILENT, Species, title_of

_FORMULA = re.compile(r"((?:^|;)\s*)([=+@＝＋－＠-])")
_AT_ONCE = 1_000  # rows that are printed together


def as_csv(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --csv, passed as the argument `csv`."""
    words = "A table for spreadsheets on stdout, with a line of headings."
    return click.option("--csv", is_flag=True, help=words)(command)


def check_form(common: Common, *, csv: bool) -> None:
    """Raise UsageError if both --csv and --json are given."""
    if csv and common.json:
        raise click.UsageError("give --csv or --json, not both")


def print_rows(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print headings and rows as CSV; None is an empty cell."""
    _print([headings])
    waiting = iter(rows)
    while some := list(islice(waiting, _AT_ONCE)):
        _print(some)


def traits_of(species: Species) -> list[str]:
    """The names of the traits of a species, which are the last columns of an avatar."""
    return [title_of(locus) for locus in species.loci if locus.kind not in (SILENT, DIGIT)]


def avatar_row(record: dict[str, Any], keys: Sequence[str]) -> list[object]:
    """The cells of an avatar's JSON object: the values of `keys`, then the traits."""
    return [*(record.get(key) for key in keys), *record["traits"].values()]


def _print(rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_cell(cell) for cell in row] for row in rows)
    say(*text.getvalue().splitlines())


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    return _FORMULA.sub(r"\1'\2", visible(value))
