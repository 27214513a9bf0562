"""A pack written from a species makes the same species, and nothing else is written."""

from dataclasses import replace
from pathlib import Path

import pytest

from avatarchain.errors import FaultyPack, FolderInUse
from avatarchain.species import Species
from avatarchain.species.pack import load, shipped
from avatarchain.species.unpacked import from_art
from avatarchain.workshop.written import write_pack
from support import packs
from support.arts import crafted_art


@pytest.fixture(params=["testling", "wide", *shipped()])
def species(request: pytest.FixtureRequest, folder: Path) -> Species:
    writers = {"testling": packs.write_pack, "wide": packs.write_wide_pack}
    name = request.param
    return from_art(load(writers[name](folder) if name in writers else name).art)


def test_the_pack_of_a_species_makes_the_same_species(species: Species, tmp_path: Path) -> None:
    write_pack(species, tmp_path / "pack")
    again = load(tmp_path / "pack")
    assert again.id == species.id
    assert again.layers == species.layers


def test_alleles_with_the_looks_of_another_colours_that_are_alike_and_makers_come_back(
    folder: Path, tmp_path: Path
) -> None:
    packs.write_pack(
        folder,
        same='name = "face-3", weight -> same = "face-4", weight',
        other='name = "body-3", weight -> name = "a \\\\ \\"b\\"", same = "body-4", weight',
        ink='ink = "#221133" -> ink = "#221133"\npaper = "#221133"',
        made='format = 1 -> format = 1\ncreator = "Zoë"\nlicense = "CC0-1.0"\nsource = "https://a.b/c"',
    )
    (folder / "face" / "face-3.svg").unlink()
    (folder / "body" / "body-3.svg").unlink()
    species = load(folder)
    assert species.loci[1].alleles[3].name == 'a \\ "b"'
    write_pack(from_art(species.art), tmp_path / "pack")
    assert load(tmp_path / "pack").id == species.id


def test_a_folder_that_is_in_use_is_left_alone(tmp_path: Path) -> None:
    species = load()
    write_pack(species, tmp_path / "pack")
    with pytest.raises(FolderInUse):
        write_pack(species, tmp_path / "pack")


@pytest.mark.parametrize("name", ["../body", "/body", "a/b", "", "Body", "body.svg"])
def test_names_that_lead_out_of_the_pack_are_refused(tmp_path: Path, name: str) -> None:
    species = load()
    loci = (replace(species.loci[8], name=name), *species.loci[1:])
    with pytest.raises(FaultyPack):
        write_pack(replace(species, loci=loci), tmp_path / "pack")
    assert list(tmp_path.iterdir()) == []


def test_a_drawing_that_is_none_is_refused_and_nothing_written(tmp_path: Path) -> None:
    species = load()
    script = replace(species.layers[0], drawings=("<script/>",) * 16)
    with pytest.raises(FaultyPack, match="script"):
        write_pack(replace(species, layers=(script, *species.layers[1:])), tmp_path / "pack")
    assert list(tmp_path.iterdir()) == []


def test_bytes_that_no_pack_makes_are_refused(tmp_path: Path) -> None:
    species = load()
    other = replace(species, description="Another.")
    with pytest.raises(FaultyPack, match="no pack makes these bytes"):
        write_pack(other, tmp_path / "pack")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("layers", "length"), [(20, 10), (3, 90_000)])
def test_a_drawing_that_would_be_in_thousands_of_files_is_refused(
    tmp_path: Path, layers: int, length: int
) -> None:
    species = from_art(crafted_art(layers, [(0, length)], b"x" * length))
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    names = [f"{word}{part}" for word in words for part in ("", "-2")]
    loci = [replace(locus, name=name) for locus, name in zip(species.loci, names, strict=True)]
    loci[0] = replace(loci[0], forms=tuple(f"form {number}" for number in range(256)))
    with pytest.raises(FaultyPack, match="more than 5,000 drawings, or more than 32 MiB of them"):
        write_pack(replace(species, loci=tuple(loci)), tmp_path / "pack")
