"""A painter of triangles in numpy: what a model looks like, without a browser.

It does what a graphics card does: the nearest triangle wins, and one that turns its back is
not seen.
"""

from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_PAIRS = 2_000_000  # pixels of triangles at once
_LIGHT = np.array([-0.45, 0.6, 0.66])


def turned(points: Floats, across: float, up: float = 0.0, middle: float = 0.0) -> Floats:
    """Points (n × 3, y up) turned round the upright through z = `middle`, then leaned, degrees."""
    a, b = radians(across), radians(up)
    x, y, z = points[:, 0], points[:, 1], points[:, 2] - middle
    x, z = cos(a) * x + sin(a) * z, -sin(a) * x + cos(a) * z
    y, z = cos(b) * y - sin(b) * z, sin(b) * y + cos(b) * z
    return np.column_stack([x, y, z])


def painted(
    points: Floats,
    faces: Ints,
    colours: NDArray[np.uint8],
    box: tuple[float, float, float, float],
    size: int,
    *,
    normals: Floats | None = None,
    finer: int = 2,
    ground: tuple[int, int, int] = (244, 241, 234),
) -> NDArray[np.uint8]:
    """The picture (size × size × 3) of triangles, seen from the front without perspective.

    `colours` are those of the points (n × 3). `box` is left, bottom, right and top of what is
    seen. With `normals` it is lit, from the upper left.
    """
    side = size * finer
    nearest = nearest_of(points, faces, box, side)
    picture = np.empty((side * side, 3), np.uint8)
    picture[:] = ground
    hit = nearest >= 0
    corner = faces[nearest[hit], 0]
    paint = colours[corner].astype(float)
    if normals is not None:
        light = np.clip((normals[faces[nearest[hit]]].mean(axis=1) * _LIGHT).sum(axis=1), -1, 1)
        paint *= (0.80 + 0.2 * np.clip(light * 1.6, -1, 1))[:, None]
    picture[hit] = np.clip(paint, 0, 255).astype(np.uint8)
    fine = picture.reshape(size, finer, size, finer, 3).astype(float)
    return np.rint(fine.mean(axis=(1, 3))).astype(np.uint8)


def nearest_of(
    points: Floats, faces: Ints, box: tuple[float, float, float, float], side: int
) -> Ints:
    """The number of the nearest triangle at each of side × side pixels; -1 where there is none."""
    left, bottom, right, top = box
    x = (points[:, 0] - left) / (right - left) * side - 0.5
    y = (top - points[:, 1]) / (top - bottom) * side - 0.5
    z = points[:, 2]
    x0, x1, x2 = x[faces].T
    y0, y1, y2 = y[faces].T
    twice = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
    low_x = np.clip(np.ceil(np.minimum(np.minimum(x0, x1), x2)), 0, side).astype(np.int64)
    high_x = np.clip(np.floor(np.maximum(np.maximum(x0, x1), x2)) + 1, 0, side).astype(np.int64)
    low_y = np.clip(np.ceil(np.minimum(np.minimum(y0, y1), y2)), 0, side).astype(np.int64)
    high_y = np.clip(np.floor(np.maximum(np.maximum(y0, y1), y2)) + 1, 0, side).astype(np.int64)
    wide, high = np.maximum(high_x - low_x, 0), np.maximum(high_y - low_y, 0)
    # y goes down here, so what faces us goes round with the clock.
    seen = ((twice < -1e-9) & (wide * high > 0)).nonzero()[0]
    best = np.full(side * side, -1, np.int64)
    span = max(float(np.ptp(z)), 1e-9)
    ends = np.cumsum((wide * high)[seen])
    start = 0
    while start < len(seen):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _PAIRS, side="right")))
        part = seen[start:stop]
        counts = (wide * high)[part]
        triangle = np.repeat(part, counts)
        inner = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        px = low_x[triangle] + inner % wide[triangle]
        py = low_y[triangle] + inner // wide[triangle]
        area = twice[triangle]
        a = (
            (x1[triangle] - px) * (y2[triangle] - py) - (x2[triangle] - px) * (y1[triangle] - py)
        ) / area
        b = (
            (x2[triangle] - px) * (y0[triangle] - py) - (x0[triangle] - px) * (y2[triangle] - py)
        ) / area
        inside = (a >= -1e-9) & (b >= -1e-9) & (a + b <= 1 + 1e-9)
        triangle, px, py, a, b = (row[inside] for row in (triangle, px, py, a, b))
        corners = z[faces[triangle]]
        depth = corners[:, 0] * a + corners[:, 1] * b + corners[:, 2] * (1 - a - b)
        key = np.rint((depth - z.min()) / span * (1 << 30)).astype(np.int64) << 32 | triangle
        np.maximum.at(best, py * side + px, key)
        start = stop
    return np.where(best < 0, -1, best & 0xFFFFFFFF)
