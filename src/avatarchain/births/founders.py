"""Founders: which ones a mint registers, before the mint (`Founder`) and after (`Minted`)."""

from collections.abc import Iterator
from dataclasses import dataclass

from avatarchain.errors import BadCount
from avatarchain.genetics import genome as genomes
from avatarchain.genetics.seeds import (
    founder,
    item_seed,
    random_seed,
    seed_from_hex,
    seed_from_text,
)
from avatarchain.registry import AvatarRecord
from avatarchain.species import Species

_BLOCK = 1024
_FEW = 64  # founders; for no more than these, loading numpy takes longer than it saves


@dataclass(frozen=True, slots=True)
class Founder:
    """A founder that can be minted: its genome, and its 32-byte seed.

    The seed is None if the genome was given and not drawn.
    """

    genome: int
    seed: bytes | None


@dataclass(frozen=True, slots=True)
class Minted:
    """A registered founder and its seed; `new` is False if it was registered before this mint."""

    avatar: AvatarRecord
    seed: bytes | None
    new: bool


def drawn(species: Species, seed: bytes) -> Founder:
    """The founder whose genome is drawn from a 32-byte seed."""
    return Founder(founder(seed, species.cumulative), seed)


def collection(
    species: Species, master: bytes, count: int | None, first: int = 0
) -> Iterator[Founder]:
    """`count` founders from number `first` on of the collection of a 32-byte master seed.

    With `count` None it has no end.
    """
    if count is not None and count > _FEW:
        yield from _collection(species, master, count, first)
        return
    number = first
    while count is None or number < first + count:
        yield drawn(species, item_seed(master, number))
        number += 1


def _collection(species: Species, master: bytes, count: int, first: int) -> Iterator[Founder]:
    from avatarchain.genetics import population

    for number in range(first, first + count, _BLOCK):
        seeds = population.item_seeds(master, number, min(_BLOCK, first + count - number))
        founders = population.founders(seeds, species.cumulative)
        for seed, genome in zip(seeds, population.to_integers(founders), strict=True):
            yield Founder(genome, seed.tobytes())


def check_count(count: int) -> int:
    """Return `count` if it is from 1 to 2**64, the size of a collection; else raise BadCount."""
    if not 1 <= count <= 1 << 64:
        raise BadCount(count=count)
    return count


@dataclass(frozen=True, slots=True)
class FounderSource:
    """Where founders come from: a genome, a 32-byte seed, or a collection.

    With `many` the seed is the master seed of a collection. `drawn` is True if the seed was drawn
    at random because none was given. `named` is the text from which it was made, or None.
    """

    genome: int | None = None
    seed: bytes = b""
    many: bool = False
    drawn: bool = False
    named: str | None = None

    def founders(
        self, species: Species, count: int | None, *, endless: bool = False
    ) -> Iterator[Founder]:
        """Yield the founder of a genome or seed, or `count` founders of a collection (None: one).

        With `endless` and `count` None a collection has no end.
        """
        if self.genome is not None:
            yield Founder(self.genome, None)
        elif self.many:
            yield from collection(species, self.seed, None if endless and not count else count or 1)
        else:
            yield drawn(species, self.seed)


def founder_source(
    *,
    seed: str | None = None,
    seed_hex: str | None = None,
    genome: str | None = None,
    collection: str | None = None,
) -> FounderSource:
    """The founders that a person asks for.

    They come from a text as seed, a seed in hex, a genome, or the name of a collection; at most
    one may be given. If none is, the master seed of a collection is drawn at random. Raises
    MalformedGenome, MalformedSeed.
    """
    if genome is not None:
        return FounderSource(genomes.parse(genome))
    if seed is not None:
        return FounderSource(seed=seed_from_text(seed), named=seed)
    if seed_hex is not None:
        return FounderSource(seed=seed_from_hex(seed_hex))
    if collection is not None:
        return FounderSource(seed=seed_from_text(collection), many=True, named=collection)
    return FounderSource(seed=random_seed(), many=True, drawn=True)
