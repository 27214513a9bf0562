"""Our painter against an independent SVG renderer, and against a browser.

At 512 pixels and above the mean channel difference is at most 2 of 255 and at most 1 %
of the pixels are off by more than 48. Below, edges are a larger part of the picture and
the mean may be 4 (at 64 pixels; 2 from 128 on).
"""

import io
from base64 import b64decode, b64encode
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from reference import apart, difference, rendered
from selenium import webdriver

from avatarchain import portrait
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.species import Species
from avatarchain.species.pack import load, shipped
from support.packs import SVG, write_pack
from support.shipped import sample

BOUNDS = {64: 4.0, 128: 2.0, 512: 2.0, 1024: 2.0}
STRONG = 0.01


def founders(species: Species, count: int) -> list[int]:
    return [founder(item_seed(bytes(32), k), species.cumulative) for k in range(count)]


def worst(species: Species, genomes: list[int], size: int) -> tuple[float, float]:
    differences = [
        difference(portrait.pixels(species, one, size), portrait.svg(species, one))
        for one in genomes
    ]
    return max(mean for mean, _ in differences), max(strong for _, strong in differences)


@pytest.mark.parametrize("name", shipped())
@pytest.mark.parametrize(("size", "count"), [(512, 200), (64, 40), (128, 40), (1024, 4)])
def test_founders_of_shipped_species_look_as_their_svg(name: str, size: int, count: int) -> None:
    species = load(name)
    mean, strong = worst(species, founders(species, sample(name, count)), size)
    assert mean <= BOUNDS[size]
    assert strong <= STRONG


@pytest.mark.parametrize("name", shipped())
def test_founders_of_shipped_species_look_as_in_a_browser(
    name: str, chromium: webdriver.Chrome
) -> None:
    species = load(name)
    for genome, shot in zip(*photographed(chromium, species, sample(name, 200)), strict=True):
        mean, strong = apart(portrait.pixels(species, genome, 512), shot)
        assert mean <= BOUNDS[512]
        assert strong <= STRONG


def photographed(
    chromium: webdriver.Chrome, species: Species, count: int, side: int = 512
) -> tuple[list[int], list[NDArray[np.uint8]]]:
    """Founders, and what a browser shows of the SVG of each: photographed in rows of five."""
    genomes, shots, row = founders(species, count), list[NDArray[np.uint8]](), 5
    metrics = {"width": row * side, "height": side, "deviceScaleFactor": 1, "mobile": False}
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for at in range(0, count, row):
        images = "".join(
            f'<img width="{side}" height="{side}" src="data:image/svg+xml;base64,{drawing}">'
            for drawing in (
                b64encode(portrait.svg(species, one).encode()).decode()
                for one in genomes[at : at + row]
            )
        )
        page = f'<body style="margin:0;display:flex">{images}</body>'
        chromium.get(f"data:text/html;base64,{b64encode(page.encode()).decode()}")
        data = chromium.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
        with Image.open(io.BytesIO(b64decode(data))) as image:
            pixels = np.asarray(image.convert("RGB"))
        shots += [pixels[:, side * k : side * (k + 1)] for k in range(row)]
    return genomes, shots


@pytest.mark.parametrize("size", BOUNDS)
def test_every_kind_of_element_looks_as_its_svg(folder: Path, size: int) -> None:
    species = load(write_pack(folder))
    bodies = range(16) if size < 1024 else range(1, 16, 4)
    genomes = [body << 236 | (body + 5) % 16 << 220 for body in bodies]
    mean, strong = worst(species, genomes, size)
    assert mean <= BOUNDS[size]
    assert strong <= STRONG * (512 / size if size < 512 else 1)


@pytest.mark.parametrize(
    "shape",
    [
        '<line class="skin" x1="9" y1="9" x2="500" y2="400"/>',
        '<path class="skin" d="M9 9L500 400"/>',
        '<path class="ink-line" stroke-width="60" d="M256 256L256 256"/>',
        '<path class="skin" d="M100 100H400V400H100ZM200 200H300V300H200Z"/>',
        '<path class="skin" d="M100 100H300V300H100ZM200 200H400V400H200Z"/>',
        '<polygon class="skin ink-line" stroke-width="40" points="60 400 256 60 450 400"/>',
        '<polyline class="skin ink-line" stroke-width="9" points="60 400 256 60 450 400"/>',
        '<circle class="skin" cx="-50" cy="600" r="300"/>',
        '<circle class="skin" cx="-900" cy="-900" r="9"/>',
        '<rect class="skin" x="-1024" y="-1024" width="1536" height="1536"/>',
        '<g transform="scale(100)"><circle class="skin ink-line" stroke-width="0.4" cx="2" cy="2" '
        'r="2"/></g>',
        '<g transform="translate(1000 1000) translate(-744 -744) scale(0.1)"><rect class="skin" '
        'width="1500" height="1500"/></g>',
        '<path class="ink-line" stroke-width="0.5" d="M10 500L500 10"/>',
        '<path class="skin" d="M256 256M100 100H300V300ZH400V50Z"/>',
    ],
)
def test_odd_shapes_look_as_their_svg(folder: Path, shape: str) -> None:
    write_pack(folder)
    (folder / "body" / "body-0.svg").write_text(SVG.format(shape))
    species = load(folder)
    genome = 15 << 220  # the empty face
    mean, strong = difference(portrait.pixels(species, genome), portrait.svg(species, genome))
    assert mean <= 2
    assert strong <= STRONG


TRANSLUCENT = [
    '<rect class="skin" x="60" y="60" width="300" height="300"/><ellipse class="ink" '
    'opacity="0.1" cx="300" cy="300" rx="150" ry="90"/>',
    '<rect class="skin" opacity="0.5" width="512" height="512"/>',
    '<circle class="skin" opacity="0.33" cx="200" cy="256" r="150"/><circle class="ink" '
    'opacity="0.66" cx="300" cy="256" r="150"/><circle class="skin-shade" opacity="0.05" '
    'cx="256" cy="200" r="150"/>',
    '<path class="ink-line" opacity="0.4" stroke-width="40" d="M60 60L450 60L60 450L450 450"/>',
    '<g transform="rotate(20 256 256)"><rect class="ink" opacity="0.01" x="99" y="99" '
    'width="300" height="300"/><rect class="skin" opacity="0.99" x="150" y="199" '
    'width="200" height="300"/></g>',
    '<circle class="skin ink-line" stroke-width="9" cx="256" cy="256" r="200"/>'
    + "".join(
        f'<circle class="ink" opacity="0.{n}" cx="{100 + 40 * n}" cy="256" r="70"/>'
        for n in range(1, 9)
    ),
]


@pytest.mark.parametrize(("size", "background"), [(64, True), (512, False)])
@pytest.mark.parametrize("shapes", TRANSLUCENT)
def test_translucent_shapes_look_as_their_svg(
    folder: Path, shapes: str, size: int, background: bool
) -> None:
    write_pack(folder, ground='background = "body"\n -> ')
    (folder / "body" / "body-0.svg").write_text(SVG.format(shapes))
    species, genome = load(folder), 15 << 220  # the empty face
    ours = portrait.pixels(species, genome, size, background=background)
    mean, strong = difference(ours, portrait.svg(species, genome))
    assert mean <= BOUNDS[size]
    assert strong <= STRONG


@pytest.mark.parametrize("opacity", [0.02, 0.1, 0.5, 0.97])
def test_a_flat_translucent_colour_is_exact_to_a_step(folder: Path, opacity: float) -> None:
    write_pack(folder)
    square = '<rect class="{}"{} width="512" height="512"/>'
    both = square.format("skin", "") + square.format("ink", f' opacity="{opacity}"')
    (folder / "body" / "body-0.svg").write_text(SVG.format(both))
    species = load(folder)
    skin, ink = bytes.fromhex(species.loci[0].alleles[0].fill[1:]), bytes.fromhex("221133")
    expected = [opacity * top + (1 - opacity) * low for top, low in zip(ink, skin, strict=True)]
    picture = portrait.pixels(species, 15 << 220, 64).reshape(-1, 3)
    assert (picture == picture[0]).all()
    assert np.abs(picture[0] - expected).max() <= 1


@pytest.mark.parametrize(
    "shape",
    [
        '<line class="skin" x1="9" y1="9" x2="500" y2="400"/>',
        '<path class="skin" d="M9 9L500 400M9 400H500Z"/>',
    ],
)
def test_the_fill_of_a_line_shows_nothing(folder: Path, shape: str) -> None:
    write_pack(folder)
    (folder / "body" / "body-0.svg").write_text(SVG.format(shape))
    assert (portrait.pixels(load(folder), 15 << 220) == 255).all()


@pytest.mark.parametrize("name", shipped())
def test_without_background_the_opacity_agrees_too(name: str) -> None:
    species = load(name)
    for genome in founders(species, sample(name, 20)):
        ours = portrait.pixels(species, genome, background=False)
        theirs = rendered(portrait.svg(species, genome, background=False), 512)
        mean, strong = difference(ours, portrait.svg(species, genome, background=False))
        assert mean <= 2
        assert strong <= STRONG
        apart = np.abs(ours[..., 3].astype(int) - theirs[..., 3])
        assert apart.mean() <= 2
        assert (apart > 48).mean() <= STRONG


def test_a_picture_of_another_genome_is_out_of_bounds() -> None:
    species = load()
    one, other = founders(species, 2)
    mean, strong = difference(portrait.pixels(species, one), portrait.svg(species, other))
    assert mean > 2
    assert strong > STRONG
