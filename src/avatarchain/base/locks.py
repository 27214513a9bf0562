"""Locks between processes: one process holds a file's lock, and the others wait.

After NOTICE seconds of waiting, the logger `avatarchain` warns which file is locked and by which
process. After `patience` seconds LockHeld is raised, so a process that was stopped (say by Ctrl-Z)
does not block the others for ever. SQLite has locks of its own in its files; `report` and `held`
serve those too.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from avatarchain.errors import LockHeld, UnusableHome

NOTICE = 3.0
"""Seconds after which a wait is reported."""
PATIENCE = 30.0
"""Seconds after which a wait ends, unless the caller gives another number."""
LONG_WORK = 600.0
"""Seconds after which a wait for slow work ends, such as a deployment of art or a batch."""

_LOGGER = logging.getLogger("avatarchain")


@contextmanager
def hold(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock file `path`; wait at most `patience` seconds for it.

    Raises LockHeld after that time, and UnusableHome if `path` is a symbolic link, because locking
    would create or empty the file that it points to.
    """
    from filelock import FileLock, Timeout

    if path.is_symlink():
        raise UnusableHome(home=str(path.parent), reason=f"{path.name} in it is a link")
    lock = FileLock(path)
    try:
        try:
            lock.acquire(timeout=min(NOTICE, patience))
        except Timeout:
            report(path, path)
            lock.acquire(timeout=max(0.0, patience - NOTICE))
    except Timeout:
        raise held(path, path, patience) from None
    try:
        yield
    finally:
        lock.release()


def report(path: Path, lock: Path) -> None:
    """Warn that this process waits for `path`, whose lock is in the file `lock`."""
    _LOGGER.warning("waiting for %s, which %s holds", path, _holder(lock))


def held(path: Path, lock: Path, seconds: float) -> LockHeld:
    """The LockHeld error for a wait of `seconds` for `path`, whose lock is in the file `lock`."""
    return LockHeld(path=path, seconds=seconds, holder=_holder(lock))


def _holder(lock: Path) -> str:
    """The process that holds a write lock in a file, in words for a sentence."""
    process = _process(lock)
    if process is None:
        return "another process"
    return f"process {process}" + (" (stopped)" if _is_stopped(process) else "")


def _process(lock: Path) -> int | None:
    """The id of the process that locks a file, from Linux's table of locks; None if unknown."""
    try:
        file = lock.stat()
        table = Path("/proc/locks").read_text("ascii").splitlines()
    except OSError:
        return None
    place = f"{os.major(file.st_dev):02x}:{os.minor(file.st_dev):02x}:{file.st_ino}"
    for row in table:
        # 36: FLOCK  ADVISORY  WRITE 4316 fe:00:2442009 0 EOF; one that waits has `->` before FLOCK
        columns = row.split()
        if columns[3:4] == ["WRITE"] and columns[5:6] == [place] and columns[4] != str(os.getpid()):
            return int(columns[4])
    return None


def _is_stopped(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text("ascii", "replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[:1] == ["T"]
