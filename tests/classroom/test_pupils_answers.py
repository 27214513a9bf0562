"""Answers from pupils: read, marked and pooled; each kind of bent one is refused in a sentence."""

import csv
import io
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rooms import glimmer, room, seen_alleles

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.classroom import marking
from avatarchain.classroom.answers import read_answers
from avatarchain.classroom.lessons import Content, content_of, sealed
from avatarchain.errors import FaultyAnswers


@cache
def content() -> Content:
    return content_of(room(), glimmer(), "hidden", 1, 400)


def counted(pupil: int) -> dict[str, int]:
    locus = content().visible["locus"]
    names = [allele.name for allele in glimmer().loci[locus].alleles]
    children = content().parts[pupil - 1].visible["children"]
    return {names[allele]: n for allele, n in Counter(seen_alleles(children, locus)).items()}


def line(owner: int = 1, **changes: Any) -> str:
    """A right answer as a page writes it, with some values changed; "absent" takes one away."""
    answer = {
        "avatarchain": 1,
        "class": room().mark,
        "lesson": "hidden",
        "pupil": owner,
        "answer": [*content().parts[owner - 1].answer],
        "children": 400,
        "counts": counted(owner),
        "predicted": 150,
        "keepers": [3, 17],
    } | changes
    return json.dumps({key: value for key, value in answer.items() if value != "absent"})


def test_a_right_answer_has_all_points_and_one_wrong_word_takes_one(folder: Path) -> None:
    first = content().parts[1].answer[0]
    (folder / "a.json").write_text(f"{line(1)}\n\n{line(2, answer=[first, first])}\n")
    answers = read_answers(room(), glimmer(), [folder / "a.json"])
    marks = marking.marks_of(room(), glimmer(), answers)
    assert [mark.points for mark in marks] == [2, 1, 0]
    assert [mark.answer is None for mark in marks] == [False, False, True]
    table = list(csv.DictReader(io.StringIO(marking.table_of_marks(marks).decode())))
    assert [row["pupil"] for row in table] == ["1", "2", "3"]
    assert table[0]["keepers"] == "3 17"
    # The salt of the table opens the seal of the page.
    for row, part in zip(table, content().parts, strict=True):
        salt = bytes.fromhex(row["salt"])
        seal = to_hex(keccak256(",".join(row["right answer"].split(" + ")).encode() + salt))
        assert seal == sealed(part.answer, salt)


def test_the_pool_adds_what_all_counted_to_what_was_expected(folder: Path) -> None:
    (folder / "a.json").write_text("\n".join(line(pupil) for pupil in (1, 2, 3)))
    answers = read_answers(room(), glimmer(), [folder / "a.json"])
    pools = marking.pools_of(room(), glimmer(), answers)
    assert sum(pool.observed for pool in pools) == 1200
    assert sum(pool.expected for pool in pools) == pytest.approx(1200)
    expected = [pool.expected for pool in pools]
    assert expected == pytest.approx([450, 112.5, 28.1, 9.4, 600, 0], abs=2.2)
    assert all(abs(p.observed - p.expected) < 4 * p.expected**0.5 + 2 for p in pools)
    assert marking.table_of_pools(pools).decode().splitlines()[1].startswith("hidden,first gene,")


def test_who_did_not_count_is_in_no_pool(folder: Path) -> None:
    (folder / "a.json").write_text(line(counts={}))
    answers = read_answers(room(), glimmer(), [folder / "a.json"])
    assert marking.pools_of(room(), glimmer(), answers) == []


@pytest.mark.parametrize(
    ("bent", "reason"),
    [
        ("nonsense", "no JSON"),
        ("[1]", "no object"),
        ("[" * 100_000, "no JSON"),
        ({"extra": 1}, "no object"),
        ({"avatarchain": 2}, "not of format 1"),
        ({"class": 7}, "not of format 1"),
        ({"lesson": "latin"}, "names no lesson"),
        ({"lesson": 7}, "names no lesson"),
        ({"pupil": 4}, "pupils 1 to 3"),
        ({"pupil": 0}, "pupils 1 to 3"),
        ({"pupil": True}, "pupils 1 to 3"),
        ({"pupil": "1"}, "pupils 1 to 3"),
        ({"answer": "absent"}, "does not offer"),
        ({"answer": ["leaf"]}, "does not offer"),
        ({"answer": ["leaf", "=1+1"]}, "does not offer"),
        ({"answer": ["leaf", 3]}, "does not offer"),
        ({"answer": [["leaf"], "moon"]}, "does not offer"),
        ({"children": -1}, "number of children"),
        ({"children": 10**9}, "number of children"),
        ({"children": 4e2}, "number of children"),
        ({"counts": [1]}, "counts name"),
        ({"counts": {"soup": 400}}, "counts name"),
        ({"counts": {"leaf": -1, "moon": 401}}, "not numbers of children"),
        ({"counts": {"leaf": True, "moon": 399}}, "not numbers of children"),
        ({"counts": {"leaf": 399}}, "399 together, not 400"),
        ({"keepers": [1]}, "keepers"),
        ({"keepers": [1, 401]}, "keepers"),
        ({"keepers": [5, 5]}, "keepers"),
        ({"keepers": "none"}, "keepers"),
    ],
)
def test_a_bent_answer_is_refused_with_file_line_and_reason(
    folder: Path, bent: str | dict[str, Any], reason: str
) -> None:
    text = bent if isinstance(bent, str) else line(**bent)
    (folder / "a.json").write_text(f"{line(2)}\n{text}\n")
    with pytest.raises(FaultyAnswers, match=reason) as refusal:
        read_answers(room(), glimmer(), [folder / "a.json"])
    (fault,) = refusal.value.faults
    assert fault.startswith(f"line 2 of {folder / 'a.json'} is not an answer")
    assert "\n" not in str(refusal.value)


def test_two_answers_of_one_pupil_are_refused_with_both_files(folder: Path) -> None:
    (folder / "a.json").write_text(line())
    (folder / "b.json").write_text(line())
    twice = r"pupil 1 answered hidden twice, in line 1 of .*a\.json and in line 1 of"
    for second in ("a.json", "b.json"):
        with pytest.raises(FaultyAnswers, match=twice):
            read_answers(room(), glimmer(), [folder / "a.json", folder / second])


def test_all_faults_of_all_files_are_told_with_their_lines(folder: Path) -> None:
    (folder / "a.json").write_text(f"bent\n{line(1)}\n\n{line(pupil=9)}\n")
    (folder / "b.json").write_text("")
    (folder / "c.json").write_text(f"{line(1)}\n{line(2, **{'class': '0' * 16})}\n")
    with pytest.raises(FaultyAnswers) as refusal:
        read_answers(room(), glimmer(), [folder / name for name in ("a.json", "b.json", "c.json")])
    starts = [fault.replace(f"{folder}/", "").split(":")[0] for fault in refusal.value.faults]
    assert starts == [
        "line 1 of a.json is not an answer as a page writes it",
        "line 4 of a.json is not an answer as a page writes it",
        "no answers can be read from b.json",
        "pupil 1 answered hidden twice, in line 2 of a.json and in line 1 of c.json",
        "line 2 of c.json is an answer of another class",
    ]


def test_an_answer_of_another_class_is_refused(folder: Path) -> None:
    (folder / "a.json").write_text(line(**{"class": "0" * 16}))
    with pytest.raises(FaultyAnswers, match="another class"):
        read_answers(room(), glimmer(), [folder / "a.json"])


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xff\xfe{", b"\xff"])
def test_a_file_without_answers_is_refused(folder: Path, data: bytes) -> None:
    (folder / "a.json").write_bytes(data)
    with pytest.raises(FaultyAnswers):
        read_answers(room(), glimmer(), [folder / "a.json"])
    with pytest.raises(FaultyAnswers, match="No such file"):
        read_answers(room(), glimmer(), [folder / "nothing.json"])
    with pytest.raises(FaultyAnswers):
        read_answers(room(), glimmer(), [folder])
