"""The edges of a drawing: how much outline stands in each part of the canvas.

The painter's grid is an eighth of a unit, and half a unit in the smallest pictures. So it moves an
edge by up to that much, which nobody sees of one edge. Where a part of the canvas is full of edges,
as with thousands of slivers without area, it would be painted as another picture than any other
renderer shows. So a drawing has a limit on the length of its outlines in each square of 16 and of
32 units, and so has a portrait, which is the sum of its layers. Like the effort it is counted
before anything is painted; docs/species.md says how far a picture may still be from the drawing.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from math import ceil, cos, hypot, pi, sin

from avatarchain.species.elements import Shape
from avatarchain.species.outline import Point, corners_of, rings, stroke_width

MOST_EDGES = {False: (700, 2_000), True: (320, 900)}
"""The most units of outline in a small and in a large square, of a portrait and of one drawing."""

_CANVAS, _CELL = 512, 16
_CELLS = _CANVAS // _CELL
_TOLERANCE = 0.5  # of curves, in units: it hardly changes their length
_STEP = 4.0  # the longest piece of an outline that counts in one cell
_LAST = _CANVAS - 0.001
_LEAST = 2.0  # a ring without area is painted too, as a spot

Edges = tuple[int, ...]
"""Units of outline in each of 32 × 32 squares of 16 units, row by row, and then in each of 31 × 31
of 32 units, which overlap by half."""


def edges(shapes: Sequence[Shape]) -> Edges:
    """The units of outline of shapes, in each square.

    They are not counted further once there are more than all squares together may hold.
    """
    cells = [0.0] * _CELLS**2
    most = _CANVAS**2 * MOST_EDGES[False][1] / (2 * _CELL) ** 2
    for shape in shapes:
        for outline in _outlines(shape):
            most -= _count(cells, outline)
            if most < 0:
                return _squares(cells)
    return _squares(cells)


def allowed(shapes: Sequence[Shape], *, one_layer: bool) -> int:
    """How many of the shapes, from the first on, have no more edges than are allowed."""
    few, many, cells = 0, len(shapes) + 1, [0.0] * _CELLS**2
    while many - few > 1:
        middle = (few + many) // 2
        tried = cells.copy()
        for shape in shapes[few:middle]:
            for outline in _outlines(shape):
                _count(tried, outline)
            if max(tried) > MOST_EDGES[one_layer][0] + 1:
                break
        if too_many(_squares(tried), one_layer=one_layer) is None:
            few, cells = middle, tried
        else:
            many = middle
    return few


def worst(several: Iterable[Edges]) -> Edges:
    """In each square what the one with the most has there."""
    return tuple(map(max, *several, _NONE, _NONE))


def sum_of(several: Iterable[Edges]) -> Edges:
    """In each square what all have together."""
    return tuple(map(sum, zip(*several, _NONE, strict=True)))


def too_many(counted: Edges, *, one_layer: bool) -> str | None:
    """The text of the fault for the square that is furthest beyond its limit; None if none is."""
    faults = []
    for start, columns, side, most in zip(
        (0, _CELLS**2),
        (_CELLS, _CELLS - 1),
        (_CELL, 2 * _CELL),
        MOST_EDGES[one_layer],
        strict=True,
    ):
        part = counted[start : start + columns**2]
        length = max(part)
        row, column = divmod(part.index(length), columns)
        reason = (
            f"{length:,} units of outline in the square of {side} at {column * _CELL} "
            f"{row * _CELL}, where {most:,} are allowed"
        )
        faults.append((length / most, reason))
    excess, reason = max(faults)
    return reason if excess > 1 else None


def _squares(cells: list[float]) -> Edges:
    rows = [
        [ceil(length) for length in cells[k : k + _CELLS]] for k in range(0, len(cells), _CELLS)
    ]
    pairs = [[a + b for a, b in pairwise(row)] for row in rows]
    large = [a + b for upper, lower in pairwise(pairs) for a, b in zip(upper, lower, strict=True)]
    return (*chain(*rows), *large)


_NONE = _squares([0.0] * _CELLS**2)


def _count(cells: list[float], outline: list[Point]) -> float:
    """Add an outline to the cells; what it adds in all is returned."""
    total = 0.0
    x0, y0 = outline[0]
    if 0 < x0 < _CANVAS and 0 < y0 < _CANVAS:
        cells[int(y0) // _CELL * _CELLS + int(x0) // _CELL] += _LEAST
        total += _LEAST
    for x1, y1 in outline[1:]:
        length = hypot(x1 - x0, y1 - y0)
        if length <= _STEP:  # as most are
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            if 0 < x < _CANVAS and 0 < y < _CANVAS:
                cells[int(y) // _CELL * _CELLS + int(x) // _CELL] += length
                total += length
        elif (part := _visible((x0, y0), (x1, y1))) is not None:
            pieces = ceil(length * (part[1] - part[0]) / _STEP)
            each = (part[1] - part[0]) / pieces
            for k in range(pieces):
                t = part[0] + (k + 0.5) * each
                x, y = int(x0 + t * (x1 - x0)), int(y0 + t * (y1 - y0))
                cells[y // _CELL * _CELLS + x // _CELL] += length * each
            total += length * each * pieces
        x0, y0 = x1, y1
    return total


def _visible(start: Point, end: Point) -> tuple[float, float] | None:
    """The part of a line that is on the canvas, from 0 to 1; None if there is none."""
    first, last = 0.0, 1.0
    for at, to in zip(start, end, strict=True):
        if at != to:
            ends = -at / (to - at), (_LAST - at) / (to - at)
            first, last = max(first, min(ends)), min(last, max(ends))
        elif not 0 < at < _CANVAS:  # an edge of the canvas itself is none
            return None
    return (first, last) if first < last else None


def _outlines(shape: Shape) -> Iterator[list[Point]]:
    """The outlines of a shape's fill and of its line, each a row of points in view box units."""
    flat = rings(shape, _TOLERANCE)
    if shape.fill is not None:
        for points, _ in flat:
            yield [*points, points[0]]
    if shape.stroke is not None:
        radius = stroke_width(shape) / 2
        for points, closed in flat:
            yield from _lined([*points, points[0]] if closed else points, radius)


def _lined(points: list[Point], radius: float) -> Iterator[list[Point]]:
    """The two sides and the ends of a line; where it turns back, it ends and begins anew."""
    left: list[Point] = []
    right: list[Point] = []
    before = (0.0, 0.0)
    for (x0, y0), (x1, y1) in pairwise(points):
        length = hypot(x1 - x0, y1 - y0)
        if not length:
            continue
        dx, dy = (x1 - x0) / length * radius, (y1 - y0) / length * radius
        if left and before[0] * dx + before[1] * dy < 0:
            yield _ended(left, right, before)
            left, right = [], []
        if not left:
            left, right = [(x0 - dx - dy, y0 - dy + dx)], [(x0 - dx + dy, y0 - dy - dx)]
        left += [(x0 - dy, y0 + dx), (x1 - dy, y1 + dx)]
        right += [(x0 + dy, y0 - dx), (x1 + dy, y1 - dx)]
        before = dx, dy
    if left:
        yield _ended(left, right, before)
    else:  # a dot
        (x, y), corners = points[0], corners_of(radius, _TOLERANCE)
        turns = [2 * pi * k / corners for k in range(corners + 1)]
        yield [(x + radius * cos(turn), y + radius * sin(turn)) for turn in turns]


def _ended(left: list[Point], right: list[Point], step: Point) -> list[Point]:
    """The whole outline of a piece of a line, whose end reaches further by `step`."""
    ends = [(side[-1][0] + step[0], side[-1][1] + step[1]) for side in (left, right)]
    return [*left, *ends, *reversed(right), left[0]]
