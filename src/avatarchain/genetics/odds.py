"""The odds of a birth: which alleles a child may express, and how likely each is.

The odds are exact. A formula gives them from the two genomes and the rule of inheritance; nothing
is sampled. Before mutation a child's expressed gene comes from the first, second, third or last
gene of either parent in 48, 12, 3 or 1 of 128 births, and the loci are independent. Mutation makes
them depend on each other: at most one gene of a child mutates, each with probability 1/512, and
then becomes any of the 16 alleles with equal chance (including the one that it was). So the odds of
one locus are whole 65,536ths, but the chance of alleles at several loci is not quite the product of
their odds. Two loci that are read as two digits are such a case: a form's chance is the sum over
its places, in whole 2**22nds.

These are odds of genes. Whether an expressed allele is hidden depends on the species. Since
expressed alleles decide what is hidden, the chance that a locus is hidden can be computed from
them.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction
from math import prod
from typing import NamedTuple

from avatarchain.genetics.genome import ALLELES, GENES, LOCI, gene

RISES = (48, 12, 3, 1)
"""Of 128 births, how many express a given parent's gene 0, 1, 2, 3, before mutation."""

_BIRTHS = 2 * sum(RISES)
_MUTATES = Fraction(1, 8 * LOCI * GENES)


def odds(mother: int, father: int) -> tuple[tuple[Fraction, ...], ...]:
    """For each of 16 loci, the probability of each of its 16 alleles that a child expresses it.

    Each is a whole number of 65,536ths, so `float` of it is exact; each row sums to 1.
    """
    return tuple(
        tuple(chance(mother, father, {locus: (allele,)}) for allele in range(ALLELES))
        for locus in range(LOCI)
    )


class Source(NamedTuple):
    """One possible source of the gene that a child expresses at a locus, with its chance.

    `whose` is "mother", "father" or "mutation", `place` the place 0 … 3 where that parent has
    the gene (0 is its expressed one; None for a mutation), `allele` its number 0 … 15.
    """

    whose: str
    place: int | None
    allele: int
    chance: Fraction


def sources(mother: int, father: int, locus: int) -> tuple[Source, ...]:
    """All possible sources of the gene that a child expresses at `locus` 0 … 15.

    The four places of the mother, those of the father, and the 16 alleles that a mutation may
    bring, with the chance of each. They sum to 1, and those of one allele to its `odds`.
    """
    remains = (1 - _MUTATES) / _BIRTHS
    inherited = (
        Source(whose, slot, gene(parent, locus, slot), rises * remains)
        for whose, parent in (("mother", mother), ("father", father))
        for slot, rises in enumerate(RISES)
    )
    mutated = (Source("mutation", None, allele, _MUTATES / ALLELES) for allele in range(ALLELES))
    return *inherited, *mutated


def odds_of_places(mother: int, father: int, first: int, second: int) -> tuple[Fraction, ...]:
    """The probability of each place, for two loci that are read together as two digits.

    Place n of 256 is 16 · (allele of `first`) + (allele of `second`).
    """
    return tuple(
        chance(mother, father, {}, {(first, second): (place,)}) for place in range(ALLELES**2)
    )


def chance(
    mother: int,
    father: int,
    accepted: Mapping[int, Collection[int]],
    together: Mapping[tuple[int, int], Collection[int]] | None = None,
) -> Fraction:
    """The probability that a child expresses one of the given alleles at every given locus.

    `accepted` maps a locus 0 … 15 to the alleles 0 … 15 that are accepted there; without any
    the probability is 0. `together` maps two loci that are read together to the accepted
    places 16 · first + second. No locus may be given twice, in one mapping or in both.
    Where both mappings are empty, the probability is 1.
    """
    terms = [
        (_inherited(mother, father, locus, set(alleles)), Fraction(len(set(alleles)), ALLELES))
        for locus, alleles in accepted.items()
    ]
    loci = len(terms)
    for (first, second), places in (together or {}).items():
        terms.append(_joined(mother, father, first, second, set(places)))
        loci += 2
    without_mutation = (1 - loci * _MUTATES) * prod(inherited for inherited, _ in terms)
    with_mutation = sum(
        mutated * prod(inherited for n, (inherited, _) in enumerate(terms) if n != hit)
        for hit, (_, mutated) in enumerate(terms)
    )
    return without_mutation + _MUTATES * with_mutation


def _joined(
    mother: int, father: int, first: int, second: int, places: set[int]
) -> tuple[Fraction, Fraction]:
    """The chance of `places` without mutation, and the sum of those with a mutation at a locus."""
    high, low = (
        [_inherited(mother, father, locus, {allele}) for allele in range(ALLELES)]
        for locus in (first, second)
    )
    digits = [divmod(place, ALLELES) for place in places]
    inherited = sum((high[a] * low[b] for a, b in digits), Fraction(0))
    return inherited, sum((high[a] + low[b] for a, b in digits), Fraction(0)) / ALLELES


def _inherited(mother: int, father: int, locus: int, alleles: set[int]) -> Fraction:
    """The chance of one of `alleles` at `locus` in a child that does not mutate there."""
    births = sum(
        rises
        for parent in (mother, father)
        for slot, rises in enumerate(RISES)
        if gene(parent, locus, slot) in alleles
    )
    return Fraction(births, _BIRTHS)
