"""Founders to be minted, before and after: a genome, its seed, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from avatarchain.errors import BadCount
from avatarchain.heredity import founder, item_seed
from avatarchain.registry import Avatar
from avatarchain.species import Species

_BLOCK = 1024
_FEW = 64  # below which arrays are not worth loading numpy


@dataclass(frozen=True, slots=True)
class Conception:
    """A founder that could be minted: its genome, and the 32-byte seed (None: hand-picked)."""

    genome: int
    seed: bytes | None


@dataclass(frozen=True, slots=True)
class Minted:
    """What became of one founder; `new` is False where it was registered before."""

    avatar: Avatar
    seed: bytes | None
    new: bool


def drawn(species: Species, seed: bytes) -> Conception:
    """The founder of a seed."""
    return Conception(founder(seed, species.cumulative), seed)


def collection(species: Species, master: bytes, count: int | None) -> Iterator[Conception]:
    """The founders number 0 … count − 1 of a master seed; without end where count is None."""
    if count is not None and count > _FEW:
        yield from _collection(species, master, count)
        return
    number = 0
    while count is None or number < count:
        yield drawn(species, item_seed(master, number))
        number += 1


def _collection(species: Species, master: bytes, count: int) -> Iterator[Conception]:
    from avatarchain import population

    for first in range(0, count, _BLOCK):
        seeds = population.item_seeds(master, first, min(_BLOCK, count - first))
        founders = population.founders(seeds, species.cumulative)
        for seed, genome in zip(seeds, population.to_integers(founders), strict=True):
            yield Conception(genome, seed.tobytes())


def check_count(count: int) -> int:
    """`count` if a collection has so many numbers, 1 to 2**64; BadCount otherwise."""
    if not 1 <= count <= 1 << 64:
        raise BadCount(count=count)
    return count


@dataclass(frozen=True, slots=True)
class Drawing:
    """What founders to make: one genome, or those of a seed, which may have been `drawn`."""

    genome: int | None = None
    seed: bytes = b""
    drawn: bool = False

    def founders(
        self, species: Species, count: int | None, *, endless: bool = False
    ) -> Iterator[Conception]:
        """`count` of them; a given seed without a count is that of the one founder itself."""
        if self.genome is not None:
            yield Conception(self.genome, None)
        elif count is None and not endless and not self.drawn:
            yield drawn(species, self.seed)
        else:
            total = None if endless and count is None else count or 1
            yield from collection(species, self.seed, total)
