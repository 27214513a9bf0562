"""The portrait read backwards: which of many looks a picture may be of.

A picture that another program wrote again has lost its papers, often its size, and a
little of every colour. Where it is flat for a few pixels around, though, its colour is
that of whatever drawing lies on top there, and each look says which that is. So looks are
struck out at one flat place after another; a look whose drawings have an edge near the
place is let pass there, and none is struck out wrongly. What is left is painted, and the
nearest is held against bounds: those of a faithful picture, or, where the copy is resized
or lossy, the same ones with both pictures brought down to SMALL pixels.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatarchain.portrait import LARGEST, SMALLEST, pixels
from avatarchain.portrait.paint import labels, rows_of
from avatarchain.species import COLOUR, SILENT, Species
from avatarchain.species.drawing import shapes

# How far a picture may be from ours where another painter made it (docs/portrait.md).
MEAN_DIFFERENCE = 2.0
STRONG_DIFFERENCE = 48
STRONG_SHARE = 0.01

SMALL = 64
_PAINTED = 512  # whence our picture is brought down
_FINE = 256  # pixels a side of the maps of drawings
_GRID = 64  # places a side that are looked at
_PLACES = 240
_FLAT = 10  # of 255: how far the pixels around a flat place may differ
_NEAR = 22  # of 255: how far a flat colour may have moved
_MOST = 400  # looks that are painted

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The look that is nearest: its place among those given, and how near.

    `exact`: within the bounds at the picture's own size; else at SMALL pixels.
    """

    look: int
    exact: bool


def recognise(
    species: Species, picture: Pixels, expressed: NDArray[np.int64], hidden: NDArray[np.int64],
    genomes: Any,
) -> Likeness | None:  # fmt: skip
    """The look that a square RGB picture shows, or None.

    Looks are given as the index keeps them: 16 alleles as 64 bits, and a mask of hidden
    loci; `genomes(at)` is a genome that has look number `at`.
    """
    left = candidates(species, picture, expressed, hidden)
    shown = visible(species, expressed[left], hidden[left])
    _, first = np.unique(np.stack([shown, hidden[left]]), axis=1, return_index=True)
    small = _reduced(picture)
    nearest, best = None, 256.0
    for at in left[np.sort(first)[:_MOST]].tolist():
        ours = _reduced(pixels(species, genomes(at), _PAINTED))
        difference = float(np.abs(ours - small).mean())
        if difference < best:
            nearest, best = at, difference
    if nearest is None:
        return None
    side = len(picture)
    if SMALLEST <= side <= LARGEST:
        same_size = pixels(species, genomes(nearest), side).astype(np.int16)
        if within(same_size - picture):
            return Likeness(nearest, True)
    painted = _reduced(pixels(species, genomes(nearest), _PAINTED))
    return Likeness(nearest, False) if within(painted - small) else None


def visible(
    species: Species, expressed: NDArray[np.int64], hidden: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The expressed alleles with 0 for what makes no difference to a picture."""
    shown = expressed.copy()
    for number, locus in enumerate(species.loci):
        lane = np.int64(-1) ^ np.int64(15 << 60 - 4 * number if number else -1 << 60)
        unseen = hidden >> number & 1 == 1
        shown[unseen | (locus.kind == SILENT)] &= lane
        if locus.second is not None:
            shown[unseen] &= np.int64(-1) ^ np.int64(15 << 60 - 4 * locus.second)
    return shown


def within(difference: NDArray[np.int16]) -> bool:
    """Whether two pictures differ (height × width × 3) no more than two painters may."""
    size = np.abs(difference)
    strong = float((size.max(axis=2) > STRONG_DIFFERENCE).mean())
    return float(size.mean()) <= MEAN_DIFFERENCE and strong <= STRONG_SHARE


def _reduced(picture: Pixels) -> NDArray[np.int16]:
    image = Image.fromarray(picture).resize((SMALL, SMALL), Image.Resampling.BICUBIC)
    return np.asarray(image).astype(np.int16)


# --- striking out ----------------------------------------------------------------------------


def candidates(
    species: Species, picture: Pixels, expressed: NDArray[np.int64], hidden: NDArray[np.int64]
) -> NDArray[np.intp]:
    """The looks that no flat place of the picture speaks against."""
    maps, reach = _maps(species), max(2, -(-_FINE * 2 // len(picture)))
    left = np.arange(len(expressed))
    for row, column, colour in _flat_places(picture):
        window = (
            slice(None), slice(None),
            slice(max(0, row - reach), row + reach + 1),
            slice(max(0, column - reach), column + reach + 1),
        )  # fmt: skip
        near = maps[window].reshape(*maps.shape[:2], -1)
        here = np.where((near == near[:, :, :1]).all(axis=2), near[:, :, 0], _UNSURE)
        left = left[_agree(species, here, colour, expressed[left], hidden[left])]
        if not left.size:
            break
    return left


def _flat_places(picture: Pixels) -> list[tuple[int, int, NDArray[np.int16]]]:
    """Row and column (of _FINE) and colour of places with nothing but their colour around."""
    side = len(picture)
    reach = max(1, side // 128)
    places = []
    for row in range(_GRID):
        for column in range(_GRID):
            y, x = (int((one + 0.5) * side / _GRID) for one in (row, column))
            around = picture[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
            flat = around.reshape(-1, 3)
            if (np.ptp(flat, axis=0) <= _FLAT).all():
                at = tuple(int((one + 0.5) * _FINE / _GRID) for one in (row, column))
                places.append((at[0], at[1], flat.mean(axis=0).astype(np.int16)))
    # A stride without a common divisor takes them from all over, so that few looks are left
    # after a few places.
    count = len(places)
    step = next((one for one in (701, 503, 307, 211) if count % one), 1) if count else 1
    return [places[at * step % count] for at in range(min(count, _PLACES))]


_NOTHING, _UNSURE = 0, -1


def _agree(
    species: Species, here: NDArray[np.int32], colour: NDArray[np.int16],
    expressed: NDArray[np.int64], hidden: NDArray[np.int64],
) -> NDArray[np.bool_]:  # fmt: skip
    """Which looks may have this colour here; `here` (layers × forms) is what covers the place."""
    open_ = np.ones(len(expressed), bool)
    agree = np.zeros(len(expressed), bool)
    for layer, covers in reversed(list(zip(species.layers, here, strict=True))):
        if not covers.any():
            continue
        locus = species.loci[layer.locus]
        form = _allele(expressed, layer.locus)
        if locus.second is not None:
            form = form * 16 + _allele(expressed, locus.second)
        cover = covers[form]
        cover[(hidden >> layer.locus & 1).astype(bool)] = _NOTHING
        for value in np.unique(covers):
            if value == _NOTHING:
                continue
            top = open_ & (cover == value)
            if value == _UNSURE:
                agree |= top
            else:
                agree |= top & _has(species, int(value), colour, expressed)
            open_ &= ~top
    # White paper, where nothing is drawn.
    return agree | open_ & bool((np.abs(255 - colour) <= _NEAR).all())


def _allele(expressed: NDArray[np.int64], locus: int) -> NDArray[np.int64]:
    return expressed >> np.int64(60 - 4 * locus) & np.int64(15)


def _has(
    species: Species, value: int, colour: NDArray[np.int16], expressed: NDArray[np.int64]
) -> NDArray[np.bool_] | np.bool_:
    """Where a cover has this colour; its colour may be a locus's."""
    inks, locus = _inks(species)[value] if species.images is None else (_split(value), None)
    alike = (np.abs(inks - colour) <= _NEAR).all(axis=1)
    return np.bool_(alike[0]) if locus is None else alike[_allele(expressed, locus)]


def _split(value: int) -> NDArray[np.int16]:
    rgb = value - 1
    return np.array([[rgb >> 16, rgb >> 8 & 255, rgb & 255]], np.int16)


@lru_cache(maxsize=4)
def _inks(species: Species) -> list[tuple[NDArray[np.int16], int | None]]:
    """For each row of a painter's palette its colours: one, or 16 of a locus."""

    def rgb(fills: list[str]) -> NDArray[np.int16]:
        return np.array([list(bytes.fromhex(fill[1:])) for fill in fills], np.int16)

    rows: list[tuple[NDArray[np.int16], int | None]] = [(rgb(["#ffffff"]), None)]
    rows += [(rgb([fill]), None) for _, fill in species.colours]
    for number, locus in enumerate(species.loci):
        if locus.kind == COLOUR:
            rows.append((rgb([allele.fill for allele in locus.alleles]), number))
            rows.append((rgb([allele.shade for allele in locus.alleles]), number))
    return rows


@lru_cache(maxsize=2)
def _maps(species: Species) -> NDArray[np.int32]:
    """layers × forms × _FINE × _FINE: what covers each pixel, _NOTHING, or _UNSURE."""
    forms = max(len(layer.drawings) for layer in species.layers)
    names = rows_of(species)
    maps = np.zeros((len(species.layers), forms, _FINE, _FINE), np.int32)
    for number, layer in enumerate(species.layers):
        for form, drawing in enumerate(layer.drawings):
            if species.images is not None:
                maps[number, form] = _map_of_image(species, drawing)
            elif drawing:
                maps[number, form] = labels(shapes(drawing, names), names, _FINE)
    return maps


def _map_of_image(species: Species, name: str) -> NDArray[np.int32]:
    from avatarchain.portrait.images import opener

    image = opener(species)(name).resize((_FINE, _FINE), Image.Resampling.NEAREST)
    rgba = np.asarray(image).astype(np.int32)
    value = 1 + (rgba[:, :, 0] << 16 | rgba[:, :, 1] << 8 | rgba[:, :, 2])
    opacity = rgba[:, :, 3]
    return np.where(opacity == 255, value, np.where(opacity == 0, _NOTHING, _UNSURE))
