"""A portrait looks the same in renderers of every family, and beside another in one page.

Six founders are looked at for every change, sixty-four at night (`make renderers`), when Qt and
librsvg are asked too. The bounds are those of test_fidelity.
"""

import io
from base64 import b64decode, b64encode
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from reference import apart
from renderers import ALL, QUICK, SIDE
from selenium import webdriver

from avatarchain import portrait
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.species import Species
from avatarchain.species.pack import load, shipped
from support.packs import write_wide_pack

MEAN, STRONG = 2.0, 0.01
SMALL_MEAN = 4.0
FEW, MANY = 6, 64

Pixels = NDArray[np.uint8]


def founders(species: Species, count: int) -> list[int]:
    return [founder(item_seed(bytes(32), k), species.cumulative) for k in range(count)]


def assert_alike(species: Species, genome: int, theirs: Pixels) -> None:
    mean, strong = apart(portrait.pixels(species, genome, SIDE), theirs)
    assert mean <= MEAN, hex(genome)
    assert strong <= STRONG, hex(genome)


@pytest.mark.parametrize("name", shipped())
@pytest.mark.parametrize("renderer", QUICK)
def test_a_few_founders_look_the_same_in(renderer: str, name: str) -> None:
    species = load(name)
    for genome in founders(species, FEW):
        assert_alike(species, genome, QUICK[renderer](portrait.svg(species, genome)))


@pytest.mark.nightly
@pytest.mark.parametrize("name", shipped())
@pytest.mark.parametrize("renderer", ALL)
def test_many_founders_look_the_same_in(renderer: str, name: str) -> None:
    species = load(name)
    for genome in founders(species, MANY):
        assert_alike(species, genome, ALL[renderer](portrait.svg(species, genome)))


@pytest.mark.parametrize("renderer", QUICK)
def test_opacity_looks_the_same_in(renderer: str, folder: Path) -> None:
    species = load(write_wide_pack(folder))
    for genome in founders(species, FEW):
        assert_alike(species, genome, QUICK[renderer](portrait.svg(species, genome)))


@pytest.mark.nightly
@pytest.mark.parametrize("renderer", ALL)
def test_every_shape_and_opacity_looks_the_same_in(renderer: str, folder: Path) -> None:
    species = load(write_wide_pack(folder))
    for genome in founders(species, MANY):
        assert_alike(species, genome, ALL[renderer](portrait.svg(species, genome)))


def test_a_renderer_without_style_sheets_would_tell_a_portrait_that_has_one() -> None:
    species = load()
    (genome,) = founders(species, 1)
    text = portrait.svg(species, genome)
    styled = text.replace(">", "><style>.a{fill:#7f9e56}</style>", 1).replace(
        'fill="#', 'class="a" data-fill="#'
    )
    with pytest.raises(AssertionError):
        assert_alike(species, genome, QUICK["skia"](styled))


# --- a browser ---------------------------------------------------------------------------------


def photographed(chromium: webdriver.Chrome, body: str, width: int, height: int) -> Pixels:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    style = "margin:0;display:flex;flex-wrap:wrap;overflow:hidden"
    page = f'<!doctype html><body style="{style}">{body}</body>'
    chromium.get(f"data:text/html;base64,{b64encode(page.encode()).decode()}")
    data = chromium.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
    with Image.open(io.BytesIO(b64decode(data))) as image:
        return np.asarray(image.convert("RGB"))


def inlined(chromium: webdriver.Chrome, species: Species, count: int) -> None:
    """Two portraits at a time stand in one page as SVG, and neither changes the other."""
    genomes = founders(species, count)
    for left, right in zip(genomes, reversed(genomes), strict=True):
        body = portrait.svg(species, left) + portrait.svg(species, right)
        shot = photographed(chromium, body, 2 * SIDE, SIDE)
        assert_alike(species, left, shot[:, :SIDE])
        assert_alike(species, right, shot[:, SIDE:])


CANVAS = """
const [address, done] = arguments, image = new Image();
image.onload = () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext("2d").drawImage(image, 0, 0);
  done(canvas.toDataURL("image/png"));
};
image.src = address;
"""


def on_canvas(chromium: webdriver.Chrome, species: Species, count: int) -> None:
    """A canvas takes width and height from the file."""
    chromium.get("data:text/html,<!doctype html>")
    for genome in founders(species, count):
        address = chromium.execute_async_script(CANVAS, portrait.address(species, genome))
        with Image.open(io.BytesIO(b64decode(address.partition(",")[2]))) as image:
            assert_alike(species, genome, np.asarray(image.convert("RGBA")))


@pytest.mark.parametrize("name", shipped())
def test_two_portraits_in_one_page_leave_each_other_alone(
    name: str, chromium: webdriver.Chrome
) -> None:
    inlined(chromium, load(name), FEW)


@pytest.mark.parametrize("name", shipped())
def test_a_portrait_is_drawn_on_a_canvas(name: str, chromium: webdriver.Chrome) -> None:
    on_canvas(chromium, load(name), FEW)


@pytest.mark.nightly
@pytest.mark.parametrize("name", shipped())
def test_many_portraits_in_one_page_and_on_a_canvas(name: str, chromium: webdriver.Chrome) -> None:
    inlined(chromium, load(name), MANY)
    on_canvas(chromium, load(name), MANY)


def test_sixty_four_portraits_of_every_species_stand_in_one_page(
    chromium: webdriver.Chrome,
) -> None:
    side, columns = 128, 8
    pictures = [(load(name), genome) for name in shipped() for genome in founders(load(name), MANY)]
    size = f'width="{side}" height="{side}"'
    body = "".join(
        portrait.svg(species, genome).replace('width="512" height="512"', size, 1)
        for species, genome in pictures
    )
    rows = -(-len(pictures) // columns)
    shot = photographed(chromium, body, columns * side, rows * side)
    for number, (species, genome) in enumerate(pictures):
        row, column = divmod(number, columns)
        theirs = shot[row * side : (row + 1) * side, column * side : (column + 1) * side]
        mean, strong = apart(portrait.pixels(species, genome, side), theirs)
        assert mean <= SMALL_MEAN
        assert strong <= 4 * STRONG  # edges: at 128 pixels four times the share of 512
