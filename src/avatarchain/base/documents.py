"""Documents: the JSON files of a home, all read and written by the two functions here.

A document is a frozen dataclass. Its file is one JSON object: `format`, a number, and the
fields of the dataclass, all of them and nothing else. The types of the fields say what is
right: str, int, float, bool, another dataclass, `tuple[X, ...]` (a list in JSON), `X | None`
(null), and `Annotated[X, Check(...)]` for a value that must obey a rule. A file that differs
is refused with one sentence: the place in the file, the value there, and what was expected.

The format is checked first. Files with keys have the same format in every version. Files that
belong to a chain have the format of the chain, and are refused in any other format.
"""

import json
import math
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from avatarchain.base.canonical import read_json
from avatarchain.base.home import write
from avatarchain.base.regular import read_regular
from avatarchain.errors import DamagedFile, MadeByAnotherVersion, NewerFormat, UnusableHome

KEY_FORMAT = 1
"""The format of issuer's keys, the default account and the trust list, in every version."""

CHAIN_FORMAT = 3
"""The format of the embedded chain, pins, begun portraits, batches and jobs."""

MADE_BY = {1: "0.1", 2: "0.2-dev"}
"""Older values of CHAIN_FORMAT, and the version of avatarchain that wrote each."""

MOST_BYTES = 2**26
MOST_ROWS = 10_000
"""The most rows of a list in a document: each command that needs the list reads all of them."""
_LONGEST = 50  # letters of a value that a refusal repeats; seeds and keys are longer
_HASH = re.compile(r"0x[0-9a-f]{64}")
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Check:
    """A rule for the value of a field.

    `expected` says in words what is expected; `holds` returns whether a value is that.
    """

    expected: str
    holds: Callable[[Any], bool]


Hash = Annotated[
    str,
    Check("0x and 64 hex digits in lower case", lambda text: _HASH.fullmatch(text) is not None),
]
Number = Annotated[int, Check("a number from 0 to 2**63 - 1", lambda number: 0 <= number < 2**63)]


def read_document(path: Path, kind: type[Kind], number: int) -> Kind | None:
    """Read the document in a file: a `kind`, in the format `number`. None if there is no file.

    Raises DamagedFile, MadeByAnotherVersion, NewerFormat, and UnusableHome if the operating
    system does not allow reading.
    """
    try:
        data = read_regular(path, MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnusableHome(home=str(path.parent), reason=error.strerror or str(error)) from None
    try:
        value = _parse(data)
        if isinstance(value, dict):
            check_format(path, value.pop("format", None), number)
        read: Kind = _row(value, kind, "")
    except _Odd as odd:
        raise DamagedFile(file=str(path), reason=str(odd)) from None
    return read


def write_document(path: Path, document: Any, number: int, *, secret: bool = False) -> None:
    """Write a document to `path`, either all of it or nothing.

    With `secret`, only the owner can read the file. Raises UnusableHome, also for a list of more
    than MOST_ROWS rows.
    """
    for field in fields(document):
        value = getattr(document, field.name)
        if isinstance(value, tuple) and len(value) > MOST_ROWS:
            reason = f"{path.name} holds at most {MOST_ROWS:,} {field.name}"
            raise UnusableHome(home=str(path.parent), reason=reason)
    write(path, spell(document, number), secret=secret)


def spell(document: Any, number: int) -> bytes:
    """The bytes of the file of a document, in the format `number`."""
    return json.dumps({"format": number, **asdict(document)}, indent=2).encode() + b"\n"


def check_format(path: Path, value: object, number: int) -> None:
    """Check the format of a file; `value` is what its key `format` has.

    Raises NewerFormat and MadeByAnotherVersion if it is another format than `number`, and
    DamagedFile if `value` is no format number.
    """
    if type(value) is int and value > number:
        raise NewerFormat(file=str(path), file_format=_shown(value), newest=number)
    if type(value) is int and value < number and value in MADE_BY:
        raise MadeByAnotherVersion(file=str(path), version=MADE_BY[value])
    if value != number or type(value) is not int:
        reason = f"`format` is {_shown(value)}, expected {number}"
        raise DamagedFile(file=str(path), reason=reason)


def older_version(path: Path) -> str | None:
    """The version of avatarchain that wrote a file, if its format is older than CHAIN_FORMAT.

    None if the format is not older, or the file is damaged or not there.
    """
    try:
        number = _parse(read_regular(path, MOST_BYTES))["format"]
        return MADE_BY.get(number) if type(number) is int else None
    except (OSError, _Odd, KeyError, TypeError):
        return None


class _Odd(Exception):
    """A document has a wrong value; the text becomes the `reason` of a DamagedFile."""


def _parse(data: bytes) -> Any:
    if not data.strip():
        raise _Odd("it is empty")
    try:
        return read_json(data)
    except json.JSONDecodeError as error:
        raise _Odd(f"not JSON: line {error.lineno}, column {error.colno}") from None
    except UnicodeDecodeError:
        raise _Odd("not UTF-8 text") from None
    except ValueError:  # brackets too deep, or numbers too long
        raise _Odd("not JSON that avatarchain writes") from None


@cache
def _types(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind)}


def _row(value: Any, kind: Any, place: str) -> Any:
    """A dataclass of type `kind`, from a JSON object with its fields and no other keys."""
    if not isinstance(value, dict):
        raise _Odd(f"{_named(place)} is {_shown(value)}, expected an object")
    types = _types(kind)
    for missing in (name for name in types if name not in value):
        raise _Odd(f"{_named(place)} has no `{missing}`")
    for strange in (key for key in value if key not in types):
        raise _Odd(f"{_named(place)} has the unknown key {_shown(strange)}")
    prefix = f"{place}." if place else ""
    return kind(**{name: _value(value[name], types[name], prefix + name) for name in types})


def _value(value: Any, kind: Any, place: str) -> Any:
    """A JSON value as a value of the type `kind`; raises _Odd with its `place` if it is none."""
    or_null = ""
    if NoneType in get_args(kind):
        if value is None:
            return None
        (kind,) = (other for other in get_args(kind) if other is not NoneType)
        or_null = " or null"
    if is_dataclass(kind):
        return _row(value, kind, place)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise _Odd(f"{_named(place)} is {_shown(value)}, expected a list")
        if len(value) > MOST_ROWS:
            raise _Odd(f"{_named(place)} has {len(value):,} rows, expected at most {MOST_ROWS:,}")
        each = get_args(kind)[0]
        return tuple(_value(row, each, f"{place}[{row_of}]") for row_of, row in enumerate(value))
    base, *checks = get_args(kind) if get_origin(kind) is Annotated else (kind,)
    if not _is_of(value, base) or not all(check.holds(value) for check in checks):
        expected = (checks[0].expected if checks else _WORDS[base]) + or_null
        raise _Odd(f"{_named(place)} is {_shown(value)}, expected {expected}")
    return float(value) if base is float else value


def _is_of(value: Any, base: type[Any]) -> bool:
    if base is float:
        if type(value) is int:
            return abs(value) <= 2**53
        return type(value) is float and math.isfinite(value)
    if base is str and type(value) is str:
        return "\0" not in value and _can_be_a_path(value)
    return type(value) is base


def _can_be_a_path(text: str) -> bool:
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def _named(place: str) -> str:
    return f"`{place}`" if place else "it"


def _shown(value: Any) -> str:
    """A value as text for a sentence: its JSON if that is short, else what kind of value it is."""
    if value is None:
        return "null"
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if type(value) is int and abs(value) >= 10**_LONGEST:
        return "a longer number"
    text = json.dumps(value)
    return text if len(text) <= _LONGEST else f"a text of {len(value)} letters"
