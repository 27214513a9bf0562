"""Areas of the picture's plane: what a drawing covers, cut, joined, grown and in triangles.

All lengths are units of the view box, 512 wide, y down. This module alone knows manifold3d,
whose `CrossSection` is an area with holes.
"""

from collections.abc import Iterable, Sequence
from math import ceil, floor
from typing import Protocol

import numpy as np
from manifold3d import CrossSection, FillRule, JoinType, OpType, triangulate
from numpy.typing import NDArray

from avatarchain.living.elements import Inked, rings_of
from avatarchain.living.strokes import ribbons

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Area(Protocol):
    """An area with holes: what is used here of manifold3d's CrossSection."""

    def area(self) -> float: ...
    def is_empty(self) -> bool: ...
    def num_contour(self) -> int: ...
    def num_vert(self) -> int: ...
    def bounds(self) -> tuple[float, float, float, float]: ...
    def offset(self, delta: float, join: object, miter: float, corners: int) -> "Area": ...
    def simplify(self, epsilon: float) -> "Area": ...
    def decompose(self) -> list["Area"]: ...
    def to_polygons(self) -> list[Floats]: ...
    def __sub__(self, other: "Area") -> "Area": ...


CURVE = 0.5
"""How far the edge of an area may be from its curve, in units."""

SIMPLE = 0.45
"""How far points that say little may be from the edge without them, in units."""

_EDGE = 0.02  # units that an edge may move when points that say little are left out
_ROUND = 16  # corners of a circle by which an area grows
_HAIR = 1e-3  # of a cell
_THREE = np.array([[0, 1, 2]])
_CRUMB = 0.6  # square units; a smaller area is nothing


def nothing() -> Area:
    """The empty area."""
    return _area(CrossSection())


def _area(made: Area) -> Area:
    return made


def box(left: float, top: float, right: float, bottom: float) -> Area:
    """A rectangle."""
    return _area(CrossSection.square((right - left, bottom - top)).translate((left, top)))


def polygon(points: Floats) -> Area:
    """The area inside a ring of points (n × 2)."""
    return _area(CrossSection([_turned(points)], FillRule.Positive))


def joined(areas: Sequence[Area]) -> Area:
    """What any of some areas covers."""
    if not areas:
        return nothing()
    return areas[0] if len(areas) == 1 else _area(CrossSection.batch_boolean(areas, OpType.Add))


def filled(inked: Inked) -> Area:
    """What the fill of a shape covers; where its rings cross it is the odd ones."""
    rings = [_open(points) for points, _ in rings_of(inked, CURVE) if len(points) > 2]
    return _area(CrossSection(rings, FillRule.EvenOdd)).simplify(SIMPLE) if rings else nothing()


def lined(inked: Inked) -> Area:
    """What the line of a shape covers, with round ends and joints."""
    bands = [
        _turned(band)
        for points, closed in rings_of(inked, CURVE)
        for band in ribbons(points, inked.width, closed=closed)
        if len(band) > 2
    ]
    return _area(CrossSection(bands, FillRule.Positive)).simplify(SIMPLE) if bands else nothing()


def grown(area: Area, by: float) -> Area:
    """An area that reaches `by` units farther, or less far if that is negative."""
    return area.offset(by, JoinType.Round, 2.0, _ROUND)


def calmed(area: Area) -> Area:
    """The same area without points that say little, and without crumbs."""
    return without_crumbs(area.simplify(_EDGE), _CRUMB)


def without_crumbs(area: Area, least: float) -> Area:
    """The pieces of an area that are larger than `least` square units."""
    if area.is_empty() or area.num_contour() == 1:
        return area if area.area() > least else nothing()
    pieces = area.decompose()
    large = [piece for piece in pieces if piece.area() > least]
    return area if len(large) == len(pieces) else joined(large)


def common(first: Area, second: Area) -> Area:
    """What both areas cover."""
    return _area(CrossSection.batch_boolean([first, second], OpType.Intersect))


def pieces_of(area: Area) -> list[Area]:
    """The pieces of an area that do not touch one another."""
    return list(area.decompose()) if not area.is_empty() else []


def bounds(area: Area) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of an area that is not empty."""
    left, top, right, bottom = area.bounds()
    return left, top, right, bottom


def edges(areas: Iterable[Area]) -> tuple[Floats, Floats]:
    """The starts and the ends of all edges of some areas, n × 2 each."""
    starts = [np.asarray(ring, float) for area in areas for ring in area.to_polygons()]
    if not starts:
        return np.zeros((0, 2)), np.zeros((0, 2))
    ends = [np.roll(ring, -1, axis=0) for ring in starts]
    return np.concatenate(starts), np.concatenate(ends)


def triangles(area: Area, cell: float) -> tuple[Floats, Ints]:
    """Points (n × 2) and triangles (m × 3) that cover an area, none larger than a cell.

    Areas that touch are cut along the same lines, so there is no gap between them. The
    triangles go round as the picture shows them with y up: against the clock.
    """
    points: list[Floats] = []
    faces: list[Ints] = []
    count = 0
    for piece in _cells(area, cell):
        rings = [np.asarray(ring, float) for ring in piece.to_polygons()]
        if not rings:
            continue
        corners = np.concatenate(rings)
        cut = _THREE if len(corners) == 3 else np.asarray(triangulate(rings), dtype=np.int64)
        points.append(corners)
        faces.append(cut + count)
        count += len(corners)
    if not points:
        return np.zeros((0, 2)), np.zeros((0, 3), np.int64)
    corner: Floats = np.round(np.concatenate(points), 2).astype(np.float64)
    merged, place = np.unique(corner, axis=0, return_inverse=True)
    joint: Ints = place.reshape(-1)[np.concatenate(faces)]
    # A triangle without area stays: bent, it closes the gap between its sides.
    a, b, c = joint.T
    return merged, joint[(a != b) & (b != c) & (c != a)][:, ::-1]


def _cells(area: Area, cell: float) -> Iterable[Area]:
    """The area in pieces, none across more than one square of a grid."""
    if area.is_empty():
        return
    left, top, right, bottom = area.bounds()
    columns = floor(left / cell + _HAIR), ceil(right / cell - _HAIR)
    rows = floor(top / cell + _HAIR), ceil(bottom / cell - _HAIR)
    wide, high = columns[1] - columns[0], rows[1] - rows[0]
    if wide <= 1 and high <= 1:
        yield area
        return
    if wide >= high:
        middle = (columns[0] + wide // 2) * cell
        halves = (left - 1, top - 1, middle, bottom + 1), (middle, top - 1, right + 1, bottom + 1)
    else:
        middle = (rows[0] + high // 2) * cell
        halves = (left - 1, top - 1, right + 1, middle), (left - 1, middle, right + 1, bottom + 1)
    for half in halves:
        yield from _cells(common(area, box(*half)), cell)


def _open(points: Sequence[tuple[float, float]]) -> Floats:
    ring = np.asarray(points, float)
    return ring[:-1] if len(ring) > 3 and (ring[0] == ring[-1]).all() else ring


def _turned(points: Floats) -> Floats:
    """A ring so that it goes round as areas do."""
    after = np.roll(points, -1, axis=0)
    twice = float((points[:, 0] * after[:, 1] - points[:, 1] * after[:, 0]).sum())
    return points if twice > 0 else points[::-1].copy()
