"""Whether a network draws as Ethereum does, asked of its node before anything is deployed there.

A birth is drawn by the mixHash in a block's header, which a contract believes because the header
has the block's hash. On chains whose headers have another form, or whose contracts see other
numbers and hashes than the node tells, no child could be delivered; where mixHash is constant,
everybody would know each child beforehand. What a list of networks says grows old, so the
network itself is asked.
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
    """Return if the network draws as Ethereum does. Development chains are not asked.

    Raises UnfitNetwork, and the errors of a node that does not answer.
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
    """What is wrong with the random numbers of blocks; None: nothing."""
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
    """What is wrong with the number and the hash that a contract reads; None: nothing."""
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
