"""Reading TOML that a stranger wrote.

Python's parser accepts numbers that are too long to print and nesting that is too deep to print,
and for a key of n words joined by dots it needs time and memory in proportion to n². So these are
refused here: numbers of more than 64 bits (TOML's own limit), tables or lists nested more than
DEEPEST deep, and more than MOST_DOTS dots in long keys. Dots are counted before the text is parsed.
"""

import re
import tomllib
from typing import Any

from avatarchain.base.texts import text_of

DEEPEST = 20
MOST_DOTS = 20_000
"""The most dots in all keys of three words or more. Each makes a table, which takes a kilobyte."""

_LARGEST = 2**63
# Comments and texts. One that does not end, where the parser stops, goes on to the end of its
# line, or of the file: so each letter is looked at once.
_NO_KEYS = re.compile(
    r"""#[^\n]*+"""
    r"""|"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+(?:"{3,5}|\\?\Z)"""
    r"""|'{3}(?:[^']|'{1,2}(?!'))*+(?:'{3,5}|\Z)"""
    r"""|"(?:[^"\\\n]|\\[^\n])*+"?|'[^'\n]*+'?""",
    re.DOTALL,
)
_RUN = re.compile(r"[^\n=,\[\]{}]++")  # holds a key, or a number, which has one dot


def read_toml(data: bytes) -> dict[str, Any]:
    """Parse the bytes of a TOML file (UTF-8). Raises ValueError, whose text says what is wrong."""
    text = text_of(data)
    _check_keys(text)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:
        raise ValueError("a number has more than 64 bits") from None
    except RecursionError:
        raise ValueError("tables or lists nest too deeply") from None
    level: list[Any] = [table]
    for _ in range(DEEPEST):
        if any(type(value) is int and not -_LARGEST <= value < _LARGEST for value in level):
            raise ValueError("a number has more than 64 bits")
        level = [inner for value in level for inner in _inside(value)]
    if level:
        raise ValueError("tables or lists nest too deeply")
    return table


def _check_keys(text: str) -> None:
    """Raise ValueError if one key, or all keys together, have too many dots."""
    total = 0
    for run in _RUN.finditer(_NO_KEYS.sub("", text)):
        dots = run[0].count(".")
        total += dots if dots > 1 else 0
        if dots > DEEPEST or total > MOST_DOTS:
            raise ValueError("tables or lists nest too deeply")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
