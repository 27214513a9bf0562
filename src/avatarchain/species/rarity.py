"""Rarity: how surprising the look of an avatar is among founders, in bits.

A form that one founder in 2**n shows has a rarity of n bits; the rarity of an avatar is the sum
over the loci that it shows. Hidden and silent loci count 0, because they are not visible. On
average, 2**rarity founders are drawn until one looks like this. (This is exact unless an allele
that hides a locus is hidden itself.)

Rarity is computed in thousandths of a bit, rounded for each form before the sum. The numbers
are integers, so they are the same on every machine.
"""

from functools import lru_cache
from math import log2, log10

from avatarchain.species import DIGIT, SILENT, Locus, Species, express, form_of, forms_of, title_of
from avatarchain.species import form_number as form_number

THOUSANDTHS = 1000


@lru_cache(maxsize=8)
def surprises(species: Species) -> tuple[tuple[int, ...], ...]:
    """The rarity of each form in thousandths of a bit: for each of 16 loci, one tuple.

    A tuple has 16 numbers, in the order of the alleles; 256, in the order of 16 · first +
    second digit, where two loci are read together; none for a locus without a trait of its
    own. Alleles with the same name are one form.
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
    """The rarity of the look of a genome, in thousandths of a bit."""
    expression = express(species, genome)
    return sum(
        forms[form_number(species.loci[locus], expression.alleles, locus)]
        for locus, forms in enumerate(surprises(species))
        if forms and expression.shows(locus)
    )


def rarest_traits(species: Species, genome: int, count: int) -> list[tuple[str, str, int]]:
    """The `count` rarest traits of a genome, the rarest first.

    Each is the title of the locus, the name of the form, and n for "one founder in n", rounded.
    Hidden traits are left out; of equally rare ones the lower locus comes first.
    """
    expression = express(species, genome)
    shown = [
        (forms[form_number(species.loci[number], expression.alleles, number)], number)
        for number, forms in enumerate(surprises(species))
        if forms and expression.shows(number)
    ]
    shown.sort(key=lambda each: (-each[0], each[1]))
    return [
        (
            title_of(species.loci[number]),
            form_of(species.loci[number], expression.alleles, number),
            round(2 ** (bits / THOUSANDTHS)),
        )
        for bits, number in shown[:count]
    ]


def one_in(rarity: int) -> str:
    """The n of "one founder in n looks like this", as text for people: 850, 3 × 10^18.

    `rarity` is in thousandths of a bit. From 10,000 on n has one digit and a power of ten.
    """
    exponent, lead = divmod(rarity * log10(2) / THOUSANDTHS, 1)
    if exponent < 4:
        return f"{round(2 ** (rarity / THOUSANDTHS)):,}"
    digit = round(10**lead)
    return f"{digit} × 10^{exponent:.0f}" if digit < 10 else f"1 × 10^{exponent + 1:.0f}"
