"""The odds of a birth: which alleles may a child express, and how likely is each.

Exact, in closed form, from the two genomes and the rule of inheritance alone: nothing
is sampled. Before mutation a child's expressed gene comes from the first, second, third
or last gene of either parent in 48, 12, 3 or 1 of 128 births, and the loci do not know
of each other. Mutation couples them: at most one gene of a child mutates, each with
1/512, and then becomes any of its 16 alleles with equal chance (its own among them). So
the odds of one locus are whole 65,536ths, but the chance of alleles at several loci is
not quite the product of theirs. Two loci that are read as two digits are one such case:
a form's chance is the sum over its places, in whole 2**22nds.

This is about genes. Whether a species hides an expressed allele is its own affair; as a
hiding is decided by expressed alleles too, it can be asked for by naming them.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction
from math import prod

from avatarchain.genome import ALLELES, GENES, LOCI, gene

RISES = (48, 12, 3, 1)
"""Of 128 births, how many express a given parent's gene 0, 1, 2, 3, before mutation."""

_BIRTHS = 2 * sum(RISES)
_MUTATES = Fraction(1, 8 * LOCI * GENES)


def odds(mother: int, father: int) -> tuple[tuple[Fraction, ...], ...]:
    """16 loci × 16 alleles: the probability that a child of two genomes expresses the allele.

    Each is a whole number of 65,536ths, so that `float` of it is exact; each row sums to 1.
    """
    return tuple(
        tuple(chance(mother, father, {locus: (allele,)}) for allele in range(ALLELES))
        for locus in range(LOCI)
    )


def odds_of_places(mother: int, father: int, first: int, second: int) -> tuple[Fraction, ...]:
    """The probability of each of the 256 places, 16 · first + second, of two loci read together."""
    return tuple(
        chance(mother, father, {}, {(first, second): (place,)}) for place in range(ALLELES**2)
    )


def chance(
    mother: int, father: int, wanted: Mapping[int, Collection[int]],
    together: Mapping[tuple[int, int], Collection[int]] | None = None,
) -> Fraction:  # fmt: skip
    """The probability that a child expresses, at each locus of `wanted`, one of its alleles.

    `wanted` maps loci 0 … 15 to alleles 0 … 15: several where any of them will do (a
    trait that has several alleles), none where nothing will. `together` maps two loci that
    are read together to places 16 · first + second; no locus stands in both mappings, or
    twice. Empty ones are certain.
    """
    hopes = [
        (_inherited(mother, father, locus, set(alleles)), Fraction(len(set(alleles)), ALLELES))
        for locus, alleles in wanted.items()
    ]
    loci = len(hopes)
    for (first, second), places in (together or {}).items():
        hopes.append(_joined(mother, father, first, second, set(places)))
        loci += 2
    spared = (1 - loci * _MUTATES) * prod(inherited for inherited, _ in hopes)
    struck = sum(
        mutated * prod(inherited for n, (inherited, _) in enumerate(hopes) if n != hit)
        for hit, (_, mutated) in enumerate(hopes)
    )
    return spared + _MUTATES * struck


def _joined(
    mother: int, father: int, first: int, second: int, places: set[int]
) -> tuple[Fraction, Fraction]:
    """The chance of one of `places` without mutation, and the sum of those where either mutates."""
    one, other = (
        [_inherited(mother, father, locus, {allele}) for allele in range(ALLELES)]
        for locus in (first, second)
    )
    digits = [divmod(place, ALLELES) for place in places]
    inherited = sum((one[a] * other[b] for a, b in digits), Fraction(0))
    return inherited, sum((one[a] + other[b] for a, b in digits), Fraction(0)) / ALLELES


def _inherited(mother: int, father: int, locus: int, alleles: set[int]) -> Fraction:
    """The chance of one of `alleles` at `locus` in a child that does not mutate there."""
    births = sum(
        rises
        for parent in (mother, father)
        for slot, rises in enumerate(RISES)
        if gene(parent, locus, slot) in alleles
    )
    return Fraction(births, _BIRTHS)
