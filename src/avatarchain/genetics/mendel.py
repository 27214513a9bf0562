"""Mendel's law, as a model to compare with ours: two genes at each locus, one per parent.

Avatars do not inherit in this way, but by the rules of `heredity`. The plants made here are for
lessons that compare the two. They stay off the chain and are never avatars: they have no genome of
64 genes and no identity, and cannot be registered.

A plant is a tuple of loci, each a pair of alleles, the mother's first. An allele is any hashable
value (a name, a number). A ranking decides which of two is visible: the alleles of a locus, the
most dominant first (G. Mendel, Versuche über Pflanzenhybriden, 1866). Nothing mutates, and the loci
are not linked.
"""

import hashlib
from collections.abc import Hashable, Sequence
from fractions import Fraction
from typing import NamedTuple

from avatarchain.errors import MalformedGenome
from avatarchain.genetics.seeds import check_length

Plant = tuple[tuple[Hashable, Hashable], ...]
"""For each locus, of at most 256, the gene of the mother and that of the father."""

MOST_LOCI = 256


class Square(NamedTuple):
    """One of the four squares of R. C. Punnett's table: both genes, the visible one, its chance."""

    of_mother: Hashable
    of_father: Hashable
    seen: Hashable
    chance: Fraction


def cross(mother: Plant, father: Plant, seed: bytes) -> Plant:
    """The child that a 32-byte seed draws: at each locus one gene of each parent, by a fair coin.

    Raises MalformedSeed, and MalformedGenome if the parents have different numbers of loci, or more
    than 256. The coins are the bits of BLAKE2b-512 of the seed, from the lowest.
    """
    check_length(seed)
    if len(mother) != len(father) or len(mother) > MOST_LOCI:
        raise MalformedGenome(reason=f"parents of {len(mother)} and {len(father)} loci")
    digest = hashlib.blake2b(seed, digest_size=64, person=b"avatarchain-pea").digest()
    coins = int.from_bytes(digest, "little")
    return tuple(
        (dam[coins >> 2 * locus & 1], sire[coins >> 2 * locus + 1 & 1])
        for locus, (dam, sire) in enumerate(zip(mother, father, strict=True))
    )


def seen(plant: Plant, rankings: Sequence[Sequence[Hashable]]) -> tuple[Hashable, ...]:
    """The visible allele at each locus; `rankings` has the ranking of each locus.

    Raises MalformedGenome for an allele that is not in the ranking of its locus.
    """
    return tuple(_dominant(*pair, rankings[locus]) for locus, pair in enumerate(plant))


def punnett(
    mother: Plant, father: Plant, locus: int, ranking: Sequence[Hashable]
) -> tuple[Square, ...]:
    """The four equally likely children of two plants at a locus 0, 1, 2 …, mother's gene first.

    Raises MalformedGenome for an allele that is not in the ranking.
    """
    return tuple(
        Square(dam, sire, _dominant(dam, sire, ranking), Fraction(1, 4))
        for dam in mother[locus]
        for sire in father[locus]
    )


def _dominant(first: Hashable, second: Hashable, ranking: Sequence[Hashable]) -> Hashable:
    for gene in (first, second):
        if gene not in ranking:
            raise MalformedGenome(reason=f"the allele {gene!r} has no rank")
    return min(first, second, key=ranking.index)
