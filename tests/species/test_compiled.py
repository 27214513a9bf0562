"""A compiled species is its pack in one piece: the same in everything, or refused."""

from pathlib import Path

import pytest

from avatarchain.errors import FaultyPack
from avatarchain.species import Species
from avatarchain.species.pack import SHIPPED, load, read_pack, shipped
from avatarchain.species.unpacked import from_bytes
from support.arts import crafted_art
from support.packs import write_pack


def fields(species: Species) -> dict[str, object]:
    """All but the folder, which what was compiled does not have."""
    return {name: getattr(species, name) for name in Species.__slots__ if name != "folder"}


@pytest.mark.parametrize("name", shipped())
def test_what_is_shipped_is_compiled_from_its_pack(name: str) -> None:
    assert (SHIPPED / f"{name}.species").read_bytes() == read_pack(SHIPPED / name).art


@pytest.mark.parametrize("name", shipped())
def test_a_compiled_species_is_the_pack_in_every_field(name: str) -> None:
    assert fields(load(name)) == fields(read_pack(SHIPPED / name))


def test_silent_loci_hidings_and_colours_come_back(tmp_path: Path) -> None:
    species = read_pack(write_pack(tmp_path / "testling"))
    again = from_bytes(species.art, "testling")
    assert fields(again) == fields(species)
    assert again.loci[1].alleles[15].hides == 0b100
    assert again.loci[15].kind == "silent"


@pytest.mark.parametrize("cut", [0, 3, 20, 100, 2000, 5000])
def test_a_damaged_one_is_refused(tmp_path: Path, cut: int) -> None:
    whole = read_pack(write_pack(tmp_path / "testling")).art
    for data in (whole[:cut], whole[:4] + b"\0" + whole[5:]):
        with pytest.raises(FaultyPack, match="damaged"):
            from_bytes(data, "testling")


@pytest.mark.parametrize(
    ("ink", "reason"),
    [
        ("#221133", "#000000 is no fixed colour"),
        ("#000000", "a reference leads to 3, where no colour stands"),
    ],
)
def test_a_reference_to_a_place_without_a_colour_is_refused(
    tmp_path: Path, ink: str, reason: str
) -> None:
    art = read_pack(write_pack(tmp_path / "testling", ink=f'"#221133" -> "{ink}"')).art
    place = art.index(b'<circle fill="#000000"') - 4
    assert int.from_bytes(art[place : place + 3], "big") == len('<circle fill="#')
    damaged = art[:place] + (3).to_bytes(3, "big") + art[place + 3 :]
    with pytest.raises(FaultyPack, match=reason):
        from_bytes(damaged, "testling")


def test_fragments_that_overlap_are_refused_before_they_are_read() -> None:
    apart = [(number * 100, 100) for number in range(10)]
    assert from_bytes(crafted_art(1, apart, b"x" * 1000), "it").layers[0].drawings[0] == "x" * 100
    with pytest.raises(FaultyPack, match="its fragments overlap"):
        from_bytes(crafted_art(1, [*apart, (50, 100)], b"x" * 1000), "it")


def test_rules_of_more_than_a_million_letters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("support.arts.RULES", b" " * 1_000_000 + b"{}")
    with pytest.raises(FaultyPack, match="its rules are too long"):
        from_bytes(crafted_art(0, []), "it")


@pytest.mark.parametrize(
    "name",
    ["", "tuftIing", "tüftling", "tuftling 0xfc83: all that is promised holds", "a" * 65, "a\n"],
)
def test_a_name_that_no_pack_may_have_is_refused(name: str) -> None:
    with pytest.raises(FaultyPack, match="no pack may have its name"):
        from_bytes(crafted_art(0, [], name=name), "it")
    assert from_bytes(crafted_art(0, [], name="a" * 64), "it").name == "a" * 64
