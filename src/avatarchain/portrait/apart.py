"""Tell looks apart that differ in one gene: is a picture this look, and not one beside it?

A bound over a whole picture lets small things pass, such as another iris. So a copy is held
against every look that is one expressed gene away from the one it seems to show. Over the pixels
where the two differ it must be less than half as far from this look as from that one: a mixture
of both is neither. Looks without such pixels are one look. Where the two differ in a few pixels
only, or where the whole picture is small, there is no verdict.

All is computed from the drawings of the species, also of one made of images.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatarchain.portrait import pixels
from avatarchain.species import SILENT, Species

SMALLEST = 128
"""The least pixels a side of a picture of which something is said."""
LEAST = 300
"""The least pixels in which two looks must differ, in a picture of 512 pixels a side."""
SHARE = 0.5
_SIDE = 512  # larger pictures are compared at this size

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Apart:
    """The names of the loci whose forms a picture does not show clearly.

    `otherwise` are those where it is not less than half as far from this look as from another;
    `unseen` are those where two looks differ in so few pixels that nothing can be said.
    """

    otherwise: tuple[str, ...]
    unseen: tuple[str, ...]


def exchanged(species: Species, genome: int) -> Iterator[tuple[int, int]]:
    """Each locus that is drawn, with each genome that has another expressed allele there."""
    for number, locus in enumerate(species.loci):
        if locus.kind == SILENT:
            continue
        place = 252 - 16 * number
        for allele in range(16):
            if allele != genome >> place & 15:
                yield number, genome & ~(15 << place) | allele << place


def apart(species: Species, picture: Pixels, genome: int) -> Apart:
    """What a square RGB picture shows clearly of the look of a genome.

    Its side must be at least SMALLEST.
    """
    side = min(len(picture), _SIDE)
    seen = _at(picture, side)
    ours = pixels(species, genome, side)
    from_ours = _distance(seen, ours)
    otherwise, unseen = set(), set()
    for locus, other in exchanged(species, genome):
        if locus in otherwise:
            continue
        theirs = pixels(species, other, side)
        where = differing(ours, theirs)
        if not where.size:
            continue
        if not enough(where.size, side):
            unseen.add(locus)
            continue
        from_theirs = _distance(seen.reshape(-1, 3)[where], theirs.reshape(-1, 3)[where])
        if not from_ours.reshape(-1)[where].sum() < SHARE * from_theirs.sum():
            otherwise.add(locus)
    return Apart(_names(species, otherwise), _names(species, unseen - otherwise))


def alike(species: Species, genome: int, size: int) -> dict[str, int]:
    """For each locus that is drawn, the least pixels in which an exchange there is seen.

    Exchanges that change nothing are one look, and are left out; so are loci where all do.
    """
    ours = pixels(species, genome, size)
    least: dict[str, int] = {}
    for locus, other in exchanged(species, genome):
        if count := differing(ours, pixels(species, other, size)).size:
            name = species.loci[locus].name
            least[name] = min(count, least.get(name, count))
    return least


def _at(picture: Pixels, side: int) -> Pixels:
    if len(picture) == side:
        return picture
    image = Image.fromarray(picture).resize((side, side), Image.Resampling.BOX)
    return np.asarray(image)


def enough(count: int, side: int) -> bool:
    """Whether two looks that differ in `count` pixels can be told apart, at `side` a side."""
    return count >= LEAST * (side / _SIDE) ** 2


def differing(one: Pixels, other: Pixels) -> NDArray[np.intp]:
    """The numbers of the pixels in which two pictures differ; pixels are numbered row by row."""
    odd = one != other
    where: NDArray[np.intp] = (odd[..., 0] | odd[..., 1] | odd[..., 2]).reshape(-1).nonzero()[0]
    return where


def _distance(one: Pixels, other: Pixels) -> NDArray[np.int64]:
    """How far apart two pictures are, for each pixel: 0 … 765."""
    distance: NDArray[np.int64] = np.abs(one.astype(np.int16) - other).sum(axis=-1)
    return distance


def _names(species: Species, loci: set[int]) -> tuple[str, ...]:
    return tuple(species.loci[locus].name for locus in sorted(loci))
