"""The index: how fast it copies an anvil's events, and how fast it lists a million.

    python benchmarks/index.py [AVATARS [ROWS]]

AVATARS (50,000, two events each) are registered on an anvil and copied; ROWS (1,000,000)
promises of drawn genomes are laid into an index, and pages of them are asked for.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from measuring import TOOLS, Value, keep, process

from avatarchain import registry
from avatarchain.chain import connect
from avatarchain.genetics import population
from avatarchain.index import opened, promises, query, sync
from avatarchain.index.query import Conditions, Span
from avatarchain.keys.accounts import development
from avatarchain.registry.contract import send
from avatarchain.species.pack import load

TEXT = """\
The copy of a registry's events that `list` reads. Events are those of avatars that were
registered on an anvil, two each; rows are founders that a batch promises. Each query is for
the number of avatars and the first 50 of them. Seconds are wall-clock time, since the anvil
works on the same processors."""
SPECIES, ISSUER = load("tuftling"), development(0)
MANY = 300  # in a transaction
MOSS = (("fur", "moss"), ("iris", "amber"))
ASKED = (
    ("all", Conditions(promised=True), "birth"),
    ("all, the rarest first", Conditions(promised=True), "rarity"),
    ("two traits", Conditions(MOSS, promised=True), "birth"),
    ("two traits, the rarest first", Conditions(MOSS, promised=True), "rarity"),
    ("rarity, the rarest first", Conditions(rarity=Span(50_000), promised=True), "rarity"),
)


def genomes(count: int) -> population.Population:
    seeds = np.random.default_rng(1).integers(0, 256, (count, 32), dtype=np.uint8)
    return population.founders(seeds, SPECIES.cumulative)


def copying(folder: Path, count: int) -> Iterator[list[Value]]:
    with connect(f"anvil:{TOOLS / 'anvil'}", folder=folder) as chain:
        book = registry.deploy(chain, ISSUER, SPECIES)
        made = population.to_integers(genomes(count))
        for at in range(0, count, MANY):
            some = made[at : at + MANY]
            send(book, ISSUER, "registerMany(address,uint256[])", ISSUER.address, some)
        with opened(folder, book, SPECIES, print) as index:
            began = perf_counter()
            sync(index)
            seconds = perf_counter() - began
    yield ["events copied", 2 * count, seconds, 2 * count / seconds]


def listing(folder: Path, count: int) -> Iterator[list[Value]]:
    leaves = np.zeros((count, promises.LEAF), np.uint8)
    leaves[:, :8] = np.arange(count).astype(">u8").view(np.uint8).reshape(-1, 8)
    leaves[:, 8:] = genomes(count).astype(">u2").view(np.uint8).reshape(count, -1)
    with connect("evm+sqlite://", folder=folder) as chain:
        book = registry.deploy(chain, ISSUER, SPECIES)
        with opened(folder, book, SPECIES, print) as index:
            began = perf_counter()
            promises.keep(index, 0, bytes(32), ISSUER.address, leaves.tobytes())
            seconds = perf_counter() - began
            yield ["promises laid", count, seconds, count / seconds]
            for what, wanted, order in ASKED:
                began = perf_counter()
                found = query.count(index, wanted)
                list(query.page(index, wanted, order=order, limit=50))
                yield [f"listed: {what}", found, perf_counter() - began, None]


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    avatars, rows = [*given, *(50_000, 1_000_000)[len(given) :]]
    with TemporaryDirectory() as folder:
        measured = [*copying(Path(folder), avatars), *listing(Path(folder), rows)]
    tools = {"anvil": process([TOOLS / "anvil", "--version"]).output.split()[2]}
    keep(
        "index",
        "The index",
        TEXT,
        ("what", "how many", "seconds", "a second"),
        measured,
        packages=("web3",),
        tools=tools,
    )


if __name__ == "__main__":
    main()
