"""Kinship in arrays: the same numbers as the exact ones, and as many drops of labelled genes."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from families import Table, people, tables
from hypothesis import given, settings

from avatarchain import pedigree
from avatarchain.genetics import population
from avatarchain.pedigree import inbreeding
from avatarchain.pedigree.arrays import children, coefficients, inbred, unrelated

FULL_SIBLINGS = {1: (0, 0), 2: (0, 0), 3: (1, 2), 4: (1, 2), 5: (3, 4)}
MOTHER_AND_SON = {1: (0, 0), 2: (0, 0), 3: (1, 2), 4: (1, 3)}
HALF_SIBLINGS = {1: (0, 0), 2: (0, 0), 3: (0, 0), 4: (1, 2), 5: (1, 3), 6: (4, 5)}
COUSINS = FULL_SIBLINGS | {5: (0, 0), 6: (0, 0), 7: (3, 5), 8: (4, 6), 9: (7, 8)}
DEEP = MOTHER_AND_SON | {5: (4, 3), 6: (5, 4), 7: (6, 1), 8: (7, 6), 9: (8, 7)}


def arrays_of(table: Table) -> tuple[list[int], list[int]]:
    """The rows of mothers and fathers of a table whose identities count from 1."""
    mothers, fathers = zip(*table.values(), strict=True)
    return [one - 1 for one in mothers], [one - 1 for one in fathers]


@settings(max_examples=60, deadline=None)
@given(tables())
def test_floating_point_gives_the_exact_coefficients_to_twelve_decimals(table: Table) -> None:
    exact = inbreeding(people(table), table)
    found = coefficients(*arrays_of(table))
    assert np.allclose(found, [float(exact[one]) for one in table], rtol=0, atol=1e-12)


def test_blocks_of_few_couples_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(19)
    table: dict[int, tuple[int, int]] = dict.fromkeys(range(1, 21), (0, 0))
    for child in range(21, 181):
        first, second = dice.integers(1, child, 2).tolist()
        table[child] = (first, second)
    whole = coefficients(*arrays_of(table))
    monkeypatch.setattr("avatarchain.pedigree.arrays._CELLS", 3 * len(table))
    assert np.allclose(coefficients(*arrays_of(table)), whole, rtol=0, atol=1e-13)
    assert whole.max() > 0.01


def test_a_population_of_generations_has_the_exact_coefficients() -> None:
    dice, size = np.random.default_rng(4), 12
    kinship, table = unrelated(size), dict.fromkeys(range(1, size + 1), (0, 0))
    for generation in range(8):
        mothers, fathers = dice.integers(0, size, (2, size))
        kinship = children(kinship, mothers, fathers)
        for row in range(size):
            first = 1 + size * generation
            table[first + size + row] = (first + int(mothers[row]), first + int(fathers[row]))
    exact = inbreeding(people(table), list(table)[-size:])
    assert np.allclose(inbred(kinship), [float(f) for f in exact.values()], rtol=0, atol=1e-6)


def test_fifty_avatars_after_two_hundred_generations_are_at_63_per_cent() -> None:
    dice, found = np.random.default_rng(50), []
    for _ in range(8):
        kinship = unrelated(50)
        for _ in range(200):
            kinship = children(kinship, *dice.integers(0, 50, (2, 50)))
        found.append(inbred(kinship).mean())
    assert np.mean(found) == pytest.approx(0.628, abs=0.03)


def test_a_family_of_too_many_pairs_is_rounded_to_twelve_decimals(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lineage = pedigree.pedigree(people(COUSINS).values())
    (exact,) = pedigree.family(lineage, 9, 0).members
    monkeypatch.setattr(pedigree, "EXACT_PAIRS", 5)
    (rounded,) = pedigree.family(lineage, 9, 0).members
    assert exact.inbreeding == Fraction(3722661, 268435456)
    assert rounded.inbreeding == Fraction(round(exact.inbreeding * 10**12), 10**12)


# --- held against labelled genes ---------------------------------------------------------


def drops(table: Table, child: int, births: int, seed: int) -> np.ndarray:
    """For each of 16 × `births` drops: the share of the six pairs of places of the child that
    hold copies of one founder's gene. The library's own inheritance carries the labels, four
    bits at a time under the same dice.
    """
    dice = np.random.default_rng(seed)
    labels = {one: 4 * at for at, one in enumerate(k for k, v in table.items() if v == (0, 0))}
    assert 4 * len(labels) <= 256
    digits = np.array([12, 8, 4, 0])
    planes: dict[int, tuple[np.ndarray, ...]] = {}
    for one, parents in table.items():
        if parents == (0, 0):
            genes = labels[one] + np.arange(4)
            planes[one] = tuple(
                np.full((births, 16), int((part << digits).sum()), np.uint16)
                for part in (genes >> 4, genes & 15)
            )
            continue
        r = dice.integers(0, 1 << 16, (births, 16), np.uint16)
        still = np.ones(births, np.uint16)
        planes[one] = tuple(
            population.inherit(mother, father, r, still)
            for mother, father in zip(*(planes[parent] for parent in parents), strict=True)
        )
    high, low = (plane[:, :, None] >> digits & 15 for plane in planes[child])
    genes = high << 4 | low
    alike = sum((genes[..., i] == genes[..., j]) for i, j in combinations(range(4), 2))
    return np.asarray(alike / 6).ravel()


def held_against_drops(table: Table, births: int, seed: int) -> None:
    """The measured mean lies within four standard errors of the coefficient."""
    child = max(table)
    exact = float(inbreeding(people(table), [child])[child])
    measured = drops(table, child, births, seed)
    error = measured.std() / np.sqrt(measured.size)
    assert exact > 0
    assert abs(measured.mean() - exact) < 4 * error
    assert error < 0.002


@pytest.mark.parametrize(
    "table", [FULL_SIBLINGS, MOTHER_AND_SON, HALF_SIBLINGS, COUSINS, DEEP], ids=len
)
def test_labelled_genes_meet_as_often_as_the_coefficient_says(table: Table) -> None:
    held_against_drops(table, 2_500, seed=len(table))


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "table", [FULL_SIBLINGS, MOTHER_AND_SON, HALF_SIBLINGS, COUSINS, DEEP], ids=len
)
def test_a_million_drops_of_labelled_genes_meet_as_often_as_the_coefficient_says(
    table: Table, seed: int
) -> None:
    held_against_drops(table, 62_500, seed)


@pytest.mark.nightly
@settings(max_examples=60, deadline=None)
@given(tables(largest=20))
def test_labelled_genes_of_any_pedigree_meet_as_the_coefficients_say(table: Table) -> None:
    whole = {one: pair for one, pair in table.items() if pair == (0, 0) or all(pair)}
    if whole != dict(table):
        return
    child = max(table)
    exact = float(inbreeding(people(table), [child])[child])
    measured = drops(table, child, 20_000, seed=len(table))
    assert abs(measured.mean() - exact) < 5 * measured.std() / np.sqrt(measured.size) + 1e-9
