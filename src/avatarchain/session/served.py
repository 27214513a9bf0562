"""At most one server for each home: it holds a lock, and a file beside it has its URL.

The operating system releases the lock when the process ends in any way. So after a server was
killed, another can start.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from avatarchain.base import home as homes
from avatarchain.base.regular import read_regular
from avatarchain.chain.transport import plain
from avatarchain.errors import ServedAlready, StillServed

_PLACE, _LOCK = "serve.json", ".serve.lock"
_MOST_BYTES = 4096  # of the file with the URL


@contextmanager
def alone(home: Path, url: str) -> Iterator[None]:
    """Be the only server of a home, at `url`, during a `with` block. Raises ServedAlready."""
    with _held(home, ServedAlready):
        place = home / _PLACE
        try:
            homes.write(place, json.dumps({"url": url}).encode())
            yield
        finally:
            place.unlink(missing_ok=True)


@contextmanager
def unserved(home: Path) -> Iterator[None]:
    """Prevent that a server for a home starts during a `with` block.

    A home that does not exist is not made. Raises StillServed if a process serves it, UnusableHome
    if it cannot be written.
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

    homes.refuse_links(home, [_LOCK])
    lock = FileLock(home / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise refusal(home=home, url=_address(home / _PLACE)) from None
    try:
        yield
    finally:
        lock.release()


def _address(place: Path) -> str:
    """The URL of the other server; a text instead if it is just starting and has not written it."""
    try:
        return plain(str(json.loads(read_regular(place, _MOST_BYTES))["url"]))
    except (OSError, ValueError, KeyError, TypeError):
        return "an address that is not known yet"
