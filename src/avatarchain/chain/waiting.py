"""Waiting for a block: a devnet mines it, and on other chains one waits until it comes.

A random number of a block counts only if the block is not replaced later. So callers can wait until
the block is final, which on proof of stake takes two epochs, about 13 minutes. Waiting sends
nothing, so it can be interrupted and started again at any time.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from avatarchain.chain.answers import read_block_or_none
from avatarchain.chain.client import Chain
from avatarchain.chain.guard import DEVELOPMENT_CHAINS
from avatarchain.errors import CannotMine, NoNewBlock

_PAUSE = 1.0  # seconds between two looks for a new block


def mine_to(chain: Chain, block: int) -> None:
    """Add empty blocks to a devnet until it has the block with this number.

    Raises CannotMine on any other chain that does not have it yet.
    """
    if (missing := block - chain.head().number) > 0:
        chain.mine(missing)


def final(chain: Chain) -> int:
    """The number of the newest block that the chain will not replace; −1 if there is none yet.

    On development chains that is the newest block, because only a person replaces blocks there.
    """
    if chain.chain_id in DEVELOPMENT_CHAINS:
        return chain.head().number
    block = chain.read(read_block_or_none, "eth_getBlockByNumber", "finalized", False)
    return -1 if block is None else block.number


def wait_until_final(
    chain: Chain, block: int, purpose: str, advance: Callable[[int], Any] = lambda _: None
) -> None:
    """Wait until the block with this number exists and is final; on a devnet mine up to it.

    `purpose` says in a few words what needs the block. `advance` is called with the number of
    blocks that became final since its last call. Raises NoNewBlock if no block comes within
    `Chain.timeout` seconds.
    """
    if chain.chain_id in DEVELOPMENT_CHAINS:
        # Some development chains make their blocks by a clock of their own.
        with suppress(CannotMine):
            mine_to(chain, block)
    head, reached, since = chain.head().number, final(chain), time.monotonic()
    while reached < block:
        if time.monotonic() - since >= chain.timeout:
            raise NoNewBlock(block=block, purpose=purpose, head=head, seconds=chain.timeout)
        time.sleep(_PAUSE)
        # The time limit is for one block: each new block begins it again.
        if (newest := chain.head().number) != head:
            head, since = newest, time.monotonic()
        if (now := final(chain)) > reached:
            advance(now - max(reached, 0))
            reached = now
