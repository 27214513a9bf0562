"""The portrait read backwards: which of some looks a picture shows, and when none."""

import numpy as np
from PIL import Image

from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.portrait import pixels
from avatarchain.portrait.recognise import Likeness, recognise, within
from avatarchain.species import Species, express


def nth(species: Species, number: int) -> int:
    return founder(item_seed(bytes(32), number), species.cumulative)


def looks(species: Species, genomes: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Expressed alleles as 64 bits with a sign, and masks of hidden loci."""
    shown = [express(species, genome) for genome in genomes]
    digits = ["".join(f"{allele:x}" for allele in look.alleles) for look in shown]
    expressed = np.array([int(text, 16) for text in digits], np.uint64).view(np.int64)
    return expressed, np.array([look.hidden for look in shown], np.int64)


def likeness(species: Species, picture: np.ndarray) -> Likeness | None:
    """Which of forty founders a picture shows."""
    genomes = [nth(species, number) for number in range(40)]
    return recognise(species, picture, *looks(species, genomes), lambda number: genomes[number])


def test_a_picture_of_one_of_them_is_recognised_exactly(species: Species) -> None:
    assert likeness(species, pixels(species, nth(species, 17), 512)) == Likeness(17, exact=True)


def test_a_copy_in_another_size_is_recognised(species: Species) -> None:
    image = Image.fromarray(pixels(species, nth(species, 17), 512)).resize((300, 300))
    found = likeness(species, np.asarray(image))
    assert found is not None
    assert found.look == 17


def test_a_picture_of_none_of_them_is_not(species: Species) -> None:
    assert likeness(species, pixels(species, nth(species, 40), 512)) is None


def test_two_pictures_are_the_same_up_to_the_bounds_of_two_painters_and_no_further() -> None:
    difference = np.full((100, 100, 3), 2, np.int16)
    assert within(difference)
    assert not within(difference + 1)
    spots = np.zeros((100, 100, 3), np.int16)
    spots[0, :, 0] = 49  # one pixel of a hundred
    assert within(spots)
    spots[1, 0, 0] = -49
    assert not within(spots)
