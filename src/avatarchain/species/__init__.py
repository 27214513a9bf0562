"""A species: the rule that turns a genome into a character.

Sixteen loci in order, each with sixteen alleles that have a name, a weight, and either a colour
(fill and shade) or drawings. The rule decides three things and nothing else: how likely each allele
is in a founder (`weights`), which alleles a genome shows (`express`), and the species' own identity
(`id`), which covers everything above, so a published species can never be changed while avatars use
it.

`pack` reads a species from a folder, `drawing` reads its drawings, and the package `portrait`
paints them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from avatarchain.base.canonical import to_hex
from avatarchain.genetics.genome import ALLELES, LOCI, expressed

TOTAL_WEIGHT = 65_536


class LocusKind(StrEnum):
    """What a locus is for, with the names that packs use.

    A silent locus is never shown, a colour locus gives a colour, and a shape locus a drawing. A
    digit locus chooses one of 256 forms, together with the locus whose `second` it is.
    """

    SILENT = "silent"
    COLOUR = "colour"
    SHAPE = "shape"
    DIGIT = "digit"


SILENT, COLOUR, SHAPE, DIGIT = LocusKind


@dataclass(frozen=True, slots=True)
class Allele:
    """One form of a locus."""

    name: str
    """Its name, as in `Genome.traits`; several alleles of a locus may have the same."""
    weight: int
    """How often a founder's gene is this allele: its share of 65,536."""
    fill: str = ""
    """At a colour locus the colour, `#rrggbb`; else empty."""
    shade: str = ""
    """At a colour locus the darker colour, `#rrggbb`; else empty."""
    hides: int = 0
    """A mask: if bit i is set, locus i is not shown."""


@dataclass(frozen=True, slots=True)
class Locus:
    """One characteristic, always with 16 alleles.

    A locus with more than 16 forms is read from two: itself and `second`, whose kind is digit.
    """

    name: str
    """Its name in the pack."""
    kind: LocusKind
    """One of the texts `silent`, `colour`, `shape` and `digit`; silent ones have no trait."""
    alleles: tuple[Allele, ...]
    """Its 16 alleles, by their numbers."""
    second: int | None = None
    """The number of the other locus, if it is read from two; else None."""
    forms: tuple[str, ...] = ()
    """If it is read from two, the 256 names of what 16 · first + second digit shows; else empty."""
    fills: tuple[tuple[str, str], ...] = ()
    """The pairs of fill and shade of `forms` at a colour locus; else empty."""
    hidings: tuple[int, ...] = ()
    """The masks of what `forms` hide; empty if none hides anything."""
    title: str = ""
    """Its name for people, in any script, which `Genome.traits` uses; empty if it has none."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One step of the paint order: the drawings of a shape locus, one for each allele.

    A drawing is canonical text, possibly empty (see `drawing`); in a species of images it
    is the image's digest. A locus that is read as two digits has 256 drawings.
    """

    locus: int
    drawings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Images:
    """The PNG files of a species whose layers are images and not drawings.

    `side` is their width and height in pixels; `files` are found by digest: SHA-256 of
    the pixels, row by row, four bytes each (RGBA, colours not multiplied by opacity), as
    0x and 64 hex digits. A file must be compared with its digest whenever it is opened.
    """

    side: int
    files: Mapping[str, Path]


@dataclass(frozen=True, slots=True, eq=False)
class Species:
    """A species as it is loaded from a pack.

    Two species are equal if their ids are, and if the same files hold their images.
    """

    name: str
    """The name in its pack."""
    version: str
    """The version of the pack."""
    description: str
    """What its characters are, in a sentence."""
    colours: tuple[tuple[str, str], ...]
    """Names and values (#rrggbb) of the colours that no gene decides."""
    loci: tuple[Locus, ...]
    """The sixteen loci, with their alleles."""
    layers: tuple[Layer, ...]
    """The layers of a portrait in paint order, the bottom one first."""
    background: int | None
    """The number of the locus that is left out of a picture without background, or None."""
    cumulative: tuple[tuple[int, ...], ...] = field(repr=False)
    """For each locus the sums of the weights of its alleles, in their order."""
    rules: bytes = field(repr=False)
    """Everything that decides a genome, as canonical JSON (see `rules_of`)."""
    art: bytes = field(repr=False)
    """The bytes that the contract stores; they include `rules`."""
    id: bytes
    """keccak256 of `art`, 32 bytes."""
    images: Images | None = None
    """The images of the layers; None if the layers are drawings."""
    creator: str = ""
    """Who made it; empty if the pack does not say."""
    license: str = ""
    """An SPDX identifier; empty if the pack does not say."""
    source: str = ""
    """A URL where it comes from; empty if the pack does not say."""
    folder: Path | None = field(default=None, repr=False)
    """The folder of the pack that it was loaded from; None if it was compiled."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Species):
            return NotImplemented
        return self is other or (self.id == other.id and self.images == other.images)

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<Species {self.name} {self.version}, {to_hex(self.id)}>"


@dataclass(frozen=True, slots=True)
class Expression:
    """What a genome shows: the expressed allele of each locus, and the mask of hidden loci."""

    alleles: tuple[int, ...]
    hidden: int

    def shows(self, locus: int) -> bool:
        """Whether this locus 0 … 15 is not hidden."""
        return not self.hidden >> locus & 1


def express(species: Species, genome: int) -> Expression:
    """The alleles that a genome expresses, and the loci that are hidden.

    An allele hides other loci even if its own locus is hidden.
    """
    alleles = expressed(genome)
    hidden = 0
    for number, masks in _hidings(species):
        hidden |= masks[form_number(species.loci[number], alleles, number)]
    return Expression(alleles, hidden)


@lru_cache(maxsize=16)
def _hidings(species: Species) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """The loci that can hide others: pairs of locus number and a mask for each form."""
    masks = ((number, hides_of(locus)) for number, locus in enumerate(species.loci))
    return tuple((number, forms) for number, forms in masks if any(forms))


def traits(species: Species, genome: int) -> dict[str, str]:
    """The traits of a genome: a mapping from `title_of` a locus to the name of what it shows.

    ` (hidden)` is added to the name if the locus is hidden. Silent loci have no trait, and two loci
    that are read together have one trait.
    """
    expression = express(species, genome)
    return {
        title_of(locus): form_of(locus, expression.alleles, number)
        + ("" if expression.shows(number) else " (hidden)")
        for number, locus in enumerate(species.loci)
        if locus.kind not in (SILENT, DIGIT)
    }


def title_of(locus: Locus) -> str:
    """The name of a locus as people see it."""
    return locus.title or locus.name


def is_called(locus: Locus, name: str) -> bool:
    """Whether a locus has this name or this title; upper and lower case are alike."""
    return name.casefold() in (locus.name.casefold(), title_of(locus).casefold())


def form_of(locus: Locus, alleles: Sequence[int], number: int) -> str:
    """The name of the form that `locus`, which has this `number`, shows.

    `alleles` are the 16 expressed alleles of the genome.
    """
    if locus.second is None:
        return locus.alleles[alleles[number]].name
    return locus.forms[form_number(locus, alleles, number)]


def forms_of(species: Species, locus: Locus) -> list[tuple[str, int]]:
    """The name and the weight of each form of a locus, in the order of `form_number`.

    There are 16, or 256 where two loci are read together; their weights are then products.
    """
    if locus.second is None:
        return [(allele.name, allele.weight) for allele in locus.alleles]
    digits = species.loci[locus.second].alleles
    weights = (allele.weight * digit.weight for allele in locus.alleles for digit in digits)
    return list(zip(locus.forms, weights, strict=True))


def hides_of(locus: Locus) -> tuple[int, ...]:
    """The masks of what each form of a locus hides, in the order of `form_number`."""
    if locus.second is None:
        return tuple(allele.hides for allele in locus.alleles)
    return locus.hidings or (0,) * ALLELES**2


def fills_of(locus: Locus) -> tuple[tuple[str, str], ...]:
    """Fill and shade of each form of a colour locus, in the order of `form_number`."""
    if locus.second is None:
        return tuple((allele.fill, allele.shade) for allele in locus.alleles)
    return locus.fills


def form_number(locus: Locus, alleles: Sequence[int], number: int) -> int:
    """The number of the form that `locus`, which has this `number`, shows.

    It is the expressed allele 0 … 15; where two loci are read together, 16 · first + second.
    `alleles` are the 16 expressed alleles of the genome.
    """
    if locus.second is None:
        return alleles[number]
    return ALLELES * alleles[number] + alleles[locus.second]


def silent_locus(number: int) -> Locus:
    """A locus that a pack leaves unused: inherited, drawn uniformly, never expressed."""
    weight = TOTAL_WEIGHT // ALLELES
    return Locus(f"silent-{number}", SILENT, tuple(Allele(str(k), weight) for k in range(ALLELES)))


__all__ = [
    "COLOUR",
    "DIGIT",
    "LOCI",
    "SHAPE",
    "SILENT",
    "TOTAL_WEIGHT",
    "Allele",
    "Expression",
    "Images",
    "Layer",
    "Locus",
    "LocusKind",
    "Species",
    "express",
    "traits",
]
