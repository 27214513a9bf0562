"""What notebooks show: well-formed, self-contained, escaped, and true to the genome."""

import base64
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from avatarchain import Collection, Genome, Species, founder, load_species
from avatarchain.errors import NoDrawing
from avatarchain.library import display
from avatarchain.species import COLOUR
from avatarchain.workshop.imported import make_pack
from support.layers import write_layers
from support.packs import write_pack

TUFTLING = load_species()
HOSTILE = '<script>alert("&")</script>'


def cells(html: str) -> list[tuple[str, str]]:
    """Colour and text of each gene's cell."""
    return re.findall(r"<td [^>]*background-color:(#[0-9a-f]{6})[^>]*>([^<]*)</td>", html)


def renamed(name: str) -> Species:
    """The tuftling with this name for all that a drawing does not refer to."""
    loci = tuple(
        replace(
            locus,
            name=locus.name if locus.kind == COLOUR else name,
            alleles=tuple(replace(allele, name=name) for allele in locus.alleles),
        )
        for locus in TUFTLING.loci
    )
    return replace(TUFTLING, name=name, loci=loci, id=bytes(32))  # other names are another species


def test_a_genome_shows_sixteen_loci_of_four_named_genes() -> None:
    one = founder("ada")
    shown = cells(one._repr_html_())
    told = [
        TUFTLING.loci[number].alleles[allele].name
        for number, row in enumerate(one.genes)
        for allele in row
    ]
    assert [name for _, name in shown] == told


def test_an_expressed_gene_is_strong_and_a_recessive_one_pale() -> None:
    fill = TUFTLING.loci[0].alleles[5].fill
    shown = cells(Genome(TUFTLING, int("5" * 64, 16))._repr_html_())
    strong, *pale = [colour for colour, _ in shown[:4]]
    assert strong == fill
    assert len(set(pale)) == 1
    for before, after in zip(bytes.fromhex(strong[1:]), bytes.fromhex(pale[0][1:]), strict=True):
        assert before < after


def test_every_word_can_be_read_on_its_ground() -> None:
    """WCAG's contrast of ink and ground is 4.5 or more for every gene of every locus."""
    for locus in TUFTLING.loci:
        for allele in range(16):
            for slot in (0, 1):
                ground, ink = display._tones(locus, allele, slot)
                light, dark = sorted(map(luminance, (ground, ink)), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (locus.name, allele, slot)


def luminance(colour: str) -> float:
    return sum(
        share * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for share, part in zip(
            (0.2126, 0.7152, 0.0722), (p / 255 for p in bytes.fromhex(colour[1:])), strict=True
        )
    )


def test_a_hidden_locus_says_so() -> None:
    hiding = next(
        one
        for one in (founder(f"number {n}") for n in range(200))
        if any("(hidden)" in trait for trait in one.traits.values())
    )
    assert " (hidden)</th>" in hiding._repr_html_()
    assert " (hidden)</th>" not in founder("ada")._repr_html_()


def test_the_pictures_are_documents_that_refer_to_nothing_outside(collection: Collection) -> None:
    child = collection.avatars()[2]
    for svg in (child._repr_svg_(), child.genome._repr_svg_(), collection.pedigree(child).svg()):
        root = ElementTree.fromstring(svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "<style" not in svg  # it would colour the other pictures of the page
        links = [value for one in root.iter() for name, value in one.items() if "href" in name]
        assert all(link.startswith("data:image/") for link in links)


def test_an_avatar_shows_its_portrait_and_who_it_is(collection: Collection) -> None:
    ada, bo, child = collection.avatars()
    html = child._repr_html_()
    for fact in (child.id, ada.id, bo.id, child.owner, "tuftling"):
        assert fact in html
    assert html.count("data:image/svg+xml;base64,") == 1
    assert "mother" not in ada._repr_html_()


def test_avatars_and_genomes_are_shown_moving(collection: Collection) -> None:
    child = collection.avatars()[2]
    moving = base64.b64encode(child.genome.animated_svg().encode()).decode()
    for shown in (child._repr_html_(), child.genome._repr_html_()):
        assert shown.count(f'src="data:image/svg+xml;base64,{moving}"') == 1
    family = collection.pedigree(child)
    assert family.svg(moving=True).count("@media (prefers-reduced-motion") == 3
    assert "@media" not in family.svg()


def test_names_of_a_pack_are_escaped_everywhere() -> None:
    species = renamed(HOSTILE)
    one = Genome(species, founder("ada").number)
    for shown in (one._repr_html_(), display.avatar_html(species, one.number, {"id": HOSTILE})):
        assert "<script" not in shown
        assert "&lt;script&gt;alert(&quot;&amp;&quot;)" in shown
    for svg in (one._repr_svg_(), display.portrait_svg(species, one.number, HOSTILE)):
        assert HOSTILE in ElementTree.tostring(ElementTree.fromstring(svg), "unicode", "text")


def test_silent_loci_are_shown_too(folder: Path) -> None:
    one = founder("ada", write_pack(folder / "testling"))
    assert len(cells(one._repr_html_())) == 64
    ElementTree.fromstring(one._repr_svg_())


def test_a_species_of_images_shows_png_portraits(folder: Path) -> None:
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    one = founder("ada", folder / "pack")
    with pytest.raises(NoDrawing):
        one.svg()
    svg = display.portrait_svg(one.species, one.number, one.id)
    assert "data:image/png;base64," in svg
    assert "data:image/png;base64," in one._repr_html_()
    assert len(cells(one._repr_html_())) == 64
