"""Pictures that are one look by the mean of their pixels, and another by single ones."""

import io

import numpy as np
import pytest
from PIL import Image

from avatarchain.portrait import pixels
from avatarchain.portrait.pattern import patterned
from avatarchain.species.pack import load

SPECIES = load("tuftling")
GENOME, OTHER = 3**150, 7**85


@pytest.mark.parametrize("step", [2, 8])
def test_a_look_within_another_is_a_pattern(step: int) -> None:
    picture = pixels(SPECIES, GENOME, 512).copy()
    picture[1::step, 1::step] = pixels(SPECIES, OTHER, 512)[1::step, 1::step]
    assert patterned(SPECIES, picture, GENOME)


def test_lossy_and_resized_copies_are_none() -> None:
    whole = Image.fromarray(pixels(SPECIES, GENOME, 512))
    for side in (200, 600):
        copy = whole.resize((side, side), Image.Resampling.BICUBIC)
        for form in ("JPEG", "GIF", "WEBP"):
            buffer = io.BytesIO()
            copy.save(buffer, form)
            with Image.open(buffer) as image:
                shown = np.asarray(image.convert("RGB"))
            assert not patterned(SPECIES, shown, GENOME), (side, form)
