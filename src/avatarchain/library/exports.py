"""Characters as files that move, written into a folder.

What such a file holds is in `avatarchain.living.exports`. Here characters get their names, as
picture files have them, and registered ones their papers; each file is written whole or not at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain.base.canonical import to_hex
from avatarchain.base.home import check_folder, check_marked, holds, write
from avatarchain.base.kinds import checked
from avatarchain.errors import FileThere, MixedSpecies
from avatarchain.genetics import genome as genomes
from avatarchain.genetics import seeds
from avatarchain.genetics.identity import identity
from avatarchain.library.genome import Genome
from avatarchain.living import solid
from avatarchain.living.animated import drawn_by
from avatarchain.living.exports import CLIP, MODELS, ExportOptions, export, title_of_sheet
from avatarchain.living.usual import rig_of
from avatarchain.papers.certificate import write_into_svg
from avatarchain.papers.models import MOVING
from avatarchain.papers.origin import provenance
from avatarchain.papers.pictures import NAME_DIGITS, papers_of_model
from avatarchain.registry import AvatarRecord, Registry
from avatarchain.registry.description import describe
from avatarchain.species import Species

if TYPE_CHECKING:
    from nacl.signing import SigningKey

__all__ = [
    "MODELS",
    "Character",
    "ExportOptions",
    "exported",
    "has_papers",
    "of_avatars",
    "of_genome",
    "of_seed",
    "said_of_model",
    "write_exports",
]


@dataclass(frozen=True, slots=True)
class Character:
    """A genome, and what a registry tells of its avatar, as the JSON of one; empty if nothing.

    `papers` are what stands as its papers in a model of it, or in an SVG.
    """

    genome: int
    record: Mapping[str, Any] = field(default_factory=dict)
    papers: str | None = None

    def identity(self, species: Species) -> int:
        """The identity that follows from species and genome."""
        return identity(species.id, self.genome)


@checked
def of_seed(species: Species, text: str) -> Character:
    """The founder of a seed that is given as text. Raises MalformedSeed."""
    return Character(seeds.founder(seeds.seed_from_text(text), species.cumulative))


@checked
def of_genome(text: str | Genome) -> Character:
    """The character of a genome, which may be a text, hex or DNA. Raises MalformedGenome."""
    return Character(text.number if isinstance(text, Genome) else genomes.parse(text))


def of_avatars(
    registry: Registry,
    species: Species,
    avatars: Iterable[tuple[AvatarRecord, bytes | None]],
    options: ExportOptions,
    unsealed: "Callable[[], SigningKey | None]",
) -> Iterator[Character]:
    """Avatars of a registry, each of which is given with the seed of a founder, if it is known.

    If files that are exported so have papers, they get them, signed with the key that `unsealed`
    returns; it is called once, and for nothing else. Raises MissingExtra.
    """
    papered = has_papers(options)
    said = said_of_model(species, options) if papered else {}
    key = unsealed() if papered else None
    for record, seed in avatars:
        papers = None
        if papered:
            origin = provenance(registry, species, record)
            papers = papers_of_model(registry, species, record, said, key, origin, seed)
        yield Character(record.genome, describe(registry, species, record), papers)


@checked
def exported(
    species: Species,
    characters: Sequence[Character | Genome],
    options: ExportOptions,
) -> dict[str, bytes]:
    """The files of some characters or genomes, by their names.

    The errors are those of `write_exports`. Raises MixedSpecies for a genome of another species.
    """
    named = _named(species, [_character(species, character) for character in characters])
    papers = {name: character.papers for name, character in named.items() if character.papers}
    files = export(
        species,
        {name: character.genome for name, character in named.items()},
        rig_of(species),
        options,
        {name: character.record for name, character in named.items() if character.record},
        papers,
    )
    if options.form != MOVING:
        return files
    texts = zip(named, files.items(), strict=True)
    return {
        file: write_into_svg(data.decode(), papers[name]).encode() if name in papers else data
        for name, (file, data) in texts
    }


def _character(species: Species, given: Character | Genome) -> Character:
    if isinstance(given, Character):
        return given
    if given.species.id != species.id:
        raise MixedSpecies(expected=species.name, species=given.species.name)
    return of_genome(given)


def said_of_model(species: Species, options: ExportOptions) -> dict[str, Any]:
    """What papers say of a model or an SVG that is exported so. Raises MissingExtra."""
    if options.form == MOVING:
        clip: str | None = options.clip or CLIP
        made = drawn_by()
    else:
        solid.require()
        from avatarchain.living.solid.model import made_by

        clip, made = options.clip, made_by()
    return {
        "form": options.form,
        "unlit": options.unlit,
        "clip": clip,
        "rig": rig_of(species).digest,
        "with": made,
    }


def has_papers(options: ExportOptions) -> bool:
    """Whether files of avatars that are exported so have papers."""
    return options.form in MODELS or (options.form == MOVING and options.opaque)


def write_exports(
    species: Species,
    characters: Sequence[Character],
    folder: Path,
    options: ExportOptions,
    file: str | None = None,
) -> list[Path]:
    """Write the files of some characters into a folder; return their paths.

    One file of one character can be given another name, `file`. Raises what `living.exports.export`
    and `living.usual.rig_of` raise, UnusableHome, FileThere where a sheet would replace a file that
    is no sheet of the same characters, and FileToWriteThere where `file` would replace one that has
    neither papers of the same avatar nor the same bytes.
    """
    check_folder(folder)
    files = exported(species, characters, options)
    if file is not None:
        ((_, data),) = files.items()
        files = {file: data}
        if not holds(folder / file, data):
            identity = to_hex(characters[0].identity(species))
            check_marked(folder / file, f'"identity":"{identity}"')  # as papers spell it
    if options.form == "sheet":
        title = title_of_sheet(_named(species, characters))
        for name in files:
            check_marked(folder / name, title, FileThere)
    for name, data in files.items():
        write(folder / name, data)
    return [folder / name for name in files]


def _named(species: Species, characters: Iterable[Character]) -> dict[str, Character]:
    """Characters by the names that their files have: the first digits of their ids."""
    return {
        to_hex(character.identity(species))[: 2 + NAME_DIGITS]: character
        for character in characters
    }
