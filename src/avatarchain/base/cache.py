"""Results of slow computations, stored in the platform's cache folder for later processes.

A file's name is the digest of all inputs of the computation, so its content never changes, and any
process may read or write it at any time. Any file may be deleted, and a damaged one is computed
again. Nothing is stored if the folder cannot be written, or if other users may write there.
`$AVATARCHAIN_CACHE` names another folder; if it is set and empty, there is no cache. Files with
other names than ours in it are neither counted nor deleted.

A file's name does not prove its content. What judges a file of a stranger's therefore computes
everything anew, within `unused`.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from avatarchain.base.regular import read_regular

VARIABLE = "AVATARCHAIN_CACHE"
MOST_BYTES = 64 << 20
"""The most bytes of all files together; beyond it the oldest are deleted until half is left."""

_OURS = re.compile(r"[0-9a-f]{64}(?:\.[0-9]+-[0-9a-f]{8})?")  # a key, or a draft of its file
_SEAL = 16  # bytes before the content of a file: its digest
_LOOK_AGAIN = 4 << 20  # bytes that a process writes between two looks at the folder

_used: ContextVar[bool] = ContextVar("the cache is used", default=True)
_unseen = 0  # bytes that this process wrote since its last look


@contextmanager
def unused() -> Iterator[None]:
    """Read and write nothing of the cache inside, in this thread; also a decorator."""
    token = _used.set(False)
    try:
        yield
    finally:
        _used.reset(token)


def in_use() -> bool:
    """Whether the cache is read and written here: not within `unused`."""
    return _used.get()


def read(key: str) -> bytes | None:
    """The content that is stored under a key of hex digits; None if it is missing or damaged."""
    folder = _folder(os.environ.get(VARIABLE))
    if folder is None or not in_use():
        return None
    try:
        data = read_regular(folder / key, MOST_BYTES)
    except OSError:
        return None
    content = data[_SEAL:]
    return content if data[:_SEAL] == _seal(content) else None


def write(key: str, content: bytes) -> None:
    """Store content under a key; nothing happens if it cannot be stored."""
    global _unseen
    folder = _folder(os.environ.get(VARIABLE))
    if folder is None or not in_use():
        return
    with suppress(OSError):
        if not _unseen:
            _make_room(folder)
        draft = folder / f"{key}.{os.getpid()}-{secrets.token_hex(4)}"
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(_seal(content) + content)
            draft.replace(folder / key)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    _unseen = (_unseen + _SEAL + len(content)) % _LOOK_AGAIN


def _seal(content: bytes) -> bytes:
    return blake2b(content, digest_size=_SEAL).digest()


@lru_cache(maxsize=4)
def _folder(named: str | None) -> Path | None:
    """The cache folder, made if missing; None if there is none that only this user can write."""
    if named == "":
        return None
    if named is None:
        from platformdirs import user_cache_path

        folder = user_cache_path("avatarchain", appauthor=False)
    else:
        folder = Path(named)
    if not folder.is_absolute():  # as that of a user without a home
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    ours = not hasattr(os, "geteuid") or (
        status.st_uid == os.geteuid() and not status.st_mode & 0o022
    )
    return folder if ours and os.access(folder, os.W_OK | os.X_OK) else None


def _make_room(folder: Path) -> None:
    """Delete the oldest files if there are too many bytes. Other processes may do so too."""
    files = []
    for entry in os.scandir(folder):
        if _OURS.fullmatch(entry.name) is None:
            continue
        with suppress(FileNotFoundError):
            status = entry.stat(follow_symlinks=False)
            files.append((status.st_mtime, status.st_size, entry.path))
    size = sum(each for _, each, _ in files)
    if size <= MOST_BYTES:
        return
    for _, each, path in sorted(files):
        if size <= MOST_BYTES // 2:
            break
        with suppress(OSError):
            os.unlink(path)
        size -= each
