"""The registry's events: their topics, and how values are read from their logs."""

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain import Log, Receipt
from avatarchain.errors import StrangeLog, StrangeReceipt

BORN = keccak256(b"Born(uint256,uint256,uint256,uint256,uint256)")
OWNED = keccak256(b"OwnershipTransferred(address,address)")  # a registry's first event
TRANSFER = keccak256(b"Transfer(address,address,uint256)")
CONCEIVED = keccak256(b"Conceived(uint256,uint256,uint256)")
LAPSED = keccak256(b"Lapsed(uint256,uint256)")
STILLBORN = keccak256(b"Stillborn(uint256,uint256,uint256)")
COMMITTED = keccak256(b"BatchCommitted(uint256,bytes32,uint256)")
FOUNDING = keccak256(b"Founding(uint256,bytes32,uint64,uint64)")
FOUNDING_COMMITTED = keccak256(b"FoundingCommitted(uint256,uint256,bytes32)")
CLOSED = keccak256(b"IssuanceClosed()")


AHEAD = 8
"""The number of blocks from a conception to the block that draws its child."""


def number(topic: bytes) -> int:
    """The number in a topic of a log, for an indexed argument of type uint256."""
    return int.from_bytes(topic, "big")


def address(topic: bytes) -> str:
    """The address in a topic of a log, as 0x-hex in lower case."""
    return to_hex(topic[12:])


def words(log: Log) -> list[int]:
    """The data of a log as a list of 256-bit numbers; indexed arguments are not in it."""
    return [int.from_bytes(log.data[at : at + 32], "big") for at in range(0, len(log.data), 32)]


def check_form(log: Log, topics: int, words: int, what: str) -> None:
    """Raise StrangeLog unless a log has these numbers of topics and words of data.

    `what` names the log in the error. A strange contract or node may give any log.
    """
    if (len(log.topics), len(log.data)) != (topics, 32 * words):
        reason = f"{what} of another form"
        raise StrangeLog(contract=log.address, block=log.block_number, reason=reason)


def event(receipt: Receipt, kind: bytes, topics: int, words: int) -> Log:
    """The log of this kind in a receipt, with these numbers of topics and words of data.

    Raises StrangeReceipt unless there is exactly one, since a node may give a false receipt.
    """
    logs = [log for log in receipt.logs if log.topics[:1] == (kind,)]
    if [(len(log.topics), len(log.data)) for log in logs] != [(topics, 32 * words)]:
        raise StrangeReceipt(hash=to_hex(receipt.transaction_hash), block=receipt.block_number)
    return logs[0]
