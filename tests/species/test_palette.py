"""The palettes of the shipped species: whatever colours meet, what must be told apart is.

Distances are Euclidean in OKLab (B. Ottosson, 2020), where black and white are 1 apart; all
16 × 16 pairs of two loci are tried, shades too where they lie beside each other.
"""

from math import dist

import pytest

from avatarchain.species import Species
from avatarchain.species.pack import load, shipped

Lab = tuple[float, float, float]


def oklab(colour: str) -> Lab:
    r, g, b = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    )
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def fills(species: Species, name: str) -> list[Lab]:
    """The colours of a locus; with `-shade` at the end of its name, their shades."""
    (locus,) = [one for one in species.loci if one.name == name.removesuffix("-shade")]
    if name.endswith("-shade"):
        return [oklab(allele.shade) for allele in locus.alleles]
    return [oklab(allele.fill) for allele in locus.alleles]


def test_white_and_black_are_one_apart() -> None:
    assert dist(oklab("#ffffff"), oklab("#000000")) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "locus", "beside", "least"),
    [
        ("tuftling", "fur", "sky", 0.06),
        ("tuftling", "cloth", "sky", 0.06),
        ("tuftling", "plume", "sky", 0.06),
        ("tuftling", "belly", "fur", 0.07),
        # The glimmer swims in the light that it makes: the water's shade lies beside it too.
        ("glimmer", "skin", "water", 0.12),
        ("glimmer", "skin", "water-shade", 0.06),
        ("glimmer", "skin-shade", "water", 0.12),
        ("glimmer", "skin-shade", "water-shade", 0.06),
        ("glimmer", "fin", "water", 0.12),
        ("glimmer", "fin", "water-shade", 0.06),
        ("glimmer", "fin-shade", "water", 0.12),
        ("glimmer", "fin-shade", "water-shade", 0.06),
        ("glimmer", "glow", "water", 0.4),
        ("glimmer", "glow", "water-shade", 0.3),
        ("glimmer", "glow", "skin", 0.07),
        ("glimmer", "belly", "skin", 0.07),
    ],
)
def test_no_pair_of_colours_melts_into_one(
    name: str, locus: str, beside: str, least: float
) -> None:
    species = load(name)
    nearest = min(
        dist(one, other) for one in fills(species, locus) for other in fills(species, beside)
    )
    assert nearest >= least


def test_every_line_of_the_glimmer_is_darker_than_what_it_surrounds() -> None:
    species = load("glimmer")
    ink = oklab(dict(species.colours)["ink"])
    for locus in ("skin", "skin-shade", "belly", "fin", "fin-shade", "glow", "glow-shade"):
        assert min(lightness - ink[0] for lightness, _, _ in fills(species, locus)) >= 0.2, locus


@pytest.mark.parametrize("name", shipped())
def test_every_iris_stands_out_from_the_white_of_the_eye(name: str) -> None:
    species = load(name)
    white = oklab(dict(species.colours)["white"])
    assert min(dist(iris, white) for iris in fills(species, "iris")) >= 0.18


@pytest.mark.parametrize("name", shipped())
def test_every_shade_is_told_from_its_colour(name: str) -> None:
    species = load(name)
    for locus in species.loci:
        if locus.kind == "colour":
            for allele in locus.alleles:
                assert dist(oklab(allele.fill), oklab(allele.shade)) >= 0.03, allele.name
