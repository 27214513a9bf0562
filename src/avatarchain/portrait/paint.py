"""Painting: expressed alleles to pixels, with Pillow and numpy.

A drawing is rasterised once for each size, into a stencil (see `stencil`), which is cached in
memory, and on disk for later processes (see `kept`). To paint a portrait, stencils are laid on a
canvas: pixels that are fully covered are copied, and the few at edges are mixed.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatarchain.base.cache import in_use
from avatarchain.portrait.kept import stencil_of
from avatarchain.portrait.palette import Palette, leading_bits
from avatarchain.portrait.stencil import Stencil, cut
from avatarchain.species import COLOUR, Species, express, fills_of, form_number
from avatarchain.species.drawing import shapes
from avatarchain.species.pack import is_shipped

SHELF_BYTES = 150_000_000
"""Of stencils that are kept in memory, unless `SHELF.keep` says another number."""

_AREA = 64  # pixels of one mixture that are an area and no edge
_SEEN = 24  # of 255: an area may not be further off than that, though all rows are taken
_PARTS = 4096  # of a picture: what is smaller than one of them is no area

_COARSE = 256  # pixels: smaller pictures have fewer subpixels
_VISIBLE = 16  # of 255: a difference of means
_WHITE, _CLEAR = b"\xff\xff\xff\xff", bytes(4)


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """A painted portrait: the palette row of each of size × size pixels, and the palette.

    The palette has n ≤ 256 rows of red, green, blue, opacity.
    """

    indices: NDArray[np.uint8]
    palette: NDArray[np.uint8]

    def coloured(self) -> NDArray[np.float32]:
        """Red, green, blue and opacity of each pixel, the colours multiplied by opacity."""
        rows = self.palette.astype(np.float32)
        rows[:, :3] *= rows[:, 3:] / 255
        return rows[self.indices]


def paint(species: Species, genome: int, size: int, *, background: bool = True) -> Composition:
    """Paint a portrait of size × size pixels.

    With the background every pixel is opaque, and white where nothing is drawn. Without it
    the ground is transparent, and colours are not multiplied by their opacity.
    """
    picture = _painted(species, genome, size, background=background, fine=False)
    if size >= _COARSE or is_shipped(species):
        return picture
    fine = _painted(species, genome, size, background=background, fine=True)
    return fine if _differ(picture, fine) else picture


def _painted(
    species: Species, genome: int, size: int, *, background: bool, fine: bool
) -> Composition:
    """A portrait as in `paint`; if `fine`, with as many subpixels as one of _COARSE pixels."""
    expression = express(species, genome)
    hidden = expression.hidden
    if not background and species.background is not None:
        hidden |= 1 << species.background
    stencils = []
    for number, layer in enumerate(species.layers):
        if hidden >> layer.locus & 1:
            continue
        form = form_number(species.loci[layer.locus], expression.alleles, layer.locus)
        stencil = SHELF.get(species, number, form, size, fine=fine)
        if stencil is not None:
            stencils.append(stencil)
    ground = _WHITE if background else _CLEAR
    return _compose(stencils, ground + _named_colours(species, expression.alleles), size)


def _differ(picture: Composition, other: Composition) -> bool:
    """Whether two paintings of a portrait visibly differ: in the mean of a sixteenth of its width.

    Edges are displaced by parts of a pixel in small pictures, which shows where there are many.
    """
    off = picture.coloured() - other.coloured()
    size = len(off)
    starts = np.arange(0, size, max(1, size // 32))
    half = np.add.reduceat(np.add.reduceat(off, starts, axis=0), starts, axis=1)
    whole = half[1:, 1:] + half[1:, :-1] + half[:-1, 1:] + half[:-1, :-1]
    return bool(np.abs(whole).max() > _VISIBLE * (size / 16) ** 2)


def paint_drawing(drawing: str, colours: Sequence[tuple[str, str]], size: int) -> Composition:
    """Paint one drawing, as canonical text, on a white ground of size × size pixels.

    `colours` are pairs of a name that the drawing uses and #rrggbb. Raises Fault if `drawing`
    is not in the drawing language.
    """
    names = {name: row for row, (name, _) in enumerate(colours, start=1)}
    inks = b"".join(bytes.fromhex(fill[1:]) + b"\xff" for _, fill in colours)
    read = shapes(drawing, names, one_layer=False, measured=False)

    def painted(*, fine: bool) -> Composition:
        stencils = [cut([shape], names, size, fine=fine) for shape in read]
        return _compose([stencil for stencil in stencils if stencil], _WHITE + inks, size)

    picture = painted(fine=False)
    if size >= _COARSE:
        return picture
    fine = painted(fine=True)
    return fine if _differ(picture, fine) else picture


def _compose(stencils: Sequence[Stencil], given: bytes, size: int) -> Composition:
    """Lay stencils over one another, on a ground; `given` are the colours of ground and names."""
    drawn = {int(row) for stencil in stencils for row in stencil.names}
    palette = Palette(given, np.array(sorted(drawn), np.intp))
    canvas = np.zeros((size, size), np.uint8)
    for stencil in stencils:
        _lay(canvas, stencil, palette)
    return Composition(canvas, palette.painted())


def _lay(canvas: NDArray[np.uint8], stencil: Stencil, palette: Palette) -> None:
    """Put a stencil on the canvas: copy the fully covered pixels, mix those at edges."""
    left, top, right, bottom = stencil.box
    part = canvas[top:bottom, left:right]
    # This is several times faster than a copy with a mask.
    np.bitwise_and(part, stencil.keeps, out=part)
    np.bitwise_or(part, stencil.labels, out=part)
    if len(stencil.edges):
        _mix(canvas.reshape(-1), stencil, palette)


def _mix(flat: NDArray[np.uint8], stencil: Stencil, palette: Palette) -> None:
    """Colour the edge pixels. Each pair of a mixture and a ground is computed once."""
    count = len(stencil.mixtures)
    pairs = flat[stencil.edges].astype(np.int32) * count + stencil.blends
    rows = np.zeros(palette.used * count, np.uint8)
    rows[pairs] = 1
    present = rows.nonzero()[0]
    ground, blend = np.divmod(present, count)
    shares, below = stencil.mixtures[blend], palette.rows[ground]
    inks = palette.rows[stencil.names]
    through = shares[:, :1] * below[:, 3:]  # the opacity that the ground contributes
    opacity = shares[:, 1:] @ inks[:, 3:] + through
    colours = np.empty((len(present), 4), np.float32)
    # Colours are weighted by their opacity. Named colours are opaque.
    colours[:, :3] = (shares[:, 1:] @ inks[:, :3] * 255 + through * below[:, :3]) / opacity
    colours[:, 3:] = opacity
    whole = present, colours
    if stencil.faded:
        # The colours of whole areas come first, and exactly: an error would be seen.
        areas = np.bincount(pairs, minlength=len(rows))[present]
        large = (-areas).argsort(kind="stable")[: int((areas >= _AREA).sum())]
        rows[present[large]] = palette.place_all(colours[large])
        small = np.setdiff1d(np.arange(len(present)), large)
        present, colours = present[small], colours[small]
    rows[present] = palette.place(colours)
    flat[stencil.edges] = rows[pairs]
    if palette.used == 256:
        _correct(flat, stencil.edges, pairs, rows, whole, palette)


def _correct(
    flat: NDArray[np.uint8],
    edges: NDArray[np.int32],
    pairs: NDArray[np.int32],
    rows: NDArray[np.uint8],
    mixed: tuple[NDArray[np.intp], NDArray[np.float32]],
    palette: Palette,
) -> None:
    """Mend what is visibly wrong because the palette is full, in place.

    `mixed` are the pairs that there are, and their exact colours. Similar colours count together.
    """
    present, colours = mixed
    (wrong,) = (np.abs(palette.rows[rows[present]] - colours).max(axis=1) > _SEEN).nonzero()
    if not wrong.size:
        return
    present, colours = present[wrong], colours[wrong]
    pixels = np.bincount(pairs, minlength=len(rows))[present]
    _, first, group = np.unique(leading_bits(colours), return_index=True, return_inverse=True)
    areas = np.bincount(group.reshape(-1), weights=pixels).astype(np.intp)
    large = np.flatnonzero(areas > flat.size // _PARTS)
    large = large[(-areas[large]).argsort(kind="stable")]
    if not large.size:
        return
    counts = np.bincount(flat, minlength=256)
    became, given = palette.make_room(colours[first[large]], areas[large], counts)
    flat[:] = became[flat]
    row_of_group = np.zeros(len(areas), np.uint8)
    row_of_group[large] = given
    changed = np.zeros(len(rows), np.uint8)
    changed[present] = row_of_group[group.reshape(-1)]
    new = changed[pairs]
    flat[edges[new != 0]] = new[new != 0]


def _named_colours(species: Species, alleles: tuple[int, ...]) -> bytes:
    """Red, green, blue, 255 of each colour name, in the order of `rows_of`."""
    fills = [fill for _, fill in species.colours]
    for number, locus in enumerate(species.loci):
        if locus.kind == COLOUR:
            fills += fills_of(locus)[form_number(locus, alleles, number)]
    return b"".join(bytes.fromhex(fill[1:]) + b"\xff" for fill in fills)


def rows_of(species: Species) -> dict[str, int]:
    """The palette row of each colour name of a species, from 1 on."""
    names = [name for name, _ in species.colours]
    for locus in species.loci:
        if locus.kind == COLOUR:
            names += [locus.name, f"{locus.name}-shade"]
    return {name: row for row, name in enumerate(names, start=1)}


class _Shelf:
    """The stencils that were used last, of all species, in the order of their last use.

    Where the cache on disk is not used, only stencils that were cut in this process are.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.clear()

    def clear(self) -> None:
        """Forget all stencils."""
        self.stencils: OrderedDict[tuple[bytes, int, int, int, bool, bool], Stencil | None] = (
            OrderedDict()
        )
        self.bytes = 0

    def keep(self, most: int) -> None:
        """Keep so many bytes from now on, and drop what is beyond."""
        self.most = most
        self._fit()

    def get(
        self, species: Species, layer: int, form: int, size: int, *, fine: bool
    ) -> Stencil | None:
        """The stencil of a form's drawing in a layer; None if the drawing is empty."""
        key = (species.id, layer, form, size, fine, in_use())
        if key in self.stencils:
            self.stencils.move_to_end(key)
            return self.stencils[key]
        drawing = species.layers[layer].drawings[form]
        stencil = stencil_of(drawing, rows_of(species), size, fine=fine)
        self.stencils[key] = stencil
        self.bytes += stencil.bytes if stencil else 0
        self._fit()
        return stencil

    def _fit(self) -> None:
        while self.bytes > self.most and len(self.stencils) > 1:
            _, old = self.stencils.popitem(last=False)
            self.bytes -= old.bytes if old else 0


SHELF = _Shelf(SHELF_BYTES)
