"""Every command that writes on a disk that fills up, and again when there is space.

The disk is one in memory, mounted in a name space of the command's own, which needs no rights.
Where the system refuses that, and for some commands anyway, no file may grow past a limit: to
the program that is a full disk too. How much space is left is drawn by a fixed seed.
"""

import os
import random
from functools import cache, partial
from pathlib import Path

import pytest
from aftermath import Place, check_after, check_said, finish
from commands import WRITERS, Writer
from ledger import Ledger
from shell import Outcome
from surroundings import end_of, may_mount, on_small_disk

DISKS = int(os.environ.get("DISKS", "1"))  # for each command
PAGE = 4096
WORDS = 2 * PAGE  # of a file in which the command says what happened
mounted = cache(may_mount)


def left(writer: Writer, number: int) -> int:
    """Bytes of space: too few to open the chain (nine pages), or up to a hundred pages more."""
    chance = random.Random(f"{writer.line} {number}")
    pages = 9 * chance.random() if chance.random() < 0.3 else 8 + 100 ** chance.random()
    return int(pages) * PAGE


def run_on_full_disk(place: Place, writer: Writer, root: Path, free: int) -> Outcome:
    running = place.shell.start(
        *place.spelled(writer.line), around=partial(on_small_disk, root, free)
    )
    ended = running.ended()
    end_of(root)
    return ended


def check_outcome(place: Place, writer: Writer, before: Ledger, ended: Outcome) -> None:
    assert ended.code in (0, 1), ended
    assert "Traceback" not in ended.err
    if ended.code:
        assert [line[:13] for line in ended.err.splitlines()] == ["avatarchain: "], ended
    if not writer.deletes:
        check_said(place, ended)
    finish(place, writer, ended)
    check_after(place, writer, before, cut=ended.code != 0)


@pytest.mark.timeout(0)
@pytest.mark.parametrize("number", range(DISKS))
@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.line)
def test_a_command_on_a_full_disk_says_so_and_is_completed_when_there_is_space(
    crowd: Place, tmp_path: Path, writer: Writer, number: int
) -> None:
    if not mounted():
        pytest.skip("no disk can be mounted here: files are limited instead, below")
    root = tmp_path / "disk"
    place = crowd.beginning(writer, root)
    place = place.working_in(tmp_path / "folder")
    before = place.ledger()
    ended = run_on_full_disk(place, writer, root, left(writer, number))
    check_outcome(place, writer, before, ended)


@pytest.mark.timeout(0)
@pytest.mark.parametrize("number", range(DISKS))
@pytest.mark.parametrize(
    "writer",
    WRITERS if DISKS > 1 or not mounted() else WRITERS[::6],
    ids=lambda writer: writer.line,
)
def test_a_command_whose_files_cannot_grow_says_so_and_is_completed_when_they_can(
    crowd: Place, tmp_path: Path, writer: Writer, number: int
) -> None:
    place = crowd.beginning(writer, tmp_path)
    before = place.ledger()
    ended = place.shell.apart(
        *place.spelled(writer.line), largest_file=WORDS + left(writer, number)
    )
    check_outcome(place, writer, before, ended)
