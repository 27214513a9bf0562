"""From shapes to polygons: curves flattened, transforms applied, strokes widened.

Every element becomes rings of points in view box units; the number of points follows
from `tolerance`, the greatest distance (in the same units) that a chord may keep from
its curve. Arcs follow SVG 1.1, appendix F.6.
"""

import itertools
from math import acos, atan2, ceil, cos, hypot, pi, radians, sin, sqrt

from avatarchain.species.drawing import Command, Shape

Point = tuple[float, float]
Ring = tuple[list[Point], bool]
"""A flattened subpath: its points, and whether it is closed."""

Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f: x' = a·x + c·y + e, y' = b·x + d·y + f."""


def rings(shape: Shape, tolerance: float) -> list[Ring]:
    """The subpaths of one element, transformed, in order."""
    matrix = _matrix(shape.transforms)
    flat = _flatten(_commands(shape), tolerance / scale(matrix))
    return [([_apply(matrix, point) for point in points], closed) for points, closed in flat]


def stroke(points: list[Point], closed: bool, width: float, tolerance: float) -> list[list[Point]]:
    """The polygons whose union is a round-capped, round-joined line of `width`."""
    radius = width / 2
    corners = max(8, 4 * ceil(pi / acos(1 - min(tolerance / radius, 0.5)) / 4))
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


def stroke_width(shape: Shape) -> float:
    """The width of the shape's line after its transforms."""
    return shape.width * scale(_matrix(shape.transforms))


def scale(matrix: Matrix) -> float:
    """How much a (uniform) matrix enlarges."""
    return hypot(matrix[0], matrix[1])


def _matrix(operations: tuple[Command, ...]) -> Matrix:
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
            matrix = _multiply(matrix, step)
    return matrix


def _multiply(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[2] * n[1], m[1] * n[0] + m[3] * n[1],
        m[0] * n[2] + m[2] * n[3], m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4], m[1] * n[4] + m[3] * n[5] + m[5],
    )  # fmt: skip


def _apply(m: Matrix, point: Point) -> Point:
    return m[0] * point[0] + m[2] * point[1] + m[4], m[1] * point[0] + m[3] * point[1] + m[5]


def _commands(shape: Shape) -> tuple[Command, ...]:
    """Any element as path commands."""
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
            ("M", (x + rx, y)), ("H", (right - rx,)), ("A", (*turn, right, y + ry)),
            ("V", (low - ry,)), ("A", (*turn, right - rx, low)),
            ("H", (x + rx,)), ("A", (*turn, x, low - ry)),
            ("V", (y + ry,)), ("A", (*turn, x + rx, y)), ("Z", ()),
        )  # fmt: skip
    return shape.path


def _flatten(commands: tuple[Command, ...], tolerance: float) -> list[Ring]:
    found: list[Ring] = []
    points: list[Point] = []
    start = now = handle = (0.0, 0.0)
    before = ""
    for name, v in commands:
        if name == "M":
            if len(points) > 1:
                found.append((points, False))
            points, start, now = [(v[0], v[1])], (v[0], v[1]), (v[0], v[1])
        elif name == "Z":
            found.append((points, True))
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
        found.append((points, False))
    return found


def _bezier(controls: list[Point], tolerance: float) -> list[Point]:
    """Points of a quadratic or cubic curve after its first, evenly spaced in t."""
    degree = len(controls) - 1
    bend = max(
        hypot(a[0] - 2 * b[0] + c[0], a[1] - 2 * b[1] + c[1])
        for a, b, c in zip(controls, controls[1:], controls[2:], strict=False)
    )
    # The chord's distance is at most n(n−1)/8 · bend / steps² for degree n.
    steps = max(1, ceil(sqrt(degree * (degree - 1) / 8 * bend / tolerance)))
    found = []
    for k in range(1, steps + 1):
        t = k / steps
        level = controls
        while len(level) > 1:
            level = [
                (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
                for a, b in itertools.pairwise(level)
            ]
        found.append(level[0])
    return found


def _arc(start: Point, v: tuple[float, ...], end: Point, tolerance: float) -> list[Point]:
    """Points of an elliptical arc after its first."""
    rx, ry, turn, large, sweep = abs(v[0]), abs(v[1]), radians(v[2]), v[3], v[4]
    if not rx or not ry or start == end:
        return [end] if start != end else []
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
    step = 2 * acos(1 - min(tolerance / max(rx, ry), 0.5))
    steps = max(2, ceil(abs(span) / step))
    found = []
    for k in range(1, steps):
        angle = first + span * k / steps
        ex, ey = rx * cos(angle), ry * sin(angle)
        found.append((c * ex - s * ey + mx, s * ex + c * ey + my))
    return [*found, end]
