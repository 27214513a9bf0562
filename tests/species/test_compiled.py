"""A compiled species is its pack in one piece: the same in everything, or refused."""

from pathlib import Path

import pytest

from avatarchain.errors import FaultyPack
from avatarchain.species import Species, compiled
from avatarchain.species.pack import SHIPPED, load, read_pack, shipped
from packs import write_pack


def fields(species: Species) -> dict[str, object]:
    return {name: getattr(species, name) for name in Species.__slots__}


@pytest.mark.parametrize("name", shipped())
def test_what_is_shipped_is_compiled_from_its_pack(name: str) -> None:
    assert (SHIPPED / f"{name}.species").read_bytes() == compiled.pack(read_pack(SHIPPED / name))


@pytest.mark.parametrize("name", shipped())
def test_a_compiled_species_is_the_pack_in_every_field(name: str) -> None:
    assert fields(load(name)) == fields(read_pack(SHIPPED / name))


def test_silent_loci_hidings_and_colours_come_back(tmp_path: Path) -> None:
    species = read_pack(write_pack(tmp_path / "testling"))
    again = compiled.unpack(compiled.pack(species), "testling")
    assert fields(again) == fields(species)
    assert again.loci[1].alleles[15].hides == 0b100
    assert again.loci[15].kind == "silent"


@pytest.mark.parametrize("cut", [0, 3, 100, 2000, 5000])
def test_a_damaged_one_is_refused(tmp_path: Path, cut: int) -> None:
    whole = compiled.pack(read_pack(write_pack(tmp_path / "testling")))
    for data in (whole[:cut], whole[:4] + b"\0" + whole[5:]):
        with pytest.raises(FaultyPack, match="damaged"):
            compiled.unpack(data, "testling")
