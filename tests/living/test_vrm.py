"""Whole figures in VRM 1.0: bones, expressions, springs, licence and picture."""

import io
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rigged import founders, pack_with, showing

from avatarchain import portrait
from avatarchain.errors import FaultyRig, NotOfModels
from avatarchain.living.exports import ExportOptions, export
from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from avatarchain.species.pack import load
from support.absent import absent

if find_spec("manifold3d") is None:
    absent("no manifold3d: pip install '.[3d]'")

from solids import contents, validated

from avatarchain.living.solid.model import shape_of
from avatarchain.living.solid.vrm import vrm

LIMBS = ("UpperArm", "LowerArm", "Hand", "UpperLeg", "LowerLeg", "Foot")
REQUIRED = {"hips", "spine", "head", *(s + limb for s in ("left", "right") for limb in LIMBS)}


def view(data: bytes, number: int) -> bytes:
    """The bytes of a view of a `.glb` file."""
    start = 20 + int.from_bytes(data[12:16], "little") + 8
    row = contents(data)["bufferViews"][number]
    first = start + row["byteOffset"]
    return data[first : first + row["byteLength"]]


def test_a_figure_is_valid_and_has_what_vrm_asks_for(species: Species, folder: Path) -> None:
    (genome,) = founders(species, 1)
    data = vrm(species, genome, rig_of(species))
    (folder / "a.vrm").write_bytes(data)
    (report,) = validated(folder / "a.vrm")
    assert report["issues"]["numErrors"] == report["issues"]["numWarnings"] == 0
    assert len(data) <= 1_500_000
    told = contents(data)
    avatar = told["extensions"]["VRMC_vrm"]
    bones = avatar["humanoid"]["humanBones"]
    assert set(bones) >= REQUIRED
    parents = {
        child: k for k, node in enumerate(told["nodes"]) for child in node.get("children", ())
    }

    def above(number: int) -> set[int]:
        return {parents[number], *above(parents[number])} if number in parents else set()

    for low, high in (("head", "neck"), ("neck", "chest"), ("chest", "spine"), ("spine", "hips")):
        assert bones[high]["node"] in above(bones[low]["node"])
    names = [node["name"] for node in told["nodes"]]
    assert len(names) == len(set(names))
    assert {"happy", "blink", "aa", "oh", "lookUp"} <= set(avatar["expressions"]["preset"])
    springs = told["extensions"].get("VRMC_springBone", {"springs": []})["springs"]
    assert all(len(spring["joints"]) == 2 for spring in springs)


def test_a_figure_on_whom_nothing_hangs_has_no_springs() -> None:
    """VRM's schema wants one spring at least where the extension is."""
    tuftling = load("tuftling")
    bare = showing(tuftling, ears=4, crest=15, head=14)
    hung = contents(vrm(tuftling, showing(tuftling), rig_of(tuftling)))
    assert "VRMC_springBone" in hung["extensionsUsed"]
    assert hung["extensions"]["VRMC_springBone"]["springs"]
    told = contents(vrm(tuftling, bare, rig_of(tuftling)))
    assert set(told["extensions"]) == {"VRMC_vrm"}
    assert told["extensionsUsed"] == ["VRMC_materials_mtoon", "VRMC_vrm"]


def test_its_left_is_on_the_right_of_the_picture_and_it_stands_on_the_ground() -> None:
    species = load("tuftling")
    shape = shape_of(species, showing(species), rig_of(species), whole=True)
    places = {joint.name: joint.place for joint in shape.joints}
    assert places["leftHand"][0] > 0 > places["rightHand"][0]
    assert places["leftHand"][1] == places["rightHand"][1]
    points = np.concatenate([surface.points for surface in shape.surfaces])
    assert -0.01 < points[:, 1].min() <= 0
    used = {bone for surface in shape.surfaces for bone in surface.bones}
    assert {"leftFoot", "rightFoot", "hips", "ear-left"} <= used


def test_its_picture_is_the_portrait() -> None:
    species = load("tuftling")
    genome = showing(species)
    data = vrm(species, genome, rig_of(species))
    told = contents(data)
    image = told["images"][told["extensions"]["VRMC_vrm"]["meta"]["thumbnailImage"]]
    with Image.open(io.BytesIO(view(data, image["bufferView"]))) as picture:
        assert (np.asarray(picture) == portrait.pixels(species, genome, 256)).all()


def test_a_licence_is_the_rigs_and_the_strictest_where_that_is_silent(folder: Path) -> None:
    place = pack_with(folder, 'rig = 1\n[license]\ncommercialUsage = "corporation"\n')
    species = load(place)
    meta = contents(vrm(species, 0, rig_of(species)))["extensions"]["VRMC_vrm"]["meta"]
    assert meta["commercialUsage"] == "corporation"
    assert meta["avatarPermission"] == "onlyAuthor"
    assert meta["allowRedistribution"] is False
    assert meta["modification"] == "prohibited"
    assert meta["licenseUrl"] == "https://vrm.dev/licenses/1.0/"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('avatarPermission = "all"', "must be one of onlyAuthor"),
        ("allowRedistribution = 1", "must be one of false, true, got 1"),
        ("sell = true", "unknown key"),
    ],
)
def test_a_licence_that_vrm_does_not_have_is_a_fault(folder: Path, line: str, fault: str) -> None:
    place = pack_with(folder, f"rig = 1\n[license]\n{line}\n")
    with pytest.raises(FaultyRig, match=fault):
        rig_of(load(place))


def test_a_figure_has_no_clips() -> None:
    with pytest.raises(NotOfModels, match="clip"):
        ExportOptions("vrm", "idle")
    species = load("glimmer")
    (name,) = export(species, {"a": 1}, rig_of(species), ExportOptions("vrm"))
    assert name == "a.vrm"
