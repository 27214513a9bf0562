"""The embedded devnet: one open file, read directly where possible, else by py-evm.

Requests that only read are answered from the file, by `state` and `machine`. py-evm takes half a
second to load, so it is loaded only for the rest: transactions, estimates, the next block, and
calls that `machine` cannot run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lru import LRU

from avatarchain.chain import state
from avatarchain.chain.clock import Clock
from avatarchain.chain.messages import CHAIN_ID
from avatarchain.chain.places import Places
from avatarchain.chain.store import Store, create

if TYPE_CHECKING:
    from avatarchain.chain.embedded import DevelopmentChain

_PATIENCE = 5.0
_ANSWERS = 256  # answers of calls that are kept


class Devnet:
    """A chain in one open file: `store` reads it, and `evm` gives py-evm's chain to extend it."""

    chain_id = CHAIN_ID

    def __init__(self, store: Store, patience: float) -> None:
        self.store, self.clock, self.places = store, Clock(store), Places(store)
        self.answers: LRU[Any, Any] = LRU(_ANSWERS)
        self.patience = patience  # seconds that code may run which changes nothing
        self._evm: DevelopmentChain | None = None

    @contextmanager
    def evm(self) -> "Iterator[DevelopmentChain]":
        """py-evm's chain in this file, which is loaded for the first use.

        Errors of py-evm inside become Invalid, or NotAChainFile for a missing part of the file.
        """
        from avatarchain.chain import embedded

        with embedded.refusals(self.store):
            if self._evm is None:
                self._evm = embedded.opened(self.clock)
            self._evm.patience = self.patience
            yield self._evm


def opened(path: Path, timeout: float) -> Devnet:
    """Open the chain in the file `path`, which is made if it is missing.

    `timeout` is the number of seconds to wait for another process, and for code that changes
    nothing, which gets 5 at least: it may be a stranger's, and never end. Raises NotAChainFile,
    CannotWrite, LockHeld, DiskFull.
    """
    if not path.exists():
        from avatarchain.chain.embedded import genesis

        create(path, timeout, genesis)
    store = Store(path, timeout)
    try:
        with store.refusals():
            state.head(store)
    except BaseException:
        store.close()
        raise
    return Devnet(store, max(timeout, _PATIENCE))
