"""The pieces of a portrait's SVG: the visible drawings, with their colours.

Each drawing is split once at the colours that a genome chooses. For a genome, its colours are put
there.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from avatarchain.genetics.genome import ALLELES, LOCI
from avatarchain.species import COLOUR, Species, fills_of
from avatarchain.species.colouring import ROOM, chosen_colours, coloured

Template = tuple[str, Callable[[Sequence[str]], Any] | None]
"""A text with `%s` for each chosen colour, and a function or None.

The function picks these colours from all; it is None if the text has no chosen colour.
"""


def visible_pieces(species: Species, alleles: tuple[int, ...], hidden: int) -> list[str]:
    """The texts of all visible drawings of a genome, in paint order.

    `alleles` are the 16 expressed alleles, `hidden` is the mask of loci that do not show.
    """
    painted, layers = _cut(species)
    colours = [""] * (2 * LOCI)
    for locus, second, digits in painted:
        form = alleles[locus] if second is None else ALLELES * alleles[locus] + alleles[second]
        colours[2 * locus], colours[2 * locus + 1] = digits[form]
    pieces = []
    for locus, second, templates in layers:
        if not hidden >> locus & 1:
            form = alleles[locus] if second is None else ALLELES * alleles[locus] + alleles[second]
            text, pick = templates[form]
            pieces.append(text if pick is None else text % pick(colours))
    return pieces


@lru_cache(maxsize=8)
def _cut(
    species: Species,
) -> tuple[
    list[tuple[int, int | None, list[tuple[str, str]]]],
    list[tuple[int, int | None, list[Template]]],
]:
    """The colour loci (number, second, fill and shade of each form as six digits), and the
    layers (locus, second, a template for each form)."""
    painted = [
        (number, locus.second, [(fill[1:], shade[1:]) for fill, shade in fills_of(locus)])
        for number, locus in enumerate(species.loci)
        if locus.kind == COLOUR
    ]
    fixed, chosen = dict(species.colours), chosen_colours(species.loci)
    layers = [
        (
            layer.locus,
            species.loci[layer.locus].second,
            [_template(drawing, fixed, chosen) for drawing in layer.drawings],
        )
        for layer in species.layers
    ]
    return painted, layers


def _template(drawing: str, fixed: Mapping[str, str], chosen: Mapping[str, int]) -> Template:
    with_room = coloured(drawing, fixed, chosen)
    if not with_room.references:
        return with_room.text, None
    text, at = "", 0
    for offset, _ in with_room.references:
        text += with_room.text[at:offset] + "%s"
        at = offset + len(ROOM)
    return text + with_room.text[at:], itemgetter(*(number for _, number in with_room.references))
