"""Recognise a portrait: find which of many looks a picture shows.

A picture that another program has saved has lost its papers (its certificate), often has another
size, and its colours have changed a little. But at a flat place (the pixels around it have the same
colour) its colour is that of the topmost drawing, and for each look we know which drawing that is.
So each flat place excludes some looks. A look with an edge near the place is not excluded, so the
right look always stays. The remaining looks are painted, and the nearest is accepted if it is close
enough: within the limits for pictures by another painter, or, for a resized or lossy copy, within
the same limits after both pictures are reduced to SMALL pixels.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatarchain.portrait import LARGEST, SMALLEST, pixels
from avatarchain.portrait.paint import rows_of
from avatarchain.portrait.stencil import MIXED, labels
from avatarchain.species import COLOUR, SILENT, Locus, Species, fills_of
from avatarchain.species.drawing import shapes

# The bounds: how far a picture by another painter may be from ours (docs/portrait.md).
MEAN_DIFFERENCE = 2.0
STRONG_DIFFERENCE = 48
STRONG_SHARE = 0.01

SMALL = 64
_PAINTED = 512  # pixels a side at which our picture is painted, before it is reduced
_FINE = 256  # pixels a side of the maps of drawings
_GRID = 64  # places a side that are examined
_PLACES = 240
_FLAT = 10  # of 255: how far the pixels around a flat place may differ
_NEAR = 22  # of 255: how far a flat colour may have moved
_MOST = 400  # looks that are painted

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The look that a picture shows: `look` is its index among the looks that were given.

    `exact` is true if every pixel is equal to ours.
    """

    look: int
    exact: bool


def recognise(
    species: Species,
    picture: Pixels,
    expressed: NDArray[np.int64],
    hidden: NDArray[np.int64],
    genomes: Any,
) -> Likeness | None:
    """The look that a square RGB picture (size × size × 3) shows, or None if none fits.

    Looks are given as the index stores them: `expressed` are 16 alleles as one number of 64
    bits, `hidden` a mask of loci. `genomes(n)` returns a genome with look number n.
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
            return Likeness(nearest, not (same_size - picture).any())
    painted = _reduced(pixels(species, genomes(nearest), _PAINTED))
    return Likeness(nearest, False) if within(painted - small) else None


def visible(
    species: Species, expressed: NDArray[np.int64], hidden: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The looks (16 alleles as 64 bits) with 0 for each allele that a picture does not show."""
    shown = expressed.copy()
    for number, locus in enumerate(species.loci):
        lane = np.int64(-1) ^ np.int64(15 << 60 - 4 * number if number else -1 << 60)
        unseen = hidden >> number & 1 == 1
        shown[unseen | (locus.kind == SILENT)] &= lane
        if locus.second is not None:
            shown[unseen] &= np.int64(-1) ^ np.int64(15 << 60 - 4 * locus.second)
    return shown


def within(difference: NDArray[np.int16]) -> bool:
    """Whether two pictures differ so little that they count as the same picture.

    `difference` is one picture minus the other, height × width × 3.
    """
    size = np.abs(difference)
    strong = float((size.max(axis=2) > STRONG_DIFFERENCE).mean())
    return float(size.mean()) <= MEAN_DIFFERENCE and strong <= STRONG_SHARE


def _reduced(picture: Pixels) -> NDArray[np.int16]:
    image = Image.fromarray(picture).resize((SMALL, SMALL), Image.Resampling.BICUBIC)
    return np.asarray(image).astype(np.int16)


# --- excluding looks ---------------------------------------------------------------------------


def candidates(
    species: Species, picture: Pixels, expressed: NDArray[np.int64], hidden: NDArray[np.int64]
) -> NDArray[np.intp]:
    """The numbers of the looks that no flat place of the picture excludes."""
    maps, reach = _maps(species), max(2, -(-_FINE * 2 // len(picture)))
    left = np.arange(len(expressed))
    for row, column, colour in _flat_places(picture):
        window = (
            slice(None),
            slice(None),
            slice(max(0, row - reach), row + reach + 1),
            slice(max(0, column - reach), column + reach + 1),
        )
        near = maps[window].reshape(*maps.shape[:2], -1)
        here = np.where((near == near[:, :, :1]).all(axis=2), near[:, :, 0], _UNSURE)
        left = left[_agree(species, here, colour, expressed[left], hidden[left])]
        if not left.size:
            break
    return left


def _flat_places(picture: Pixels) -> list[tuple[int, int, NDArray[np.int16]]]:
    """Flat places of a picture: row and column (0 … _FINE − 1) and colour of each."""
    side = len(picture)
    reach = max(1, side // 128)
    places = []
    for row in range(_GRID):
        for column in range(_GRID):
            y, x = (int((cell + 0.5) * side / _GRID) for cell in (row, column))
            around = picture[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
            flat = around.reshape(-1, 3)
            if (np.ptp(flat, axis=0) <= _FLAT).all():
                at = tuple(int((cell + 0.5) * _FINE / _GRID) for cell in (row, column))
                places.append((at[0], at[1], flat.mean(axis=0).astype(np.int16)))
    # A stride without a common divisor spreads the places over the whole picture, so the
    # first few already exclude most looks.
    count = len(places)
    step = next((prime for prime in (701, 503, 307, 211) if count % prime), 1) if count else 1
    return [places[at * step % count] for at in range(min(count, _PLACES))]


_NOTHING, _UNSURE = 0, -1


def _agree(
    species: Species,
    here: NDArray[np.int16] | NDArray[np.int32],
    colour: NDArray[np.int16],
    expressed: NDArray[np.int64],
    hidden: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Which looks may have `colour` at a place, as n booleans.

    `here` (layers × forms) is the value of `_maps` at this place, which says what covers it.
    """
    open_ = np.ones(len(expressed), bool)
    agree = np.zeros(len(expressed), bool)
    for layer, covers in reversed(list(zip(species.layers, here, strict=True))):
        if not covers.any():
            continue
        locus = species.loci[layer.locus]
        cover = covers[_form(locus, expressed, layer.locus)]
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
    # Where nothing is drawn, the picture is white.
    return agree | open_ & bool((np.abs(255 - colour) <= _NEAR).all())


def _allele(expressed: NDArray[np.int64], locus: int) -> NDArray[np.int64]:
    return expressed >> np.int64(60 - 4 * locus) & np.int64(15)


def _form(locus: Locus, expressed: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """The form 0 … 15, or 0 … 255, that each look has at a locus with this number."""
    form = _allele(expressed, number)
    return form if locus.second is None else form * 16 + _allele(expressed, locus.second)


def _has(
    species: Species, value: int, colour: NDArray[np.int16], expressed: NDArray[np.int64]
) -> NDArray[np.bool_] | np.bool_:
    """For which looks the drawing with the map value `value` has this colour here.

    It is one boolean if the colour is the same for all looks.
    """
    inks, locus = _inks(species)[value] if species.images is None else (_split(value), None)
    alike: NDArray[np.bool_] = (np.abs(inks - colour) <= _NEAR).all(axis=1)
    if locus is None:
        return np.bool_(alike[0])
    return alike[_form(species.loci[locus], expressed, locus)]


def _split(value: int) -> NDArray[np.int16]:
    rgb = value - 1
    return np.array([[rgb >> 16, rgb >> 8 & 255, rgb & 255]], np.int16)


@lru_cache(maxsize=4)
def _inks(species: Species) -> list[tuple[NDArray[np.int16], int | None]]:
    """For each palette row its colours, and the locus that chooses among them (or None)."""

    def rgb(fills: list[str]) -> NDArray[np.int16]:
        return np.array([list(bytes.fromhex(fill[1:])) for fill in fills], np.int16)

    rows: list[tuple[NDArray[np.int16], int | None]] = [(rgb(["#ffffff"]), None)]
    rows += [(rgb([fill]), None) for _, fill in species.colours]
    for number, locus in enumerate(species.loci):
        if locus.kind == COLOUR:
            rows.append((rgb([fill for fill, _ in fills_of(locus)]), number))
            rows.append((rgb([shade for _, shade in fills_of(locus)]), number))
    return rows


@lru_cache(maxsize=2)
def _maps(species: Species) -> NDArray[np.int16] | NDArray[np.int32]:
    """What each form of each layer has at each pixel: layers × forms × _FINE × _FINE.

    The values are palette rows, or 1 + RGB for images; _NOTHING where the drawing is absent, and
    _UNSURE at a pixel that is partly transparent.
    """
    forms = max(len(layer.drawings) for layer in species.layers)
    names = rows_of(species)
    width = np.int16 if species.images is None else np.int32
    maps = np.zeros((len(species.layers), forms, _FINE, _FINE), width)
    for number, layer in enumerate(species.layers):
        for form, drawing in enumerate(layer.drawings):
            if species.images is not None:
                maps[number, form] = _map_of_image(species, drawing)
            elif drawing:
                drawn = labels(shapes(drawing, names), names, _FINE).astype(np.int16)
                maps[number, form] = np.where(drawn == MIXED, _UNSURE, drawn)
    return maps


def _map_of_image(species: Species, name: str) -> NDArray[np.int32]:
    from avatarchain.portrait.images import opener

    image = opener(species)(name).resize((_FINE, _FINE), Image.Resampling.NEAREST)
    rgba = np.asarray(image).astype(np.int32)
    value = 1 + (rgba[:, :, 0] << 16 | rgba[:, :, 1] << 8 | rgba[:, :, 2])
    opacity = rgba[:, :, 3]
    return np.where(opacity == 255, value, np.where(opacity == 0, _NOTHING, _UNSURE))
