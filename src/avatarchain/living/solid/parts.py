"""Parts: what of a figure becomes one body, and which areas of it have which colour.

The pieces of a layer that hang on one bone are a part. Its *silhouette* is all that it covers,
and its *body* what is left of that within the ink line that goes round it. What is drawn on the
skin of the head (freckles, stripes) belongs to the head. Eyes and mouth are no parts: see `face`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from avatarchain.living import Rig
from avatarchain.living.elements import Inked
from avatarchain.living.pieces import Figure, Piece
from avatarchain.living.solid.fields import FLOOR
from avatarchain.living.solid.plane import (
    SIMPLE,
    Area,
    bounds,
    box,
    calmed,
    common,
    filled,
    grown,
    joined,
    lined,
    nothing,
    pieces_of,
    without_crumbs,
)

_WIDTHS = (9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0)  # of lines, in units
_ALMOST_ALL = 0.93
_REACH = 15.0  # units from the edge; what is drawn there in the colour of a line belongs to it
_DEPTH = 100  # units by which a foot goes on below the picture
_NEAR, _FOOT = 14.0, 0.7  # units above the edge, and of the width there; what is less is no foot
_SPARE = 0.7  # units by which a body is smaller than what its line leaves
_RIM = 2.0
_MOST_OF = 0.5
_THIN = 40.0  # square units; a smaller area without a body is left to the outline


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes one body. Areas are in units, and end at the picture's lower edge.

    `regions` are the visible areas of each colour (#rrggbb), which together are `silhouette`.
    `whole` is the silhouette without that end, and `inner` the body without it. `ink` is the colour
    of the line round it, and empty without one; `line` is how wide that is. `thin` is what has no
    body, such as a stalk.
    """

    layer: int
    bone: str
    puff: float
    depth: float
    regions: tuple[tuple[str, Area], ...]
    whole: Area
    inner: Area
    silhouette: Area
    body: Area
    thin: Area
    ink: str
    line: float


def is_face(piece: Piece, rig: Rig) -> bool:
    """Whether a piece belongs to eyes or mouth."""
    return piece.layer in rig.face.eyes or piece.layer in rig.face.mouth


def parts_of(figure: Figure, rig: Rig) -> list[Part]:
    """The parts of a figure in paint order, without eyes and mouth, and without what is still."""
    groups: dict[tuple[int, str], list[Piece]] = {}
    head: tuple[int, str] | None = None
    for piece in figure.pieces:
        if piece.bone is None or is_face(piece, rig):
            continue
        key = (piece.layer, piece.bone)
        if piece.layer in rig.face.skin:
            if head is not None and head[1] == piece.bone and _follows(head, groups):
                groups[head].append(piece)
                continue
            head = head or key
        groups.setdefault(key, []).append(piece)
    parts = [_part(pieces) for pieces in groups.values()]
    return [part for part in parts if not part.silhouette.is_empty()]


def _follows(head: tuple[int, str], groups: dict[tuple[int, str], list[Piece]]) -> bool:
    """Whether nothing was painted since the head."""
    return next(reversed(groups)) == head


def overlay(shapes: Sequence[Inked]) -> tuple[tuple[str, Area], ...]:
    """The visible areas of each colour, where later shapes are painted over earlier ones.

    A shape that lets through what is below it makes other colours of those.
    """
    seen: dict[str, Area] = {}
    for shape in shapes:
        layers = []
        if shape.fill is not None:
            layers.append((shape.fill, filled(shape)))
        if shape.line is not None:
            layers.append((shape.line, lined(shape)))
        for colour, area in layers:
            if not area.is_empty():
                _paint(seen, colour, area, shape.shape.opacity)
    calm = ((colour, calmed(area)) for colour, area in seen.items())
    return tuple((colour, area) for colour, area in calm if not area.is_empty())


def _paint(seen: dict[str, Area], colour: str, area: Area, opacity: float) -> None:
    mixed: dict[str, list[Area]] = {}
    for below, region in list(seen.items()):
        if opacity < 1:
            shared = common(region, area)
            if not shared.is_empty():
                mixed.setdefault(_mixed(below, colour, opacity), []).append(shared)
        seen[below] = region - area
    for new, areas in mixed.items():
        area = area - joined(areas)
        seen[new] = joined([seen[new], *areas] if new in seen else areas)
    seen[colour] = joined([seen[colour], area]) if colour in seen else area


def _mixed(below: str, above: str, opacity: float) -> str:
    pairs = ((int(below[k : k + 2], 16), int(above[k : k + 2], 16)) for k in (1, 3, 5))
    return "#" + "".join(f"{round(b + (a - b) * opacity):02x}" for b, a in pairs)


def _part(pieces: Sequence[Piece]) -> Part:
    shapes = [shape for piece in pieces for shape in piece.shapes]
    regions = overlay(shapes)
    whole = _footed(joined([area for _, area in regions]).simplify(SIMPLE / 2))
    picture = box(-2000, -2000, 2000, FLOOR)
    cut = [(colour, common(area, picture)) for colour, area in regions]
    regions = tuple((colour, area) for colour, area in cut if not area.is_empty())
    ink, line = _ink(regions, whole)
    first = pieces[0]
    body, thin = whole, nothing()
    if ink:
        drawn = joined([area for colour, area in regions if colour == ink])
        body = grown(whole, -line - _SPARE) - common(drawn, whole - grown(whole, -_REACH))
        body = grown(grown(body, -2.0), 2.0).simplify(SIMPLE)
        thin = without_crumbs(whole - grown(body, line + _SPARE + 2.5), _THIN)
    return Part(
        layer=first.layer,
        bone=first.bone or "",
        puff=first.puff,
        depth=first.depth,
        regions=regions,
        whole=whole,
        inner=body,
        silhouette=common(whole, picture),
        body=calmed(common(body, picture)),
        thin=common(thin, picture),
        ink=ink,
        line=line + _SPARE if ink else 0.0,
    )


def _footed(whole: Area) -> Area:
    """What is cut at the picture's lower edge, gone on with below it.

    What gets narrow there, such as the curl of a tail, ends there.
    """
    feet, above = _slice(whole, FLOOR), _slice(whole, FLOOR - _NEAR)
    below = []
    for left, right in feet:
        wide = max((b - a for a, b in above if a < right and b > left), default=0.0)
        if right - left >= _FOOT * wide:
            below.append(box(left, FLOOR - 2, right, FLOOR + _DEPTH))
    return joined([whole, *below])


def _slice(area: Area, y: float) -> list[tuple[float, float]]:
    """From where to where (x, in units) the pieces of an area go, in the unit above y."""
    strip = common(area, box(-2000, y - 2, 2000, y - 1))
    return [(left, right) for left, _, right, _ in (bounds(piece) for piece in pieces_of(strip))]


def _ink(regions: Sequence[tuple[str, Area]], whole: Area) -> tuple[str, float]:
    """The colour and the width of the line round a part; an empty text and 0 without one."""
    picture = box(-2000, -2000, 2000, FLOOR - 12)
    rim = common(whole - grown(whole, -_RIM), picture)
    around = max(rim.area(), 1e-9)
    for colour, region in regions:
        share = common(region, rim).area() / around
        if share < _MOST_OF:
            continue
        for width in _WIDTHS:
            band = common(whole - grown(whole, -width), picture)
            if common(region, band).area() > _ALMOST_ALL * share * band.area():
                inner = whole.area() - band.area()
                mostly = (region - band).area() > _MOST_OF * inner
                return ("", 0.0) if mostly else (colour, width)
    return "", 0.0


def without_line(part: Part) -> Part:
    """The same part as if no line went round it: all of it is body."""
    return replace(part, inner=part.whole, body=part.silhouette, thin=nothing(), ink="", line=0.0)
