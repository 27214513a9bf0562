"""Creation code as forgers write it: a constructor of their own, and a factory."""


def _push(number: int) -> bytes:
    """PUSH3 of a number."""
    return b"\x62" + number.to_bytes(3, "big")


def returning(runtime: bytes, before: bytes = b"") -> bytes:
    """Creation code that does `before`, and then makes a contract of this runtime."""
    size, at = _push(len(runtime)), len(before) + 16
    return before + size + _push(at) + b"\x5f\x39" + size + b"\x5f\xf3" + runtime


def factory(data: bytes) -> bytes:
    """Creation code of a contract that makes another, its first, by the creation code `data`."""
    size = _push(len(data))
    return size + _push(18) + b"\x5f\x39" + size + b"\x5f\x5f\xf0" + b"\0" + data
