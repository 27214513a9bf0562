"""Check whether avatars of a slice exist already, in other files or in a registry.

It is rare that a genome is drawn twice, but people often use the same numbers of a collection
twice: in a slice that begins too early, or in one that was minted. So the slice is computed piece
by piece, and its avatars are searched in each file and in the registry. The files to compare with
are loaded into memory: about 110 MB for each million avatars.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from avatarchain import generate
from avatarchain.base.canonical import to_hex, word
from avatarchain.errors import StandsElsewhere
from avatarchain.generate import records
from avatarchain.species import Species

Standing = Callable[[Sequence[bytes]], Iterable[bytes]]
"""A function from identities (32 bytes each) to those of them that a file or registry has."""


def in_file(path: Path, species: Species, advance: Callable[[int], Any] | None = None) -> Standing:
    """A `Standing` function for a file of generated avatars.

    Raises BadLeaves for a line that cannot be read, LeavesOfAnother for another species.
    """
    held = {word(token) for _, _, token in records.read_records(path, species, advance)}
    return held.intersection


def refuse(
    whole: generate.Slice, places: Mapping[str, Standing], advance: Callable[[int], Any]
) -> None:
    """Raise StandsElsewhere if an avatar of the slice is in one of `places`.

    `places` maps the name of each file, or `registry`, to its function `Standing`. `advance` is
    called with the number of avatars compared since its last call.
    """
    count = 0
    first: tuple[int, bytes, str] | None = None
    for part in generate.parts(whole, generate.PIECE):
        ids = _identities(part)
        place_of: dict[bytes, str] = {}
        for place, standing in places.items():
            place_of = dict.fromkeys(standing(ids), place) | place_of
        if place_of and first is None:
            at = next(at for at, token in enumerate(ids) if token in place_of)
            first = part.first + at, ids[at], place_of[ids[at]]
        count += len(place_of)
        advance(part.count)
    if first is not None:
        number, token, place = first
        raise StandsElsewhere(number=number, id=to_hex(token), place=place, count=count)


def _identities(part: generate.Slice) -> list[bytes]:
    from avatarchain.genetics import population

    seeds = population.item_seeds(part.master, part.first, part.count)
    founders = population.founders(seeds, part.species.cumulative)
    return [row.tobytes() for row in population.identities(part.species.id, founders)]
