"""Motion: the first frame is the portrait, eyes close, mouths open, and nothing tears."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from rigged import founders, showing, stage_of

from avatarchain import portrait
from avatarchain.errors import UnknownClip
from avatarchain.living.elements import box_of, rings_of
from avatarchain.living.figure import figure
from avatarchain.living.loops import clip_frames
from avatarchain.living.pieces import Slide
from avatarchain.living.poses import clip_of, parts_of, pose_at
from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from avatarchain.species.pack import load

SIZE = 192
Pixels = NDArray[np.int64]


def painted(image: Image.Image) -> Pixels:
    return np.asarray(image).astype(np.int64)


def test_a_character_at_rest_is_its_portrait(species: Species) -> None:
    for genome in founders(species, 4):
        frame = painted(stage_of(species, genome, 512).frame({}))
        distance = np.abs(frame - portrait.pixels(species, genome, 512))
        assert distance.mean() <= 1
        assert (distance.max(axis=2) > 48).mean() <= 0.005


def test_the_first_frame_of_every_clip_is_the_portrait(species: Species) -> None:
    rig, (genome,) = rig_of(species), founders(species, 1)
    for name, clip in rig.clips.items():
        parts = parts_of(rig, clip, genome)
        assert not any(pose_at(parts, 0.0).values()), name
        assert not any(pose_at(parts, clip.seconds).values()), name


def test_without_background_a_character_at_rest_has_the_portraits_outline(
    species: Species,
) -> None:
    (genome,) = founders(species, 1)
    frame = painted(stage_of(species, genome, SIZE, opaque=False).frame({}))
    wanted = portrait.pixels(species, genome, SIZE, background=False).astype(np.int64)
    assert np.abs(frame[..., 3] - wanted[..., 3]).mean() <= 1


@cache
def openings(name: str, allele: int) -> tuple[int, Pixels, int]:
    """A genome with these eyes, where the openings with lids are, and how many there are."""
    species = load(name)
    genome = showing(species, eyes=allele)
    drawn = figure(species, genome, rig_of(species))
    mask = Image.new("L", (SIZE, SIZE))
    lids = {piece.window for piece in drawn.pieces if piece.slide is Slide.UPPER}
    for number in lids:
        assert number is not None
        for points, _ in rings_of(drawn.windows[number]):
            spots = [(x * SIZE / 512, y * SIZE / 512) for x, y in points]
            ImageDraw.Draw(mask).polygon(spots, fill=255)
    return genome, painted(mask) > 0, drawn.eyes


EYES = {"tuftling": [2] * 16, "glimmer": [2] * 16}
EYES["tuftling"][10] = EYES["tuftling"][11] = EYES["tuftling"][13] = 1  # wink, patch, cyclops
EYES["tuftling"][14] = 3
EYES["glimmer"][14] = 4


@pytest.mark.parametrize("allele", range(16))
def test_every_eye_closes_over_its_opening_and_nowhere_else(species: Species, allele: int) -> None:
    genome, inside, eyes = openings(species.name, allele)
    assert eyes == EYES[species.name][allele]
    stage = stage_of(species, genome, SIZE)
    still, closed = painted(stage.frame({})), painted(stage.frame({"blink": 1.0}))
    changed = np.abs(still - closed).max(axis=2) > 24
    colour = species.loci[[locus.name for locus in species.loci].index("iris")].alleles[0]
    iris = [int(colour.fill[k : k + 2], 16) for k in (1, 3, 5)]
    of_iris = inside & (np.abs(still - iris).max(axis=2) <= 4)
    assert changed[of_iris].mean() >= 0.9
    grown = np.asarray(
        Image.fromarray((inside * 255).astype(np.uint8))
        .resize((SIZE // 8, SIZE // 8))
        .resize((SIZE, SIZE))
    )
    assert not changed[grown == 0].any()


@pytest.mark.parametrize("allele", range(16))
def test_every_mouth_moves_and_nothing_above_it(species: Species, allele: int) -> None:
    genome = showing(species, mouth=allele)
    stage = stage_of(species, genome, SIZE)
    still, open_ = painted(stage.frame({})), painted(stage.frame({"talk": 1.0}))
    rows, _ = np.nonzero(np.abs(still - open_).max(axis=2) > 24)
    assert len(rows) > 24
    drawn = figure(species, genome, rig_of(species))
    lids = {piece.window for piece in drawn.pieces if piece.slide is Slide.UPPER}
    middles = [
        sum(box_of(drawn.windows[number])[1::2]) / 2 for number in lids if number is not None
    ]
    assert rows.min() * 512 / SIZE > max(middles) + 16


def gaps(alpha: Pixels) -> int:
    """The clear pixels below the highest opaque one, in the columns through the middle."""
    middle = alpha[:, round(0.42 * SIZE) : round(0.58 * SIZE)] >= 128
    return int((np.logical_or.accumulate(middle, axis=0) & ~middle).sum())


def test_no_clip_tears_a_head_from_its_body(species: Species) -> None:
    rig = rig_of(species)
    for genome in founders(species, 3):
        stage = stage_of(species, genome, SIZE, opaque=False)
        still = gaps(painted(stage.frame({}))[..., 3])
        for name in ("breathe", "look", "nod", "happy"):
            clip = rig.clips[name]
            parts = parts_of(rig, clip, genome)
            for share in (0.17, 0.35, 0.5, 0.7):
                frame = painted(stage.frame(pose_at(parts, share * clip.seconds)))
                assert gaps(frame[..., 3]) - still <= 0.004 * SIZE * SIZE, (name, share)


def test_a_head_stays_whole_in_every_pose(species: Species) -> None:
    rig, (genome,) = rig_of(species), founders(species, 1)
    whole = stage_of(species, genome, SIZE, opaque=False)
    drawn = figure(species, genome, rig, background=False)
    assert len(drawn.pieces) > 5
    for pose in ({"blink": 1.0}, {"happy": 1.0, "talk": 1.0}, {"look.x": 1.0, "gaze.x": 1.0}):
        alpha = painted(whole.frame(pose))[..., 3]
        middle = alpha[
            round(0.35 * SIZE) : round(0.65 * SIZE), round(0.4 * SIZE) : round(0.6 * SIZE)
        ]
        assert middle.min() == 255


def test_eyes_of_different_characters_blink_at_different_times(species: Species) -> None:
    rig = rig_of(species)
    starts = [
        tuple(
            start for start, tracks in parts_of(rig, rig.clips["idle"], genome) if "blink" in tracks
        )
        for genome in founders(species, 64)
    ]
    assert len(set(starts)) > 60
    assert all(0 <= start <= 6.4 - 0.36 for pair in starts for start in pair)


def test_a_clip_that_is_not_there_is_refused(species: Species) -> None:
    with pytest.raises(UnknownClip, match="has no clip 'dance'; it has: blink, breathe"):
        clip_of(rig_of(species), species, "dance")


def test_a_clip_has_a_frame_for_each_eighty_milliseconds() -> None:
    species = load("tuftling")
    frames = [*clip_frames(species, founders(species, 1)[0], rig_of(species), "twitch", 64)]
    assert len(frames) == 9
    assert {frame.size for frame in frames} == {(64, 64)}
