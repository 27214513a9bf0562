"""Rarity: how surprising the look of an avatar is among founders, in bits.

A form that one founder in 2**n shows counts n bits; the rarity of an avatar is the sum
over the loci that it shows. Hidden and silent loci count nothing: nobody sees them. So
2**rarity founders are drawn, on average, until one looks like this (exactly so unless an
allele that hides is hidden itself).

Bits are kept in thousandths, rounded for each form before they are summed: integers, the
same on every machine.
"""

from functools import lru_cache
from math import log2

from avatarchain.species import DIGIT, SILENT, Locus, Species, express, forms_of
from avatarchain.species import drawing_of as form_number

THOUSANDTHS = 1000


@lru_cache(maxsize=8)
def surprises(species: Species) -> tuple[tuple[int, ...], ...]:
    """For each locus the thousandths of a bit of each of its forms.

    A form is an allele, or 16 · first + second digit where two loci are read together;
    alleles of one name are one form. Empty for a locus that has no trait of its own.
    """
    return tuple(_of(species, locus) for locus in species.loci)


def _of(species: Species, locus: Locus) -> tuple[int, ...]:
    if locus.kind in (SILENT, DIGIT):
        return ()
    forms = forms_of(species, locus)
    total = sum(weight for _, weight in forms)
    shared: dict[str, int] = {}
    for name, weight in forms:
        shared[name] = shared.get(name, 0) + weight
    return tuple(round(THOUSANDTHS * log2(total / shared[name])) for name, _ in forms)


def rarity(species: Species, genome: int) -> int:
    """The rarity of what a genome shows, in thousandths of a bit."""
    expression = express(species, genome)
    return sum(
        forms[form_number(species.loci[locus], expression.alleles, locus)]
        for locus, forms in enumerate(surprises(species))
        if forms and expression.shows(locus)
    )
