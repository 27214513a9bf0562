"""The examination of a pack, and the sheets that are made of one that passes."""

from pathlib import Path

import pytest
from PIL import Image

from avatarchain.errors import BadFormat, FaultyPack, UnknownSpecies
from avatarchain.portrait.sheet import GAP
from avatarchain.species.pack import read_pack
from avatarchain.workshop.census import census
from avatarchain.workshop.examination import examine
from avatarchain.workshop.imported import make_pack
from avatarchain.workshop.sheets import (
    FOUNDERS,
    write_allele_sheet,
    write_family_sheet,
    write_founder_sheet,
    write_rarity_plot,
)
from support.layers import write_layers
from support.packs import write_pack


def test_a_sound_pack_is_its_species(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "blob")
    assert examine(pack).id == read_pack(pack).id


def test_every_fault_is_told_and_a_missing_pack_is_none_of_them(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "blob", one="weight = 768 -> weight = 769")
    with pytest.raises(FaultyPack, match="65,537"):
        examine(pack)
    with pytest.raises(UnknownSpecies):
        examine(tmp_path / "nowhere")


def test_an_image_that_was_changed_is_a_fault(tmp_path: Path) -> None:
    write_layers(tmp_path / "layers", hats=3)
    make_pack(tmp_path / "layers", tmp_path / "pack", "hats")
    assert examine(tmp_path / "pack").images is not None
    image = next((tmp_path / "pack").rglob("*.png"))
    with Image.open(image) as opened:
        changed = Image.new("RGBA", opened.size, (1, 2, 3, 255))
    changed.save(image)
    with pytest.raises(FaultyPack) as refused:
        examine(tmp_path / "pack")
    assert image.name in str(refused.value)
    assert "'pack'" in str(refused.value)


def test_sheets_are_of_the_kind_that_their_names_say(tmp_path: Path) -> None:
    species = examine(write_pack(tmp_path / "blob"))
    write_allele_sheet(tmp_path / "alleles.png", species, 64)
    write_founder_sheet(tmp_path / "founders.webp", species, 64)
    write_family_sheet(
        tmp_path / "family.png", species, [(0, "mother"), (1, "father"), (2, "child")], 64
    )
    write_family_sheet(
        tmp_path / "family.gif", species, [(0, ""), (1 << 252, ""), (2 << 252, "")], 64
    )
    write_rarity_plot(tmp_path / "rarity.png", census(species, 50), 50)
    kinds = {}
    for path in tmp_path.glob("*.*"):
        with Image.open(path) as image:
            kinds[path.name] = (image.format, image.size)
    assert kinds.pop("alleles.png")[0] == kinds.pop("rarity.png")[0] == "PNG"
    assert kinds == {
        "founders.webp": ("WEBP", (8 * 64, FOUNDERS // 8 * 64)),
        "family.png": ("PNG", (3 * (64 + GAP) + GAP, 64 + 14 + 2 * GAP)),
        "family.gif": ("GIF", (64, 64)),
    }
    with pytest.raises(BadFormat):
        write_family_sheet(tmp_path / "family.bmp", species, [(0, "")], 64)
