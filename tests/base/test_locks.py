"""Locks: who waits is told for whom, and no wait is without end."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from avatarchain.base import home, locks, sqlite
from avatarchain.errors import LockHeld, UnusableHome

HOLD_A_FILE = "from filelock import FileLock\nlock = FileLock(sys.argv[1])\nlock.acquire()\n"
HOLD_A_DATABASE = (
    "import sqlite3\nsql = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    "sql.execute('begin immediate')\n"
)


@contextmanager
def held_by_another(path: Path, code: str = HOLD_A_FILE) -> Iterator[subprocess.Popen[str]]:
    code = f"import sys\n{code}print('held', flush=True)\nsys.stdin.read()"
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.kill()


def refused(sentence: str) -> AbstractContextManager[object]:
    return pytest.raises(LockHeld, match=sentence)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A wait is reported at once."""
    monkeypatch.setattr(locks, "NOTICE", 0.05)
    caplog.set_level(logging.WARNING, "avatarchain")


def test_a_long_wait_is_reported_with_the_process_and_ends_with_a_refusal(
    folder: Path, hasty: None, caplog: pytest.LogCaptureFixture
) -> None:
    path = folder / "lock"
    with held_by_another(path) as holder:
        with refused(f"^process {holder.pid} has held {path} for 0.2 s"), locks.hold(path, 0.2):
            pass
        assert caplog.messages == [f"waiting for {path}, which process {holder.pid} holds"]


def test_a_holder_that_was_stopped_is_said_to_be(folder: Path, hasty: None) -> None:
    path = folder / "lock"
    with held_by_another(path) as holder:
        holder.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, holder.pid, os.WSTOPPED | os.WNOWAIT)
        with refused(rf"process {holder.pid} \(stopped\)"), locks.hold(path, 0.1):
            pass


def test_a_wait_that_is_over_in_time_is_reported_and_goes_on(
    folder: Path, hasty: None, caplog: pytest.LogCaptureFixture
) -> None:
    path = folder / "lock"
    with held_by_another(path) as holder:
        holder.kill()
        holder.wait()
        with locks.hold(path, 10):
            assert path.exists()


def test_the_writer_of_a_database_is_named_and_not_waited_for_without_end(
    folder: Path, hasty: None, caplog: pytest.LogCaptureFixture
) -> None:
    path = folder / "some.sqlite"
    sql = sqlite.connect(path, 10)
    sql.execute("pragma journal_mode = wal")
    sql.execute("create table t (n)")
    with held_by_another(path, HOLD_A_DATABASE) as holder:
        sentence = f"^process {holder.pid} has held {path} for 0.2 s"
        with refused(sentence), sqlite.transaction(sql, 0.2):
            pass
        assert caplog.messages == [f"waiting for {path}, which process {holder.pid} holds"]
    with sqlite.transaction(sql, 10):
        sql.execute("insert into t values (1)")
    sql.close()


def test_what_is_written_before_an_error_is_rolled_back(folder: Path) -> None:
    sql = sqlite.connect(folder / "some.sqlite", 1)
    sql.execute("create table t (n)")
    # SQLite rolls back by itself on some errors, a full disk among them.
    for statement in ("insert into t values (1)", "rollback"):
        with pytest.raises(KeyError), sqlite.transaction(sql, 1):  # noqa: PT012
            sql.execute(statement)
            raise KeyError
    assert sql.execute("select count(*) from t").fetchone() == (0,)
    sql.close()


def test_drafts_of_processes_that_are_gone_are_swept_and_others_stay(folder: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (folder / "jobs").mkdir()
    left = folder / "jobs" / f".0123456789ab.json.{gone.pid}-00000000.draft"
    mine = home.draft(folder / "deployments.json")
    other = folder / ".bashrc.draft"
    deep = folder / "a" / "b" / "c" / left.name
    deep.parent.mkdir(parents=True)
    for path in (left, mine, other, deep):
        path.write_text("a seed")
    assert home.locate(folder) == folder
    assert [path.exists() for path in (left, mine, other, deep)] == [False, True, True, True]


def test_a_draft_of_a_picture_that_was_cut_off_goes_when_the_picture_is_written(
    folder: Path,
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = folder / f".0x12.png.{gone.pid}-00000000.draft"
    other = folder / f".0x34.png.{gone.pid}-00000000.draft"
    mine = home.draft(folder / "0x12.png")
    for path in (left, other, mine):
        path.write_bytes(b"half")
    home._abandoned.cache_clear()  # as a new process
    home.write(folder / "0x12.png", b"whole")
    assert [path.exists() for path in (left, other, mine)] == [False, True, True]


def test_a_draft_of_a_process_whose_number_no_system_has_stays(folder: Path) -> None:
    odd = folder / ".x.99999999999999999999-0a0a0a0a.draft"
    odd.touch()
    home.sweep(folder)
    home.write(folder / "x", b"data")
    assert sorted(folder.iterdir()) == [odd, folder / "x"]


def test_a_lock_is_not_taken_through_a_link(folder: Path) -> None:
    (folder / "mine").write_bytes(b"mine")
    (folder / ".x.lock").symlink_to(folder / "mine")
    with pytest.raises(UnusableHome, match=r"\.x\.lock in it is a link"), home.locked(folder, "x"):
        pass
    assert (folder / "mine").read_bytes() == b"mine"
