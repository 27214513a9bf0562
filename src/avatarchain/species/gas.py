"""The gas that a call of `tokenURI` needs, computed from the species alone.

A registry answers `tokenURI` with the picture and the traits of an avatar. Nodes limit the gas of a
call, and a minted avatar cannot be changed: if its answer needs too much gas, it can never be read.
So a pack whose most expensive answer needs more than MAX_TOKEN_GAS is refused.

The gas follows from few numbers: the layers, the colours that a genome chooses, the bytes of the
picture and of the words, and the bytes of the art, which the registry hashes for every answer. The
factors were measured on a chain with the released contracts, with a small margin; a test compares
them with a chain.
"""

import json

from avatarchain.species import COLOUR, Locus, Species
from avatarchain.species.colouring import chosen_colours, coloured
from avatarchain.species.compiled import is_told, names_of

MAX_TOKEN_GAS = 8_000_000
"""Half of the limit of one transaction since the hard fork Osaka, which is 2**24."""

# The gas of each thing; those of a million are for the square of a number of bytes, which comes
# from the price of memory.
_ANSWER, _LOCUS, _LAYER, _REFERENCE = 150_000.0, 14_300.0, 4_000.0, 550.0
_LETTER, _DRAWN, _DRAWN_MILLION = 257.0, 68.0, 870.0
_TABLE, _ART, _ART_MILLION = 3.5, 0.66, 8.2
_HIDDEN = len(" (hidden)")  # stands behind a form that another hides


def token_gas(species: Species) -> int:
    """The most gas that `tokenURI` of a registry needs for any genome; 0 for a pack of images.

    It uses the most expensive form of each locus, as if none hid another. The result is a few
    percent higher than on a chain.
    """
    if species.images is not None:
        return 0
    about = (species.name, species.description, species.creator, species.license, species.source)
    total = _ANSWER + _LETTER * sum(map(_letters, about))
    bytes_drawn = 0
    tables = len(species.layers)
    for number, locus in enumerate(species.loci):
        if is_told(locus):
            dearest, longest = _of_locus(species, number, locus)
            total += _LOCUS + _LETTER * (_letters(locus.title or locus.name) + _HIDDEN) + dearest
            bytes_drawn += longest
            tables += len(names_of(locus)) * (14 if locus.kind == COLOUR else 2)
    total += _LAYER * len(species.layers) + _TABLE * tables + _ART * len(species.art)
    total += _DRAWN_MILLION * bytes_drawn**2 / 1e6 + _ART_MILLION * len(species.art) ** 2 / 1e6
    return round(total)


def _of_locus(species: Species, number: int, locus: Locus) -> tuple[float, int]:
    """The gas of the most expensive form of a locus, and the bytes of its longest drawing."""
    fixed, chosen = dict(species.colours), chosen_colours(species.loci)
    costs = [_LETTER * _letters(name) for name in names_of(locus)]
    lengths = [0] * len(costs)
    for layer in species.layers:
        if layer.locus != number:
            continue
        for form, drawing in enumerate(layer.drawings):
            piece = coloured(drawing, fixed, chosen)
            size = len(piece.text.encode())
            lengths[form] += size
            costs[form] += _DRAWN * size + _REFERENCE * len(piece.references)
    return max(costs), max(lengths)


def _letters(text: str) -> int:
    """The number of bytes of a text in JSON, without the quotes."""
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2
