"""What commands take from start to end: `python benchmarks/startup.py [ROUNDS]`.

Whole processes, one of each kind after the other in every round. The imports beside them
are what the commands are held against: `--help` and `species show` to a fifth of the
first, a mint to one and a half of the second.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from measuring import PROGRAM, keep, process

WEB3 = "import web3"
CHAIN = "import web3, eth_tester, eth.chains.base"
TEXT = """\
Whole processes, seconds of the processor, taking turns; starting Python is part of it. The two
imports are what a program pays that uses web3, and one that brings its own chain."""


def measure(home: Path, rounds: int) -> dict[str, float]:
    """The median seconds of each command."""
    commands = {
        f"python -c '{WEB3}'": [sys.executable, "-c", WEB3],
        f"python -c '{CHAIN}'": [sys.executable, "-c", CHAIN],
        "avatarchain --help": [*PROGRAM, "--help"],
        "avatarchain species show": [*PROGRAM, "species", "show"],
        "avatarchain mint, on an existing chain": [*PROGRAM, "mint", "--out", home / "pictures"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            taken[name].append(process(command, AVATARCHAIN_HOME=str(home)).busy)
    return {name: median(times[1:]) for name, times in taken.items()}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with TemporaryDirectory() as folder:
        found = measure(Path(folder), rounds)
    web3, chain, *_ = found.values()
    rows = [[name, taken, taken / web3, taken / chain] for name, taken in found.items()]
    keep(
        "startup", "Starting", TEXT, ("process", "seconds", "× first", "× second"), rows,
        packages=("web3", "py-evm", "eth-tester"),
    )  # fmt: skip


if __name__ == "__main__":
    main()
