"""Frames: a pose of a figure as pixels, with Pillow and numpy.

Shapes are flattened once. For each frame their points are moved and filled, three or four times
finer than the frame, which is then reduced. Nothing is blended while it is filled, so colours
stay those of the portrait, and its edges come out within a unit or two of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from avatarchain.living import Pose, Rig
from avatarchain.living.elements import Inked, rings_of
from avatarchain.living.layers import Layer, alike, layer_of
from avatarchain.living.pieces import Figure, Piece, Slide
from avatarchain.living.poses import bone_matrix, parallax
from avatarchain.living.slides import is_seen, rim, slide_matrix
from avatarchain.living.strokes import Points, ribbons
from avatarchain.living.weighing import (
    area_work,
    canvas_work,
    growth,
    window_work,
)
from avatarchain.portrait import images
from avatarchain.species import Species
from avatarchain.species.outline import Matrix, multiply

VIEW_BOX = 512
_MOST_PIXELS = 1600  # the side of what is filled before it is reduced


@dataclass(frozen=True, slots=True, eq=False)
class _Area:
    """Polygons to fill, in units: `points` of all of them, and at which points they are cut.

    A spot is inside if an odd number of them contain it, or, without `odd`, if any does.
    """

    points: Points
    cuts: tuple[int, ...]
    odd: bool
    colour: str
    opacity: float


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A piece with its areas; `window` are the rings of its window, empty without one."""

    piece: Piece
    areas: tuple[_Area, ...]
    window: tuple[Points, ...]
    image: Layer | None = None


class Stage:
    """A figure that is ready to be painted, at one size.

    `size` is the side of a frame in pixels. Without `opaque` the ground is transparent.
    """

    def __init__(
        self, species: Species, figure: Figure, rig: Rig, size: int, *, opaque: bool
    ) -> None:
        self.rig, self.size, self.opaque = rig, size, opaque
        self.finer = max(2, min(8, -(-_MOST_PIXELS // size))) if species.images is None else 1
        windows = [_rings(window) for window in figure.windows]
        if species.images is None:
            self._parts = [
                _Part(
                    piece,
                    tuple(area for shape in piece.shapes for area in _areas(shape)),
                    () if piece.window is None else windows[piece.window],
                )
                for piece in figure.pieces
            ]
        else:
            self._parts = [
                _Part(
                    run[0],
                    (),
                    (),
                    layer_of((images.opened(species, piece.image) for piece in run), size),
                )
                for run in alike(figure.pieces)
            ]
        moving = (k for k, part in enumerate(self._parts) if part.piece.bone is not None)
        self._still, still = 0, next(moving, len(self._parts))
        side, ground = size * self.finer, (255, 255, 255) if opaque else (0, 0, 0, 0)
        self._ground = Image.new("RGB" if opaque else "RGBA", (side, side), ground)
        self._ground = self._painted({}, self._parts[:still])
        self._still = still

    def frame(self, pose: Pose) -> Image.Image:
        """The picture in a pose: RGB, or RGBA with a transparent ground."""
        canvas = self._painted(pose, self._parts[self._still :])
        if self.opaque:
            return canvas.reduce(self.finer)
        return canvas.convert("RGBa").reduce(self.finer).convert("RGBA")

    def work(self, poses: Sequence[Pose]) -> float:
        """What it takes to paint these poses, in milliseconds of a slow machine."""
        side = self._ground.width
        largest = growth(self.rig, poses)
        each, moved = canvas_work(side), 0.0
        for part in self._parts[self._still :]:
            scale = side / VIEW_BOX * largest.get(part.piece.bone or "", 1.0)
            if part.image is not None:
                moved += sum(part.image.work(self._seat(part.piece, pose)) for pose in poses)
            if part.window:
                each += window_work(part.window, scale, side)
            each += sum(
                area_work(
                    area.points,
                    area.cuts,
                    scale,
                    side,
                    odd=area.odd,
                    faded=area.opacity < 1,
                )
                for area in part.areas
            )
        return each * len(poses) + moved

    def _painted(self, pose: Pose, parts: Sequence[_Part]) -> Image.Image:
        """The ground with some parts on it, before it is reduced."""
        canvas = self._ground.copy()
        fine = canvas.width / VIEW_BOX
        for part in parts:
            piece = part.piece
            if not is_seen(piece, pose) or (piece.slide is Slide.RIM and rim(pose) < 0.5):
                continue
            seat = self._seat(piece, pose)
            if part.image is not None:
                part.image.lay(canvas, seat)
                continue
            inner = multiply(seat, slide_matrix(piece, pose, self.rig))
            _paint(canvas, part, seat, inner, fine)
        return canvas

    def _seat(self, piece: Piece, pose: Pose) -> Matrix:
        if piece.bone is None:
            return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        dx, dy = parallax(self.rig, piece.depth, pose)
        matrix = bone_matrix(self.rig, piece.bone, pose)
        return multiply(matrix, (1.0, 0.0, 0.0, 1.0, dx, dy))


def _areas(shape: Inked) -> list[_Area]:
    flat = rings_of(shape)
    areas = []
    if shape.fill is not None and (full := _rings(shape)):
        areas.append(_area(full, shape.fill, shape.shape.opacity, odd=len(full) > 1))
    if shape.line is not None:
        lines = [
            ribbon
            for points, closed in flat
            for ribbon in ribbons(points, shape.width, closed=closed)
        ]
        areas.append(_area(lines, shape.line, shape.shape.opacity, odd=False))
    return areas


def _area(polygons: Sequence[Points], colour: str, opacity: float, *, odd: bool) -> _Area:
    ends = np.cumsum([len(polygon) for polygon in polygons])
    return _Area(np.concatenate(polygons), tuple(ends[:-1].tolist()), odd, colour, opacity)


def _rings(shape: Inked) -> tuple[Points, ...]:
    return tuple(np.array(points) for points, _ in rings_of(shape) if len(points) > 2)


def _paint(canvas: Image.Image, part: _Part, seat: Matrix, inner: Matrix, fine: float) -> None:
    """Paint a piece; `seat` moves its window, `inner` its shapes. `fine` is pixels per unit."""
    if not part.window:
        draw = ImageDraw.Draw(canvas)
        for area in part.areas:
            _fill(canvas, draw, area, inner, fine, (0, 0))
        return
    rings = [_moved(ring, seat, fine) for ring in part.window]
    box = _box(rings, (0, 0), canvas.size)
    if box is None:
        return
    left, top = box[:2]
    inside = canvas.crop(box)
    draw = ImageDraw.Draw(inside)
    for area in part.areas:
        _fill(inside, draw, area, inner, fine, (left, top))
    canvas.paste(inside, (left, top), _mask(rings, (left, top), inside.size))


def _moved(points: Points, matrix: Matrix, fine: float) -> Points:
    """Points after a transform, in fine pixels; the centre of a pixel is its number."""
    a, b, c, d, e, f = matrix
    moved: Points = points @ np.array([[a, b], [c, d]]) + (e, f)
    return moved * fine - 0.5


def _flat(points: Points, corner: tuple[int, int]) -> list[float]:
    whole: list[float] = (np.rint(points).astype(int) - corner).reshape(-1).tolist()
    return whole


def _fill(
    image: Image.Image,
    draw: ImageDraw.ImageDraw,
    area: _Area,
    matrix: Matrix,
    fine: float,
    corner: tuple[int, int],
) -> None:
    moved = _moved(area.points, matrix, fine)
    if not area.odd and area.opacity == 1:
        for polygon in np.split(np.rint(moved).astype(int) - corner, area.cuts):
            draw.polygon(polygon.reshape(-1).tolist(), fill=area.colour)
        return
    box = _box([moved], corner, image.size)
    if box is None:
        return
    left, top, right, bottom = box
    size, place = (right - left, bottom - top), (corner[0] + left, corner[1] + top)
    mask = _mask(np.split(moved, area.cuts), place, size, odd=area.odd)
    if area.opacity < 1:
        mask = mask.point([round(value * area.opacity) for value in range(256)])
    if image.mode == "RGB" or area.opacity == 1:
        image.paste(area.colour, box, mask)
    else:
        layer = Image.new("RGBA", size, area.colour)
        layer.putalpha(mask)
        image.alpha_composite(layer, (left, top))


def _box(
    rings: Sequence[Points], corner: tuple[int, int], size: tuple[int, int]
) -> tuple[int, int, int, int] | None:
    """The part of an image of this size that rings may fill; None if there is none."""
    low = np.floor(np.min([ring.min(axis=0) for ring in rings], axis=0)) - corner
    high = np.ceil(np.max([ring.max(axis=0) for ring in rings], axis=0)) - corner
    left, top = max(0, int(low[0])), max(0, int(low[1]))
    right, bottom = min(size[0], int(high[0]) + 2), min(size[1], int(high[1]) + 2)
    return (left, top, right, bottom) if left < right and top < bottom else None


def _mask(
    rings: Sequence[Points], corner: tuple[int, int], size: tuple[int, int], *, odd: bool = True
) -> Image.Image:
    """255 where an odd number of rings go round a pixel, or any does; 0 elsewhere."""
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for ring in rings:
        if not odd or len(rings) == 1:
            draw.polygon(_flat(ring, corner), fill=255)
        elif (box := _box([ring], corner, size)) is not None:
            place = (corner[0] + box[0], corner[1] + box[1])
            other = Image.new("L", (box[2] - box[0], box[3] - box[1]))
            ImageDraw.Draw(other).polygon(_flat(ring, place), fill=255)
            mask.paste(ImageChops.difference(mask.crop(box), other), box)
    return mask
