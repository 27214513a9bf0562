"""Layers of images in frames: only what shows is moved, and it comes out as the whole would."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from avatarchain.living.figure import figure
from avatarchain.living.frames import Stage
from avatarchain.living.layers import alike, layer_of
from avatarchain.living.loops import MILLISECONDS, poses_of
from avatarchain.living.pieces import Piece
from avatarchain.living.usual import rig_of
from avatarchain.living.weighing import MOST_WORK
from avatarchain.species.outline import Matrix
from avatarchain.species.pack import load
from avatarchain.workshop.imported import make_pack

SIDE = 128
SEATS: tuple[Matrix, ...] = (
    (1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
    (1.0, 0.0, 0.0, 1.0, 7.3, -4.9),
    (0.9, 0.3, -0.3, 0.9, 40.0, -60.0),
    (1.4, 0.0, 0.0, 1.4, -300.0, -90.0),
)


def drawn(*ellipse: int) -> Image.Image:
    image = Image.new("RGBA", (SIDE, SIDE))
    ImageDraw.Draw(image).ellipse(ellipse, (200, 40, 90, 210))
    return image


def moved_whole(image: Image.Image, seat: Matrix) -> Image.Image:
    a, b, c, d, e, f = (*seat[:4], seat[4] * SIDE / 512, seat[5] * SIDE / 512)
    ia, ib, ic, id_ = np.linalg.inv([[a, c], [b, d]]).T.reshape(-1)
    back = (ia, ic, -ia * e - ic * f, ib, id_, -ib * e - id_ * f)
    moved = image.convert("RGBa").transform(
        image.size, Image.Transform.AFFINE, back, Image.Resampling.BILINEAR
    )
    return moved.convert("RGBA")


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("ellipse", [(20, 30, 60, 90), (0, 0, 127, 127), (110, -9, 140, 9)])
def test_a_part_is_laid_as_the_whole_would_be(
    seat: Matrix, mode: str, ellipse: tuple[int, ...]
) -> None:
    image = drawn(*ellipse)
    canvas = Image.new("RGBA", image.size, "white" if mode == "RGB" else (0, 0, 0, 0))
    whole = Image.alpha_composite(canvas, moved_whole(image, seat))
    canvas = canvas.convert(mode)
    layer_of([image], SIDE).lay(canvas, seat)
    laid, wanted = (
        np.asarray(picture.convert("RGBA").convert("RGBa")).astype(int)
        for picture in (canvas, whole)
    )
    assert np.abs(laid - wanted).max() <= 2


def test_a_part_counts_what_it_may_cover() -> None:
    small, whole, none = (
        layer_of([drawn(*box)], SIDE)
        for box in ((9, 9, 40, 40), (0, 0, 127, 127), (300, 0, 310, 9))
    )
    rest, turned, away = (
        SEATS[0],
        (0.7, 0.7, -0.7, 0.7, 100.0, 0.0),
        (1.0, 0.0, 0.0, 1.0, 600.0, 0.0),
    )
    assert whole.work(rest) == pytest.approx((128 / 34) ** 2 * small.work(rest))
    assert small.work(turned) > 1.8 * small.work(rest)
    assert small.work(away) == none.work(rest) == 0


def test_only_neighbours_that_move_alike_are_laid_together() -> None:
    still, head = Piece((), None), Piece((), "head", 0.5)
    runs = alike([still, still, head, replace(head, depth=0.6), head, head])
    assert [len(run) for run in runs] == [2, 1, 1, 2]


def test_a_pack_of_many_layers_is_not_too_much_at_1024_pixels(folder: Path) -> None:
    names = "background wings body clothes ears head marks hair mouth nose eyes brows glasses hat"
    for number, name in enumerate([*names.split(), "ring", "frame"]):
        place = folder / "layers" / f"{number} - {name}"
        place.mkdir(parents=True)
        for k in range(2):
            wide = 110 if number in (0, 1, 2, 15) else 60
            drawn(number, 9 * k, number + wide, 9 * k + wide).resize((64, 64)).save(
                place / f"{k}.png"
            )
    make_pack(folder / "layers", folder / "pack", "foxes")
    species = load(folder / "pack")
    rig = rig_of(species)
    stage = Stage(species, figure(species, 0, rig), rig, 1024, opaque=True)
    work = stage.work(poses_of(species, 0, rig, "idle", 1024, MILLISECONDS))
    assert 0.1 * MOST_WORK < work < MOST_WORK
