"""What a node says, as values: logs, receipts, blocks, and the bytes of an error.

JSON-RPC writes numbers and bytes as hex text; here both get their Python types, once, so
that nothing beyond this room knows the spelling. What is not spelled so raises one of
KeyError, TypeError, ValueError and AttributeError, for the caller to say whose answer it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")


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
        transaction_hash=_hash(receipt["transactionHash"]),
        block_number=quantity(receipt["blockNumber"]),
        block_hash=_hash(receipt["blockHash"]),
        gas_used=quantity(receipt["gasUsed"]),
        contract_address=checksum(created) if created else None,
        logs=tuple(map(read_log, receipt["logs"])),
    )


def read_log(log: dict[str, Any]) -> Log:
    return Log(
        address=checksum(log["address"]),
        topics=tuple(map(_hash, log["topics"])),
        data=from_hex(log["data"]),
        block_number=quantity(log["blockNumber"]),
        block_hash=_hash(log["blockHash"]),
        transaction_hash=_hash(log["transactionHash"]),
        transaction_index=quantity(log["transactionIndex"]),
        log_index=quantity(log["logIndex"]),
    )


def read_block(block: dict[str, Any]) -> Block:
    return Block(
        number=quantity(block["number"]),
        hash=_hash(block["hash"]),
        parent_hash=_hash(block["parentHash"]),
        timestamp=quantity(block["timestamp"]),
    )


def read_logs(answer: Any) -> list[Log]:
    return [read_log(log) for log in answer]


def read_block_or_none(answer: Any) -> Block | None:
    return None if answer is None else read_block(answer)


def read_outcome(answer: Any) -> tuple[Receipt, bool] | None:
    """A receipt, where there is one, and whether the transaction was carried out."""
    return None if answer is None else (read_receipt(answer), quantity(answer["status"]) == 1)


def read_base_fee(answer: Any) -> int:
    return quantity(answer.get("baseFeePerGas", "0x0"))


def write_topic(topic: bytes | Sequence[bytes] | None) -> str | list[str] | None:
    if topic is None or isinstance(topic, bytes):
        return topic if topic is None else to_hex(topic)
    return [to_hex(value) for value in topic]


def error_data(data: Any) -> bytes:
    """The bytes of a contract's error, from the two places where nodes put them."""
    if isinstance(data, dict):
        data = data.get("data")
    try:
        return from_hex(data)
    except (TypeError, ValueError):
        return b""


@lru_cache(maxsize=1024)  # the logs of a contract name it again and again
def checksum(address: str) -> str:
    from eth_utils.address import to_checksum_address

    return str(to_checksum_address(address))


def to_hex(value: bytes) -> str:
    return "0x" + value.hex()


def from_hex(value: str) -> bytes:
    found = bytes.fromhex(value[2:])
    if value[:2] != "0x" or len(value) != 2 + 2 * len(found):  # fromhex skips blanks
        raise ValueError("expected 0x and pairs of hex digits")
    return found


def quantity(value: str) -> int:
    if not _QUANTITY.fullmatch(value):
        raise ValueError("expected 0x and up to 64 hex digits")
    return int(value, 16)


def _hash(value: str) -> bytes:
    found = from_hex(value)
    if len(found) != 32:
        raise ValueError("expected 32 bytes")
    return found
