"""What commands take from start to end: `python benchmarks/startup.py [ROUNDS]`.

Whole processes, one of each kind after the other in every round, on a home with ten avatars. The
imports beside them are what the commands are held against; TARGETS says to how much of the first.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from measuring import PROGRAM, keep, process

WEB3 = "import web3"
CHAIN = "import web3, eth_tester, eth.chains.base"
TEXT = """\
Whole processes, seconds of processor time, in turns; the start of Python is included. The two
imports show the cost for a program that uses web3, and for one with a chain of its own. The
commands work on a devnet of their own with ten avatars, but for the first mint, which makes one;
the last column is what the times are held against, as a multiple of the first import.
`show --from-chain` has the contract draw: one call of `tokenURI`. `serve` is ended when it has
printed where it answers."""

# Runs a program until it has printed a line, and ends it as people do.
UNTIL_A_LINE = """
import signal, subprocess, sys
program = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
line = program.stdout.readline()
program.send_signal(signal.SIGINT)
program.wait()
sys.exit(not line)
"""

TARGETS = {
    "--help": 0.2,
    "species show": 0.2,
    "list": 0.3,
    "show": 0.3,
    "odds": 0.3,
    "tree": 0.3,
    "gallery of 10": 0.3,
    "verify, a PNG": 0.55,
    "show --from-chain": None,
    "mint of what is there": None,
    "mint": 0.85,
    "mint --no-image": 0.7,
    "breed": 0.95,
    "serve": 1.0,
    "first mint": 1.5,
}

# A process that was never started before would write its compiled modules, or compile them again.
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}


def commands(home: Path) -> dict[str, list[object]]:
    """The arguments of each command; pictures go beside the home."""
    out = home.parent / "pictures"
    (mother, father, *_) = ids(home)
    there: list[object] = ["mint", "--seed", "0", "--no-image"]
    return {
        "--help": ["--help"],
        "species show": ["species", "show"],
        "list": ["list"],
        "show": ["show", mother],
        "odds": ["odds", mother, father],
        "tree": ["tree", mother],
        "gallery of 10": ["gallery", "--out", home.parent / "gallery"],
        "verify, a PNG": ["verify", out / f"{mother[:14]}.png"],
        "show --from-chain": ["show", mother, "--from-chain", "--out", out, "--format", "svg"],
        "mint of what is there": there,
        "mint": ["mint", "--out", out],
        "mint --no-image": ["mint", "--no-image"],
        "breed": ["breed", mother, father, "--out", out],
        "first mint": ["mint", "--seed", "0", "--out", home.parent / "firsts"],
    }


def ids(home: Path) -> list[str]:
    """The ids of the avatars of a home, in the order of their births."""
    listed = process([*PROGRAM, "list", "--json"], AVATARCHAIN_HOME=str(home), **COMPILED)
    return [json.loads(line)["id"] for line in listed.output.splitlines()]


def measure(folder: Path, rounds: int) -> dict[str, float]:
    """The median seconds of each command, and of the two imports."""
    home, first, out = folder / "home", folder / "first", folder / "pictures"
    for seed in range(10):
        words = [*PROGRAM, "mint", "--seed", seed, "--out", out]
        process(words, AVATARCHAIN_HOME=str(home), **COMPILED)
    every = {name: [*PROGRAM, *words] for name, words in commands(home).items()}
    serve = [*PROGRAM, "serve", "--port", "0", "--json"]
    every["serve"] = [sys.executable, "-ISc", UNTIL_A_LINE, *serve]
    imports = {f"python -c '{code}'": [sys.executable, "-c", code] for code in (WEB3, CHAIN)}
    taken: dict[str, list[float]] = {name: [] for name in (*imports, *every)}
    for _ in range(rounds + 1):
        shutil.rmtree(first, ignore_errors=True)
        for name, command in (imports | every).items():
            place = first if name == "first mint" else home
            usage = process(command, AVATARCHAIN_HOME=str(place), **COMPILED)
            taken[name].append(usage.busy)
    return {name: median(times[1:]) for name, times in taken.items()}


def main() -> None:
    os.environ.pop("ETH_RPC_URL", None)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with TemporaryDirectory() as folder:
        found = measure(Path(folder), rounds)
    web3, chain, *_ = found.values()
    rows = [
        [
            f"avatarchain {name}" if name in TARGETS else name,
            taken,
            taken / web3,
            taken / chain,
            TARGETS.get(name),
        ]
        for name, taken in found.items()
    ]
    keep(
        "startup",
        "Starting",
        TEXT,
        ("process", "seconds", "× first", "× second", "at most"),
        rows,
        packages=("web3", "py-evm", "eth-tester"),
    )


if __name__ == "__main__":
    main()
