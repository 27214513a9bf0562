"""The numbers, paths and transforms of the drawing language: reading and writing them.

Each has exactly one canonical form, so equal drawings are equal texts. Anything that is not
in the language raises a `Fault`.
"""

import re
from functools import lru_cache

LOWEST, HIGHEST = -1024, 1536
MAX_NUMBERS = 20_000
"""The most numbers in one drawing."""
MAX_DIGITS = 20
"""The most characters of one number as it is written."""
MAX_TRANSFORMS = 16
"""The most transforms around one shape."""

_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_ARC_FLAGS = (3, 4)
_OPERATIONS = {"translate": (1, 2), "scale": (1, 2), "rotate": (1, 3)}

# The quantifiers are possessive (++), so a text that does not match is left after one pass.
_NUMBER = r"[+-]?(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)(?![eE]|\.(?![0-9]))"
_TOKEN = re.compile(rf"[ \t\r\n,]*+({_NUMBER}|[A-Za-z]|\Z)")
_FLAG = re.compile(r"[ \t\r\n,]*+([01])")
_TRANSFORM = re.compile(r"[ \t\r\n,]*+([a-z]++)[ \t\r\n]*+\(([^()]*+)\)")
_REST = re.compile(r"[ \t\r\n,]*+\Z")
_TWO_DECIMALS = re.compile(r"[+-]?[0-9]*+(?:\.[0-9]{0,2}+0*+)?+")

Command = tuple[str, tuple[float, ...]]
"""A path command or a transform: its name and its numbers."""


class Fault(Exception):
    """What is wrong with a drawing: `reason`, and `line` (from 1; None where unknown)."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class TooManyNumbers(Fault):
    """A drawing holds more than MAX_NUMBERS numbers."""

    def __init__(self) -> None:
        super().__init__(f"a drawing holds at most {MAX_NUMBERS:,} numbers")


# A pack uses the same few numbers again and again.
@lru_cache(maxsize=8192)
def spell(number: float) -> str:
    """A number of at most two decimals as text, in its shortest decimal form."""
    return f"{number:g}"  # six digits: four before the point and two behind it fit


def quoted(text: str) -> str:
    """The first 20 characters of a text in quotation marks, for the reason of a fault."""
    return repr(text.strip()[:20])


def _number(text: str) -> float:
    if len(text) > MAX_DIGITS:
        raise Fault(f"a number has at most {MAX_DIGITS} characters, got {len(text):,}")
    return _value(text)


@lru_cache(maxsize=8192)
def _value(text: str) -> float:
    value = float(text)
    if not _TWO_DECIMALS.fullmatch(text):
        raise Fault(f"{text} has more than two decimals")
    if not LOWEST <= value <= HIGHEST:
        raise Fault(f"{text} is outside {LOWEST} … {HIGHEST}")
    return value + 0.0  # −0 becomes 0


def read_numbers(text: str, name: str, most: int = MAX_NUMBERS) -> tuple[float, ...]:
    """The numbers in the text of an attribute, at most `most`; `name` is the attribute's.

    Each has at most two decimals and is from LOWEST to HIGHEST. Raises Fault for other text.
    """
    values: list[float] = []
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None or match[1].isalpha():
            raise Fault(f"{name}: expected a number at {text[at : at + 12].strip()!r}")
        if not match[1]:
            return tuple(values)
        if len(values) == most:
            raise TooManyNumbers
        values.append(_number(match[1]))
        at = match.end()


def read_path(text: str, most: int = MAX_NUMBERS) -> tuple[Command, ...]:
    """The commands of a path (attribute `d`); each has the numbers for one step.

    Raises Fault for more than `most` numbers or `most` letters, and for a text that is no path.
    """
    commands: list[Command] = []
    letter, at, numbers = "", 0, 0
    arguments: list[float] = []
    while True:
        flag = letter == "A" and len(arguments) % 7 in _ARC_FLAGS
        match = (_FLAG if flag else _TOKEN).match(text, at)
        if match is None:
            what = "an arc's flag, 0 or 1," if flag else "a command or a number"
            raise Fault(f"d: expected {what} at {text[at : at + 12].strip()!r}")
        token, at = match[1], match.end()
        if token and not token.isalpha():
            if not letter:
                raise Fault(f"d: begins with {token[:20]}, not with M")
            if (numbers := numbers + 1) > most:
                raise TooManyNumbers
            arguments.append(float(token) if flag else _number(token))
            continue
        if letter:
            commands.extend(_repeat(letter, arguments))
        if len(commands) > MAX_NUMBERS:
            raise Fault(f"d: a path has at most {MAX_NUMBERS:,} commands")
        if not token:
            break
        if token not in _ARGUMENTS:
            raise Fault(f"d: {token} is not one of the absolute commands M L H V C S Q T A Z")
        letter, arguments = token, []
    if not commands or commands[0][0] != "M":
        raise Fault("d: a path begins with M")
    return tuple(commands)


def _repeat(letter: str, arguments: list[float]) -> list[Command]:
    """One command for each complete set of arguments; further pairs after M are lines."""
    size = _ARGUMENTS[letter]
    if size == 0 and not arguments:
        return [(letter, ())]
    if size == 0 or not arguments or len(arguments) % size:
        raise Fault(f"d: {letter} takes {size} numbers at a time, got {len(arguments)}")
    sets = [tuple(arguments[k : k + size]) for k in range(0, len(arguments), size)]
    if letter == "A" and any(rx <= 0 or ry <= 0 for rx, ry, *_ in sets):
        raise Fault("d: the radii of an arc must be above 0")
    rest = "L" if letter == "M" else letter
    return [(letter if k == 0 else rest, numbers) for k, numbers in enumerate(sets)]


def read_transforms(text: str) -> tuple[Command, ...]:
    """The operations in a `transform` attribute: translate, scale, rotate; at most 16 of them.

    Raises Fault.
    """
    operations: list[Command] = []
    at = 0
    while not _REST.match(text, at):
        match = _TRANSFORM.match(text, at)
        if match is None or match[1] not in _OPERATIONS:
            start = quoted(text[at : at + 40])
            raise Fault(f"transform: {start} is not translate, scale or rotate")
        if len(operations) == MAX_TRANSFORMS:
            raise Fault(f"groups and transforms nest at most {MAX_TRANSFORMS} deep")
        values = read_numbers(match[2], "transform")
        if len(values) not in _OPERATIONS[match[1]]:
            raise Fault(f"transform: {match[1]} does not take {len(values)} numbers")
        if match[1] == "scale" and (0 in values or len({abs(value) for value in values}) > 1):
            raise Fault("transform: scale must be as large across as down, and not 0")
        operations.append((match[1], values))
        at = match.end()
    return tuple(operations)


def spell_all(numbers: tuple[float, ...]) -> str:
    """Numbers as text in their shortest form, with one space between them."""
    return " ".join(map(spell, numbers))
