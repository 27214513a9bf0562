"""Packs of strangers: whatever their drawings hold, characters move or stand still."""

from pathlib import Path

import numpy as np
import pytest
from rigged import pack_with, stage_of

from avatarchain import portrait
from avatarchain.living.animated import animated_svg
from avatarchain.living.compiled import compiled
from avatarchain.living.eyes import MOST_EYES
from avatarchain.living.figure import figure
from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from avatarchain.species.pack import load
from support.packs import write_pack, write_wide_pack

POSES = (
    {},
    {"blink": 1.0, "talk": 1.0},
    {"happy": 1.0, "look.x": -1.0, "gaze.y": 1.0, "ear-left.turn": 9.0, "head.y": -5.0},
)


def play(species: Species, source: Path | None = None) -> None:
    """Paint and write a few characters, and hold the first frame against the portrait."""
    rig = rig_of(species)
    for genome in (0, (1 << 256) - 1, int("0123456789abcdef" * 4, 16)):
        stage = stage_of(species, genome, 128, rig=rig)
        frames = [np.asarray(stage.frame(pose)).astype(int) for pose in POSES]
        assert np.abs(frames[0] - portrait.pixels(species, genome, 128)).mean() <= 3
        for clip in rig.clips:
            assert animated_svg(species, genome, rig, clip).endswith("</svg>")


def test_a_pack_that_was_just_begun_moves(folder: Path) -> None:
    place = pack_with(folder, "rig = 1\n")
    play(load(place), place)


@pytest.mark.parametrize("write", [write_pack, write_wide_pack])
def test_a_pack_without_a_face_moves(write, folder: Path) -> None:  # type: ignore[no-untyped-def]
    place = write(folder / "pack")
    play(load(place), place)


def test_of_a_hundred_eyes_some_close(folder: Path) -> None:
    place = pack_with(folder, "rig = 1\n")
    for path in place.glob("eyes/*.svg"):
        path.write_text(_file(STRANGE["a hundred eyes"]), encoding="utf-8")
    species = load(place)
    assert figure(species, 0, rig_of(species)).eyes == MOST_EYES


STRANGE = {
    "nothing": "",
    "a path that goes nowhere": '<path class="ink" d="M9 9"/>',
    "a dot": '<path class="ink-line" stroke-width="3" d="M9 9H9"/>',
    "a line without width": '<path class="ink" d="M100 200H400"/>',
    "all of the picture": '<rect class="ink" x="-400" y="-400" width="1400" height="1400"/>',
    "a hundred eyes": "".join(
        f'<circle class="ink" cx="{40 + 45 * (k % 10)}" cy="{40 + 45 * (k // 10)}" r="20"/>'
        for k in range(100)
    ),
    "in groups": '<g transform="rotate(30 256 256)"><g transform="scale(0.5)">'
    '<ellipse class="ink" cx="400" cy="500" rx="90" ry="60"/>'
    '<path class="ink-line" stroke-width="9" d="M300 700Q500 800 700 700"/></g></g>',
    "faint": '<circle class="ink" opacity="0.3" cx="256" cy="256" r="80"/>',
}


def _file(drawing: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">{drawing}</svg>'


@pytest.mark.parametrize("name", STRANGE)
def test_strange_eyes_and_mouths_stop_nobody(name: str, folder: Path) -> None:
    place = pack_with(folder, "rig = 1\n")
    drawn = [path for path in place.glob("*/*.svg") if path.parent.name in ("eyes", "mouth")]
    assert drawn
    for path in drawn:
        path.write_text(_file(STRANGE[name]), encoding="utf-8")
    play(load(place), place)


@pytest.mark.parametrize("path", ["M9 9", "M9 9M40 40H90V90ZM400 40H450V90Z"])
def test_mouths_and_ears_of_which_a_part_goes_nowhere_stop_nobody(path: str, folder: Path) -> None:
    place = pack_with(folder, 'rig = 1\n[face]\nmouth = ["hat"]\n')
    for drawing in (*place.glob("hat/*.svg"), *place.glob("ears/*.svg")):
        drawing.write_text(_file(f'<path class="ink" d="{path}"/>'), encoding="utf-8")
    species = load(place)
    play(species, place)
    assert compiled(species, rig_of(species))
