"""The canonical text is the species' own pieces, one after another, and nothing else."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from avatarchain import portrait
from avatarchain.heredity import founder, item_seed
from avatarchain.species import Species, express
from avatarchain.species.drawing import read
from avatarchain.species.pack import load, shipped
from packs import write_pack

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" fill="none" '
    'fill-rule="evenodd" stroke-linecap="round" stroke-linejoin="round"><style>'
)


@pytest.fixture(params=["testling", *shipped()])
def species(request: pytest.FixtureRequest, folder: Path) -> Species:
    return load(write_pack(folder) if request.param == "testling" else request.param)


def founders(species: Species, count: int) -> list[int]:
    return [founder(item_seed(bytes(32), k), species.cumulative) for k in range(count)]


def test_a_portrait_of_the_testling_is_this_text_to_the_letter(folder: Path) -> None:
    species = load(write_pack(folder))
    genome = 0x2 << 252 | 0x6 << 236 | 0x2 << 220
    assert portrait.svg(species, genome) == (
        HEAD + ".ink{fill:#221133}.ink-line{stroke:#221133}"
        ".skin{fill:#2890df}.skin-line{stroke:#2890df}"
        ".skin-shade{fill:#14486f}.skin-shade-line{stroke:#14486f}</style>"
        '<line class="skin-line" stroke-width="11" x1="20" y1="210" x2="480" y2="100"/>'
        '<rect class="ink-line" stroke-width="7" x="60" y="80" width="210" height="140"/></svg>'
    )


def test_the_text_is_head_styles_visible_pieces_in_paint_order_and_tail(species: Species) -> None:
    for genome in founders(species, 50):
        expression = express(species, genome)
        text = HEAD
        for name, fill in species.colours:
            text += f".{name}{{fill:{fill}}}.{name}-line{{stroke:{fill}}}"
        for number, locus in enumerate(species.loci):
            allele = locus.alleles[expression.alleles[number]]
            for name, fill in ((locus.name, allele.fill), (f"{locus.name}-shade", allele.shade)):
                if locus.kind == "colour":
                    text += f".{name}{{fill:{fill}}}.{name}-line{{stroke:{fill}}}"
        text += "</style>"
        for layer in species.layers:
            if expression.shows(layer.locus):
                text += layer.drawings[expression.alleles[layer.locus]]
        assert portrait.svg(species, genome) == text + "</svg>"


def test_the_text_is_well_formed_and_holds_no_way_out(species: Species) -> None:
    for genome in founders(species, 20):
        text = portrait.svg(species, genome)
        root = ElementTree.fromstring(text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "\n" not in text
        assert text.count("http") == 1
        assert not any(word in text for word in ("href", "url(", "script", " on", "&", "@import"))


def test_every_class_that_a_portrait_uses_has_a_style(species: Species) -> None:
    for genome in founders(species, 50):
        root = ElementTree.fromstring(portrait.svg(species, genome))
        styles = root[0].text or ""
        for element in root.iter():
            for name in element.get("class", "").split():
                assert f".{name}{{" in styles


def test_the_body_of_a_portrait_is_itself_in_the_drawing_language(species: Species) -> None:
    names = [name for name, _ in species.colours]
    for locus in species.loci:
        names += [locus.name, f"{locus.name}-shade"]
    for genome in founders(species, 20):
        text = portrait.svg(species, genome)
        body = text[text.index("</style>") + 8 : -6]
        assert read(f'<svg viewBox="0 0 512 512">{body}</svg>'.encode(), names).text == body


def test_recessive_genes_leave_the_portrait_as_it_is(species: Species) -> None:
    for genome in founders(species, 10):
        recessive = int("0fff" * 16, 16)
        assert portrait.svg(species, genome) == portrait.svg(species, genome & ~recessive)
        assert portrait.svg(species, genome) == portrait.svg(species, genome | recessive)


def test_without_background_that_locus_alone_is_left_out(species: Species) -> None:
    for genome in founders(species, 10):
        full, bare = (portrait.svg(species, genome, background=b) for b in (True, False))
        allele = express(species, genome).alleles[species.background or 0]
        pieces = [
            layer.drawings[allele] for layer in species.layers if layer.locus == species.background
        ]
        for piece in pieces:
            assert full.count(piece) == 1 or not piece
            full = full.replace(piece, "", 1)
        assert bare == full
