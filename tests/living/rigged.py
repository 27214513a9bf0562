"""What tests of living characters share: founders, stages, and a pack with a rig to spoil."""

from pathlib import Path

from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
from avatarchain.living import Rig
from avatarchain.living.figure import figure
from avatarchain.living.frames import Stage
from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from avatarchain.workshop.starter import begin

MASTER = seed_from_text("living")


def founders(species: Species, count: int) -> list[int]:
    """The first `count` founders of one collection."""
    return [founder(item_seed(MASTER, k), species.cumulative) for k in range(count)]


def showing(species: Species, **alleles: int) -> int:
    """The genome that shows allele 0 of every locus, but for those that are named."""
    numbers = [alleles.get(locus.name, 0) for locus in species.loci]
    return sum(allele << (252 - 16 * number) for number, allele in enumerate(numbers))


def stage_of(
    species: Species, genome: int, size: int, *, opaque: bool = True, rig: Rig | None = None
) -> Stage:
    """A genome that is ready to be painted."""
    moves = rig or rig_of(species)
    drawn = figure(species, genome, moves, background=opaque)
    return Stage(species, drawn, moves, size, opaque=opaque)


def pack_with(folder: Path, rig: str) -> Path:
    """A small pack with this text as its rig."""
    place = folder / "mine"
    begin(place)
    (place / "rig.toml").write_text(rig, encoding="utf-8")
    return place
