"""`Chain`: the interface to a chain, the same for every kind of chain.

A chain is reached through a transport, an object that answers JSON-RPC requests. Whether that
is the embedded devnet or a node behind a socket makes no difference to users of `Chain`.
Transactions are signed here and sent raw; no node is ever asked to sign.

`guard` decides whether a network may be written to; the caller must call it first.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from avatarchain.base import locks
from avatarchain.base.canonical import to_hex
from avatarchain.chain.answers import (
    Block,
    Log,
    Receipt,
    from_hex,
    read_base_fee,
    read_block,
    read_block_or_none,
)
from avatarchain.chain.connection import BATCH, Connection
from avatarchain.chain.headers import read_header
from avatarchain.chain.logs import Topics, search
from avatarchain.chain.notation import checksum_address
from avatarchain.chain.sending import revert_data, submit, wait_for_receipt
from avatarchain.chain.transport import ChainKind, Closed, Transport
from avatarchain.errors import (
    AvatarchainError,
    CannotMine,
    CannotWrite,
    ChainChanged,
    NodeRefused,
    NoSuchBlock,
    NotANode,
    Reverted,
)

if TYPE_CHECKING:
    from web3 import Web3

    from avatarchain.chain.signing import Signer

TRANSACTION_GAS_LIMIT = 16_777_216  # EIP-7825
HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935"  # the contract of EIP-2935
_MINED = 256  # blocks that one request asks a devnet for; more might take longer than its answer

_Value = TypeVar("_Value")


class Chain(Connection):
    """An open chain. It is a context manager, which closes the chain at its end.

    `genesis`, the hash of block 0 (32 bytes), is read when the chain is opened. Another chain may
    answer at the URL later: `check` and `unchanged` notice it.
    """

    def __init__(
        self, transport: Transport, *, url: str, kind: ChainKind, folder: Path, timeout: float
    ) -> None:
        super().__init__(transport, url=url, kind=kind, timeout=timeout)
        self._folder = folder
        self.genesis = self.block(0).hash
        self._locks = f"nonce-{self.chain_id}-{self.genesis.hex()[:16]}"
        self._within = threading.local()  # has `unchanged` in a thread that is inside of it

    def __enter__(self) -> "Chain":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the chain, and stop an anvil that was started for it. May be called twice."""
        transport, self._transport = self._transport, Closed(self._shown)
        transport.close()
        if self.kind == ChainKind.ANVIL:  # its chain is gone, so its lock files are useless
            for lock in self._folder.glob(f"{self._locks}-*.lock"):
                lock.unlink(missing_ok=True)

    @cached_property
    def w3(self) -> "Web3":
        """A Web3 object on this chain. Its first use imports web3, a third of a second."""
        from web3 import Web3

        return Web3(self._transport.provider())

    def call(
        self, to: str, data: bytes, *, sender: str | None = None, block: int | str = "latest"
    ) -> bytes:
        """The bytes that a contract returns when it is called on the state after `block`.

        `block` is a number, "latest" or "pending". Raises Reverted.
        """
        call = {"to": to, "data": to_hex(data)} | ({"from": sender} if sender else {})
        at = hex(block) if isinstance(block, int) else block
        return self.read(from_hex, "eth_call", call, at)

    def estimate(self, to: str | None, data: bytes, *, sender: str, block: str = "pending") -> int:
        """The gas that a transaction needs; `to` None creates a contract. Raises Reverted."""
        call = {"from": sender, "data": to_hex(data)} | ({"to": to} if to else {})
        return self.quantity("eth_estimateGas", call, block)

    def send(
        self, signer: "Signer", to: str | None, data: bytes, *, gas: int | None = None
    ) -> Receipt:
        """Sign a transaction, send it, wait, and return its receipt; `to` None creates a contract.

        Without `gas` it is estimated; if the contract then refuses, nothing is sent or paid.
        Raises Reverted, ChainChanged, NodeRefused (for example too little ether) and
        LockHeld; Unreachable or NodeBusy if nothing was sent, Unconfirmed if it may have been sent.
        """
        self.check()
        if gas is None:
            needed = self.estimate(to, data, sender=signer.address)
            # A quarter more than estimated, since the state may change before it is mined.
            gas = max(needed, min(needed * 5 // 4, TRANSACTION_GAS_LIMIT))
        fields = self.fields(to, data, gas) | self.fees()
        with self.alone(signer.address):
            fields["nonce"] = self.nonce(signer.address)
            signed = signer.sign_transaction(fields)
            transaction = bytes(signed.raw_transaction), bytes(signed.hash)
            submit(self, *transaction, signer.address, fields["nonce"])
        receipt, succeeded = wait_for_receipt(self, bytes(signed.hash))
        if not succeeded:
            block = hex(receipt.block_number)
            raise Reverted(data=revert_data(self, signer.address, to, data, gas, block))
        return receipt

    def logs(
        self,
        address: str,
        topics: Topics = (),
        *,
        first: int = 0,
        last: int | None = None,
    ) -> list[Log]:
        """The logs of one contract in blocks `first` to `last`, both included, in order.

        `last` None is the newest block. A topic is a value, a list of allowed values, or None for
        any value. If the node refuses to return so many at once, they are requested in parts (see
        `logs`). Each log is of this contract, of these blocks and has these topics; it may have
        further topics. Raises NotANode for other logs, and TooManyParts if too many requests are
        needed.
        """
        newest = self.quantity("eth_blockNumber") if last is None else last
        return search(self, address, topics, first, newest)

    def code(self, address: str) -> bytes:
        """The code at an address after the newest block; empty if there is no contract."""
        return self.read(from_hex, "eth_getCode", address, "latest")

    def codes(self, addresses: Sequence[str]) -> Iterator[bytes]:
        """The code at each address after the newest block, in their order."""
        requests = ((("eth_getCode", [address, "latest"])) for address in addresses)
        return self.read_many(from_hex, list(requests))

    def head(self) -> Block:
        """The newest block."""
        return self.read(read_block, "eth_getBlockByNumber", "latest", False)

    def block(self, number: int) -> Block:
        """The block with this number. Raises NoSuchBlock."""
        return self._block(number, self.ask("eth_getBlockByNumber", hex(number), False))

    @cached_property
    def reach(self) -> int:
        """How many blocks back a contract can read a block's hash.

        8,191 where the chain keeps the history of EIP-2935, else 256.
        """
        return 8_191 if self.code(HISTORY) else 256

    def blocks(self, numbers: Sequence[int]) -> list[Block]:
        """The blocks with these numbers, in their order, each checked against its hash.

        Raises NoSuchBlock, and StrangeHeader if the fields of a block do not give its hash: it
        belongs to an unknown fork, or the node gives wrong fields.
        """
        blocks: list[Block] = []
        for start in range(0, len(numbers), BATCH):
            part = numbers[start : start + BATCH]
            answers = self.ask_many(
                [("eth_getBlockByNumber", [hex(number), False]) for number in part]
            )
            for number, answer in zip(part, answers, strict=True):
                blocks.append(self._block(number, answer))
                read_header(answer, self._shown)
        return blocks

    def _block(self, number: int, answer: Any) -> Block:
        """The block of this number in a node's answer. Raises NoSuchBlock, NotANode."""
        if isinstance(answer, AvatarchainError):
            raise answer
        try:
            block = read_block_or_none(answer)
        except (KeyError, TypeError, ValueError, AttributeError):
            reason = f"it answered with {answer!r:.60} for block {number}"
            raise NotANode(url=self._shown, reason=reason) from None
        if block is None:
            raise NoSuchBlock(url=self._shown, number=number)
        if block.number != number:
            reason = f"asked for block {number}, it answered with block {block.number}"
            raise NotANode(url=self._shown, reason=reason)
        return block

    def header(self, number: int) -> bytes:
        """The RLP of a block's header; its keccak256 is the block's hash.

        Raises NoSuchBlock, and StrangeHeader if the block is of a fork that is not known.
        """
        answer = self.ask("eth_getBlockByNumber", hex(number), False)
        self._block(number, answer)
        return read_header(answer, self._shown)

    def mix_hash(self, number: int) -> bytes:
        """The mixHash of a block (32 bytes), checked by the block's hash.

        Raises the errors of `header`.
        """
        (block,) = self.blocks([number])
        return block.mix_hash

    def flush(self) -> None:
        """Flush an embedded chain to the disk, so that a power cut cannot lose any of it."""
        self._transport.flush()

    def mine(self, blocks: int = 1) -> None:
        """Add empty blocks to a devnet. Raises CannotMine on any other chain."""
        try:
            with suppress(NodeRefused):  # a devnet that mines one block at a time
                while blocks > 1:
                    count = min(blocks, _MINED)
                    self.ask("anvil_mine", hex(count))
                    blocks -= count
            for _ in range(blocks):
                self.ask("evm_mine")
        except NodeRefused as error:
            raise CannotMine(url=self._shown, words=error.words) from error

    # --- for code that makes transactions

    def check(self) -> None:
        """Raise ChainChanged if another chain answers at the URL now: other id or other block 0."""
        expected, actual = f"chain {self.chain_id}", f"chain {self.quantity('eth_chainId')}"
        if actual == expected:
            genesis = self.read(read_block, "eth_getBlockByNumber", "0x0", False).hash
            if genesis == self.genesis:
                return
            expected += f" of genesis {to_hex(self.genesis)[:10]}…"
            actual += f" of genesis {to_hex(genesis)[:10]}…"
        raise ChainChanged(url=self._shown, expected=expected, actual=actual)

    @property
    def is_watched(self) -> bool:
        """Whether the caller is inside of `unchanged`, in this thread."""
        return getattr(self._within, "unchanged", False)

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """A `with` block before and after which `check` is called; once for blocks in one another.

        After it, what was read inside is what this chain says, unless the node served another one
        only in between. Raises ChainChanged.
        """
        if self.is_watched:
            yield
            return
        self.check()
        self._within.unchanged = True
        try:
            yield
        finally:
            self._within.unchanged = False
        self.check()

    def nonce(self, address: str) -> int:
        """The next nonce of an account. Inside `alone` no other process uses the same one."""
        return self.quantity("eth_getTransactionCount", address, "pending")

    def fields(self, to: str | None, data: bytes, gas: int) -> dict[str, Any]:
        """The fields of a transaction for eth-account, without nonce and `fees`."""
        fields = {"type": 2, "chainId": self.chain_id, "value": 0, "data": data, "gas": gas}
        return fields | ({"to": checksum_address(to)} if to else {})

    def fees(self) -> dict[str, int]:
        """EIP-1559 prices in wei: the suggested tip, and twice the base fee plus the tip."""
        try:
            tip = self.quantity("eth_maxPriorityFeePerGas")
        except NodeRefused:
            tip = 10**9
        base = self.read(read_base_fee, "eth_getBlockByNumber", "latest", False)
        return {"maxPriorityFeePerGas": tip, "maxFeePerGas": 2 * base + tip}

    @contextmanager
    def alone(self, address: str) -> Iterator[None]:
        """Hold the lock of an account on this chain, so that no other process uses a nonce of it.

        Raises LockHeld if another process holds the lock for the whole timeout, and
        CannotWrite.
        """
        path = self._folder / f"{self._locks}-{address[2:].lower()}.lock"
        with ExitStack() as stack:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                stack.enter_context(locks.hold(path, self.timeout))
            except OSError as error:
                raise CannotWrite(path=path, reason=error.strerror or str(error)) from error
            yield
