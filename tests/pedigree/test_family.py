"""Who is in the picture of one avatar."""

import pytest
from families import people

from avatarchain.errors import UnknownIdentity
from avatarchain.pedigree import Family, family, pedigree

# 7 and 8 are first cousins; 9 is their child; 10 is 9's child with the founder 6.
TABLE = {
    1: (0, 0),
    2: (0, 0),
    3: (1, 2),
    4: (1, 2),
    5: (0, 0),
    6: (0, 0),
    7: (3, 5),
    8: (6, 4),
    9: (7, 8),
    10: (9, 6),
    11: (3, 6),
}


def steps(found: Family) -> dict[int, int | None]:
    return {member.avatar.identity: member.steps for member in found.members}


def of(asked: int, generations: int) -> Family:
    return family(pedigree(people(TABLE).values()), asked, generations)


def test_a_family_of_no_generations_is_the_avatar_alone() -> None:
    assert steps(of(9, 0)) == {9: 0}


def test_one_generation_is_parents_and_children_and_the_childrens_other_parents() -> None:
    assert steps(of(9, 1)) == {7: -1, 8: -1, 9: 0, 10: 1, 6: None}


def test_ancestors_on_two_ways_are_there_once_and_at_the_shortest_distance() -> None:
    found = of(10, 9)
    assert steps(found) == {
        10: 0,
        9: -1,
        6: -1,
        7: -2,
        8: -2,
        3: -3,
        4: -3,
        5: -3,
        1: -4,
        2: -4,
    }
    assert len(found.members) == len(steps(found))


def test_siblings_and_other_offspring_of_ancestors_are_left_out() -> None:
    assert 11 not in steps(of(7, 9))


def test_members_come_by_generation() -> None:
    generations = [member.avatar.generation for member in of(10, 9).members]
    assert generations == sorted(generations)


def test_the_coefficient_counts_ancestors_that_are_not_shown() -> None:
    (nine,) = of(9, 0).members
    assert str(nine.inbreeding) == "3722661/268435456"


def test_edges_name_the_role_and_join_members_only() -> None:
    assert set(of(9, 1).edges()) == {
        (7, 9, "mother"),
        (8, 9, "father"),
        (9, 10, "mother"),
        (6, 10, "father"),
        (6, 8, "mother"),
    }


def test_an_avatar_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownIdentity):
        of(12, 1)
