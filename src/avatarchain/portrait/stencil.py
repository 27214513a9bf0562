"""Stencils: a drawing as pixels at one size, without colours.

Pillow fills each shape several times finer than needed; the result is reduced to the share of
each pixel that is covered, and shapes are laid over one another, as SVG renderers do. A stencil
refers to colours by *name*; `paint` lays stencils on a canvas and gives them their colours.

Coordinates are rounded to whole subpixels before anything is filled, so every machine fills
the same pixels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

from avatarchain.species.drawing import Shape
from avatarchain.species.outline import Point, rings, stroke, stroke_width

VIEW_BOX = 512

_FINEST, _COARSEST = 16, 4  # subpixels a pixel: 8 at 512 pixels, fewer for larger pictures
_TOLERANCE = 0.1  # of an output pixel
_SMALL = 256  # up to this size edges matter more, and are mixed in finer steps
_FADED_LEVELS = 100
_MOST_MIXTURES = 1024  # of a stencil; with more of them its shares are rounded further
_FEW_ROWS = 1 << 14  # different ones, so that a table of their codes stays small
_BAND = 1 << 20  # how many exact shares there are at a time
_SUBPIXELS = 1 << 20  # how many are filled at a time, if the area has few corners
_FEW_CORNERS = 2000
_CANVAS = ((0.0, 0.0), (512.0, 0.0), (512.0, 512.0), (0.0, 512.0))  # the rectangle behind scenes

MIXED = 255
"""The value in `labels` of a pixel whose colour depends on the layers below it."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Stencil:
    """A drawing at one size, without colours.

    `box` is the part of the canvas that it covers, (left, top, right, bottom) in pixels. `labels`
    (rows × columns of `box`) is the palette row of each fully covered pixel, and 0 elsewhere;
    `keeps` is 0 at those pixels and 255 elsewhere. `edges` are the positions of partly covered
    pixels in the canvas, counted row by row, and `blends` gives for each the row of `mixtures`. A
    row of `mixtures` (1 + k numbers) is the share of the pixel that the ground keeps, and the share
    of each of the k palette rows in `names`. `faded` is true if a shape has opacity: then mixtures
    are not only at edges, and are computed more finely.
    """

    box: Box
    labels: NDArray[np.uint8]
    keeps: NDArray[np.uint8]
    edges: NDArray[np.int32]
    blends: NDArray[np.int32]
    names: NDArray[np.uint8]
    mixtures: NDArray[np.float32]
    faded: bool = False

    @property
    def bytes(self) -> int:
        """The memory that the large arrays take, in bytes."""
        return sum(array.nbytes for array in (self.labels, self.keeps, self.edges, self.blends))


def cut(
    drawing: Sequence[Shape], names: dict[str, int], size: int, *, fine: bool = False
) -> Stencil | None:
    """The stencil of one drawing: which of size × size pixels it covers, and with which colour.

    None if it covers no pixel. `names` maps each colour's name to its row in the palette. With
    `fine` a small picture has as many subpixels as one of 256 pixels.
    """
    covers = [
        cover
        for area in _areas(drawing, size)
        if (cover := _cover(area, names[area.name], size, fine=fine)) is not None
    ]
    if not covers:
        return None
    boxes = [cover.box for cover in covers]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    faded = any(shape.opacity != 1 for shape in drawing)
    levels = _FADED_LEVELS if faded else 8 if size <= _SMALL else 4
    inks = sorted({cover.name for cover in covers})
    box = (left, top, right, bottom)
    stencil = _simplify(covers, np.array(inks, np.uint8), box, size, levels)
    return replace(stencil, faded=True) if faded else stencil


def labels(drawing: Sequence[Shape], names: dict[str, int], size: int) -> NDArray[np.uint8]:
    """A drawing without soft edges, size × size: the number of each pixel in `names`.

    It is 0 where nothing is drawn, and MIXED where a shape has opacity.
    """
    canvas = Image.new("L", (size, size))
    fine = size / VIEW_BOX
    for area in _areas(drawing, size):
        spots = [
            [(round(x * fine - 0.5), round(y * fine - 0.5)) for x, y in p] for p in area.polygons
        ]
        number = names[area.name] if area.opacity == 1 else MIXED
        canvas.paste(number, mask=_filled(spots, (size, size), odd=area.odd))
    return np.asarray(canvas)


@dataclass(frozen=True, slots=True)
class _Area:
    """An area to fill: polygons in view box units, the name of their colour, and whether a point
    is inside if an odd number of them contain it (SVG's evenodd) or if any does."""

    polygons: tuple[tuple[Point, ...], ...]
    name: str
    odd: bool
    opacity: float


def _areas(drawing: Sequence[Shape], size: int) -> Iterator[_Area]:
    """The areas of a drawing, in order."""
    tolerance = _TOLERANCE * VIEW_BOX / size
    for shape in drawing:
        flat = rings(shape, tolerance)
        if shape.fill is not None:
            # Pillow draws a line for a polygon of two points; SVG fills nothing there.
            full = tuple(tuple(points) for points, _ in flat if len(points) > 2)
            yield _Area(full, shape.fill, True, shape.opacity)
        if shape.stroke is not None:
            width = stroke_width(shape)
            lines = tuple(
                tuple(polygon)
                for points, closed in flat
                for polygon in stroke(points, closed, width, tolerance)
            )
            yield _Area(lines, shape.stroke, False, shape.opacity)


@dataclass(frozen=True, slots=True, eq=False)
class _Cover:
    """How much of each pixel of a box an area covers (0 … 255), its palette row, its opacity."""

    name: int
    box: Box
    share: NDArray[np.uint8]
    opacity: float


def _simplify(
    covers: Sequence[_Cover], names: NDArray[np.uint8], box: Box, size: int, levels: int
) -> Stencil:
    """The stencil of covers that lie one over another, rounded to few mixtures.

    The shares of a mixture are multiples of 1/levels. The exact shares need four bytes for each
    pixel and colour, so they are computed for only a few rows at a time.
    """
    left, top, right, bottom = box
    labels = np.zeros((bottom - top, right - left), np.uint8)
    keeps = np.full(labels.shape, 255, np.uint8)
    edges, steps = [], []
    high = max(1, _BAND // ((1 + len(names)) * labels.shape[1]))
    for first in range(top, bottom, high):
        last = min(bottom, first + high)
        band = _steps(_shares(covers, names, (left, first, right, last)), levels)
        _, most = _strongest(band)
        part = slice(first - top, last - top)
        for name, steps_of_ink in zip(names, band[1:], strict=True):
            labels[part] += name * ((steps_of_ink == levels) & (most == levels))
        whole = labels[part] != 0
        keeps[part][whole] = 0
        rows, columns = np.nonzero((band[0] < levels) & ~whole)
        edges.append(((rows + first) * size + columns + left).astype(np.int32))
        steps.append(band[:, rows, columns].T)
    mixtures, blends = _distinct(np.concatenate(steps))
    for fewer in (8, 4):
        if len(mixtures) > _MOST_MIXTURES:
            coarse = _steps(np.divide(mixtures, levels, dtype=np.float32).T, fewer).T
            mixtures, again = _distinct(coarse)
            blends, levels = again[blends], fewer
    return Stencil(
        box=box,
        labels=labels,
        keeps=keeps,
        edges=np.concatenate(edges),
        blends=blends.astype(np.int32),
        names=names,
        mixtures=(mixtures / levels).astype(np.float32),
    )


def _shares(covers: Sequence[_Cover], names: NDArray[np.uint8], box: Box) -> NDArray[np.float32]:
    """The exact shares in a box (1+k × rows × columns, the ground first)."""
    left, top, right, bottom = box
    shares = np.zeros((1 + len(names), bottom - top, right - left), np.float32)
    shares[0] = 1
    used: dict[int, int] = {}  # planes in the order of their first use: later ones are empty yet
    for cover in covers:
        plane = used.setdefault(cover.name, 1 + len(used))
        x0, y0, x1, y1 = cover.box
        first, last = max(y0, top), min(y1, bottom)
        if first >= last:
            continue
        share = np.asarray(cover.share[first - y0 : last - y0], np.float32) / 255
        if cover.opacity != 1:
            share *= cover.opacity
        part = shares[: 1 + len(used), first - top : last - top, x0 - left : x1 - left]
        part *= 1 - share
        part[plane] += share
    order = [0, *(used[int(name)] for name in names)]
    return shares if order == sorted(order) else shares[order]


def _steps(shares: NDArray[np.float32], levels: int) -> NDArray[np.uint8]:
    """Shares as multiples of 1/levels, which sum to 1: the largest one takes the difference."""
    steps: NDArray[np.uint8] = np.floor(shares * levels + 0.5).astype(np.uint8)
    strongest, _ = _strongest(shares)
    rest = levels - steps.sum(axis=0, dtype=np.uint8)
    for plane, steps_of_plane in enumerate(steps):
        steps_of_plane += rest * (strongest == plane)
    return steps


def _strongest(planes: NDArray[Any]) -> tuple[NDArray[np.uint8], NDArray[Any]]:
    """For each pixel, the first of the planes that has the most there, and how much that is.

    It is argmax and max along axis 0, plane by plane, which is several times faster.
    """
    most = planes[0].copy()
    strongest = np.zeros(most.shape, np.uint8)
    for number, plane in enumerate(planes[1:], start=1):
        strongest[plane > most] = number
        np.maximum(most, plane, out=most)
    return strongest, most


def _distinct(rows: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """The distinct rows in ascending order, and for each row which of them it is.

    It does the same as np.unique, but faster, and only for rows that all have the same sum (modulo
    256): so the last number of a row need not be compared. While there are few distinct rows, a
    table finds them without sorting.
    """
    count, width = rows.shape
    if not count:
        return rows, np.zeros(0, np.intp)
    codes, different = np.zeros(count, np.int32), 1
    for column in range(width - 1):
        codes = codes * 256 + rows[:, column]  # below 2**31: 2048 × 2048 rows at most
        if different > _FEW_ROWS:
            values, inverse = np.unique(codes, return_inverse=True)
            codes, different = inverse.reshape(-1).astype(np.int32), len(values)
            continue
        present = np.zeros(different * 256, np.int32)
        present[codes] = 1
        places = present.cumsum(dtype=np.int32)
        codes, different = places[codes] - 1, int(places[-1])
    first = np.zeros(different, np.intp)
    first[codes] = np.arange(count)
    return rows[first], codes.astype(np.intp)


def _cover(area: _Area, name: int, size: int, *, fine: bool) -> _Cover | None:
    """How much of each pixel an area covers, in a box around it; None outside the canvas."""
    if area.polygons == (_CANVAS,):  # filled finer it would be the same, and a tenth of a painting
        return _Cover(name, (0, 0, size, size), np.full((size, size), 255, np.uint8), area.opacity)
    finer = max(_COARSEST, 8 * VIEW_BOX // size)
    finer = finer if fine else min(_FINEST, finer)
    scale = finer * size / VIEW_BOX
    # The centre of a pixel is its position + 0.5. Pillow also fills the pixel of each vertex.
    polygons = area.polygons
    spots = [[(round(x * scale - 0.5), round(y * scale - 0.5)) for x, y in p] for p in polygons]
    xs = [x for spot in spots for x, _ in spot]
    ys = [y for spot in spots for _, y in spot]
    if not xs:
        return None
    left, top = max(0, min(xs) // finer), max(0, min(ys) // finer)
    right, bottom = min(size, max(xs) // finer + 1), min(size, max(ys) // finer + 1)
    if left >= right or top >= bottom:
        return None
    # Few subpixels at a time stay in the processor's cache; many corners are gone through once.
    share = np.empty((bottom - top, right - left), np.uint8)
    subpixels = (right - left) * finer**2
    high = max(1, _SUBPIXELS // subpixels) if len(xs) <= _FEW_CORNERS else bottom - top
    for first in range(top, bottom, high):
        last = min(bottom, first + high)
        extent = ((right - left) * finer, (last - first) * finer)
        moved = [[(x - left * finer, y - first * finer) for x, y in spot] for spot in spots]
        mask = _filled(moved, extent, odd=area.odd)
        share[first - top : last - top] = np.asarray(mask.reduce(finer))
    return _Cover(name, (left, top, right, bottom), share, area.opacity)


def _filled(
    spots: list[list[tuple[int, int]]], extent: tuple[int, int], *, odd: bool
) -> Image.Image:
    """An image with 255 at pixels in the polygons and 0 elsewhere; for `odd` see `_Area`."""
    mask = Image.new("L", extent)
    if not odd or len(spots) < 2:
        draw = ImageDraw.Draw(mask)
        for spot in spots:
            draw.polygon(spot, fill=255)
        return mask
    ring = Image.new("L", extent)  # one for all rings: only the box of each is looked at, if small
    draw = ImageDraw.Draw(ring)
    for spot in spots:
        box = _box(spot, extent)
        if box is None:
            continue
        draw.polygon(spot, fill=255)
        if 2 * (box[2] - box[0]) * (box[3] - box[1]) > extent[0] * extent[1]:
            mask = ImageChops.difference(mask, ring)
        else:
            mask.paste(ImageChops.difference(mask.crop(box), ring.crop(box)), box)
        ring.paste(0, box)
    return mask


def _box(spot: list[tuple[int, int]], extent: tuple[int, int]) -> Box | None:
    """The part of an image that a polygon can fill; None if there is none."""
    xs, ys = [x for x, _ in spot], [y for _, y in spot]
    left, top = max(0, min(xs) - 1), max(0, min(ys) - 1)
    right, bottom = min(extent[0], max(xs) + 2), min(extent[1], max(ys) + 2)
    return (left, top, right, bottom) if left < right and top < bottom else None
