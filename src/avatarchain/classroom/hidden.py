"""The lesson `hidden`: an animal, a tester, and their children; which genes does she hide?

At one locus her four genes differ, and all four genes of the tester are another allele. On average,
of 128 children 64 show the tester's allele, and 48, 12, 3 and 1 show the genes at her places 0, 1,
2 and 3. So a pupil who counts enough children knows which genes are at her places 1 and 2.

From round 2 on, the animal is a child of the two children that the pupil kept before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING

from avatarchain.classroom.register import ITEMS, Class
from avatarchain.genetics import heredity, seeds
from avatarchain.genetics.genome import ALLELES, GENES, gene
from avatarchain.genetics.odds import odds
from avatarchain.species import Species

if TYPE_CHECKING:
    from avatarchain.genetics.population import Population

LESSON = "hidden"
CHILDREN = 400
LOCI = ("lure", "body", "mouth")
"""The locus of each round; these loci are never hidden, and their forms are easy to distinguish."""

ROUNDS = 9
CLASSES = ("first gene", "second gene", "third gene", "fourth gene", "tester")
"""The classes of children to count: her four genes by their places, and the tester's."""

TRIES = 4096
TESTER, BIRTHS = TRIES, 2 * TRIES  # the items k of a pupil from which these are drawn


@dataclass(frozen=True, slots=True)
class Task:
    """The animals of a pupil: genomes, and the children as a population.

    `locus` is the locus of the round; `parents` are the mother's parents, the two children that the
    pupil kept in the round before, or None.
    """

    locus: int
    mother: int
    tester: int
    children: "Population"
    parents: tuple[int, int] | None = None

    @property
    def genes(self) -> tuple[int, ...]:
        """The mother's four alleles at the locus of the round, by their places."""
        return tuple(gene(self.mother, self.locus, place) for place in range(GENES))

    @property
    def answer(self) -> tuple[int, int]:
        """The alleles at her places 1 and 2."""
        return self.genes[1], self.genes[2]

    @property
    def chances(self) -> dict[int, Fraction]:
        """Allele → the probability that a child shows it, in the order of CLASSES."""
        table = odds(self.mother, self.tester)[self.locus]
        shown = (*self.genes, gene(self.tester, self.locus, 0))
        return {allele: table[allele] for allele in shown}


def lesson_of(number: int) -> str:
    """The name of a round 1, 2, 3 … of this lesson."""
    return LESSON if number == 1 else f"{LESSON}-{number}"


def rounds() -> dict[str, int]:
    """The rounds of this lesson by their names."""
    return {lesson_of(number): number for number in range(1, ROUNDS + 1)}


def items(children: int) -> Iterator[int]:
    """The numbers k of a pupil's secret seeds: those of first mothers, the tester and births."""
    yield from (*range(8), TESTER, *range(BIRTHS, BIRTHS + children))


def locus_of(species: Species, number: int) -> int:
    """The number of the locus of a round."""
    names = [locus.name for locus in species.loci]
    return names.index(LOCI[(number - 1) % len(LOCI)])


def task(here: Class, species: Species, pupil: int, number: int, children: int) -> Task:
    """The task of a pupil in a round of this lesson, with this number of `children`."""
    from avatarchain.genetics import population

    master = here.master(lesson_of(number))
    first = ITEMS * pupil
    parents = _kept_children(here, species, pupil, number)
    locus = locus_of(species, number)
    bred = (genome for genome in _bred(master, first, parents) if _differ(genome, locus))
    mother = next(bred, None)
    if mother is None:
        parents = None
        founders = _founders(master, first, species)
        mother = next(genome for genome in founders if _differ(genome, locus))
    own = {gene(mother, locus, place) for place in range(GENES)}
    weights = [allele.weight for allele in species.loci[locus].alleles]
    pure = max((allele for allele in range(ALLELES) if allele not in own), key=weights.__getitem__)
    tester = seeds.founder(seeds.item_seed(master, first + TESTER), species.cumulative)
    tester = _with_pure(tester, locus, pure)
    dam, sire = (population.from_integers([genome]) for genome in (mother, tester))
    draws = population.item_seeds(master, first + BIRTHS, children)
    return Task(locus, mother, tester, population.offspring(dam, sire, draws), parents)


def _kept_children(
    here: Class, species: Species, pupil: int, number: int
) -> tuple[int, int] | None:
    """The genomes of the two children that the pupil kept in the round before; None if none."""
    pair = here.keepers.get(lesson_of(number - 1), {}).get(pupil) if number > 1 else None
    if pair is None:
        return None
    from avatarchain.genetics import population

    before = task(here, species, pupil, number - 1, max(pair))
    genomes = population.to_integers(before.children)
    return genomes[pair[0] - 1], genomes[pair[1] - 1]


def _founders(master: bytes, first: int, species: Species) -> Iterator[int]:
    for number in count(first):
        yield seeds.founder(seeds.item_seed(master, number), species.cumulative)


def _bred(master: bytes, first: int, parents: tuple[int, int] | None) -> Iterator[int]:
    if parents is not None:
        for number in range(first, first + TRIES):
            yield heredity.offspring(*parents, seeds.item_seed(master, number))


def _differ(genome: int, locus: int) -> bool:
    return len({gene(genome, locus, place) for place in range(GENES)}) == GENES


def _with_pure(genome: int, locus: int, allele: int) -> int:
    """The genome with one allele at all four places of a locus."""
    shift = 240 - 16 * locus
    return genome & ~(0xFFFF << shift) | allele * 0x1111 << shift
