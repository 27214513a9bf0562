"""Processes that work for this one: answers, refusals, and one that is killed."""

import os
import signal
import threading
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from avatarchain.errors import MalformedSeed
from avatarchain.generate.workers import processes


def refuse(reason: str) -> None:
    raise MalformedSeed(reason=reason)


def answer_and_be_killed(seconds: float) -> bytes:
    """A long answer, during which the process is killed."""
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL))
    timer.start()
    return bytes(200_000_000)


def test_answers_and_refusals_come_as_they_are() -> None:
    with processes(2) as executor:
        sums = [executor.submit(sum, (number, 1)) for number in range(20)]
        refused = executor.submit(refuse, "too short")
        unsendable = executor.submit(lambda: None)
        assert [future.result(300) for future in sums] == list(range(1, 21))
        with pytest.raises(MalformedSeed, match="too short"):
            refused.result(300)
        with pytest.raises(Exception, match=r"pickle|local object"):
            unsendable.result(300)
        assert executor.submit(abs, -1).result(300) == 1


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.1, 0.2])
def test_a_process_that_is_killed_while_it_answers_ends_the_work(seconds: float) -> None:
    with processes(2) as executor:
        killed = executor.submit(answer_and_be_killed, seconds)
        others = [executor.submit(time.sleep, 0.1) for _ in range(20)]
        with pytest.raises(BrokenExecutor):
            killed.result(300)
        for future in others:
            assert future.exception(60) is None or isinstance(future.exception(), BrokenExecutor)
        with pytest.raises(BrokenExecutor):
            executor.submit(abs, -1).result(300)


def test_a_process_imports_nothing_from_the_current_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module of the standard library in a stranger's folder is not run in its place."""
    (folder / "pickle.py").write_text("open('ran', 'w').close()\n")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    with processes(1) as executor:
        assert executor.submit(abs, -1).result(300) == 1
    assert not (folder / "ran").exists()
    assert "PYTHONSAFEPATH" not in os.environ
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    with processes(1) as executor:
        assert executor.submit(abs, -1).result(300) == 1
    assert os.environ["PYTHONSAFEPATH"] == ""
