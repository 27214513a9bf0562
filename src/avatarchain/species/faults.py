"""The faults of a pack, which are gathered while it is read."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from avatarchain.base.unicode import is_assigned, nfc
from avatarchain.base.visible import folded, has_hidden, visible

# Control, private; line and paragraph breaks; changes of direction.
_FORBIDDEN = {"Cc", "Co", "Zl", "Zp"}
MOST_LETTERS, MOST_MARKS = 64, 3
MOST_FAULTS, _LONGEST = 1_000, 500
"""The most faults that are collected, and the most letters of each."""
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}

_HIDDEN = "(hidden)"


@dataclass(slots=True)
class Faults:
    """The faults so far, each one sentence, and the place in the pack that is being read."""

    sentences: list[str] = field(default_factory=list)
    place: tuple[str, ...] = ()

    def add(self, reason: str, file: str = "species.toml", line: int | None = None) -> None:
        """Add a fault at the present place, up to MOST_FAULTS; `line` counts from 1."""
        if len(self.sentences) >= MOST_FAULTS:
            return
        reason = reason if len(reason) <= _LONGEST else f"{reason[:_LONGEST]}…"
        at = f"{file}:{line}" if line else file
        self.sentences.append(": ".join((", ".join((at, *self.place)), reason)))

    @contextmanager
    def at(self, *place: str) -> Iterator[None]:
        """Faults that are added inside `with faults.at(...)` name this place too."""
        before, self.place = self.place, self.place + place
        yield
        self.place = before


def letters(text: str) -> int:
    """The number of letters of a text as people count: accents and joiners are part of one."""
    marks = sum(unicodedata.category(letter)[0] == "M" for letter in text)
    joiners = text.count("\u200d")  # each joins the letter behind it to the one before
    return len(text) - marks - 2 * joiners


def has_forbidden(text: str) -> bool:
    """Whether a text has a character that names may not have.

    Those are control, private and unassigned characters, line breaks, and characters that
    change the direction of writing.
    """
    return any(
        not is_assigned(letter)
        or unicodedata.category(letter) in _FORBIDDEN
        or unicodedata.bidirectional(letter) in _TURNS
        for letter in text
    )


def read_text(table: dict[str, Any], key: str, faults: Faults, most: int = MOST_LETTERS) -> str:
    """The text under `key` in normal form C; if it is wrong, a fault is added instead.

    Empty if it is missing or is no text, or if it has more than `most` letters. A letter is one
    with all its accents (a grapheme, as people count), but with at most MOST_MARKS of them.
    """
    value = table.get(key)
    if not isinstance(value, str) or not value:
        shown = repr(value) if not isinstance(value, dict | list) else type(value).__name__
        faults.add(f"{key} must be a text, got {shown[:100]}")
        return ""
    if len(value) > most * (1 + MOST_MARKS) or letters(value) > most:
        faults.add(f"{key} has more than {most} letters")
        return ""
    if has_forbidden(value):
        faults.add(f"{key} {value!r} holds a control or unassigned character")
    return nfc(value)


def read_name(table: dict[str, Any], key: str, faults: Faults) -> str:
    """The name under `key`, a text by which people recognise something.

    It is checked as in `read_text`. Besides, invisible characters, blanks at its ends, and the
    ending ` (hidden)` are faults.
    """
    name = read_text(table, key, faults)
    if has_hidden(name) and not has_forbidden(name):
        faults.add(f"{key} '{visible(name)}' holds a letter that is not seen")
    if name != name.strip():
        faults.add(f"{key} {name!r} begins or ends with a blank")
    if folded(name).endswith(_HIDDEN):
        faults.add(f"{key} {name!r} ends in (hidden), which marks traits that are not seen")
    return name


def refuse_double(name: str, others: Iterable[str], faults: Faults) -> None:
    """Add a fault if one of the other names differs only by case, width or style."""
    alike = {folded(other): other for other in others if other != name}
    if name and (double := alike.get(folded(name))) is not None:
        faults.add(f"the name {name!r} reads like {double!r}")


def read_weight(value: Any, faults: Faults) -> int:
    """`value` if it is a whole number from 1; otherwise a fault is added, and 0 returned."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        faults.add(f"weight must be a whole number from 1, got {value!r}")
        return 0
    return value
