"""Kinship of four ranked genes: values worked out by hand or elsewhere, and another recursion."""

import time
from fractions import Fraction
from itertools import combinations, product

import pytest
from families import Table, people, tables
from hypothesis import given, settings

from avatarchain.pedigree import (
    family,
    inbreeding,
    inbreeding_of_child,
    kinship,
    pedigree,
    rounded,
)
from avatarchain.pedigree.inbreeding import inbreeding_rounded, inbreeding_within

FOUNDERS = dict.fromkeys(range(1, 7), (0, 0))
PLACES = range(4)

# The last of each table is the child in question.
RELATIVES: dict[str, tuple[Table, Fraction]] = {
    "unrelated parents": ({7: (1, 2)}, Fraction(0)),
    "mother and son": ({7: (1, 2), 8: (1, 7)}, Fraction(18611, 393216)),
    "full siblings": ({7: (1, 2), 8: (1, 2), 9: (7, 8)}, Fraction(53589, 1048576)),
    "half siblings": ({7: (1, 2), 8: (1, 3), 9: (7, 8)}, Fraction(53589, 2097152)),
    "grandparent and grandchild": (
        {7: (1, 2), 8: (7, 3), 9: (8, 1)},
        Fraction(161131, 6291456),
    ),
    "uncle and niece": (
        {7: (1, 2), 8: (1, 2), 9: (7, 3), 10: (9, 8)},
        Fraction(1350551, 50331648),
    ),
    "first cousins": (
        {7: (1, 2), 8: (1, 2), 9: (7, 3), 10: (4, 8), 11: (9, 10)},
        Fraction(3722661, 268435456),
    ),
    "double first cousins": (
        {7: (1, 2), 8: (1, 2), 9: (3, 4), 10: (3, 4), 11: (7, 9), 12: (8, 10), 13: (11, 12)},
        Fraction(3722661, 134217728),
    ),
    "an avatar with itself": ({7: (1, 1)}, Fraction(669, 8192)),
}


@pytest.mark.parametrize("case", RELATIVES)
def test_the_child_of_relatives_has_the_coefficient_of_four_ranked_genes(case: str) -> None:
    table, expected = RELATIVES[case]
    child = max(table)
    avatars = people(FOUNDERS | dict(table))
    assert inbreeding(avatars, [child]) == {child: expected}
    assert inbreeding_of_child(avatars, *table[child]) == expected


def test_mother_and_child_share_genes_of_like_places_most() -> None:
    avatars = people(FOUNDERS | {7: (1, 2)})
    law = ((48, 12, 3, 1), (16, 36, 9, 3), (0, 16, 36, 12), (0, 0, 16, 48))
    assert kinship(avatars, 7, 1) == tuple(
        tuple(Fraction(share, 128) for share in row) for row in law
    )
    assert kinship(avatars, 1, 7) == tuple(zip(*kinship(avatars, 7, 1), strict=True))


def test_nobody_has_no_coefficients() -> None:
    assert inbreeding({}, []) == {}


def test_a_founder_has_four_genes_of_its_own() -> None:
    avatars = people(FOUNDERS)
    assert kinship(avatars, 1, 1) == tuple(
        tuple(Fraction(int(i == j)) for j in PLACES) for i in PLACES
    )
    assert kinship(avatars, 1, 2) == ((Fraction(0),) * 4,) * 4
    assert inbreeding(avatars, [1]) == {1: 0}


# --- the same by outcomes: every way in which three swaps and four coins fall, one by one ---

OUTCOMES: list[tuple[tuple[int, ...], Fraction]] = []
for made in product((False, True), repeat=3):
    order = list(PLACES)
    for step, swap in enumerate(made):
        right = 3 - step
        if swap:
            order[right - 1], order[right] = order[right], order[right - 1]
    OUTCOMES.append((tuple(order), Fraction(3, 4) ** made.count(False) / 4 ** made.count(True)))

Gene = tuple[int, int]


def kinships(table: Table) -> dict[tuple[Gene, Gene], Fraction]:
    """All pairs of genes (avatar, place) of a table, by conditioning on the younger's birth."""
    found: dict[tuple[Gene, Gene], Fraction] = {}

    def of(first: Gene, second: Gene) -> Fraction:
        return found[first, second] if first[0] and second[0] else Fraction(first == second)

    def put(first: Gene, second: Gene, value: Fraction) -> None:
        found[first, second] = found[second, first] = value

    for child, parents in table.items():
        if parents == (0, 0):
            for i, other in product(PLACES, range(1, child)):
                for j in PLACES:
                    put((child, i), (other, j), Fraction(0))
            for i, j in product(PLACES, PLACES):
                put((child, i), (child, j), Fraction(int(i == j)))
            continue
        for i, other, j in product(PLACES, range(1, child), PLACES):
            value = sum(
                (
                    chance / 2 * of((parent, order[i]), (other, j))
                    for parent in parents
                    for order, chance in OUTCOMES
                ),
                Fraction(0),
            )
            put((child, i), (other, j), value)
        for i in PLACES:
            put((child, i), (child, i), Fraction(1))
        for i, j in combinations(PLACES, 2):
            value = Fraction(0)
            for (first, chance), (second, chance_too) in product(OUTCOMES, OUTCOMES):
                shuffled = list(zip(parents, (first, second), strict=True))
                for (one, its), (other, others) in product(shuffled, shuffled):
                    genes = (one, its[i]), (other, others[j])
                    value += chance * chance_too / 4 * of(*genes)
            put((child, i), (child, j), value)
    return found


@settings(max_examples=20, deadline=None)
@given(tables(largest=7, absent=False))
def test_every_pair_of_places_is_that_of_all_outcomes_one_by_one(table: Table) -> None:
    avatars, expected = people(table), kinships(table)
    for first, second in product(table, table):
        found = kinship(avatars, first, second)
        for i, j in product(PLACES, PLACES):
            assert found[i][j] == expected[(first, i), (second, j)]


@settings(max_examples=30, deadline=None)
@given(tables(largest=16))
def test_the_coefficient_is_the_mean_over_the_six_pairs_of_places(table: Table) -> None:
    avatars = people(table)
    for identity, coefficient in inbreeding(avatars, table).items():
        itself = kinship(avatars, identity, identity)
        assert coefficient == sum(itself[i][j] for i, j in combinations(PLACES, 2)) / 6
        assert all(itself[i][i] == 1 for i in PLACES)


def test_an_unknown_parent_is_like_a_founder_that_nobody_else_has() -> None:
    known = people({1: (0, 0), 2: (0, 0), 3: (1, 2), 4: (1, 3), 5: (4, 0), 6: (4, 5)})
    named = people({1: (0, 0), 2: (0, 0), 3: (1, 2), 4: (1, 3), 7: (0, 0), 5: (4, 7), 6: (4, 5)})
    assert inbreeding(known, [5, 6]) == inbreeding(named, [5, 6])


def test_a_missing_ancestor_is_a_key_error_and_not_a_wrong_number() -> None:
    avatars = people({1: (0, 0), 2: (0, 0), 3: (1, 2), 4: (1, 2), 5: (3, 4)})
    del avatars[1]
    with pytest.raises(KeyError):
        inbreeding(avatars, [5])


def siblings(generations: int) -> Table:
    """Brother and sister, and their son and daughter, and so on: two a generation."""
    table = {1: (0, 0), 2: (0, 0)}
    for child in range(3, 3 + 2 * generations):
        table[child] = ((child - 1) // 2 * 2 - 1, (child - 1) // 2 * 2)
    return table


def test_a_line_deeper_than_python_recurses_is_solved_exactly() -> None:
    found = inbreeding(people(siblings(1100)), [2202])[2202]
    assert 0 < 1 - found < Fraction(1, 10**25)


def test_two_thousand_avatars_of_twenty_generations_take_seconds() -> None:
    table = dict.fromkeys(range(1, 101), (0, 0))
    for child in range(101, 2001):
        first = 100 * ((child - 1) // 100 - 1) + 1
        table[child] = (first + child * 37 % 100, first + child * child % 100)
    avatars = people(table)
    start = time.process_time()
    found = inbreeding(avatars, avatars)
    assert len(found) == 2000
    assert time.process_time() - start < 10


def ladder(generations: int) -> Table:
    """A line in which each avatar is the child of the two before it."""
    return {1: (0, 0), 2: (0, 0)} | {
        child: (child - 1, child - 2) for child in range(3, 3 + generations)
    }


def test_rounded_coefficients_are_the_exact_ones_to_thirty_decimals() -> None:
    for table in (ladder(40), siblings(20), FOUNDERS | {7: (1, 2), 8: (7, 0), 9: (8, 7)}):
        avatars = people(table)
        exact = inbreeding(avatars, avatars)
        near = inbreeding_rounded(avatars, avatars, 100_000)
        assert near is not None
        assert near.keys() == exact.keys()
        assert all(abs(near[each] - exact[each]) < Fraction(1, 10**30) for each in exact)


def test_a_family_of_thousands_of_generations_is_rounded_pair_by_pair() -> None:
    """Exact numbers of 5,000 generations have 20,000 digits, and there are 10,000 tables."""
    avatars = people(ladder(5_000))
    assert inbreeding_within(avatars, avatars, 100_000) is None
    members = family(pedigree(avatars.values()), 5_002, 3).members
    assert {float(member.inbreeding) for member in members} == {1.0}
    assert inbreeding_rounded(avatars, avatars, 9_000) is None
    assert len(rounded(avatars, avatars)) == 5_002
