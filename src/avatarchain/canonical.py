"""The byte-exact foundations: keccak256, 32-byte words, canonical JSON.

Everything that is ever hashed passes through here, so that two programs that agree
on values agree on bytes. Keccak is Ethereum's (the padding before SHA-3 was
standardised); JSON is RFC 8785. What the bytes mean is left to the other rooms.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

DEEPEST = 100  # lists and objects in one another

_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def _fastest_keccak() -> Callable[[bytes], bytes]:
    # safe-pysha3 is about eight times faster a call; pycryptodome is always there.
    try:
        from sha3 import keccak_256
    except ImportError:
        keccak = _pycryptodome()
        return lambda data: keccak.new(data=data, digest_bits=256).digest()
    return lambda data: keccak_256(data).digest()


def _pycryptodome() -> Any:
    # With cffi in reach pycryptodome parses C declarations as it is imported, 50 ms; with
    # ctypes it does not, and hashes as fast. So cffi is out of reach for that moment.
    hidden = "cffi" not in sys.modules
    if hidden:
        sys.modules["cffi"] = None  # type: ignore[assignment]
    try:
        from Crypto.Hash import keccak
    finally:
        if hidden:
            del sys.modules["cffi"]
    return keccak


_keccak: Callable[[bytes], bytes] | None = None


def keccak256(data: bytes) -> bytes:
    """The 32-byte Keccak-256 digest of `data`, as Ethereum computes it."""
    global _keccak
    if _keccak is None:
        _keccak = _fastest_keccak()
    return _keccak(data)


def word(number: int) -> bytes:
    """A number 0 … 2**256 − 1 as 32 big-endian bytes; OverflowError outside."""
    return number.to_bytes(32, "big")


def read_json(data: bytes, **options: Any) -> Any:
    """The value that JSON (UTF-8) from anybody spells, as `json.loads` reads it; ValueError.

    Refuses what is nested deeper than DEEPEST. Packages of the chain let Python recurse
    so far that a few kilobytes of brackets would overflow its stack and end the process.
    """
    if data.count(b"[") + data.count(b"{") > DEEPEST:
        # Every second piece between quotation marks that are not escaped is no string.
        plain = data.replace(rb"\\", b"").replace(rb"\"", b"").split(b'"')[::2]
        brackets = b"".join(plain).translate(None, _NO_BRACKETS)
        for _ in range(DEEPEST):
            if not brackets:
                break
            brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if brackets:
            raise ValueError(f"brackets that do not match, or more than {DEEPEST} in one another")
    return json.loads(data.decode(), **options)


def canonical_json(value: Any) -> bytes:
    """RFC 8785 JSON of `value` as UTF-8; 256-bit numbers must already be text."""
    import rfc8785

    return rfc8785.dumps(value)
