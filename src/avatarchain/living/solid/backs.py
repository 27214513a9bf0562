"""Backs: which colours a body shows behind, of what is drawn of its front alone."""

from collections.abc import Mapping, Sequence

from avatarchain.living.solid.fields import FLOOR
from avatarchain.living.solid.heights import Kind, Solid
from avatarchain.living.solid.parts import Part
from avatarchain.living.solid.plane import (
    Area,
    bounds,
    box,
    common,
    grown,
    joined,
    pieces_of,
    polygon,
)

_RIM = 3.0  # units of the edge of a body
_BESIDE = 1.0  # units
_TOUCH = 12.0  # units of edge; what touches less of it is not seen behind
_ASIDE, _MOSTLY = 40.0, 0.8  # units from the edge; what lies there for the most part goes round it
_ROUND_SHARE, _REACHES = 0.2, 0.02  # of the edge
_CLEARLY = 2.0
_ALONG = 0.65  # of the root of its area; what touches less of the edge ends before it
_ALONE = 20.0  # units of edge; a smaller thing goes round on both sides of a head, or on none


def behind(solid: Solid) -> list[tuple[str, Area]]:
    """What a body shows behind: its chief colour, and what goes on round its edge.

    What lies in the middle of the front, such as a brooch or a face, is not seen there.
    """
    part, head = solid.part, solid.kind is Kind.HEAD
    plain = solid.kind in (Kind.HEAD, Kind.BODY)
    body = without_holes(part.body) if solid.kind is Kind.ROUND else part.body
    edge = _edge(part) - solid.hidden
    whole = edge.area() / _RIM
    chief = chief_of(part, edge=head)
    near = part.body - grown(part.body, -_ASIDE)
    shown: dict[str, list[Area]] = {}
    left_out: list[Area] = []
    for colour, region in part.regions:
        if colour == chief:
            continue
        pieces = pieces_of(common(region, part.body))
        lengths = [common(piece, edge).area() / _RIM for piece in pieces]
        aside = [
            length > 0 and common(piece, near).area() > _MOSTLY * piece.area()
            for piece, length in zip(pieces, lengths, strict=True)
        ]
        if head:
            aside = _goes_round(part, pieces, lengths, aside)
        for piece, length, at_side in zip(pieces, lengths, aside, strict=True):
            goes_on = at_side or length > (_ROUND_SHARE * whole if head else _TOUCH)
            if goes_on and not (colour == part.ink and plain):
                shown.setdefault(colour, []).append(piece)
            else:
                left_out.append(piece)
    areas = _closed(part, chief, shown, left_out)
    rest = body - joined([area for _, area in areas]) if areas else body
    return [(chief, rest), *areas]


def _goes_round(
    part: Part, pieces: Sequence[Area], lengths: Sequence[float], aside: Sequence[bool]
) -> list[bool]:
    """Which pieces of one colour beside the edge of a head go round it, such as stripes.

    A swirl that but comes near the edge, or a flower on one cheek, belongs to the face.
    """
    left, _, right, _ = bounds(part.body)
    middle = (left + right) / 2
    along = [
        beside and length > _ALONG * piece.area() ** 0.5
        for piece, length, beside in zip(pieces, lengths, aside, strict=True)
    ]
    sides = {bounds(piece)[0] < middle for piece, goes in zip(pieces, along, strict=True) if goes}
    return [
        goes and (length > _ALONE or len(sides) > 1)
        for length, goes in zip(lengths, along, strict=True)
    ]


def _closed(
    part: Part, chief: str, shown: Mapping[str, Sequence[Area]], left_out: Sequence[Area]
) -> list[tuple[str, Area]]:
    """What is shown, and the gaps between: each has the colour of most of what lies beside it."""
    gaps: dict[str, list[Area]] = {colour: [] for colour in shown}
    sides = {colour: joined(list(areas)) for colour, areas in shown.items()}
    sides[chief] = joined([region for colour, region in part.regions if colour == chief])
    for piece in left_out if shown else ():
        around = grown(piece, _BESIDE)
        beside = {colour: common(around, area).area() for colour, area in sides.items()}
        colour = max(beside, key=lambda name: beside[name])
        if beside[colour] > _CLEARLY * beside[chief]:
            gaps[colour].append(piece)
    return [(colour, joined([*areas, *gaps[colour]])) for colour, areas in shown.items()]


def without_holes(body: Area) -> Area:
    """A body with its holes closed, such as that of a hood in which there is a face."""
    rings = [polygon(ring) for ring in body.to_polygons()]
    return joined(rings)


def _edge(part: Part) -> Area:
    """A strip along the edge of a body, but for where the picture cuts it."""
    strip = part.body - grown(part.body, -_RIM)
    return common(strip, box(-2000, -2000, 2000, FLOOR - 2 * _RIM))


def chief_of(part: Part, *, edge: bool = False) -> str:
    """The colour of most of a body, or of most of its edge, other than that of its line.

    A colour that does not reach the edge, such as that of a belly, is chief only if none does.
    """
    strip = _edge(part)
    least = _REACHES * strip.area()
    areas = []
    for colour, region in part.regions:
        if colour != part.ink:
            rim = common(region, strip).area()
            size = rim if edge else common(region, part.body).area()
            areas.append((rim >= least, size, colour))
    return max(areas, default=(False, 0.0, part.ink))[2]
