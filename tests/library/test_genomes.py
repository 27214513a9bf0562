"""Genomes as values: the rooms' answers, with a species at hand."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

import avatarchain
from avatarchain import Genome, founder, load_species, offspring, portrait
from avatarchain.base.canonical import to_hex
from avatarchain.errors import BadFormat, MalformedGenome, MalformedSeed, MixedSpecies, WrongKind
from avatarchain.genetics import heredity, seeds
from avatarchain.genetics.identity import identity
from avatarchain.library.exports import ExportOptions, exported
from avatarchain.species import Species, traits
from support.packs import write_pack

TUFTLING = load_species("tuftling")


def test_a_founder_is_the_one_of_the_rooms_below() -> None:
    one = founder("ada")
    seed = seeds.seed_from_text("ada")
    assert (one.seed, one.species) == (seed, TUFTLING)
    assert one.number == seeds.founder(seed, TUFTLING.cumulative)
    assert one == founder(seed) == founder("ada", TUFTLING)
    assert one.id == to_hex(identity(TUFTLING.id, one.number))
    assert str(one) == to_hex(one.number)
    assert one.traits == traits(TUFTLING, one.number)
    assert one.genes[3][0] == one.number >> 204 & 15
    assert one.svg() == portrait.svg(TUFTLING, one.number)
    assert one.png(64) == portrait.png(TUFTLING, one.number, 64)


def test_a_founder_of_another_species_is_called_by_its_name(species: Species) -> None:
    one = founder("ada", species.name)
    assert one.species == species
    assert one.svg() == portrait.svg(species, one.number)
    assert one.traits == traits(species, one.number)


def test_a_seed_that_is_not_given_is_drawn_and_told() -> None:
    one, other = founder(), founder()
    assert one != other
    assert founder(one.seed) == one


def test_a_loop_may_have_no_background_but_in_a_gif() -> None:
    ada = founder("ada")
    clear = Image.open(io.BytesIO(ada.loop(clip="blink", size=64, background=False)))
    filled = Image.open(io.BytesIO(ada.loop(clip="blink", size=64)))
    corners = [image.convert("RGBA").getpixel((0, 0)) for image in (clear, filled)]
    assert [corner[3] for corner in corners] == [0, 255]
    with pytest.raises(BadFormat, match="gif without background"):
        ada.loop("gif", "blink", 64, background=False)


def test_a_number_is_no_seed() -> None:
    with pytest.raises(WrongKind, match="seed must be a text or bytes or None, not 5"):
        founder(5)  # type: ignore[arg-type]


def test_a_genome_is_read_from_hex_and_from_dna() -> None:
    one = founder("ada")
    assert Genome.parse(str(one)) == Genome.parse(one.dna) == one
    assert len({one, Genome.parse(one.dna)}) == 1
    assert one != one.number
    with pytest.raises(MalformedGenome, match="position 5 is missing"):
        Genome.parse("0x12")


def test_offspring_follow_from_both_parents_and_a_seed() -> None:
    mother, father = founder("ada"), founder("bo")
    child = offspring(mother, father, "their first")
    seed = seeds.seed_from_text("their first")
    assert child.number == heredity.offspring(mother.number, father.number, seed)
    assert child.seed is None  # it is the birth's, and draws no founder
    assert offspring(mother, father, "their second") != child


@pytest.mark.parametrize("seed", ["", b"short"])
def test_what_is_no_seed_is_refused(seed: str | bytes) -> None:
    with pytest.raises(MalformedSeed):
        founder(seed)


def test_a_pack_of_one_s_own_makes_genomes_that_do_not_mix(folder: Path) -> None:
    pack = write_pack(folder / "testling")
    one = founder("ada", pack)
    assert one.species.name == "testling"
    assert one == founder("ada", str(pack))  # loaded twice, the same species
    assert one != founder("ada")
    with pytest.raises(MixedSpecies, match="of the species tuftling, got one of testling"):
        offspring(founder("bo"), one)


def test_a_species_tells_its_name_and_not_its_drawings() -> None:
    assert repr(TUFTLING) == f"<Species tuftling {TUFTLING.version}, 0x{TUFTLING.id.hex()}>"
    assert repr(founder("ada")) == f"<Genome of tuftling, {founder('ada')}>"
    assert repr(replace(TUFTLING, name="other")).startswith("<Species other")
    assert avatarchain.Species is type(TUFTLING)


@pytest.mark.parametrize("form", ["sheet", "svg", "png", "glb"])
def test_a_loop_is_a_webp_or_a_gif(form: str) -> None:
    with pytest.raises(BadFormat, match="choose one of webp, gif"):
        founder("ada").loop(form)


@pytest.mark.parametrize("form", ["sheet", "webp", "svg", "card"])
def test_of_nobody_there_are_no_files(form: str) -> None:
    assert exported(TUFTLING, [], ExportOptions(form)) == {}
