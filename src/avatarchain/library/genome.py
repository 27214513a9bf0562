"""Genomes as values: a number together with the species that reads it.

In the rooms below a genome is a plain integer, which is quick and knows nothing of what
it looks like. Here it is tied to its species, so that it can tell its traits and show
itself.
"""

from dataclasses import dataclass, field
from pathlib import Path

from avatarchain import genome as genomes
from avatarchain import heredity, portrait
from avatarchain.errors import MixedSpecies
from avatarchain.identity import identity, to_hex
from avatarchain.library import display
from avatarchain.species import Species, traits
from avatarchain.species.pack import DEFAULT, load


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Genome:
    """What an avatar is made of: sixteen loci of four genes each.

    Two genomes are equal if their species and all their genes are. In Jupyter a genome
    shows its genes, the expressed ones strong and the recessive ones pale.
    """

    species: Species
    """The rule that says how likely each gene is in a founder and what it looks like."""
    number: int
    """All genes as one number, 0 … 2**256 − 1."""
    seed: bytes | None = field(default=None)
    """The 32 bytes that a founder was drawn from, where they are known."""

    @classmethod
    def parse(cls, text: str, species: str | Path | Species = DEFAULT) -> "Genome":
        """Read 64 hex digits, with or without 0x, or 128 letters of DNA.

        Raises MalformedGenome, which names the position of the first wrong letter.
        """
        return cls(_species(species), genomes.parse(text))

    @property
    def id(self) -> str:
        """The identity that follows from species and genome: 0x and 64 hex digits."""
        return to_hex(identity(self.species.id, self.number))

    @property
    def dna(self) -> str:
        """The genome in 128 letters, A, C, G and T."""
        return genomes.to_dna(self.number)

    @property
    def genes(self) -> tuple[tuple[int, ...], ...]:
        """For each of 16 loci four allele numbers 0 … 15, the expressed one first."""
        return genomes.genes(self.number)

    @property
    def traits(self) -> dict[str, str]:
        """What it shows: locus → allele, with `(hidden)` behind what another trait covers."""
        return traits(self.species, self.number)

    def svg(self, *, background: bool = True) -> str:
        """The portrait as SVG text. Raises NoDrawing where the species is made of images."""
        return portrait.svg(self.species, self.number, background=background)

    def png(self, size: int = 512, *, background: bool = True) -> bytes:
        """The portrait as a PNG file, `size` pixels wide and high (64 … 2048)."""
        return portrait.png(self.species, self.number, size, background=background)

    def __str__(self) -> str:
        return genomes.to_hex(self.number)

    def __repr__(self) -> str:
        return f"<Genome of {self.species.name}, {self}>"

    def __eq__(self, other: object) -> bool:
        # A pack that was loaded twice is the same species.
        if not isinstance(other, Genome):
            return NotImplemented
        return (self.species.id, self.number) == (other.species.id, other.number)

    def __hash__(self) -> int:
        return hash((self.species.id, self.number))

    def _repr_html_(self) -> str:
        return display.genes_html(self.species, self.number)

    def _repr_svg_(self) -> str:
        return display.genes_svg(self.species, self.number)


def founder(seed: str | bytes | None = None, species: str | Path | Species = DEFAULT) -> Genome:
    """The founder of a seed: a text, 32 bytes, or None for a seed that is drawn now.

    The same seed gives the same founder on every machine; `seed` of the genome tells the
    one that was drawn. `species` is a shipped one, a pack's folder, or one that is loaded.
    Raises MalformedSeed, UnknownSpecies, FaultyPack.
    """
    bred, drawn = _species(species), as_seed(seed)
    return Genome(bred, heredity.founder(drawn, bred.cumulative), drawn)


def offspring(mother: Genome, father: Genome, seed: str | bytes | None = None) -> Genome:
    """A child of two genomes, of a seed as in `founder`; no chain is asked.

    A registered child's seed is not chosen: it follows from a block's hash and both
    parents' ids (`heredity.birth_seed`). Raises MixedSpecies, MalformedSeed.
    """
    if mother.species.id != father.species.id:
        raise MixedSpecies(expected=mother.species.name, found=father.species.name)
    number = heredity.offspring(mother.number, father.number, as_seed(seed))
    return Genome(mother.species, number)


def as_seed(seed: str | bytes | None) -> bytes:
    """The 32 bytes of a text, of themselves, or from the operating system."""
    if seed is None:
        return heredity.random_seed()
    return heredity.seed_from_text(seed) if isinstance(seed, str) else seed


def _species(given: str | Path | Species) -> Species:
    return load(given) if isinstance(given, str | Path) else given
