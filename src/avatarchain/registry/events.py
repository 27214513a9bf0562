"""The registry's events: the topics that name them, and what a log of each says."""

from avatarchain.canonical import keccak256
from avatarchain.chain import Log

BORN = keccak256(b"Born(uint256,uint256,uint256,uint256,uint256)")
TRANSFER = keccak256(b"Transfer(address,address,uint256)")
CONCEIVED = keccak256(b"Conceived(uint256,uint256)")
LAPSED = keccak256(b"Lapsed(uint256,uint256)")
COMMITTED = keccak256(b"BatchCommitted(uint256,bytes32,uint256)")


def number(topic: bytes) -> int:
    """An indexed number of a log."""
    return int.from_bytes(topic, "big")


def address(topic: bytes) -> str:
    """An indexed address of a log, 0x-hex in lower case."""
    return "0x" + topic[12:].hex()


def words(log: Log) -> list[int]:
    """What a log carries beside its topics, as 256-bit numbers."""
    return [int.from_bytes(log.data[at : at + 32], "big") for at in range(0, len(log.data), 32)]
