"""Slots that stayed empty before a draw: what their proposers could choose.

Who proposes the last blocks before a draw knows it, and draws again by leaving one out. It need
not be the very last: any of them moves the draw to a later slot. So the gaps are counted over as
many blocks as lie between a conception and its draw at least.
"""

from avatarchain.chain import DEVELOPMENT_CHAINS, Chain
from avatarchain.chain.guard import SLOTS
from avatarchain.registry.events import AHEAD

_WRITTEN_OUT = 64
"""The most empty slots for which the number of draws is written out; above it is 2^N."""


def seconds_before(chain: Chain, draw: int) -> int:
    """The seconds from the block AHEAD before a draw to the block of the draw."""
    first, last = chain.blocks([draw - AHEAD, draw])
    return last.timestamp - first.timestamp


def empty_slots(seconds: int, chain_id: int) -> int:
    """How many slots were empty in the `seconds` of `seconds_before`; 0 also if nobody knows."""
    return max(0, seconds // SLOTS[chain_id] - AHEAD) if chain_id in SLOTS else 0


def describe_makers(chain_id: int) -> str | None:
    """What those who make the blocks of a chain can choose; None if its slots are known."""
    if chain_id in DEVELOPMENT_CHAINS:
        return "on a development chain whoever makes the blocks can choose what they draw"
    if chain_id in SLOTS:
        return None
    return (
        f"who makes the blocks of chain {chain_id} may have chosen the draw: nothing is known of "
        "them here"
    )


def describe_empty(seconds: int, chain_id: int) -> str | None:
    """What the proposers of empty slots could choose; None if none was empty, as far as is known.

    `seconds` are those of `seconds_before`.
    """
    empty = empty_slots(seconds, chain_id)
    if not empty:
        return None
    slots = "1 slot was" if empty == 1 else f"{empty} slots were"
    draws = 1 << empty if empty <= _WRITTEN_OUT else f"2^{empty}"
    return (
        f"{slots} empty among the {AHEAD} blocks before it, whose proposers could choose among at "
        f"most {draws} draws"
    )
