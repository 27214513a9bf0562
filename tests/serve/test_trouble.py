"""A server in trouble: what it refuses it says, what it can still do it does, and it goes on after.

Each row is a trouble of the machine, what is asked meanwhile, and what is answered. The table
belongs to `serve` as those of tests/faults do to the commands that end by themselves.
"""

import json
import resource
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from doors import DEV0, Answer, Door, started
from test_api_writing import done, send

import avatarchain

SPARE = 200_000
"""Bytes that a file may still grow, on a disk that is nearly full."""


@dataclass(frozen=True)
class Trouble:
    """A trouble of the machine, and what a served home answers in it.

    `refused` maps a wish to the refusal of it, `done` has paths of `/api` that are still answered.
    """

    name: str
    begins: Callable[[Path], Any]
    refused: dict[str, str]
    done: tuple[str, ...]


def remove_chain(home: Path) -> Callable[[], None]:
    """Take the chain's file away; what is returned puts it back."""
    away = home / "away.sqlite"
    shutil.move(home / "chain.sqlite", away)

    def put_back() -> None:
        assert not (home / "chain.sqlite").exists()
        shutil.move(away, home / "chain.sqlite")

    return put_back


def spoil_names(home: Path) -> Callable[[], None]:
    """Write nonsense where the names are; what is returned takes it away."""
    file = home / "names.json"
    before = file.read_bytes()
    file.write_bytes(b"{")
    return lambda: file.write_bytes(before)


TROUBLES = (
    Trouble(
        "the chain's file is gone",
        remove_chain,
        {"/mints": "ChainGone"},
        ("/species", "/founder?seed=a"),
    ),
    Trouble(
        "a file of the home is damaged",
        spoil_names,
        {"/names": "DamagedFile", "/avatars": "DamagedFile"},
        ("", "/species", "/changes"),
    ),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with ada, whose name is Ada."""
    home = tmp_path_factory.mktemp("troubled") / "home"
    with avatarchain.open_collection(home=home, chain="evm+sqlite://") as collection:
        collection.name(collection.mint("ada"), "Ada")
    return home


@contextmanager
def served(home: Path, folder: Path, *, limit: int | None = None) -> Iterator[Door]:
    """A server of a copy of a home; a file of it may grow to `limit` bytes."""
    copy = folder / "home"
    shutil.copytree(home, copy)

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that a write fails, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with started(copy, before=None if limit is None else limited) as door:
        yield door


def asked(door: Door, path: str) -> Answer:
    wish = {"seed": "new"} if path == "/mints" else None
    return send(door, "GET" if wish is None else "POST", path, wish)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_a_server_in_trouble_says_so_and_goes_on_after_it(
    home: Path, tmp_path: Path, trouble: Trouble
) -> None:
    with served(home, tmp_path) as door:
        assert door.get("/avatars")["count"] == 1
        ends = trouble.begins(door.home)
        for path, refusal in trouble.refused.items():
            problem = json.loads(asked(door, path).body)
            assert problem["type"] == f"/api/refusals/{refusal}", problem
            assert problem["status"] in (404, 503)
        for path in trouble.done:
            assert asked(door, path).status == 200
        ends()  # no other file was put there
        assert door.get("/avatars/ada")["name"] == "Ada"
        done(send(door, "POST", "/mints", {"seed": "after"}))


def test_on_a_full_disk_mints_are_refused_and_all_that_reads_is_answered(
    home: Path, tmp_path: Path
) -> None:
    limit = (home / "chain.sqlite").stat().st_size + SPARE
    with served(home, tmp_path, limit=limit) as door:
        for number in range(100):
            answer = send(door, "POST", "/mints", {"collection": f"herd {number}", "count": 50})
            if answer.status != 201:
                break
        problem = json.loads(answer.body)
        assert (problem["status"], problem["type"]) == (503, "/api/refusals/DiskFull"), problem
        count = door.get("/avatars", limit=0)["count"]
        assert count % 50 == 1, count
        assert door.get("/avatars/ada")["owner"] == DEV0.address
        assert int(door.ask("eth_blockNumber"), 16) > 0


def test_a_mint_waits_for_who_holds_the_chain_and_readers_do_not(
    home: Path, tmp_path: Path
) -> None:
    with served(home, tmp_path) as door:
        door.get("/avatars")
        holder = sqlite3.connect(door.home / "chain.sqlite", isolation_level=None)
        holder.execute("begin immediate")
        with closing(holder):
            answers: list[Answer] = []
            wish = threading.Thread(
                target=lambda: answers.append(send(door, "POST", "/mints", {"seed": "bo"}))
            )
            wish.start()
            assert door.get("/avatars")["count"] == 1
            assert door.ask("eth_chainId") == "0x7a69"
            assert not answers
            holder.execute("rollback")
            wish.join()
        assert done(answers[0]) == [avatarchain.founder("bo").id]
