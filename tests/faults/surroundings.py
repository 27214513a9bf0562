"""What a command's own process meets: an end at a moment, a disk with little space.

Each is a context in which the command runs (`around` of `Shell.start`).
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_NEW_USER, _NEW_MOUNTS = 0x10000000, 0x00020000  # of Linux's unshare
_SIZE = 32 * 2**20  # of a small disk, nearly all of which is filled
FILLER = "filler"
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"}


@contextmanager
def ending_after(seconds: float) -> Iterator[None]:
    """The system ends this process after so much processor time, between any two instructions.

    Nobody handles the signal, so that nothing is tidied up, as after kill -9. Other than a
    moment by the clock, this one does not depend on what else the machine does.
    """
    signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.002))
    yield


@contextmanager
def ending_at_step(number: float) -> Iterator[None]:
    """The system ends this process just before the step of this number that changes a folder.

    Steps are counted from 1: a file that is opened to be written, renamed or deleted, and a
    folder that is made.
    """
    steps = 0

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal steps
        opened = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
        if opened or event in _CHANGES:
            steps += 1
            if steps >= number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    yield


@contextmanager
def on_small_disk(root: Path, free: int) -> Iterator[None]:
    """A disk of its own under the folder `root`, with its files and `free` bytes of space.

    Only this process sees it; at the end what is on it is copied to the folder `root`.after.
    """
    before, working = Path(f"{root}.before"), Path.cwd()
    shutil.copytree(root, before)
    _mount(root)
    shutil.copytree(before, root, dirs_exist_ok=True)
    status = os.statvfs(root)
    with (root / FILLER).open("wb") as file:
        filled = max(0, status.f_bavail * status.f_frsize - free)
        os.posix_fallocate(file.fileno(), 0, filled)
    os.chdir(working)
    try:
        yield
    finally:
        shutil.copytree(root, f"{root}.after", ignore=shutil.ignore_patterns(FILLER))


def _mount(place: Path) -> None:
    """Mount an empty disk in memory at a folder, in a name space of this process alone."""
    libc, user, group = ctypes.CDLL(None, use_errno=True), os.getuid(), os.getgid()
    if libc.unshare(_NEW_USER | _NEW_MOUNTS) != 0:
        raise OSError(ctypes.get_errno(), "no name space of its own")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    if libc.mount(b"none", os.fsencode(place), b"tmpfs", 0, f"size={_SIZE}".encode()) != 0:
        raise OSError(ctypes.get_errno(), "no disk can be mounted")


def may_mount() -> bool:
    """Whether this system lets a process without rights mount a disk for itself."""
    command = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "-o"]
    try:
        tried = subprocess.run([*command, "size=1m", "none", "/mnt"], capture_output=True)
    except OSError:
        return False
    return tried.returncode == 0


def end_of(root: Path) -> None:
    """Put what was on the small disk in the place of the folder `root`."""
    shutil.rmtree(root)
    shutil.rmtree(f"{root}.before")
    Path(f"{root}.after").rename(root)


@contextmanager
def impatiently(patience: float) -> Iterator[None]:
    """Every wait for another process is reported after a third of `patience` and ends after it."""
    from avatarchain import chain
    from avatarchain.base import home, locks
    from avatarchain.births import batches, foundings
    from avatarchain.index import store
    from avatarchain.session import writing

    chain.TIMEOUT = patience
    locks.NOTICE, locks.PATIENCE = patience / 3, patience
    locks.hold.__wrapped__.__defaults__ = home.locked.__defaults__ = (patience,)
    store._PATIENCE = batches.LONG_WORK = foundings.LONG_WORK = writing.LONG_WORK = patience
    yield
