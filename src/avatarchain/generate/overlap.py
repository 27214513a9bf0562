"""Whether the avatars of a slice stand elsewhere already: in other files, in a registry.

A genome that is drawn twice is rare, but numbers that are taken twice are not: the same
collection, a slice that begins too early, one that was minted. The slice is drawn again
piece by piece, and each place is asked which of the piece it holds. So memory grows with
the files alone, by some 110 MB for each million avatars in them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from avatarchain import generate
from avatarchain.canonical import word
from avatarchain.errors import StandsElsewhere
from avatarchain.generate import records
from avatarchain.species import Species

Standing = Callable[[Sequence[bytes]], Iterable[bytes]]
"""Which of some identities (32 bytes each) a place holds."""


def in_file(path: Path, species: Species, advance: Callable[[int], Any] | None = None) -> Standing:
    """What a file of generated avatars holds. Raises BadLeaves, LeavesOfAnother."""
    held = {word(token) for _, _, token in records.read(path, species, advance)}
    return held.intersection


def refuse(
    asked: generate.Slice, places: Mapping[str, Standing], advance: Callable[[int], Any]
) -> None:
    """StandsElsewhere where an avatar of a slice is in one of these places, told by name.

    `advance` is called with how many more were compared.
    """
    count, first = 0, None
    for part in generate.parts(asked, generate.PIECE):
        ids = _identities(part)
        found: dict[bytes, str] = {}
        for place, standing in places.items():
            found = dict.fromkeys(standing(ids), place) | found
        if found and first is None:
            at = next(at for at, one in enumerate(ids) if one in found)
            first = {"number": part.first + at, "id": "0x" + ids[at].hex(), "place": found[ids[at]]}
        count += len(found)
        advance(part.count)
    if first is not None:
        raise StandsElsewhere(count=count, **first)


def _identities(asked: generate.Slice) -> list[bytes]:
    from avatarchain import population

    seeds = population.item_seeds(asked.master, asked.first, asked.count)
    founders = population.founders(seeds, asked.species.cumulative)
    return [one.tobytes() for one in population.identities(asked.species.id, founders)]
