"""Blocks of the embedded devnet: how one is made, and what is kept of it.

A transaction gets a block of its own at once. Its receipt and its logs are written beside
the chain in the same commit, logs numbered through their block, so that a receipt and a
search are one query each.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from eth.abc import SignedTransactionAPI
from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth.vm.spoof import SpoofTransaction
from eth_typing import Address
from eth_utils.exceptions import ValidationError

from avatarchain.chain.embedded import (
    CHAIN_ID,
    TRANSACTION_GAS_LIMIT,
    DevelopmentChain,
    Invalid,
    pending_header,
)
from avatarchain.chain.execution import as_signed

_TOPICS = ("topic0", "topic1", "topic2", "topic3")


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
            # py-evm says it with the sender's raw bytes; these are the words of other nodes.
            poor = "cannot afford" in str(error)
            words = "insufficient funds for gas * price + value" if poor else str(error)
            raise Invalid(words) from error
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
        as_signed(SpoofTransaction(transaction, sender=sender, get_sender=partial(bytes, sender)))
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
