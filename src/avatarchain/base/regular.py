"""Reading a file that a person names: only a regular file, and only up to a limit of bytes.

A pipe would wait for ever, a device has no end, and a sparse file has more bytes than there is
memory. Such a file raises an OSError with the reason in `strerror`, like the errors of the
operating system, so a caller handles all of them in the same way.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


class IrregularFile(OSError):
    """A file that is not read, because it is no regular file or is too large."""


def followed(path: Path) -> Path:
    """The absolute path to which links lead; where they lead in a circle, as far as they do not.

    `Path.resolve` raises a RuntimeError of a circle in Python 3.11 and 3.12.
    """
    return Path(os.path.realpath(path))


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading. Raises OSError; for a pipe too, without waiting."""
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

    A shell makes such a pipe for `<(command)`; the function waits for its first line. Raises
    OSError if the file cannot be read, also for a pipe that no program writes into.
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
    """Open a file for reading, and return its descriptor.

    Without O_NONBLOCK, opening a pipe would wait until a program writes into it.
    """
    try:
        return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except ValueError:  # a zero byte in the name
        raise IrregularFile(errno.EINVAL, "no file has such a name") from None
