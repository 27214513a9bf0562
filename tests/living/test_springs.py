"""What hangs on a head swings in whole figures, and through nothing."""

from importlib.util import find_spec

import numpy as np
import pytest
from rigged import showing

from avatarchain.living.usual import rig_of
from avatarchain.species.pack import load
from support.absent import absent

if find_spec("manifold3d") is None:
    absent("no manifold3d: pip install '.[3d]'")

from dataclasses import replace

from sprung import MOTIONS, Sprung, angles, headed, springs_in, swung, wrong

from avatarchain.living.solid.vrm import vrm

MOST_WRONG = 10
"""Pixels, of 25,600, in which something may be seen through what is painted over it."""

WINGS_BEHIND_HORNS = {"ears": 15, "horns": 3, "crest": 9, "garb": 3}


def springs_of(name: str, alleles: dict[str, int]) -> list[Sprung]:
    species = load(name)
    return springs_in(vrm(species, showing(species, **alleles), rig_of(species)))


def most_wrong(alleles: dict[str, int], springs: list[Sprung]) -> int:
    """The most pixels that are wrong in a motion beyond those at rest, of a tuftling."""
    species = load("tuftling")
    rig = rig_of(species)
    model = headed(species, showing(species, **alleles), rig, springs[0].head)
    rest, most = wrong(model, springs, {}), 0
    for axis in MOTIONS.values():
        turns = {spring.bone: swung(spring, axis) for spring in springs}
        swings = np.sum([angles(each) for each in turns.values()], axis=0)
        for half in (slice(60, 90), slice(90, 120)):
            frame = half.start + int(swings[half].argmax())
            now = {bone: each[frame] for bone, each in turns.items()}
            most = max(most, wrong(model, springs, now) - rest)
    return most


def test_ears_and_tufts_swing_when_the_head_moves_and_are_at_rest_when_it_is() -> None:
    springs = springs_of("tuftling", {"ears": 6, "crest": 10, "garb": 3})
    assert {spring.bone for spring in springs} == {"ear-left", "ear-right", "crest"}
    for spring in springs:
        assert 3 < max(angles(swung(spring, axis)).max() for axis in MOTIONS.values()) < 12
        assert angles(swung(spring, 0, most=0)).max() < 0.01


@pytest.mark.parametrize(
    ("name", "alleles", "bones"),
    [
        ("tuftling", {"ears": 6, "garb": 15}, set()),  # a crown goes round these ears
        ("tuftling", {"ears": 2, "garb": 15}, {"ear-left", "ear-right"}),  # and not round these
        ("tuftling", {"ears": 1, "garb": 12}, set()),  # a hood
        ("tuftling", {"ears": 1, "crest": 2}, {"ear-left", "ear-right"}),  # a mop, round the head
        ("glimmer", {"gills": 0, "crest": 7}, {"gill-left", "gill-right", "lure"}),  # a fin
    ],
)
def test_what_is_held_does_not_swing(name: str, alleles: dict[str, int], bones: set[str]) -> None:
    assert {spring.bone for spring in springs_of(name, alleles)} == bones


@pytest.mark.parametrize(
    "alleles",
    [
        WINGS_BEHIND_HORNS,
        {"ears": 6, "crest": 15, "garb": 3},  # a hare's, through a nest
        {"ears": 4, "crest": 12, "horns": 13, "garb": 3},  # a lop's; toadstools between antlers
    ],
    ids=lambda alleles: "-".join(f"{locus}{allele}" for locus, allele in alleles.items()),
)
def test_nothing_swings_through_what_is_painted_over_it(alleles: dict[str, int]) -> None:
    assert most_wrong(alleles, springs_of("tuftling", alleles)) <= MOST_WRONG


def test_an_ear_that_swings_through_a_horn_is_seen() -> None:
    """The same figure without stops."""
    springs = [replace(spring, balls=()) for spring in springs_of("tuftling", WINGS_BEHIND_HORNS)]
    assert most_wrong(WINGS_BEHIND_HORNS, springs) > 5 * MOST_WRONG


def test_an_ear_that_hangs_down_does_not_swing_into_the_head() -> None:
    springs = springs_of("tuftling", {"ears": 4, "crest": 9, "garb": 3})
    for spring in (each for each in springs if each.bone.startswith("ear")):
        turns = np.concatenate([swung(spring, axis) for axis in MOTIONS.values()])
        moved = (turns - np.eye(3)) @ (spring.end - spring.pivot)
        outward = np.sign(spring.end[0])
        assert (moved[:, 0] * outward).min() > -0.002
        assert moved[:, 2].min() > -0.002
        assert np.abs(moved).max() > 0.004


def test_springs_measured_from_the_head_itself_are_dead() -> None:
    """VRM moves a spring only against what it is measured from, which these checks see."""
    (spring, *_) = springs_of("tuftling", {"ears": 6, "garb": 3})
    assert not spring.follows
    dead = replace(spring, follows=True)
    assert max(angles(swung(dead, axis)).max() for axis in MOTIONS.values()) < 0.01
