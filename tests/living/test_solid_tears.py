"""Models that move do not tear: no pixel of the ground is seen within the head."""

import os
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from rigged import founders

from avatarchain import portrait
from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from avatarchain.species.pack import load
from support.absent import absent

try:
    import zbuffer
    from posed import Posed, frames_of, posed, rest_and_clips

    from avatarchain.living.solid.model import glb
except ImportError:
    absent("no manifold3d: pip install '.[3d]'")

MODELS = int(os.environ.get("MODELS", "0"))
"""With it every second frame of a tenth as many founders of each species; `make models`."""

ROOM = (-0.32, -0.06, 0.32, 0.58)
SIDE, PORTRAIT = 256, 512
NEAR = 12
"""Pixels by which parts may move away from a gap."""

MOST_IN_LINES = 30
"""Pixels of the ground, of 65,536, that may lie in lines of one pixel, along an outline."""

BEFORE_HAIR = int("0x1af8018b2dee5264621421f2803677371a1043672055e0e07aa6be1258849934", 16)
"""A tuftling whose horns curl before its hair."""


def within(covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """All pixels that are covered, or that the ground round them does not reach."""
    reached = np.zeros_like(covered)
    reached[[0, -1]] = reached[:, [0, -1]] = True
    reached &= ~covered
    count = -1
    while count != (count := int(reached.sum())):
        for _ in range(8):
            grown = reached.copy()
            grown[1:] |= reached[:-1]
            grown[:-1] |= reached[1:]
            grown[:, 1:] |= reached[:, :-1]
            grown[:, :-1] |= reached[:, 1:]
            reached = grown & ~covered
    return ~reached


def covered(model: Posed, *, head: bool = False) -> NDArray[np.bool_]:
    """The pixels in which a model is seen from the front; or its head alone."""
    faces = model.faces
    if head:
        faces = faces[(model.bones[faces] == "head").all(axis=1)]
    return zbuffer.nearest_of(model.points, faces, ROOM, SIDE).reshape(SIDE, SIDE) >= 0


def gaps(species: Species, genome: int, rest: Posed) -> NDArray[np.bool_]:
    """The pixels in which the portrait shows the ground, or what swings, and those near them.

    In the curl of a horn that lies before an ear or before hair, say, which move and may leave
    it. `rest` is the model at rest: of what it shows through a hole of the head a drawing lies
    behind that hole, so it is no tear.
    """
    left, _, _, top = ROOM
    unit = (ROOM[2] - left) / SIDE * 1000
    sky = portrait.pixels(species, genome, PORTRAIT, background=False)[..., 3] < 128
    at = (np.arange(SIDE) + 0.5) * unit
    across, down = (at + left * 1000 + PORTRAIT / 2).astype(int), at + PORTRAIT - top * 1000
    inside = [(places >= 0) & (places < PORTRAIT) for places in (down, across)]
    rows, columns = (places.clip(0, PORTRAIT - 1).astype(int) for places in (down, across))
    seen = sky[np.ix_(rows, columns)] & np.outer(*inside)
    head = covered(rest, head=True)
    seen |= within(head) & ~head & covered(rest)
    for _ in range(NEAR):
        grown = seen.copy()
        grown[1:] |= seen[:-1]
        grown[:-1] |= seen[1:]
        grown[:, 1:] |= seen[:, :-1]
        grown[:, :-1] |= seen[:, 1:]
        seen = grown
    return seen


def tears(model: Posed, sky: NDArray[np.bool_] | None = None) -> tuple[int, int]:
    """The squares of 2 × 2 pixels of the ground within the silhouette of the head, and the pixels.

    Those of `sky` are none: the portrait has them, too. A line of one pixel is no tear: it stands
    where an outline ends, and shows 2.5 mm at most.
    """
    ground = within(covered(model, head=True)) & ~covered(model)
    if sky is not None:
        ground &= ~sky
    squares = ground[1:, 1:] & ground[:-1, 1:] & ground[1:, :-1] & ground[:-1, :-1]
    return int(squares.sum()), int(ground.sum())


def test_no_ground_is_seen_within_the_head_in_any_clip(species: Species) -> None:
    rig = rig_of(species)
    for genome in founders(species, max(1, MODELS // 10)):
        file, clips = rest_and_clips(glb(species, genome, rig))
        assert [clip["name"] for clip in clips] == [*rig.clips]
        rest = posed(file, None, 0)
        sky = gaps(species, genome, rest)
        assert covered(rest, head=True).mean() > 0.1
        for clip in clips:
            count = frames_of(file, clip)
            for frame in range(0, count, 2) if MODELS else (count // 4, count // 2):
                squares, pixels = tears(posed(file, clip, frame), sky)
                case = (hex(genome), clip["name"], frame)
                assert squares == 0, case
                assert pixels <= MOST_IN_LINES, case


def test_an_outline_is_closed_along_its_edge() -> None:
    """This founder's was not: where fewer points stand in its edge, front and back did not meet."""
    species = load("tuftling")
    genome = founders(species, 9)[8]
    file, clips = rest_and_clips(glb(species, genome, rig_of(species), clips=("look",)))
    assert tears(posed(file, clips[0], 32))[1] <= 4


@pytest.mark.parametrize("genome", [*founders(load("tuftling"), 1), BEFORE_HAIR], ids=hex)
def test_a_hole_through_the_head_is_seen(genome: int) -> None:
    species = load("tuftling")
    file, clips = rest_and_clips(glb(species, genome, rig_of(species), clips=("nod",)))
    model = posed(file, clips[0], 12)
    x, y = model.points[model.bones == "head", :2].mean(axis=0)
    away = np.hypot(model.points[:, 0] - x, model.points[:, 1] - y)[model.faces].min(axis=1)
    holed = replace(model, faces=model.faces[away > 0.03])
    assert tears(holed, gaps(species, genome, posed(file, None, 0)))[0] > 0


def test_a_gap_of_the_portrait_is_no_tear() -> None:
    """In the curls of this founder's horns the sky is seen, and nowhere else within the head."""
    species = load("tuftling")
    genome = int("0x2277b5610a14e5716abd701440470a2521b047c17460c837ca672e3769a0a348", 16)
    file, _ = rest_and_clips(glb(species, genome, rig_of(species)))
    model = posed(file, None, 0)
    assert tears(model)[0] > 20
    sky = gaps(species, genome, model)
    assert tears(model, sky)[0] == 0
    head = within(covered(model, head=True)) & ~sky
    assert head.mean() > 0.1  # where a tear would be seen


def test_hair_that_leaves_the_curl_of_a_horn_is_no_tear() -> None:
    """When this founder turns the head, the ground is seen where there was hair behind a horn."""
    species = load("tuftling")
    file, clips = rest_and_clips(glb(species, BEFORE_HAIR, rig_of(species), clips=("idle",)))
    sky = gaps(species, BEFORE_HAIR, posed(file, None, 0))
    model = posed(file, clips[0], 28)
    assert tears(model)[0] > 10
    assert tears(model, sky) == (0, 0)
    assert (within(covered(model, head=True)) & ~sky).mean() > 0.1  # where a tear would be seen


def test_a_clip_moves_a_model() -> None:
    """Or the check above looks at one pose again and again."""
    species = load("tuftling")
    genome = founders(species, 2)[1]  # who has ears that twitch
    file, clips = rest_and_clips(glb(species, genome, rig_of(species)))
    rest = posed(file, None, 0).points
    for clip in clips:
        frames = range(0, frames_of(file, clip), 4)
        moved = ((posed(file, clip, frame).points != rest).any() for frame in frames)
        assert any(moved), clip["name"]
