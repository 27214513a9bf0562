"""Drawings that are too intricate for a model are refused before it is made."""

import json
from dataclasses import replace

import numpy as np
import pytest
from rigged import founders

from avatarchain.errors import TooIntricate, TooManyKeys
from avatarchain.living import Clip
from avatarchain.living.figure import figure
from avatarchain.living.solid import intricacy, model, motion
from avatarchain.living.solid.intricacy import MOST_CORNERS, check_corners, check_crossings
from avatarchain.living.solid.model import glb
from avatarchain.living.solid.parts import parts_of
from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from avatarchain.species.pack import load
from support.strange_exports import COMB, GRID


def drawn_as(drawing: str) -> Species:
    """The tuftling with this drawing as every form of its last layer."""
    species = load("tuftling")
    *layers, last = species.layers
    return replace(species, layers=(*layers, replace(last, drawings=(drawing,) * 16)))


@pytest.mark.parametrize(
    ("drawing", "words"),
    [
        (GRID, "crossings of edges in its drawings, and a model is made of at most 30,000"),
        (COMB, "crossings of edges|pairs of edges"),
    ],
)
def test_a_model_of_too_much_is_refused(drawing: str, words: str) -> None:
    species = drawn_as(drawing)
    with pytest.raises(TooIntricate, match=words):
        glb(species, 0, rig_of(species))


def test_edges_over_one_another_are_counted_before_they_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intricacy, "MOST_NEAR", 1_000)
    species = load("tuftling")
    with pytest.raises(TooIntricate, match=r"edges that may cross .* at most 1,000"):
        check_crossings(figure(species, 0, rig_of(species), background=False))


def test_corners_of_coloured_areas_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intricacy, "MOST_CORNERS", 100)
    species = load("tuftling")
    with pytest.raises(TooIntricate, match=r"corners of coloured areas .* at most 100"):
        glb(species, 0, rig_of(species))


def test_clips_of_too_many_keys_are_refused_before_a_model_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(model, "shape_of", None)
    species = load("tuftling")
    rig = rig_of(species)
    tracks = {f"{bone}.turn": ((0.0, 0.0), (30.0, 9.0), (60.0, 0.0)) for bone in rig.bones}
    clips = {f"c{k}": Clip(f"c{k}", 60.0, tracks) for k in range(32)}
    with pytest.raises(TooManyKeys, match=r"a model with these clips .* more than 200,000 keys"):
        glb(species, 0, replace(rig, clips=clips))


def test_a_bone_of_a_model_is_never_smaller_or_larger_than_one_that_is_painted() -> None:
    shown = [motion.size_of(grow) for grow in (-3.0, -1.0, -0.5, 0.0, 0.5, 9.0)]
    assert shown == [0.05, 0.05, 0.5, 1.0, 1.5, 4.0]
    species = load("tuftling")
    rig = rig_of(species)
    keys = {"body.grow": ((0.0, 0.0), (0.5, -0.5), (1.0, 0.0))}
    clips = {
        "half": Clip("half", 1.0, keys),
        "gone": Clip("gone", 1.0, {}, (("half", 0.0),) * 3),
    }
    file = glb(species, 0, replace(rig, clips=clips), clips=["gone"])
    document = json.loads(file[20 : 20 + int.from_bytes(file[12:16], "little")])
    (channel,) = document["animations"][0]["channels"]
    assert channel["target"]["path"] == "scale"
    accessor = document["accessors"][document["animations"][0]["samplers"][0]["output"]]
    view = document["bufferViews"][accessor["bufferView"]]
    start = len(file) - document["buffers"][0]["byteLength"] + view["byteOffset"]
    sizes = np.frombuffer(file, "<f4", 3 * accessor["count"], start)
    assert sizes.min() == pytest.approx(0.05)


def test_clips_of_shipped_species_are_far_from_the_limit(
    monkeypatch: pytest.MonkeyPatch, species: Species
) -> None:
    monkeypatch.setattr(motion, "MOST_KEYS", motion.MOST_KEYS // 20)
    rig = rig_of(species)
    for genome in founders(species, 3):
        motion.check_keys(rig, [*rig.clips.values()], genome)


def test_shipped_species_are_far_from_the_limits(
    monkeypatch: pytest.MonkeyPatch, species: Species
) -> None:
    monkeypatch.setattr(intricacy, "MOST_NEAR", intricacy.MOST_NEAR // 8)
    monkeypatch.setattr(intricacy, "MOST_CROSSINGS", intricacy.MOST_CROSSINGS // 3)
    monkeypatch.setattr(intricacy, "MOST_CORNERS", MOST_CORNERS // 2)
    rig = rig_of(species)
    for genome in founders(species, 3):
        drawn = figure(species, genome, rig, background=False)
        check_crossings(drawn)
        check_corners(drawn, rig, parts_of(drawn, rig))
