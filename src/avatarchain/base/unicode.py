"""Unicode 15.0, the same on every Python: which code points are assigned, and normal form C.

A seed is the hash of a text, so the same text must be the same bytes everywhere. Each Python
has a Unicode of its own: 3.11 has 14.0, 3.12 has 15.0, 3.13 has 15.1. Text is judged here by
15.0 alone: what a later version assigns is refused, because programs that do not know it could
normalise it in another way. `data/unicode-15.0.json` has the assigned code points, and the
combining classes of the marks that came with 15.0, for a Python that does not know them.

Texts of code points that are assigned have the same normal form in every later version
(Unicode's stability policy), so a newer Python needs no help with them.
"""

import json
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from itertools import accumulate, groupby
from typing import Any, Literal

VERSION = "15.0.0"
Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
MOST_MARKS = 64
"""The most marks in a row that Python sorts; no script has more than ten."""

# Whether this Python knows all marks of 15.0.
_KNOWN = tuple(map(int, unicodedata.unidata_version.split("."))) >= (15, 0, 0)


@cache
def _table() -> dict[str, Any]:
    text = files("avatarchain").joinpath("data/unicode-15.0.json").read_text("ascii")
    table: dict[str, Any] = json.loads(text)
    return table


@cache
def _edges() -> list[int]:
    """The first code point of each run of assigned ones, and the first one after it, ascending."""
    return list(accumulate(_table()["runs"]))


@cache
def _new_marks() -> dict[str, int]:
    """The combining class of each mark that is new in 15.0."""
    return {chr(int(code, 16)): rank for code, rank in _table()["marks"].items()}


def is_assigned(letter: str) -> bool:
    """Whether Unicode 15.0 has assigned the code point `letter`; surrogates are not."""
    return bisect_right(_edges(), ord(letter)) % 2 == 1


def nfc(text: str) -> str:
    """The normal form C (NFC) of a text whose code points are all assigned in Unicode 15.0."""
    if _KNOWN or not any(mark in text for mark in _new_marks()):
        return normal("NFC", text)
    return _composed(_ordered(normal("NFD", text)))


def normal(form: Form, text: str) -> str:
    """A normal form of any text, as this Python knows it, in time that grows with its length.

    Python sorts the marks behind a letter by swapping neighbours: a million of them, given in
    turns, would take it hours. So many in a row are sorted here before.
    """
    if text.isascii():
        return text
    spread: Form = "NFD" if form in ("NFC", "NFD") else "NFKD"
    if _has_long_run(spread, text):
        text = _ordered("".join(unicodedata.normalize(spread, letter) for letter in text))
    return unicodedata.normalize(form, text)


def _has_long_run(spread: Form, text: str) -> bool:
    """Whether more than MOST_MARKS letters follow one another of which each begins with a mark.

    `spread` is the form in which letters and marks are apart.
    """
    marks = {
        letter
        for letter in set(text)
        if unicodedata.combining(unicodedata.normalize(spread, letter)[0])
    }
    runs = groupby(text, marks.__contains__) if marks else ()
    return any(within and sum(1 for _ in run) > MOST_MARKS for within, run in runs)


def _rank(letter: str) -> int:
    """The combining class of a letter, 0 … 254."""
    return _new_marks().get(letter) or unicodedata.combining(letter)


def _ordered(text: str) -> str:
    """A decomposed text with the marks after each letter sorted by their combining class."""
    ordered, marks = [], list[str]()
    for letter in text:
        if _rank(letter):
            marks.append(letter)
            continue
        ordered += sorted(marks, key=_rank)
        ordered.append(letter)
        marks.clear()
    return "".join(ordered + sorted(marks, key=_rank))


def _composed(text: str) -> str:
    """The canonical composition of an ordered text (Unicode 15.0, section 3.11, D117)."""
    composed = list[str]()
    start, last = -1, 0  # the place of the latest letter, and the rank of what came after it
    for letter in text:
        rank = _rank(letter)
        if start >= 0 and (start == len(composed) - 1 or last < rank):
            pair = unicodedata.normalize("NFC", composed[start] + letter)
            if len(pair) == 1:
                composed[start] = pair
                continue
        if rank == 0:
            start = len(composed)
        last = rank
        composed.append(letter)
    return "".join(composed)
