"""Time and memory from a hundred avatars to a million: `python benchmarks/growth.py [MOST]`.

Every point is a process of its own, in a home of its size: generate avatars, hash the tree
of their promises, commit them in one transaction, put them into an index, list them from
there; and copy the events of as many that are registered on an anvil.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from measuring import PROGRAM, TOOLS, Usage, Value, keep, process
from registration import bare

from avatarchain.chain import connect
from avatarchain.chain.anvil import Anvil
from avatarchain.keys.accounts import development
from avatarchain.registry import Registry, deploy, pin
from avatarchain.species.pack import load

TEXT = """\
Whole processes: seconds of processors, and the most memory that one held at a time. `tree` is
`avatarchain.births.merkle` alone, over leaves made on the way. The others are commands: `generate`
writes JSON Lines; `commit` reads them, makes the tree, and sends one transaction to the
embedded devnet; `index` is the first `list --promised` after it, which copies the promises
into the index, and `list` a later one, of a page that shows one trait. `sync` is the first
`list` of a home that copies as many registrations from an anvil; the million is left out,
since registering it takes longer than all of this."""
MEMORY = """\
The most memory that one process held at a time, in megabytes, of the same processes."""
HOLDER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
REGISTERED = 100_000  # at most
# Numbers whose making takes next to no time, instead of genomes.
TREE = f"""
import sys
from avatarchain.births import merkle
spread = int("9e3779b97f4a7c15" * 4, 16)
numbers = range(1, int(sys.argv[1]) + 1)
merkle.build(merkle.leaf("{HOLDER}", number * spread % 2**256) for number in numbers)
"""


def command(home: Path, *arguments: object) -> Usage:
    return process([*PROGRAM, *arguments, "--home", home])


def file_of(home: Path) -> Path:
    return home / "avatars.jsonl"


def generate(home: Path, count: int) -> Usage:
    out = file_of(home)
    return command(home, "generate", "--collection", "crowd", "--count", count, "--out", out)


def commit(home: Path, _: int) -> Usage:
    return command(home, "commit", file_of(home), "--to", HOLDER)


def index(home: Path, _: int) -> Usage:
    return command(home, "list", "--promised", "--limit", 20)


def page(home: Path, _: int) -> Usage:
    return command(home, "list", "--promised", "--trait", "fur=moss", "--limit", 20)


WORKS: dict[str, Callable[[Path, int], Usage]] = {
    "generate": generate,
    "tree": lambda _, count: process([sys.executable, "-c", TREE, count]),
    "commit": commit,
    "index": index,
    "list": page,
}


class Registered:
    """An anvil with a registry, and ever more avatars on it."""

    def __init__(self, home: Path) -> None:
        self.anvil, self.count = Anvil(str(TOOLS / "anvil"), 30.0), 0
        with connect(self.anvil.url, folder=home) as chain:
            made = deploy(chain, development(0), load())
        self.place = (made.address, made.species, made.block)

    def sync(self, home: Path, count: int) -> Usage:
        """Register until there are so many, and copy them into the empty home."""
        url = self.anvil.url
        while self.count < count:
            more = min(count - self.count, 10_000)  # in a request that anvil still reads
            bare(url, self.place[0], self.count + 1, more)
            self.count += more
        with connect(url, folder=home) as chain:
            pin(home, Registry(chain, *self.place))
        return command(home, "list", "--limit", 20, "--rpc", url)


def points(most: int, registered: Registered) -> Iterator[tuple[int, list[Usage | None]]]:
    """Each size, and what each work and the sync took."""
    count = 100
    while count <= most:
        with TemporaryDirectory() as folder:
            home = Path(folder)
            command(home, "mint", "--seed", "makes the chain", "--no-image")
            used: list[Usage | None] = [work(home, count) for work in WORKS.values()]
        with TemporaryDirectory() as folder:
            used.append(registered.sync(Path(folder), count) if count <= REGISTERED else None)
        yield count, used
        count *= 10


def write(found: list[tuple[int, list[Usage | None]]]) -> None:
    columns = ("avatars", *WORKS, "sync")
    packages = ("numpy", "safe-pysha3", "py-evm")
    for name, title, text, field in (
        ("growth", "Growth: seconds", TEXT, "busy"),
        ("growth_memory", "Growth: memory", MEMORY, "megabytes"),
    ):
        rows: list[list[Value]] = [
            [count, *(None if one is None else getattr(one, field) for one in used)]
            for count, used in found
        ]
        keep(name, title, text, columns, rows, packages=packages, plot={"kind": "lines"})


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 10**6
    found = []
    with TemporaryDirectory() as folder:
        registered = Registered(Path(folder))
        try:
            for point in points(most, registered):
                found.append(point)
                write(found)  # also where the rest is not waited for
        finally:
            registered.anvil.close()


if __name__ == "__main__":
    main()
