"""Models: their front is the portrait, other programs can read them, and they are never twice."""

import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from rigged import founders

from avatarchain.errors import MissingExtra, NoDrawing, NotOfModels
from avatarchain.living.exports import ExportOptions, export
from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from avatarchain.species.pack import load
from avatarchain.workshop.imported import make_pack
from support.absent import absent
from support.layers import write_layers

try:
    from solids import contents, likeness, portrait_of, seen, validated

    from avatarchain.living.solid.model import glb, shape_of
except ImportError:
    absent("no manifold3d: pip install '.[3d]'")

MODELS = int(os.environ.get("MODELS", "2"))
"""Founders of each species; `make models` takes 200."""

MOST_BYTES, USUAL_BYTES, USUAL_TRIANGLES = 1_500_000, 1_000_000, 20_000


def test_the_front_of_a_model_is_the_portrait(species: Species) -> None:
    rig, side = rig_of(species), 512
    unlike = []
    for genome in founders(species, MODELS):
        found = likeness(
            seen(shape_of(species, genome, rig), side), portrait_of(species, genome, side)
        )
        unlike.append(found)
    assert max(row.mean for row in unlike) <= 4
    assert max(row.off for row in unlike) <= 0.06
    assert statistics.mean(row.mean for row in unlike) <= 2.5
    assert statistics.mean(row.off for row in unlike) <= 0.04


def test_a_surface_that_is_pushed_through_another_is_seen(species: Species) -> None:
    """The check above, on a face that is held before its eyes."""
    (genome,) = founders(species, 1)
    shape = shape_of(species, genome, rig_of(species))
    face = shape.surfaces[1]
    face.points[:, 2] -= 0.2
    assert likeness(seen(shape, 512), portrait_of(species, genome, 512)).mean > 4


def test_models_are_small_valid_and_drawn_at_once(species: Species, folder: Path) -> None:
    rig = rig_of(species)
    paths = []
    for number, genome in enumerate(founders(species, MODELS)):
        paths.append(folder / f"{number}.glb")
        paths[-1].write_bytes(glb(species, genome, rig, unlit=number == 0))
    sizes = [path.stat().st_size for path in paths]
    assert max(sizes) <= MOST_BYTES
    assert statistics.median(sizes) <= USUAL_BYTES * 1.1
    triangles = []
    for report in validated(*paths):
        assert report["issues"]["messages"] == []
        assert report["info"]["drawCallCount"] == 2
        triangles.append(report["info"]["totalTriangleCount"])
    assert statistics.median(triangles) <= USUAL_TRIANGLES * 1.15


def test_what_is_wrong_with_a_model_is_seen_by_the_validator(folder: Path) -> None:
    species = load("tuftling")
    data = bytearray(glb(species, founders(species, 1)[0], rig_of(species)))
    place = data.index(b'"max":[')
    data[place + 7 : place + 10] = b"9.9"
    (folder / "off.glb").write_bytes(data)
    (report,) = validated(folder / "off.glb")
    assert report["issues"]["numErrors"] >= 1


def test_a_model_has_bones_morphs_and_clips_with_names_that_are_used_once() -> None:
    species = load("tuftling")
    rig = rig_of(species)
    (genome,) = founders(species, 1)
    told = contents(glb(species, genome, rig))
    names = [node["name"] for node in told["nodes"]]
    assert len(names) == len(set(names))
    assert {"root", "body", "head", "ear-left", "ear-right", "crest"} <= set(names)
    (skin,) = told["skins"]
    assert [names[number] for number in skin["joints"]] == ["root", *rig.bones]
    face = next(mesh for mesh in told["meshes"] if mesh["name"] == "face")
    assert {"blink", "blinkLeft", "blinkRight", "happy", "aa", "oh"} <= set(
        face["extras"]["targetNames"]
    )
    assert [clip["name"] for clip in told["animations"]] == [*rig.clips]
    assert len(told["materials"]) == 1
    assert len(told["textures"]) == 1
    assert "extensionsRequired" not in told
    said = told["asset"]["extras"]["avatarchain"]
    assert said["genome"] == f"0x{genome:064x}"
    assert said["model"]["rig"] == rig.digest


def test_the_characters_left_is_on_the_right_of_the_picture() -> None:
    species = load("tuftling")
    shape = shape_of(species, founders(species, 1)[0], rig_of(species))
    for surface in shape.surfaces:
        bones = np.array(surface.bones)
        if "ear-left" in surface.bones:
            assert surface.points[bones == "ear-left", 0].mean() > 0
            assert surface.points[bones == "ear-right", 0].mean() < 0
        if surface.morphs and surface.morphs["blinkLeft"].any():
            moved = surface.morphs["blinkLeft"].any(axis=1)
            assert surface.points[moved, 0].mean() > 0


def test_one_clip_may_be_asked_for() -> None:
    species = load("glimmer")
    (genome,) = founders(species, 1)
    (data,) = export(species, {"a": genome}, rig_of(species), ExportOptions("glb", "nod")).values()
    assert [clip["name"] for clip in contents(data)["animations"]] == ["nod"]


def test_a_model_has_the_same_bytes_in_every_process() -> None:
    code = (
        "import hashlib\n"
        "from avatarchain.living.solid.model import glb\n"
        "from avatarchain.living.usual import rig_of\n"
        "from avatarchain.species.pack import load\n"
        "species = load('tuftling')\n"
        "print(hashlib.sha256(glb(species, 12345, rig_of(species))).hexdigest())\n"
    )
    species = load("tuftling")
    digests = {hashlib.sha256(glb(species, 12345, rig_of(species))).hexdigest()}
    for threads, seed in (("1", "0"), ("4", "77")):
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": seed}
        line = [sys.executable, "-c", code]
        done = subprocess.run(line, env=environment, capture_output=True, text=True, check=True)
        digests.add(done.stdout.strip())
    assert len(digests) == 1


def test_a_model_takes_a_second_of_the_processor(species: Species) -> None:
    rig = rig_of(species)
    genomes = founders(species, 3)
    glb(species, genomes[0], rig)
    spent = []
    for genome in genomes:
        start = time.process_time()
        glb(species, genome, rig)
        spent.append(time.process_time() - start)
    assert min(spent) <= 1.5


def test_positions_are_whole_tenths_of_a_millimetre() -> None:
    species = load("tuftling")
    for surface in shape_of(species, founders(species, 1)[0], rig_of(species)).surfaces:
        tenths = surface.points * 10_000
        assert np.abs(tenths - np.rint(tenths)).max() < 1e-6


@pytest.mark.parametrize("options", [{"size": 64}, {"background": True}, {"padding": 2}])
def test_what_is_for_pictures_is_refused_of_models(options: dict[str, int]) -> None:
    with pytest.raises(NotOfModels, match="for pictures alone"):
        ExportOptions("glb", **options)  # type: ignore[arg-type]
    with pytest.raises(NotOfModels, match="for glb alone"):
        ExportOptions("svg", unlit=True)


def test_a_species_of_images_has_no_model(folder: Path) -> None:
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    species = load(folder / "pack")
    with pytest.raises(NoDrawing):
        export(species, {"a": 0}, rig_of(species), ExportOptions("glb"))


def test_without_manifold3d_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    species = load("tuftling")
    monkeypatch.setitem(sys.modules, "manifold3d", None)
    with pytest.raises(MissingExtra, match=r"avatarchain\[3d\]"):
        export(species, {"a": 0}, rig_of(species), ExportOptions("glb"))


def test_a_file_says_of_itself_what_made_it() -> None:
    species = load("tuftling")
    told = contents(glb(species, 7, rig_of(species)))["asset"]
    assert told["generator"] == "avatarchain"
    said = told["extras"]["avatarchain"]["model"]
    assert set(said) == {"rig", "with"}
    assert set(said["with"]) == {"avatarchain", "manifold3d", "numpy"}
    json.dumps(told, allow_nan=False)
