"""The pictures: well-formed, complete, and the same in SVG and PNG."""

import base64
import io
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from families import people
from PIL import Image
from selenium import webdriver

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.living.animated import animated_svg
from avatarchain.living.usual import rig_of
from avatarchain.pedigree import Family, chart, family, pedigree
from avatarchain.pedigree.layers import PORTRAIT
from avatarchain.pedigree.layout import layout
from avatarchain.species import Species
from avatarchain.species.pack import load, shipped

SVG = "{http://www.w3.org/2000/svg}"
TABLE = {
    1: (0, 0),
    2: (0, 0),
    3: (0, 0),
    4: (0, 0),
    5: (1, 2),
    6: (1, 3),
    7: (5, 6),
    8: (7, 4),
    9: (7, 4),
}


@pytest.fixture(scope="module", params=shipped())
def species(request: pytest.FixtureRequest) -> Species:
    return load(request.param)


@pytest.fixture(scope="module")
def shown(species: Species) -> Family:
    avatars = [
        replace(one, genome=founder(item_seed(bytes(32), one.identity), species.cumulative))
        for one in people(TABLE).values()
    ]
    return family(pedigree(avatars), 7, 3)


def test_the_svg_holds_each_portrait_once_and_refers_to_nothing_outside(
    species: Species, shown: Family
) -> None:
    text = chart.svg(species, shown)
    root = ElementTree.fromstring(text)
    images = [image.get("href", "") for image in root.iter(f"{SVG}image")]
    start = "data:image/svg+xml;base64,"
    found = [base64.b64decode(image.removeprefix(start)).decode() for image in images]
    assert found == [portrait.svg(species, member.avatar.genome) for member in shown.members]
    targets = re.findall(r'(?:href|url)\W+([^")]*)', text)
    assert all(target.startswith((start, "round")) for target in targets)


def test_the_svg_tells_id_and_coefficient_of_everyone(species: Species, shown: Family) -> None:
    root = ElementTree.fromstring(chart.svg(species, shown))
    told = [text.text for text in root.iter(f"{SVG}text")]
    for member in shown.members:
        assert chart.label(shown, member.avatar.identity) in told
    assert (told.count("inbreeding 2.56 %"), told.count("inbreeding 0.64 %")) == (1, 2)
    assert told.count("inbreeding 0 %") == len(shown.members) - 3


def test_a_named_avatar_is_told_by_its_name(species: Species, shown: Family) -> None:
    name = 'Ada "<Lovelace>" of the woods'
    named = replace(shown, names={shown.central: name})
    root = ElementTree.fromstring(chart.svg(species, named))
    assert 'Ada "<Lovelace>…' in [text.text for text in root.iter(f"{SVG}text")]
    assert 'label="Ada \\"<Lovelace>…\\ninbreeding' in chart.dot(named)
    assert chart.png(species, named) != chart.png(species, shown)


def test_the_svg_frames_the_one_that_was_asked_for(species: Species, shown: Family) -> None:
    root = ElementTree.fromstring(chart.svg(species, shown))
    framed = [
        group.findtext(f"{SVG}title")
        for group in root.iter(f"{SVG}g")
        for box in group.findall(f"{SVG}rect")
        if box.get("stroke") == chart.CENTRAL
    ]
    assert len(framed) == 1
    assert framed[0] is not None
    assert framed[0].startswith(to_hex(7))


def test_a_name_stands_clear_of_the_frame(species: Species, shown: Family) -> None:
    named = replace(shown, names={shown.central: "WAll"})
    x, y = layout(named).portraits[shown.central]
    scale, foot = 2, y + PORTRAIT
    picture = np.asarray(Image.open(io.BytesIO(chart.png(species, named))).convert("RGB"))
    below = picture[:, round(scale * x) : round(scale * (x + PORTRAIT))]
    clear = below[round(scale * (foot + 6)) + 2 : round(scale * (foot + 11))]
    assert (clear == picture[0, 0]).all()


def test_dots_tell_of_parents_that_are_left_out(species: Species, shown: Family) -> None:
    whole = chart.svg(species, shown)
    cut = chart.svg(species, family(pedigree(m.avatar for m in shown.members), 7, 1))
    assert 'r="2"' not in whole
    assert cut.count('r="2"') == 6  # three above each parent of 7


def test_the_png_shows_what_a_renderer_makes_of_the_svg(species: Species, shown: Family) -> None:
    from resvg import render, usvg

    painted = Image.open(io.BytesIO(chart.png(species, shown))).convert("RGB")
    text = chart.svg(species, shown)
    size = f'width="{painted.width}" height="{painted.height}" font-size'
    text = re.sub(r'width="\d+" height="\d+" font-size', size, text, count=1)
    tree = usvg.Tree.from_str(text, usvg.Options.default())
    png = bytes(render(tree, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)))
    rendered = Image.open(io.BytesIO(png)).convert("RGB")
    assert rendered.size == painted.size
    difference = np.abs(np.asarray(rendered, np.int16) - np.asarray(painted, np.int16))
    # Letters differ, or are missing where no font is installed.
    assert difference.mean() < 3
    assert (difference.max(axis=2) > 96).mean() < 0.02


def test_a_png_of_hundreds_stays_of_a_sane_size(species: Species) -> None:
    table = dict.fromkeys(range(1, 102), (0, 0))
    table |= {one: (1, one - 100) for one in range(102, 202)}
    picture = Image.open(
        io.BytesIO(chart.png(species, family(pedigree(people(table).values()), 1, 1)))
    )
    assert picture.width * picture.height <= 24_100_000


def test_the_dot_file_quotes_every_name_and_draws_every_edge(shown: Family) -> None:
    lines = chart.dot(shown).splitlines()
    edges = [line for line in lines if "->" in line]
    assert len(edges) == len(shown.edges())
    assert all(re.fullmatch(r'  "0x\w{64}" -> "0x\w{64}" \[color="#\w{6}"\];', e) for e in edges)
    assert (lines[0], lines[-1]) == ("digraph pedigree {", "}")
    assert sum("rank=same" in line for line in lines) == 4


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0 %"),
        (Fraction(1, 4), "25 %"),
        (Fraction(1, 16), "6.25 %"),
        (Fraction(1), "100 %"),
        (Fraction(1, 2**20), "<0.01 %"),
        (Fraction(1, 1024), "0.1 %"),
    ],
)
def test_a_coefficient_is_told_in_percent(value: Fraction, text: str) -> None:
    assert chart.percent(value) == text


def test_portraits_that_move_stand_in_the_document_and_share_no_name(
    species: Species, shown: Family
) -> None:
    rig = rig_of(species)
    text = chart.svg(species, shown, rig)
    root = ElementTree.fromstring(text)
    faces = [each for each in root.iter(f"{SVG}svg") if each is not root]
    assert {face.get("width") for face in faces} == {str(PORTRAIT)}
    assert not [*root.iter(f"{SVG}image")]
    for number, member in enumerate(shown.members):
        alone = animated_svg(species, member.avatar.genome, rig, mark=f"m{number}-")
        assert text.count(alone[alone.index("<style>") :]) == 1
        assert text.count(f"@keyframes m{number}-0{{") == 1
    targets = re.findall(r'(?:href|url)\W+([^")]*)', text)
    assert all(re.match(r"m\d+-|round", target) for target in targets)


def test_a_family_that_moves_plays_in_an_img(
    chromium: webdriver.Chrome, species: Species, shown: Family, tmp_path: Path
) -> None:
    (tmp_path / "family.svg").write_text(chart.svg(species, shown, rig_of(species)))
    (tmp_path / "page.html").write_text("<img src='family.svg'>")
    chromium.get((tmp_path / "page.html").as_uri())
    assert len({chromium.get_screenshot_as_png() for _ in range(12)}) > 1
