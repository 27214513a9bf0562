"""Every allele can be told from every other of its locus on a small picture.

At 128 pixels that holds for all loci. Shapes must also carry at 48 pixels, the size of a face
in a list. How far two pictures are apart there is a sum over pixels: 1 for each that turns from
black to white. What may be expected depends on how large a part is, so the least distances were
measured on the tuftling, and hold for every species that is shipped.
"""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from avatarchain import portrait
from avatarchain.species import SHAPE, SILENT, Locus, Species
from avatarchain.species.pack import load, shipped

SIDE = 128
CHANNEL = 20  # of 255: a difference that an eye sees side by side
PIXELS = 64  # as many as 8 × 8 of them

SMALL = 48
LEAST = {  # in pixels of 48 × 48; what the tuftling measures, rounded down
    "outline": 31.0,  # 31.6: horns nubs and cones
    "eyes": 21.0,  # 21.4: almond and goat
    "features": 5.5,  # 5.7: nose button and heart
    "behind": 21.0,  # 21.1: scene peaks and waves
}
PARTS = {
    "tuftling": {
        "outline": {"head", "ears", "horns", "crest", "garb"},
        "eyes": {"eyes"},
        "features": {"nose", "mouth", "marks"},
        "behind": {"scene"},
    },
    "glimmer": {
        "outline": {"head", "gills", "lure", "crest", "body", "arms"},
        "eyes": {"eyes"},
        "features": {"mouth", "lights"},
        "behind": {"shine"},
    },
}


def pictures(species: Species, number: int, side: int) -> list[NDArray[np.int64]]:
    """The plain character with each allele of a locus."""
    return [
        portrait.pixels(species, allele << 252 - 16 * number, side).astype(int)
        for allele in range(16)
    ]


@pytest.mark.parametrize("name", shipped())
def test_any_two_alleles_of_a_locus_differ_visibly_on_the_plain_body(name: str) -> None:
    species = load(name)
    alike = []
    for number, locus in enumerate(species.loci):
        if locus.kind == SILENT:
            continue
        every = pictures(species, number, SIDE)
        for (a, one), (b, two) in itertools.combinations(enumerate(every), 2):
            apart = int((np.abs(one - two).max(axis=2) > CHANNEL).sum())
            if apart < PIXELS:
                alike.append((locus.name, locus.alleles[a].name, locus.alleles[b].name, apart))
    assert alike == []


def nearest(species: Species, number: int, locus: Locus) -> tuple[float, str, str]:
    """The two alleles of a shape locus that are nearest at 48 pixels, and how far that is."""
    every = [
        picture.reshape(SMALL, 2, SMALL, 2, 3).mean(axis=(1, 3))
        for picture in pictures(species, number, 2 * SMALL)
    ]
    return min(
        (
            float(np.abs(one - two).max(axis=2).sum() / 255),
            locus.alleles[a].name,
            locus.alleles[b].name,
        )
        for (a, one), (b, two) in itertools.combinations(enumerate(every), 2)
    )


def nearest_by_part(name: str) -> dict[str, tuple[float, str, str]]:
    """For each part of a shipped species, the nearest two alleles of all its loci."""
    species = load(name)
    shapes = {one.name: (at, one) for at, one in enumerate(species.loci) if one.kind == SHAPE}
    assert set(shapes) == set().union(*PARTS[name].values())
    return {
        part: min(nearest(species, *shapes[locus]) for locus in loci)
        for part, loci in PARTS[name].items()
    }


def test_the_least_distances_at_48_pixels_are_those_of_the_tuftling() -> None:
    for part, (distance, *_) in nearest_by_part("tuftling").items():
        assert LEAST[part] <= distance <= 1.05 * LEAST[part], part


@pytest.mark.parametrize("name", [name for name in shipped() if name != "tuftling"])
def test_no_two_alleles_of_a_shape_are_nearer_at_48_pixels_than_the_tuftlings(name: str) -> None:
    for part, (distance, one, other) in nearest_by_part(name).items():
        assert distance >= LEAST[part], (part, one, other)
