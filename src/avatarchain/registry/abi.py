"""Encode and decode values by the ABI of Solidity.

Nearly all values here are texts, bytes, or take one word of 32 bytes each: numbers, hashes,
addresses. These are written and read in this module, which takes no time to load; for all others
`eth_abi` is loaded, which takes longer than a whole command that only reads. Both accept the same
values.
"""

import re
from collections.abc import Sequence
from typing import Any

from avatarchain.base.canonical import to_hex, word

_WORD = 32
_NUMBER = re.compile(r"uint(\d+)")
_BYTES = re.compile(r"bytes(\d+)")


class Undecodable(ValueError):
    """The bytes are not values of these types."""


def encoded(types: Sequence[str], values: Sequence[Any]) -> bytes:
    """Values of these ABI types, as arguments are written."""
    heads, tails = list[bytes](), b""
    for kind, value in zip(types, values, strict=True):
        if kind in ("string", "bytes") and isinstance(value, str if kind == "string" else bytes):
            heads.append(word(_WORD * len(types) + len(tails)))
            content = value.encode() if isinstance(value, str) else bytes(value)
            tails += word(len(content)) + content + bytes(-len(content) % _WORD)
        elif (written := _written(kind, value)) is not None:
            heads.append(written)
        else:
            from eth_abi.abi import encode

            return encode(types, values)
    return b"".join(heads) + tails


def decoded(types: Sequence[str], data: bytes) -> tuple[Any, ...]:
    """The values of these ABI types in an answer. Raises Undecodable."""
    if all(map(_room, types)) and len(data) >= _WORD * len(types):
        words = (data[at : at + _WORD] for at in range(0, _WORD * len(types), _WORD))
        return tuple(_read(kind, part) for kind, part in zip(types, words, strict=True))
    from eth_abi.abi import decode
    from eth_abi.exceptions import DecodingError

    try:
        return decode(types, data)
    except (DecodingError, UnicodeDecodeError, OverflowError, ValueError, MemoryError) as error:
        # The library raises any of these for lengths, offsets and texts that no contract writes.
        raise Undecodable(str(error)) from None


def _room(kind: str) -> int:
    """How many bytes of its 32-byte word a value of a type uses; 0 if it needs more than a word."""
    if kind in ("bool", "address"):
        return 1 if kind == "bool" else 20
    if number := _NUMBER.fullmatch(kind):
        return int(number[1]) // 8
    fixed = _BYTES.fullmatch(kind)
    return int(fixed[1]) if fixed else 0


def _written(kind: str, value: Any) -> bytes | None:
    """The 32-byte word of a value; None if `eth_abi` must encode it or raise the error."""
    room = _room(kind)
    if kind == "address" and isinstance(value, str) and re.fullmatch("0x[0-9a-fA-F]{40}", value):
        return bytes.fromhex(value[2:]).rjust(_WORD, b"\0")
    if _BYTES.fullmatch(kind) and isinstance(value, bytes) and len(value) == room:
        return value.ljust(_WORD, b"\0")
    if kind == "bool" and isinstance(value, bool):
        return word(value)
    if _NUMBER.fullmatch(kind) and type(value) is int and 0 <= value < 256**room:
        return word(value)
    return None


def _read(kind: str, part: bytes) -> Any:
    room = _room(kind)
    fixed = _BYTES.fullmatch(kind) is not None
    value, rest = (part[:room], part[room:]) if fixed else (part[-room:], part[:-room])
    if any(rest) or (kind == "bool" and value[0] > 1):
        raise Undecodable(f"{to_hex(part)} is no {kind}")
    if kind == "address":
        return to_hex(value)
    if kind == "bool":
        return bool(value[0])
    return value if fixed else int.from_bytes(value, "big")
