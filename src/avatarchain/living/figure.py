"""From a genome to pieces that move: the drawings of its portrait, cut where they move apart.

A piece is a run of shapes that move as one. In paint order, and with every piece at rest, the
pieces are the portrait. Two things are added that the portrait does not show: lids over each eye
(`eyes`) and the inside of the mouth (`mouth`). Each of them slides in a *window*, an area outside
of which nothing of it is seen, and at rest it is outside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from avatarchain.living import LEFT, RIGHT, Rig, Seat
from avatarchain.living.elements import COARSE, Inked, box_of, elements, halves, rings_of
from avatarchain.living.eyes import MOST_LOOKS, Looks, Tones, eye_pieces
from avatarchain.living.mouth import mouth_pieces
from avatarchain.living.pieces import Figure, Piece
from avatarchain.species import COLOUR, Expression, Species, express, fills_of, form_number, form_of

BESIDE = 24
"""Units from the middle of the picture in which a shape belongs to neither side."""


def figure(species: Species, genome: int, rig: Rig, *, background: bool = True) -> Figure:
    """The pieces of a genome. With `background=False` the species' background is left out.

    Raises TooManyEyes.
    """
    shown = express(species, genome)
    colours = colours_of(species, shown)
    pieces: list[Piece] = []
    windows: list[Inked] = []
    eyes = 0
    skin: list[Inked] = []
    looks = Looks(MOST_LOOKS)
    for number, layer in enumerate(species.layers):
        if not shown.shows(layer.locus) or (not background and layer.locus == species.background):
            continue
        locus = species.loci[layer.locus]
        seat = rig.seat(number, form_of(locus, shown.alleles, layer.locus))
        drawing = layer.drawings[form_number(locus, shown.alleles, layer.locus)]
        if species.images is not None:
            pieces.append(Piece((), _whole(seat.bone, rig), seat.depth, image=drawing))
            continue
        if not drawing:
            continue
        inked = coloured_shapes(drawing, colours)
        first = len(pieces)
        if number in rig.face.skin:
            skin += inked
        if number in rig.face.eyes:
            tones = Tones(inked, skin, colours, looks)
            cut, lids = eye_pieces(inked, seat, soft_colours(species, rig), tones, windows)
            pieces += cut
            eyes += lids
        elif number in rig.face.mouth:
            pieces += mouth_pieces(inked, seat, rig, windows)
        else:
            pieces += side_pieces(inked, seat, rig)
        pieces[first:] = [replace(piece, layer=number, puff=seat.puff) for piece in pieces[first:]]
    return Figure(tuple(pieces), tuple(windows), eyes)


def coloured_shapes(drawing: str, colours: Mapping[str, str]) -> tuple[Inked, ...]:
    """The shapes of a drawing, a canonical text, with the colours of one genome.

    A path that goes nowhere is left out.
    """
    names = frozenset(colours)
    inked = (shape.coloured(colours) for shape in elements(drawing, names))
    return tuple(shape for shape in inked if rings_of(shape, COARSE))


def colours_of(species: Species, shown: Expression) -> dict[str, str]:
    """#rrggbb for each colour name that drawings use, fixed or chosen by the genome."""
    colours = dict(species.colours)
    for number, locus in enumerate(species.loci):
        if locus.kind == COLOUR:
            fill, shade = fills_of(locus)[form_number(locus, shown.alleles, number)]
            colours[locus.name], colours[f"{locus.name}-shade"] = fill, shade
    return colours


@lru_cache(maxsize=8)
def _soft(species: Species, layers: frozenset[int]) -> frozenset[str]:
    chosen = {locus.name for locus in species.loci if locus.kind == COLOUR}
    texts = {text for number in layers for text in species.layers[number].drawings}
    used = {name for name in chosen if any(f'class="{name}' in text for text in texts)}
    return frozenset(used | {f"{name}-shade" for name in used})


def soft_colours(species: Species, rig: Rig) -> frozenset[str]:
    """The chosen colours of which heads are made: a lid that is drawn has one of them."""
    return _soft(species, rig.face.skin)


def side_pieces(inked: Sequence[Inked], seat: Seat, rig: Rig) -> list[Piece]:
    """The pieces of a layer; if its bone is a pair, its shapes are shared out by side."""
    if seat.bone is None or seat.bone in rig.bones:
        return [Piece(tuple(inked), seat.bone, seat.depth)]
    parts: list[tuple[str, Inked]] = []
    for shape in inked:
        for half in halves(shape):
            left, _, right, _ = box_of(half)
            middle = (left + right) / 2 - 256
            parent = rig.bones[seat.bone + LEFT].parent or "head"
            side = seat.bone + (LEFT if middle > 0 else RIGHT)
            parts.append((parent if abs(middle) < BESIDE else side, half))
    return [
        Piece(tuple(half for _, half in run), bone, seat.depth)
        for bone, run in groupby(parts, key=itemgetter(0))
    ]


def _whole(bone: str | None, rig: Rig) -> str | None:
    """The bone of an image, which cannot be cut: of a pair of bones it is their parent."""
    if bone is None or bone in rig.bones:
        return bone
    return rig.bones[bone + LEFT].parent
