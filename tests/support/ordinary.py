"""Root as anybody else: without the leave to read and write whatever permissions say."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION = 0x20080522  # of Linux's capabilities: two sets of 32 bits each
_OVERRIDE, _SEARCH = 1 << 1, 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
_EFFECTIVE, _PERMITTED = 0, 1


def _capabilities() -> tuple[ctypes.Array, ctypes.Array, ctypes.CDLL]:
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, data) == 0
    return header, data, libc


def obey_permissions() -> None:
    """For this process, for good."""
    if os.geteuid() == 0:
        header, data, libc = _capabilities()
        for kind in (_EFFECTIVE, _PERMITTED):
            data[kind] &= ~(_OVERRIDE | _SEARCH)
        assert libc.capset(header, data) == 0


@contextmanager
def obeying_permissions() -> Iterator[None]:
    """For this thread, for a while; but `os.access` asks what it could take up again."""
    if os.geteuid() != 0:
        yield
        return
    header, data, libc = _capabilities()
    before = data[_EFFECTIVE]
    data[_EFFECTIVE] &= ~(_OVERRIDE | _SEARCH)
    assert libc.capset(header, data) == 0
    try:
        yield
    finally:
        data[_EFFECTIVE] = before
        assert libc.capset(header, data) == 0
