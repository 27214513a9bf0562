"""The contents of a gallery: every avatar, its life so far, and the chain and contract.

A life is the data in the index besides the birth: the draw of a child, and its holders.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain.index import (
    Handover,
    Index,
    avatars,
    closing_block,
    conceptions,
    endings,
    foundings,
    handovers,
    newest,
)
from avatarchain.pedigree import rounded
from avatarchain.pedigree.inbreeding import inbreeding_within
from avatarchain.registry import AvatarRecord
from avatarchain.registry.foundings import Founding
from avatarchain.registry.names import names_in
from avatarchain.species import Species

if TYPE_CHECKING:
    from avatarchain.audit.findings import Finding

_FEW_PAIRS = 2000  # whose kinship takes less time than loading numpy


@dataclass(frozen=True, slots=True)
class Life:
    """The facts of an avatar's life besides its birth.

    `draw` is the number and mixHash (32 bytes) of the block that drew it, None for founders. Of the
    earlier conceptions of its mother, `lapses` were never delivered and `stillbirths` ended because
    the child was registered already. `inbreeding` is F, 0 … 1, correct to about twelve decimals.
    `holders` are in order, the present one last.
    """

    draw: tuple[int, bytes] | None = None
    lapses: int = 0
    inbreeding: float = 0.0
    holders: tuple[Handover, ...] = ()
    stillbirths: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """The avatars of one registry in the order of birth, and the life of each.

    `block` is the newest block that was read, `genesis` the hash of block 0 (32 bytes). `closed` is
    the block in which the issuance was closed, None if it is open; `foundings` are all that were
    promised. `names` maps identities to the names that the owner of the home gave. `findings` are
    those of an audit; empty if there was no audit.
    """

    species: Species
    chain_id: int
    contract: str
    genesis: bytes
    block: int
    avatars: Sequence[AvatarRecord]
    lives: Sequence[Life]
    closed: int | None = None
    foundings: Sequence[Founding] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    findings: "Sequence[Finding]" = ()


def contents_of(index: Index, home: Path | None = None) -> Contents:
    """The contents of a gallery, read from the index, with the names in `home`.

    Nothing is read from the chain.
    """
    registry, everyone = index.registry, avatars(index)
    chain = registry.chain
    return Contents(
        index.species,
        chain.chain_id,
        registry.address,
        chain.genesis,
        newest(index),
        everyone,
        lives_of(index, everyone, range(len(everyone))),
        closing_block(index),
        foundings(index),
        {} if home is None else names_in(home, registry),
    )


def lives_of(
    index: Index, everyone: Sequence[AvatarRecord], numbers: Collection[int]
) -> list[Life]:
    """The Life of each avatar in `numbers`: its holders, its draw, and lapses before it.

    `everyone` is all avatars in the order of birth; `numbers` are positions in it. Only the index
    is read.
    """
    holders: dict[int, list[Handover]] = {number: [] for number in numbers}
    for number, handover in handovers(index):
        if number in holders:
            holders[number].append(handover)
    draws: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
    for conception in conceptions(index):
        if conception.mixed is not None:
            draws[conception.mother].append((conception.draw, conception.mixed))
    lapses, stillbirths = (_ended(index, stillborn=stillborn) for stillborn in (False, True))
    chosen = [everyone[number] for number in numbers]
    coefficients = _coefficients(everyone, chosen)
    return [
        Life(
            # The last draw before the birth; `draws` is in the order of blocks.
            next((draw for draw in reversed(draws[avatar.mother]) if draw[0] < avatar.block), None)
            if avatar.mother
            else None,
            sum(block < avatar.block for block in lapses[avatar.mother]),
            coefficients.get(avatar.identity, 0.0),
            tuple(holders[number]),
            sum(block < avatar.block for block in stillbirths[avatar.mother]),
        )
        for number, avatar in zip(numbers, chosen, strict=True)
    ]


def _coefficients(
    everyone: Sequence[AvatarRecord], chosen: Sequence[AvatarRecord]
) -> dict[int, float]:
    """Identity → F of each chosen avatar that has parents.

    A few need no numpy, which takes long to load.
    """
    offspring = [avatar.identity for avatar in chosen if avatar.mother]
    avatars = {avatar.identity: avatar for avatar in everyone}
    exact = inbreeding_within(avatars, offspring, _FEW_PAIRS)
    coefficients = rounded(avatars, offspring) if exact is None else exact
    return {identity: float(value) for identity, value in coefficients.items()}


def _ended(index: Index, *, stillborn: bool) -> dict[int, list[int]]:
    """Mother's id → the blocks in which her conceptions ended without a birth."""
    blocks: dict[int, list[int]] = defaultdict(list)
    for mother, block in endings(index, stillborn=stillborn):
        blocks[mother].append(block)
    return blocks
