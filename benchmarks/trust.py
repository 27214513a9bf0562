"""Trust: how long an audit of a whole registry takes, and `verify` of many files.

    python benchmarks/trust.py [AVATARS [FILES]]

AVATARS (10,000) stand on an anvil: a tenth of them bred, a tenth drawn by a founding, the rest
registered, and held by a thousand addresses. FILES (1,000) are PNGs of 512 pixels of one
registry on the embedded chain.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from measuring import PROGRAM, TOOLS, Value, keep, process

from avatarchain import registry
from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.births import foundings
from avatarchain.births.recipients import sole
from avatarchain.chain import connect
from avatarchain.chain.anvil import Anvil
from avatarchain.genetics import population
from avatarchain.keys.accounts import development
from avatarchain.registry.contract import encode, send
from avatarchain.species.pack import load

TEXT = """\
An audit of a registry on an anvil, whole processes from their start to their end: a tenth of the
avatars bred, a tenth drawn by a founding and not claimed, held by a thousand addresses. The
second audit finds the index that the first one kept. And `verify` of PNGs of 512 pixels."""
SPECIES, ISSUER = load("tuftling"), development(0)
MANY = 250  # in a transaction


def stock(folder: Path, url: str, count: int) -> str:
    """Make a registry with so many avatars; return its address."""
    bred = count // 10
    with connect(url, folder=folder) as chain:
        book = registry.deploy(chain, ISSUER, SPECIES)
        seeds = np.random.default_rng(1).integers(0, 256, (count - bred, 32), dtype=np.uint8)
        made = population.to_integers(population.founders(seeds, SPECIES.cumulative))
        parents, others = made[: 2 * bred], made[2 * bred :]
        for at in range(0, len(parents), MANY):
            some = parents[at : at + MANY]
            send(book, ISSUER, "registerMany(address,uint256[])", ISSUER.address, some)
        size = max(1, len(others) // 1000)
        for at in range(0, len(others), size):
            holder = to_hex(keccak256(at.to_bytes(4, "big"))[:20])
            send(book, ISSUER, "registerMany(address,uint256[])", holder, others[at : at + size])
        foundings.found(book, ISSUER, sole(development(1).address), bred or 1, 8)
        drawn = foundings.await_draw(book, 0)
        leaves = foundings.leaves_of(SPECIES, drawn, sole(development(1).address))
        foundings.commit(book, ISSUER, folder, drawn, leaves)
        ids = [registry.identity_of(SPECIES, genome) for genome in parents]
        pairs = list(zip(ids[::2], ids[1::2], strict=True))
        draws = [
            chain.send(
                ISSUER, book.address, encode("conceive(uint256,uint256)", *pair), gas=300_000
            )
            for pair in pairs
        ]
        chain.mine(9)
        for (mother, _), receipt in zip(pairs, draws, strict=True):
            header = chain.header(receipt.block_number + 8)
            call = encode("deliver(uint256,bytes)", mother, header)
            chain.send(ISSUER, book.address, call, gas=1_000_000)
        return book.address


def audited(folder: Path, count: int) -> Iterator[list[Value]]:
    anvil = Anvil(str(TOOLS / "anvil"), 30)
    try:
        address = stock(folder, anvil.url, count)
        for what in ("audit", "audit again"):
            words = [*PROGRAM, "audit", address, "--rpc", anvil.url, "--json"]
            usage = process(words, AVATARCHAIN_HOME=str(folder / "home"))
            yield [what, count, usage.seconds, usage.busy, usage.megabytes]
    finally:
        anvil.close()


def verified(folder: Path, count: int) -> Iterator[list[Value]]:
    home = str(folder / "own")
    pictures = folder / "pictures"
    making = [*PROGRAM, "mint", "--collection", "many", "--count", count, "--out", pictures]
    process(making, AVATARCHAIN_HOME=home)
    for some in (count // 10, count):
        files = sorted(pictures.glob("*.png"))[:some]
        usage = process([*PROGRAM, "verify", *files, "--json"], AVATARCHAIN_HOME=home)
        yield ["verify", some, usage.seconds, usage.busy, usage.megabytes]


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    avatars, files = [*given, *(10_000, 1_000)[len(given) :]]
    os.environ.pop("ETH_RPC_URL", None)
    with TemporaryDirectory() as folder:
        place = Path(folder)
        rows = [*audited(place, avatars), *verified(place, files)]
    tools = {"anvil": process([TOOLS / "anvil", "--version"]).output.split()[2]}
    columns = ("what", "how many", "seconds", "of them of the processor", "megabytes")
    keep("trust", "Audit and verify", TEXT, columns, rows, packages=("web3",), tools=tools)


if __name__ == "__main__":
    main()
