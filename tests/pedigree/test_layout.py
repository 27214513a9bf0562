"""Where a family stands: nothing overlaps, children below parents, lines to the right place."""

from collections import defaultdict
from itertools import pairwise

from families import Table, people, tables
from hypothesis import given

from avatarchain.pedigree import Family, family, parents, pedigree
from avatarchain.pedigree.layers import PORTRAIT
from avatarchain.pedigree.layout import LABEL, Layout, layout


def drawn(table: Table, asked: int, generations: int = 99) -> tuple[Family, Layout]:
    found = family(pedigree(people(table).values()), asked, generations)
    return found, layout(found)


@given(tables(largest=30, absent=False))
def test_every_family_is_drawn_whole_in_rows_without_overlap(table: Table) -> None:
    found, plan = drawn(table, max(table))
    assert set(plan.portraits) == {member.avatar.identity for member in found.members}
    tops = dict(plan.rows)
    rows = defaultdict(list)
    for member in found.members:
        x, y = plan.portraits[member.avatar.identity]
        assert y == tops[member.avatar.generation]
        assert x >= 0
        assert x + PORTRAIT <= plan.width
        assert y + PORTRAIT + LABEL <= plan.height
        rows[y].append(x)
    for xs in rows.values():
        xs.sort()
        assert all(right - left >= PORTRAIT for left, right in pairwise(xs))
    for parent, child, _ in found.edges():
        assert plan.portraits[parent][1] + PORTRAIT + LABEL < plan.portraits[child][1]


@given(tables(largest=30, absent=False))
def test_no_line_runs_through_a_portrait_or_its_label(table: Table) -> None:
    _, plan = drawn(table, max(table))
    for line in plan.lines:
        for (x1, y1), (x2, y2) in pairwise(line.points):
            assert abs(x1 - x2) < 1e-6 or abs(y1 - y2) < 1e-6
            for left, top in plan.portraits.values():
                across = min(x1, x2) < left + PORTRAIT - 1 and max(x1, x2) > left + 1
                along = min(y1, y2) < top + PORTRAIT + LABEL - 1 and max(y1, y2) > top + 1
                assert not (across and along)


@given(tables(largest=20, absent=False))
def test_every_drawn_parent_has_a_line_of_its_role_and_every_child_one_to_it(table: Table) -> None:
    found, plan = drawn(table, max(table))
    starts = {(line.tone, *line.points[0]) for line in plan.lines}
    ends = {line.points[-1] for line in plan.lines if line.tone == "child"}
    for parent, child, role in found.edges():
        x, y = plan.portraits[parent]
        assert any(
            tone == role and abs(at - x - PORTRAIT / 2) < 5.01 and foot == y + PORTRAIT + LABEL
            for tone, at, foot in starts
        )
        x, y = plan.portraits[child]
        assert any(abs(at - x - PORTRAIT / 2) < 1e-6 and head == y for at, head in ends)


@given(tables(largest=20, absent=False))
def test_every_line_of_a_parent_ends_at_a_couple_or_goes_on(table: Table) -> None:
    found, plan = drawn(table, max(table))
    starts = [line for line in plan.lines if line.tone != "child"]
    for line in starts:
        x, y = line.points[-1]
        joins = any(abs(x - at) < 1e-6 and abs(y - level) < 3 for at, level in plan.couples)
        goes_on = any(other.points[0] == (x, y) and other.tone == line.tone for other in starts)
        assert joins != goes_on
    born = {(m.avatar.mother, m.avatar.father) for m in found.members}
    assert len(plan.couples) == len(born - {(0, 0)})


def test_a_child_stands_below_the_middle_of_its_parents() -> None:
    founders = dict.fromkeys(range(1, 5), (0, 0))
    _, plan = drawn(founders | {5: (1, 2), 6: (3, 4), 7: (5, 6)}, 7)
    for mother, father, child in ((1, 2, 5), (3, 4, 6), (5, 6, 7)):
        middle = (plan.portraits[mother][0] + plan.portraits[father][0]) / 2
        assert abs(plan.portraits[child][0] - middle) < 1
    xs = sorted(plan.portraits[one][0] for one in range(1, 5))
    assert abs(plan.portraits[1][0] - plan.portraits[2][0]) < xs[2] - xs[0]


def test_full_siblings_stand_side_by_side() -> None:
    founders = dict.fromkeys(range(1, 5), (0, 0))
    _, plan = drawn(founders | {5: (1, 2), 6: (3, 1), 7: (1, 2), 8: (4, 1), 9: (1, 2)}, 1)
    row = sorted(range(5, 10), key=lambda one: plan.portraits[one][0])
    places = [row.index(one) for one in (5, 7, 9)]
    assert max(places) - min(places) == 2


def test_the_same_family_is_drawn_the_same_again() -> None:
    table = {1: (0, 0), 2: (0, 0), 3: (0, 0), 4: (1, 2), 5: (3, 2), 6: (4, 5)}
    assert drawn(table, 6)[1] == drawn(table, 6)[1]


def test_a_founder_alone_is_a_picture_without_lines() -> None:
    found, plan = drawn({1: (0, 0)}, 1)
    assert plan.lines == ()
    assert not parents(found.members[0].avatar)
