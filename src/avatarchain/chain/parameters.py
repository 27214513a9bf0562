"""The parameters of JSON-RPC requests: from JSON values to Python's, or a refusal.

Each reader takes one JSON value and returns it as a Python value. Any other value raises Malformed,
which a node answers with the code −32602. So each method gets only values of the types that it
expects.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")
_DATA = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
_KEY = re.compile(r"0x[0-9a-fA-F]*")
_TAGS = ("latest", "safe", "finalized", "earliest", "pending")
MOST_LISTED = 1_000
"""The most addresses, topics or keys in one list."""

Reader = Callable[[Any], Any]


class Malformed(Exception):
    """A parameter has a form that its method does not accept; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class At:
    """A block that a request names: by number, by hash, or as the newest one (both None).

    `pending` means the block that is not made yet. `canonical` requires that the hash is that of a
    block on the main chain (EIP-1898); this chain has no others.
    """

    number: int | None = None
    hash: bytes | None = None
    pending: bool = False


LATEST, PENDING = At(), At(pending=True)


def read(
    method: str, parameters: Any, required: Sequence[Reader], optional: Sequence[Reader]
) -> list[Any]:
    """The parameters of a request, each read by its reader; None for each that is left out.

    Raises Malformed.
    """
    if not isinstance(parameters, list):
        raise Malformed(f"the parameters of {method} are a list")
    most = len(required) + len(optional)
    if len(parameters) > most:
        raise Malformed(f"{method} takes at most {most} parameters, not {len(parameters)}")
    if len(parameters) < len(required):
        raise Malformed(f"missing value for required argument {len(parameters)}")
    values: list[Any] = []
    for place, reader in enumerate((*required, *optional)):
        value = parameters[place] if place < len(parameters) else None
        if value is None and place >= len(required):
            values.append(None)
            continue
        try:
            values.append(reader(value))
        except Malformed as error:
            raise Malformed(f"invalid argument {place}: {error}") from None
    return values


def quantity(value: Any) -> int:
    """A number: 0x and up to 64 hex digits, zeros in front allowed."""
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise Malformed(f"expected a number as 0x and hex digits, not {shown(value)}")
    return int(value, 16)


def count(value: Any) -> int:
    """A number, as hex text or as a JSON number: methods of development nodes accept both."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63:
        return value
    number = quantity(value)
    if number >= 1 << 63:
        raise Malformed(f"expected a number below 2^63, not {shown(value)}")
    return number


def small(value: Any) -> int:
    """A quantity of at most 64 bits, such as gas, a number of blocks or an index."""
    number = quantity(value)
    if number >= 1 << 63:
        raise Malformed(f"expected a number below 2^63, not {shown(value)}")
    return number


def data(value: Any) -> bytes:
    """Bytes: 0x and pairs of hex digits."""
    if not isinstance(value, str) or not _DATA.fullmatch(value):
        raise Malformed(f"expected bytes as 0x and pairs of hex digits, not {shown(value)}")
    return bytes.fromhex(value[2:])


def address(value: Any) -> bytes:
    """An address, its letters in any case."""
    return _sized(value, 20, "an address of 20 bytes")


def hash32(value: Any) -> bytes:
    """A hash of 32 bytes."""
    return _sized(value, 32, "a hash of 32 bytes")


def slot(value: Any) -> int:
    """The number of a storage slot: up to 64 hex digits."""
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise Malformed(f"invalid hex in storage key: {shown(value)}")
    if len(value) > 66:
        raise Malformed(f"storage key too long (want at most 32 bytes): {shown(value)}")
    return int(value[2:] or "0", 16)


def slots(value: Any) -> list[tuple[str, int]]:
    """Storage slots: for each the text as it was written, and its number."""
    return [(key, slot(key)) for key in several(value)]


def boolean(value: Any) -> bool:
    """A truth value."""
    if not isinstance(value, bool):
        raise Malformed(f"expected true or false, not {shown(value)}")
    return value


def block(value: Any) -> At:
    """A block by number, tag or hash, or as an object by EIP-1898."""
    if isinstance(value, dict):
        only(value, ("blockNumber", "blockHash", "requireCanonical"))
        if ("blockNumber" in value) == ("blockHash" in value):
            raise Malformed("a block is named by blockNumber or by blockHash")
        boolean(value.get("requireCanonical", False))
        if "blockHash" in value:
            return At(hash=hash32(value["blockHash"]))
        return number(value["blockNumber"])
    if isinstance(value, str) and len(value) == 66:
        return At(hash=hash32(value))
    return number(value)


def number(value: Any) -> At:
    """A block by number or tag."""
    if value in ("latest", "safe", "finalized"):
        return LATEST
    if value == "pending":
        return PENDING
    if value == "earliest":
        return At(number=0)
    if isinstance(value, str) and value.startswith("0x"):
        return At(number=small(value))
    raise Malformed(f"expected a block's number, hash or one of {', '.join(_TAGS)}")


def percentiles(value: Any) -> list[float]:
    """Percentiles in ascending order, each 0 … 100, 100 of them at most."""
    listed = several(value, 100)
    for percentile in listed:
        if (
            isinstance(percentile, bool)
            or not isinstance(percentile, int | float)
            or not 0 <= percentile <= 100
        ):
            raise Malformed(f"expected a percentile from 0 to 100, not {shown(percentile)}")
    if listed != sorted(listed):
        raise Malformed("expected percentiles in ascending order")
    return [float(percentile) for percentile in listed]


def several(value: Any, most: int = MOST_LISTED) -> list[Any]:
    """A list of at most `most` values."""
    if not isinstance(value, list) or len(value) > most:
        raise Malformed(f"expected a list of at most {most} values, not {shown(value)}")
    return value


def one_or_several(value: Any) -> list[Any]:
    return [] if value is None else several(value) if isinstance(value, list) else [value]


def _sized(value: Any, length: int, what: str) -> bytes:
    if not isinstance(value, str) or len(value) != 2 + 2 * length or not _DATA.fullmatch(value):
        raise Malformed(f"expected {what} as 0x and hex digits, not {shown(value)}")
    return bytes.fromhex(value[2:])


def only(value: dict[str, Any], names: Sequence[str]) -> None:
    """Raise Malformed if an object has fields other than `names`."""
    if strange := sorted(value.keys() - set(names)):
        raise Malformed(f"there is no field {shown(strange[0])}; there are {', '.join(names)}")


def shown(value: Any) -> str:
    """The beginning of a value as text, for an error message."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = "".join(letter if letter.isprintable() else "?" for letter in text[:100])
    return text if len(text) < 80 else text[:79] + "…"
