"""`species show`: the generation rule, read and drawn."""

from pathlib import Path

import pytest
from PIL import Image
from shell import Shell

from avatarchain.species import Species
from avatarchain.species.pack import load
from support.layers import write_layers
from support.packs import write_pack


def test_the_rule_is_told_as_json_in_order(shell: Shell) -> None:
    species = load("tuftling")
    told = shell.json("species", "show")
    assert list(told) == ["id", "name", "version", "creator", "license", "source", "loci"]
    assert (told["creator"], told["license"], told["source"]) == ("avatarchain", "MIT", None)
    assert told["id"] == "0x" + species.id.hex()
    assert [locus["name"] for locus in told["loci"]] == [locus.name for locus in species.loci]
    for told_locus, locus in zip(told["loci"], species.loci, strict=True):
        assert told_locus["alleles"] == [
            {"name": one.name, "weight": one.weight} for one in locus.alleles
        ]


def test_for_people_every_allele_has_its_share(shell: Shell, species: Species) -> None:
    text = shell.run("species", "show", species.name).out
    for locus in species.loci:
        _, _, rest = text.partition(f"\n{locus.name} ")
        told = {}
        for line in rest.split("\n\n")[0].splitlines():
            share, found, names = line.partition(" %  ")
            told |= dict.fromkeys(names.split(", "), float(share)) if found else {}
        assert told == {a.name: round(100 * a.weight / 65_536, 2) for a in locus.alleles}


def test_who_made_it_is_told(shell: Shell, tmp_path: Path) -> None:
    assert "creator: avatarchain  license: MIT\n" in shell.run("species", "show").out
    made = 'version = "1.0" -> version = "1.0"\nsource = "https://example.org/art"'
    pack = write_pack(tmp_path / "blob", made=made)
    assert "source: https://example.org/art\n" in shell.run("species", "show", pack).out


def test_a_species_comes_back_from_its_chain_as_a_pack(shell: Shell) -> None:
    contract = shell.json("mint", "--seed", "alice")["contract"]
    told = shell.json("species", "fetch", contract)
    assert told == {"id": "0x" + load().id.hex(), "name": "tuftling", "folder": "tuftling"}
    assert shell.json("species", "show", "tuftling/")["id"] == told["id"]
    assert "no contract" in shell.run("species", "fetch", "0x" + "11" * 20).refusal
    again = shell.run("species", "fetch", contract).refusal
    assert "tuftling" in again


def test_a_pack_in_a_folder_is_shown(shell: Shell, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "blob")
    assert shell.json("species", "show", "--species", pack)["id"] == "0x" + load(str(pack)).id.hex()


def test_a_pack_is_named_with_or_without_its_option_and_not_twice(
    shell: Shell, tmp_path: Path
) -> None:
    pack = write_pack(tmp_path / "blob")
    assert shell.json("species", "show", pack) == shell.json("species", "show", "--species", pack)
    assert "no species pack ''" in shell.run("species", "show", "").refusal
    assert "not both" in shell.run("species", "show", pack, "--species", "tuftling").misuse


def test_advice_with_a_folder_is_as_a_shell_wants_it(shell: Shell) -> None:
    new = shell.run("species", "new", "Bad Name").err
    assert new.endswith("then avatarchain species check 'Bad Name'\n")
    write_layers(shell.folder / "layers", hats=3)
    made = shell.run("species", "import-layers", "layers", "--out", "My pack").err
    assert made.endswith("species check 'My pack', then mint --species 'My pack'\n")
    made = shell.run("species", "import-layers", "layers", "--out", "glimmer").err
    assert made.endswith("species check ./glimmer, then mint --species ./glimmer\n")


def test_a_sheet_of_every_allele_is_drawn(shell: Shell) -> None:
    told = shell.json("species", "show", "--sheet", "sheet.png", "--size", 64)
    assert told["images"] == ["sheet.png"]
    with Image.open(shell.folder / "sheet.png") as sheet:
        assert min(sheet.size) >= 16 * 64


def test_a_faulty_pack_is_refused_by_every_command_that_needs_it(stocked: Shell) -> None:
    pack = write_pack(stocked.folder / "faulty", one="weight = 768 -> weight = 769")
    (stocked.folder / "x.png").write_bytes(b"a picture")
    before = stocked.state()
    for command in (["species", "show"], ["mint", "--seed", "a"], ["list"], ["verify", "x.png"]):
        refusal = stocked.run(*command, "--species", pack).refusal
        assert "the species pack" in refusal
        assert "65,537" in refusal
    assert stocked.state() == before


@pytest.mark.parametrize("pack", ["unicorn", ".", "/nowhere", ""])
def test_an_unknown_pack_is_refused(shell: Shell, pack: str) -> None:
    refusal = shell.run("species", "show", "--species", pack).refusal
    assert f"no species pack {pack!r}" in refusal
    assert "tuftling" in refusal


def test_a_sheet_that_cannot_be_written_is_refused(shell: Shell) -> None:
    (shell.folder).mkdir()
    (shell.folder / "file").touch()
    refusal = shell.run("species", "show", "--sheet", "file/sheet.png", "--size", 64).refusal
    assert "cannot write in file" in refusal
    assert "64 to 2048" in shell.run("species", "show", "--size", 1).refusal


def test_a_pack_that_is_not_there_is_told_by_its_name(shell: Shell) -> None:
    assert "no species pack 'nowhere'" in shell.run("species", "check", "nowhere").refusal
