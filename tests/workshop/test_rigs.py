"""Rigs in the workshop: a sheet of poses, and what characters cannot do."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from avatarchain.errors import BadFormat
from avatarchain.living.compiled import compiled
from avatarchain.living.poses_sheet import FOUNDERS
from avatarchain.living.usual import rig_of
from avatarchain.species.pack import load
from avatarchain.workshop.imported import make_pack
from avatarchain.workshop.rigs import check_rig_file, unable, write_rig
from support.layers import write_layers


def test_a_sheet_of_poses_has_a_row_for_each_founder(folder: Path) -> None:
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    species = load(folder / "pack")
    write_rig(folder / "poses.png", species, rig_of(species), 64)
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


def test_a_rig_is_written_for_javascript_where_the_file_ends_in_json(folder: Path) -> None:
    species = load("tuftling")
    check_rig_file(folder / "rig.JSON")
    write_rig(folder / "rig.json", species, rig_of(species), 64)
    told = json.loads((folder / "rig.json").read_bytes())
    assert told == json.loads(json.dumps(compiled(species, rig_of(species))))
    assert told["digest"] == rig_of(species).digest
    with pytest.raises(BadFormat):
        check_rig_file(folder / "rig.txt")
