"""The pedigree: who descends from whom, and which relatives one picture shows.

A registry gives every avatar with its two parents. This module links them, and selects the
family of one avatar: its ancestors and its offspring, some generations each way, and the
other parents of that offspring. `inbreeding` computes how closely related they are, `layout`
places them on a drawing, and `chart` draws it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from avatarchain.base.canonical import to_hex
from avatarchain.errors import UnknownIdentity
from avatarchain.pedigree.inbreeding import (
    DEEP,
    inbreeding,
    inbreeding_of_child,
    inbreeding_rounded,
    inbreeding_within,
    kinship,
)
from avatarchain.registry import AvatarRecord

__all__ = [
    "Family",
    "Lineage",
    "Member",
    "family",
    "inbreeding",
    "inbreeding_of_child",
    "kinship",
    "parents",
    "pedigree",
    "rounded",
]

EXACT_PAIRS = 100_000
"""If a family's coefficients need more pairs of avatars than this, they are not exact."""

ROUNDED_PAIRS = 1_000_000
"""Up to so many pairs a deep family is computed pair by pair; it takes some seconds."""

_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Lineage:
    """All avatars by identity, and the children of each parent in the order of birth."""

    avatars: Mapping[int, AvatarRecord]
    children: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Member:
    """An avatar of a family and its inbreeding coefficient, 0 … 1.

    The coefficient is exact. Only if the family needs more than `EXACT_PAIRS` pairs of avatars, or
    has more than `DEEP` generations, it is rounded to twelve decimals. `steps` is the avatar's
    distance from the family's central avatar, on the shortest path: −2 for a grandparent, 1 for a
    child. It is None for an avatar that is a member only as the other parent of some offspring.
    """

    avatar: AvatarRecord
    inbreeding: Fraction
    steps: int | None


@dataclass(frozen=True, slots=True)
class Family:
    """The avatars of one picture, the oldest generation first, each of them once.

    `central` is the identity of the avatar whose family it is. `names` maps identities to the names
    that the owner of the home gave.
    """

    central: int
    members: tuple[Member, ...]
    names: Mapping[int, str] = field(default_factory=dict)

    def edges(self) -> list[tuple[int, int, str]]:
        """The links between members: (parent's identity, child's identity, role).

        The role is "mother" or "father". A parent that is not a member has no link.
        """
        present = {member.avatar.identity for member in self.members}
        return [
            (parent, member.avatar.identity, role)
            for member in self.members
            for role, parent in parents(member.avatar)
            if parent in present
        ]


def parents(avatar: AvatarRecord) -> list[tuple[str, int]]:
    """The parents of an avatar: ("mother", identity) and ("father", identity).

    The list of a founder is empty.
    """
    both = (("mother", avatar.mother), ("father", avatar.father))
    return [(role, parent) for role, parent in both if parent]


def pedigree(avatars: Iterable[AvatarRecord]) -> Lineage:
    """The lineage of these avatars.

    They must include every parent, as all avatars of a registry do.
    """
    by_identity = {avatar.identity: avatar for avatar in avatars}
    children: dict[int, list[int]] = {}
    for avatar in by_identity.values():
        for _, parent in parents(avatar):
            children.setdefault(parent, []).append(avatar.identity)
    return Lineage(by_identity, {parent: tuple(born) for parent, born in children.items()})


def family(pedigree: Lineage, central: int, generations: int) -> Family:
    """The family of the avatar with the identity `central`.

    It reaches up to `generations` (0 or more) steps up and down.

    The inbreeding coefficients count all ancestors, also those that are not in the family.
    Raises UnknownIdentity if there is no such avatar.
    """
    avatars = pedigree.avatars
    if central not in avatars:
        raise UnknownIdentity(id=to_hex(central))

    def above(identity: int) -> Iterable[int]:
        return (parent for _, parent in parents(avatars[identity]))

    def below(identity: int) -> Iterable[int]:
        return pedigree.children.get(identity, ())

    steps: dict[int, int | None] = {}
    offspring = _reach(central, generations, below)
    for identity in offspring:
        steps |= dict.fromkeys(above(identity)) if identity != central else {}
    steps |= offspring
    steps |= {identity: -away for identity, away in _reach(central, generations, above).items()}

    coefficients = _coefficients(avatars, steps)
    order = {identity: number for number, identity in enumerate(avatars)}
    shown = sorted(steps, key=lambda identity: (avatars[identity].generation, order[identity]))
    return Family(
        central,
        tuple(
            Member(avatars[identity], coefficients[identity], steps[identity]) for identity in shown
        ),
    )


def _coefficients(
    avatars: Mapping[int, AvatarRecord], identities: Iterable[int]
) -> dict[int, Fraction]:
    """F of each identity: exact, or rounded as in `Member`."""
    exact = inbreeding_within(avatars, identities, EXACT_PAIRS)
    if exact is not None:
        return exact
    whole = 10**_DECIMALS
    return {
        identity: Fraction(round(value * whole), whole)
        for identity, value in rounded(avatars, identities).items()
    }


def rounded(
    avatars: Mapping[int, AvatarRecord], identities: Iterable[int]
) -> Mapping[int, Fraction | float]:
    """F of each identity, correct to about twelve decimals. Raises KeyError as `inbreeding` does.

    The work of `inbreeding_of_many` grows with the number of generations, that of the other way
    with the number of pairs.
    """
    identities = list(identities)
    if max((avatars[identity].generation for identity in identities), default=0) > DEEP:
        by_pairs = inbreeding_rounded(avatars, identities, ROUNDED_PAIRS)
        if by_pairs is not None:
            return by_pairs
    from avatarchain.pedigree.arrays import inbreeding_of_many

    return inbreeding_of_many(avatars, identities)


def _reach(start: int, limit: int, near: Callable[[int], Iterable[int]]) -> dict[int, int]:
    """The identities within `limit` steps of `start`, each with its least number of steps."""
    reached, edge = {start: 0}, [start]
    for step in range(1, limit + 1):
        beyond = dict.fromkeys(other for identity in edge for other in near(identity))
        edge = [identity for identity in beyond if identity not in reached]
        if not edge:
            break
        reached |= dict.fromkeys(edge, step)
    return reached
