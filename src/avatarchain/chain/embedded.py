"""The embedded devnet: a blockchain in this process, kept in one SQLite file.

py-evm executes, `store` keeps, and this module says what a block is here: every transaction
gets one of its own, sealed at once; a block is later than its parent by the clock, and by
at least a second, so a fast stream of transactions runs ahead of it. The rules are Prague's
(the last fork that py-evm knows) and Osaka's cap on a transaction's gas, so that what fits
here fits on a public network.

Two chains made one after the other are two chains: 32 random bytes stand in block 0, and
with them the genesis hash, which deployments are pinned to, is never the same twice. The ten
accounts of the well-known development mnemonic hold 10,000 ether each, as on anvil.

Values are Python's here, bytes and integers; `node` gives them JSON-RPC's spelling.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from eth.abc import BlockHeaderAPI, ComputationAPI, SignedTransactionAPI
from eth.chains.base import MiningChain
from eth.exceptions import CanonicalHeadNotFound, HeaderNotFound, Revert
from eth.typing import AccountDetails, HeaderParams
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth.vm.interrupt import EVMMissingData
from eth.vm.spoof import SpoofTransaction
from eth_hash.auto import keccak
from eth_typing import Address, BlockNumber
from eth_utils.exceptions import ValidationError
from trie.exceptions import MissingTrieNode

from avatarchain.chain.store import Store, create
from avatarchain.errors import NotAChainFile

CHAIN_ID = 31337
GAS_LIMIT = 30_000_000
TRANSACTION_GAS_LIMIT = 16_777_216  # EIP-7825
DEVELOPMENT_BALANCE = 10_000 * 10**18

_MISSING = (CanonicalHeadNotFound, HeaderNotFound, EVMMissingData, MissingTrieNode)

# m/44'/60'/0'/0/0 … 9 of "test test test test test test test test test test test junk"
DEVELOPMENT_ACCOUNTS = tuple(
    Address(bytes.fromhex(address))
    for address in (
        "f39fd6e51aad88f6f4ce6ab8827279cfffb92266",
        "70997970c51812dc3a010c7d01b50e0d17dc79c8",
        "3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
        "90f79bf6eb2c4f870365e785982e1f101e93b906",
        "15d34aaf54267db7d7c367839aaf71a00a2c6a65",
        "9965507d1a55bcc2695c58ba16fb37d819b0a4dc",
        "976ea74026e726554db657fa54763abd0c3a0aa9",
        "14dc79964da2c08b23698b3d3cc7ca32193d9955",
        "23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f",
        "a0ee7a142d267c1f36714e4a8f75612f20a79720",
    )
)


class Invalid(Exception):
    """A request that the chain does not carry out; the text says why."""


class Halted(Exception):
    """The code that was run gave up; `data` is what it returned with REVERT, else empty."""

    def __init__(self, data: bytes, reason: str) -> None:
        super().__init__(reason)
        self.data = data


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be run: a call, or a creation where `to` is empty."""

    sender: Address
    to: Address
    data: bytes
    value: int = 0
    gas: int = TRANSACTION_GAS_LIMIT


class DevelopmentChain(MiningChain):
    """py-evm's chain with our number, one fork from the start, and a constant gas limit."""

    chain_id = CHAIN_ID
    vm_configuration = ((BlockNumber(0), PragueVM),)

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.store = store

    def create_header_from_parent(
        self, parent_header: BlockHeaderAPI, **fields: Any
    ) -> BlockHeaderAPI:
        # py-evm would write the random number of a block only after running it.
        kept = {"gas_limit": parent_header.gas_limit, "mix_hash": keccak(parent_header.hash)}
        return super().create_header_from_parent(parent_header, **{**kept, **fields})


def open_chain(path: Path, timeout: float) -> DevelopmentChain:
    """The chain in the file `path`, which is made where there is none.

    Errors: NotAChainFile, CannotWrite, ChainBusy, DiskFull.
    """
    if not path.exists():
        create(path, timeout, _genesis)
    store = Store(path, timeout)
    try:
        with refusals(store):
            return DevelopmentChain(store)
    except BaseException:
        store.close()
        raise


@contextmanager
def refusals(store: Store) -> Iterator[None]:
    """Turns what SQLite or py-evm find wrong with the file into this project's refusals."""
    try:
        with store.refusals():
            yield
    except _MISSING as error:
        raise NotAChainFile(path=store.path, reason=f"a part is missing: {error}") from error


def _genesis(store: Store) -> None:
    account: AccountDetails = {
        "balance": DEVELOPMENT_BALANCE,
        "nonce": 0,
        "code": b"",
        "storage": {},
    }
    fields: dict[str, HeaderParams] = {
        "difficulty": 0,
        "gas_limit": GAS_LIMIT,
        "extra_data": os.urandom(32),
    }
    DevelopmentChain.from_genesis(store, fields, dict.fromkeys(DEVELOPMENT_ACCOUNTS, account))


def header_at(chain: DevelopmentChain, number: int | None) -> BlockHeaderAPI:
    """The header of the block of this number, None for the newest."""
    if number is None:
        return chain.get_canonical_head()
    try:
        return chain.get_canonical_block_header_by_number(BlockNumber(number))
    except HeaderNotFound:
        raise Invalid(f"no block {number}") from None


def pending_header(chain: DevelopmentChain) -> BlockHeaderAPI:
    """The header that the next block would have if it were sealed now."""
    return chain.create_header_from_parent(chain.get_canonical_head())


def base_fee(header: BlockHeaderAPI) -> int:
    """What a unit of gas costs at least in a block, in wei."""
    return header.base_fee_per_gas or 0


def run(chain: DevelopmentChain, header: BlockHeaderAPI, message: Message) -> ComputationAPI:
    """Run a message on the state of a header, free of charge, and forget what it changed.

    Errors: Halted with what the code returned, Invalid where it could not even begin.
    """
    vm = chain.get_vm(header.copy(base_fee_per_gas=0))
    unsigned = PragueTransactionBuilder.new_unsigned_dynamic_fee_transaction(
        chain_id=CHAIN_ID,
        nonce=vm.state.get_nonce(message.sender),
        max_priority_fee_per_gas=0,
        max_fee_per_gas=0,
        gas=message.gas,
        to=message.to,
        value=message.value,
        data=message.data,
        access_list=(),
    )
    try:
        transaction = _as_signed(SpoofTransaction(unsigned, from_=message.sender))
        computation = vm.state.apply_transaction(transaction)
    except ValidationError as error:
        raise Invalid(str(error)) from error
    if computation.is_error:
        raise Halted(_reverted_with(computation), str(computation.error) or "execution reverted")
    return computation


def _as_signed(transaction: SpoofTransaction) -> SignedTransactionAPI:
    """A spoof behaves like one and does not say so."""
    return cast(SignedTransactionAPI, transaction)


def _reverted_with(computation: ComputationAPI) -> bytes:
    return bytes(computation.output) if isinstance(computation.error, Revert) else b""


def estimate(chain: DevelopmentChain, header: BlockHeaderAPI, message: Message) -> int:
    """Enough gas for a message, at most a few per cent more than it needs.

    Code that writes must have 2,300 gas left, and a call passes on at most 63/64 of what
    there is, so that code may need more than it uses: where there were calls, the guess is
    tried, and grows until the message runs.
    """
    computation = run(chain, header, message)
    used = message.gas - computation.get_gas_remaining() + 2_300
    if not computation.children:
        return min(max(used, _floor_gas(message.data)), message.gas)
    guess = max(used * 64 // 63, _floor_gas(message.data))
    while guess < message.gas:
        attempt = Message(message.sender, message.to, message.data, message.value, guess)
        try:
            run(chain, header, attempt)
        except Halted:
            guess = guess * 3 // 2
        else:
            return guess
    return message.gas


def _floor_gas(data: bytes) -> int:
    """What EIP-7623 charges a transaction for its data at least."""
    zeros = data.count(0)
    return 21_000 + 10 * (zeros + 4 * (len(data) - zeros))


def submit(chain: DevelopmentChain, raw: bytes) -> bytes:
    """Check a signed transaction, seal it in a block of its own, return its hash.

    Errors: Invalid; a transaction that is valid but halts is sealed with status 0.
    """
    try:
        transaction = PragueTransactionBuilder.decode(raw)
        transaction.validate()
        sender = transaction.sender
    except Exception as error:  # whatever bytes may do to four layers of decoders
        raise Invalid(f"not a signed transaction ({error or type(error).__name__})") from error
    # Neither py-evm nor its transactions look at this.
    if transaction.chain_id != CHAIN_ID:
        raise Invalid(f"signed for chain {transaction.chain_id}, this is chain {CHAIN_ID}")
    if transaction.gas > TRANSACTION_GAS_LIMIT:
        raise Invalid(f"gas {transaction.gas} above the limit of {TRANSACTION_GAS_LIMIT}")
    with chain.store.writing():
        try:
            _seal(chain, [transaction], [sender])
        except ValidationError as error:
            raise Invalid(str(error)) from error
    return bytes(transaction.hash)


def mine(chain: DevelopmentChain) -> None:
    """Seal an empty block."""
    with chain.store.writing():
        _seal(chain, [], [])


def _seal(
    chain: DevelopmentChain,
    transactions: Sequence[SignedTransactionAPI],
    senders: Sequence[Address],
) -> None:
    """Run transactions in a new block on the newest one and keep it; the caller holds the lock."""
    header = pending_header(chain)
    vm = chain.get_vm(header)
    # A typed transaction recovers its sender each time it is asked, 10 ms without coincurve.
    known = [
        _as_signed(SpoofTransaction(transaction, sender=sender, get_sender=partial(bytes, sender)))
        for transaction, sender in zip(transactions, senders, strict=True)
    ]
    header, receipts, computations = vm.apply_all_transactions(known, header)
    block = vm.set_block_transactions_and_withdrawals(
        vm.get_block(), header, transactions, receipts
    )
    block = vm.mine_block(block).block
    chain.chaindb.persist_block(block)

    sql, cumulative, position = chain.store.sql, 0, 0
    for index, (transaction, sender, receipt, computation) in enumerate(
        zip(transactions, senders, receipts, computations, strict=True)
    ):
        sql.execute(
            "insert into receipt values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                transaction.hash,
                block.number,
                index,
                sender,
                transaction.to or None,
                None if transaction.to else computation.msg.storage_address,
                int(not computation.is_error),
                receipt.gas_used - cumulative,
                receipt.gas_used,
                vm.state.get_gas_price(transaction),
            ),
        )
        cumulative = receipt.gas_used
        for log in receipt.logs:
            topics = [topic.to_bytes(32, "big") for topic in log.topics]
            absent = [None] * (4 - len(topics))
            sql.execute(
                "insert into log values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    block.number,
                    position,
                    transaction.hash,
                    index,
                    log.address,
                    *topics,
                    *absent,
                    log.data,
                ),
            )
            position += 1


def logs(
    chain: DevelopmentChain,
    addresses: Sequence[bytes],
    topics: Sequence[Iterable[bytes] | None],
    first: int,
    last: int,
) -> list[tuple[Any, ...]]:
    """Rows of the log table, in order, of blocks `first` to `last`, both included.

    No addresses mean any; a topic that is None may be anything, else it is one of its values.
    """
    conditions, values = ["block between ? and ?"], list[int | bytes]((first, last))
    for column, wanted in (("address", addresses or None), *zip(_TOPICS, topics, strict=False)):
        if wanted is not None:
            chosen = list(wanted)
            conditions.append(f"{column} in ({', '.join('?' * len(chosen))})")
            values += chosen
    query = f"select * from log where {' and '.join(conditions)} order by block, position"
    return chain.store.sql.execute(query, values).fetchall()


_TOPICS = ("topic0", "topic1", "topic2", "topic3")
