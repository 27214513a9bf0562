"""What a gallery shows: every avatar, its life so far, and where it was read.

A life is what logs tell beside the birth: the conception that drew a child, and who has
held it. Logs are read once for all avatars; asking the chain for each would take minutes.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from avatarchain.canonical import keccak256
from avatarchain.identity import checksum_address
from avatarchain.pedigree import inbreeding
from avatarchain.registry import Avatar, Registry, avatars
from avatarchain.species import Species

_TRANSFER = keccak256(b"Transfer(address,address,uint256)")
_CONCEIVED = keccak256(b"Conceived(uint256,uint256)")
_LAPSED = keccak256(b"Lapsed(uint256,uint256)")


@dataclass(frozen=True, slots=True)
class Handover:
    """One Transfer log; the first of an avatar comes from the zero address."""

    block: int
    transaction: bytes
    to: str


@dataclass(frozen=True, slots=True)
class Life:
    """What logs tell of an avatar beside its birth.

    `conception` is number and hash (32 bytes) of the block that drew it, None for founders;
    `lapses` counts its mother's conceptions that came to nothing before; `inbreeding` is
    Wright's F, 0 … 1; `holders` are in order, the holder of now last.
    """

    conception: tuple[int, bytes] | None = None
    lapses: int = 0
    inbreeding: Fraction = Fraction(0)
    holders: tuple[Handover, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """The avatars of one registry in the order of birth, and the life of each.

    `block` is the newest block that it speaks of, `genesis` the hash of block 0.
    """

    species: Species
    chain_id: int
    contract: str
    genesis: bytes
    block: int
    avatars: Sequence[Avatar]
    lives: Sequence[Life]


def read(registry: Registry, species: Species) -> Collection:
    """The collection as the chain tells it now."""
    chain = registry.chain
    head = chain.head().number
    known = [one for one in avatars(registry) if one.block <= head]
    holders: dict[int, list[Handover]] = defaultdict(list)
    for log in chain.logs(registry.address, [_TRANSFER], first=registry.block, last=head):
        to = checksum_address("0x" + log.topics[2][12:].hex())
        holders[int.from_bytes(log.topics[3], "big")].append(
            Handover(log.block_number, log.transaction_hash, to)
        )
    conceived: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
    for log in chain.logs(registry.address, [_CONCEIVED], first=registry.block, last=head):
        mother = int.from_bytes(log.topics[1], "big")
        conceived[mother].append((log.block_number, log.block_hash))
    lapsed: dict[int, list[int]] = defaultdict(list)
    for log in chain.logs(registry.address, [_LAPSED], first=registry.block, last=head):
        lapsed[int.from_bytes(log.topics[1], "big")].append(log.block_number)

    coefficients = inbreeding({one.identity: one for one in known}, [a.identity for a in known])
    lives = [
        Life(
            # The last conception before the birth; `conceived` is in the order of blocks.
            next((c for c in reversed(conceived[one.mother]) if c[0] < one.block), None)
            if one.mother
            else None,
            sum(block <= one.block for block in lapsed[one.mother]) if one.mother else 0,
            coefficients[one.identity],
            tuple(holders[one.identity]),
        )
        for one in known
    ]
    return Collection(
        species, chain.chain_id, registry.address, chain.genesis, head, known, lives
    )  # fmt: skip
