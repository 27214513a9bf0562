"""How rare each form is: expected from the weights, and counted over founders.

A form is what people see and name. Alleles with the same look (`same`) are one form, and so
are all places of a form that is read as two digits.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from avatarchain.genetics.genome import ALLELES
from avatarchain.genetics.population import founders, item_seeds
from avatarchain.genetics.seeds import seed_from_text
from avatarchain.species import DIGIT, SILENT, Species, forms_of, title_of

_PIECE = 100_000


@dataclass(frozen=True, slots=True)
class FormCount:
    """One form of a locus, and how many founders express it.

    `expected` is the share of founders that is expected to express it, 0 … 1, and `count` the
    number of those counted that do.
    """

    locus: str
    form: str
    expected: float
    count: int


def census(species: Species, count: int) -> list[FormCount]:
    """The counts of every form of every locus, in order, over `count` founders.

    They are the founders 0 … count − 1 of the collection whose seed is the name of the
    species. A hidden trait is counted like any other, because hiding does not change genes.
    """
    master = seed_from_text(species.name)
    shown = np.empty((count, len(species.loci)), np.uint16)
    for first in range(0, count, _PIECE):
        seeds = item_seeds(master, first, min(_PIECE, count - first))
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
        for (name, weight), number_with_it in zip(forms, tally, strict=True):
            expected[name] += weight / total
            counted[name] += number_with_it
        title = title_of(locus)
        rows += [FormCount(title, form, expected[form], counted[form]) for form in expected]
    return rows
