"""The home: the one folder in which a user's files lie, and how they are written.

It holds the embedded chain, the pins of deployed registries, the addresses of their art,
keystores and the jobs that can be resumed. Each file is first written whole under another
name and then renamed, so a command that is cut off leaves either the old file or the new
one. Secret files have mode 0600.
"""

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

from avatarchain.base import locks
from avatarchain.base.regular import read_regular
from avatarchain.errors import FileThere, FileToWriteThere, UnusableHome

VARIABLE = "AVATARCHAIN_HOME"
_DEEP = 3
"""How deep the files of a home lie: in it, in a folder of it, or in a folder of that."""

CHAIN_FILE = "chain.sqlite"  # of its own devnet

WRITTEN = ("batches", CHAIN_FILE, "index", "issuer", "jobs", "keystore")
"""What commands of a home write into: its folders, and the chain, which SQLite opens in its place.

All other files of a home are written beside their place and then renamed, which follows no link.
"""

_MOST_MARKED = 1 << 28
"""The most bytes of a file with a mark; the largest pictures of families have some tens of MB."""

_DRAFT = re.compile(r"\.(.*)\.([0-9]{1,9})-[0-9a-f]{8}\.draft(?:-[a-z]+)?")


def place(given: Path | None = None) -> Path:
    """The path of the home: `given`, else $AVATARCHAIN_HOME, else the platform's data folder."""
    if given is None and (named := os.environ.get(VARIABLE)):
        given = Path(named)
    if given is None:
        from platformdirs import user_data_path

        given = user_data_path("avatarchain", appauthor=False)
    return given.absolute()


def locate(given: Path | None = None) -> Path:
    """The path of the home (see `place`); the folder is made with mode 0700 if it is missing.

    Raises UnusableHome if it cannot be made or written, or if one of WRITTEN in it is a link.
    """
    folder = place(given)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableHome(home=str(folder), reason=error.strerror or str(error)) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UnusableHome(home=str(folder), reason="it cannot be written to")
    refuse_links(folder, WRITTEN)
    sweep(folder)
    return folder


def visit(given: Path | None = None) -> Path:
    """The path of the home (see `place`), for a command that only reads; the folder is not made.

    Raises UnusableHome if the home, or the folder that it would be made in, cannot be written, or
    if one of WRITTEN in it is a link.
    """
    folder = place(given)
    check_folder(folder)
    if folder.exists():
        refuse_links(folder, WRITTEN)
        sweep(folder)
    return folder


@contextmanager
def made(folder: Path) -> Iterator[Path]:
    """Make a home as `locate` does; if the block raises, remove the empty folders that were made.

    A folder that is not empty by then stays. Raises UnusableHome if the home cannot be made.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        yield locate(folder)
    except BaseException:
        for path in missing:
            with suppress(OSError):
                path.rmdir()
        raise


def check_folder(folder: Path) -> None:
    """Raise UnusableHome if `folder` cannot be made or written. Creates nothing."""
    place = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        reason = "it cannot be written to" if place.is_dir() else f"{place} is a file"
        raise UnusableHome(home=str(folder), reason=reason)


def write(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Write `data` to the file `path`, either all of it or nothing.

    With `secret`, only the owner can read the file. Raises UnusableHome with the reason that
    the system gives, such as a full disk or a missing permission.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path, secret=secret) as file:
            file.write(data)
    except OSError as error:
        raise UnusableHome(home=str(path.parent), reason=error.strerror or str(error)) from None


def check_free(files: Iterable[tuple[Path, bytes]]) -> None:
    """Raise FileThere for the first path that exists and does not contain exactly its bytes."""
    for path, data in files:
        if os.path.lexists(path) and not holds(path, data):
            raise FileThere(file=str(path))


def check_marked(path: Path, mark: str, kind: type[FileThere] = FileToWriteThere) -> None:
    """Raise `kind` if something is at `path` that is no file with the text `mark` in it.

    A mark is ASCII, and says which command made a file, and of which avatars: such a file may be
    written again, and no other.
    """
    if not os.path.lexists(path):
        return
    try:
        ours = mark.encode("ascii") in read_regular(path, _MOST_MARKED)
    except OSError:
        ours = False
    if not ours:
        raise kind(file=str(path))


def holds(path: Path, data: bytes) -> bool:
    """Whether a path is a regular file with exactly these bytes."""
    try:
        return read_regular(path, len(data)) == data
    except OSError:
        return False


@contextmanager
def replacing(path: Path, *, secret: bool = False) -> Iterator[BinaryIO]:
    """Yield a new file to write to, which replaces `path` at the end of the block.

    If the block raises, `path` stays as it was. A symbolic link at `path` is replaced, not
    followed. Raises OSError if the file cannot be written.
    """
    temporary = draft(path)
    mode = 0o600 if secret else 0o666
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _flush_folder(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def refuse_links(folder: Path, names: Iterable[str]) -> None:
    """Raise UnusableHome if a file in `folder` with one of these names is a symbolic link.

    What is written through a link goes to another place. `folder` itself may be a link, because the
    user named it.
    """
    for name in names:
        if (folder / name).is_symlink():
            raise UnusableHome(home=str(folder), reason=f"{name} in it is a link")


def draft(path: Path) -> Path:
    """A temporary path in the folder of `path`: the file is written there and then renamed.

    Its name contains the number of the process that writes it. Temporary files of `path` that a
    killed process left there are deleted; `sweep` does that for all files of a home.
    """
    for left in _abandoned(path.parent.absolute()).pop(path.name, ()):
        _delete(left)
    return path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.draft")


def sweep(home: Path) -> None:
    """Delete the temporary files in a home whose processes do not run any more.

    Links are not followed: what they lead to is not the home.
    """
    # No deeper than our own files lie, since a home may be a folder with much else in it.
    folders = [home]
    for _ in range(_DEEP):
        below: list[Path] = []
        for folder in folders:
            with suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        below.append(Path(entry.path))
                    elif entry.name.startswith(".") and _target(entry.name) is not None:
                        _delete(Path(entry.path))
        folders = below


@cache
def _abandoned(folder: Path) -> dict[str, list[Path]]:
    """File name → the temporary files of it in a folder whose processes do not run any more.

    A folder may hold a million files, so it is listed only once.
    """
    drafts: dict[str, list[Path]] = {}
    with suppress(OSError):
        for name in os.listdir(folder):
            if (target := _target(name)) is not None:
                drafts.setdefault(target, []).append(folder / name)
    return drafts


def _target(name: str) -> str | None:
    """The name of the file whose draft has this name; None unless its process is gone."""
    process = _DRAFT.fullmatch(name)
    return None if process is None or _runs(int(process[2])) else process[1]


def _delete(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    if os.name == "nt":  # where signal 0 is Ctrl-C, not a question
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it runs, and belongs to somebody else
    return True


def _flush_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk, if the operating system supports that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def locked(home: Path, name: str, patience: float = locks.PATIENCE) -> AbstractContextManager[None]:
    """Hold the lock `name` of a home during a `with` block.

    If another process holds it, wait at most `patience` seconds, then raise LockHeld.
    """
    return locks.hold(home / f".{name}.lock", patience)
