"""How rare each form is: as the weights say, and as founders turn out.

A form is what people see and name. Alleles that share a look (`same`) are one form, and
so are the places of a form that is read as two digits.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from avatarchain.genome import ALLELES
from avatarchain.heredity import seed_from_text
from avatarchain.population import founders, item_seeds
from avatarchain.species import DIGIT, SILENT, Species, forms_of

_BLOCK = 100_000


@dataclass(frozen=True, slots=True)
class Rarity:
    """One form of a locus: the share of founders expected to express it, and how many did."""

    locus: str
    form: str
    expected: float
    count: int


def census(species: Species, count: int) -> list[Rarity]:
    """Every form in order, over the founders 0 … count − 1 of the seed of the species' name.

    A hidden trait is counted as any other: hiding is not of the genes.
    """
    master = seed_from_text(species.name)
    shown = np.empty((count, len(species.loci)), np.uint16)
    for first in range(0, count, _BLOCK):
        seeds = item_seeds(master, first, min(_BLOCK, count - first))
        shown[first : first + len(seeds)] = founders(seeds, species.cumulative) >> 12
    rows = []
    for number, locus in enumerate(species.loci):
        if locus.kind in (SILENT, DIGIT):
            continue
        forms, places = forms_of(species, locus), shown[:, number]
        if locus.second is not None:
            places = places * ALLELES + shown[:, locus.second]
        total = sum(weight for _, weight in forms)
        expected, counted = defaultdict[str, float](float), defaultdict[str, int](int)
        tally = np.bincount(places, minlength=len(forms)).tolist()
        for (name, weight), found in zip(forms, tally, strict=True):
            expected[name] += weight / total
            counted[name] += found
        rows += [Rarity(locus.name, form, expected[form], counted[form]) for form in expected]
    return rows
