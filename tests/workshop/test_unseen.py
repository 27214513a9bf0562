"""What other layers always cover is told, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from avatarchain.species import Allele, Species
from avatarchain.species.pack import load
from avatarchain.workshop.imported import make_pack
from avatarchain.workshop.unseen import unseen
from support.layers import SIDE, write_layers
from support.packs import SVG, write_pack

FULL = '<rect class="ink" width="512" height="512"/>'


def packed(folder: Path, bodies: str, faces: str) -> Species:
    """A pack whose bodies, below, and faces, on top, are all drawn so."""
    write_pack(folder, one='hides = ["face"] -> hides = []')
    for name, drawing in (("body", bodies), ("face", faces)):
        for path in (folder / name).glob("*.svg"):
            path.write_text(SVG.format(drawing), encoding="utf-8")
    return load(folder)


def test_nothing_is_unseen_in_packs_that_show_all(folder: Path) -> None:
    assert unseen(load("tuftling")) == []
    assert unseen(load(write_pack(folder))) == []


@pytest.mark.parametrize(
    ("bodies", "faces", "told"),
    [
        (FULL, FULL, ["body can never be seen"]),
        ('<circle class="skin" cx="200" cy="200" r="99"/>', FULL, ["body can never be seen"]),
        ("", FULL, []),
        (FULL, '<rect class="ink" width="511" height="512"/>', []),
        (FULL, FULL.replace(" width", ' opacity="0.99" width'), []),
        (
            '<circle class="skin" cx="200" cy="200" r="99"/>',
            '<circle class="ink" cx="200" cy="200" r="99"/>',
            [],
        ),
        (
            '<circle class="skin" cx="200" cy="200" r="95"/>',
            '<circle class="ink" cx="200" cy="200" r="105"/>',
            ["body can never be seen"],
        ),
    ],
)
def test_what_lies_below_a_layer_that_covers_it_is_unseen(
    folder: Path, bodies: str, faces: str, told: list[str]
) -> None:
    assert [str(row) for row in unseen(packed(folder, bodies, faces))] == told


def test_a_layer_that_can_be_hidden_covers_nothing(folder: Path) -> None:
    species = packed(folder, FULL, FULL)
    skin = species.loci[0]
    albino = replace(skin.alleles[3], hides=1 << 2)
    alleles: tuple[Allele, ...] = (*skin.alleles[:3], albino, *skin.alleles[4:])
    loci = (replace(skin, alleles=alleles), *species.loci[1:])
    assert unseen(replace(species, loci=loci)) == []


def test_an_allele_that_hides_itself_is_unseen(folder: Path) -> None:
    species = load(write_pack(folder, one='hides = ["face"] -> hides = ["body"]'))
    (folder / "body" / "body-15.svg").write_text(SVG.format(FULL), encoding="utf-8")
    species = load(folder)
    assert [str(row) for row in unseen(species)] == ["body, body-15 can never be seen"]


def test_forms_of_images_and_of_two_digits_are_told_too(folder: Path) -> None:
    layers = write_layers(folder / "layers", hats=20)
    make_pack(layers, folder / "pack", "foxes")
    assert unseen(load(folder / "pack")) == []
    (layers / "20 - Frame").mkdir()
    frame = Image.new("RGBA", (SIDE, SIDE), "black")
    frame.paste((0, 0, 0, 0), (SIDE - 1, 0, SIDE, SIDE))
    frame.save(layers / "20 - Frame" / "Square.png")
    make_pack(layers, folder / "framed", "foxes")
    rows = unseen(load(folder / "framed"))
    assert [(row.locus, len(row.forms), row.every) for row in rows] == [
        ("background", 1, True),
        ("body", 2, True),
        ("hats", 20, True),
    ]
