"""The bytes of a species: its art, as it is hashed and as it is stored.

A pack is some two hundred files, which take time to parse; a compiled species is one file that is
read fast. The file is only the art, which includes the rules and whose hash is the species' id. So
`unpacked` can make a species from it, wherever it comes from.

The layout serves the contract, which reads a few small tables and then only those pieces that it
draws. `docs/species.md` describes it.
"""

import json
from collections.abc import Iterator

from avatarchain.base.canonical import canonical_json, keccak256
from avatarchain.species import (
    COLOUR,
    DIGIT,
    SHAPE,
    SILENT,
    Layer,
    Locus,
    fills_of,
    hides_of,
)
from avatarchain.species.colouring import Coloured, chosen_colours, coloured
from avatarchain.species.rules import About, rules_of

KINDS = {SILENT: 0, COLOUR: 1, SHAPE: 2, DIGIT: 3}
NONE = 255
ART_MAGIC = b"AVART\x02"
CHUNK = 24_575  # bytes; a contract's code holds one more: a first byte 0, which stops a call
ENTRY = 8  # bytes of the directory for one fragment
REFERENCE = 4  # bytes


def art_of(
    about: About,
    colours: tuple[tuple[str, str], ...],
    loci: tuple[Locus, ...],
    layers: tuple[Layer, ...],
    background: int | None,
) -> bytes:
    """All rules, drawings, names and colours of a species as one byte string.

    First come a header and tables of the loci that forms hide and of their colours, then a
    directory with offset, length and number of references of each fragment, then the fragments. A
    fragment that occurs again is stored once. Raises OverflowError if the fragments have more than
    2**24 bytes.
    """
    tables = bytearray(ART_MAGIC)
    tables += bytes([len(layers), NONE if background is None else background])
    tables += bytes(KINDS[locus.kind] for locus in loci)
    tables += bytes(NONE if locus.second is None else locus.second for locus in loci)
    tables += bytes(layer.locus for layer in layers)
    for locus in filter(is_told, loci):
        for mask in hides_of(locus):
            tables += mask.to_bytes(2, "big")
    for locus in loci:
        if locus.kind == COLOUR:
            tables += b"".join((f[1:] + s[1:]).encode() for f, s in fills_of(locus))

    heap, directory, places = bytearray(), bytearray(), dict[bytes, int]()
    for fragment in _fragments(about, colours, loci, layers):
        references = b"".join(
            offset.to_bytes(3, "big") + bytes([colour]) for offset, colour in fragment.references
        )
        text = fragment.text.encode()
        data = references + text
        if data and data not in places:
            places[data] = len(heap)
            heap += data
        directory += places.get(data, 0).to_bytes(3, "big") + len(text).to_bytes(3, "big")
        directory += len(fragment.references).to_bytes(2, "big")
    return bytes(tables + directory + heap)


def is_told(locus: Locus) -> bool:
    """Whether the forms of a locus have names: not those of silent loci and second digits."""
    return locus.kind not in (SILENT, DIGIT)


def names_of(locus: Locus) -> tuple[str, ...]:
    """The names of all forms of a locus: 16, or 256 with a second digit, or none (`is_told`)."""
    if not is_told(locus):
        return ()
    return locus.forms or tuple(allele.name for allele in locus.alleles)


def _fragments(
    about: About,
    colours: tuple[tuple[str, str], ...],
    loci: tuple[Locus, ...],
    layers: tuple[Layer, ...],
) -> Iterator[Coloured]:
    """All fragments in the order of the directory."""
    texts = [rules_of(about, loci).decode(), about.name, about.version, about.description]
    texts += [about.creator, about.license, about.source]
    texts.append(" ".join(name + fill for name, fill in colours))
    texts += ["" if locus.kind == SILENT else locus.name for locus in loci]
    texts += [locus.title for locus in loci]
    texts += [name for locus in loci for name in names_of(locus)]
    for text in texts:
        yield Coloured(text, ())
    fixed, chosen = dict(colours), chosen_colours(loci)
    for layer in layers:
        for drawing in layer.drawings:
            yield coloured(drawing, fixed, chosen)


def art_of_images(
    about: About,
    loci: tuple[Locus, ...],
    layers: tuple[Layer, ...],
    background: int | None,
    side: int,
) -> bytes:
    """The art of a species of images, which no contract stores: RFC 8785 JSON.

    It holds the rules, the names, and the digests of the images in place of drawings.
    """
    return canonical_json(
        {
            "rules": json.loads(rules_of(about, loci)),
            "name": about.name,
            "version": about.version,
            "description": about.description,
            "creator": about.creator,
            "license": about.license,
            "source": about.source,
            "side": side,
            "background": background,
            "loci": [
                {
                    "name": locus.name,
                    "title": locus.title,
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


def species_id(art: bytes) -> bytes:
    """keccak256 of the art, 32 bytes."""
    return keccak256(art)


def chunks_of(art: bytes) -> list[bytes]:
    """The art in pieces of CHUNK bytes, as a chain stores it; the last one may be shorter."""
    return [art[at : at + CHUNK] for at in range(0, len(art), CHUNK)]
