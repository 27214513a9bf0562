"""Blocks of the embedded devnet: how a block is made, and which rows are stored with it.

Each transaction is put into a new block at once, which holds nothing else. Its receipt and its
logs are written into two tables in the same commit, so reading a receipt or searching logs
takes one query. Logs are numbered within their block.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from eth.abc import BlockAPI, BlockHeaderAPI, ComputationAPI, ReceiptAPI, SignedTransactionAPI
from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth.vm.spoof import SpoofTransaction
from eth_typing import Address
from eth_utils.exceptions import ValidationError

from avatarchain.chain.client import TRANSACTION_GAS_LIMIT
from avatarchain.chain.embedded import DevelopmentChain, begun, pending_header
from avatarchain.chain.execution import as_signed, reason_of
from avatarchain.chain.messages import CHAIN_ID, Invalid
from avatarchain.chain.reverts import printable


def submit(chain: DevelopmentChain, raw: bytes) -> bytes:
    """Check a signed transaction, add a block that holds it, and return its hash (32 bytes).

    Raises Invalid. A transaction that is valid but fails is added too, with status 0.
    """
    transaction, sender = signed(raw)
    with chain.store.writing():
        try:
            _add_block(chain, [transaction], [sender])
        except ValidationError as error:
            raise Invalid(reason_of(error)) from error
    return bytes(transaction.hash)


def signed(raw: bytes) -> tuple[SignedTransactionAPI, Address]:
    """A signed transaction, and the account that signed it. Raises Invalid.

    Whether its account can send it is seen when it is executed.
    """
    try:
        transaction = PragueTransactionBuilder.decode(raw)
        transaction.validate()
        sender = transaction.sender
    except Exception as error:  # bad bytes may raise anything in four layers of decoders
        words = printable(str(error)) or type(error).__name__
        raise Invalid(f"not a signed transaction ({words})") from error
    # Neither py-evm nor its transactions check this.
    if transaction.chain_id != CHAIN_ID:
        raise Invalid(f"signed for chain {transaction.chain_id}, this is chain {CHAIN_ID}")
    if transaction.gas > TRANSACTION_GAS_LIMIT:
        raise Invalid(f"gas {transaction.gas} above the limit of {TRANSACTION_GAS_LIMIT}")
    return transaction, sender


def mine(chain: DevelopmentChain, blocks: int = 1) -> None:
    """Add `blocks` empty blocks to the chain."""
    with chain.store.writing():
        for _ in range(blocks):
            _add_block(chain, [], [])


@dataclass(frozen=True, slots=True)
class Made:
    """A block that was made and is not stored: its receipts, and what computed them."""

    block: BlockAPI
    receipts: tuple[ReceiptAPI, ...]
    computations: tuple[ComputationAPI, ...]
    gas_prices: tuple[int, ...]


def made(
    chain: DevelopmentChain,
    header: BlockHeaderAPI,
    transactions: Sequence[SignedTransactionAPI],
    senders: Sequence[Address],
) -> Made:
    """Run transactions in a new block with this header, to which what follows is added.

    Raises ValidationError if one of them is invalid.
    """
    vm = begun(chain, header)
    # py-evm computes the sender of a transaction again at each access, 10 ms without coincurve.
    with_senders = [
        as_signed(SpoofTransaction(transaction, sender=sender, get_sender=partial(bytes, sender)))
        for transaction, sender in zip(transactions, senders, strict=True)
    ]
    header, receipts, computations = vm.apply_all_transactions(with_senders, header)
    block = vm.set_block_transactions_and_withdrawals(
        vm.get_block(), header, transactions, receipts
    )
    prices = tuple(vm.state.get_gas_price(transaction) for transaction in transactions)
    return Made(vm.mine_block(block).block, receipts, computations, prices)


def _add_block(
    chain: DevelopmentChain,
    transactions: Sequence[SignedTransactionAPI],
    senders: Sequence[Address],
) -> None:
    """Run transactions in a new block and store it; the caller holds the write lock."""
    new = made(chain, pending_header(chain), transactions, senders)
    block = new.block
    chain.chaindb.persist_block(block)
    chain.clock.next_time = None

    sql, cumulative, position = chain.store.sql, 0, 0
    for index, (transaction, sender, receipt, computation, price) in enumerate(
        zip(transactions, senders, new.receipts, new.computations, new.gas_prices, strict=True)
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
                price,
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
