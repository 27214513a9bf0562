"""The forecast: the looks and the disk space that a slice will need, before it is made.

It computes, from the numbers of the slice and one of its avatars: whether the species has enough
looks, how likely a look appears twice, and whether the disk has enough space.
"""

import json
import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from avatarchain.base.home import check_folder
from avatarchain.errors import NoRoom, TooFewGenomes, TooFewLooks
from avatarchain.generate import Portraits, Slice, line, picture
from avatarchain.generate.capacity import capacity, chance_of_repeat

UNLIKELY = 1e-9  # the chance of a repeated genome that is accepted


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a slice will need.

    `looks` is the number of looks of the species; `repeat_chance` the chance that one appears
    twice among the numbers of the collection up to the last of the slice; `bytes` the space on
    disk.
    """

    looks: int
    repeat_chance: float
    bytes: int


def foresee(
    part: Slice, path: Path | None, portraits: Portraits | None, *, allow_repeats: bool = False
) -> Forecast:
    """Check that the species has enough looks and the disk enough space for a slice.

    `path` is the file of lines and `portraits` the pictures; with None there are none. Numbers
    before `first` count too, since they are avatars of the same collection. Raises
    TooFewGenomes, TooFewLooks (not with `allow_repeats`), NoRoom, UnusableHome.
    """
    species, count = part.species, part.last + 1
    room = capacity(species)
    chance = chance_of_repeat(count, room.same_genome)
    if chance > UNLIKELY:
        raise TooFewGenomes(species=species.name, count=count, chance=chance)
    if count > room.looks and not allow_repeats:
        raise TooFewLooks(species=species.name, looks=room.looks, count=count)
    first = line(part, part.first)
    needed: dict[int, int] = defaultdict(int)
    places: dict[int, Path] = {}
    total = 0
    demands = [] if path is None else [(path.parent, len(first) * part.count)]
    if path is not None and path.exists():
        demands[0] = (path.parent, max(0, demands[0][1] - path.stat().st_size))
    if portraits is not None:
        genome = int(json.loads(first)["genome"], 16)
        each = len(picture(species, genome, portraits.form, portraits.size))
        demands.append((portraits.folder, each * part.count))
    for folder, size in demands:
        check_folder(folder)
        place = _existing(folder)
        device = place.stat().st_dev
        places[device] = place
        needed[device] += size
        total += size
    for device, size in needed.items():
        free = shutil.disk_usage(places[device]).free
        if size > free:
            raise NoRoom(needed=spell(size), folder=places[device], free=spell(free))
    return Forecast(room.looks, chance_of_repeat(count, room.same_look), total)


def _existing(folder: Path) -> Path:
    absolute = folder.absolute()
    return next(path for path in (absolute, *absolute.parents) if path.exists())


def spell(size: int) -> str:
    """A number of bytes as text with a decimal unit, such as 1.5 MB."""
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB", "TB", "PB", "EB", "ZB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.3g} {unit}" if amount < 1000 else f"{amount:.0f} {unit}"
