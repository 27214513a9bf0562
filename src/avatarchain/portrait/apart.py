"""Check that a picture shows one look, and not another that differs in one expressed gene.

A limit on the difference of the whole picture does not notice small changes, such as another iris.
So a copy is compared with every look that differs in one expressed gene from the look that it seems
to show. Only the pixels where the two looks differ are used: there, the picture's distance from the
expected look must be less than half of its distance from the other, so a mixture of both fails.
Looks that differ in no pixel of 512 × 512 count as the same. If two looks differ in very few pixels
or, at the picture's size, in none, or if the picture is small, the answer is "not known".

The looks are painted from the species, from its drawings or its images.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatarchain.portrait import pixels, svg
from avatarchain.species import SILENT, Species

SMALLEST = 128
"""The smallest side of a picture, in pixels, that is examined."""
LEAST = 300
"""The fewest pixels in which two looks must differ, in a picture of 512 × 512 pixels."""
SHARE = 0.5
_SIDE = 512  # larger pictures are compared at this size

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Apart:
    """The names of the loci whose forms a picture does not show clearly.

    `otherwise` are those where the picture is not clearly nearer to this look than to another;
    `unseen` are those where another look differs in too few pixels to decide; `same` are those
    where another look is the same at the size of the picture, and is not in 512 × 512 pixels.
    """

    otherwise: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


def exchanged(species: Species, genome: int) -> Iterator[tuple[int, int]]:
    """Yield each drawn locus with each genome that has another expressed allele there: 15 each."""
    for number, locus in enumerate(species.loci):
        if locus.kind == SILENT:
            continue
        place = 252 - 16 * number
        for allele in range(16):
            if allele != genome >> place & 15:
                yield number, genome & ~(15 << place) | allele << place


def apart(species: Species, picture: Pixels, genome: int, *, exact: bool = False) -> Apart:
    """Which loci of a genome's look a square RGB picture does not show clearly.

    Its side must be at least SMALLEST. With `exact` its pixels are those of the look, so that only
    looks that are the same at its size are looked for.
    """
    side = min(len(picture), _SIDE)
    if exact and side == _SIDE:
        return Apart()
    seen = _at(picture, side)
    ours = pixels(species, genome, side)
    from_ours = _distance(seen, ours)
    otherwise, unseen, same = set(), set(), set()
    for locus, other in exchanged(species, genome):
        if locus in otherwise:
            continue
        theirs = pixels(species, other, side)
        where = differing(ours, theirs)
        if not where.size:
            if side < _SIDE and locus not in same and _differ(species, genome, other):
                same.add(locus)
            continue
        if exact:
            continue
        if not enough(where.size, side):
            unseen.add(locus)
            continue
        from_theirs = _distance(seen.reshape(-1, 3)[where], theirs.reshape(-1, 3)[where])
        if not from_ours.reshape(-1)[where].sum() < SHARE * from_theirs.sum():
            otherwise.add(locus)
    return Apart(
        _names(species, otherwise), _names(species, unseen - otherwise), _names(species, same)
    )


def _differ(species: Species, genome: int, other: int) -> bool:
    """Whether the looks of two genomes differ in a pixel of 512 × 512."""
    if species.images is None and svg(species, genome) == svg(species, other):
        return False
    pictures = (pixels(species, each, _SIDE) for each in (genome, other))
    return bool(differing(*pictures).size)


def alike(species: Species, genome: int, size: int) -> dict[str, int]:
    """Name of each drawn locus → the fewest pixels that another expressed allele changes.

    Alleles that change no pixel are ignored. A locus where none changes a pixel is left out.
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
    """Whether a difference in `count` pixels is enough, in a picture of side × side pixels."""
    return count >= LEAST * (side / _SIDE) ** 2


def differing(one: Pixels, other: Pixels) -> NDArray[np.intp]:
    """The numbers of the pixels in which two pictures differ; pixels are numbered row by row."""
    odd = one != other
    where: NDArray[np.intp] = (odd[..., 0] | odd[..., 1] | odd[..., 2]).reshape(-1).nonzero()[0]
    return where


def _distance(one: Pixels, other: Pixels) -> NDArray[np.int64]:
    """The distance of two pictures at each pixel: the sum over the channels, 0 … 765."""
    distance: NDArray[np.int64] = np.abs(one.astype(np.int16) - other).sum(axis=-1)
    return distance


def _names(species: Species, loci: set[int]) -> tuple[str, ...]:
    return tuple(species.loci[locus].name for locus in sorted(loci))
