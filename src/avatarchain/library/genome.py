"""Genomes together with their species.

The other packages use a plain integer for a genome, which is quick but says nothing about
the look. A `Genome` here also has its species, so it has traits and a portrait.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain as chained
from pathlib import Path

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.base.kinds import checked
from avatarchain.errors import BadFormat, MalformedGenome, MixedSpecies
from avatarchain.genetics import genome as genomes
from avatarchain.genetics import heredity, seeds
from avatarchain.genetics.genome import GENES
from avatarchain.genetics.identity import identity
from avatarchain.library import display
from avatarchain.living.animated import animated_svg
from avatarchain.living.exports import LOOPS, ExportOptions, export
from avatarchain.living.usual import rig_of
from avatarchain.species import Species, traits
from avatarchain.species.lookup import allele_number, locus_number
from avatarchain.species.pack import DEFAULT, load


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Genome:
    """The 64 genes of a character, four at each of 16 loci, with its species.

    Two genomes are equal if their species and all their genes are. In Jupyter a
    genome is shown as its portrait, which breathes and blinks, beside a table of its genes:
    expressed ones strong, recessive ones pale.
    """

    species: Species
    """The rule: which alleles there are, how likely each is in a founder, how each is drawn."""
    number: int
    """All genes as one number, 0 … 2**256 − 1."""
    seed: bytes | None = field(default=None)
    """The 32 bytes that a founder was drawn from; None if they are not known."""

    @classmethod
    @checked
    def parse(cls, text: str, species: str | Path | Species = DEFAULT) -> "Genome":
        """The genome written in a text: 64 hex digits, with or without 0x, or 128 letters of DNA.

        Raises MalformedGenome, which names the position of the first wrong letter.
        """
        return cls(_species(species), genomes.parse(text))

    @classmethod
    @checked
    def pure(
        cls, alleles: Mapping[str, str | int] | None = None, species: str | Path | Species = DEFAULT
    ) -> "Genome":
        """A pure line: at each locus all four genes are the same.

        `alleles` maps loci to their alleles, by names (an allele also by its number 0 … 15);
        at the loci that it leaves out it is the first allele, number 0. Raises UnknownLocus,
        UnknownAllele.
        """
        genome = cls(_species(species), 0)
        for locus, allele in (alleles or {}).items():
            genome = genome.with_genes(locus, allele)
        return genome

    @checked
    def with_genes(self, locus: str | int, names: str | int | Sequence[str | int]) -> "Genome":
        """This genome with other genes at one locus.

        `locus` is a name, or a number 0 … 15. `names` are the alleles of the four places, the
        expressed one first, by names or numbers 0 … 15; a single one is put at all four. The
        result has no seed. Raises UnknownLocus, UnknownAllele, and MalformedGenome unless there
        are four.
        """
        number = locus_number(self.species, locus)
        row = [names] * GENES if isinstance(names, str | int) else list(names)
        if len(row) != GENES:
            name = self.species.loci[number].name
            raise MalformedGenome(reason=f"{name} has {GENES} genes, not {len(row)}")
        table = [list(genes) for genes in self.genes]
        table[number] = [allele_number(self.species, number, allele) for allele in row]
        return Genome(self.species, genomes.from_genes(chained.from_iterable(table)))

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
        """Locus → the name of its expressed allele.

        ` (hidden)` follows where an allele of another locus covers it in the picture.
        """
        return traits(self.species, self.number)

    @checked
    def svg(self, *, background: bool = True) -> str:
        """The portrait as SVG text. Raises NoDrawing if the species is made of images."""
        return portrait.svg(self.species, self.number, background=background)

    @checked
    def png(self, size: int = 512, *, background: bool = True) -> bytes:
        """The bytes of the portrait's PNG file, `size` pixels wide and high (64 … 2048).

        Raises BadSize.
        """
        return portrait.png(self.species, self.number, size, background=background)

    @checked
    def animated_svg(self, clip: str = "idle", *, background: bool = True) -> str:
        """An SVG text that plays a clip without end.

        Clips are blink, breathe, happy, idle, look, nod, talk and twitch. The first frame is the
        portrait. A shipped species moves by its own rig, others by the usual one. Raises
        UnknownClip, and NoDrawing if the species is made of images.
        """
        rig = rig_of(self.species)
        return animated_svg(self.species, self.number, rig, clip, background=background)

    @checked
    def loop(
        self, form: str = "webp", clip: str = "idle", size: int = 320, *, background: bool = True
    ) -> bytes:
        """The bytes of a file that plays a clip without end: `webp`, without loss, or `gif`.

        A frame is `size` pixels wide and high (64 … 1024). A `gif` needs its background. Raises
        UnknownClip, BadFormat, BadSize.
        """
        if form not in LOOPS:
            raise BadFormat(form=form, formats=", ".join(LOOPS))
        options = ExportOptions(form, clip, size, background=background)
        (data,) = export(self.species, {"": self.number}, rig_of(self.species), options).values()
        return data

    @checked
    def model(self, *, unlit: bool = False) -> bytes:
        """The bytes of a `.glb` file with a bust that has bones, morphs and clips.

        With `unlit` programs show its colours as they are. Raises MissingExtra without
        `avatarchain[3d]`, and NoDrawing if the species is made of images.
        """
        options = ExportOptions("glb", unlit=unlit)
        (data,) = export(self.species, {"": self.number}, rig_of(self.species), options).values()
        return data

    def __str__(self) -> str:
        return to_hex(self.number)

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
        return display.genome_html(self.species, self.number)

    def _repr_svg_(self) -> str:
        return display.genes_svg(self.species, self.number)


@checked
def founder(seed: str | bytes | None = None, species: str | Path | Species = DEFAULT) -> Genome:
    """The founder that a seed gives. The seed is a text or 32 bytes; None draws a new seed.

    The same seed gives the same founder on every machine. The genome's `seed` is the seed
    that was used. `species` is the name of a shipped species, the folder of a pack, or a
    `Species`. Raises MalformedSeed, UnknownSpecies, FaultyPack.
    """
    bred, drawn = _species(species), as_seed(seed)
    return Genome(bred, seeds.founder(drawn, bred.cumulative), drawn)


@checked
def offspring(mother: Genome, father: Genome, seed: str | bytes | None = None) -> Genome:
    """A child of two genomes, drawn from a seed as in `founder`. No chain is needed.

    Nobody can choose the seed of a registered child: it follows from what a later block drew and
    both parents' ids (`heredity.birth_seed`). Raises MixedSpecies, MalformedSeed.
    """
    check_couple(mother, father)
    number = heredity.offspring(mother.number, father.number, as_seed(seed))
    return Genome(mother.species, number)


def check_couple(mother: Genome, father: Genome) -> None:
    """Raise MixedSpecies unless both are of one species."""
    if mother.species.id != father.species.id:
        raise MixedSpecies(expected=mother.species.name, species=father.species.name)


def as_seed(seed: str | bytes | None) -> bytes:
    """32 bytes: the hash of a text, `seed` itself if it is bytes, or random bytes for None.

    Raises MalformedSeed.
    """
    if seed is None:
        return seeds.random_seed()
    return seeds.seed_from_text(seed) if isinstance(seed, str) else seed


def _species(given: str | Path | Species) -> Species:
    return load(given) if isinstance(given, str | Path) else given
