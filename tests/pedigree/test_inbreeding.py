"""Wright's coefficient: textbook values, and a table of all pairs computed another way."""

import time
from fractions import Fraction

import pytest
from families import Table, people, tables
from hypothesis import given, settings

from avatarchain.pedigree import inbreeding, kinship

FOUNDERS = dict.fromkeys(range(1, 7), (0, 0))

# The last of each table is the child in question.
TEXTBOOK: dict[str, tuple[Table, Fraction]] = {
    "unrelated parents": ({7: (1, 2)}, Fraction(0)),
    "mother and son": ({7: (1, 2), 8: (1, 7)}, Fraction(1, 4)),
    "full siblings": ({7: (1, 2), 8: (1, 2), 9: (7, 8)}, Fraction(1, 4)),
    "half siblings": ({7: (1, 2), 8: (1, 3), 9: (7, 8)}, Fraction(1, 8)),
    "grandparent and grandchild": ({7: (1, 2), 8: (7, 3), 9: (8, 1)}, Fraction(1, 8)),
    "uncle and niece": ({7: (1, 2), 8: (1, 2), 9: (7, 3), 10: (9, 8)}, Fraction(1, 8)),
    "double first cousins": (
        {7: (1, 2), 8: (1, 2), 9: (3, 4), 10: (3, 4), 11: (7, 9), 12: (8, 10), 13: (11, 12)},
        Fraction(1, 8),
    ),
    "first cousins": (
        {7: (1, 2), 8: (1, 2), 9: (7, 3), 10: (4, 8), 11: (9, 10)},
        Fraction(1, 16),
    ),
    "second cousins": (
        {7: (1, 2), 8: (1, 2), 9: (7, 3), 10: (8, 4), 11: (9, 5), 12: (10, 6), 13: (11, 12)},
        Fraction(1, 64),
    ),
    "an avatar with itself": ({7: (1, 1)}, Fraction(1, 2)),
    # (1/2)^3 (1 + F_A), the common ancestor A = 9 being a full siblings' child.
    "half siblings by an inbred ancestor": (
        {7: (1, 2), 8: (1, 2), 9: (7, 8), 10: (9, 3), 11: (9, 4), 12: (10, 11)},
        Fraction(1, 8) * (1 + Fraction(1, 4)),
    ),
}


@pytest.mark.parametrize("case", TEXTBOOK)
def test_the_child_of_relatives_has_the_coefficient_of_the_textbook(case: str) -> None:
    table, expected = TEXTBOOK[case]
    child = max(table)
    avatars = people(FOUNDERS | dict(table))
    assert inbreeding(avatars, [child]) == {child: expected}
    assert kinship(avatars, *table[child]) == expected


def test_ten_generations_of_full_siblings_follow_wrights_recurrence() -> None:
    table = {1: (0, 0), 2: (0, 0)}
    for one in range(3, 23):
        table[one] = ((one - 1) // 2 * 2 - 1, (one - 1) // 2 * 2)
    found = inbreeding(people(table), table)
    by_generation = [found[one] for one in range(1, 23, 2)]
    expected = [Fraction(0), Fraction(0)]
    while len(expected) < len(by_generation):
        expected.append((1 + 2 * expected[-1] + expected[-2]) / 4)
    assert by_generation == expected


def test_parents_with_each_other_and_with_themselves_have_the_kinship_of_wright() -> None:
    avatars = people(FOUNDERS | {7: (1, 2), 8: (1, 2), 9: (7, 8)})
    assert kinship(avatars, 1, 2) == 0
    assert kinship(avatars, 1, 1) == Fraction(1, 2)
    assert kinship(avatars, 9, 9) == Fraction(5, 8)
    assert kinship(avatars, 1, 9) == kinship(avatars, 9, 1) == Fraction(1, 4)


def numerator_relationships(table: Table) -> dict[tuple[int, int], Fraction]:
    """Henderson's table A of all pairs: half a parent's row, and 1 + A(mother, father)/2."""
    half, found = Fraction(1, 2), dict[tuple[int, int], Fraction]()
    for one, (mother, father) in table.items():
        for other in range(1, one):
            value = half * (found.get((other, mother), 0) + found.get((other, father), 0))
            found[one, other] = found[other, one] = Fraction(value)
        found[one, one] = 1 + half * found.get((mother, father), Fraction(0))
    return found


@given(tables())
def test_every_coefficient_is_that_of_the_table_of_all_pairs(table: Table) -> None:
    avatars, expected = people(table), numerator_relationships(table)
    assert inbreeding(avatars, table) == {one: expected[one, one] - 1 for one in table}


@settings(max_examples=40)
@given(tables(largest=10))
def test_every_kinship_is_half_the_relationship_of_the_table(table: Table) -> None:
    avatars, expected = people(table), numerator_relationships(table)
    for one in table:
        for other in table:
            assert kinship(avatars, one, other) == expected[one, other] / 2


def test_a_missing_ancestor_is_a_key_error_and_not_a_wrong_number() -> None:
    avatars = people({1: (0, 0), 2: (0, 0), 3: (1, 2), 4: (1, 2), 5: (3, 4)})
    del avatars[1]
    with pytest.raises(KeyError):
        inbreeding(avatars, [5])


def test_a_line_deeper_than_python_recurses_is_solved_exactly() -> None:
    table = {1: (0, 0), 2: (0, 0)}
    for one in range(3, 2203):
        table[one] = ((one - 1) // 2 * 2 - 1, (one - 1) // 2 * 2)
    found = inbreeding(people(table), [2202])[2202]
    assert 0 < 1 - found < Fraction(1, 10**90)


def test_two_thousand_avatars_of_twenty_generations_take_seconds() -> None:
    table = dict.fromkeys(range(1, 101), (0, 0))
    for one in range(101, 2001):
        first = 100 * ((one - 1) // 100 - 1) + 1
        table[one] = (first + one * 37 % 100, first + one * one % 100)
    avatars = people(table)
    start = time.perf_counter()
    found = inbreeding(avatars, avatars)
    assert len(found) == 2000
    assert time.perf_counter() - start < 20
