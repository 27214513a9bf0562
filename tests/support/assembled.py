"""Contracts that mean harm, byte by byte: one gives one answer to every call, one logs anything.

No compiler is needed, and no compiler would write them.
"""

from collections.abc import Sequence

ENDLESS = bytes.fromhex("5b600056")
"""Code that never ends: a place to jump to, and the jump."""


def _copied(data: bytes, end: str) -> bytes:
    """Code that copies `data` into memory, and ends with them as an answer, error or log."""
    head = bytes.fromhex(f"62{len(data):06x}80 600d 6000 39 6000 {end}")
    assert len(head) == 13
    return head + data


def answering(answer: bytes) -> bytes:
    """Code that gives `answer` to every call."""
    return _copied(answer, "f3")


def refusing(error: bytes) -> bytes:
    """Code that refuses every call with the bytes of an `error`."""
    return _copied(error, "fd")


def created(code: bytes) -> bytes:
    """What is sent to create a contract with this code."""
    return _copied(code, "f3")


def logging(logs: Sequence[tuple[Sequence[bytes], bytes]]) -> bytes:
    """What is sent to create a contract that logs `logs`: topics of 32 bytes, and data."""
    code = b""
    for topics, data in logs:
        for at in range(0, len(data), 32):
            word = data[at : at + 32].ljust(32, b"\0")
            code += b"\x7f" + word + b"\x61" + at.to_bytes(2, "big") + b"\x52"
        code += b"".join(b"\x7f" + topic for topic in reversed(topics))
        code += b"\x61" + len(data).to_bytes(2, "big") + b"\x60\x00" + bytes([0xA0 + len(topics)])
    return code + bytes.fromhex("60006000f3")
