"""The answers that pupils hand in: lines of JSON, as the pages write them.

A file has one line or many, so the lines of a whole class can be collected in one text. They are
not trusted: the type and range of each value are checked, and all lines that differ from what a
page writes are reported together, with file and line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from avatarchain.base.canonical import read_json
from avatarchain.base.regular import read_regular
from avatarchain.base.texts import text_of
from avatarchain.classroom.lessons import Kind, kind_of
from avatarchain.classroom.register import Class, are_keepers
from avatarchain.errors import (
    AnsweredTwice,
    BentAnswer,
    ClassTrouble,
    FaultyAnswers,
    ForeignClass,
    NoAnswers,
)
from avatarchain.species import Species

FORMAT = 1
MOST_BYTES = 1 << 20
MOST_CHILDREN = 10_000
_KEYS = {"avatarchain", "class", "lesson", "pupil", "answer"}
_KEYS |= {"children", "counts", "predicted", "keepers"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a pupil in a lesson.

    `words` are the answer. `counts` are pairs of a class of children and how many the pupil
    counted; they sum to `children`, or are empty if the pupil did not count. `keepers` are the
    numbers of the two children that the pupil keeps for the next round, or None.
    """

    lesson: str
    pupil: int
    words: tuple[str, ...]
    children: int
    counts: tuple[tuple[str, int], ...]
    keepers: tuple[int, int] | None


def read_answers(here: Class, species: Species, files: Iterable[Path]) -> list[Answer]:
    """The answers in some files, by lesson and pupil.

    Raises FaultyAnswers with all faults: lines that are malformed, of another class, or a pupil's
    second answer to a lesson, and files without answers.
    """
    answers: dict[tuple[str, int], tuple[Answer, str]] = {}
    faults: list[str] = []
    for file in files:
        try:
            lines = _lines(file)
        except NoAnswers as trouble:
            faults.append(str(trouble))
            continue
        for number, line in lines:
            try:
                answer = _answer_at(here, species, file, number, line)
            except ClassTrouble as trouble:
                faults.append(str(trouble))
                continue
            place = f"line {number} of {file}"
            first, before = answers.setdefault((answer.lesson, answer.pupil), (answer, place))
            if first is not answer:
                twice = AnsweredTwice(
                    lesson=answer.lesson, pupil=answer.pupil, first=before, second=place
                )
                faults.append(str(twice))
    if faults:
        raise FaultyAnswers(first=faults[0], faults=tuple(faults))
    return [answer for _, (answer, _) in sorted(answers.items())]


def _lines(file: Path) -> list[tuple[int, str]]:
    """The lines of a file that are not empty, with their numbers."""
    try:
        text = text_of(read_regular(file, MOST_BYTES))
    except OSError as error:
        raise NoAnswers(file=str(file), reason=error.strerror or str(error)) from None
    except UnicodeDecodeError as error:
        raise NoAnswers(file=str(file), reason=error.reason) from None
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise NoAnswers(file=str(file), reason="it is empty")
    return lines


class _Odd(Exception):
    """A line is not an answer; the text says why."""


class _Foreign(Exception):
    """A line is an answer of another class."""


def _answer_at(here: Class, species: Species, file: Path, number: int, line: str) -> Answer:
    """The answer in line `number` of a file.

    Raises BentAnswer if it is malformed, ForeignClass if it is of another class.
    """
    try:
        return _answer(here, species, line)
    except _Foreign:
        raise ForeignClass(file=str(file), line=number) from None
    except _Odd as odd:
        raise BentAnswer(file=str(file), line=number, reason=str(odd)) from None


def _answer(here: Class, species: Species, line: str) -> Answer:
    try:
        table = read_json(line.encode())
    except ValueError:
        raise _Odd("it is no JSON") from None
    if not isinstance(table, dict) or not table.keys() <= _KEYS:
        raise _Odd("it is no object with an answer")
    if table.get("avatarchain") != FORMAT or type(table.get("class")) is not str:
        raise _Odd(f"it is not of format {FORMAT}")
    if table["class"] != here.mark:
        raise _Foreign
    kind = kind_of(species, table["lesson"]) if type(table.get("lesson")) is str else None
    if kind is None:
        raise _Odd("it names no lesson")
    pupil = table.get("pupil")
    if type(pupil) is not int or not 1 <= pupil <= here.pupils:
        raise _Odd(f"there are the pupils 1 to {here.pupils}")
    words = _words(kind, table.get("answer"))
    children = table.get("children")
    if type(children) is not int or not 0 <= children <= MOST_CHILDREN:
        raise _Odd("its number of children is none")
    keepers = table.get("keepers")
    if keepers is not None and not (are_keepers(keepers) and max(keepers) <= children):
        raise _Odd("its keepers are not two numbers of children")
    counts = _counts(kind, table.get("counts"), children)
    return Answer(
        table["lesson"],
        pupil,
        words,
        children,
        counts,
        None if keepers is None else (keepers[0], keepers[1]),
    )


def _words(kind: Kind, words: Any) -> tuple[str, ...]:
    if not isinstance(words, list) or len(words) != len(kind.choices):
        raise _Odd("its answer has words that the page does not offer")
    for word, choice in zip(words, kind.choices, strict=True):
        if not isinstance(word, str) or word not in choice:
            raise _Odd("its answer has words that the page does not offer")
    return tuple(words)


def _counts(kind: Kind, counts: Any, children: int) -> tuple[tuple[str, int], ...]:
    if not isinstance(counts, dict) or not all(name in kind.classes for name in counts):
        raise _Odd("its counts name what the page does not have")
    numbers: Sequence[Any] = list(counts.values())
    if not all(type(number) is int and 0 <= number <= children for number in numbers):
        raise _Odd("its counts are not numbers of children")
    if counts and sum(numbers) != children:
        raise _Odd(f"its counts are {sum(numbers)} together, not {children}")
    return tuple(counts.items())
