"""Living homes: copied while a mint runs, put back, used by eight at once, with a wrong clock."""

import os
import shutil
import signal
import time
from functools import partial
from pathlib import Path

import pytest
from aftermath import Place, check_said
from eth._utils import headers
from ledger import Broken, read
from shell import Shell
from surroundings import end_of, may_mount, on_small_disk

from avatarchain.base.sqlite import ENDINGS

COPIES = int(os.environ.get("COPIES", "1"))
HERD = "mint --collection herd --count 400 --no-image --every 1ms"
ROUNDS = int(os.environ.get("ROUNDS", "1"))  # of eight processes
EIGHT = (
    "mint --collection a --count 3 --no-image",
    "mint --collection b --count 3 --no-image --every 1ms",
    "mint --count 3 --no-image",
    "breed ALICE BOB --size 64",
    "stud ALICE DEV1",
    "commit FLOCK --to DEV1",
    "claim 0 1",
    "list",
)


def put(source: Path, target: Path) -> None:
    """Copy a chain's files in the order in which a backup program may meet them."""
    for ending in ENDINGS:
        file = Path(f"{source}{ending}")
        if file.exists():
            shutil.copyfile(file, f"{target}{ending}")


def test_a_copy_of_a_living_home_is_whole_or_refused_and_the_home_loses_nothing(
    place: Place, tmp_path: Path
) -> None:
    running = place.shell.start(*place.spelled(HERD))
    copies = []
    for number in range(COPIES):
        running.wait_for(3 * number + 1)
        said = len(running.read("out").splitlines())
        copy = Shell(home=tmp_path / f"copy{number}", folder=tmp_path / f"at{number}")
        leave = shutil.ignore_patterns("chain.sqlite*", "*.draft")
        shutil.copytree(place.shell.home, copy.home, ignore=leave)
        put(place.file, copy.home / "chain.sqlite")
        copies.append((copy, said))
    running.signal(signal.SIGINT)
    ended = running.ended()
    for copy, said in copies:
        checked = copy.run("devnet", "check")
        try:
            holders = read(copy.home / "chain.sqlite").holders()
        except Broken:
            assert checked.refusal
        else:
            assert checked.code == 0
            assert len(holders) >= 3 + said  # all that was said before the copy began
    check_said(place, ended)
    assert len(place.ledger().holders()) == 3 + len(ended.out.splitlines())


def test_a_check_of_a_chain_that_grows_finds_it_whole(place: Place) -> None:
    running = place.shell.start(*place.spelled(HERD))
    running.wait_for(1)
    checked = place.shell.json("devnet", "check")
    running.signal(signal.SIGINT)
    assert checked["ok"]
    assert len(place.ledger().blocks) > checked["blocks"] - 1
    running.ended()
    assert place.shell.json("devnet", "check")["blocks"] >= checked["blocks"]


def test_a_copy_that_is_put_back_as_the_page_says_is_the_chain_that_it_was(
    place: Place, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.sqlite"
    put(place.file, saved)
    whole = place.ledger()
    running = place.shell.start(*place.spelled(HERD))
    running.wait_for(2)
    running.signal(signal.SIGKILL)
    running.ended()
    assert Path(f"{place.file}{ENDINGS[1]}").stat().st_size
    for ending in ENDINGS:
        Path(f"{place.file}{ending}").unlink(missing_ok=True)
    put(saved, place.file)
    assert place.ledger() == whole
    assert len(place.shell.avatars()) == 3
    assert place.run("mint --seed new --no-image").code == 0
    assert place.ledger().blocks[: len(whole.blocks)] == whole.blocks


def test_a_damaged_chain_is_refused_by_a_sentence_that_names_the_files_that_go_with_it(
    place: Place,
) -> None:
    os.truncate(place.file, place.file.stat().st_size // 2)
    refusal = place.shell.run("list").refusal
    assert f"{place.file}-wal and {place.file}-shm belong to it and go with it" in refusal


def test_a_mint_whose_home_is_deleted_says_so(place: Place) -> None:
    running = place.shell.start(*place.spelled(HERD))
    running.wait_for(2)
    while place.shell.home.exists():  # a file may be made while the folder is emptied
        shutil.rmtree(place.shell.home, ignore_errors=True)
    ended = running.ended()
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert "deleted or replaced" in ended.err or "cannot write" in ended.err
    assert len(ended.out.splitlines()) < 400


@pytest.mark.timeout(0)
@pytest.mark.parametrize("number", range(ROUNDS))
def test_eight_processes_at_once_lose_and_double_nothing(place: Place, number: int) -> None:
    del number
    before = place.ledger()
    started = [place.shell.start(*place.spelled(line)) for line in EIGHT]
    ended = [running.ended() for running in started]
    assert [outcome.code for outcome in ended] == [0] * 8, ended
    for outcome in ended:
        check_said(place, outcome)
    book = place.ledger()
    assert len(book.holders()) == len(before.holders()) + 3 + 3 + 3 + 1 + 1
    assert sorted(book.holders()) == sorted(avatar["id"] for avatar in place.shell.avatars())


def test_a_reset_on_a_disk_without_a_byte_of_space_is_done(place: Place, tmp_path: Path) -> None:
    if not may_mount():
        # Some systems refuse that, CI's too perhaps; test_devnet_lost resets with files that
        # cannot grow, everywhere.
        pytest.skip("no disk can be mounted here: files are limited instead, in test_devnet_lost")
    root = tmp_path / "disk"
    here = place.copied(root).working_in(tmp_path / "here")
    reset = here.shell.apart("devnet", "reset", "--yes", around=partial(on_small_disk, root, 0))
    end_of(root)
    assert reset.code == 0, reset.err
    left = {path.name for path in here.shell.home.rglob("*.sqlite*")}
    assert left <= {"chain.sqlite.lock"}
    assert here.shell.run("mint", "--seed", "new", "--no-image").code == 0


@pytest.mark.parametrize("years", [-20, 100])
def test_a_clock_that_jumps_between_commands_loses_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    right, now = time.time, headers.eth_now
    for number, jump in enumerate([years * 365 * 86_400, 0, -years * 365 * 86_400]):
        monkeypatch.setattr(time, "time", lambda jump=jump: right() + jump)
        monkeypatch.setattr(headers, "eth_now", lambda jump=jump: max(1, now() + jump))
        minted = place.run(f"mint --collection {number} --count 2 --size 64")
        assert minted.code == 0, minted.err
        check_said(place, minted)
        assert place.run("list").code == 0
    monkeypatch.undo()
    assert len(place.ledger().holders()) == 3 + 6
    assert len(place.shell.avatars()) == 3 + 6
