"""From shapes to polygons: curves flattened, transforms applied, strokes widened.

Every element becomes rings of points in view box units. The number of points follows from
`tolerance`, the greatest distance between a curve and the straight lines that replace it, in
the same units. Arcs follow SVG 1.1, appendix F.6. `effort` counts the points before they are made.
"""

import itertools
from dataclasses import dataclass
from math import acos, atan2, ceil, cos, hypot, pi, radians, sin, sqrt

from avatarchain.species.elements import Shape
from avatarchain.species.spelling import Command

Point = tuple[float, float]
Ring = tuple[list[Point], bool]
"""A flattened subpath: its points, and whether it is closed."""

Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f: x' = a·x + c·y + e, y' = b·x + d·y + f."""


def rings(shape: Shape, tolerance: float) -> list[Ring]:
    """The subpaths of one element as rings of points, in order, after its transforms.

    `tolerance` is the greatest distance between a curve and its ring, in view box units.
    """
    matrix = matrix_of(shape.transforms)
    flat = _flatten(commands_of(shape), tolerance / scale(matrix))
    return [([apply(matrix, point) for point in points], closed) for points, closed in flat]


def stroke(points: list[Point], closed: bool, width: float, tolerance: float) -> list[list[Point]]:
    """Polygons that together cover a line of `width` with round ends and joints."""
    radius = width / 2
    corners = corners_of(radius, tolerance)
    disc = [
        (radius * cos(2 * pi * k / corners), radius * sin(2 * pi * k / corners))
        for k in range(corners)
    ]
    polygons = [[(x + dx, y + dy) for dx, dy in disc] for x, y in points]
    ends = [*points[1:], points[0]] if closed else points[1:]
    for (x0, y0), (x1, y1) in zip(points, ends, strict=False):
        length = hypot(x1 - x0, y1 - y0)
        if length:
            nx, ny = -(y1 - y0) / length * radius, (x1 - x0) / length * radius
            polygons.append(
                [(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)]
            )
    return polygons


def corners_of(radius: float, tolerance: float) -> int:
    """The number of corners of a disc with this radius."""
    return max(8, 4 * ceil(pi / acos(1 - min(tolerance / radius, 0.5)) / 4))


def stroke_width(shape: Shape) -> float:
    """The width of the shape's line after its transforms."""
    return shape.width * scale(matrix_of(shape.transforms))


def scale(matrix: Matrix) -> float:
    """The factor by which a transform enlarges, the same in all directions."""
    return hypot(matrix[0], matrix[1])


def matrix_of(operations: tuple[Command, ...]) -> Matrix:
    """The matrix of several transforms, of which the last is applied first."""
    matrix: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    for name, values in operations:
        if name == "translate":
            steps = [(1.0, 0.0, 0.0, 1.0, values[0], values[1] if len(values) > 1 else 0.0)]
        elif name == "scale":
            steps = [(values[0], 0.0, 0.0, values[-1], 0.0, 0.0)]
        else:
            angle, (x, y) = radians(values[0]), values[1:] or (0.0, 0.0)
            turn = (cos(angle), sin(angle), -sin(angle), cos(angle), 0.0, 0.0)
            steps = [(1.0, 0.0, 0.0, 1.0, x, y), turn, (1.0, 0.0, 0.0, 1.0, -x, -y)]
        for step in steps:
            matrix = multiply(matrix, step)
    return matrix


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """The matrix that first does `n`, then `m`."""
    return (
        m[0] * n[0] + m[2] * n[1],
        m[1] * n[0] + m[3] * n[1],
        m[0] * n[2] + m[2] * n[3],
        m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4],
        m[1] * n[4] + m[3] * n[5] + m[5],
    )


def apply(m: Matrix, point: Point) -> Point:
    """The position of a point after a transform."""
    return m[0] * point[0] + m[2] * point[1] + m[4], m[1] * point[0] + m[3] * point[1] + m[5]


def commands_of(shape: Shape) -> tuple[Command, ...]:
    """The path commands of any element."""
    at = shape.geometry.get
    if shape.element in ("circle", "ellipse"):
        cx, cy = at("cx", 0.0), at("cy", 0.0)
        rx, ry = at("r", at("rx", 0.0)), at("r", at("ry", 0.0))
        half = (rx, ry, 0.0, 0.0, 1.0)
        return (
            ("M", (cx - rx, cy)),
            ("A", (*half, cx + rx, cy)),
            ("A", (*half, cx - rx, cy)),
            ("Z", ()),
        )
    if shape.element == "line":
        return ("M", (at("x1", 0.0), at("y1", 0.0))), ("L", (at("x2", 0.0), at("y2", 0.0)))
    if shape.element == "rect":
        x, y, width, height = at("x", 0.0), at("y", 0.0), at("width", 0.0), at("height", 0.0)
        right, low = x + width, y + height
        # SVG clamps each radius to half of its side.
        rx, ry = min(at("rx", 0.0), width / 2), min(at("ry", 0.0), height / 2)
        if not rx:
            return (("M", (x, y)), ("H", (right,)), ("V", (low,)), ("H", (x,)), ("Z", ()))
        turn = (rx, ry, 0.0, 0.0, 1.0)
        return (
            ("M", (x + rx, y)),
            ("H", (right - rx,)),
            ("A", (*turn, right, y + ry)),
            ("V", (low - ry,)),
            ("A", (*turn, right - rx, low)),
            ("H", (x + rx,)),
            ("A", (*turn, x, low - ry)),
            ("V", (y + ry,)),
            ("A", (*turn, x + rx, y)),
            ("Z", ()),
        )
    return shape.path


def _flatten(commands: tuple[Command, ...], tolerance: float) -> list[Ring]:
    """The subpaths of a path as rings of points, before any transform."""
    subpaths: list[Ring] = []
    points: list[Point] = []
    start = now = handle = (0.0, 0.0)
    before = ""
    for name, v in commands:
        if name == "M":
            if len(points) > 1:
                subpaths.append((points, False))
            points, start, now = [(v[0], v[1])], (v[0], v[1]), (v[0], v[1])
        elif name == "Z":
            subpaths.append((points, True))
            points, now = [start], start
        elif name in "LHV":
            now = (now[0] if name == "V" else v[0], now[1] if name == "H" else v[-1])
            points.append(now)
        elif name == "A":
            end = (v[5], v[6])
            points.extend(_arc(now, v, end, tolerance))
            now = end
        else:
            if name in "ST":
                smooth = before in ("CS" if name == "S" else "QT")
                handle = (2 * now[0] - handle[0], 2 * now[1] - handle[1]) if smooth else now
                v = (*handle, *v)
            controls = [now, *zip(v[::2], v[1::2], strict=True)]
            points.extend(_bezier(controls, tolerance))
            handle, now = controls[-2], controls[-1]
        before = name
    if len(points) > 1:
        subpaths.append((points, False))
    return subpaths


def bezier_steps(controls: list[Point], tolerance: float) -> int:
    """The number of lines that replace a quadratic or cubic curve."""
    degree = len(controls) - 1
    bend = max(
        hypot(a[0] - 2 * b[0] + c[0], a[1] - 2 * b[1] + c[1])
        for a, b, c in zip(controls, controls[1:], controls[2:], strict=False)
    )
    # The chord's distance is at most n(n−1)/8 · bend / steps² for degree n.
    return max(1, ceil(sqrt(degree * (degree - 1) / 8 * bend / tolerance)))


def _bezier(controls: list[Point], tolerance: float) -> list[Point]:
    """Points of a quadratic or cubic curve without its first point, evenly spaced in t."""
    steps = bezier_steps(controls, tolerance)
    points = []
    for k in range(1, steps + 1):
        t = k / steps
        level = controls
        while len(level) > 1:
            level = [
                (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
                for a, b in itertools.pairwise(level)
            ]
        points.append(level[0])
    return points


@dataclass(frozen=True, slots=True)
class Arc:
    """A piece of an ellipse: radii, turn, centre, first angle and span, angles in radians."""

    rx: float
    ry: float
    turn: float
    centre: Point
    first: float
    span: float

    def steps(self, tolerance: float) -> int:
        """The number of lines that replace it."""
        step = 2 * acos(1 - min(tolerance / max(self.rx, self.ry), 0.5))
        return max(2, ceil(abs(self.span) / step))


def arc_of(start: Point, v: tuple[float, ...], end: Point) -> Arc | None:
    """The arc of a command with these numbers; None if it has no length. Its radii are above 0."""
    if start == end:
        return None
    rx, ry, turn, large, sweep = v[0], v[1], radians(v[2]), v[3], v[4]
    c, s = cos(turn), sin(turn)
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = c * dx + s * dy, c * dy - s * dx
    if (excess := (x / rx) ** 2 + (y / ry) ** 2) > 1:
        rx, ry = rx * sqrt(excess), ry * sqrt(excess)
    under = (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2
    root = sqrt(max(0.0, under / ((rx * y) ** 2 + (ry * x) ** 2)))
    if large == sweep:
        root = -root
    px, py = root * rx * y / ry, -root * ry * x / rx
    first = atan2((y - py) / ry, (x - px) / rx)
    span = atan2((-y - py) / ry, (-x - px) / rx) - first
    if sweep and span < 0:
        span += 2 * pi
    elif not sweep and span > 0:
        span -= 2 * pi
    mx = c * px - s * py + (start[0] + end[0]) / 2
    my = s * px + c * py + (start[1] + end[1]) / 2
    return Arc(rx, ry, turn, (mx, my), first, span)


def _arc(start: Point, v: tuple[float, ...], end: Point, tolerance: float) -> list[Point]:
    """Points of an elliptical arc without its first point; its radii are above 0."""
    arc = arc_of(start, v, end)
    if arc is None:  # there is no arc, but a line through it has its round ends
        return [end]
    c, s, (mx, my) = cos(arc.turn), sin(arc.turn), arc.centre
    steps = arc.steps(tolerance)
    points = []
    for k in range(1, steps):
        angle = arc.first + arc.span * k / steps
        ex, ey = arc.rx * cos(angle), arc.ry * sin(angle)
        points.append((c * ex - s * ey + mx, s * ex + c * ey + my))
    return [*points, end]
