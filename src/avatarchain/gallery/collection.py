"""What a gallery shows: every avatar, its life so far, and where it was read.

A life is what the index tells beside the birth: the conception that drew a child, and who
has held it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from avatarchain.index import Handover, Index, avatars, conceptions, handovers, newest
from avatarchain.pedigree import inbreeding
from avatarchain.registry import Avatar
from avatarchain.species import Species


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


def read(index: Index) -> Collection:
    """The collection as the index tells it."""
    registry, known = index.registry, avatars(index)
    holders: dict[int, list[Handover]] = defaultdict(list)
    for number, handover in handovers(index):
        holders[number].append(handover)
    conceived: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
    for one in conceptions(index):
        conceived[one.mother].append((one.block, one.hash))
    lapsed: dict[int, list[int]] = defaultdict(list)
    for one in conceptions(index, lapsed=True):
        lapsed[one.mother].append(one.block)

    coefficients = inbreeding({one.identity: one for one in known}, [a.identity for a in known])
    lives = [
        Life(
            # The last conception before the birth; `conceived` is in the order of blocks.
            next((c for c in reversed(conceived[one.mother]) if c[0] < one.block), None)
            if one.mother
            else None,
            sum(block <= one.block for block in lapsed[one.mother]) if one.mother else 0,
            coefficients[one.identity],
            tuple(holders[number]),
        )
        for number, one in enumerate(known)
    ]
    chain = registry.chain
    return Collection(
        index.species, chain.chain_id, registry.address, chain.genesis, newest(index), known, lives
    )
