"""The effort of painting a shape, computed before anything is painted.

A few bytes can need much time: a large circle with a wide line becomes millions of points, and a
path of many pieces is filled piece by piece over the whole canvas. So a drawing has a limit on its
effort, and so has a portrait, which is the sum of its layers. The effort is counted from the
numbers of the drawing alone, in time linear in their count. One unit is at most a millisecond of a
slow machine that paints 2048 pixels; docs/species.md says which picture has which effort.

The effort is computed from the painter's work: points after flattening, the area of the canvas that
each fill, line or piece of a path may cover, and the rows that edges cross.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from math import pi

from avatarchain.species.elements import Shape
from avatarchain.species.outline import (
    Matrix,
    Point,
    apply,
    arc_of,
    bezier_steps,
    commands_of,
    corners_of,
    matrix_of,
    scale,
    stroke_width,
)

MAX_EFFORT = 12_000
"""The most effort of one portrait, and so of one drawing."""
MAX_INKS = 12
"""The most colours in one drawing: the painter needs a plane (an array of pixels) for each."""

CANVAS = 512
_TOLERANCE = 0.1 * CANVAS / 2048  # of the painter, where its pictures are largest

# The effort of each thing that is counted; areas are in canvases.
_SHAPE, _PIECE, _CORNER, _CROSSING = 4.5, 0.05, 0.008, 0.002
_POINT, _ROWS = 0.022, 0.03  # of a point after flattening, and of one that has all rows
_AREA, _PIECE_AREA, _FADED_AREA, _DISC_AREA = 100.0, 450.0, 800.0, 8.0
_PLANE, _PLANE_AREA = 25.0, 30.0


@dataclass(slots=True)
class _Path:
    """One subpath: points after flattening, units of height that its edges cross, and its box."""

    points: int = 0
    crossings: float = 0.0
    left: float = float("inf")
    top: float = float("inf")
    right: float = float("-inf")
    bottom: float = float("-inf")

    def reach(self, point: Point, around: float = 0.0) -> None:
        """Extend the box to include a point and a distance of `around` on all sides of it."""
        x, y = point
        self.left, self.right = min(self.left, x - around), max(self.right, x + around)
        self.top, self.bottom = min(self.top, y - around), max(self.bottom, y + around)

    def area(self, around: float = 0.0) -> float:
        """The part of the canvas, 0 … 1, that the box covers, widened on all sides."""
        width = min(CANVAS, self.right + around) - max(0.0, self.left - around)
        height = min(CANVAS, self.bottom + around) - max(0.0, self.top - around)
        return max(0.0, width) * max(0.0, height) / CANVAS**2

    def height(self) -> float:
        """The part of the rows of the canvas, 0 … 1, in which there may be an edge."""
        return max(0.0, min(CANVAS, self.bottom) - max(0.0, self.top)) / CANVAS


def effort(shape: Shape, planes: int = 2) -> float:
    """The effort of one shape, in a drawing that is painted with this number of `planes`."""
    matrix = matrix_of(shape.transforms)
    paths = _walk(shape, matrix)
    whole = _Path()
    for path in paths:
        whole.reach((path.left, path.top))
        whole.reach((path.right, path.bottom))
    points = sum(path.points for path in paths)
    total = _SHAPE + _PIECE * len(paths) + _POINT * points
    if shape.fill is not None:
        total += _filled(paths) + whole.area() * (_AREA + planes * _PLANE_AREA)
    radius = stroke_width(shape) / 2 if shape.stroke is not None else 0.0
    if shape.stroke is not None:
        total += 2 * _CROSSING * sum(path.crossings for path in paths)
        total += _lined(points, radius) + whole.area(radius) * (_AREA + planes * _PLANE_AREA)
    if shape.opacity != 1:
        total += 3 * _SHAPE + _FADED_AREA * whole.area(radius)
    return total


def planes(colours: Collection[str]) -> float:
    """The effort of a drawing's planes: one for each colour, and one for the background."""
    return _PLANE * (1 + min(len(colours), MAX_INKS)) if colours else 0.0


def inks(shape: Shape) -> set[str]:
    """The names of the colours of a shape."""
    return {name for name in (shape.fill, shape.stroke) if name is not None}


def _filled(paths: list[_Path]) -> float:
    """The effort of the edges of a fill, and of its pieces if there are several."""
    total = 0.0
    for path in paths:
        # For each row the painter looks at all edges of the path.
        total += path.points * _ROWS * path.height() + path.crossings * _CROSSING
        if len(paths) > 1:
            total += _PIECE_AREA * path.area()
    return total


def _lined(points: int, radius: float) -> float:
    """The effort of a line: a disc at each point, and a piece from each to the next."""
    across = min(1.0, 2 * radius / CANVAS)
    corners = corners_of(radius, _TOLERANCE) + 4
    each = corners * (_CORNER + _ROWS * across) + 4 * CANVAS * across * _CROSSING
    return points * (each + _PIECE + 2 * _DISC_AREA * across**2)


def _walk(shape: Shape, matrix: Matrix) -> list[_Path]:
    """The subpaths of a shape after its transforms, counted as `outline.rings` makes them."""
    factor = scale(matrix)
    tolerance = _TOLERANCE / factor
    paths: list[_Path] = []
    path = _Path()
    start = now = handle = (0.0, 0.0)
    before = ""
    for name, v in commands_of(shape):
        if name == "M":
            if path.points > 1:
                paths.append(path)
            start = now = (v[0], v[1])
            path = _begun(apply(matrix, now))
        elif name == "Z":
            paths.append(path)
            now = start
            path = _begun(apply(matrix, now))
        elif name == "A":
            _count_arc(path, matrix, now, v, factor)
            now = (v[5], v[6])
        else:
            if name in "LHV":
                v = (now[0] if name == "V" else v[0], now[1] if name == "H" else v[-1])
            elif name in "ST":
                smooth = before in ("CS" if name == "S" else "QT")
                v = (*((2 * now[0] - handle[0], 2 * now[1] - handle[1]) if smooth else now), *v)
            controls = [now, *zip(v[::2], v[1::2], strict=True)]
            path.points += bezier_steps(controls, tolerance) if len(controls) > 2 else 1
            _count_lines(path, [apply(matrix, point) for point in controls])
            handle, now = controls[-2], controls[-1]
        before = name
    if path.points > 1:
        paths.append(path)
    return paths


def _begun(point: Point) -> _Path:
    path = _Path(points=1)
    path.reach(point)
    return path


def _count_lines(path: _Path, controls: list[Point]) -> None:
    """Count a line or a curve, by its control points: a curve stays within their box."""
    for point in controls:
        path.reach(point)
    for (_, y0), (_, y1) in pairwise(controls):
        path.crossings += min(CANVAS, abs(y1 - y0))


def _count_arc(
    path: _Path, matrix: Matrix, start: Point, v: tuple[float, ...], factor: float
) -> None:
    end = (v[5], v[6])
    arc = arc_of(start, v, end)
    if arc is None:
        return
    longest = max(arc.rx, arc.ry)
    path.points += arc.steps(_TOLERANCE / factor)
    path.reach(apply(matrix, end))
    path.reach(apply(matrix, arc.centre), longest * factor)
    turns = abs(arc.span) / pi + 2
    path.crossings += min(longest * factor * abs(arc.span), turns * CANVAS)
