"""Every command that writes is killed at a random moment, and run again.

The moments are drawn by a fixed seed. Half of them are measured in processor time, so that
they do not depend on what else the machine does; the others are just before a file is opened
to be written, renamed or deleted. `make test` tries one of each a command, `make faults` 300.
"""

import os
import random
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from math import ceil
from pathlib import Path

import pytest
from aftermath import Place, check_after, check_said, finish
from commands import WRITERS, Writer
from surroundings import ending_after, ending_at_step

Ending = Callable[[float], AbstractContextManager[None]]
KILLS = max(1, ceil(int(os.environ.get("KILLS", "0")) / len(WRITERS) / 2))  # of each kind
STEPS, FIRST_STEPS = 24, 64  # about what commands take, and one that makes a home


def _steps(writer: Writer) -> int:
    return FIRST_STEPS if writer.empty else STEPS


@pytest.mark.timeout(0)
@pytest.mark.parametrize("number", range(KILLS))
@pytest.mark.parametrize("ending", [ending_after, ending_at_step])
@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.line)
def test_a_command_that_is_killed_loses_nothing_and_is_completed_by_running_it_again(
    crowd: Place, tmp_path: Path, writer: Writer, ending: Ending, number: int
) -> None:
    share = random.Random(f"{writer.line} {number}").random()
    for attempt in range(20):
        place = crowd.beginning(writer, tmp_path / str(attempt))
        before = place.ledger()
        # A quick command may take less than a tick of the clock that counts processor time, and
        # one that only writes into a database changes no folder: then it is ended the other way.
        by_clock = (ending is ending_after) == (attempt < 10)
        whole = writer.seconds if by_clock else _steps(writer)
        how = partial(ending_after if by_clock else ending_at_step, share * whole)
        ended = place.shell.start(*place.spelled(writer.line), around=how).ended()
        if ended.code != 0:
            break
        share = 1.0 if attempt == 9 else share / 2  # it had ended before
    assert ended.code in (-signal.SIGPROF, -signal.SIGKILL)
    assert "Traceback" not in ended.err  # it may have said its last word
    if not writer.deletes:
        check_said(place, ended)
    finish(place, writer, ended)
    check_after(place, writer, before, cut=True)
