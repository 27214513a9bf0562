"""Run a program under test: JSON lines to its stdin, its answers from its stdout.

A line is `{"id": …, "ask": …, "given": …}`. The program answers each with `{"id": …, "answer": …}`,
in any order, or with `{"id": …, "unsupported": true}` if it does not implement that rule. It is
started once, in the folder of the kit, and ends when its stdin does.
"""

import io
import json
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from avatarchain.base.canonical import MOST_VALUES, extent, read_json
from avatarchain.conformance import Case, CaseSet, Kit
from avatarchain.conformance.judging import is_right
from avatarchain.errors import ProgramFailed

LONGEST = 600.0
"""The seconds that a program may run, by default."""

MOST_PRINTED, MOST_LINES = 32 * 2**20, 100_000
"""The most bytes and lines that a program may print; all right answers have some megabytes."""

_UNSUPPORTED = {"unsupported": True}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A case with a wrong answer; `given` is the answer, or None if there was none."""

    case: Case
    given: Any


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a set: how many cases were right, which were wrong, how many left out."""

    set: CaseSet
    right: int
    wrong: tuple[Wrong, ...]
    left_out: int

    @property
    def verdict(self) -> str:
        """The text "passed", "failed", or "left out" (no question of the set is supported)."""
        if self.wrong:
            return "failed"
        return "passed" if self.right else "left out"


def try_program(kit: Kit, command: list[str], seconds: float = LONGEST) -> list[Report]:
    """Run a program on all cases of a kit; `command` are the words of its command line.

    Raises ProgramFailed if it cannot be started, ends with a failure, takes longer than `seconds`
    or prints a line that is not an answer.
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
    """The output of the program. It is killed if it prints too much or takes too long."""
    if not 0 < seconds <= threading.TIMEOUT_MAX:
        reason = f"it cannot be given {seconds:g} s"
        raise ProgramFailed(program=command[0], reason=reason)
    try:
        program = subprocess.Popen(  # noqa: S603 - the program that the user names
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ProgramFailed(program=command[0], reason=reason) from None
    late = threading.Event()

    def give_up() -> None:
        late.set()
        program.kill()

    clock = threading.Timer(seconds, give_up)
    writer = threading.Thread(target=_write, args=(program.stdin, text.encode()))
    for thread in (clock, writer):
        thread.daemon = True
        thread.start()
    with program:
        assert program.stdout is not None  # noqa: S101 - a pipe was asked for
        try:
            output = program.stdout.read(MOST_PRINTED + 1)
            if len(output) <= MOST_PRINTED:
                program.wait()
        finally:
            program.kill()
            clock.cancel()
            writer.join()
    if late.is_set():
        raise ProgramFailed(program=command[0], reason=f"it took more than {seconds:g} s")
    if len(output) > MOST_PRINTED:
        reason = f"it printed more than {MOST_PRINTED >> 20} MiB"
        raise ProgramFailed(program=command[0], reason=reason)
    if program.returncode != 0:
        raise ProgramFailed(program=command[0], reason=f"it ended with {program.returncode}")
    return output


def _write(stdin: IO[bytes], data: bytes) -> None:
    with suppress(OSError), stdin:  # it need not read all
        stdin.write(data)


def _read_answers(output: bytes, program: str) -> dict[str, dict[str, Any]]:
    """Case id → the program's answer object, without the id."""
    # An empty list takes 70 bytes of memory, so all answers together have to be as short as one.
    if extent(output) > MOST_VALUES:
        reason = f"it printed more than {MOST_VALUES:,} values"
        raise ProgramFailed(program=program, reason=reason)
    answers = {}
    for number, line in enumerate(io.BytesIO(output)):
        if number >= MOST_LINES:
            reason = f"it printed more than {MOST_LINES:,} lines"
            raise ProgramFailed(program=program, reason=reason)
        try:
            answer = read_json(line)
            answers[answer.pop("id")] = answer
        except (AttributeError, KeyError, TypeError, ValueError):
            reason = f"it printed a line that is no answer: {line.rstrip()[:60]!r}"
            raise ProgramFailed(program=program, reason=reason) from None
    return answers
