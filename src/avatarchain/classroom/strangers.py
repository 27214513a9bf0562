"""The lesson `mendel`: two kinds of animals; which of them obeys Mendel?

Of each kind there are two pure lines, their children (F1) and children of other F1 (F2). One kind
inherits as in `avatarchain.genetics.mendel`: two genes at each locus, and one form covers (is
dominant over) the other. So its F1 are all alike, and its F2 are 3 : 1. The other kind inherits as
avatars do, with four ordered genes: F1 and F2 are both 1 : 1. The animals of Mendel's kind have no
genome and are not avatars. Pupils see only the faces of both kinds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from avatarchain.classroom import faces
from avatarchain.classroom.register import ITEMS, Class
from avatarchain.genetics import heredity, mendel, seeds
from avatarchain.genetics.genome import expressed
from avatarchain.species import Species

Animal = TypeVar("Animal")

LESSON = "mendel"
CHILDREN = 160
"""How many children of each kind: a quarter are F1, the others F2."""

LOCUS = "body"
KINDS = ("first", "second")
REASONS = ("covers", "order", "blends")
"""The reasons to choose from: a form covers the other, the order of genes decides, they blend."""

CLASSES = ("line 1", "line 2", "others")

COIN, KIND_ITEMS, BIRTHS = 0, 16_384, 4096  # a pupil's items k; of the second kind, that much later


@dataclass(frozen=True, slots=True)
class Kind:
    """The animals of a kind, each as its sixteen expressed alleles.

    `lines` are the two pure lines. `covering` is 0 or 1, the line whose form covers that of the
    other at the lesson's locus, or None for the kind that inherits as avatars do. `genomes` are the
    genomes of that kind.
    """

    lines: tuple[tuple[int, ...], tuple[int, ...]]
    first: tuple[tuple[int, ...], ...]
    second: tuple[tuple[int, ...], ...]
    covering: int | None
    genomes: tuple[int, ...] = ()


def items(children: int) -> Iterator[int]:
    """The numbers k of a pupil's secret seeds: those of the coin, first lines and births."""
    yield COIN
    for kind in range(len(KINDS)):
        first = KIND_ITEMS * kind + 1
        yield from range(first, first + 8)
        births = children // 4 + 3 * (children - children // 4)
        yield from range(first + BIRTHS, first + BIRTHS + births + 1)


def locus_of(species: Species) -> int:
    """The number of the lesson's locus."""
    return [locus.name for locus in species.loci].index(LOCUS)


def right(here: Class, pupil: int) -> tuple[str, str]:
    """The right answer of a pupil: which kind obeys Mendel, and the reason."""
    coin = seeds.item_seed(here.master(LESSON), ITEMS * pupil + COIN)[0] & 1
    return KINDS[coin], REASONS[0]


def kinds(here: Class, species: Species, pupil: int, children: int) -> tuple[Kind, Kind]:
    """The two kinds of a pupil, with this number of children of each."""
    master, mendels = here.master(LESSON), KINDS.index(right(here, pupil)[0])
    first, second = (
        (_mendelian if number == mendels else _ours)(
            master, ITEMS * pupil + KIND_ITEMS * number + 1, species, children
        )
        for number in range(len(KINDS))
    )
    return first, second


def _lines(master: bytes, items: int, species: Species) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The alleles of two pure lines, from two founders that differ at the lesson's locus."""
    locus = locus_of(species)
    founders = (
        expressed(seeds.founder(seeds.item_seed(master, item), species.cumulative))
        for item in range(items, items + BIRTHS)
    )
    line = next(founders)
    return line, next(other for other in founders if other[locus] != line[locus])


def _births(
    cross: Callable[[Animal, Animal, bytes], Animal],
    dam: Animal,
    sire: Animal,
    draws: Iterator[bytes],
    children: int,
) -> tuple[list[Animal], list[Animal]]:
    """The F1 and the F2. Each F2 has two parents of its own, which are not among these F1.

    So the F2 are independent, as the statistical test of their counts assumes.
    """
    f1 = [cross(dam, sire, next(draws)) for _ in range(children // 4)]
    f2 = []
    for _ in range(children - len(f1)):
        mother, father = (cross(dam, sire, next(draws)) for _ in range(2))
        f2.append(cross(mother, father, next(draws)))
    return f1, f2


def _pure(line: Sequence[int]) -> mendel.Plant:
    return tuple((allele, allele) for allele in line)


def _ours(master: bytes, items: int, species: Species, children: int) -> Kind:
    lines = _lines(master, items, species)
    dam, sire = (faces.genome_of(line) // 0x1000 * 0x1111 for line in lines)
    draws = (seeds.item_seed(master, item) for item in range(items + BIRTHS, items + KIND_ITEMS))
    f1, f2 = _births(heredity.offspring, dam, sire, draws, children)
    return Kind(
        lines, tuple(map(expressed, f1)), tuple(map(expressed, f2)), None, (dam, sire, *f1, *f2)
    )


def _mendelian(master: bytes, items: int, species: Species, children: int) -> Kind:
    lines = _lines(master, items, species)
    draws = (seeds.item_seed(master, item) for item in range(items + BIRTHS, items + KIND_ITEMS))
    coins = int.from_bytes(next(draws), "big")
    rankings = [
        pair if coins >> locus & 1 else pair[::-1]
        for locus, pair in enumerate(zip(*lines, strict=True))
    ]
    dam, sire = (_pure(line) for line in lines)
    f1, f2 = _births(mendel.cross, dam, sire, draws, children)
    locus = locus_of(species)
    covering = [line[locus] for line in lines].index(rankings[locus][0])
    return Kind(lines, _seen(f1, rankings), _seen(f2, rankings), covering)


def _seen(
    plants: Sequence[mendel.Plant], rankings: Sequence[tuple[int, ...]]
) -> tuple[tuple[int, ...], ...]:
    alleles = (mendel.seen(plant, rankings) for plant in plants)
    return tuple(tuple(allele for allele in row if isinstance(allele, int)) for row in alleles)
