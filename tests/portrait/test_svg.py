"""The canonical text is the species' own pieces, one after another, and nothing else."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from avatarchain import portrait
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.species import Species, express, fills_of, form_number
from avatarchain.species.colouring import Coloured, named
from avatarchain.species.drawing import read_drawing
from avatarchain.species.pack import load, shipped
from support.packs import write_pack, write_wide_pack

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512" '
    'fill="none" fill-rule="evenodd" stroke-linecap="round" stroke-linejoin="round">'
)


@pytest.fixture(params=["testling", "wide", *shipped()])
def species(request: pytest.FixtureRequest, folder: Path) -> Species:
    packs = {"testling": write_pack, "wide": write_wide_pack}
    name = request.param
    return load(packs[name](folder) if name in packs else name)


def founders(species: Species, count: int) -> list[int]:
    return [founder(item_seed(bytes(32), k), species.cumulative) for k in range(count)]


def test_a_portrait_of_the_testling_is_this_text_to_the_letter(folder: Path) -> None:
    species = load(write_pack(folder))
    genome = 0x2 << 252 | 0x6 << 236 | 0x2 << 220
    assert portrait.svg(species, genome) == (
        HEAD + '<line stroke="#2890df" stroke-width="11" x1="20" y1="210" x2="480" y2="100"/>'
        '<rect stroke="#221133" stroke-width="7" x="60" y="80" width="210" height="140"/></svg>'
    )


def colours_of(species: Species, genome: int) -> dict[str, str]:
    """The colour of each name that drawings use, in a portrait of a genome."""
    colours = dict(species.colours)
    alleles = express(species, genome).alleles
    for number, locus in enumerate(species.loci):
        if locus.kind == "colour":
            fills = fills_of(locus)[form_number(locus, alleles, number)]
            colours[locus.name], colours[f"{locus.name}-shade"] = fills
    return colours


def recoloured(drawing: str, colours: dict[str, str]) -> str:
    """A drawing with colours in place of its classes."""
    for names in set(re.findall('class="(.*?)"', drawing)):
        attributes = " ".join(
            f'{"stroke" if name.endswith("-line") else "fill"}="'
            f'{colours[name.removesuffix("-line")]}"'
            for name in names.split()
        )
        drawing = drawing.replace(f'class="{names}"', attributes)
    return drawing


def test_the_text_is_head_visible_drawings_in_paint_order_and_tail(species: Species) -> None:
    for genome in founders(species, 50):
        expression, colours = express(species, genome), colours_of(species, genome)
        text = HEAD
        for layer in species.layers:
            if expression.shows(layer.locus):
                locus = species.loci[layer.locus]
                form = form_number(locus, expression.alleles, layer.locus)
                drawing = layer.drawings[form]
                text += recoloured(drawing, colours)
        assert portrait.svg(species, genome) == text + "</svg>"


def test_the_text_is_well_formed_and_holds_no_way_out(species: Species) -> None:
    for genome in founders(species, 20):
        text = portrait.svg(species, genome)
        root = ElementTree.fromstring(text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "\n" not in text
        assert text.count("http") == 1
        assert not any(word in text for word in ("href", "url(", "script", " on", "&", "@import"))


def test_no_style_no_class_and_no_id_stands_in_a_portrait(species: Species) -> None:
    for genome in founders(species, 50):
        root = ElementTree.fromstring(portrait.svg(species, genome))
        colours = {"none", *colours_of(species, genome).values()}
        for element in root.iter():
            assert not {"class", "id", "style"} & set(element.attrib)
            assert element.tag.rpartition("}")[2] != "style"
            assert {element.get(key, "none") for key in ("fill", "stroke")} <= colours


ORDER = ("fill", "stroke", "stroke-width", "opacity", "transform")


def test_attributes_stand_in_one_order_before_the_geometry(species: Species) -> None:
    for genome in founders(species, 20):
        for element in ElementTree.fromstring(portrait.svg(species, genome)).iter():
            if element.tag.endswith("}svg"):
                continue
            names = list(element.attrib)
            known = [name for name in names if name in ORDER]
            assert known == sorted(known, key=ORDER.index) == names[: len(known)]


def test_the_body_of_a_portrait_is_made_of_texts_of_the_pack(species: Species) -> None:
    for genome in founders(species, 20):
        body = portrait.svg(species, genome)[len(HEAD) : -len("</svg>")]
        names = {colour: f"c{number}" for number, colour in enumerate(set(COLOUR.findall(body)))}
        drawing = named(Coloured(body, ()), names, {})
        file = f'<svg viewBox="0 0 512 512">{drawing}</svg>'.encode()
        assert read_drawing(file, names.values(), one_layer=False).text == drawing


COLOUR = re.compile("#[0-9a-f]{6}")


def test_recessive_genes_leave_the_portrait_as_it_is(species: Species) -> None:
    for genome in founders(species, 10):
        recessive = int("0fff" * 16, 16)
        assert portrait.svg(species, genome) == portrait.svg(species, genome & ~recessive)
        assert portrait.svg(species, genome) == portrait.svg(species, genome | recessive)


def test_without_background_that_locus_alone_is_left_out(species: Species) -> None:
    for genome in founders(species, 10):
        full, bare = (portrait.svg(species, genome, background=b) for b in (True, False))
        allele = express(species, genome).alleles[species.background or 0]
        colours = colours_of(species, genome)
        for layer in species.layers:
            piece = recoloured(layer.drawings[allele], colours)
            if layer.locus == species.background:
                assert full.count(piece) == 1 or not piece
                full = full.replace(piece, "", 1)
        assert bare == full
