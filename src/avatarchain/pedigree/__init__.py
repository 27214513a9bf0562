"""The pedigree: who descends from whom, and which of them one picture shows.

A registry tells every avatar with its two parents. Here they are tied together, and the
family of one avatar is chosen: its ancestors and its offspring, so many generations each
way, and whoever else was a parent of that offspring. How alike relatives are is
`inbreeding`'s to say, where they stand on paper `layout`'s, and how they look `chart`'s.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from avatarchain.errors import UnknownIdentity
from avatarchain.identity import to_hex
from avatarchain.pedigree.inbreeding import inbreeding, kinship
from avatarchain.registry import Avatar

__all__ = [
    "Family", "Member", "Pedigree", "family", "inbreeding", "kinship", "parents", "pedigree",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pedigree:
    """All avatars by identity, and each parent's children in the order of birth."""

    avatars: Mapping[int, Avatar]
    children: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Member:
    """An avatar of a family and its inbreeding coefficient, 0 … 1.

    `steps` is its distance from the one asked for: −2 a grandparent, 1 a child, on the
    shortest way; None for one that is in the family only as a parent of offspring.
    """

    avatar: Avatar
    inbreeding: Fraction
    steps: int | None


@dataclass(frozen=True, slots=True)
class Family:
    """The avatars of one picture, the oldest generation first, each of them once.

    `asked` is the identity of the one that the picture is about.
    """

    asked: int
    members: tuple[Member, ...]

    def edges(self) -> list[tuple[int, int, str]]:
        """(parent, child, "mother" or "father"), where both are members."""
        present = {member.avatar.identity for member in self.members}
        return [
            (parent, member.avatar.identity, role)
            for member in self.members
            for role, parent in parents(member.avatar)
            if parent in present
        ]


def parents(avatar: Avatar) -> list[tuple[str, int]]:
    """("mother", identity) and ("father", identity); nothing for a founder."""
    both = (("mother", avatar.mother), ("father", avatar.father))
    return [(role, parent) for role, parent in both if parent]


def pedigree(avatars: Iterable[Avatar]) -> Pedigree:
    """Tie avatars together. Every parent must be among them, as in a registry it is."""
    known = {avatar.identity: avatar for avatar in avatars}
    children: dict[int, list[int]] = {}
    for avatar in known.values():
        for _, parent in parents(avatar):
            children.setdefault(parent, []).append(avatar.identity)
    return Pedigree(known, {one: tuple(born) for one, born in children.items()})


def family(pedigree: Pedigree, asked: int, generations: int) -> Family:
    """The family of an avatar: up to `generations` steps up and down (0 or more).

    The coefficients rest on all ancestors, shown or not. Raises UnknownIdentity.
    """
    avatars = pedigree.avatars
    if asked not in avatars:
        raise UnknownIdentity(id=to_hex(asked))

    def above(one: int) -> Iterable[int]:
        return (parent for _, parent in parents(avatars[one]))

    steps: dict[int, int | None] = {}
    offspring = _reach(asked, generations, lambda one: pedigree.children.get(one, ()))
    for one in offspring:
        steps |= dict.fromkeys(above(one)) if one != asked else {}
    steps |= offspring
    steps |= {one: -away for one, away in _reach(asked, generations, above).items()}

    coefficients = inbreeding(avatars, steps)
    order = {one: number for number, one in enumerate(avatars)}
    shown = sorted(steps, key=lambda one: (avatars[one].generation, order[one]))
    return Family(
        asked, tuple(Member(avatars[one], coefficients[one], steps[one]) for one in shown)
    )


def _reach(start: int, limit: int, near: Callable[[int], Iterable[int]]) -> dict[int, int]:
    """Who can be reached in at most `limit` steps, and in how many at least."""
    reached, edge = {start: 0}, [start]
    for step in range(1, limit + 1):
        edge = [
            one for one in dict.fromkeys(n for e in edge for n in near(e)) if one not in reached
        ]
        if not edge:
            break
        reached |= dict.fromkeys(edge, step)
    return reached
