"""Lines as polygons, once for all frames: ribbons that follow a line, and discs where it turns.

The polygons of a line may overlap; together they cover it. They are made before a pose moves
them, so a line keeps its width whatever Pillow makes of the points.
"""

from math import atan2, cos, pi, tau

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_SHARP = 0.5  # radians; a corner that turns more is round, by a disc
_LONGEST = 0.9  # radians that one ribbon may turn, so that it does not cross itself
_CORNERS = 20


def ribbons(points: list[tuple[float, float]], width: float, *, closed: bool) -> list[Points]:
    """Polygons (n × 2 each) that cover a line of this width with round ends and joints."""
    line = _distinct(points, closed=closed)
    if len(line) < 2:
        return [_disc(np.array(points[0], float), width / 2)]
    ends = np.roll(line, -1, axis=0) if closed else line[1:]
    steps = ends - line[: len(ends)]
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    normals = np.stack([-steps[:, 1], steps[:, 0]], axis=1) / lengths[:, None] * (width / 2)
    bends = _bends(steps, closed=closed)
    pieces: list[Points] = []
    left: list[Points] = []
    right: list[Points] = []
    turned = 0.0

    def add(spot: Points, normal: Points) -> None:
        left.append(spot + normal)
        right.append(spot - normal)

    def cut() -> None:
        if len(left) > 1:
            pieces.append(np.array([*left, *reversed(right)]))
        left.clear()
        right.clear()

    first = _joint(normals[-1], normals[0], bends[0]) if closed else None
    if first is None:
        pieces.append(_disc(line[0], width / 2))
    add(line[0], normals[0] if first is None else first)
    for number in range(len(steps)):
        spot = ends[number]
        last = number == len(steps) - 1
        bend = bends[0] if last and closed else 0.0 if last else bends[number + 1]
        after = normals[(number + 1) % len(normals)]
        joint = None if last and not closed else _joint(normals[number], after, bend)
        if joint is None:
            add(spot, normals[number])
            cut()
            pieces.append(_disc(spot, width / 2))
            add(spot, after)
            turned = 0.0
            continue
        add(spot, joint)
        turned += abs(bend)
        if turned > _LONGEST:
            cut()
            add(spot, joint)
            turned = 0.0
    cut()
    return pieces


def _distinct(points: list[tuple[float, float]], *, closed: bool) -> Points:
    """The points without those that repeat the one before."""
    kept: list[tuple[float, float]] = []
    for x, y in points:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) > 1e-6:
            kept.append((x, y))
    if (
        closed
        and len(kept) > 2
        and abs(kept[0][0] - kept[-1][0]) + abs(kept[0][1] - kept[-1][1]) < 1e-6
    ):
        kept.pop()
    return np.array(kept, float)


def _bends(steps: Points, *, closed: bool) -> list[float]:
    """By how many radians a line turns at the start of each step; 0 at the ends."""
    angles = [atan2(y, x) for x, y in steps]
    before = [angles[-1] if closed else angles[0], *angles[:-1]]
    return [(now - then + pi) % tau - pi for then, now in zip(before, angles, strict=True)]


def _joint(before: Points, after: Points, bend: float) -> Points | None:
    """The normal where two steps meet; None at a sharp corner."""
    if abs(bend) > _SHARP:
        return None
    middle = before + after
    length = np.hypot(*middle)
    wide = np.hypot(*before)
    joint: Points = middle / length * (wide / cos(bend / 2))
    return joint


def _disc(spot: Points, radius: float) -> Points:
    angles = np.arange(_CORNERS) * (tau / _CORNERS)
    return spot + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
