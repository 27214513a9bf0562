"""The one server of a home: it holds a lock, and beside the lock a file says where it answers.

The system gives the lock free when its process ends, however it ends. So a server that was killed
keeps nobody out.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from avatarchain.base import home as homes
from avatarchain.chain.transport import plain
from avatarchain.errors import ServedAlready, StillServed

_PLACE = "serve.json"


@contextmanager
def alone(home: Path, url: str) -> Iterator[None]:
    """Be the one server of a home, which answers at `url`. Raises ServedAlready."""
    with _held(home, ServedAlready):
        place = home / _PLACE
        try:
            homes.write(place, json.dumps({"url": url}).encode())
            yield
        finally:
            place.unlink(missing_ok=True)


@contextmanager
def unserved(home: Path) -> Iterator[None]:
    """Let nobody serve a home during a `with` block.

    Nobody serves a home that is not there; it is not made. Raises StillServed if somebody serves
    it, UnusableHome if it cannot be written.
    """
    if not home.exists():
        yield
        return
    homes.check_folder(home)
    with _held(home, StillServed):
        yield


@contextmanager
def _held(home: Path, refusal: type[ServedAlready]) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(home / ".serve.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise refusal(home=home, url=_address(home / _PLACE)) from None
    try:
        yield
    finally:
        lock.release()


def _address(place: Path) -> str:
    """Where another server says that it is; it may just be starting."""
    try:
        return plain(str(json.loads(place.read_text("utf-8"))["url"]))
    except (OSError, ValueError, KeyError, TypeError):
        return "an address that it has not told yet"
