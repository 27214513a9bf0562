"""Reading a file that a person names: a regular one, and no more of it than is allowed.

A pipe would wait for ever, a device has no end, and a sparse file has more bytes than there is
memory. What is refused is an OSError with its words in `strerror`, as the operating system's
own refusals are, so that a caller tells them all in the same way.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


class IrregularFile(OSError):
    """A file that is not read, because it is no regular file or is too large."""


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading. Raises OSError, at once also for a pipe."""
    handle = _handle(path)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise IrregularFile(errno.EINVAL, "is no regular file")


def read_regular(path: Path, most: int) -> bytes:
    """The bytes of a regular file, at most `most` of them. Raises OSError if it has more."""
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise IrregularFile(errno.EFBIG, f"is larger than {most:,} bytes")
    return data


def read_begun(path: Path, most: int) -> bytes:
    """The first `most` bytes of a regular file, or of a pipe that a program writes into.

    A shell gives such a pipe for `<(command)`; its first line is waited for. Raises OSError, at
    once also for a pipe that nobody writes into.
    """
    handle = _handle(path)
    with os.fdopen(handle, "rb", buffering=0) as file:
        mode = os.fstat(handle).st_mode
        if stat.S_ISREG(mode):
            return file.read(most)
        if not stat.S_ISFIFO(mode):
            raise IrregularFile(errno.EINVAL, "is no regular file")
        data = file.read(most)  # None: there is a writer, which has written nothing yet
        if data == b"":
            raise IrregularFile(errno.EPIPE, "is a pipe that nobody writes into")
        os.set_blocking(handle, True)
        data = data or b""
        while len(data) < most and b"\n" not in data and (more := file.read(most - len(data))):
            data += more
        return data


def _handle(path: Path) -> int:
    """A handle for reading, at once: without O_NONBLOCK opening a pipe waits for its writer."""
    try:
        return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except ValueError:  # a zero byte in the name
        raise IrregularFile(errno.EINVAL, "no file has such a name") from None
