"""The pedigree in lines: who hangs on whom, and that nobody is unfolded twice."""

from pathlib import Path

import pytest
from families import people

from avatarchain.errors import BadTreeFile
from avatarchain.pedigree import family, pedigree
from avatarchain.pedigree.files import record_of, tree_format
from avatarchain.pedigree.outline import Branch, outline

# 5's parents are full siblings, so 1 and 2 are its grandparents on both sides.
TABLE = {1: (0, 0), 2: (0, 0), 3: (1, 2), 4: (1, 2), 5: (3, 4), 6: (0, 0), 7: (5, 6)}


def lines(identity: int, generations: int = 9) -> list[Branch]:
    return list(outline(family(pedigree(people(TABLE).values()), identity, generations)))


def drawn(branches: list[Branch]) -> list[tuple[int, str, int]]:
    return [(branch.depth, branch.role, branch.member.avatar.identity) for branch in branches]


def test_ancestors_come_before_offspring_and_each_hangs_on_its_own() -> None:
    assert drawn(lines(5)) == [
        (0, "", 5),
        (1, "mother", 3),
        (2, "mother", 1),
        (2, "father", 2),
        (1, "father", 4),
        (2, "mother", 1),
        (2, "father", 2),
        (1, "child", 7),
    ]


def test_who_has_a_line_already_is_named_again_without_branches() -> None:
    again = [(branch.member.avatar.identity, branch.again) for branch in lines(7)]
    assert again[1:] == [
        (5, False),
        (3, False),
        (1, False),
        (2, False),
        (4, False),
        (1, True),
        (2, True),
        (6, False),
    ]
    assert [branch.depth for branch in lines(7)] == [0, 1, 2, 3, 3, 2, 3, 3, 1]


def test_offspring_name_the_other_parent_and_ancestors_nobody() -> None:
    assert {
        branch.member.avatar.identity: branch.mates for branch in lines(1, 1) if branch.depth
    } == {
        3: (2,),
        4: (2,),
    }
    assert all(branch.mates == () for branch in lines(5) if branch.role != "child")


def test_parents_that_the_family_leaves_out_are_hinted_at() -> None:
    assert [branch.more for branch in lines(7, 1)] == [False, True, False]
    assert [branch.more for branch in lines(7, 0)] == [True]
    assert not any(branch.more for branch in lines(7))


def test_a_pedigree_deeper_than_python_recurses_has_all_its_lines() -> None:
    depth = 1100  # Python recurses a thousand times
    table = {1: (0, 0), 2: (0, 0)}
    for child in range(3, 2 * depth, 2):
        table |= {child: (child - 2, child - 1), child + 1: (0, 0)}
    kin = family(pedigree(people(table).values()), 2 * depth - 1, 2 * depth)
    assert max(branch.depth for branch in outline(kin)) == depth - 1


def test_a_record_has_every_member_and_what_ties_them() -> None:
    kin = family(pedigree(people(TABLE).values()), 5, 1)
    record = record_of(kin, [{"n": member.avatar.identity} for member in kin.members])
    assert [node["n"] for node in record["nodes"]] == [6, 3, 4, 5, 7]
    coefficients = {node["n"]: node["inbreeding_percent"] for node in record["nodes"]}
    # 5 is the child of full siblings, and hands a quarter of its F on to a child with a stranger.
    inbred = 100 * 53589 / 1048576
    assert coefficients == {3: 0.0, 4: 0.0, 6: 0.0, 5: inbred, 7: inbred / 4}
    assert len(record["edges"]) == 4


def test_a_file_is_known_by_its_ending_in_any_case(tmp_path: Path) -> None:
    assert tree_format(tmp_path / "a.SVG") == ".svg"
    with pytest.raises(BadTreeFile, match=r"\.dot"):
        tree_format(tmp_path / "svg")
