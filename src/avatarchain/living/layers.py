"""Layers of images in frames: what moves alike is laid together, and only what shows is moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from PIL import Image

from avatarchain.living.pieces import Piece
from avatarchain.living.weighing import VIEW_BOX, image_work
from avatarchain.species.outline import Matrix

Box = tuple[int, int, int, int]

_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_NOTHING: Box = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """The part of an image that shows anything, with a pixel around it where there is room.

    `shown` is that part in RGBA, and `box` its place in a frame of `side` pixels.
    """

    shown: Image.Image
    box: Box
    side: int

    def work(self, seat: Matrix) -> float:
        """What it takes to lay it, moved by a matrix, in milliseconds of a slow machine."""
        left, top, right, bottom = self._covered(seat)
        return image_work((right - left) * (bottom - top))

    def lay(self, canvas: Image.Image, seat: Matrix) -> None:
        """Lay it on a frame, moved by a matrix in view box units."""
        left, top, right, bottom = self._covered(seat)
        if left == right or top == bottom:
            return
        image = self.shown
        if seat != _UNMOVED:
            a, b, c, d, e, f = seat
            e, f = (shift * self.side / VIEW_BOX for shift in (e, f))
            grown = a * d - b * c
            ia, ib, ic, id_ = d / grown, -c / grown, -b / grown, a / grown
            across = ia * (left - e) + ib * (top - f) - self.box[0]
            down = ic * (left - e) + id_ * (top - f) - self.box[1]
            moved = self.shown.convert("RGBa").transform(
                (right - left, bottom - top),
                Image.Transform.AFFINE,
                (ia, ib, across, ic, id_, down),
                Image.Resampling.BILINEAR,
            )
            image = moved.convert("RGBA")
        if canvas.mode == "RGB":
            canvas.paste(image, (left, top), image)
        else:
            canvas.alpha_composite(image, (left, top))

    def _covered(self, seat: Matrix) -> Box:
        """The part of a frame that it may cover, moved by a matrix in view box units."""
        if seat == _UNMOVED:
            return self.box
        a, b, c, d, e, f = seat
        left, top, right, bottom = self.box
        corners = np.array([(x, y) for x in (left, right) for y in (top, bottom)], float)
        moved = corners @ np.array([[a, b], [c, d]]) + np.array([e, f]) * self.side / VIEW_BOX
        low = np.clip(np.floor(moved.min(axis=0)), 0, self.side).astype(int)
        high = np.clip(np.ceil(moved.max(axis=0)), 0, self.side).astype(int)
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def alike(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """The pieces in runs of those that always move alike."""
    return [list(run) for _, run in groupby(pieces, lambda piece: (piece.bone, piece.depth))]


def layer_of(images: Iterable[Image.Image], side: int) -> Layer:
    """The layer of some images over one another, for frames of `side` pixels."""
    whole = Image.new("RGBA", (side, side))
    for image in images:
        whole.alpha_composite(image.resize((side, side), Image.Resampling.BOX))
    around = whole.getchannel("A").getbbox()
    if around is None:
        around = _NOTHING
    else:
        left, top, right, bottom = around
        around = max(0, left - 1), max(0, top - 1), min(side, right + 1), min(side, bottom + 1)
    return Layer(whole.crop(around), around, side)
