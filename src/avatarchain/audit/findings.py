"""The results of an audit: a finding for each question, with rows for the details."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One detail of a finding: a sentence for people, and its `facts` for programs."""

    words: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question of an audit.

    `ok` is True if the check passed, False if it failed, and None if the finding only reports
    facts. `detail` is the answer in a sentence, and `rows` are its details.
    """

    name: str
    ok: bool | None
    detail: str
    rows: tuple[Row, ...] = ()


def told(name: str, detail: str, rows: Iterable[Row] = ()) -> Finding:
    """A finding that only reports facts: its `ok` is None."""
    return Finding(name, None, detail, tuple(rows))


def compared(name: str, detail: str, rows: Iterable[Row], *state: tuple[str, Any, Any]) -> Finding:
    """A finding from events, which fails if the contract stores other values.

    Each of `state` is a name, the value by the events, and the value in the contract.
    """
    for what, by_events, stored in state:
        if by_events != stored:
            words = f"the node's events give {what} {by_events}, the contract stores {stored}"
            return Finding(name, False, words, tuple(rows))
    return Finding(name, True, detail, tuple(rows))


def counted(number: int, what: str, many: str | None = None) -> str:
    """A number with its noun: `1 founder`, `1,200 founders`."""
    return f"{number:,} {what if number == 1 else many or what + 's'}"
