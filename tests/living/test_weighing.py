"""The work of frames: counted before one is painted, and refused where it is too much."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from rigged import founders, stage_of

from avatarchain.errors import SheetTooLarge, TooManyEyes, TooManyKeys, TooMuchPainting
from avatarchain.living import Clip, Rig, animated, compiled, eyes, poses_sheet
from avatarchain.living.compiled import compiled as compiled_form
from avatarchain.living.elements import area
from avatarchain.living.exports import ExportOptions, export
from avatarchain.living.figure import figure
from avatarchain.living.frames import Stage
from avatarchain.living.loops import MILLISECONDS, clip_frames, poses_of
from avatarchain.living.poses_sheet import pose_sheet
from avatarchain.living.usual import rig_of
from avatarchain.living.weighing import MOST_WORK
from avatarchain.species import Species
from avatarchain.species.pack import load
from avatarchain.workshop.imported import make_pack
from support.layers import write_layers
from support.packs import write_pack
from support.strange_exports import COMB, EYES


def with_comb(species: Species, drawing: str = COMB) -> Species:
    """The species with a comb of 6,000 edges, or a drawing, as every form of its last layer."""
    *layers, last = species.layers
    return replace(species, layers=(*layers, replace(last, drawings=(drawing,) * 16)))


@pytest.mark.parametrize("size", [128, 512])
def test_a_sheet_of_all_clips_of_a_shipped_species_is_never_refused(
    size: int, species: Species
) -> None:
    rig = rig_of(species)
    for genome in founders(species, 3):
        poses = [
            pose
            for clip in rig.clips
            for pose in poses_of(species, genome, rig, clip, size, MILLISECONDS)
        ]
        assert stage_of(species, genome, size).work(poses) < 0.8 * MOST_WORK


@pytest.mark.parametrize(
    ("form", "size", "words"),
    [
        ("webp", 1024, "the clip idle takes an effort of .* at 1024 pixels, and at most 20,000"),
        ("gif", 512, "the clip idle takes an effort of"),
        ("sheet", 128, "a sheet of these clips takes an effort of"),
    ],
)
def test_frames_that_take_minutes_are_refused_before_one_is_painted(
    monkeypatch: pytest.MonkeyPatch, form: str, size: int, words: str
) -> None:
    monkeypatch.setattr(Stage, "frame", None)
    species = with_comb(load("tuftling"))
    with pytest.raises(TooMuchPainting, match=words):
        export(species, {"a": 0}, rig_of(species), ExportOptions(form, size=size))


def test_a_sheet_of_poses_is_weighed_before_one_is_painted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Stage, "frame", None)
    species = with_comb(load("tuftling"))
    with pytest.raises(TooMuchPainting, match=r"a sheet of poses takes an effort of .* at 128"):
        pose_sheet(species, rig_of(species), 128)
    species = load("tuftling")
    with pytest.raises(SheetTooLarge, match="of 128 frames would be 32768 pixels wide, and 8192"):
        pose_sheet(species, rig_of(species), 2048)


def test_a_sheet_of_poses_of_a_shipped_species_has_room_for_512_pixels(
    monkeypatch: pytest.MonkeyPatch, species: Species
) -> None:
    weighed: list[float] = []
    monkeypatch.setattr(poses_sheet, "check_work", lambda _, work, *__: weighed.append(work))
    monkeypatch.setattr(Stage, "frame", lambda *_: Image.new("RGB", (1, 1)))
    pose_sheet(species, rig_of(species), 512)
    assert weighed[0] < 0.9 * poses_sheet.MOST_WORK


def test_eyes_that_are_held_against_too_many_points_are_refused() -> None:
    species = with_comb(load("tuftling"), EYES)
    last = len(species.layers) - 1
    rig = rig_of(species)
    rig = replace(rig, face=replace(rig.face, eyes=frozenset({last}), skin=frozenset({last})))
    with pytest.raises(TooManyEyes, match=r"looks at points of drawings, and at most 2,000,000 "):
        figure(species, 0, rig)
    drawings = tuple(EYES.replace('d="M0 0', f'd="M0 {k}') for k in range(16))
    species = replace(
        species, layers=(*species.layers[:-1], replace(species.layers[-1], drawings=drawings))
    )
    with pytest.raises(TooManyEyes, match=r"at most 40,000,000 "):
        compiled_form(species, rig)


def test_eyes_of_shipped_species_are_far_from_the_limits(
    monkeypatch: pytest.MonkeyPatch, species: Species
) -> None:
    monkeypatch.setattr("avatarchain.living.figure.MOST_LOOKS", eyes.MOST_LOOKS // 20)
    monkeypatch.setattr(compiled, "MOST_LOOKS", compiled.MOST_LOOKS // 10)
    compiled_form(species, rig_of(species))
    for genome in founders(species, 3):
        figure(species, genome, rig_of(species))


def test_what_grows_takes_more_work_and_so_does_what_hangs_on_it() -> None:
    species = load("tuftling")
    stage = stage_of(species, 0, 128)
    rest, grown = stage.work([{}]), stage.work([{"body.grow": 0.5, "head.grow": 0.5}])
    assert grown > 1.2 * rest
    assert stage.work([{}] * 3) == pytest.approx(3 * rest)


def test_layers_of_images_are_counted_by_their_pixels(folder: Path) -> None:
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    species = load(folder / "pack")
    small, large = (stage_of(species, 0, size).work([{}]) for size in (256, 1024))
    assert large == pytest.approx(16 * small, rel=0.2)


def shrinking(rig: Rig) -> Rig:
    """The rig with a clip in which two others at once make the body as small as nothing."""
    half = Clip("half", 1.0, {"body.grow": ((0.0, 0.0), (0.5, -0.5), (1.0, 0.0))})
    gone = Clip("gone", 1.0, {}, (("half", 0.0), ("half", 0.0)))
    return replace(rig, clips={**rig.clips, "half": half, "gone": gone})


def test_what_clips_shrink_to_nothing_together_is_painted_small(folder: Path) -> None:
    make_pack(write_layers(folder / "layers"), folder / "images", "foxes")
    for pack in (folder / "images", write_pack(folder / "drawings")):
        species = load(pack)
        rig = shrinking(rig_of(species))
        assert len([*clip_frames(species, 0, rig, "gone", 64, milliseconds=100)]) == 10


def test_an_area_of_ours_may_begin_far_outside_of_the_picture() -> None:
    drawn = area("M-1.57286e+07 3V1e-05H9Z", "#000000")
    assert drawn.text == '<path fill="#000000" d="M-1024 3V1e-05H9Z"/>'.replace("1e-05", "0")


def test_an_svg_of_too_many_keys_is_refused(
    monkeypatch: pytest.MonkeyPatch, species: Species
) -> None:
    (genome,), rig = founders(species, 1), rig_of(species)
    monkeypatch.setattr(animated, "MOST_KEYS", animated.MOST_KEYS // 5)
    assert all(animated.animated_svg(species, genome, rig, clip) for clip in rig.clips)
    monkeypatch.setattr(animated, "MOST_KEYS", 20)
    with pytest.raises(TooManyKeys, match=r"plays the clip idle would have more than 20 keys"):
        animated.animated_svg(species, genome, rig)
