"""Stencils are cut in bands, plane by plane, and are as if cut at once."""

import numpy as np
import pytest

from avatarchain.portrait import stencil
from avatarchain.species.drawing import shapes

NAMES = {"ink": 1, "skin": 2, "fur": 200}
DRAWINGS = {
    "whole canvases": '<rect class="ink" width="512" height="512"/>'
    '<rect class="skin" x="-3" y="-0.3" width="513" height="99.7"/>',
    "pieces": '<path class="fur" d="M0 0L512 3L500 512ZM9 9L40 511L500 100ZM1 500H511V509Z"/>',
    "slanted edges": '<polygon class="ink" points="3 9 511 200.55 77.5 480 300 1 0 303.21"/>',
    "lines": '<path class="skin-line" stroke-width="31" d="M-9 0L300 510L510 90"/>',
    "opacity": '<circle class="ink" opacity="0.37" cx="200" cy="301" r="200"/>'
    '<circle class="fur" opacity="0.6" cx="300" cy="301" r="200"/>',
    "beyond the canvas": '<circle class="fur" cx="500" cy="5" r="90.5"/>',
}


def cut(drawing: str, size: int) -> stencil.Stencil:
    whole = stencil.cut(shapes(drawing, NAMES), NAMES, size)
    assert whole is not None
    return whole


@pytest.mark.parametrize("size", [64, 512])
@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_a_stencil_that_is_cut_in_bands_is_the_one_that_is_cut_at_once(
    drawing: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stencil, "_SUBPIXELS", 1 << 40)
    at_once = cut(drawing, size)
    for subpixels in (1, 99_999):
        monkeypatch.setattr(stencil, "_SUBPIXELS", subpixels)
        in_bands = cut(drawing, size)
        assert in_bands.box == at_once.box
        for part in ("labels", "keeps", "edges", "blends", "names", "mixtures"):
            assert np.array_equal(getattr(in_bands, part), getattr(at_once, part)), part


@pytest.mark.parametrize("drawing", ["whole canvases", "pieces"])
def test_few_corners_never_take_more_than_a_band_of_subpixels(
    drawing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled, extents = stencil._filled, []

    def noted(spots: list[list[tuple[int, int]]], extent: tuple[int, int], *, odd: bool) -> object:
        extents.append(extent)
        return filled(spots, extent, odd=odd)

    monkeypatch.setattr(stencil, "_filled", noted)
    cut(DRAWINGS[drawing], 2048)
    assert max(width * height for width, height in extents) <= stencil._SUBPIXELS


def test_the_strongest_plane_is_the_first_of_those_with_the_most() -> None:
    chance = np.random.default_rng(1)
    for kind in (np.uint8, np.float32):
        planes = chance.integers(0, 4, (5, 40, 30)).astype(kind)
        strongest, most = stencil._strongest(planes)
        assert np.array_equal(strongest, planes.argmax(axis=0))
        assert np.array_equal(most, planes.max(axis=0))


@pytest.mark.parametrize("few", [1 << 14, 3])
@pytest.mark.parametrize(("count", "width", "most"), [(0, 2, 5), (900, 2, 9), (5000, 5, 40)])
def test_the_distinct_rows_of_one_sum_are_those_of_numpy(
    count: int, width: int, most: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stencil, "_FEW_ROWS", few)
    rows = np.random.default_rng(1).integers(0, most, (count, width), np.uint8)
    rows[:, -1] = 100 - rows[:, :-1].sum(axis=1, dtype=np.uint8)
    distinct, which = stencil._distinct(rows)
    assert np.array_equal(distinct, np.unique(rows, axis=0))
    assert np.array_equal(distinct[which], rows)
