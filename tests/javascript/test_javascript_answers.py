"""The JavaScript package gives what Python gives: portraits, traits, odds, promises."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.births import merkle
from avatarchain.genetics import odds
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.species import SILENT, Species, express, traits
from avatarchain.species.pack import SHIPPED, load, read_pack
from avatarchain.species.rarity import rarity
from avatarchain.workshop.imported import make_pack
from support.layers import write_layers
from support.packs import write_wide_pack

pytestmark = pytest.mark.xdist_group("javascript")

Ask = Callable[[list[Any]], list[Any]]
FOUNDERS = 2000
MASTER = bytes(range(32))


def path_of(species: Species) -> str:
    return str(SHIPPED / f"{species.name}.species")


def genomes_of(species: Species, count: int) -> list[int]:
    seeds = (item_seed(MASTER, number) for number in range(count))
    return [founder(seed, species.cumulative) for seed in seeds]


def with_every_allele(genome: int) -> list[int]:
    """The genome with each allele expressed at each locus, one after another."""
    return [
        genome & ~(15 << 252 - 16 * locus) | allele << 252 - 16 * locus
        for locus in range(16)
        for allele in range(16)
    ]


def test_two_thousand_founders_have_the_same_genome_and_the_same_svg(
    ask: Ask, species: Species
) -> None:
    genomes, path = genomes_of(species, FOUNDERS), path_of(species)
    drawn = ask([["founder", path, to_hex(item_seed(MASTER, n))] for n in range(FOUNDERS)])
    assert drawn == list(map(to_hex, genomes))
    texts = ask([["svg", path, to_hex(genome), True] for genome in genomes])
    assert texts == [portrait.svg(species, genome) for genome in genomes]


def test_every_allele_is_drawn_told_hidden_and_counted_as_python_does(
    ask: Ask, species: Species
) -> None:
    genomes = [g for start in genomes_of(species, 3) for g in with_every_allele(start)]
    expected: list[Any] = []
    questions: list[Any] = []
    for genome in genomes:
        for name, *given in (("svg", False), ("traits",), ("rarity",), ("hidden",)):
            questions.append([name, path_of(species), to_hex(genome), *given])
        expected += [
            portrait.svg(species, genome, background=False),
            traits(species, genome),
            rarity(species, genome),
            express(species, genome).hidden,
        ]
    assert ask(questions) == expected
    assert any(express(species, genome).hidden for genome in genomes)


def test_what_two_alleles_hide_is_hidden(ask: Ask) -> None:
    species = load("tuftling")
    hiding = [
        [allele for allele, form in enumerate(locus.alleles) if form.hides] or [0]
        for locus in species.loci
    ]
    genomes = [
        sum(allele << 252 - 16 * locus for locus, allele in enumerate(expressed))
        for expressed in product(*hiding)
    ]
    told = ask([["hidden", path_of(species), to_hex(genome)] for genome in genomes])
    assert told == [express(species, genome).hidden for genome in genomes]
    assert len(genomes) > 1


def test_a_species_of_two_digits_is_drawn_and_told_alike(
    ask: Ask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("digits")
    species = read_pack(write_wide_pack(folder))
    (folder / "it.species").write_bytes(species.art)
    path, genomes = str(folder / "it.species"), genomes_of(species, 300)
    for name, of in (("traits", traits), ("rarity", rarity)):
        told = ask([[name, path, to_hex(genome)] for genome in genomes])
        assert told == [of(species, genome) for genome in genomes]
    texts = ask([["svg", path, to_hex(genome), True] for genome in genomes])
    assert texts == [portrait.svg(species, genome) for genome in genomes]
    assert len(set(texts)) > 50


def test_a_species_of_images_tells_its_traits_and_has_no_svg(
    ask: Ask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("images")
    make_pack(write_layers(folder / "layers"), folder / "pack", name="layered")
    species = read_pack(folder / "pack")
    (folder / "it.species").write_bytes(species.art)
    path, genomes = str(folder / "it.species"), genomes_of(species, 50)
    (about,) = ask([["about", path]])
    assert species.images is not None
    assert (about["id"], about["side"]) == (to_hex(species.id), species.images.side)
    for name, of in (("traits", traits), ("rarity", rarity)):
        told = ask([[name, path, to_hex(genome)] for genome in genomes])
        assert told == [of(species, genome) for genome in genomes]
    (refusal,) = ask([["svg", path, to_hex(genomes[0]), True]])
    assert refusal["kind"] == "NoDrawing"


def test_a_species_says_of_itself_what_its_bytes_say(ask: Ask, species: Species) -> None:
    (about,) = ask([["about", path_of(species)]])
    assert about["id"] == to_hex(species.id)
    assert about["background"] == species.background
    for key in ("name", "version", "description", "creator", "license", "source"):
        assert about[key] == getattr(species, key)
    for told, locus in zip(about["loci"], species.loci, strict=True):
        assert (told["name"], told["kind"], told["second"]) == (
            locus.name,
            locus.kind,
            locus.second,
        )
        assert [
            tuple(allele[key] for key in ("name", "weight", "fill", "shade", "hides"))
            for allele in told["alleles"]
        ] == [(a.name, a.weight, a.fill, a.shade, a.hides) for a in locus.alleles]
        assert bool(told["forms"]) == (locus.kind != SILENT)


def test_the_odds_of_a_birth_are_the_same_exact_fractions(ask: Ask, species: Species) -> None:
    couples = list(zip(genomes_of(species, 6), genomes_of(species, 12)[6:], strict=True))
    couples.append((couples[0][0], couples[0][0]))
    for mother, father in couples:
        accepted: list[Any] = [[2, [1, 3, 5]], [9, [0, 15]], [11, [int(f"{mother:064x}"[44], 16)]]]
        given = [to_hex(mother), to_hex(father)]
        told, places, several = ask(
            [["odds", *given], ["places", *given, 3, 7], ["chance", *given, accepted]]
        )
        rows = odds.odds(mother, father)
        assert [list(map(Fraction, row)) for row in told] == [list(row) for row in rows]
        assert tuple(map(Fraction, places)) == odds.odds_of_places(mother, father, 3, 7)
        assert Fraction(several) == odds.chance(mother, father, dict(accepted))


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 100])
def test_a_tree_of_promises_has_the_same_root_and_proofs(ask: Ask, count: int) -> None:
    rows = [(f"0x{number * 7:040X}", number**5 % 2**256) for number in range(1, count + 1)]
    hashes = [merkle.leaf(to, genome) for to, genome in rows]
    tree = merkle.build(hashes)
    (told,) = ask([["tree", [[to, str(genome)] for to, genome in rows]]])
    assert told["root"] == to_hex(tree.root)
    assert told["proofs"] == [list(map(to_hex, merkle.proof(tree, leaf))) for leaf in hashes]
    assert told["agree"]
