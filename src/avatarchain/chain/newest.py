"""The newest block that a node tells: as of which block, and of which time, a chain was read.

What happened after that block nobody learns who reads the chain there. A node that hides its last
blocks, or has not got them yet, brings back a key that was revoked in them, and its other answers
fit. So whoever judges something says as of which block, and tells if that block is old.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from avatarchain.chain.answers import Block
from avatarchain.chain.client import Chain
from avatarchain.chain.guard import DEVELOPMENT_CHAINS
from avatarchain.chain.transport import ChainKind
from avatarchain.errors import TwoHeads

STALE = 600
"""Seconds after which a newest block is old, but on development chains, which make blocks when
something is sent. Other chains make one every few seconds."""

APART = 16
"""Blocks by which two answers about the newest one may differ: gateways ask several nodes."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The block after which a chain was read, and its time in seconds since 1970.

    `words` are a sentence for people, without a full stop.
    """

    block: int
    time: int
    words: str


def newest_block(chain: Chain) -> Block:
    """The newest block of a chain. Raises TwoHeads if a node tells two that are far apart."""
    head = chain.head()
    if chain.kind != ChainKind.EMBEDDED:
        number = chain.quantity("eth_blockNumber")
        if abs(number - head.number) > APART:
            raise TwoHeads(url=chain.url, number=number, other=head.number)
    return head


def as_of(chain: Chain, block: Block, now: float | None = None) -> AsOf:
    """That a chain was read as it was after `block`, its newest one at the time `now`.

    `now` is in seconds since 1970; None is the time of this machine's clock.
    """
    words = f"as of block {block.number}, of {_spelled(block.timestamp)}"
    age = int(time.time() if now is None else now) - block.timestamp
    if age > STALE and chain.chain_id not in DEVELOPMENT_CHAINS:
        words += (
            f"; the node's newest block is {_length(age)} old: what happened since is not known"
        )
    return AsOf(block.number, block.timestamp, words)


def _spelled(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, ValueError, OSError):  # a block may tell any number
        return f"second {seconds}"


def _length(seconds: int) -> str:
    for unit, length in (("days", 86_400), ("hours", 3_600)):
        if seconds >= 2 * length:
            return f"{seconds // length:,} {unit}"
    return f"{seconds // 60} minutes"
