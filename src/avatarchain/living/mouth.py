"""Mouths that open, by rule, from drawings that were made to be still.

Some mouths are a line: below it opens a hole in the colour of the line, with a tongue, whose
floor slides down in a window below the line. Some are drawn open, or as lips or a beak: they
open further, from their upper end. Where there is neither, a small hole opens below the lines.
"""

from collections.abc import Sequence

from avatarchain.living import Rig, Seat
from avatarchain.living.elements import COARSE, Inked, area, box_of, rings_of
from avatarchain.living.pieces import Piece, Slide
from avatarchain.species.outline import Point

_WIDE = 50  # units across; a narrower line is no lip
_ASIDE = 32  # units that the middle of a lip may be beside the head's
_DEEP, _DEEP_SHARE = 28.0, 0.32  # how deep a hole opens: units, and share of the lip's width
_STEPS = 12
_WINDOW = 70
_INK = "#2b2233"


def mouth_pieces(inked: Sequence[Inked], seat: Seat, rig: Rig, windows: list[Inked]) -> list[Piece]:
    """The pieces of the layer with the mouth; a window is added to `windows`."""
    if not inked:
        return []
    if seat.bone is None:
        return [Piece(tuple(inked), None)]
    middle = rig.bones[seat.bone].pivot[0] if seat.bone in rig.bones else 256.0
    lip, line = _lip(inked, middle)
    lines = max((_width(shape) for shape in inked if shape.fill is None), default=0.0)
    filled = max((_width(shape) for shape in inked if shape.fill is not None), default=0.0)
    if filled and (filled >= 0.95 * lines or not lip):
        top = min(box_of(shape)[1] for shape in inked)
        return [Piece(tuple(inked), seat.bone, seat.depth, Slide.GAPE, top)]
    if not lip:
        low = max(box_of(shape)[3] for shape in inked) - 4
        lip, line = [(middle + 22 * k / 6, low) for k in range(-6, 7)], inked[0].line or _INK
    window, floor, tongue, travel = _hole(lip, line, rig.face.tongue)
    windows.append(window)
    hole = (floor, tongue) if tongue is not None else (floor,)
    number = len(windows) - 1
    jaw = Piece(hole, seat.bone, seat.depth, Slide.JAW, travel, number)
    return [jaw, Piece(tuple(inked), seat.bone, seat.depth)]


def _width(shape: Inked) -> float:
    left, _, right, _ = box_of(shape)
    return right - left


def _lip(inked: Sequence[Inked], middle: float) -> tuple[list[Point], str]:
    """The points of the lip from left to right, and its colour; empty if there is none."""
    lip: list[Point] = []
    colour = ""
    for shape in inked:
        if shape.fill is not None or shape.line is None:
            continue
        for points, closed in rings_of(shape, COARSE / 2):
            xs = [x for x, _ in points]
            wide = max(xs) - min(xs)
            centred = abs((max(xs) + min(xs)) / 2 - middle) < _ASIDE
            if not closed and wide > _WIDE and centred and wide > _span(lip):
                lip, colour = sorted(points), shape.line
    return _sampled(lip), colour


def _span(points: Sequence[Point]) -> float:
    return points[-1][0] - points[0][0] if points else 0.0


def _sampled(points: Sequence[Point]) -> list[Point]:
    """The points of a line at even steps from its left to its right end."""
    sampled = []
    for step in range(_STEPS + 1 if points else 0):
        x = points[0][0] + _span(points) * step / _STEPS
        after = next((k for k, (px, _) in enumerate(points) if px >= x - 1e-9), len(points) - 1)
        (x0, y0), (x1, y1) = points[max(after - 1, 0)], points[after]
        y = y1 if x1 == x0 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)
        sampled.append((round(x, 1), round(y, 1)))
    return sampled


def _hole(lip: Sequence[Point], line: str, tongue: str) -> tuple[Inked, Inked, Inked | None, float]:
    """The window below a lip, the open floor, its tongue, and how far it slides."""
    wide = _span(lip)
    deep = min(_DEEP, _DEEP_SHARE * wide)
    floor = []
    for x, y in lip:
        share = 2 * (x - lip[0][0]) / wide - 1
        floor.append((x, y + deep * (1 - share * share) ** 0.7))
    top = min(y for _, y in lip) - deep - 8
    (x0, y0), (x1, y1) = lip[0], lip[-1]
    window = area(f"{_path(lip)}L{x1:g} {y1 + _WINDOW:g}L{x0:g} {y0 + _WINDOW:g}Z", line)
    inside = area(f"{_path(floor)}L{x1:g} {top:g}L{x0:g} {top:g}Z", line)
    travel = round(deep + 2, 1)
    if not tongue:
        return window, inside, None, travel
    x, y = max(floor, key=lambda point: point[1])
    rx, ry = round(0.24 * wide, 1), round(0.45 * deep, 1)
    low, high = round(y - 1.5, 1), round(y - 1.5 - 2 * ry, 1)
    side, mid = round(x, 1), round((low + high) / 2, 1)
    d = f"M{side - rx:g} {mid:g}A{rx:g} {ry:g} 0 1 1 {side + rx:g} {mid:g}"
    d += f"A{rx:g} {ry:g} 0 1 1 {side - rx:g} {mid:g}Z"
    return window, inside, area(d, tongue), travel


def _path(points: Sequence[Point]) -> str:
    first, *rest = (f"{round(x, 1):g} {round(y, 1):g}" for x, y in points)
    return "M" + first + "".join(f"L{point}" for point in rest)
