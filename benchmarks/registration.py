"""How fast `mint --count` registers, beside a bare script.

    python benchmarks/registration.py [ON_ANVIL [EMBEDDED]]

The bare script does nothing else: it signs the same transactions (`registerMany`, 250
avatars each), sends them raw in one JSON-RPC batch to the same anvil and waits for the
receipts. Both are whole processes and take turns.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import requests
from measuring import BASE_PROGRAM, PROGRAM, TOOLS, Usage, Value, itself, keep, process

from avatarchain.chain import connect
from avatarchain.chain.anvil import Anvil
from avatarchain.keys.accounts import development
from avatarchain.registry import deploy, pin
from avatarchain.registry.contract import encode
from avatarchain.species.pack import load

TEXT = """\
Avatars registered in a second, by whole processes: `avatarchain mint --count` without
pictures, and a bare script that sends the same kind of transactions (`registerMany`, 250
avatars each) raw in one JSON-RPC batch to the same anvil, and waits for their receipts. Those
two are timed by the wall, since anvil works beside them, and take turns: what holds is their
ratio, the median of the turns' own. The embedded devnet works in the process itself, which is
timed by the processor's clock."""
MOST = 250  # in a transaction
ON_ANVIL, EMBEDDED = 10_000, 1000  # avatars in a round
ROUNDS = 5


def bare(url: str, address: str, first: int, count: int) -> None:
    """Register the genomes `first` … for the issuer."""
    issuer = development(0)

    def ask(*calls: tuple[str, list[Any]]) -> list[Any]:
        body = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}
            for number, (method, parameters) in enumerate(calls)
        ]
        answers = requests.post(url, json=body, timeout=600).json()
        return [one["result"] for one in sorted(answers, key=lambda one: one["id"])]

    nonce, block = ask(
        ("eth_getTransactionCount", [issuer.address, "pending"]),
        ("eth_getBlockByNumber", ["latest", False]),
    )
    fields = {
        "to": address,
        "chainId": 31337,
        "value": 0,
        "gas": 13_000_000,
        "maxPriorityFeePerGas": 1,
        "maxFeePerGas": 2 * int(block["baseFeePerGas"], 16) + 1,
    }
    sent = []
    for number, start in enumerate(range(first, first + count, MOST)):
        genomes = list(range(start, min(start + MOST, first + count)))
        data = encode("registerMany(address,uint256[])", issuer.address, genomes)
        signed = issuer.sign_transaction({**fields, "data": data, "nonce": int(nonce, 16) + number})
        sent.append(("eth_sendRawTransaction", ["0x" + signed.raw_transaction.hex()]))
    waiting = ask(*sent)
    while waiting:
        # A block of anvil holds two of these, and its automine forgets those that wait.
        ask(*[("evm_mine", [])] * len(waiting))
        receipts = ask(*(("eth_getTransactionReceipt", [one]) for one in waiting))
        assert all(one is None or one["status"] == "0x1" for one in receipts)
        waiting = [one for one, got in zip(waiting, receipts, strict=True) if got is None]


def on_anvil(home: Path, count: int) -> tuple[list[float], list[float]]:
    """Seconds of each `mint`, and of each bare script."""
    anvil = Anvil(str(TOOLS / "anvil"), 30.0)
    try:
        with connect(anvil.url, folder=home) as chain:
            registry = deploy(chain, development(0), load(), home=home)
            pin(home, registry)
        mints, bares = [], []
        for turn in range(ROUNDS):
            mints.append(mint(PROGRAM, home, count, f"turn {turn}", anvil.url).seconds)
            start = 1 + turn * count
            used = itself(__file__, "--bare", anvil.url, registry.address, start, count)
            bares.append(used.seconds)
        return mints, bares
    finally:
        anvil.close()


def mint(
    program: list[str], home: Path, count: int, seed: str, url: str = "evm+sqlite://"
) -> Usage:
    """What a whole `mint --count` takes."""
    what = ["mint", "--collection", seed, "--count", count, "--no-image", "--json"]
    return process([*program, *what, "--home", home, "--rpc", url])


def main() -> None:
    if sys.argv[1:2] == ["--bare"]:
        url, address, first, count = sys.argv[2:]
        bare(url, address, int(first), int(count))
        return
    given = [int(word) for word in sys.argv[1:]]
    many, few = [*given, *(ON_ANVIL, EMBEDDED)[len(given) :]]
    with TemporaryDirectory() as folder:
        mints, bares = on_anvil(Path(folder), many)
        taken: dict[str, list[float]] = {"base install": [], "extra `fast`": []}
        for program in (BASE_PROGRAM, PROGRAM):
            mint(program, Path(folder), 1, "makes the chain")
        for turn in range(ROUNDS):
            for install, program in zip(taken, (BASE_PROGRAM, PROGRAM), strict=True):
                seed = f"{install}, turn {turn}"
                taken[install].append(mint(program, Path(folder), few, seed).busy)
    ratio = median(theirs / ours for ours, theirs in zip(mints, bares, strict=True))
    rows: list[list[Value]] = [
        ["anvil", "bare script", many, round(many / median(bares)), 1.0],
        ["anvil", "avatarchain mint", many, round(many / median(mints)), ratio],
    ]
    rows += [
        ["embedded", f"avatarchain mint, {install}", few, round(few / median(one)), None]
        for install, one in taken.items()
    ]
    tools = {"anvil": process([TOOLS / "anvil", "--version"]).output.split()[2]}
    keep(
        "registration",
        "Registering many",
        TEXT,
        ("chain", "by", "avatars", "a second", "of the bare script"),
        rows,
        packages=("web3", "py-evm", "coincurve"),
        tools=tools,
        plot={"kind": "bars", "labels": [0, 1], "value": 3},
    )


if __name__ == "__main__":
    main()
