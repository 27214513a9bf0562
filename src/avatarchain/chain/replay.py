"""Execute the blocks of a chain file again, in memory, to see whether they follow from each other.

The hashes of a file say only that its parts belong together. Whoever makes blocks with another
machine, such as one that believes any sender, gets a file whose hashes are all right. So each block
is made again as `mining` makes it: from the block before it, with the same time, random number and
transactions. Its header must come out the same, bit by bit, and with it the state, the receipts,
the logs and the gas.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from eth.abc import AtomicWriteBatchAPI, BlockHeaderAPI, SignedTransactionAPI
from eth.db.atomic import AtomicDBWriteBatch
from eth.exceptions import PyEVMError
from eth_typing import Address
from eth_utils.exceptions import ValidationError

from avatarchain.chain.clock import Clock
from avatarchain.chain.database import Database
from avatarchain.chain.embedded import DevelopmentChain, decoded_header, encoded, first_block
from avatarchain.chain.execution import reason_of
from avatarchain.chain.mining import made
from avatarchain.chain.reverts import printable
from avatarchain.chain.store import Store

_PARTS = {
    "state_root": "its state",
    "transaction_root": "the list of them",
    "gas_used": "its gas",
    "bloom": "what it logs",
    "receipt_root": "a receipt",
}
"""Fields of a header that follow from the execution, and what each is of."""


class Replay:
    """The blocks of the chain in `store`, executed again; nothing is written into the file.

    The caller has compared with its hash everything that a block's parent refers to.
    """

    def __init__(self, store: Store) -> None:
        self._clock = Clock(store)
        self._above: _Above | None = None

    def fault(
        self,
        header: bytes,
        parent: bytes | None,
        transactions: Sequence[SignedTransactionAPI],
        senders: Sequence[Address],
    ) -> str | None:
        """What is wrong with a block, in a sentence; None if it follows from the one before it.

        `header` and `parent` are the headers in RLP; without a parent it is block 0. `senders` are
        the accounts that signed the transactions.
        """
        right = decoded_header(header)
        if parent is None:
            again = first_block(_Above(self._clock, reads=False), right.timestamp, right.extra_data)
        else:
            try:
                again = self._again(right, decoded_header(parent), transactions, senders)
            except ValidationError as error:
                return f"its transactions cannot be executed ({reason_of(error)})"
            except PyEVMError as error:
                return f"its transactions cannot be executed ({printable(str(error))})"
        if encoded(again) == header:
            return None
        if parent is None:
            return "it is not a block 0 as this version makes it"
        for field, part in _PARTS.items():
            if getattr(again, field) != getattr(right, field):
                return f"{part} is not what its transactions give when they are executed again"
        return "its header is not one that this version makes"

    def _again(
        self,
        right: BlockHeaderAPI,
        parent: BlockHeaderAPI,
        transactions: Sequence[SignedTransactionAPI],
        senders: Sequence[Address],
    ) -> BlockHeaderAPI:
        if self._above is None:
            self._above = _Above(self._clock)
            self._chain = DevelopmentChain(self._above)
        try:
            header = self._chain.create_header_from_parent(
                parent, timestamp=right.timestamp, mix_hash=right.mix_hash
            )
            return made(self._chain, header, transactions, senders).block.header
        finally:
            self._above.changes.clear()


class _Above(Database):
    """py-evm's database above a chain file: `changes` stay in memory.

    Without `reads` the file is not read, as if it were empty.
    """

    def __init__(self, clock: Clock, *, reads: bool = True) -> None:
        super().__init__(clock)
        self.reads, self.changes = reads, dict[bytes, bytes | None]()

    def __getitem__(self, key: bytes) -> bytes:
        value = self.changes[key] if key in self.changes or not self.reads else self.store[key]
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self.changes[key] = value

    def __delitem__(self, key: bytes) -> None:
        self.changes[key] = None

    def _exists(self, key: bytes) -> bool:
        if key in self.changes:
            return self.changes[key] is not None
        return self.reads and key in self.store

    @contextmanager
    def atomic_batch(self) -> Iterator[AtomicWriteBatchAPI]:
        with AtomicDBWriteBatch._commit_unless_raises(self) as batch:
            yield batch
