"""A program, asked: JSON lines on its stdin, its answers on its stdout.

A line is `{"id": …, "ask": …, "given": …}`. The program answers each with `{"id": …, "answer": …}`,
in any order, or with `{"id": …, "unsupported": true}` if it does not implement what is asked. It is
started once, in the folder of the kit, and ends when its stdin does.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from avatarchain.conformance import Case, CaseSet, Kit
from avatarchain.conformance.judging import is_right
from avatarchain.errors import ProgramFailed

LONGEST = 600.0
"""The seconds that a program may take."""

_UNSUPPORTED = {"unsupported": True}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A case with another answer; `given` is None if there was none."""

    case: Case
    given: Any


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a set: how many cases were right, which were wrong, how many left out."""

    set: CaseSet
    right: int
    wrong: tuple[Wrong, ...]
    left_out: int

    @property
    def verdict(self) -> str:
        """passed, failed, or left out if the program supports nothing of the set."""
        if self.wrong:
            return "failed"
        return "passed" if self.right else "left out"


def try_program(kit: Kit, command: list[str], seconds: float = LONGEST) -> list[Report]:
    """Ask a program, given as the words of its command, all cases of a kit.

    Raises ProgramFailed if it cannot be started, ends with a failure, takes longer than `seconds`
    or prints a line that is no answer.
    """
    lines = (
        json.dumps({"id": case.id, "ask": case.ask, "given": case.given})
        for cases in kit.sets
        for case in cases.cases
    )
    output = _run(kit.folder, command, "".join(f"{line}\n" for line in lines), seconds)
    answers = _read_answers(output, command[0])
    return [_judged(cases, answers) for cases in kit.sets]


def _judged(cases: CaseSet, answers: dict[str, dict[str, Any]]) -> Report:
    every = [(case, answers.get(case.id, {})) for case in cases.cases]
    judged = [(case, answer) for case, answer in every if answer != _UNSUPPORTED]
    wrong = tuple(
        Wrong(case, answer.get("answer"))
        for case, answer in judged
        if not ("answer" in answer and is_right(case, answer["answer"]))
    )
    return Report(cases, len(judged) - len(wrong), wrong, len(every) - len(judged))


def _run(folder: Path, command: list[str], text: str, seconds: float) -> bytes:
    """What the program prints."""
    try:
        done = subprocess.run(  # noqa: S603 - the program that the user names
            command, cwd=folder, input=text.encode(), stdout=subprocess.PIPE, timeout=seconds
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise ProgramFailed(program=command[0], reason=reason) from None
    except subprocess.TimeoutExpired:
        reason = f"it took more than {seconds:g} s"
        raise ProgramFailed(program=command[0], reason=reason) from None
    if done.returncode != 0:
        raise ProgramFailed(program=command[0], reason=f"it ended with {done.returncode}")
    return done.stdout


def _read_answers(output: bytes, program: str) -> dict[str, dict[str, Any]]:
    """What the program says of each case, by id and without the id."""
    answers = {}
    for line in output.splitlines():
        try:
            answer = json.loads(line)
            answers[answer.pop("id")] = answer
        except (AttributeError, KeyError, TypeError, ValueError):
            reason = f"it printed a line that is no answer: {line[:60]!r}"
            raise ProgramFailed(program=program, reason=reason) from None
    return answers
