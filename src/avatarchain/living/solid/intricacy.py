"""How intricate drawings may be of which a model is made, seen before the work is done.

Edges that cross become corners of areas, and each corner costs time: a grid of two hundred lines
has forty thousand. So the edges of all shapes are looked at first, and those that cross are
counted. A usual character has some 6,000 crossings, and 4,000 corners in its coloured areas.
"""

from collections.abc import Sequence

import numpy as np

from avatarchain.errors import TooIntricate
from avatarchain.living import Rig
from avatarchain.living.elements import rings_of
from avatarchain.living.pieces import Figure
from avatarchain.living.solid.parts import Part, is_face, overlay
from avatarchain.living.solid.plane import CURVE, Floats, Ints
from avatarchain.living.strokes import ribbons

MOST_CROSSINGS, MOST_CORNERS = 30_000, 12_000
MOST_NEAR = 20_000_000
"""Pairs of edges that lie over the same part of the picture's width, of which any may cross."""

_AT_ONCE = 1_000_000


def check_crossings(drawn: Figure) -> None:
    """Raise TooIntricate if too many edges of a figure's shapes cross, or may cross."""
    starts, ends = _edges(drawn)
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    order = np.argsort(low[:, 0], kind="stable")
    starts, ends, low, high = starts[order], ends[order], low[order], high[order]
    # Of those that begin at or behind an edge's left end: how many begin before its right end.
    after = np.searchsorted(low[:, 0], high[:, 0], side="right") - np.arange(len(low)) - 1
    if (near := int(after.sum())) > MOST_NEAR:
        raise TooIntricate(count=near, parts="pairs of edges that may cross", most=MOST_NEAR)
    crossings = 0
    bounds = np.searchsorted(np.cumsum(after), np.arange(0, near, _AT_ONCE), side="left")
    for first, last in zip(bounds, [*bounds[1:], len(after)], strict=True):
        count = after[first:last]
        edge = np.repeat(np.arange(first, last), count)
        steps = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        crossings += _crossing(starts, ends, low, high, edge, edge + steps + 1)
    if crossings > MOST_CROSSINGS:
        raise TooIntricate(count=crossings, parts="crossings of edges", most=MOST_CROSSINGS)


def check_corners(drawn: Figure, rig: Rig, parts: Sequence[Part]) -> None:
    """Raise TooIntricate if the coloured areas of a figure have too many corners."""
    areas = [region for part in parts for _, region in part.regions]
    for piece in drawn.pieces:
        if is_face(piece, rig):
            areas += [region for _, region in overlay(piece.shapes)]
    if (count := sum(area.num_vert() for area in areas)) > MOST_CORNERS:
        raise TooIntricate(count=count, parts="corners of coloured areas", most=MOST_CORNERS)


def _edges(drawn: Figure) -> tuple[Floats, Floats]:
    """The starts and the ends of all edges of fills and lines, n × 2 each."""
    polygons = [np.zeros((1, 2))]
    for piece in drawn.pieces:
        for shape in piece.shapes:
            for points, closed in rings_of(shape, CURVE):
                if shape.fill is not None and len(points) > 2:
                    polygons.append(np.asarray(points, float))
                if shape.line is not None:
                    polygons += ribbons(points, shape.width, closed=closed)
    return np.concatenate(polygons), np.concatenate([np.roll(p, -1, axis=0) for p in polygons])


def _crossing(
    starts: Floats, ends: Floats, low: Floats, high: Floats, edge: Ints, other: Ints
) -> int:
    """How many pairs of edges cross, of which each is given by two numbers."""
    level = (low[edge, 1] <= high[other, 1]) & (low[other, 1] <= high[edge, 1])
    edge, other = edge[level], other[level]
    a, b, c, d = starts[edge], ends[edge], starts[other], ends[other]
    apart = (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)
    return int(apart.sum())


def _side(start: Floats, end: Floats, point: Floats) -> Floats:
    """On which side of a line points lie: above 0, below 0, or on it."""
    across: Floats = (end[:, 0] - start[:, 0]) * (point[:, 1] - start[:, 1])
    return across - (end[:, 1] - start[:, 1]) * (point[:, 0] - start[:, 0])
