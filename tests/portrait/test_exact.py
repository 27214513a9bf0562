"""What is accepted as a drawing is painted as it is: compared with exact areas, at all sizes.

A few drawings are looked at for every change, many at random at night (`make renderers`).
"""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from exact import Floats, laid, squares

from avatarchain import portrait
from avatarchain.portrait import HEAD, TAIL, paint, painted
from avatarchain.species import edges
from avatarchain.species.drawing import Fault, read_drawing, shapes
from avatarchain.species.edges import MOST_EDGES
from avatarchain.species.pack import load, shipped
from support.packs import SVG, write_pack

SIZES = (64, 128, 256, 512, 1024)
MOST = {True: 0.18, False: 0.27}
"""How much lighter or darker a square of 32 units is: of one drawing, and of a portrait."""
SIDE = 32


def _svg(inner: str) -> str:
    named = inner.replace('class="ink-line"', 'stroke="#000000"')
    return HEAD + named.replace('class="ink"', 'fill="#000000"') + TAIL


def _dark(inner: str, size: int) -> Floats:
    """How dark each pixel of the painted picture is, 0 … 1."""
    pixels, _ = painted(_svg(inner), size)
    return 1 - pixels[:, :, 0] / 255


def _off(inner: str, size: int) -> float:
    """The largest difference of the means of a square, in the picture and in the drawing."""
    read = shapes(inner, {"ink"}, one_layer=False)
    return float(np.abs(squares(_dark(inner, size) - laid(read, size), SIDE)).max())


def _path(pieces: str, line: float = 0) -> str:
    if line:
        return f'<path class="ink-line" stroke-width="{line:g}" d="{pieces}"/>'
    return f'<path class="ink" d="{pieces}"/>'


def _slivers(step: float, height: float, first: float) -> str:
    rows = [round(first + step * k, 2) for k in range(int(100 / step))]
    return _path("".join(f"M200 {y:g}H300V{round(y + height, 2):g}H200Z" for y in rows))


PLACES = [200 + round(2.2 * k, 2) for k in range(20)]
DENSE = {
    "slivers across the rows of the painter": _slivers(2.28, 0.01, 200.245),
    "rects of a unit": _slivers(2.3, 1, 200.2),
    "rects with small gaps": _slivers(2.3, 2.1, 200.2),
    "thin lines": _path("".join(f"M200 {200 + 2.28 * k:.2f}H300" for k in range(43)), 0.01),
    "dots": _path("".join(f"M{x:g} {y:g}H{x:g}" for x in PLACES for y in PLACES), 0.4),
    "layers of slivers": _slivers(2.28, 0.01, 200.245) + _slivers(2.28, 0.01, 201.245),
}


@pytest.mark.parametrize("size", [64, 128, 512])
@pytest.mark.parametrize("inner", DENSE.values(), ids=DENSE)
def test_the_densest_drawings_that_are_accepted_are_painted_as_they_are(
    inner: str, size: int
) -> None:
    file = f'<svg viewBox="0 0 512 512">{inner}</svg>'.encode()
    one = inner.count("<path") == 1
    counted = read_drawing(file, {"ink"}, one_layer=one).edges
    assert max(counted[1024:]) > 0.8 * MOST_EDGES[one][1]
    assert _off(inner, size) <= MOST[one]


def test_what_is_refused_would_be_painted_as_another_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inner = _slivers(0.125, 0.01, 200.06)
    with pytest.raises(Fault, match="too many edges"):
        painted(_svg(inner), 512)
    monkeypatch.setitem(edges.MOST_EDGES, False, (10**6, 10**6))
    assert _off(inner, 512) > 0.8


def test_without_the_finer_painting_a_small_picture_would_be_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inner = DENSE["layers of slivers"]
    monkeypatch.setattr(paint, "_COARSE", 0)
    assert _off(inner, 64) > 0.4


def test_a_small_portrait_of_a_pack_is_painted_as_its_drawings_are(folder: Path) -> None:
    write_pack(folder)
    for layer, first in (("body", 200.245), ("face", 201.245)):
        for path in (folder / layer).iterdir():
            path.write_text(SVG.format(_slivers(2.5, 0.01, first)))
    species = load(folder)
    ink = int(dict(species.colours)["ink"][1:3], 16)
    drawn = shapes(_slivers(2.5, 0.01, 200.245) + _slivers(2.5, 0.01, 201.245), {"ink"})
    for size in (64, 128):
        dark = (255 - portrait.pixels(species, 0, size)[:, :, 0].astype(float)) / (255 - ink)
        assert np.abs(squares(dark - laid(drawn, size), SIDE)).max() <= MOST[False]


@pytest.mark.parametrize("name", shipped())
def test_a_small_portrait_of_an_included_species_has_the_pixels_that_it_always_had(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    species = load(name)
    small = portrait.pixels(species, 0, 64)
    monkeypatch.setattr(paint, "_COARSE", 0)
    assert np.array_equal(portrait.pixels(species, 0, 64), small)
    # It is not that they would differ much.
    monkeypatch.undo()
    monkeypatch.setattr(paint, "is_shipped", lambda _: False)
    assert np.array_equal(portrait.pixels(species, 0, 64), small)


def test_the_exact_areas_are_those_of_geometry() -> None:
    rect = '<rect class="ink" x="100.5" y="99.25" width="50" height="0.5"/>'
    circle = '<circle class="ink" cx="200" cy="300" r="50"/>'
    line = '<line class="ink-line" stroke-width="10" x1="100" y1="50" x2="200" y2="50"/>'
    twice = '<path class="ink" d="M0 0H100V100H0ZM50 0H150V100H50Z"/>'
    for inner, area in (
        (rect, 25),
        (circle, np.pi * 2500),
        (line, 1000 + np.pi * 25),
        (twice, 10_000),
    ):
        exact = laid(shapes(inner, {"ink"}), 128).sum() * 16
        assert exact == pytest.approx(area, rel=0.02), inner


Piece = Callable[[random.Random, float, float, float], str]


def _at(chance: random.Random, x: float, y: float, side: float) -> str:
    return f"{x + chance.random() * side:.2f} {y + chance.random() * side:.2f}"


PIECES: dict[str, Piece] = {
    "triangles": lambda c, x, y, s: f"M{_at(c, x, y, s)}L{_at(c, x, y, s)}L{_at(c, x, y, s)}Z",
    "curves": lambda c, x, y, s: f"M{_at(c, x, y, s)}C" + " ".join(_at(c, x, y, s) for _ in "abc"),
    "arcs": lambda c, x, y, s: (
        f"M{_at(c, x, y, s)}A{c.uniform(1, 60):.2f} {c.uniform(1, 60):.2f} 0 {c.randrange(2)} "
        f"{c.randrange(2)} {_at(c, x, y, s)}"
    ),
    "rows": lambda c, x, y, s: (
        f"M{x:.2f} {(low := y + c.random() * s):.2f}H{x + s:.2f}V{low + c.random():.2f}H{x:.2f}Z"
    ),
    "columns": lambda c, x, y, s: (
        f"M{(left := x + c.random() * s):.2f} {y:.2f}V{y + s:.2f}H{left + c.random():.2f}V{y:.2f}Z"
    ),
    "slanted": lambda c, x, y, s: (
        f"M{_at(c, x, y, s)}L{x + s:.2f} {(low := y + c.random() * s):.2f}"
        f"L{x + s:.2f} {low + c.random() / 4:.2f}Z"
    ),
}


def _random(number: int) -> str:
    """A drawing with as many pieces of one kind as are accepted."""
    chance = random.Random(number)
    kind = PIECES[list(PIECES)[number % len(PIECES)]]
    x, y, side = chance.uniform(0, 300), chance.uniform(0, 300), chance.uniform(20, 200)
    line = chance.choice([0, 0, 0.01, 0.3, 1, 2.5])
    pieces: list[str] = [kind(chance, x, y, side) for _ in range(chance.randrange(20, 400))]
    while True:
        inner = _path("".join(pieces), line)
        try:
            read_drawing(f'<svg viewBox="0 0 512 512">{inner}</svg>'.encode(), {"ink"})
        except Fault:
            pieces = pieces[: len(pieces) * 9 // 10]
        else:
            return inner


@pytest.mark.parametrize("number", range(6))
def test_random_drawings_are_painted_as_they_are(number: int) -> None:
    assert _off(_random(number), SIZES[number % len(SIZES)]) <= MOST[True]


@pytest.mark.nightly
@pytest.mark.parametrize("number", range(6, 800))
def test_every_random_drawing_is_painted_as_it_is(number: int) -> None:
    inner = _random(number)
    for size in SIZES:
        assert _off(inner, size) <= MOST[True], (size, inner)
