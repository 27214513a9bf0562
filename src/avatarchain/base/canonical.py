"""Exact bytes: keccak256, 32-byte words, hex, canonical JSON.

Everything that is hashed is turned into bytes here, so two programs with the same values hash the
same bytes. Keccak is Ethereum's (with the padding from before SHA-3 was standardised); JSON is RFC
8785. The other packages decide what the bytes mean.
"""

import json
from array import array
from collections.abc import Callable
from itertools import accumulate
from typing import Any

DEEPEST = 100  # lists and objects in one another

MOST_VALUES = 1_000_000
"""The most values in one JSON text; 32 MiB of a node's logs have fewer."""
_OBJECT = 4
"""An object counts as this many values: it takes four times the memory of a list."""

_NO_SIGNS = bytes(set(range(256)) - set(b"[]{},"))
_STEPS = bytes.maketrans(b"[{]},", b"\x01\x01\xff\xff\x00")  # into depth, as signed bytes
_PIECE = 2**16


def _fastest_keccak() -> Callable[[bytes], bytes]:
    # Import and call of 64 bytes: safe-pysha3 6 ms, 1.0 µs; pycryptodome 76 ms, 6.9 µs.
    try:
        from sha3 import keccak_256
    except ImportError:
        from Crypto.Hash import keccak

        return lambda data: keccak.new(data=data, digest_bits=256).digest()
    return lambda data: keccak_256(data).digest()


_keccak: Callable[[bytes], bytes] | None = None


def keccak256(data: bytes) -> bytes:
    """The 32-byte Keccak-256 digest of `data`, as Ethereum computes it."""
    global _keccak
    if _keccak is None:
        _keccak = _fastest_keccak()
    return _keccak(data)


def word(number: int) -> bytes:
    """A number 0 … 2**256 − 1 as 32 big-endian bytes.

    Raises OverflowError for any other number.
    """
    return number.to_bytes(32, "big")


def to_hex(value: bytes | int) -> str:
    """`0x` and lower-case hex digits: two a byte; 64 of a number 0 … 2**256 − 1."""
    return f"0x{value:064x}" if isinstance(value, int) else f"0x{value.hex()}"


def read_json(data: bytes, **options: Any) -> Any:
    """Parse JSON (UTF-8) from an untrusted source; `options` go to `json.loads`.

    Raises ValueError for bytes that are not JSON, for values nested deeper than DEEPEST, and for
    more than MOST_VALUES of them. The depth is limited because web3 and py-evm raise Python's
    recursion limit so far that a few kilobytes of brackets would overflow the stack and end the
    process; the count, because a list of two letters takes 70 bytes of memory. An object counts as
    _OBJECT values.
    """
    if data.count(b"[") + data.count(b"{") > DEEPEST or extent(data) > MOST_VALUES:
        _check_extent(data)
    return json.loads(data.decode(), **options)


def extent(data: bytes) -> int:
    """The most values that JSON can have, of which an object counts as _OBJECT."""
    return data.count(b"[") + _OBJECT * data.count(b"{") + data.count(b",")


def _check_extent(data: bytes) -> None:
    """Raise ValueError for JSON with too many values, or too deep. Each byte is seen once.

    At a closing bracket that was never opened the parser stops, so the rest is not checked.
    """
    plain = data.replace(rb"\\", b"").replace(rb"\"", b"")
    depth, values, inside = 0, 1, 0
    for at in range(0, len(plain), _PIECE):
        # Every second part between quotation marks that are not escaped is no string.
        parts = plain[at : at + _PIECE].split(b'"')
        plainly = b"".join(parts[inside::2])
        values += (_OBJECT - 1) * plainly.count(b"{")
        signs = plainly.translate(_STEPS, _NO_SIGNS)
        inside ^= (len(parts) - 1) % 2
        depths = list(accumulate(array("b", signs), initial=depth))
        values += signs.count(1) + signs.count(0)
        depth = depths[-1]
        if depth < 0 or max(depths) > DEEPEST:
            raise ValueError(f"brackets that do not match, or more than {DEEPEST} in one another")
        if values > MOST_VALUES:
            raise ValueError(f"more than {MOST_VALUES:,} values")


def canonical_json(value: Any) -> bytes:
    """RFC 8785 JSON of `value` as UTF-8; numbers of 256 bits must already be text."""
    import rfc8785

    return rfc8785.dumps(value)
