"""Fields of numbers over the picture's plane, on a grid, and how an area is blown up.

Every sum is made in a fixed order and without a library for matrices, so that a model has the
same bytes with any number of threads.
"""

import numpy as np
from numpy.typing import NDArray

from avatarchain.living.solid.plane import Area, Floats, edges

STEP = 4
"""Units between two points of the grid."""

LOW, SIDE = -64, 161
"""The first coordinate of the grid in units, and its points a side: -64 to 576."""

FLOOR = 512
"""The lower edge of the picture. What goes on below it is cut there."""

Mask = NDArray[np.bool_]

Field = Floats
"""SIDE × SIDE numbers, rows from the top."""

_LEVELS = ((16, 30), (8, 16), (4, 14))
_SLOWEST = 0.02


def empty() -> Field:
    """A field of zeros."""
    return np.zeros((SIDE, SIDE))


def inside(area: Area, step: int = STEP) -> Mask:
    """Which points of the grid lie in an area: True and False."""
    side = (SIDE - 1) * STEP // step + 1
    starts, ends = edges([area])
    counts = np.zeros((side, side + 1), np.int64)
    rows = LOW + step * np.arange(side) + 0.003
    y0, y1 = starts[:, 1], ends[:, 1]
    crosses = (y0[None] > rows[:, None]) != (y1[None] > rows[:, None])
    row, edge = crosses.nonzero()
    share = (rows[row] - y0[edge]) / (y1[edge] - y0[edge])
    x = starts[edge, 0] + (ends[edge, 0] - starts[edge, 0]) * share
    column = np.clip(np.ceil((x - LOW) / step), 0, side).astype(np.int64)
    np.add.at(counts, (row, column), 1)
    within: Mask = counts.cumsum(axis=1)[:, :side] % 2 == 1
    return within


def blown(area: Area) -> Field:
    """u with -Δu = 1 inside an area and 0 outside; √u is a smooth pillow.

    The picture's lower edge is free where the area goes on below it: what is cut there goes on as
    it was. Red and black points by turns, on a coarse grid first.
    """
    u: Floats = np.zeros((0, 0))
    for step, rounds in _LEVELS:
        mask = inside(area, step)
        below = (FLOOR - LOW) // step
        cut = mask[below + 1].copy()
        mask[below + 1 :] = False
        side = len(mask)
        if u.size:
            finer = np.zeros((side, side))
            finer[::2, ::2] = u
            finer[1::2, ::2] = (u[:-1] + u[1:]) / 2
            finer[:, 1::2] = (finer[:, :-2:2] + finer[:, 2::2]) / 2
            u = finer * mask
        else:
            u = np.zeros((side, side))
        u = _relaxed(u, mask, below, cut, step, rounds)
    u[below + 1 :] = u[below] * cut
    return u


def _relaxed(u: Floats, mask: Mask, below: int, cut: Mask, step: int, rounds: int) -> Floats:
    """Some rounds of successive over-relaxation, on the part of the grid that the mask needs."""
    rows, columns = np.unique(mask.nonzero()[0]), np.unique(mask.nonzero()[1])
    if not len(rows):
        return u
    top, bottom = max(rows[0] - 1, 0), rows[-1] + 2
    left, right = max(columns[0] - 1, 0), columns[-1] + 2
    v = np.zeros((bottom - top + 1, right - left + 1))
    part = v[: mask[top:bottom, left:right].shape[0], : mask[top:bottom, left:right].shape[1]]
    part[:] = u[top:bottom, left:right]
    used = np.zeros(v.shape, bool)
    used[: part.shape[0], : part.shape[1]] = mask[top:bottom, left:right]
    free = below - top
    goes_on = np.zeros(v.shape[1], bool)
    goes_on[: part.shape[1]] = cut[left:right]
    high, wide = v.shape
    odd = (np.add.outer(np.arange(high), np.arange(wide)) % 2).astype(bool)
    short = min(len(rows), len(columns)) + 1
    weight = 2 / (1 + 3.2 / max(short, 4))
    masks = [(used & odd)[1:-1, 1:-1], (used & ~odd)[1:-1, 1:-1]]
    source = step * step
    for _ in range(rounds):
        for half in masks:
            if 0 < free < high - 1:
                v[free + 1] = v[free] * goes_on
            around = v[:-2, 1:-1] + v[2:, 1:-1] + v[1:-1, :-2] + v[1:-1, 2:]
            change = ((around + source) / 4 - v[1:-1, 1:-1]) * weight
            v[1:-1, 1:-1] += change * half
    if 0 < free < high - 1:
        v[free + 1] = 0
    u[top:bottom, left:right] = np.maximum(part, 0)
    return u


def at(field: Field, points: Floats) -> Floats:
    """A field at some points (n × 2), straight between those of the grid."""
    place = np.clip((points - LOW) / STEP, 0, SIDE - 1.001)
    whole = place.astype(np.int64)
    fx, fy = (place - whole).T
    x, y = whole.T
    upper = field[y, x] * (1 - fx) + field[y, x + 1] * fx
    lower = field[y + 1, x] * (1 - fx) + field[y + 1, x + 1] * fx
    values: Floats = upper * (1 - fy) + lower * fy
    return values


def softened(field: Field, reach: float) -> Field:
    """The means of a field over squares, three times; `reach` is half a side in units."""
    half = max(1, round(reach / STEP))
    for _ in range(3):
        for axis in (0, 1):
            wide = [(0, 0), (0, 0)]
            wide[axis] = (half + 1, half)
            sums = np.pad(field, wide, mode="edge").cumsum(axis=axis)
            length = 2 * half + 1
            field = np.take(sums, range(length, sums.shape[axis]), axis)
            field = (field - np.take(sums, range(field.shape[axis]), axis)) / length
    return field


def ceiling(field: Field, slope: float, reach: float, shelf: float = 0.0) -> Field:
    """The least field that is nowhere lower and falls off no more steeply than `slope`.

    Within `shelf` units of a point it does not fall at all. `reach` is how far away a point
    is heeded, in units. For the greatest field that is nowhere higher, give negatives.
    """
    for number in range(round(reach / STEP)):
        fall = 0.0 if number * STEP < shelf else slope * STEP
        near = field.copy()
        np.maximum(near[1:], field[:-1] - fall, out=near[1:])
        np.maximum(near[:-1], field[1:] - fall, out=near[:-1])
        np.maximum(near[:, 1:], field[:, :-1] - fall, out=near[:, 1:])
        np.maximum(near[:, :-1], field[:, 1:] - fall, out=near[:, :-1])
        corner = fall * 1.4142
        np.maximum(near[1:, 1:], field[:-1, :-1] - corner, out=near[1:, 1:])
        np.maximum(near[1:, :-1], field[:-1, 1:] - corner, out=near[1:, :-1])
        np.maximum(near[:-1, 1:], field[1:, :-1] - corner, out=near[:-1, 1:])
        np.maximum(near[:-1, :-1], field[1:, 1:] - corner, out=near[:-1, :-1])
        if (near == field).all():
            break
        field = near
    return field


def distance(points: Floats, area: Area) -> Floats:
    """How far each point (n × 2) is from the edge of an area, in units."""
    starts, ends = edges([area])
    if not len(starts) or not len(points):
        return np.full(len(points), 1e9)
    best = np.full(len(points), 1e18)
    steps = ends - starts
    lengths = np.maximum((steps * steps).sum(axis=1), 1e-12)
    for first in range(0, len(points), 512):
        spot = points[first : first + 512]
        x, y = spot[:, 0, None] - starts[:, 0], spot[:, 1, None] - starts[:, 1]
        share = np.clip((x * steps[:, 0] + y * steps[:, 1]) / lengths, 0, 1)
        x -= share * steps[:, 0]
        y -= share * steps[:, 1]
        best[first : first + 512] = (x * x + y * y).min(axis=1)
    away: Floats = np.sqrt(best)
    return away
