"""The embedded devnet: one open file, and what is common to all that answer from it.

What only reads is answered from the file itself, by `state` and `machine`. py-evm takes half a
second to load, so it is loaded for what it alone can do: transactions, estimates, the next block,
and calls that the machine gives up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lru import LRU

from avatarchain.chain import state
from avatarchain.chain.client import TRANSACTION_GAS_LIMIT
from avatarchain.chain.store import Store, create

if TYPE_CHECKING:
    from avatarchain.chain.embedded import DevelopmentChain

CHAIN_ID = 31337
CLOCK = b"avatarchain:clock"  # key of the seconds by which the chain's clock was put forward
GAS_LIMIT = 30_000_000
_ANSWERS = 256  # answers of calls that are kept
_LONGEST = 1_000 * 365 * 86_400  # seconds


Words = tuple[tuple[int, int], ...]
"""Words of storage: place and value."""


class Invalid(Exception):
    """The chain refuses a request; the text gives the reason."""


class TooSlow(Invalid):
    """Code ran longer than it may, which was `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it ran longer than {seconds:g} seconds")


@dataclass(frozen=True, slots=True)
class Override:
    """What a call supposes of an account: fields that are None stay as they are."""

    balance: int | None = None
    nonce: int | None = None
    code: bytes | None = None
    state: Words | None = None  # the whole storage
    state_diff: Words = ()  # some slots of it


@dataclass(frozen=True, slots=True)
class Message:
    """A call of a contract, or the creation of one if `to` is empty."""

    sender: bytes
    to: bytes
    data: bytes
    value: int = 0
    gas: int = TRANSACTION_GAS_LIMIT
    max_fee: int = 0  # wei for a unit of gas; 0 runs it without charge
    max_priority_fee: int = 0
    access_list: tuple[tuple[bytes, tuple[int, ...]], ...] = ()
    overrides: tuple[tuple[bytes, Override], ...] = ()  # by address


class Devnet:
    """A chain in one open file: its `store` to read it, and py-evm's chain to go on with it."""

    chain_id = CHAIN_ID
    patience: float | None = None  # seconds that code may run which changes nothing
    next_time: int | None = None  # of the next block that this object makes

    def __init__(self, store: Store) -> None:
        self.store = store
        self.answers: LRU[Any, Any] = LRU(_ANSWERS)
        self._evm: DevelopmentChain | None = None

    @contextmanager
    def evm(self) -> "Iterator[DevelopmentChain]":
        """py-evm's chain in this file, which is loaded for the first use.

        What py-evm raises inside becomes Invalid, or NotAChainFile for a part that is missing.
        """
        from avatarchain.chain import embedded

        with embedded.refusals(self.store):
            if self._evm is None:
                self._evm = embedded.opened(self)
            yield self._evm

    def ahead(self) -> int:
        """The seconds by which the clock of this chain was put forward."""
        return int.from_bytes(self.store[CLOCK], "big") if CLOCK in self.store else 0

    def put_forward(self, seconds: int) -> int:
        """Put the clock forward, for all later blocks; return by how much it is, in all.

        The file keeps it. Raises Invalid for more than a thousand years.
        """
        with self.store.writing():
            ahead = self.ahead() + seconds
            if ahead > _LONGEST:
                raise Invalid("the clock is not put forward by more than a thousand years")
            self.set_ahead(ahead)
        return ahead

    def set_ahead(self, seconds: int) -> None:
        """Put the clock forward by so many seconds in all, for all later blocks."""
        self.store[CLOCK] = seconds.to_bytes(8, "big")


def opened(path: Path, timeout: float) -> Devnet:
    """Open the chain in the file `path`, which is made if it is missing.

    `timeout` is the number of seconds to wait for another process. Raises NotAChainFile,
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
    return Devnet(store)
