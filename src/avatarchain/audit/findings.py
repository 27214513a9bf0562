"""What an audit finds: the answer of one question, and each thing that it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a finding counts: a sentence for people, and its `facts` for programs."""

    words: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one question.

    `ok` says whether what the audit promises holds; None if it promises nothing of this, and
    only tells. `detail` is the answer in a sentence, and `rows` what it counts.
    """

    name: str
    ok: bool | None
    detail: str
    rows: tuple[Row, ...] = ()


def told(name: str, detail: str, rows: Iterable[Row] = ()) -> Finding:
    """A finding of which nothing is promised."""
    return Finding(name, None, detail, tuple(rows))


def compared(name: str, detail: str, rows: Iterable[Row], *state: tuple[str, Any, Any]) -> Finding:
    """A finding from events, held against what the contract stores.

    Each of `state` is a name, the value by the events, and the value that the contract answers.
    """
    for what, by_events, stored in state:
        if by_events != stored:
            words = f"the node's events give {what} {by_events}, the contract stores {stored}"
            return Finding(name, False, words, tuple(rows))
    return Finding(name, True, detail, tuple(rows))


def counted(number: int, what: str, many: str | None = None) -> str:
    """A number with its noun: `1 founder`, `1,200 founders`."""
    return f"{number:,} {what if number == 1 else many or what + 's'}"
