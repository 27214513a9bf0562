"""A shell to try the commands in: a home, a working folder, and what a command leaves.

`run` calls the program in this process; `start` makes a process of its own where processes
are the point. Those are forked from a server that has imported everything, or each would
spend a second on that. `state` is everything that a refused command must not change.
"""

import contextlib
import io
import json
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from multiprocessing.context import ForkServerProcess
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import Any

import pytest

from avatarchain.chain import connect
from avatarchain.cli import main
from avatarchain.registry.artwork import PortraitContract, steps
from avatarchain.registry.contract import ask
from avatarchain.species.pack import load
from support.ordinary import obey_permissions

DEV0 = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
DEV1 = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
DEV2 = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"

# The block of the registry, the first thing on a devnet but for its art.
DEPLOYED = 1 + steps(load("tuftling"))
BEGUN = DEPLOYED + 1  # the block that puts the development key in force

# What every avatar has in JSON, and what it has where it applies (DESIGN 9).
ALWAYS = {
    "id",
    "genome",
    "dna",
    "species",
    "generation",
    "mother",
    "father",
    "owner",
    "chain_id",
    "genesis",
    "contract",
    "caip19",
    "traits",
}


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout, which may hold nothing else, one a line."""
        records = [json.loads(line) for line in self.out.splitlines()]
        assert all(isinstance(record, dict) for record in records)
        return records

    @property
    def record(self) -> dict[str, Any]:
        """The one JSON object on stdout of a command that succeeded."""
        assert self.code == 0, self.err
        (record,) = self.records
        return record

    @property
    def refusal(self) -> str:
        """The sentence of a refusal, which is all that was said, with exit code 1."""
        assert self.code == 1, (self.code, self.out, self.err)
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("avatarchain: ")
        assert "Traceback" not in line
        return line.removeprefix("avatarchain: ")

    @property
    def misuse(self) -> str:
        """What is said of wrong usage, with exit code 2."""
        assert self.code == 2, (self.code, self.out, self.err)
        assert self.out == ""
        assert "Traceback" not in self.err
        return self.err


@dataclass(frozen=True)
class Shell:
    """A home and a working folder; `rpc` is added to every command if there is one."""

    home: Path
    folder: Path
    rpc: str | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def on(self, rpc: str) -> "Shell":
        """The same shell with another chain."""
        return replace(self, rpc=rpc)

    def knowing(self, **environment: str) -> "Shell":
        """The same shell with more in its environment."""
        return replace(self, environment=self.environment | environment)

    def variables(self) -> dict[str, str]:
        rpc = {"ETH_RPC_URL": self.rpc} if self.rpc else {}
        nothing_kept = {"AVATARCHAIN_CACHE": ""}
        return {"AVATARCHAIN_HOME": str(self.home), **nothing_kept, **rpc, **self.environment}

    def run(self, *arguments: object) -> Outcome:
        """Run a command in this process, from start to end."""
        out, err = io.StringIO(), io.StringIO()
        self.folder.mkdir(exist_ok=True)
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            for name, value in self.variables().items():
                patch.setenv(name, value)
            try:
                main([str(one) for one in arguments])
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        return Outcome(code, out.getvalue(), err.getvalue())

    def json(self, *arguments: object) -> dict[str, Any]:
        """The one object that a command prints with --json."""
        return self.run(*arguments, "--json").record

    def start(
        self,
        *arguments: object,
        largest_file: int | None = None,
        standing_in: int | None = None,
        ordinary: bool = False,
        around: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> "Running":
        """Run a command in a process of its own, which has no terminal.

        No file of it grows past `largest_file` bytes; its stdin is the file `standing_in`;
        as an `ordinary` user it obeys permissions even where root runs the tests. It runs
        within the context that `around` makes in that process.
        """
        if largest_file is not None and "COVERAGE_RUN" in os.environ:
            pytest.skip("what counts coverage writes larger files than this process may")
        self.folder.mkdir(exist_ok=True)
        words = Path(tempfile.mkdtemp(dir=self.folder.parent))
        stdin = None if standing_in is None else DupFd(standing_in)
        process = _SERVER.Process(
            target=_become,
            args=(
                [str(one) for one in arguments],
                self.variables(),
                self.folder,
                words,
                largest_file,
                stdin,
                ordinary,
                around,
            ),
        )
        process.start()
        return Running(process, words)

    def apart(self, *arguments: object, **conditions: Any) -> Outcome:
        """Run a command in a process of its own, from start to end."""
        return self.start(*arguments, **conditions).ended()

    def avatars(self) -> list[dict[str, Any]]:
        """All avatars of the registry, as `list` tells them."""
        listed = self.run("list", "--json")
        assert listed.code == 0, listed.err
        return listed.records

    def state(self) -> dict[str, object]:
        """The head of the chain, and every file that is not the chain's own, a lock, or only
        remembers what `verify` asked before."""
        files = {
            str(path): path.read_bytes()
            for root in (self.home, self.folder)
            if root.is_dir()
            for path in sorted(root.rglob("*"))
            if path.is_file() and ".sqlite" not in path.name and path.suffix != ".lock"
            if path.name != "genuine.json"
        }
        status = self.run("devnet", "status", "--json")
        head = status.record["block_hash"] if status.code == 0 else status.err
        made = (self.home / "chain.sqlite").exists()
        return {"files": files, "head": head, "made": made}


def repaint(shell: Shell, old: bytes, new: bytes) -> None:
    """Change the art under the registry's portrait as no transaction can, on an anvil."""
    assert shell.rpc is not None
    with connect(shell.rpc, folder=shell.folder) as chain:
        portrait = PortraitContract(chain, shell.json("deploy")["portrait"])
        (chunks,) = ask(portrait, "chunkCount()", returns=["uint256"])
        for number in range(chunks):
            (place,) = ask(portrait, "chunkAt(uint256)", number, returns=["address"])
            code = chain.code(place).replace(old, new)
            chain.ask("anvil_setCode", place, "0x" + code.hex())


@dataclass(frozen=True)
class Running:
    """A command in a process of its own, and the folder of what it says."""

    process: ForkServerProcess
    words: Path

    def read(self, name: str) -> str:
        """What it has written to stdout (`out`) or stderr (`err`) so far."""
        path = self.words / name
        return path.read_text() if path.exists() else ""

    def signal(self, number: int) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def wait_for(self, lines: int) -> None:
        """Return once so many lines stand on stdout."""
        self._until(lambda: self.read("out").count("\n") >= lines)

    def hear(self, words: str) -> None:
        """Return once these words stand on stderr."""
        self._until(lambda: words in self.read("err"))

    def _until(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + 300
        while not condition():
            assert self.process.is_alive(), self.read("err")
            assert time.monotonic() < until
            time.sleep(0.002)

    def ended(self) -> Outcome:
        """Wait for its end; minus the signal is the code of a process that one ended."""
        self.process.join(300)
        code = self.process.exitcode
        if code is None:
            self.process.kill()
        assert code is not None, self.read("err")
        self.process.close()
        return Outcome(code, self.read("out"), self.read("err"))


def _become(
    arguments: list[str],
    variables: dict[str, str],
    folder: Path,
    words: Path,
    largest_file: int | None,
    stdin: Any,
    ordinary: bool,
    around: Callable[[], AbstractContextManager[None]],
) -> None:
    os.setsid()
    # Who starts the tests in the background has them ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.dup2(os.open(os.devnull, os.O_RDONLY) if stdin is None else stdin.detach(), 0)
    for number, path in ((1, words / "out"), (2, words / "err")):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, "r" if number == 0 else "w", closefd=False)  # noqa: SIM115
        for number in range(3)
    )
    os.environ.update(variables)
    os.chdir(folder)
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    if ordinary:
        obey_permissions()
    (words / "began").touch()
    with around():
        main(arguments)


_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(
    [
        "avatarchain.cli.mint",
        "avatarchain.papers.audit",
        "avatarchain.portrait.paint",
        "avatarchain.chain.mining",
        "avatarchain.chain.node",
        "avatarchain.chain.remote",
        "pytest",
        "shell",
    ]
)
