"""The index: how fast it copies an anvil's events, and how fast it lists a million.

    python benchmarks/index.py [AVATARS [ROWS]]

AVATARS (50,000, two events each) are registered on an anvil and copied; ROWS (1,000,000)
promises of drawn genomes are laid into an index, and pages of them are asked for. Seconds
of a clock; the anvil, which shares the processors, counts.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from avatarchain import population, registry
from avatarchain.accounts import development
from avatarchain.chain import connect
from avatarchain.index import opened, promises, query, sync
from avatarchain.index.query import Span, Wanted
from avatarchain.registry.contract import send
from avatarchain.species.pack import load

SPECIES, ISSUER = load("tuftling"), development(0)
MANY = 300
INSTALLED = Path(__file__).parents[1] / "contracts" / "node_modules" / "@foundry-rs"


def genomes(count: int) -> population.Population:
    seeds = np.random.default_rng(1).integers(0, 256, (count, 32), dtype=np.uint8)
    return population.founders(seeds, SPECIES.cumulative)


def copying(folder: Path, count: int) -> None:
    binary = next(map(str, INSTALLED.glob("anvil-*/bin/anvil")), None) or shutil.which("anvil")
    with connect(f"anvil:{binary}", folder=folder) as chain:
        book = registry.deploy(chain, ISSUER, SPECIES)
        made = population.to_integers(genomes(count))
        for at in range(0, count, MANY):
            some = made[at : at + MANY]
            send(book, ISSUER, "registerMany(address,uint256[])", ISSUER.address, some)
        with opened(folder, book, SPECIES, print) as index:
            begun = time.perf_counter()
            sync(index)
            seconds = time.perf_counter() - begun
            size = index.path.stat().st_size + Path(f"{index.path}-wal").stat().st_size
    rate = 2 * count / seconds
    print(f"{2 * count:,} events copied in {seconds:.1f} s: {rate:,.0f}/s, {size / 1e6:.0f} MB")


def listing(folder: Path, count: int) -> None:
    leaves = np.zeros((count, promises.LEAF), np.uint8)
    leaves[:, :8] = np.arange(count).astype(">u8").view(np.uint8).reshape(-1, 8)
    leaves[:, 8:] = genomes(count).astype(">u2").view(np.uint8).reshape(count, -1)
    with connect("evm+sqlite://", folder=folder) as chain:
        book = registry.deploy(chain, ISSUER, SPECIES)
        with opened(folder, book, SPECIES, print) as index:
            begun = time.perf_counter()
            promises.keep(index, 0, bytes(32), ISSUER.address, leaves.tobytes())
            print(f"{count:,} promises laid in {time.perf_counter() - begun:.1f} s")
            moss = (("fur", "moss"), ("iris", "amber"))
            for what, wanted, order in (
                ("all", Wanted(promised=True), "birth"),
                ("the rarest of all", Wanted(promised=True), "rarity"),
                ("two traits", Wanted(moss, promised=True), "birth"),
                ("two traits, the rarest", Wanted(moss, promised=True), "rarity"),
                ("rarity", Wanted(rarity=Span(50_000), promised=True), "rarity"),
            ):
                begun = time.perf_counter()
                found = query.count(index, wanted)
                page = list(query.page(index, wanted, order=order, limit=50))
                seconds = time.perf_counter() - begun
                print(f"{what:24} {found:>9,} found, first {len(page)} in {seconds:.3f} s")


def main() -> None:
    avatars, rows = (int(one) for one in (sys.argv[1:] + ["50000", "1000000"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        copying(Path(folder), avatars)
        listing(Path(folder), rows)


if __name__ == "__main__":
    main()
