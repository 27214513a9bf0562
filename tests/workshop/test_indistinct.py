"""Forms that can hardly be told apart are named to whoever makes the pack."""

from pathlib import Path

import numpy as np
import pytest

from avatarchain.portrait import images, pixels
from avatarchain.species.pack import load
from avatarchain.workshop import indistinct as forms
from avatarchain.workshop.imported import make_pack
from avatarchain.workshop.indistinct import Indistinct, indistinct
from support.layers import write_layers


def test_forms_that_differ_in_a_few_pixels_are_named_and_equal_ones_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first form of each locus differs from the second in 5 pixels, from all others in all."""
    species, side = load("tuftling"), 128
    drawn: list[int] = []

    def painted(_: object, genome: int, size: int) -> np.ndarray:
        allele = genome >> 252 & 15  # of the first locus
        drawn.append(allele)
        picture = np.full((size, size, 3), max(0, allele - 1), np.uint8)
        picture[0, :5] += allele == 1
        return picture

    monkeypatch.setattr(forms, "pixels", painted)
    locus, (one, other) = species.loci[0].name, [it.name for it in species.loci[0].alleles[:2]]
    assert indistinct(species, side) == [Indistinct(locus, (one, other), 5, side)]
    assert set(drawn) == set(range(16))


def test_images_are_opened_once_and_tell_forms_apart_as_the_painter_does(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    species, opened = load(folder / "pack"), list[str]()
    pictures = [pixels(species, genome, 128) for genome in (0, (1 << 256) - 1)]
    sketches = [images.sketch(species, genome, 128) for genome in (0, (1 << 256) - 1)]
    for picture, sketch in zip(pictures, sketches, strict=True):
        assert np.abs(picture.astype(int) - sketch).mean() < 4
    images._small.cache_clear()
    real = images.opened
    monkeypatch.setattr(images, "opened", lambda *it: (opened.append(it[1]), real(*it))[1])
    indistinct(species)
    assert opened
    assert len(opened) == len(set(opened))


def test_the_forms_of_the_tuftling_can_be_told_apart_or_are_named() -> None:
    for row in indistinct(load("tuftling")):
        assert 0 < row.pixels < 19
        assert "too few to tell them apart in copies" in str(row)
