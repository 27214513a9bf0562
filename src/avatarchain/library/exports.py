"""Characters as files that move, written into a folder.

What such a file holds is in `avatarchain.living.exports`. Here characters get their names, as
picture files have them, and each file is written whole or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.base.home import check_folder, write
from avatarchain.genetics import genome as genomes
from avatarchain.genetics import seeds
from avatarchain.genetics.identity import identity
from avatarchain.living import solid
from avatarchain.living.exports import MODELS, ExportOptions, export
from avatarchain.living.usual import rig_of
from avatarchain.papers.pictures import NAME_DIGITS
from avatarchain.species import Species

__all__ = [
    "MODELS",
    "Character",
    "ExportOptions",
    "exported",
    "of_genome",
    "of_seed",
    "said_of_model",
    "write_exports",
]


@dataclass(frozen=True, slots=True)
class Character:
    """A genome, and what a registry tells of its avatar, as the JSON of one; empty if nothing.

    `papers` are what stands in a model of it as its papers.
    """

    genome: int
    record: Mapping[str, Any] = field(default_factory=dict)
    papers: str | None = None

    def identity(self, species: Species) -> int:
        """The identity that follows from species and genome."""
        return identity(species.id, self.genome)


def of_seed(species: Species, text: str) -> Character:
    """The founder of a seed that is given as text. Raises MalformedSeed."""
    return Character(seeds.founder(seeds.seed_from_text(text), species.cumulative))


def of_genome(text: str) -> Character:
    """The character whose genome is written in a text, hex or DNA. Raises MalformedGenome."""
    return Character(genomes.parse(text))


def exported(
    species: Species,
    characters: Sequence[Character],
    options: ExportOptions,
    *,
    source: str | Path | None = None,
) -> dict[str, bytes]:
    """The files of some characters, by their names.

    `source` and the errors are those of `write_exports`.
    """
    named = {
        to_hex(character.identity(species))[: 2 + NAME_DIGITS]: character
        for character in characters
    }
    return export(
        species,
        {name: character.genome for name, character in named.items()},
        rig_of(species, source),
        options,
        {name: character.record for name, character in named.items() if character.record},
        {name: character.papers for name, character in named.items() if character.papers},
    )


def said_of_model(
    species: Species, options: ExportOptions, source: str | Path | None = None
) -> dict[str, Any]:
    """What papers say of a model that is exported so; `source` as in `write_exports`.

    Raises MissingExtra.
    """
    solid.require()
    from avatarchain.living.solid.model import made_by

    return {
        "form": options.form,
        "unlit": options.unlit,
        "clip": options.clip,
        "rig": rig_of(species, source).digest,
        "with": made_by(),
    }


def write_exports(
    species: Species,
    characters: Sequence[Character],
    folder: Path,
    options: ExportOptions,
    *,
    source: str | Path | None = None,
) -> list[Path]:
    """Write the files of some characters into a folder; return their paths.

    `source` is the name or the folder of the species' pack, which may have a rig. Raises what
    `living.exports.export` and `living.usual.rig_of` raise, and UnusableHome.
    """
    check_folder(folder)
    paths = []
    for name, data in exported(species, characters, options, source=source).items():
        write(folder / name, data)
        paths.append(folder / name)
    return paths
