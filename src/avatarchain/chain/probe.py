"""Check that a network's random numbers can draw births, before anything is deployed there.

A birth is drawn by the mixHash in a block's header; a contract accepts the header because it has
the block's hash. If headers have another form, or contracts see other numbers and hashes than the
node gives, no child could be delivered. If mixHash is constant, everybody would know each child
beforehand. A list of networks becomes outdated, so the node of the network is asked.
"""

from avatarchain.base.canonical import word
from avatarchain.chain.answers import Block, from_hex
from avatarchain.chain.client import Chain
from avatarchain.chain.guard import DEVELOPMENT_CHAINS
from avatarchain.errors import (
    NodeRefused,
    Reverted,
    StrangeHeader,
    UnfitNetwork,
)

BLOCKS = 16
"""How many of the newest blocks are examined."""

# The code of a contract that returns NUMBER and BLOCKHASH(NUMBER - 1) when it is created:
# NUMBER PUSH1 0 MSTORE, PUSH1 1 NUMBER SUB BLOCKHASH PUSH1 32 MSTORE, PUSH1 64 PUSH1 0 RETURN.
_CODE = "0x43600052" + "6001430340602052" + "60406000f3"


def probe(chain: Chain) -> None:
    """Return if the network chooses its random numbers as Ethereum does, or is for development.

    Raises UnfitNetwork if it does not, and the errors of a node that does not answer.
    """
    if chain.chain_id in DEVELOPMENT_CHAINS:
        return
    newest = chain.head().number
    # Block 0 is not drawn: whoever begins a chain writes it.
    numbers = range(max(1, newest + 1 - BLOCKS), newest + 1)
    try:
        reason = _mixed(chain.blocks(numbers)) or _seen(chain, newest)
    except StrangeHeader as error:
        reason = f"the header of block {error.number} does not give its hash, {error.strange}"
    if reason is not None:
        raise UnfitNetwork(chain_id=chain.chain_id, reason=reason)


def _mixed(blocks: list[Block]) -> str | None:
    """What is wrong with the random numbers of blocks, as text; None if nothing is."""
    earlier: dict[bytes, int] = {}
    for block in blocks:
        if not any(block.mix_hash):
            return f"the mixHash of block {block.number} is 0"
        if block.mix_hash in earlier:
            other = earlier[block.mix_hash]
            return f"blocks {other} and {block.number} have the same mixHash"
        earlier[block.mix_hash] = block.number
    return None


def _seen(chain: Chain, number: int) -> str | None:
    """What is wrong with the block number and hash that contracts see; None if nothing is."""
    if not number:
        return None
    try:
        seen = chain.read(from_hex, "eth_call", {"data": _CODE}, hex(number))
    except (NodeRefused, Reverted) as error:
        return f"its node does not run code ({error})"
    if seen[:32] != word(number):
        return f"in block {number}, contracts read another number"
    if seen[32:] != chain.block(number - 1).hash:
        return f"contracts read another hash of block {number - 1} than the node tells"
    return None
