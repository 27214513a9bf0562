"""What a node says, as values: logs, receipts, blocks, and the bytes of an error.

JSON-RPC writes numbers and bytes as hex text; here both get their Python types, once, so
that nothing beyond this room knows the spelling.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Log:
    """One event of a contract, as the chain keeps it."""

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
    """What a transaction did; it was carried out, a refused one is an error."""

    transaction_hash: bytes
    block_number: int
    block_hash: bytes
    gas_used: int
    contract_address: str | None  # EIP-55, where one was created
    logs: tuple[Log, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A block's place in the chain; `timestamp` in seconds since 1970."""

    number: int
    hash: bytes
    parent_hash: bytes
    timestamp: int


def read_receipt(receipt: dict[str, Any]) -> Receipt:
    created = receipt.get("contractAddress")
    return Receipt(
        transaction_hash=from_hex(receipt["transactionHash"]),
        block_number=int(receipt["blockNumber"], 16),
        block_hash=from_hex(receipt["blockHash"]),
        gas_used=int(receipt["gasUsed"], 16),
        contract_address=checksum(created) if created else None,
        logs=tuple(map(read_log, receipt["logs"])),
    )


def read_log(log: dict[str, Any]) -> Log:
    return Log(
        address=checksum(log["address"]),
        topics=tuple(map(from_hex, log["topics"])),
        data=from_hex(log["data"]),
        block_number=int(log["blockNumber"], 16),
        block_hash=from_hex(log["blockHash"]),
        transaction_hash=from_hex(log["transactionHash"]),
        transaction_index=int(log["transactionIndex"], 16),
        log_index=int(log["logIndex"], 16),
    )


def read_block(block: dict[str, Any]) -> Block:
    return Block(
        number=int(block["number"], 16),
        hash=from_hex(block["hash"]),
        parent_hash=from_hex(block["parentHash"]),
        timestamp=int(block["timestamp"], 16),
    )


def write_topic(topic: bytes | Sequence[bytes] | None) -> str | list[str] | None:
    if topic is None or isinstance(topic, bytes):
        return topic if topic is None else to_hex(topic)
    return [to_hex(value) for value in topic]


def error_data(data: Any) -> bytes:
    """The bytes of a contract's error, from the two places where nodes put them."""
    if isinstance(data, dict):
        data = data.get("data")
    if isinstance(data, str) and re.fullmatch(r"0x([0-9a-fA-F]{2})*", data):
        return from_hex(data)
    return b""


def checksum(address: str) -> str:
    from eth_utils.address import to_checksum_address

    return str(to_checksum_address(address))


def to_hex(value: bytes) -> str:
    return "0x" + value.hex()


def from_hex(value: str) -> bytes:
    return bytes.fromhex(value.removeprefix("0x"))
