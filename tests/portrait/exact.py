"""How much of each pixel a drawing covers, computed without the painter: from rows of exact spans.

Each pixel is cut by many rows, at places that follow no grid. In a row the spans that are inside
have exact ends: of a fill by the rule evenodd, of a line where any of its parts is. Nothing is
rounded, and no polygon is filled.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from avatarchain.species.elements import Shape
from avatarchain.species.outline import rings, stroke, stroke_width

CANVAS = 512
_TOLERANCE = 0.01

Floats = NDArray[np.float64]


def coverage(shape: Shape, size: int, rows: int = 2048) -> Floats:
    """The share of each of size × size pixels that a shape of one colour covers, 0 … 1.

    `rows` is how many rows there are in all.
    """
    polygons = [np.array(points) for points, _ in rings(shape, _TOLERANCE)]
    odd = shape.stroke is None
    if not odd:
        polygons = [
            np.array(polygon)
            for points, closed in rings(shape, _TOLERANCE)
            for polygon in stroke(points, closed, stroke_width(shape), _TOLERANCE)
        ]
    starts = np.concatenate(polygons)
    ends = np.concatenate([np.roll(polygon, -1, axis=0) for polygon in polygons])
    owner = np.repeat(np.arange(len(polygons)), [len(polygon) for polygon in polygons])
    covered = np.zeros((size, size))
    places = (np.arange(rows) + np.random.default_rng(1).random(rows)) * CANVAS / rows
    low, high = np.minimum(starts[:, 1], ends[:, 1]), np.maximum(starts[:, 1], ends[:, 1])
    for y in places:
        cut = (low <= y) & (y < high)
        if not cut.any():
            continue
        (x0, y0), (x1, y1) = starts[cut].T, ends[cut].T
        xs = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        spans = _odd(xs) if odd else _union(xs, owner[cut])
        row = min(int(y * size / CANVAS), size - 1)
        covered[row] += _row(np.clip(spans * size / CANVAS, 0, size), size)
    return covered * size / rows


def _odd(xs: Floats) -> Floats:
    """Spans (n × 2) between the odd and the even of these places."""
    return np.sort(xs).reshape(-1, 2)


def _union(xs: Floats, owner: NDArray[np.intp]) -> Floats:
    """The union of convex polygons, each of which is cut at two places: spans that lie apart."""
    order = np.lexsort((xs, owner))
    spans = xs[order].reshape(-1, 2)
    spans = spans[np.argsort(spans[:, 0])]
    reach = np.maximum.accumulate(spans[:, 1])
    first = np.concatenate([[True], spans[1:, 0] > reach[:-1]])
    last = np.concatenate([first[1:], [True]])
    return np.stack([spans[first, 0], reach[last]], axis=1)


def _row(spans: Floats, size: int) -> Floats:
    """How much of each pixel of a row lies in spans, which are in pixels."""
    edges = np.arange(size + 1)
    # Up to each edge: the sum of what lies before it.
    before = np.clip(edges[None] - spans[:, :1], 0, spans[:, 1:] - spans[:, :1]).sum(axis=0)
    return np.diff(before)


def squares(values: Floats, side: float) -> Floats:
    """The means of all squares of `side` units of a picture, in steps of half a side."""
    size = len(values)
    step = max(1, round(side * size / CANVAS / 2))
    cells = values[: size // step * step, : size // step * step]
    means = cells.reshape(size // step, step, size // step, step).mean(axis=(1, 3))
    return (means[1:, 1:] + means[1:, :-1] + means[:-1, 1:] + means[:-1, :-1]) / 4


def laid(shapes: Sequence[Shape], size: int) -> Floats:
    """How dark a drawing of one colour is in each pixel, 0 … 1."""
    light = np.ones((size, size))
    for shape in shapes:
        light *= 1 - shape.opacity * coverage(shape, size)
    return 1 - light
