"""Wright's coefficient of inbreeding, exactly.

The coefficient F of an avatar is the probability that its two genes at a locus are copies
of one ancestor's gene, so it is the kinship of its parents (S. Wright, 1922, The American
Naturalist 56:330-338). Founders count as unrelated. Mutation and the shuffling of
recessive genes play no part: F speaks of descent alone.

Summing over paths grows with their number, and a table of all pairs with the square of
the population. Instead each avatar's genes are followed up its pedigree once, halving at
every parent (T. H. E. Meuwissen and Z. Luo, 1992, Genetics Selection Evolution
24:305-313): with L the share of genes that comes through an ancestor and D the part of
that ancestor's variance that its own parents do not explain,

    F = Σ L²·D − 1 over the avatar and all its ancestors,
    D = 1 − (1 + F_mother)/4 − (1 + F_father)/4, without the term of an absent parent.

Ancestors are taken the youngest first, which needs no recursion, and full siblings share
their sum. All of it is arithmetic of integers: F of generation g is a multiple of 4^−g.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from avatarchain.registry import Avatar

_ABSENT = -1


@dataclass(frozen=True, slots=True)
class _Line:
    """Avatars and all their ancestors, numbered so that parents come before children.

    `mother` and `father` are such numbers, `coefficient` and `rest` are F and D, each
    times 4^generation.
    """

    number: dict[int, int]
    generation: list[int]
    mother: list[int]
    father: list[int]
    coefficient: list[int]
    rest: list[int]


def inbreeding(avatars: Mapping[int, Avatar], wanted: Iterable[int]) -> dict[int, Fraction]:
    """Wright's F of every wanted identity, 0 … 1.

    `avatars` must hold them and all their ancestors, each one generation below the
    younger of its parents (as the registry has it); KeyError where one is missing.
    """
    wanted = list(wanted)
    line = _solve(avatars, wanted)
    return {
        one: Fraction(line.coefficient[number], 4 ** line.generation[number])
        for one in wanted
        for number in (line.number[one],)
    }


def kinship(avatars: Mapping[int, Avatar], one: int, other: int) -> Fraction:
    """The kinship of two avatars: the F that a child of theirs would have, 0 … 1.

    Of an avatar and itself it is (1 + F)/2.
    """
    line = _solve(avatars, [one, other])
    mother, father = line.number[one], line.number[other]
    generation = 1 + max(line.generation[mother], line.generation[father])
    coefficient, _ = _child(line, generation, mother, father)
    return Fraction(coefficient, 4**generation)


def _solve(avatars: Mapping[int, Avatar], wanted: Iterable[int]) -> _Line:
    """F and D of the wanted and of all their ancestors."""
    needed, edge = set(wanted), list(wanted)
    while edge:
        avatar = avatars[edge.pop()]
        for parent in (avatar.mother, avatar.father):
            if parent and parent not in needed:
                needed.add(parent)
                edge.append(parent)
    order = sorted((avatars[one] for one in needed), key=lambda avatar: avatar.generation)
    number = {avatar.identity: at for at, avatar in enumerate(order)} | {0: _ABSENT}
    line = _Line(
        number,
        [avatar.generation for avatar in order],
        [number[avatar.mother] for avatar in order],
        [number[avatar.father] for avatar in order],
        [],
        [],
    )
    couples: dict[tuple[int, int], tuple[int, int]] = {}
    for generation, *couple in zip(line.generation, line.mother, line.father, strict=True):
        mother, father = sorted(couple)
        if (mother, father) not in couples:
            couples[mother, father] = _child(line, generation, mother, father)
        coefficient, rest = couples[mother, father]
        line.coefficient.append(coefficient)
        line.rest.append(rest)
    return line


def _child(line: _Line, generation: int, mother: int, father: int) -> tuple[int, int]:
    """F and D of a couple's child, each times 4^generation."""
    one: int = 4**generation
    rest = one
    for parent in (mother, father):
        if parent != _ABSENT:
            older = line.generation[parent]
            rest -= (4**older + line.coefficient[parent]) << 2 * (generation - 1 - older)
    if _ABSENT in (mother, father):
        return 0, rest

    # The share that comes through an ancestor of generation h, times 2^(generation − h).
    shares = [0] * (max(mother, father) + 1)
    shares[mother] += 1 << generation - line.generation[mother] - 1
    shares[father] += 1 << generation - line.generation[father] - 1
    generations, mothers, fathers, rests = line.generation, line.mother, line.father, line.rest
    total = rest - one
    for at in range(len(shares) - 1, -1, -1):
        if share := shares[at]:
            total += share * share * rests[at]
            above = generations[at] - 1
            if (parent := mothers[at]) != _ABSENT:
                shares[parent] += share << above - generations[parent]
            if (parent := fathers[at]) != _ABSENT:
                shares[parent] += share << above - generations[parent]
    return total, rest
