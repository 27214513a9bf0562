"""Painting: expressed alleles to pixels, with Pillow and numpy.

A drawing is rasterised once a size into a **stencil** and kept: four times finer than
needed, each shape filled by Pillow, reduced to coverage, and the shapes laid over one
another by colour *name*, not colour. A portrait then only lays stencils on a canvas:
whole pixels are copied, and the few edge pixels are mixed. Coverage is combined shape by
shape, as SVG renderers do.

Coordinates are rounded to whole subpixels before anything is filled, so every machine
fills the same ones.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

from avatarchain.portrait.outline import Point, rings, stroke, stroke_width
from avatarchain.species import COLOUR, Species, express
from avatarchain.species.drawing import Drawing

VIEW_BOX = 512
CACHE_BYTES = 250_000_000

_FINER = 4
_TOLERANCE = 0.1  # of an output pixel
_CLEAR = 0

Box = tuple[int, int, int, int]
Canvas = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Stencil:
    """A drawing at one size, still without colours.

    `labels` (rows × columns of `box`) names the colour of each wholly covered pixel, 0
    where there is none; `whole` is where there is one. `edges` are positions in the
    canvas, row by row; `names` (k) the colours found there and `shares` (edges × k+1)
    how much of the pixel each has; the first share is what is left of the ground.
    """

    box: Box
    labels: NDArray[np.uint8]
    whole: NDArray[np.bool_]
    edges: NDArray[np.intp]
    names: NDArray[np.uint8]
    shares: NDArray[np.float32]

    @property
    def bytes(self) -> int:
        arrays = (self.labels, self.whole, self.edges, self.names, self.shares)
        return sum(array.nbytes for array in arrays)


def paint(species: Species, genome: int, size: int, *, background: bool = True) -> Canvas:
    """The portrait as size × size × 4 bytes: red, green, blue, opacity (0 … 255).

    With the background every pixel is opaque. Without it the colours are not multiplied
    by the opacity.
    """
    expression = express(species, genome)
    hidden = expression.hidden
    if not background and species.background is not None:
        hidden |= 1 << species.background
    palette = _palette(species, expression.alleles)
    packed = palette.view(np.uint32)[:, 0]
    canvas = np.zeros((size, size, 4), np.uint8)
    pixels = canvas.reshape(-1, 4)
    whole_pixels = canvas.view(np.uint32)[:, :, 0]
    for number, layer in enumerate(species.layers):
        if hidden >> layer.locus & 1:
            continue
        stencil = _stencils(species).get(number, expression.alleles[layer.locus], size)
        if stencil is None:
            continue
        left, top, right, bottom = stencil.box
        np.copyto(
            whole_pixels[top:bottom, left:right],
            packed.take(stencil.labels),
            where=stencil.whole,
        )
        if len(stencil.edges):
            _mix(pixels, stencil, palette)
    return canvas


def _mix(pixels: Canvas, stencil: Stencil, palette: Canvas) -> None:
    ground = pixels[stencil.edges].astype(np.float32)
    inks = palette[stencil.names].astype(np.float32)
    shares = stencil.shares
    mixed = shares[:, 1:] @ inks
    rest = shares[:, :1]
    if ground[:, 3].min() == 255:
        mixed += rest * ground
    else:  # colours count by their opacity
        opacity = ground[:, 3:] * (rest / 255)
        mixed[:, :3] += opacity * ground[:, :3]
        total = mixed[:, 3:] / 255 + opacity
        mixed[:, :3] /= np.maximum(total, 1 / 255)
        mixed[:, 3:] = total * 255
    pixels[stencil.edges] = (mixed + 0.5).astype(np.uint8)


def _palette(species: Species, alleles: tuple[int, ...]) -> Canvas:
    """One row of red, green, blue, 255 for each colour name, after row 0 for none."""
    rows = bytearray(4)
    for _, fill in species.colours:
        rows += bytes.fromhex(fill[1:]) + b"\xff"
    for locus, allele in zip(species.loci, alleles, strict=True):
        if locus.kind == COLOUR:
            form = locus.alleles[allele]
            rows += bytes.fromhex(form.fill[1:]) + b"\xff"
            rows += bytes.fromhex(form.shade[1:]) + b"\xff"
    return np.frombuffer(bytes(rows), np.uint8).reshape(-1, 4)


def _names(species: Species) -> dict[str, int]:
    """The row of the palette that each colour name has."""
    names = [name for name, _ in species.colours]
    for locus in species.loci:
        if locus.kind == COLOUR:
            names += [locus.name, f"{locus.name}-shade"]
    return {name: row for row, name in enumerate(names, start=1)}


class _Shelf:
    """Stencils in order of last use; the oldest are dropped beyond CACHE_BYTES."""

    def __init__(self, species: Species) -> None:
        self.layers = species.layers
        self.names = _names(species)
        self.kept: OrderedDict[tuple[int, int, int], Stencil | None] = OrderedDict()
        self.bytes = 0

    def get(self, layer: int, allele: int, size: int) -> Stencil | None:
        key = (layer, allele, size)
        if key in self.kept:
            self.kept.move_to_end(key)
            return self.kept[key]
        stencil = cut(self.layers[layer].drawings[allele], self.names, size)
        self.kept[key] = stencil
        self.bytes += stencil.bytes if stencil else 0
        while self.bytes > CACHE_BYTES and len(self.kept) > 1:
            _, old = self.kept.popitem(last=False)
            self.bytes -= old.bytes if old else 0
        return stencil


@lru_cache(maxsize=4)
def _stencils(species: Species) -> _Shelf:
    return _Shelf(species)


def cut(drawing: Drawing, names: dict[str, int], size: int) -> Stencil | None:
    """Rasterise one drawing for a `size` × `size` canvas; None if it shows nothing."""
    covers: list[tuple[int, Box, NDArray[np.float32]]] = []
    for shape in drawing.shapes:
        flat = rings(shape, _TOLERANCE * VIEW_BOX / size)
        if shape.fill is not None:
            covers += _cover([points for points, _ in flat], names[shape.fill], size, odd=True)
        if shape.stroke is not None:
            width = stroke_width(shape)
            lines = [
                polygon
                for points, closed in flat
                for polygon in stroke(points, closed, width, _TOLERANCE * VIEW_BOX / size)
            ]
            covers += _cover(lines, names[shape.stroke], size, odd=False)
    if not covers:
        return None
    boxes = [box for _, box, _ in covers]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)

    used = sorted({name for name, _, _ in covers})
    shares = np.zeros((1 + len(used), bottom - top, right - left), np.float32)
    shares[0] = 1
    for name, (x0, y0, x1, y1), cover in covers:
        part = shares[:, y0 - top : y1 - top, x0 - left : x1 - left]
        part *= 1 - cover
        part[1 + used.index(name)] += cover

    strongest = shares[1:].argmax(axis=0)
    whole = shares[1:].max(axis=0) > 0.998
    labels = np.where(whole, np.array(used, np.uint8)[strongest], np.uint8(_CLEAR))
    rows, columns = np.nonzero((shares[0] < 0.998) & ~whole)
    return Stencil(
        box=(left, top, right, bottom),
        labels=labels,
        whole=whole,
        edges=((rows + top) * size + columns + left).astype(np.intp),
        names=np.array(used, np.uint8),
        shares=np.ascontiguousarray(shares[:, rows, columns].T),
    )


def _cover(
    polygons: list[list[Point]], name: int, size: int, *, odd: bool
) -> list[tuple[int, Box, NDArray[np.float32]]]:
    """How much of each pixel the polygons cover (0 … 1), in a box around them.

    `odd`: a point is inside where an odd number of polygons hold it (SVG's evenodd);
    otherwise where any does. Empty when nothing of it is on the canvas.
    """
    fine = _FINER * size / VIEW_BOX
    # A pixel's centre is its position + 0.5, and Pillow fills the pixels a vertex names.
    spots = [[(round(x * fine - 0.5), round(y * fine - 0.5)) for x, y in p] for p in polygons]
    xs = [x for spot in spots for x, _ in spot]
    ys = [y for spot in spots for _, y in spot]
    if not xs:
        return []
    left, top = max(0, min(xs) // _FINER), max(0, min(ys) // _FINER)
    right, bottom = min(size, max(xs) // _FINER + 1), min(size, max(ys) // _FINER + 1)
    if left >= right or top >= bottom:
        return []
    extent = ((right - left) * _FINER, (bottom - top) * _FINER)
    mask = Image.new("1", extent)
    for spot in spots:
        moved = [(x - left * _FINER, y - top * _FINER) for x, y in spot]
        if odd and len(spots) > 1:
            ring = Image.new("1", extent)
            ImageDraw.Draw(ring).polygon(moved, fill=1)
            mask = ImageChops.logical_xor(mask, ring)
        else:
            ImageDraw.Draw(mask).polygon(moved, fill=1)
    cover = np.asarray(mask.convert("L").reduce(_FINER), np.float32) / 255
    return [(name, (left, top, right, bottom), cover)]
