"""The examination of a pack: read all of it, and compare every image with its digest."""

from pathlib import Path

from avatarchain.errors import FaultyPack
from avatarchain.species import Species
from avatarchain.species.pack import load


def examine(folder: Path) -> Species:
    """The species of a pack that has no fault. `folder` may also be the name of a shipped pack.

    Raises UnknownSpecies if there is no such pack. Raises FaultyPack with all faults in the
    pack's texts and drawings, or, if there are none, with all faults of its images.
    """
    species = load(folder)
    if species.images is not None:
        from avatarchain.portrait.images import check

        if faults := check(species, glance=True):
            raise FaultyPack(pack=folder.name, first=faults[0], faults=tuple(faults))
    return species
