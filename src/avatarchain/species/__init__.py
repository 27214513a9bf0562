"""A species: the rule that turns a genome into a character.

Sixteen loci in order, each with sixteen alleles that have a name, a weight, and either
a colour (fill and shade) or drawings. The rule decides three things and nothing else:
how likely each allele is in a founder (`weights`), which alleles a genome shows
(`express`), and the species' own identity (`id`), which covers everything above, so a
published species can never change under its avatars.

Reading a pack from a folder is `pack`'s work, the drawing language is `drawing`'s, and
painting is the portrait's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from avatarchain.canonical import canonical_json, keccak256
from avatarchain.genome import ALLELES, LOCI, expressed

TOTAL_WEIGHT = 65_536
SILENT, COLOUR, SHAPE, DIGIT = "silent", "colour", "shape", "digit"

# Versions of what a genome's meaning rests on besides the pack; part of every species id.
FOUNDER_RULE = 1
INHERITANCE_RULE = 1
FRAME = 1


@dataclass(frozen=True, slots=True)
class Allele:
    """One form of a locus.

    `weight` is of 65,536. `fill` and `shade` are `#rrggbb` at colour loci, else empty.
    `hides` is a mask: bit i set means locus i is not shown.
    """

    name: str
    weight: int
    fill: str = ""
    shade: str = ""
    hides: int = 0


@dataclass(frozen=True, slots=True)
class Locus:
    """One characteristic: `kind` is silent, colour, shape or digit; always 16 alleles.

    A shape with more than 16 forms is read from two loci: itself and `second`, whose kind
    is digit. `forms` then has the 256 names of what 16 · first + second digit shows.
    """

    name: str
    kind: str
    alleles: tuple[Allele, ...]
    second: int | None = None
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """One step of the paint order: the drawings of a shape locus, one an allele.

    A drawing is canonical text, possibly empty (see `drawing`); in a species of images it
    is the image's digest. A locus of two digits has 256.
    """

    locus: int
    drawings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Images:
    """The PNG files of a species that has them in place of drawings.

    `side` is their width and height in pixels; `files` are found by digest: SHA-256 of
    the pixels, row by row, four bytes each (RGBA, colours not multiplied by opacity), as
    64 hex digits. Whoever opens a file holds it against its digest.
    """

    side: int
    files: Mapping[str, Path]


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: caches key on it
class Species:
    """A loaded pack. `layers` are in paint order, bottom first; `background` is a locus or None.

    `images` is None where the layers are drawings.

    `art` is what the contract stores, byte for byte; `rules` is canonical JSON; `id` is
    `species_id` of the two, 32 bytes.
    """

    name: str
    version: str
    description: str
    colours: tuple[tuple[str, str], ...]
    loci: tuple[Locus, ...]
    layers: tuple[Layer, ...]
    background: int | None
    cumulative: tuple[tuple[int, ...], ...] = field(repr=False)
    rules: bytes = field(repr=False)
    art: bytes = field(repr=False)
    id: bytes
    images: Images | None = None

    def __repr__(self) -> str:
        return f"<Species {self.name} {self.version}, 0x{self.id.hex()}>"


@dataclass(frozen=True, slots=True)
class Expression:
    """What a genome shows: the expressed allele of each locus, and the mask of hidden loci."""

    alleles: tuple[int, ...]
    hidden: int

    def shows(self, locus: int) -> bool:
        return not self.hidden >> locus & 1


def express(species: Species, genome: int) -> Expression:
    """Which alleles `genome` shows.

    All hidings are read from the genes at once, so a hidden allele still hides.
    """
    alleles = expressed(genome)
    hidden = 0
    for locus, allele in zip(species.loci, alleles, strict=True):
        hidden |= locus.alleles[allele].hides
    return Expression(alleles, hidden)


def traits(species: Species, genome: int) -> dict[str, str]:
    """Locus name → name of the expressed allele, with ` (hidden)` behind a hidden one.

    Silent loci have no trait, and two loci that are read together have one.
    """
    expression = express(species, genome)
    return {
        locus.name: form_of(locus, expression.alleles, number)
        + ("" if expression.shows(number) else " (hidden)")
        for number, locus in enumerate(species.loci)
        if locus.kind not in (SILENT, DIGIT)
    }


def form_of(locus: Locus, alleles: Sequence[int], number: int) -> str:
    """The name of what locus `number` shows under these expressed alleles of all loci."""
    if locus.second is None:
        return locus.alleles[alleles[number]].name
    return locus.forms[drawing_of(locus, alleles, number)]


def forms_of(species: Species, locus: Locus) -> list[tuple[str, int]]:
    """Name and weight of what a locus shows, in the order of `drawing_of`.

    There are 16, or 256 where two loci are read together: their weights are products.
    """
    if locus.second is None:
        return [(allele.name, allele.weight) for allele in locus.alleles]
    second = species.loci[locus.second].alleles
    weights = (one.weight * other.weight for one in locus.alleles for other in second)
    return list(zip(locus.forms, weights, strict=True))


def drawing_of(locus: Locus, alleles: Sequence[int], number: int) -> int:
    """Which drawing locus `number` shows: its allele, or the two digits it is read as."""
    if locus.second is None:
        return alleles[number]
    return ALLELES * alleles[number] + alleles[locus.second]


def style(name: str, fill: str, shade: str | None = None) -> str:
    """The style rules of one colour: its fill and line class, and those of its shade."""
    rules = f".{name}{{fill:{fill}}}.{name}-line{{stroke:{fill}}}"
    return rules if shade is None else rules + style(f"{name}-shade", shade)


def rules_of(name: str, version: str, loci: tuple[Locus, ...]) -> bytes:
    """RFC 8785 JSON of everything that decides a genome."""
    return canonical_json(
        {
            "name": name,
            "version": version,
            "weights": [[allele.weight for allele in locus.alleles] for locus in loci],
            "founder": FOUNDER_RULE,
            "inheritance": INHERITANCE_RULE,
            "frame": FRAME,
        }
    )


KINDS = {SILENT: 0, COLOUR: 1, SHAPE: 2}  # of drawn species; a digit is known to images alone
NO_BACKGROUND = 255
ART_MAGIC = b"AVART\x01"
CHUNK = 24_575  # bytes; a contract's code holds one more, which stops whoever runs it


def art_of(
    texts: tuple[str, str, str],
    colours: tuple[tuple[str, str], ...],
    loci: tuple[Locus, ...],
    layers: tuple[Layer, ...],
    background: int | None,
) -> bytes:
    """Everything that is drawn or told with, as one byte string (docs/species.md has the map).

    `texts` are name, version and description. A head of fixed tables, a directory of
    (offset, length) in three bytes each, then the fragments themselves; a fragment that
    has appeared before is pointed to, not stored again. OverflowError where the fragments
    come to more than 2**24 bytes.
    """
    fragments = [*texts, "".join(style(name, fill) for name, fill in colours)]
    fragments += [locus.name for locus in loci]
    fragments += [allele.name for locus in loci for allele in locus.alleles]
    fragments += [
        style(locus.name, allele.fill, allele.shade) if locus.kind == COLOUR else ""
        for locus in loci
        for allele in locus.alleles
    ]
    fragments += [drawing for layer in layers for drawing in layer.drawings]

    heap, directory, places = bytearray(), bytearray(), dict[bytes, int]()
    for fragment in fragments:
        data = fragment.encode()
        if data and data not in places:
            places[data] = len(heap)
            heap += data
        directory += places.get(data, 0).to_bytes(3, "big") + len(data).to_bytes(3, "big")
    head = bytearray(ART_MAGIC)
    head.append(len(layers))
    head.append(NO_BACKGROUND if background is None else background)
    head += bytes(KINDS[locus.kind] for locus in loci)
    head += bytes(layer.locus for layer in layers)
    for locus in loci:
        for allele in locus.alleles:
            head += allele.hides.to_bytes(2, "big")
    return bytes(head + directory + heap)


def art_of_images(
    texts: tuple[str, str, str],
    loci: tuple[Locus, ...],
    layers: tuple[Layer, ...],
    background: int | None,
    side: int,
) -> bytes:
    """The same of a species of images, which no contract holds: RFC 8785 JSON."""
    name, version, description = texts
    return canonical_json(
        {
            "name": name,
            "version": version,
            "description": description,
            "side": side,
            "background": background,
            "loci": [
                {
                    "name": locus.name,
                    "kind": locus.kind,
                    "alleles": [allele.name for allele in locus.alleles],
                    "hides": [allele.hides for allele in locus.alleles],
                    "second": locus.second,
                    "forms": list(locus.forms),
                }
                for locus in loci
            ],
            "layers": [{"locus": layer.locus, "pixels": list(layer.drawings)} for layer in layers],
        }
    )


def species_id(rules: bytes, art: bytes) -> bytes:
    """keccak256(keccak256(rules) ‖ keccak256(art)), 32 bytes."""
    return keccak256(keccak256(rules) + keccak256(art))


def chunks_of(art: bytes) -> list[bytes]:
    """The art as a chain keeps it: cut every CHUNK bytes, wherever that falls."""
    return [art[at : at + CHUNK] for at in range(0, len(art), CHUNK)]


def silent_locus(number: int) -> Locus:
    """A locus that a pack leaves unused: inherited, drawn uniformly, never expressed."""
    weight = TOTAL_WEIGHT // ALLELES
    return Locus(f"silent-{number}", SILENT, tuple(Allele(str(k), weight) for k in range(ALLELES)))


__all__ = [
    "COLOUR", "DIGIT", "LOCI", "SHAPE", "SILENT", "TOTAL_WEIGHT",
    "Allele", "Expression", "Images", "Layer", "Locus", "Species", "express", "traits",
]  # fmt: skip
