"""Reading TOML that a stranger wrote.

The parser of Python takes numbers and depths that cannot be printed afterwards. What no file of
people has is refused here: numbers of more than 64 bits, as TOML itself limits them, and tables
or lists more than DEEPEST in one another.
"""

import tomllib
from typing import Any

from avatarchain.base.texts import text_of

DEEPEST = 20
_LARGEST = 2**63


def read_toml(data: bytes) -> dict[str, Any]:
    """The table that the text of a TOML file (UTF-8) gives. Raises ValueError, with a sentence."""
    try:
        table = tomllib.loads(text_of(data))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
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


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
