"""A species in one piece: its rules and its art, byte for byte as they are hashed.

Reading a pack means parsing some two hundred files; a compiled species is read in a
moment. Nothing is added to what the id covers, so a compiled species can be made again
from the two byte strings alone, wherever they came from. The drawings stay text: the
painter reads those that it paints.
"""

import json
import re
import struct

from avatarchain.errors import FaultyPack
from avatarchain.genome import ALLELES, LOCI
from avatarchain.heredity import cumulate
from avatarchain.species import (
    ART_MAGIC,
    KINDS,
    NO_BACKGROUND,
    Allele,
    Layer,
    Locus,
    Species,
    species_id,
)

_FILL = re.compile(r"\.([a-z0-9-]+)\{fill:(#[0-9a-f]{6})\}")
_TABLES = len(ART_MAGIC) + 2


def pack(species: Species) -> bytes:
    """The species as one byte string: length of the rules (four bytes), rules, art."""
    return struct.pack(">I", len(species.rules)) + species.rules + species.art


def unpack(data: bytes, name: str) -> Species:
    """The species that `pack` packed; `name` is for the sentence of a FaultyPack."""
    try:
        (length,) = struct.unpack_from(">I", data)
        return from_art(data[4 : 4 + length], data[4 + length :])
    except (ValueError, LookupError, struct.error) as error:
        raise FaultyPack(faults=(str(error),), pack=name, first=f"damaged: {error}") from None


def from_art(rules: bytes, art: bytes) -> Species:
    """The species whose rules (canonical JSON) and art these are.

    Raises ValueError or LookupError for bytes that `rules_of` and `art_of` did not make.
    """
    if not art.startswith(ART_MAGIC):
        raise ValueError("not the art of a species, or of another version")
    count, background = art[len(ART_MAGIC)], art[len(ART_MAGIC) + 1]
    kinds = art[_TABLES : _TABLES + LOCI]
    painted = art[_TABLES + LOCI : _TABLES + LOCI + count]
    hides = struct.unpack_from(f">{LOCI * ALLELES}H", art, _TABLES + LOCI + count)
    fragments = _fragments(art, _TABLES + LOCI + count + 2 * LOCI * ALLELES, count)

    forms = LOCI * ALLELES
    names, alleles = fragments[4 : 4 + LOCI], fragments[4 + LOCI : 4 + LOCI + forms]
    styles = fragments[4 + LOCI + forms : 4 + LOCI + 2 * forms]
    drawings = fragments[4 + LOCI + 2 * forms :]
    weights = json.loads(rules)["weights"]
    spelled = {number: kind for kind, number in KINDS.items()}
    loci = []
    for number, locus_name in enumerate(names):
        rows = []
        for allele in range(ALLELES):
            k = number * ALLELES + allele
            fill, shade = ([one for _, one in _FILL.findall(styles[k])] + ["", ""])[:2]
            rows.append(Allele(alleles[k], weights[number][allele], fill, shade, hides[k]))
        loci.append(Locus(locus_name, spelled[kinds[number]], tuple(rows)))
    layers = tuple(
        Layer(locus, tuple(drawings[ALLELES * n : ALLELES * (n + 1)]))
        for n, locus in enumerate(painted)
    )
    name, version, description = fragments[:3]
    return Species(
        name, version, description, tuple(_FILL.findall(fragments[3])), tuple(loci), layers,
        None if background == NO_BACKGROUND else background,
        cumulate(weights), rules, art, species_id(rules, art),
    )  # fmt: skip


def _fragments(art: bytes, directory: int, layers: int) -> list[str]:
    count = 4 + LOCI + 2 * LOCI * ALLELES + layers * ALLELES
    heap = directory + 6 * count
    found = []
    for at in range(directory, heap, 6):
        offset, length = (int.from_bytes(art[at + k : at + k + 3], "big") for k in (0, 3))
        if heap + offset + length > len(art):
            raise ValueError("it is cut off")
        found.append(art[heap + offset : heap + offset + length].decode())
    return found
