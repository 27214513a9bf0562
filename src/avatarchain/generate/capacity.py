"""How many looks a species has, and how likely two founders look alike.

The genes of a founder are drawn independently, so both questions have exact answers. The
number of looks is a sum of products over the loci, and so is the chance that two founders
have the same look. There is one product for each set of hidden loci, because a hidden locus
does not show. The chance that a look appears twice in a collection follows from the birthday
bound.

A look is what can be seen: the set of hidden loci, and the form (colours or drawings) of every
other locus. A form that draws nothing counts as a form; two loci that are read together have
one form.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import product

from avatarchain.genetics.genome import GENES
from avatarchain.species import (
    COLOUR,
    SHAPE,
    TOTAL_WEIGHT,
    Species,
    fills_of,
    forms_of,
    hides_of,
)


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many founders a species can have without repeats.

    `looks` is the number of different looks; `same_look` and `same_genome` are the chances that
    two founders have the same look, or the same 64 genes.
    """

    looks: int
    same_look: float
    same_genome: float


@dataclass(frozen=True, slots=True)
class _Group:
    """Expressed alleles of one locus that hide the same other loci."""

    hides: int
    forms: int
    chance: float  # that a founder expresses one of them
    alike: float  # that two founders express the same form of them


def capacity(species: Species) -> Capacity:
    """The capacity of a species, for founders."""
    loci = [_groups(species, number) for number in range(len(species.loci))]
    # Chances of hidden alleles are summed before they are squared: they make no difference.
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
    """The chance that any two of `count` draws are equal, by the birthday bound.

    `same` is the chance that two given draws are equal.
    """
    return -math.expm1(-count * (count - 1) / 2 * same)


def _groups(species: Species, number: int) -> list[_Group]:
    locus = species.loci[number]
    layers = [layer for layer in species.layers if layer.locus == number]
    weights = [weight for _, weight in forms_of(species, locus)]
    total = sum(weights)
    chances: dict[int, dict[object, float]] = defaultdict(lambda: defaultdict(float))
    hides = hides_of(locus)
    for k, weight in enumerate(weights):
        form: object = None
        if locus.kind == COLOUR:
            form = fills_of(locus)[k]
        elif locus.kind == SHAPE:
            form = tuple(layer.drawings[k] for layer in layers)
        chances[hides[k]][form] += weight / total
    return [
        _Group(mask, len(forms), sum(forms.values()), sum(chance**2 for chance in forms.values()))
        for mask, forms in chances.items()
    ]
