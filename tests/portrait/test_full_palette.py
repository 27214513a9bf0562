"""A picture has 256 colours: where a drawing has more, no large area has a wrong one."""

import numpy as np
import pytest
from numpy.typing import NDArray

from avatarchain.portrait import HEAD, TAIL, painted
from avatarchain.portrait.palette import Palette

Rect = tuple[tuple[int, int, int], float, int, int, int, int]
"""Red, green and blue, opacity, x, y, width and height."""

_BLUES = [(0, 0, 255), (0, 255, 0), (0, 255, 255), (0, 51, 102), (51, 102, 0)]


def _tiles(first: int, colours: list[tuple[int, int, int]], count: int) -> list[Rect]:
    """Tiles of 16 × 16 in rows from the tile with the number `first` on, each another mixture."""
    return [
        (colours[n % len(colours)], (2 + n // len(colours) % 97) / 100, x * 16, y * 16, 16, 16)
        for n in range(count)
        for y, x in [divmod(first + n, 32)]
    ]


_FULL = _tiles(0, _BLUES, 300)
_REDS = [(255, 0, 0), (180, 0, 50), (120, 0, 0), (255, 60, 25)]
PICTURES: dict[str, list[Rect]] = {
    "one area over a full palette": [*_FULL, ((255, 0, 0), 0.5, 50, 250, 400, 250)],
    "many reds after a full palette": [*_FULL, *_tiles(512, _REDS, 280)],
}


def _drawn(rects: list[Rect]) -> tuple[str, NDArray[np.float64]]:
    """The SVG of some rects, and what it shows: 512 × 512 × RGB, exactly."""
    text, exact = [], np.full((512, 512, 3), 255.0)
    for colour, opacity, x, y, width, height in rects:
        text.append(
            f'<rect fill="#{bytes(colour).hex()}" opacity="{opacity:g}" x="{x}" y="{y}" '
            f'width="{width}" height="{height}"/>'
        )
        part = exact[y : y + height, x : x + width]
        part += (np.array(colour) - part) * opacity
    return HEAD + "".join(text) + TAIL, exact


@pytest.mark.parametrize("rects", PICTURES.values(), ids=PICTURES)
def test_areas_beyond_256_colours_are_painted_as_they_are_drawn(rects: list[Rect]) -> None:
    text, exact = _drawn(rects)
    assert len(np.unique(exact.round().reshape(-1, 3), axis=0)) > 256
    pixels, _ = painted(text, 512)
    off = np.abs(pixels - exact).max(axis=2)
    assert off.mean() <= 10
    assert (off > 48).mean() <= 0.01


def test_a_full_palette_gives_up_the_rows_that_are_most_alike_and_no_named_one() -> None:
    given = bytes((255, 255, 255, 255, 200, 0, 0, 255, 201, 0, 0, 255))
    palette = Palette(given, np.array([1, 2]))
    values = np.array([[4 + 8 * (k % 32), 20 + 30 * (k // 32), 0, 255] for k in range(253)])
    rows = np.array([palette.place_all(values[k : k + 1].astype(np.float32)) for k in range(237)])
    palette.place(values[237:].astype(np.float32))
    palette.rows[palette.used :] = (9, 9, 9, 255)
    palette.used = 256
    wanted = np.array([[0, 0, 255, 255], [255, 0, 255, 255]], np.float32)
    counts = np.full(256, 100)
    became, given_rows = palette.make_room(wanted, np.array([5000, 300]), counts)
    assert np.array_equal(palette.rows[given_rows], wanted)
    assert became[:3].tolist() == [0, 1, 2]
    assert not set(given_rows.tolist()) & set(became.tolist())
    moved = np.abs(palette.rows[became[rows[:, 0]]] - values[:237]).max(axis=1)
    assert moved.max() <= 24


def test_rows_without_pixels_are_given_away_first() -> None:
    palette = Palette(bytes((255, 255, 255, 255)), np.array([], np.intp))
    values = range(8, 256, 16)
    cube = np.array([[r, g, b, 255] for r in values for g in values for b in values], np.float32)
    palette.place(cube)
    assert palette.used == 256
    counts = np.full(256, 9)
    counts[[7, 200]] = 0
    wanted = np.array([[255, 0, 0, 255], [0, 255, 0, 255]], np.float32)
    became, rows = palette.make_room(wanted, np.array([90, 80]), counts)
    assert rows.tolist() == [7, 200]
    assert np.array_equal(became, np.arange(256))
