"""Painting: expressed alleles to pixels, with Pillow and numpy.

A drawing is rasterised once a size into a **stencil** and kept: several times finer than
needed, each shape filled by Pillow, reduced to coverage, and the shapes laid over one
another by colour *name*, not colour. A portrait then only lays stencils on a canvas:
whole pixels are copied, and the few edge pixels are mixed. Coverage is combined shape by
shape, as SVG renderers do.

Coordinates are rounded to whole subpixels before anything is filled, so every machine
fills the same ones.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

from avatarchain.portrait.outline import Point, rings, stroke, stroke_width
from avatarchain.species import COLOUR, Species, express
from avatarchain.species.drawing import Shape, shapes

VIEW_BOX = 512
CACHE_BYTES = 250_000_000

_FINEST, _COARSEST = 16, 4  # subpixels a pixel: 8 at 512 pixels, fewer where memory counts
_TOLERANCE = 0.1  # of an output pixel
_SMALL = 256  # up to this size much is edge, and edges are told more finely

_SHIFTS, _PLACES = np.array([4, 4, 4, 5]), np.array([1 << 11, 1 << 7, 1 << 3, 1])

_WHITE, _CLEAR = b"\xff\xff\xff\xff", bytes(4)

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Stencil:
    """A drawing at one size, still without colours.

    `labels` (rows × columns of `box`) is the palette row of each wholly covered pixel, 0
    elsewhere; `keeps` is the reverse, 0 there and 255 elsewhere. `edges` are the
    positions of the others in the canvas, counted row by row, and `blends` which of the
    `mixtures` each is. A mixture (mixtures × 1+k) is how much of the pixel the ground
    keeps and how much each of the k palette rows `names` has.
    """

    box: Box
    labels: NDArray[np.uint8]
    keeps: NDArray[np.uint8]
    edges: NDArray[np.intp]
    blends: NDArray[np.int32]
    names: NDArray[np.uint8]
    mixtures: NDArray[np.float32]

    @property
    def bytes(self) -> int:
        return sum(array.nbytes for array in (self.labels, self.keeps, self.edges, self.blends))


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A painted portrait: size × size palette rows, and the palette (n ≤ 256 × RGBA)."""

    indices: NDArray[np.uint8]
    palette: NDArray[np.uint8]


def paint(species: Species, genome: int, size: int, *, background: bool = True) -> Picture:
    """The portrait at size × size pixels.

    With the background every pixel is opaque, white where nothing is drawn. Without it
    the ground is clear, and colours are not multiplied by their opacity.
    """
    expression = express(species, genome)
    hidden = expression.hidden
    if not background and species.background is not None:
        hidden |= 1 << species.background
    shelf = _shelf(species)
    ground = _WHITE if background else _CLEAR
    palette = _Palette(ground + _named_colours(species, expression.alleles))
    canvas = np.zeros((size, size), np.uint8)
    for number, layer in enumerate(species.layers):
        if hidden >> layer.locus & 1:
            continue
        stencil = shelf.get(number, expression.alleles[layer.locus], size)
        if stencil is not None:
            _lay(canvas, stencil, palette)
    return Picture(canvas, (palette.rows[: palette.used] + 0.5).astype(np.uint8))


def paint_drawing(drawing: str, colours: Sequence[tuple[str, str]], size: int) -> Picture:
    """A whole picture at size × size pixels, of a drawing and the colours that it names.

    `drawing` is canonical text; the ground is white. Raises Fault where it is not in the
    language of drawings.
    """
    names = {name: row for row, (name, _) in enumerate(colours, start=1)}
    inks = b"".join(bytes.fromhex(fill[1:]) + b"\xff" for _, fill in colours)
    palette = _Palette(_WHITE + inks)
    canvas = np.zeros((size, size), np.uint8)
    for shape in shapes(drawing, names):
        stencil = cut([shape], names, size)
        if stencil is not None:
            _lay(canvas, stencil, palette)
    return Picture(canvas, (palette.rows[: palette.used] + 0.5).astype(np.uint8))


def _lay(canvas: NDArray[np.uint8], stencil: Stencil, palette: "_Palette") -> None:
    """Put a stencil on the canvas: copy what is covered wholly, mix the edges."""
    left, top, right, bottom = stencil.box
    part = canvas[top:bottom, left:right]
    # Several times faster than a copy under a mask.
    np.bitwise_and(part, stencil.keeps, out=part)
    np.bitwise_or(part, stencil.labels, out=part)
    if len(stencil.edges):
        _mix(canvas.reshape(-1), stencil, palette)


class _Palette:
    """Up to 256 colours (red, green, blue, opacity), and where to find one like another.

    Row 0 is the ground; then comes one for each colour name, exact; then mixtures, of
    which those that agree in their leading bits share a row.
    """

    def __init__(self, given: bytes) -> None:
        self.used = len(given) // 4
        self.rows = np.zeros((256, 4), np.float32)
        self.rows[: self.used] = np.frombuffer(given, np.uint8).reshape(-1, 4)
        self.like = np.zeros(1 << 15, np.uint8)
        self.like[_leading_bits(self.rows[1 : self.used])] = np.arange(1, self.used)

    def place(self, colours: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The row of each colour (n × 4), made where there is none like it."""
        keys = _leading_bits(colours)
        found = self.like[keys]
        (lacking,) = (found == 0).nonzero()
        if not lacking.size:
            return found
        _, first = np.unique(keys[lacking], return_index=True)
        new = lacking[first[: 256 - self.used]]
        self.rows[self.used : self.used + len(new)] = colours[new]
        self.like[keys[new]] = np.arange(self.used, self.used + len(new))
        self.used += len(new)
        found = self.like[keys]
        if self.used == 256 and (lost := (found == 0).nonzero()[0]).size:
            distance = np.abs(colours[lost, None] - self.rows[None]).sum(axis=2)
            found[lost] = distance.argmin(axis=1)
        return found


def _leading_bits(colours: NDArray[np.float32]) -> NDArray[np.int64]:
    """Four bits of red, green and blue and three of opacity, as one number."""
    keys: NDArray[np.int64] = (colours.astype(np.int64) >> _SHIFTS) @ _PLACES
    return keys


def _mix(flat: NDArray[np.uint8], stencil: Stencil, palette: _Palette) -> None:
    """Colour the edge pixels: each mixture over each ground is worked out once."""
    count = len(stencil.mixtures)
    pairs = flat[stencil.edges] * np.int32(count) + stencil.blends
    rows = np.zeros(palette.used * count, np.uint8)
    rows[pairs] = 1
    present = rows.nonzero()[0]
    ground, blend = np.divmod(present, count)
    shares, below = stencil.mixtures[blend], palette.rows[ground]
    inks = palette.rows[stencil.names]
    kept = shares[:, :1] * below[:, 3:]
    opacity = shares[:, 1:] @ inks[:, 3:] + kept
    colours = np.empty((len(present), 4), np.float32)
    # Colours count by their opacity; named ones are opaque.
    colours[:, :3] = (shares[:, 1:] @ inks[:, :3] * 255 + kept * below[:, :3]) / opacity
    colours[:, 3:] = opacity
    rows[present] = palette.place(colours)
    flat[stencil.edges] = rows[pairs]


def _named_colours(species: Species, alleles: tuple[int, ...]) -> bytes:
    """Red, green, blue, 255 of each colour name, in the order of `_names`."""
    fills = [fill for _, fill in species.colours]
    for locus, allele in zip(species.loci, alleles, strict=True):
        if locus.kind == COLOUR:
            fills += [locus.alleles[allele].fill, locus.alleles[allele].shade]
    return b"".join(bytes.fromhex(fill[1:]) + b"\xff" for fill in fills)


def rows_of(species: Species) -> dict[str, int]:
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
        self.names = rows_of(species)
        self.kept: OrderedDict[tuple[int, int, int], Stencil | None] = OrderedDict()
        self.bytes = 0

    def get(self, layer: int, allele: int, size: int) -> Stencil | None:
        key = (layer, allele, size)
        if key in self.kept:
            self.kept.move_to_end(key)
            return self.kept[key]
        drawing = shapes(self.layers[layer].drawings[allele], self.names)
        stencil = cut(drawing, self.names, size)
        self.kept[key] = stencil
        self.bytes += stencil.bytes if stencil else 0
        while self.bytes > CACHE_BYTES and len(self.kept) > 1:
            _, old = self.kept.popitem(last=False)
            self.bytes -= old.bytes if old else 0
        return stencil


@lru_cache(maxsize=4)
def _shelf(species: Species) -> _Shelf:
    return _Shelf(species)


def cut(drawing: Sequence[Shape], names: dict[str, int], size: int) -> Stencil | None:
    """Rasterise one drawing for a `size` × `size` canvas; None if it shows nothing."""
    covers: list[tuple[int, Box, NDArray[np.float32]]] = []
    for polygons, name, odd in _areas(drawing, size):
        covers += _cover(polygons, names[name], size, odd=odd)
    if not covers:
        return None
    boxes = [box for _, box, _ in covers]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)

    used = sorted({name for name, _, _ in covers})
    shares = np.zeros((1 + len(used), bottom - top, right - left), np.float32)
    shares[0] = 1
    for row, (x0, y0, x1, y1), cover in covers:
        part = shares[:, y0 - top : y1 - top, x0 - left : x1 - left]
        part *= 1 - cover
        part[1 + used.index(row)] += cover

    return _simplify(shares, np.array(used, np.uint8), (left, top, right, bottom), size)


def labels(drawing: Sequence[Shape], names: dict[str, int], size: int) -> NDArray[np.uint8]:
    """A drawing without soft edges: which name each pixel has (`names`), 0 where none has."""
    canvas = Image.new("L", (size, size))
    fine = size / VIEW_BOX
    for polygons, name, odd in _areas(drawing, size):
        spots = [[(round(x * fine - 0.5), round(y * fine - 0.5)) for x, y in p] for p in polygons]
        canvas.paste(names[name], mask=_filled(spots, (size, size), odd=odd))
    return np.asarray(canvas)


def _areas(drawing: Sequence[Shape], size: int) -> Iterator[tuple[list[list[Point]], str, bool]]:
    """The polygons to fill, in order, with the name of their colour, and whether evenodd."""
    tolerance = _TOLERANCE * VIEW_BOX / size
    for shape in drawing:
        flat = rings(shape, tolerance)
        if shape.fill is not None:
            # Pillow draws a line for a polygon of two points; SVG fills nothing there.
            yield [points for points, _ in flat if len(points) > 2], shape.fill, True
        if shape.stroke is not None:
            width = stroke_width(shape)
            lines = [
                polygon
                for points, closed in flat
                for polygon in stroke(points, closed, width, tolerance)
            ]
            yield lines, shape.stroke, False


def _simplify(
    shares: NDArray[np.float32], names: NDArray[np.uint8], box: Box, size: int
) -> Stencil:
    """Shares (1+k × rows × columns, ground first) rounded to few mixtures."""
    levels = 8 if size <= _SMALL else 4  # an edge pixel's shares are multiples of 1/levels
    steps = np.floor(shares * levels + 0.5).astype(np.uint8)
    strongest = shares.argmax(axis=0)
    # Rounding each share alone may miss the whole by a step: the strongest makes up for it.
    rest = (levels - steps.sum(axis=0, dtype=np.int16)).astype(np.uint8)
    np.put_along_axis(
        steps, strongest[None], np.take_along_axis(steps, strongest[None], 0) + rest, 0
    )
    top_share = steps.max(axis=0)
    whole = (top_share == levels) & (strongest > 0)
    labels = np.where(whole, names[strongest - 1], np.uint8(0))
    rows, columns = np.nonzero((steps[0] < levels) & ~whole)
    mixtures, blends = np.unique(steps[:, rows, columns].T, axis=0, return_inverse=True)
    return Stencil(
        box=box,
        labels=labels,
        keeps=np.where(whole, np.uint8(0), np.uint8(255)),
        edges=((rows + box[1]) * size + columns + box[0]).astype(np.intp),
        blends=blends.reshape(-1).astype(np.int32),
        names=names,
        mixtures=(mixtures / levels).astype(np.float32),
    )


def _cover(
    polygons: list[list[Point]], name: int, size: int, *, odd: bool
) -> list[tuple[int, Box, NDArray[np.float32]]]:
    """How much of each pixel the polygons cover (0 … 1), in a box around them.

    `odd`: a point is inside where an odd number of polygons hold it (SVG's evenodd);
    otherwise where any does. Empty when nothing of it is on the canvas.
    """
    finer = max(_COARSEST, min(_FINEST, 8 * VIEW_BOX // size))
    fine = finer * size / VIEW_BOX
    # A pixel's centre is its position + 0.5, and Pillow fills the pixels a vertex names.
    spots = [[(round(x * fine - 0.5), round(y * fine - 0.5)) for x, y in p] for p in polygons]
    xs = [x for spot in spots for x, _ in spot]
    ys = [y for spot in spots for _, y in spot]
    if not xs:
        return []
    left, top = max(0, min(xs) // finer), max(0, min(ys) // finer)
    right, bottom = min(size, max(xs) // finer + 1), min(size, max(ys) // finer + 1)
    if left >= right or top >= bottom:
        return []
    extent = ((right - left) * finer, (bottom - top) * finer)
    moved = [[(x - left * finer, y - top * finer) for x, y in spot] for spot in spots]
    mask = _filled(moved, extent, odd=odd)
    cover = np.asarray(mask.reduce(finer), np.float32) / np.float32(255)
    return [(name, (left, top, right, bottom), cover)]


def _filled(
    spots: list[list[tuple[int, int]]], extent: tuple[int, int], *, odd: bool
) -> Image.Image:
    """255 where a pixel is in the polygons, 0 elsewhere; see `_cover`."""
    mask = Image.new("L", extent)
    draw = ImageDraw.Draw(mask)
    for spot in spots:
        if odd and len(spots) > 1:
            ring = Image.new("L", extent)
            ImageDraw.Draw(ring).polygon(spot, fill=255)
            mask = ImageChops.difference(mask, ring)
        else:
            draw.polygon(spot, fill=255)
    return mask
