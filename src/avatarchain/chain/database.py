"""A chain file as the database of py-evm."""

from collections.abc import Iterator
from contextlib import contextmanager

from eth.abc import AtomicWriteBatchAPI
from eth.db.atomic import AtomicDBWriteBatch
from eth.db.backends.base import BaseAtomicDB

from avatarchain.chain.clock import Clock


class Database(BaseAtomicDB):
    """The keys and values of a store; a batch is committed as a whole, as in `Store.writing`."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.store = clock, clock.store

    def __getitem__(self, key: bytes) -> bytes:
        return self.store[key]

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self.store[key] = value

    def __delitem__(self, key: bytes) -> None:
        del self.store[key]

    def _exists(self, key: bytes) -> bool:
        return key in self.store

    @contextmanager
    def atomic_batch(self) -> Iterator[AtomicWriteBatchAPI]:
        """A batch that is written as a whole at its end, or not at all."""
        with self.store.writing(), AtomicDBWriteBatch._commit_unless_raises(self) as batch:
            yield batch
