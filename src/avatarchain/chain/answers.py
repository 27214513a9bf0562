"""The answers of a node as Python values: logs, receipts, blocks, and the bytes of an error.

JSON-RPC writes numbers and bytes as hex text. Only this module converts them, so no other
code depends on that notation. An answer with another form raises KeyError, TypeError,
ValueError or AttributeError; the caller turns it into an error that names the node.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.chain.notation import ADDRESS, checksum_address

_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")


@dataclass(frozen=True, slots=True)
class Log:
    """One event of a contract, as the chain stores it."""

    address: str  # EIP-55
    topics: tuple[bytes, ...]  # up to 4, of 32 bytes
    data: bytes
    block_number: int
    block_hash: bytes
    transaction_hash: bytes
    transaction_index: int  # in the block
    log_index: int  # in the block


@dataclass(frozen=True, slots=True)
class Receipt:
    """The effects of a transaction that was mined."""

    transaction_hash: bytes
    block_number: int
    block_hash: bytes
    gas_used: int
    contract_address: str | None  # EIP-55, where one was created
    logs: tuple[Log, ...]


@dataclass(frozen=True, slots=True)
class Transaction:
    """A transaction: the addresses in EIP-55; `to` is None if it creates a contract."""

    sender: str
    nonce: int
    to: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of a block's header that are used here; `timestamp` in seconds since 1970.

    `mix_hash` (32 bytes) is the randomness of the block, prevRandao on proof of stake.
    """

    number: int
    hash: bytes
    parent_hash: bytes
    timestamp: int
    mix_hash: bytes


def read_receipt(receipt: dict[str, Any]) -> Receipt:
    """A receipt from its JSON object."""
    created = receipt.get("contractAddress")
    return Receipt(
        transaction_hash=_hash(receipt["transactionHash"]),
        block_number=_place(receipt["blockNumber"]),
        block_hash=_hash(receipt["blockHash"]),
        gas_used=quantity(receipt["gasUsed"]),
        contract_address=_address(created) if created else None,
        logs=tuple(map(read_log, receipt["logs"])),
    )


def read_log(log: dict[str, Any]) -> Log:
    """A log from its JSON object."""
    return Log(
        address=_address(log["address"]),
        topics=tuple(map(_hash, log["topics"])),
        data=from_hex(log["data"]),
        block_number=_place(log["blockNumber"]),
        block_hash=_hash(log["blockHash"]),
        transaction_hash=_hash(log["transactionHash"]),
        transaction_index=_place(log["transactionIndex"]),
        log_index=_place(log["logIndex"]),
    )


def read_block(block: dict[str, Any]) -> Block:
    """The header of a block from the block's JSON object."""
    return Block(
        number=_place(block["number"]),
        hash=_hash(block["hash"]),
        parent_hash=_hash(block["parentHash"]),
        timestamp=_place(block["timestamp"]),
        mix_hash=_hash(block["mixHash"]),
    )


def read_logs(answer: Any) -> list[Log]:
    """Logs from a JSON array of their objects, in the same order."""
    return [read_log(log) for log in answer]


def read_block_or_none(answer: Any) -> Block | None:
    """The header of a block; None for null, the answer of a node that has no such block."""
    return None if answer is None else read_block(answer)


def read_outcome(answer: Any) -> tuple[Receipt, bool] | None:
    """A receipt, and whether its transaction succeeded; None if there is no receipt yet."""
    return None if answer is None else (read_receipt(answer), quantity(answer["status"]) == 1)


def read_transaction(answer: Any) -> Transaction | None:
    """A transaction from its JSON object; None if the node does not know it."""
    if answer is None:
        return None
    to = answer.get("to")
    return Transaction(
        sender=_address(answer["from"]),
        nonce=quantity(answer["nonce"]),
        to=_address(to) if to else None,
        data=from_hex(answer["input"]),
    )


def read_base_fee(answer: Any) -> int:
    """The base fee in a block's JSON object, in wei; 0 if the block has none."""
    return quantity(answer.get("baseFeePerGas", "0x0"))


def read_gas_limit(answer: Any) -> int:
    """The gas that a block may have, of a block that a node tells."""
    return quantity(answer["gasLimit"])


def write_topic(topic: bytes | Sequence[bytes] | None) -> str | list[str] | None:
    """A topic of a search for logs as JSON: a value, a list of allowed values, or None for any."""
    if topic is None or isinstance(topic, bytes):
        return topic if topic is None else to_hex(topic)
    return [to_hex(value) for value in topic]


def error_data(data: Any) -> bytes:
    """The bytes of a contract's error, from the `data` of a JSON-RPC error; empty if none.

    Nodes put them either into `data` itself or into an object there.
    """
    if isinstance(data, dict):
        data = data.get("data")
    try:
        return from_hex(data)
    except (TypeError, ValueError):
        return b""


def _address(value: str) -> str:
    if not ADDRESS.fullmatch(value):
        raise ValueError("expected an address")
    return checksum_address(value)


def from_hex(value: str) -> bytes:
    """The bytes of a text of 0x and pairs of hex digits. Raises ValueError."""
    data = bytes.fromhex(value[2:])
    if value[:2] != "0x" or len(value) != 2 + 2 * len(data):  # fromhex skips blanks
        raise ValueError("expected 0x and pairs of hex digits")
    return data


def quantity(value: str) -> int:
    """The number that a text of 0x and 1 to 64 hex digits stands for. Raises ValueError."""
    if not _QUANTITY.fullmatch(value):
        raise ValueError("expected 0x and up to 64 hex digits")
    return int(value, 16)


def _place(value: str) -> int:
    """A block number, a time in seconds, or an index in a block, below 2**63. Raises ValueError."""
    number = quantity(value)
    if number >> 63:
        raise ValueError("expected a number below 2**63")
    return number


def _hash(value: str) -> bytes:
    digest = from_hex(value)
    if len(digest) != 32:
        raise ValueError("expected 32 bytes")
    return digest
