"""In which line of a TOML file a key stands: the parser of Python does not tell.

The file was read without a fault before. Only keys at the beginnings of lines are found; what
stands inside a value is told with the line of its key.
"""

import json
import re
from collections.abc import Sequence

from avatarchain.base.toml import DEEPEST

_WORD = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_KEY = rf"{_WORD}(?:[ \t]*\.[ \t]*{_WORD})*"
_WORDS = re.compile(_WORD)
_LINE = re.compile(rf"[ \t]*(?:\[{{1,2}}[ \t]*({_KEY})[ \t]*\]|({_KEY})[ \t]*=)")

Place = tuple[str, ...]


def line_numbers(text: str) -> dict[Place, int]:
    """The line, from 1, of each table and key of a TOML file, by its path."""
    lines: dict[Place, int] = {}
    table: Place = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _LINE.match(line):
            path = _path(match[1] or match[2])
            if match[1]:
                table = path
            full = path if match[1] else table + path
            lines.setdefault(full, number)
    return lines


def line_of(lines: dict[Place, int], place: Sequence[str]) -> int | None:
    """The line of the key at `place`, or of the nearest table or key that holds it."""
    for length in range(len(place), 0, -1):
        if (number := lines.get(tuple(place[:length]))) is not None:
            return number
    return None


def _path(key: str) -> Place:
    """The words of a dotted key. Its text as one word if it is none, but a line inside a text."""
    words = _WORDS.findall(key)
    return tuple(map(_unquoted, words)) if len(words) <= DEEPEST else (key,)


def _unquoted(word: str) -> str:
    if not word.startswith('"'):
        return word.strip("'")
    try:
        return str(json.loads(word))  # whose escapes are those of TOML, but for rare ones
    except ValueError:
        return word
