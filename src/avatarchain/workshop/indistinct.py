"""Which forms of a species can hardly be told apart in a small picture.

A copy without papers shows a form if it is nearer to it than to every other form of the locus,
over the pixels in which the two differ (`portrait.apart`). Where these are too few, `verify` says
that it cannot tell. Here such forms are named to whoever makes the pack. Forms that do not differ
in a larger picture either are one look, and are left out.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.portrait import pixels
from avatarchain.portrait.apart import SMALLEST, differing, enough
from avatarchain.species import SILENT, Species, express, form_number, title_of

_LARGE = 512  # pixels a side at which forms that differ in no pixel are one look
_FOUNDERS = 1  # looks in which the forms are tried


@dataclass(frozen=True, slots=True)
class Indistinct:
    """Two forms of a locus that differ in only so many pixels, at `size` pixels a side."""

    locus: str
    forms: tuple[str, str]
    pixels: int
    size: int

    def __str__(self) -> str:
        return (
            f"{self.locus}, {self.forms[0]} and {self.forms[1]}: at {self.size} pixels a side "
            f"they differ in {self.pixels}, too few to tell them apart in copies"
        )


def indistinct(species: Species, size: int = SMALLEST) -> list[Indistinct]:
    """The forms that cannot be told apart at `size` pixels a side, by their loci."""
    most: dict[tuple[str, tuple[str, str]], int] = {}
    for number in range(_FOUNDERS):
        genome = founder(item_seed(bytes(32), number), species.cumulative)
        for locus in range(len(species.loci)):
            if species.loci[locus].kind == SILENT:
                continue
            counts = _pairs(species, genome, locus, size)
            large = counts if all(counts.values()) else _pairs(species, genome, locus, _LARGE)
            for pair, count in counts.items():
                key = title_of(species.loci[locus]), pair
                if large[pair]:
                    most[key] = max(count, most.get(key, 0))
    return [
        Indistinct(locus, forms, count, size)
        for (locus, forms), count in most.items()
        if not enough(count, size)
    ]


def _pairs(species: Species, genome: int, locus: int, size: int) -> dict[tuple[str, str], int]:
    """Each two forms of a locus, and in how many pixels the look of a genome differs with them."""
    place, it = 252 - 16 * locus, species.loci[locus]
    names = it.forms or [allele.name for allele in it.alleles]
    pictures = {}
    for allele in range(16):
        other = genome & ~(15 << place) | allele << place
        name = names[form_number(it, express(species, other).alleles, locus)]
        if name not in pictures:
            pictures[name] = _painted(species, other, size)
    return {
        (first, second): differing(pictures[first], pictures[second]).size
        for first, second in combinations(pictures, 2)
    }


def _painted(species: Species, genome: int, size: int) -> NDArray[np.uint8]:
    if species.images is None:
        return pixels(species, genome, size)
    from avatarchain.portrait.images import sketch

    return sketch(species, genome, size)
