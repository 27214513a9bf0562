"""Rigs in the workshop: a sheet of poses, and what characters cannot do."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from avatarchain.living.poses_sheet import FOUNDERS
from avatarchain.living.usual import rig_of
from avatarchain.species.pack import load
from avatarchain.workshop.imported import make_pack
from avatarchain.workshop.rigs import unable, write_pose_sheet
from support.layers import write_layers


def test_a_sheet_of_poses_has_a_row_for_each_founder(folder: Path) -> None:
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    species = load(folder / "pack")
    write_pose_sheet(folder / "poses.png", species, rig_of(species), 64)
    with Image.open(folder / "poses.png") as sheet:
        assert sheet.height == 64 * FOUNDERS
        assert sheet.width // 64 > 12


def test_what_characters_cannot_do_is_one_sentence(folder: Path) -> None:
    species = load("tuftling")
    rig = rig_of(species)
    assert unable(species, rig) is None
    blind = replace(rig, face=replace(rig.face, eyes=frozenset()))
    assert unable(species, blind) == (
        "no layer is known as eyes, so nobody blinks or looks: [face] in rig.toml names it"
    )
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    images = load(folder / "pack")
    assert "nobody blinks" in (unable(images, rig_of(images)) or "")
