"""Looks that differ in one gene are told apart, also in copies; a mixture of two is neither."""

import io
import os
import random
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.portrait import pixels
from avatarchain.portrait.apart import LEAST, SHARE, alike, apart, exchanged
from avatarchain.species import SILENT, Species

SIDE = 128
FOUNDERS = int(os.environ.get("FOUNDERS", "1"))
PAIRS = int(os.environ.get("PAIRS", "20"))


def nth(species: Species, number: int) -> int:
    return founder(item_seed(bytes(32), number), species.cumulative)


def again(picture: np.ndarray, kind: str, side: int = SIDE, **how: int) -> np.ndarray:
    """The picture as another program saves it."""
    image = Image.fromarray(picture).resize((side, side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    image.save(buffer, kind, **how)
    with Image.open(buffer) as saved:
        return np.asarray(saved.convert("RGB"))


def one_of_each(species: Species, genome: int, step: int) -> dict[int, int]:
    """For each locus that is drawn, the genome with another allele there."""
    others: dict[int, list[int]] = {}
    for locus, other in exchanged(species, genome):
        others.setdefault(locus, []).append(other)
    return {locus: of_locus[step % 15] for locus, of_locus in others.items()}


@pytest.mark.parametrize(
    "copy",
    [lambda picture: again(picture, "PNG", 128), lambda picture: again(picture, "GIF", 256)],
    ids=["a smaller PNG", "a GIF"],
)
def test_an_honest_copy_shows_every_gene_of_its_look(
    species: Species, copy: Callable[[np.ndarray], np.ndarray]
) -> None:
    shown = apart(species, copy(pixels(species, nth(species, 3), 512)), nth(species, 3))
    assert (shown.otherwise, shown.unseen) == ((), ())


def test_a_picture_with_one_gene_exchanged_is_not_passed_off_as_the_look(species: Species) -> None:
    genome = nth(species, 3)
    true = pixels(species, genome, SIDE)
    for locus, other in list(one_of_each(species, genome, 4).items())[::4]:
        picture = pixels(species, other, SIDE)
        if (picture != true).any():
            shown = apart(species, picture, genome)
            name = species.loci[locus].name
            assert name in shown.otherwise + shown.unseen, name


def test_a_mixture_of_two_looks_is_neither(species: Species) -> None:
    """With "nearer" alone, 51 parts of one and 49 of the other would be the one."""
    genome = nth(species, 3)
    iris = next(number for number, locus in enumerate(species.loci) if locus.name == "iris")
    other = one_of_each(species, genome, 7)[iris]
    ours, theirs = (pixels(species, one, SIDE).astype(float) for one in (genome, other))
    mixed = (0.6 * ours + 0.4 * theirs).round().astype(np.uint8)
    assert "iris" in apart(species, mixed, genome).otherwise
    little = (0.9 * ours + 0.1 * theirs).round().astype(np.uint8)
    assert "iris" not in apart(species, little, genome).otherwise


def test_what_is_not_drawn_changes_no_pixel(species: Species) -> None:
    """The colours of a picture come from what is in it, not from the rest of the genome."""
    from avatarchain.portrait import svg

    for number in range(1):
        genome = nth(species, number)
        text, picture = svg(species, genome), pixels(species, genome, 128)
        for locus, other in exchanged(species, genome):
            if svg(species, other) == text:
                same = np.array_equal(pixels(species, other, 128), picture)
                assert same, species.loci[locus].name


@pytest.mark.nightly
@pytest.mark.parametrize("quality", [75, 90])
def test_a_jpeg_shows_every_gene_of_its_look(species: Species, quality: int) -> None:
    copy = again(pixels(species, nth(species, 3), 512), "JPEG", 512, quality=quality)
    shown = apart(species, copy, nth(species, 3))
    assert (shown.otherwise, shown.unseen) == ((), ())


@pytest.mark.nightly
def test_every_locus_shows_enough_to_be_told_at_512_pixels(species: Species) -> None:
    least = alike(species, nth(species, 3), 512)
    assert set(least) <= {locus.name for locus in species.loci if locus.kind != SILENT}
    assert least
    assert min(least.values()) >= LEAST
    assert SHARE == 0.5


@pytest.mark.nightly
@pytest.mark.parametrize("number", range(FOUNDERS))
@pytest.mark.parametrize("side", [128, 512])
def test_every_single_exchange_is_told(species: Species, number: int, side: int) -> None:
    genome = nth(species, number)
    true = pixels(species, genome, side)
    for locus, other in exchanged(species, genome):
        picture = pixels(species, other, side)
        if (picture != true).any():
            shown = apart(species, picture, genome)
            assert species.loci[locus].name in shown.otherwise + shown.unseen


@pytest.mark.nightly
def test_random_pairs_of_exchanges_are_told(species: Species) -> None:
    chance = random.Random(15)
    for number in range(PAIRS):
        genome = nth(species, number)
        (_, first), (_, second) = chance.sample(list(exchanged(species, genome)), 2)
        both = genome ^ (genome ^ first) ^ (genome ^ second)
        picture = pixels(species, both, 128)
        if (picture != pixels(species, genome, 128)).any():
            shown = apart(species, picture, genome)
            assert shown.otherwise + shown.unseen
