"""How many avatars a species has room for, and how likely two of them are alike.

Founders are drawn independently, gene by gene, so both questions have exact answers: the
number of looks is a sum of products over the loci, and so is the chance that two founders
share one. Hiding makes it a sum: what a hidden locus has does not show, and each set of
hidden loci is counted by itself. A collection's chance of a repetition follows from the
birthday bound.

A look is what shows: the set of hidden loci, and the form (colours or drawings) of every
other one. A form that draws nothing is a form, and two loci that are read together have one.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import product

from avatarchain.genome import ALLELES, GENES
from avatarchain.species import COLOUR, SHAPE, TOTAL_WEIGHT, Species, forms_of


@dataclass(frozen=True, slots=True)
class Capacity:
    """`looks` there are; the chances that two founders share a look, or all 64 genes."""

    looks: int
    same_look: float
    same_genome: float


@dataclass(frozen=True, slots=True)
class _Group:
    """The expressed alleles of a locus that hide the same loci."""

    hides: int
    forms: int
    chance: float  # that a founder expresses one of them
    alike: float  # that two founders express the same form of them


def capacity(species: Species) -> Capacity:
    """The capacity of a species for founders."""
    loci = [_groups(species, number) for number in range(len(species.loci))]
    # What is hidden leaves no trace but its own hiding: that is summed before it is squared.
    unseen: dict[tuple[int, tuple[_Group | None, ...]], float] = defaultdict(float)
    for groups in product(*loci):
        hidden = 0
        for group in groups:
            hidden |= group.hides
        shown = tuple(None if hidden >> n & 1 else group for n, group in enumerate(groups))
        chances = (group.chance for n, group in enumerate(groups) if hidden >> n & 1)
        unseen[hidden, shown] += math.prod(chances)
    looks, same_look = 0, 0.0
    for (_, shown), chance in unseen.items():
        visible = [group for group in shown if group is not None]
        looks += math.prod(group.forms for group in visible)
        same_look += chance**2 * math.prod(group.alike for group in visible)
    same_gene = (
        sum((allele.weight / TOTAL_WEIGHT) ** 2 for allele in locus.alleles)
        for locus in species.loci
    )
    return Capacity(looks, same_look, math.prod(same_gene) ** GENES)


def chance_of_repeat(count: int, same: float) -> float:
    """The birthday bound: that of `count` draws two are alike, where two are by chance `same`."""
    return -math.expm1(-count * (count - 1) / 2 * same)


def _groups(species: Species, number: int) -> list[_Group]:
    locus = species.loci[number]
    layers = [layer for layer in species.layers if layer.locus == number]
    weights = [weight for _, weight in forms_of(species, locus)]
    total = sum(weights)
    found: dict[int, dict[object, float]] = defaultdict(lambda: defaultdict(float))
    for k, weight in enumerate(weights):
        # Where two loci are read together, the first digit hides, and the second shows nothing.
        allele = locus.alleles[k if locus.second is None else k // ALLELES]
        form: object = None
        if locus.kind == COLOUR:
            form = (allele.fill, allele.shade)
        elif locus.kind == SHAPE:
            form = tuple(layer.drawings[k] for layer in layers)
        found[allele.hides][form] += weight / total
    return [
        _Group(hides, len(forms), sum(forms.values()), sum(one**2 for one in forms.values()))
        for hides, forms in found.items()
    ]
