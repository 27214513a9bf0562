"""A process that is stopped (Ctrl-Z) while it holds a lock: who waits says so, and is not stuck.

The table has every lock of the program; a place in the sources that takes one and is not in
it fails here. `make faults` waits for the ends as they are, up to ten minutes.
"""

import ast
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aftermath import Place
from commands import GENESIS
from shell import Running
from surroundings import impatiently

import avatarchain

HOUSE = Path(avatarchain.__file__).parent
TO_THE_END = bool(os.environ.get("TO_THE_END"))
TAKERS = {"locked", "hold", "transaction", "begin"}

HOLD_A_FILE = "from filelock import FileLock\nlock = FileLock(sys.argv[1])\nlock.acquire()\n"
HOLD_A_DATABASE = (
    "import sqlite3\nsql = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    "sql.execute('begin immediate')\n"
)


@dataclass(frozen=True)
class Lock:
    """A lock: the file, the room and file of the sources that take it, a command that needs it.

    `path` is a pattern for the file below the folder of home and work; in an `empty` home it is
    its name. A `database` has SQLite's lock for writers. A wait ends after `patience` seconds.
    """

    path: str
    module: str
    line: str
    patience: float = 30
    database: bool = False
    empty: bool = False


LOCKS = (
    Lock("home/.accounts.lock", "keys/accounts", "account new ann"),
    Lock("home/.deployments.lock", "registry/pins", "deploy --again"),
    Lock("home/.canvases.lock", "registry/pins", "deploy", empty=True),
    Lock("home/.names.lock", "registry/names", "name ALICE Ada"),
    Lock("home/.trust.lock", "papers/trust", f"trust add FRIEND --genesis {GENESIS}"),
    Lock("home/.deploy.lock", "session/writing", "deploy --again", patience=600),
    Lock("home/.commit.lock", "births/batches", "commit FLOCK --to DEV1", patience=600),
    Lock("home/.commit.lock", "births/foundings", "commit --founding 0", patience=600),
    Lock("home/nonce-31337-*-f39fd6*.lock", "chain/client", "stud ALICE DEV1"),
    Lock("home/chain.sqlite.lock", "chain/store", "mint --seed new --no-image", empty=True),
    Lock("home/chain.sqlite.lock", "chain/files", "devnet reset --yes"),
    Lock("home/chain.sqlite.lock", "chain/files", "devnet export out.zip"),
    Lock("home/chain.sqlite.lock", "chain/files", "devnet import KEPT", empty=True),
    Lock("home/chain.sqlite", "chain/store", "devnet mine 3", database=True),
    Lock("home/chain.sqlite", "chain/files", "devnet reset --yes", database=True),
    Lock("home/index/.*.sqlite.lock", "index/store", "list"),
    Lock("home/index/.*.sqlite.lock", "index/sync", "list"),
    Lock("home/index/*.sqlite", "index/store", "list", patience=60, database=True),
    Lock(
        "folder/.pack.jsonl.lock",
        "generate/__init__",
        "generate --collection pack --count 30 --out pack.jsonl",
    ),
)


@contextmanager
def stopped_holder(path: Path, *, database: bool) -> Iterator[subprocess.Popen[str]]:
    """A process that took the lock and was stopped."""
    code = HOLD_A_DATABASE if database else HOLD_A_FILE
    code = f"import sys\n{code}print('held', flush=True)\nsys.stdin.read()"
    command = [sys.executable, "-c", code, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
        try:
            yield process
        finally:
            process.kill()


@dataclass(frozen=True)
class Wait:
    """A command that waits for a lock that a stopped process holds."""

    lock: Lock
    path: Path
    place: Place
    holder: subprocess.Popen[str]
    running: Running

    @property
    def shown(self) -> str:
        """The path as the command says it; it works in the folder."""
        return self.path.name if self.lock.path.startswith("folder/") else str(self.path)


def waits(crowd: Place, root: Path, stack: ExitStack, **conditions: object) -> list[Wait]:
    """One for each lock, all at once."""
    started = []
    for number, lock in enumerate(LOCKS):
        below = root / str(number)
        place = crowd.at(below) if lock.empty else crowd.copied(below)
        place.shell.home.mkdir(exist_ok=True)
        if lock.database and "index" in lock.path:
            assert place.run("devnet mine 1").code == 0  # which is new to the index
        paths = [path for path in below.glob(lock.path) if lock.database or path.suffix == ".lock"]
        path = paths[0] if paths else below / lock.path
        holder = stack.enter_context(stopped_holder(path, database=lock.database))
        running = place.shell.start(*place.spelled(lock.line), **conditions)
        started.append(Wait(lock, path, place, holder, running))
    return started


def notice(wait: Wait) -> str:
    return f"avatarchain: waiting for {wait.shown}, which process {wait.holder.pid} (stopped) holds"


def test_who_waits_for_a_stopped_process_says_so_and_goes_on_when_it_does(
    crowd: Place, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        for wait in waits(crowd, tmp_path, stack):
            wait.running.hear(notice(wait) + "\n")
            wait.holder.kill()
            ended = wait.running.ended()
            assert ended.code == 0, ended
            if "reset" not in wait.lock.line:
                assert wait.place.ledger().blocks


def test_who_waits_too_long_for_a_stopped_process_ends_with_a_sentence(
    crowd: Place, tmp_path: Path
) -> None:
    patience = None if TO_THE_END else 1.0
    conditions = {} if patience is None else {"around": partial(impatiently, patience)}
    with ExitStack() as stack:
        for wait in waits(crowd, tmp_path, stack, **conditions):
            seconds = patience or wait.lock.patience
            wait.running.process.join(seconds + 60)
            ended = wait.running.ended()
            assert ended.code == 1, ended
            first, last = ended.err.splitlines()
            assert first == notice(wait)
            holder = f"process {wait.holder.pid} (stopped)"
            assert last.startswith(
                f"avatarchain: {holder} has held {wait.shown} for {seconds:g} s"
            ), ended
            wait.holder.kill()
            wait.holder.wait()
            assert wait.place.run(wait.lock.line).code == 0


def takers() -> set[str]:
    """The files of the sources that take a lock, but for those that say what a lock is."""
    return {
        path.relative_to(HOUSE).with_suffix("").as_posix()
        for path in HOUSE.rglob("*.py")
        if path.parent.name != "base"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        if (isinstance(node.func, ast.Name) and node.func.id == "locked")
        or (
            isinstance(node.func, ast.Attribute)
            and node.func.attr in TAKERS
            and ast.unparse(node.func.value) in {"locks", "homes", "sqlite"}
        )
    }


def test_every_lock_of_the_sources_is_in_the_table() -> None:
    assert takers() == {lock.module for lock in LOCKS}
