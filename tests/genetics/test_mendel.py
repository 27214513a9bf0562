"""Mendel's law, as he found it: uniform, 3 to 1, 9 to 3 to 3 to 1; and nothing of an avatar."""

import ast
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from avatarchain.errors import MalformedGenome, MalformedSeed
from avatarchain.genetics import mendel
from avatarchain.genetics.chi_squared import chi_squared
from avatarchain.genetics.mendel import Plant, Square, cross, punnett, seen
from avatarchain.genetics.seeds import item_seed, seed_from_text

RANKINGS = [("round", "wrinkled"), ("yellow", "green")]
PURE: Plant = (("round", "round"), ("yellow", "yellow"))
OTHER: Plant = (("wrinkled", "wrinkled"), ("green", "green"))
HYBRID: Plant = (("round", "wrinkled"), ("yellow", "green"))


def children(mother: Plant, father: Plant, name: str, count: int = 1600) -> list[Plant]:
    master = seed_from_text(name)
    return [cross(mother, father, item_seed(master, number)) for number in range(count)]


def test_the_first_generation_is_uniform_and_shows_the_dominant_alleles() -> None:
    assert set(children(PURE, OTHER, "F1", 40)) == {HYBRID}
    assert seen(HYBRID, RANKINGS) == ("round", "yellow")
    assert seen(OTHER, RANKINGS) == ("wrinkled", "green")


def test_the_second_generation_is_nine_to_three_to_three_to_one() -> None:
    counts = Counter(seen(plant, RANKINGS) for plant in children(HYBRID, HYBRID, "F2"))
    ratios = {("round", "yellow"): 9, ("round", "green"): 3}
    ratios |= {("wrinkled", "yellow"): 3, ("wrinkled", "green"): 1}
    assert chi_squared(counts, ratios).p > 0.01
    assert chi_squared(counts, dict.fromkeys(ratios, 1)).p < 1e-9


def test_a_test_cross_is_one_to_one() -> None:
    counts = Counter(seen(plant, RANKINGS)[0] for plant in children(HYBRID, OTHER, "test cross"))
    assert chi_squared(counts, {"round": 1, "wrinkled": 1}).p > 0.01
    assert chi_squared(counts, {"round": 3, "wrinkled": 1}).p < 1e-9


def test_every_parent_gives_one_gene_and_the_mother_s_stands_first() -> None:
    mother, father = ((1, 2),) * 256, ((3, 4),) * 256
    for plant in children(mother, father, "genes", 4):
        assert {pair[0] for pair in plant} == {1, 2}
        assert {pair[1] for pair in plant} == {3, 4}
    assert len(set(children(mother, father, "genes", 40))) == 40


def test_a_child_is_made_again_from_its_seed() -> None:
    assert cross(HYBRID, HYBRID, bytes(32)) == (("round", "wrinkled"), ("yellow", "green"))
    assert cross(HYBRID, HYBRID, bytes(31) + b"\1") == cross(HYBRID, HYBRID, bytes(31) + b"\1")


def test_punnett_s_table_has_four_squares_and_the_shares_of_mendel() -> None:
    table = punnett(HYBRID, HYBRID, 0, RANKINGS[0])
    quarter = Fraction(1, 4)
    assert table == (
        Square("round", "round", "round", quarter),
        Square("round", "wrinkled", "round", quarter),
        Square("wrinkled", "round", "round", quarter),
        Square("wrinkled", "wrinkled", "wrinkled", quarter),
    )
    shares = sum(square.chance for square in table if square.seen == "round")
    assert shares == Fraction(3, 4)


def test_what_is_no_cross_is_refused() -> None:
    with pytest.raises(MalformedSeed):
        cross(PURE, OTHER, b"short")
    with pytest.raises(MalformedGenome, match="parents of 2 and 1 loci"):
        cross(PURE, OTHER[:1], bytes(32))
    with pytest.raises(MalformedGenome, match="257"):
        cross(PURE[:1] * 257, OTHER[:1] * 257, bytes(32))
    for wrong in (("round", "square"), ("square", "round")):
        with pytest.raises(MalformedGenome, match="the allele 'square' has no rank"):
            seen((wrong,), RANKINGS)


def test_the_model_is_short_and_knows_nothing_that_makes_an_avatar() -> None:
    source = Path(mendel.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 80
    assert "off the chain and are never avatars" in source
    modules = {
        node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)
    }
    ours = {module for module in modules if str(module).startswith("avatarchain")}
    assert ours == {"avatarchain.errors", "avatarchain.genetics.seeds"}
