"""The profile of a species: its loci, in the form in which `species show` prints them.

A locus has 16 alleles with weights, or up to 256 forms if two loci are read together. The
profile says which alleles are common, which are rare, and which hide another locus.
"""

from dataclasses import dataclass
from itertools import groupby

from avatarchain.species import DIGIT, SILENT, Locus, Species, hides_of, title_of


@dataclass(frozen=True, slots=True)
class Rank:
    """The names of the alleles of a locus that have the same weight, in the order of the pack."""

    weight: int
    alleles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LocusProfile:
    """One locus of the profile.

    It has either `ranks`, the largest weight first, or `forms`, each name once; a silent locus
    and a second digit have neither. `hides` has pairs: an allele, and the loci that it hides.
    """

    name: str
    kind: str
    ranks: tuple[Rank, ...] = ()
    forms: tuple[str, ...] = ()
    hides: tuple[tuple[str, tuple[str, ...]], ...] = ()


def profile(species: Species) -> tuple[LocusProfile, ...]:
    """The profiles of the 16 loci of a species, in order."""
    return tuple(_profile(species, locus) for locus in species.loci)


def _profile(species: Species, locus: Locus) -> LocusProfile:
    if locus.kind in (SILENT, DIGIT):
        return LocusProfile(title_of(locus), locus.kind)
    named = locus.forms or tuple(allele.name for allele in locus.alleles)
    hides = dict(zip(named, hides_of(locus), strict=True))
    titles = [title_of(other) for other in species.loci]
    hidings = tuple(
        (name, tuple(title for number, title in enumerate(titles) if mask >> number & 1))
        for name, mask in hides.items()
        if mask
    )
    if locus.forms:
        return LocusProfile(
            title_of(locus), locus.kind, forms=tuple(dict.fromkeys(locus.forms)), hides=hidings
        )
    by_weight = sorted(locus.alleles, key=lambda allele: -allele.weight)
    ranks = tuple(
        Rank(weight, tuple(allele.name for allele in alike))
        for weight, alike in groupby(by_weight, key=lambda allele: allele.weight)
    )
    return LocusProfile(title_of(locus), locus.kind, ranks, hides=hidings)
