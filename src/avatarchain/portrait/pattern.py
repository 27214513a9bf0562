"""Find fine patterns: pixels that stand among others, and vanish if a picture is made smaller.

Programs make pictures smaller in two ways: they take the mean of neighbours, or one of them. A
picture can be one look by their means and another look by single pixels. A look has flat places,
and in a copy of it hardly any pixel there has another colour.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from avatarchain.portrait import pixels
from avatarchain.species import Species

_SIDE = 512  # pixels a side at which our picture is painted
_REACH = 15  # pixels a side that have one colour at a flat place
_STRONG = 64  # of 255: by which no lossy copy changes a flat place
_SHARE = 1e-4  # of the pixels, which may be changed more

Pixels = NDArray[np.uint8]


def patterned(species: Species, picture: Pixels, genome: int) -> bool:
    """Whether single pixels of a square RGB picture differ much from a look's flat places."""
    return share_of_strangers(species, picture, genome) > _SHARE


def share_of_strangers(species: Species, picture: Pixels, genome: int) -> float:
    """The share of a square RGB picture's pixels that lie in flat places of a genome's look, and
    have another colour."""
    ours = pixels(species, genome, _SIDE)
    image = Image.fromarray(ours)
    highest = np.asarray(image.filter(ImageFilter.MaxFilter(_REACH)))
    lowest = np.asarray(image.filter(ImageFilter.MinFilter(_REACH)))
    flat = (highest == lowest).all(axis=2)
    side = len(picture)
    at = np.arange(side) * _SIDE // side
    columns = ours[:, at]
    strangers = 0
    for row, line in zip(at.tolist(), picture, strict=True):
        theirs = columns[row]
        differs = np.maximum(line, theirs) - np.minimum(line, theirs)
        strangers += int((flat[row, at] & (differs.max(axis=1) > _STRONG)).sum())
    return strangers / side**2
