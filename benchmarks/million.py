"""A million avatars, from a seed to a list, twice.

    python benchmarks/million.py [--count N] [--claims K] [--workers W] [--folder DIR]

With the program's own commands, in an empty home on the embedded devnet: a million are
generated from a master seed, committed in one transaction, ten are claimed, and `list`
must find all of them, each with the id that stands in the file. Then everything is made
again from the seed in a second home on a second chain, and must be equal: the file byte by
byte, the root, what the home keeps for proofs, and every line of the list but for what
names the chain. Prints a table; ends with 1 at the first thing that is not as it should.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path
from typing import Any

HOLDER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"  # dev1
SEED = "00" * 31 + "2a"

# What two chains tell alike of an avatar.
OF_THE_SEED = ("id", "genome", "dna", "species", "generation", "traits", "rarity", "promised")


@dataclass(frozen=True)
class Home:
    """A home, and the folder of its files."""

    folder: Path

    def command(self, *words: object) -> list[str]:
        home = str(self.folder / "home")
        return [sys.executable, "-m", "avatarchain", *map(str, words), "--home", home, "--json"]

    def run(self, what: str, *words: object) -> list[dict[str, Any]]:
        """The JSON lines of a command; its figures are printed."""
        return list(self.stream(what, *words))

    def stream(self, what: str, *words: object) -> Iterator[dict[str, Any]]:
        begun = time.monotonic()
        environment = {k: v for k, v in os.environ.items() if k != "ETH_RPC_URL"}
        process = subprocess.Popen(
            self.command(*words), stdout=subprocess.PIPE, cwd=self.folder, env=environment
        )
        assert process.stdout is not None
        for line in process.stdout:
            yield json.loads(line)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{what} ended with {process.returncode}")
        cpu = used.ru_utime + used.ru_stime
        peak = used.ru_maxrss / 1000
        tell(what, time.monotonic() - begun, f"{cpu:9.1f} s CPU {peak:8.0f} MB")


def tell(what: str, seconds: float, more: str = "") -> None:
    print(f"{what:44} {seconds:9.1f} s {more}", flush=True)


def check(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"NOT so: {what}")
    print(f"  {what}", flush=True)


@dataclass(frozen=True)
class Made:
    """What a home came to: its batch, the ids that were claimed, a digest of its list."""

    root: str
    gas: int
    claimed: list[str]
    listed: str


def make(home: Home, count: int, claims: int, workers: int) -> Made:
    crowd = home.folder / "crowd.jsonl"
    seed = home.folder / "seed"
    seed.write_text(SEED)
    home.run(
        "generate",
        "generate",
        "--master-seed",
        seed,
        "--count",
        count,
        "--out",
        crowd,
        "--workers",
        workers,
    )
    (batch,) = home.run("commit", "commit", crowd, "--to", HOLDER)
    print(f"  {batch['count']:,} avatars in one transaction of {batch['gas']:,} gas")
    begun = time.monotonic()
    numbers = [at * (count - 1) // max(1, claims - 1) for at in range(claims)]
    claimed = []
    for number in numbers:
        claimed += home.run(f"claim number {number:,}", "claim", batch["batch"], number)
    tell(f"{claims} claims", time.monotonic() - begun)
    home.run("list, first page (reads the batch)", "list", "--promised", "--limit", 50)
    home.run("list, first page", "list", "--promised", "--limit", 50)
    home.run("list, the rarest", "list", "--promised", "--sort", "rarity", "--limit", 50)

    digest = hashlib.sha256()
    registered: list[str] = []
    promised = 0
    with crowd.open("rb") as file:
        for one in home.stream("list, all", "list", "--promised"):
            for key in OF_THE_SEED:
                digest.update(repr(one.get(key)).encode())
            if one["owner"] is not None:
                registered.append(one["id"])
                continue
            line = json.loads(file.readline())
            while line["number"] in numbers:
                line = json.loads(file.readline())
            if (line["id"], line["number"]) != (one["id"], one["promised"]["number"]):
                sys.exit(f"NOT so: number {line['number']} is listed with its id")
            promised += 1
    ids = [one["id"] for one in claimed]
    check(registered == ids, f"list finds the {claims} claimed as registered")
    check(promised == count - claims, f"and the other {count - claims:,} as promised, in order")
    return Made(batch["root"], batch["gas"], ids, digest.hexdigest())


def run(folder: Path, count: int, claims: int, workers: int) -> None:
    homes = [Home(folder / name) for name in ("first", "second")]
    made = []
    for home in homes:
        print(f"\nthe {home.folder.name} home", flush=True)
        home.folder.mkdir()
        made.append(make(home, count, claims, workers))
    print("\nthe two homes", flush=True)
    first, second = (home.folder for home in homes)
    check(cmp(first / "crowd.jsonl", second / "crowd.jsonl", shallow=False), "the same file")
    check(made[0].root == made[1].root, f"the same root, {made[0].root}")
    for name in ("leaves", "nodes"):
        kept = [next((f / "home" / "batches").glob(f"*-0/{name}")) for f in (first, second)]
        check(cmp(*kept, shallow=False), f"the same {name}")
    check(made[0].claimed == made[1].claimed, "the same avatars claimed")
    check(made[0].listed == made[1].listed, "the same lists, but for what names the chain")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--claims", type=int, default=10)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--folder", type=Path, help="where the files are left")
    asked = parser.parse_args(arguments)
    if asked.folder is not None:
        asked.folder.mkdir(parents=True)
        run(asked.folder, asked.count, asked.claims, asked.workers)
        return
    with tempfile.TemporaryDirectory() as spare:
        run(Path(spare), asked.count, asked.claims, asked.workers)


if __name__ == "__main__":
    main(sys.argv[1:])
