"""A server that is asked much about many avatars does not grow.

Among the questions are dear ones, for all logs of the chain. What the largest pictures take for a
moment is given back.

`SERVED_AVATARS` and `SERVED_REQUESTS` set how many; `make questions` asks 100,000 times about
10,000.
"""

import http.client
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from doors import DEV0, Door, started

import avatarchain

AVATARS = int(os.environ.get("SERVED_AVATARS", "300"))
REQUESTS = int(os.environ.get("SERVED_REQUESTS", "600"))
MEBIBYTES = 200
DEAR = 250
"""Of so many questions one is for all logs."""
LARGE = 2 if AVATARS < 1_000 else 20
"""Avatars of which large pictures are painted."""

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="memory is read from /proc"
)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A server of a home with many avatars."""
    home = tmp_path_factory.mktemp("crowded") / "home"
    with avatarchain.open_collection(home=home, chain="evm+sqlite://") as collection:
        collection.mint_many(AVATARS, "crowd")
        parents = [collection.mint("ada"), collection.mint("bo")]
        collection.breed(*parents)
    with started(home) as door:
        yield door


def questions(
    chance: random.Random, ids: list[str], contract: str, height: int
) -> Iterator[tuple[str, object]]:
    """Paths, and what is sent there; None for what is only fetched."""
    for number in count():
        avatar, other = chance.choice(ids), chance.choice(ids)
        block = hex(chance.randrange(1, height + 1))
        kind = chance.choice(["list", "one", "portrait", "family", "odds", "call", "logs", "block"])
        if number % DEAR == 0:
            kind = "all"
        if kind == "list":
            yield f"/api/avatars?limit=50&offset={chance.randrange(AVATARS)}", None
        elif kind == "one":
            yield f"/api/avatars/{avatar[: chance.choice([14, 66])]}", None
        elif kind == "portrait":
            form = chance.choice(["svg", "svg", "svg", "png?size=64", "webp?size=64"])
            yield f"/api/avatars/{avatar}/portrait.{form}", None
        elif kind == "family":
            yield f"/api/avatars/{avatar}/family", None
        elif kind == "odds":
            yield f"/api/odds?mother={avatar}&father={other}", None
        else:
            methods = {
                "call": [
                    "eth_call",
                    [{"to": contract, "data": "0x6352211e" + avatar[2:]}, "latest"],
                ],
                "logs": [
                    "eth_getLogs",
                    [{"fromBlock": block, "toBlock": block, "address": contract}],
                ],
                "all": ["eth_getLogs", [{"fromBlock": hex(number % 4), "toBlock": "latest"}]],
                "block": ["eth_getBalance", [DEV0.address, "latest"]],
            }
            method, parameters = methods[kind]
            yield "/rpc", {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}


def test_many_questions_about_many_avatars_take_no_more_memory(crowded: Door) -> None:
    page = crowded.get("/avatars", limit=min(AVATARS, 1_000))
    assert page["count"] == AVATARS + 3
    ids, place = [each["id"] for each in page["avatars"]], crowded.get("")
    connection = http.client.HTTPConnection("127.0.0.1", crowded.port, timeout=300)
    chance = random.Random(f"memory {REQUESTS}")
    asked = questions(chance, ids, place["contract"], place["block"])
    for number, (path, wish) in zip(range(REQUESTS), asked, strict=False):
        body = None if wish is None else json.dumps(wish).encode()
        connection.request("GET" if wish is None else "POST", path, body)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (number, path, content[:300])
        assert b'"error"' not in content[:60], (path, content[:300])
    connection.close()
    assert memory(crowded, "VmHWM") <= MEBIBYTES
    for avatar in ids[:LARGE]:
        for picture in ("portrait.png?size=2048", "portrait.webp?size=1024"):
            assert crowded.fetch("GET", f"/api/avatars/{avatar}/{picture}").status == 200
    assert memory(crowded, "VmRSS") <= MEBIBYTES


def memory(door: Door, name: str) -> int:
    """What a server takes, in mebibytes: VmHWM at most until now, VmRSS now."""
    lines = Path(f"/proc/{door.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith(name))


def test_what_was_large_goes_back_to_the_system() -> None:
    code = """
import gc
from avatarchain.serve.memory import give_back_large_parts

def taken():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))

give_back_large_parts()
before = taken()
large = bytearray(8 << 20)
del large
parts = [bytearray(b"1") * (4 << 20) for _ in range(8)]
after = bytearray(100_000)  # it lies above the parts
del parts
gc.collect()
print(taken() - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 8 << 10
