"""Ctrl-C at any moment of a mint of fifty: run again it is completed, and nothing is doubled.

The moments are spread over the time that a whole mint takes here; INTERRUPTIONS says how
many (`make faults`: 200).
"""

import os
import signal
import time

import pytest
from shell import Shell

MANY = int(os.environ.get("INTERRUPTIONS", "4"))
# The first is early: avatars of one transaction that has been sent are painted and told to the end.
MOMENTS = [0.1, *(number * 0.6180339887 % 1 for number in range(1, MANY))]
SEEDED = ["mint", "--collection", "herd", "--count", 50, "--size", 64]
DRAWN = ["mint", "--count", 50, "--size", 64]


def begun(shell: Shell, *command: object) -> tuple[object, float]:
    running = shell.start(*command)
    while not (running.words / "began").exists():
        time.sleep(0.001)
    return running, time.monotonic()


@pytest.fixture(scope="module")
def whole_time(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Seconds that a whole mint of fifty takes, deployment included."""
    place = tmp_path_factory.mktemp("whole")
    running, since = begun(Shell(home=place / "home", folder=place / "folder"), *SEEDED)
    assert running.ended().code == 0
    return time.monotonic() - since


@pytest.mark.timeout(0)
@pytest.mark.parametrize("command", [SEEDED, DRAWN], ids=["seeded", "drawn"])
def test_a_mint_stopped_at_any_moment_is_completed_by_running_it_again(
    shell: Shell, whole_time: float, command: list[object]
) -> None:
    ends = []
    for number, moment in enumerate(MOMENTS):
        here = Shell(home=shell.home / str(number), folder=shell.folder / str(number))
        here.folder.mkdir(parents=True)
        running, since = begun(here, *command)
        time.sleep(moment * whole_time)
        if running.process.is_alive():
            running.signal(signal.SIGINT)
        stopped = running.ended()
        assert stopped.code in (0, 130), stopped
        assert "Traceback" not in stopped.err, stopped.err
        said = [line for line in stopped.err.splitlines() if line]
        assert said == ["minted 50", "stopped"] or len(said) == 1  # at the very end it is both
        ends.append(stopped.code)
        if stopped.code == 0:  # the machine may be less busy than it was
            whole_time = min(whole_time, time.monotonic() - since)

        resumable = list((here.home / "jobs").glob("*.json"))
        if stopped.code and command is DRAWN and resumable:
            again = here.run("mint", "--resume")
        elif stopped.code:
            again = here.run(*command)
        if stopped.code:
            assert again.code == 0, again.err
        minted = here.avatars()
        assert len(minted) == len({one["id"] for one in minted}) == 50
        pictures = sorted((here.folder / "avatars").iterdir())
        assert [one.stem for one in pictures] == sorted(one["id"][:14] for one in minted)
        left = [one.name for one in here.home.rglob(".*") if one.suffix != ".lock"]
        assert left == []
        assert not list((here.home / "jobs").glob("*.json"))
    assert any(ends)
