"""The collection of a home as many clients read it at once, from any thread.

A few openings of one collection are made as they are needed. Whoever reads borrows one of them,
and waits for one while all are borrowed.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from avatarchain.library.collection import Collection
from avatarchain.species import Species

MOST = 4
"""Openings of a collection at most."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is opened: the home, the chain's address, and the species with its source.

    `account` is the name of the one that signs; None: the default one.
    """

    home: Path
    url: str
    source: str
    species: Species
    account: str | None = None


class Readers:
    """Openings of a collection, which `open_` makes; close them at the end."""

    def __init__(self, open_: Callable[[], Collection]) -> None:
        self._open, self._lock = open_, threading.Lock()
        self._free: queue.LifoQueue[Collection] = queue.LifoQueue()
        self._all: list[Collection] = []
        self._count = 0

    @contextmanager
    def reading(self) -> Iterator[Collection]:
        """Borrow a collection; what was read with it counts only after the block.

        Raises what opening one raises, and ChainChanged if another chain answers at its URL.
        """
        collection = self._borrowed()
        try:
            with collection.chain.unchanged():
                yield collection
        finally:
            self._free.put(collection)

    def _borrowed(self) -> Collection:
        with suppress(queue.Empty):
            return self._free.get_nowait()
        with self._lock:
            makes = self._count < MOST
            self._count += makes
        if not makes:
            return self._free.get()
        try:
            collection = self._open()
        except BaseException:
            with self._lock:
                self._count -= 1
            raise
        self._all.append(collection)
        return collection

    def close(self) -> None:
        """Close them all."""
        for collection in self._all:
            collection.close()
