"""The marks and the pooled counts of a class, as tables for a spreadsheet.

For each lesson with an answer, every pupil has a row, with the salt by which the page shows the
right answer. A table has the pupils' numbers, not their names, and no text that a pupil chose.
"""

import csv
import io
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from avatarchain.base.regular import open_regular
from avatarchain.classroom import hidden, strangers
from avatarchain.classroom.answers import Answer
from avatarchain.classroom.lessons import right_answer
from avatarchain.classroom.register import Class
from avatarchain.errors import FileToWriteThere
from avatarchain.species import Species

MARK_COLUMNS = ("lesson", "pupil", "answer", "right answer", "points", "of", "keepers", "salt")
POOL_COLUMNS = ("lesson", "class", "observed", "expected")


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a pupil in a lesson: one point for each right word of the answer.

    `answer` is None if the pupil gave none. `salt` is hex.
    """

    lesson: str
    pupil: int
    answer: tuple[str, ...] | None
    right: tuple[str, ...]
    keepers: tuple[int, int] | None
    salt: str

    @property
    def points(self) -> int:
        """How many words of the answer are right, at the right position."""
        return sum(a == b for a, b in zip(self.answer or (), self.right, strict=False))


@dataclass(frozen=True, slots=True)
class Pool:
    """The count of one class of children by all pupils in a lesson, and the expected count."""

    lesson: str
    name: str
    observed: int
    expected: float


def marks_of(here: Class, species: Species, answers: Sequence[Answer]) -> list[Mark]:
    """The marks of all pupils in each lesson for which there is an answer."""
    given = {(answer.lesson, answer.pupil): answer for answer in answers}
    marks = []
    for lesson in sorted({answer.lesson for answer in answers}):
        for pupil in range(1, here.pupils + 1):
            answer = given.get((lesson, pupil))
            marks.append(
                Mark(
                    lesson,
                    pupil,
                    None if answer is None else answer.words,
                    right_answer(here, species, lesson, pupil),
                    None if answer is None else answer.keepers,
                    here.salt(lesson, pupil).hex(),
                )
            )
    return marks


def pools_of(here: Class, species: Species, answers: Iterable[Answer]) -> list[Pool]:
    """The counts of all pupils added up, by lesson and class of children."""
    observed: dict[tuple[str, str], int] = defaultdict(int)
    expected: dict[tuple[str, str], float] = defaultdict(float)
    for answer in answers:
        for name, number, chance in _classes(here, species, answer) if answer.counts else ():
            observed[answer.lesson, name] += number
            expected[answer.lesson, name] += chance * answer.children
    return [Pool(*key, observed[key], expected[key]) for key in expected]


def _classes(here: Class, species: Species, answer: Answer) -> list[tuple[str, int, float]]:
    """The counts of an answer: name of the class, number, and a child's probability of it."""
    if answer.lesson == strangers.LESSON:
        return _strange_classes(here, species, answer)
    return _hidden_classes(here, species, answer)


def _strange_classes(here: Class, species: Species, answer: Answer) -> list[tuple[str, int, float]]:
    """The same for `mendel`: dominant and covered form of one kind, both lines of the other."""
    counts, rows = dict(answer.counts), []
    for name, kind in zip(
        strangers.KINDS, strangers.kinds(here, species, answer.pupil, 8), strict=True
    ):
        lines, others = (counts.get(f"{name} line {n}", 0) for n in (1, 2)), f"{name} others"
        if kind.covering is None:
            rows += [(f"ours: line {n}", number, 1 / 4) for n, number in enumerate(lines, start=1)]
            rows.append(("ours: others", counts.get(others, 0), 0.0))
        else:
            pair = [*lines]
            rows.append(("Mendel's: what covers", pair[kind.covering], 3 / 8))
            rows.append(("Mendel's: what is covered", pair[1 - kind.covering], 1 / 8))
    return rows


def _hidden_classes(here: Class, species: Species, answer: Answer) -> list[tuple[str, int, float]]:
    """The same for `hidden`: the mother's four places, the tester, and other children."""
    task = hidden.task(here, species, answer.pupil, hidden.rounds()[answer.lesson], 1)
    names = [allele.name for allele in species.loci[task.locus].alleles]
    counts = dict(answer.counts)
    rows = [
        (name, counts.get(names[allele], 0), float(chance))
        for name, (allele, chance) in zip(hidden.CLASSES, task.chances.items(), strict=True)
    ]
    rest = answer.children - sum(number for _, number, _ in rows)
    return [*rows, ("others", rest, 1 - sum(chance for _, _, chance in rows))]


def check_tables(marks: Path, pools: Path) -> None:
    """Raise FileToWriteThere if one of the two files exists and is not such a table.

    An older table may be replaced, but not a file of answers or `class.toml`.
    """
    for path, columns in ((marks, MARK_COLUMNS), (pools, POOL_COLUMNS)):
        title = _table(columns, [])
        if os.path.lexists(path) and not _begins(path, title):
            raise FileToWriteThere(file=str(path))


def _begins(path: Path, title: bytes) -> bool:
    try:
        with open_regular(path) as file:
            return file.read(len(title)) == title
    except OSError:
        return False


def table_of_marks(marks: Iterable[Mark]) -> bytes:
    """The marks as CSV, UTF-8 with a line of titles."""
    return _table(
        MARK_COLUMNS,
        (
            (
                mark.lesson,
                mark.pupil,
                " + ".join(mark.answer or ()),
                " + ".join(mark.right),
                mark.points,
                len(mark.right),
                " ".join(map(str, mark.keepers or ())),
                mark.salt,
            )
            for mark in marks
        ),
    )


def table_of_pools(pools: Iterable[Pool]) -> bytes:
    """The pooled counts as CSV, UTF-8 with a line of titles."""
    rows = ((pool.lesson, pool.name, pool.observed, round(pool.expected, 2)) for pool in pools)
    return _table(POOL_COLUMNS, rows)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
