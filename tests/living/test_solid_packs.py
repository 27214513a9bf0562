"""Models of strangers' packs: without a head, without a face, without anything, and see-through."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from rigged import pack_with

import avatarchain
from avatarchain.errors import NoBody
from avatarchain.living.exports import ExportOptions, export
from avatarchain.living.usual import rig_of
from avatarchain.species.pack import load
from support.absent import absent

if find_spec("manifold3d") is None:
    absent("no manifold3d: pip install '.[3d]'")

from solids import contents, validated

from avatarchain.living.elements import area
from avatarchain.living.solid.parts import overlay

HEADLESS = "rig = 1\n[face]\nskin = []\neyes = []\nmouth = []\n"
STILL = "rig = 1\n[layers]\n" + "".join(
    f"{layer} = {{ still = true }}\n" for layer in ("ears", "eyes", "ground", "hat", "head")
)


@pytest.mark.parametrize("form", ["glb", "vrm"])
@pytest.mark.parametrize("rig", ["rig = 1\n", HEADLESS], ids=["usual", "headless"])
def test_a_strangers_pack_has_valid_models(folder: Path, rig: str, form: str) -> None:
    place = pack_with(folder, rig)
    species = load(place)
    moves = rig_of(species)
    files = export(species, {"a": 3}, moves, ExportOptions(form))
    (folder / f"a.{form}").write_bytes(files[f"a.{form}"])
    (report,) = validated(folder / f"a.{form}")
    assert report["issues"]["numErrors"] == report["issues"]["numWarnings"] == 0
    meshes = [mesh["name"] for mesh in contents(files[f"a.{form}"])["meshes"]]
    assert meshes == (["figure"] if rig is HEADLESS else ["figure", "face"])


def test_what_shows_nothing_that_moves_has_no_model(folder: Path) -> None:
    place = pack_with(folder, STILL)
    species = load(place)
    with pytest.raises(NoBody, match="shows nothing that moves"):
        export(species, {"a": 3}, rig_of(species), ExportOptions("glb"))


def test_what_is_painted_over_cuts_what_is_below() -> None:
    below = area("M0 0H100V100H0Z", "#ff0000")
    above = area("M50 0H150V100H50Z", "#0000ff")
    sizes = {colour: round(region.area()) for colour, region in overlay((below, above))}
    assert sizes == {"#ff0000": 5000, "#0000ff": 10_000}


def test_a_founder_of_the_library_has_a_model() -> None:
    assert avatarchain.founder("ada").model()[:4] == b"glTF"
