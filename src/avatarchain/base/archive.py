"""Several files in one: a ZIP archive whose members are not compressed.

Any program that reads ZIP can open it. An archive may come from a stranger, so a member is read
only if the caller expects its name, and each name may occur once. Compressed members are refused,
so the content is never larger than the archive.
"""

import os
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from avatarchain.base.regular import open_regular

_MOST_AT_ONCE = 4 * 2**20  # bytes that are read at once, as the whole directory of a ZIP is
_ENCRYPTED = 1  # a bit of a member's flags


class NoArchive(Exception):
    """A file is not an archive as `pack` makes it; the text says what is wrong."""


def pack(members: dict[str, Path], target: Path) -> None:
    """Write the files of `members`, by their names in the archive, into the new file `target`.

    Raises OSError.
    """
    with open(target, "xb") as file:
        with ZipFile(file, "w", ZIP_STORED) as archive:
            for name, path in members.items():
                # Without the path's own times, so that the same files give the same archive.
                entry = ZipInfo(name)
                entry.file_size = path.stat().st_size
                with open(path, "rb") as source, archive.open(entry, "w") as member:
                    shutil.copyfileobj(source, member)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def opened(
    path: Path, expected: Callable[[str], bool]
) -> Iterator[dict[str, Callable[[Path], None]]]:
    """The members of an archive, by name: each a function that writes it to a new file.

    Raises NoArchive for a file that is no such archive, or for a member whose name `expected`
    rejects; the functions may raise it too. Raises OSError if the file cannot be read.
    """
    with open_regular(path) as file, _as_no_archive():
        size = os.fstat(file.fileno()).st_size
        with ZipFile(cast(IO[bytes], _InPieces(file))) as archive:
            entries = archive.infolist()
            for entry in entries:
                _check(entry, expected)
            if len({entry.filename for entry in entries}) < len(entries):
                raise NoArchive("a name is in it twice")
            if sum(entry.file_size for entry in entries) > size:
                raise NoArchive("its files overlap")
            yield {entry.filename: _writer(archive, entry) for entry in entries}


class _InPieces:
    """A file that refuses to read more than _MOST_AT_ONCE bytes at a time."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, size: int = -1) -> bytes:
        if size > _MOST_AT_ONCE:
            raise NoArchive("it holds too many files")
        return self._file.read(size)


def _writer(archive: ZipFile, entry: ZipInfo) -> Callable[[Path], None]:
    def write(target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _as_no_archive(), open(target, "xb") as copy:
            with archive.open(entry) as member:
                shutil.copyfileobj(member, copy)
            copy.flush()
            os.fsync(copy.fileno())

    return write


def _check(entry: ZipInfo, expected: Callable[[str], bool]) -> None:
    if not expected(entry.filename):
        raise NoArchive("it holds other files")
    if entry.compress_type != ZIP_STORED or entry.file_size != entry.compress_size:
        raise NoArchive("its files are compressed")
    if entry.flag_bits & _ENCRYPTED:
        raise NoArchive("its files are encrypted")


@contextmanager
def _as_no_archive() -> Iterator[None]:
    """Turn all errors that `zipfile` raises for malformed bytes into NoArchive."""
    try:
        yield
    except (BadZipFile, EOFError, NotImplementedError, struct.error) as error:
        raise NoArchive(str(error) or "it ends early") from None
    except (RuntimeError, ValueError, OverflowError, UnicodeDecodeError) as error:
        raise NoArchive(" ".join(str(error).split())) from None
