"""The chain's journal cut off after each of its pages, as a power cut may do.

What is left is a beginning of the chain, block by block, and the same command mints the rest.
`make test` cuts at three pages, `make faults` at every one and within each.
"""

import os
import random
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from aftermath import Place, check_after
from commands import WRITERS
from ledger import Ledger
from surroundings import ending_after, ending_at_step

from avatarchain.base.sqlite import ENDINGS, JOURNAL

HEAD, FRAME = 32, 24 + 4096  # of a journal, and of each of its pages
LATE = "mint --collection late --count 5 --every 1ms --no-image"
STEPS = 64  # of a first mint that change a folder; the pin is among the last
EVERY_PAGE = bool(os.environ.get("EVERY_PAGE"))


@pytest.fixture(scope="module")
def unplugged(crowd: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place whose last five blocks stand in the journal alone."""
    place = crowd.copied(tmp_path_factory.mktemp("running"))
    saved = tmp_path_factory.mktemp("unplugged")
    with closing(sqlite3.connect(place.file, isolation_level=None)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from receipt").fetchone()
        assert place.run(LATE).code == 0
        for name in ("home", "folder"):
            shutil.copytree(place.shell.home.parent / name, saved / name)
    (saved / "home" / "chain.sqlite-shm").unlink()
    return place.at(saved)


def cuts(size: int) -> list[int]:
    """Lengths to cut a journal of `size` bytes to."""
    ends = range(HEAD, size, FRAME)
    if EVERY_PAGE:
        return sorted({0, HEAD - 1, *ends, *(end + FRAME // 2 for end in ends)})
    return [ends[1], ends[len(ends) // 2] + FRAME // 2, ends[-1]]


@pytest.mark.timeout(0)
def test_a_journal_that_is_cut_at_a_page_leaves_a_beginning_of_the_chain_and_the_rest_is_minted(
    unplugged: Place, tmp_path: Path
) -> None:
    whole = unplugged.ledger()
    lengths = set()
    size = Path(f"{unplugged.file}{JOURNAL}").stat().st_size
    assert size > 50 * FRAME
    for cut in cuts(size):
        place = unplugged.copied(tmp_path / str(cut))
        os.truncate(f"{place.file}{JOURNAL}", cut)
        left = place.ledger()
        assert left.blocks == whole.blocks[: len(left.blocks)]
        assert left.transactions == whole.transactions[: len(left.transactions)]
        lengths.add(len(left.blocks))
        again = place.run(LATE)
        assert again.code == 0, again.err
        assert place.ledger().holders() == whole.holders()
        shutil.rmtree(tmp_path / str(cut))
    assert min(lengths) == len(whole.blocks) - 5
    assert len(lengths) == (5 if EVERY_PAGE else 3)


@pytest.mark.timeout(0)
@pytest.mark.parametrize("number", range(28 if EVERY_PAGE else 2))
def test_a_power_cut_in_the_first_minute_is_mended_by_the_same_command(
    crowd: Place, tmp_path: Path, number: int
) -> None:
    """The first mint is cut off, and of the chain only what was put on the disk is there."""
    (writer,) = (writer for writer in WRITERS if writer.empty and "mint" in writer.line)
    place = crowd.at(tmp_path)
    chance = random.Random(f"first minute {number}").random()
    ending = (
        partial(ending_at_step, STEPS - 12 * chance)
        if number % 2
        else partial(ending_after, writer.seconds * chance)
    )
    place.shell.start(*place.spelled(writer.line), around=ending).ended()
    for ending in ENDINGS[1:]:
        Path(f"{place.file}{ending}").unlink(missing_ok=True)
    again = place.run(writer.line)
    assert again.code == 0, again.err
    check_after(place, writer, Ledger(), cut=True)
