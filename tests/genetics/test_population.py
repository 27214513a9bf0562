"""Arrays of genomes: equal, row by row, to the scalar functions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatarchain.base.canonical import word
from avatarchain.errors import MalformedSeed
from avatarchain.genetics import genome, heredity, population
from avatarchain.genetics import seeds as seed_rules
from avatarchain.genetics.identity import identity
from support.published import cases, data, number

MASTER = bytes(range(32))
WEIGHTS = [6144] * 8 + [2560] * 4 + [1792] * 3 + [768]
CUMULATIVE = seed_rules.cumulate([WEIGHTS] * 16)

words = st.integers(0, 2**256 - 1)


def hashes(rows: list[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(rows), np.uint8).reshape(-1, 32)


def arbitrary(count: int, salt: int) -> np.ndarray:
    generator = np.random.Generator(np.random.PCG64(salt))
    return generator.integers(0, 1 << 16, (count, 16), dtype=np.uint16)


def test_a_column_is_a_locus_and_its_highest_digit_the_expressed_gene():
    values = [number(case["answer"]["hex"]) for case in cases("genomes", "genome")]
    rows = population.from_integers(values)
    assert rows.dtype == np.uint16
    assert rows.shape == (len(values), 16)
    assert [tuple(row) for row in (rows >> 12).tolist()] == [genome.expressed(v) for v in values]


@given(st.lists(words, max_size=5))
def test_numbers_come_back_from_a_population(values):
    assert population.to_integers(population.from_integers(values)) == values


def test_the_seeds_of_a_collection_are_those_of_its_items():
    rows = population.item_seeds(MASTER, 5, 20)
    assert [row.tobytes() for row in rows] == [
        seed_rules.item_seed(MASTER, 5 + n) for n in range(20)
    ]


def test_the_published_founders_follow_from_their_seeds():
    published = cases("founders", "founder")
    published = [case for case in published if case["weights"] == [WEIGHTS] * 16]
    rows = population.founders(hashes([data(case["seed"]) for case in published]), CUMULATIVE)
    assert population.to_integers(rows) == [number(case["answer"]) for case in published]


def test_founders_equal_the_scalar_ones_where_every_locus_has_other_weights():
    weights = [[1] * n + [65536 - 15] + [1] * (15 - n) for n in range(0, 16, 2)]
    weights += [[4096] * 16] * 3 + [WEIGHTS] * 3 + [WEIGHTS[::-1]] * 2
    cumulative = seed_rules.cumulate(weights)
    seeds = population.item_seeds(MASTER, 0, 2000)
    assert population.to_integers(population.founders(seeds, cumulative)) == [
        seed_rules.founder(seed.tobytes(), cumulative) for seed in seeds
    ]


def test_the_published_births_give_their_children():
    published = cases("heredity", "offspring")
    mothers, fathers = (
        population.from_integers(number(case[role]) for case in published)
        for role in ("mother", "father")
    )
    seeds = hashes([data(case["seed"]) for case in published])
    children = population.offspring(mothers, fathers, seeds)
    assert population.to_integers(children) == [number(case["answer"]) for case in published]


@pytest.mark.parametrize("count", [0, 1, 4095, 4096, 4097, 10_000])
def test_inheritance_equals_the_scalar_one_over_blocks_of_any_length(count):
    mothers, fathers, r = (arbitrary(count, salt) for salt in (1, 2, 3))
    q = arbitrary(count, 4)[:, 0]
    children = population.inherit(mothers, fathers, r, q)
    assert children.shape == (count, 16)
    scalar = map(
        heredity.inherit,
        *(population.to_integers(one) for one in (mothers, fathers, r)),
        q.tolist(),
    )
    assert population.to_integers(children) == list(scalar)


@settings(max_examples=50)
@given(st.lists(st.tuples(words, words, words, words), min_size=1, max_size=9))
def test_any_words_give_the_children_of_the_scalar_inheritance(births):
    mothers, fathers, r, q = (
        population.from_integers(column) for column in zip(*births, strict=True)
    )
    children = population.inherit(mothers, fathers, r, q[:, -1])
    assert population.to_integers(children) == [heredity.inherit(*birth) for birth in births]


def test_every_mutation_of_every_gene_equals_the_scalar_one():
    q = np.arange(1 << 16, dtype=np.uint16)
    nobody = population.from_integers([0])
    children = population.inherit(nobody, nobody, np.zeros((1 << 16, 16), np.uint16), q)
    plain = population.to_integers(children)
    assert plain == [heredity.inherit(0, 0, 0, number) for number in range(1 << 16)]


def test_one_row_of_parents_stands_for_a_whole_litter():
    mother, father = arbitrary(1, 1), arbitrary(1, 2)
    seeds = hashes([word(n) for n in range(50)])
    assert population.to_integers(population.offspring(mother, father, seeds)) == [
        heredity.offspring(
            population.to_integers(mother)[0], population.to_integers(father)[0], word(n)
        )
        for n in range(50)
    ]


def test_parents_are_left_as_they_were():
    mothers, fathers, r = (arbitrary(100, salt) for salt in (1, 2, 3))
    before = mothers.copy(), fathers.copy(), r.copy()
    population.inherit(mothers, fathers, r, np.zeros(100, np.uint16))
    assert all((a == b).all() for a, b in zip((mothers, fathers, r), before, strict=True))


def test_rows_that_are_strided_or_of_the_other_byte_order_give_the_same_children():
    mothers, fathers, r = (arbitrary(200, salt) for salt in (1, 2, 3))
    q = arbitrary(100, 4)[:, 3]
    expected = population.inherit(mothers[::2].copy(), fathers[:100], r[:100], q)
    strided = population.inherit(mothers[::2], fathers[:100].astype(">u2"), r[:100], q)
    assert (strided == expected).all()
    assert population.to_integers(mothers.astype(">u2")) == population.to_integers(mothers)


@pytest.mark.parametrize(("count", "numbers"), [(2, 3), (3, 2), (2, 4096)])
def test_couples_and_draws_of_different_length_are_an_error(count, numbers):
    with pytest.raises(ValueError, match="shape"):
        population.inherit(
            arbitrary(count, 1), arbitrary(numbers, 2), arbitrary(numbers, 3), arbitrary(1, 4)[0]
        )
    with pytest.raises(ValueError, match="shape"):
        population.inherit(
            arbitrary(count, 1),
            arbitrary(count, 2),
            arbitrary(count, 3),
            np.zeros(numbers, np.uint16),
        )


@pytest.mark.parametrize(
    "seeds",
    [
        np.zeros((3, 31), np.uint8),
        np.zeros(32, np.uint8),
        np.zeros((3, 32), np.uint16),
        np.zeros((3, 33), np.uint8),
    ],
)
def test_seeds_that_are_no_rows_of_32_bytes_are_refused(seeds):
    with pytest.raises(MalformedSeed, match="expected rows of 32 bytes"):
        population.founders(seeds, CUMULATIVE)
    with pytest.raises(MalformedSeed, match="expected rows of 32 bytes"):
        population.offspring(arbitrary(1, 1), arbitrary(1, 2), seeds)


def test_identities_equal_the_scalar_ones():
    rows = arbitrary(100, 5)
    species = bytes(range(32))
    assert [row.tobytes() for row in population.identities(species, rows)] == [
        word(identity(species, one)) for one in population.to_integers(rows)
    ]


def test_a_founder_drawn_among_many_is_the_founder_drawn_alone():
    seeds = population.item_seeds(MASTER, 0, 300)
    together = population.founders(seeds, CUMULATIVE)
    assert (population.founders(seeds[123:124], CUMULATIVE) == together[123]).all()
    assert (population.founders(seeds[::-1], CUMULATIVE) == together[::-1]).all()
