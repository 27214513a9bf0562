"""How long commands take from start to end: `python benchmarks/startup.py [ROUNDS]`.

Whole processes, one of each kind after the other in every round, so that a busy machine
slows all alike; medians. The imports beside them are what the commands are held against:
`--help` and `species show` to a fifth of the first, a mint to one and a half of the second.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console
from rich.table import Table

WEB3 = "import web3"
CHAIN = "import web3, eth_tester, eth.chains.base"
PROGRAM = str(Path(sys.executable).with_name("avatarchain"))


def seconds(command: list[str], home: str) -> float:
    """How long a process takes; it must succeed."""
    environment = os.environ | {"AVATARCHAIN_HOME": home}
    environment.pop("ETH_RPC_URL", None)
    start = perf_counter()
    subprocess.run(command, env=environment, cwd=home, check=True, capture_output=True)
    return perf_counter() - start


def measure(home: str, rounds: int) -> dict[str, float]:
    """The median seconds of each command; the first round is not counted."""
    commands = {
        WEB3: [sys.executable, "-c", WEB3],
        CHAIN: [sys.executable, "-c", CHAIN],
        "avatarchain --help": [PROGRAM, "--help"],
        "avatarchain species show": [PROGRAM, "species", "show"],
    }
    taken: dict[str, list[float]] = {name: [] for name in [*commands, "avatarchain mint"]}
    for number in range(rounds + 1):
        mint = {"avatarchain mint": [PROGRAM, "mint", "--seed", f"number {number}"]}
        for name, command in (commands | mint).items():
            taken[name].append(seconds(command, home))
    return {name: median(times[1:]) for name, times in taken.items()}


def main(arguments: Sequence[str]) -> None:
    rounds = int(arguments[0]) if arguments else 9
    with TemporaryDirectory() as home:
        seconds([PROGRAM, "mint", "--seed", "makes the chain"], home)
        found = measure(home, rounds)
    table = Table("process", "seconds", "× import web3", "× import of the whole chain")
    for name, taken in found.items():
        table.add_row(
            name, f"{taken:.3f}", f"{taken / found[WEB3]:.2f}", f"{taken / found[CHAIN]:.2f}"
        )
    Console(width=100).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
