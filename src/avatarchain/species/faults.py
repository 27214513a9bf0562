"""What is wrong with a pack, gathered while it is read."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

# Control, surrogate, unassigned, private; line and paragraph breaks; turns of direction.
_UNTOLD = {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@dataclass(slots=True)
class Faults:
    """Where the reader stands in the pack, and what it has found wrong so far."""

    found: list[str] = field(default_factory=list)
    place: tuple[str, ...] = ()

    def add(self, reason: str, file: str = "species.toml", line: int | None = None) -> None:
        at = f"{file}:{line}" if line else file
        self.found.append(": ".join((", ".join((at, *self.place)), reason)))

    @contextmanager
    def at(self, *place: str) -> Iterator[None]:
        before, self.place = self.place, self.place + place
        yield
        self.place = before


def untold(text: str) -> bool:
    """Whether a text holds what no name may: control, line breaks, turns of direction."""
    return any(
        unicodedata.category(letter) in _UNTOLD or unicodedata.bidirectional(letter) in _TURNS
        for letter in text
    )


def read_text(table: dict[str, Any], key: str, faults: Faults) -> str:
    """A text of a table in normal form C, or a fault and an empty one."""
    value = table.get(key)
    if not isinstance(value, str) or not value:
        faults.add(f"{key} must be a text, got {value!r}")
        return ""
    if untold(value):
        faults.add(f"{key} {value!r} holds a control or unassigned character")
    return unicodedata.normalize("NFC", value)


def read_weight(value: Any, faults: Faults) -> int:
    """A weight from 1, or a fault and 0."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        faults.add(f"weight must be a whole number from 1, got {value!r}")
        return 0
    return value
