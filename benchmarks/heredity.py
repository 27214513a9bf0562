"""How many founders and births one core makes in a second: `python benchmarks/heredity.py`.

The scalar functions of `heredity` beside the arrays of `population`. Hashing is nearly
all of it, so the table says which keccak was installed: `pip install avatarchain[fast]`
brings the quick one. Each line is the best of five runs, in processor time, so that other
work on the machine counts less.
"""

import platform
from collections.abc import Callable
from importlib.util import find_spec
from time import process_time

import numpy as np

from avatarchain import heredity, population
from avatarchain.identity import identity
from avatarchain.odds import odds

WEIGHTS = [6144] * 8 + [2560] * 4 + [1792] * 3 + [768]
CUMULATIVE = heredity.cumulate([WEIGHTS] * 16)
MASTER = bytes(range(32))
SPECIES = bytes(32)
MANY, FEW = 1 << 18, 2000


def rate(count: int, work: Callable[[], object]) -> float:
    """Items a second: the best of five runs of `work`, which makes `count`."""
    best = float("inf")
    for _ in range(5):
        start = process_time()
        work()
        best = min(best, process_time() - start)
    return count / best


def main() -> None:
    """Print the table."""
    seeds = population.item_seeds(MASTER, 0, MANY)
    mothers = population.founders(seeds, CUMULATIVE)
    fathers = mothers[::-1].copy()
    r = population.founders(seeds[::-1], heredity.cumulate([[4096] * 16] * 16))
    q = r[::-1, 0].copy()
    few = [seed.tobytes() for seed in seeds[:FEW]]
    dams, sires = (population.to_integers(one[:FEW]) for one in (mothers, fathers))
    births = list(zip(dams, sires, few, strict=True))
    rows: list[tuple[str, int, Callable[[], object]]] = [
        ("population.item_seeds", MANY, lambda: population.item_seeds(MASTER, 0, MANY)),
        ("population.founders, from seeds", MANY, lambda: population.founders(seeds, CUMULATIVE)),
        (
            "population.inherit, from ready random words",
            MANY,
            lambda: population.inherit(mothers, fathers, r, q),
        ),
        (
            "population.offspring, from birth seeds",
            MANY,
            lambda: population.offspring(mothers, fathers, seeds),
        ),
        ("population.identities", MANY, lambda: population.identities(SPECIES, mothers)),
        ("heredity.founder", FEW, lambda: [heredity.founder(one, CUMULATIVE) for one in few]),
        ("heredity.offspring", FEW, lambda: [heredity.offspring(*one) for one in births]),
        ("identity.identity", FEW, lambda: [identity(SPECIES, one) for one in dams]),
        ("odds.odds", 100, lambda: [odds(*one[:2]) for one in births[:100]]),
    ]
    keccak = "safe-pysha3" if find_spec("sha3") else "pycryptodome"
    print(f"Python {platform.python_version()}, numpy {np.__version__}, keccak of {keccak}\n")
    print("| on one core | a second |\n|---|---:|")
    for name, count, work in rows:
        print(f"| {name} | {rate(count, work):,.0f} |")


if __name__ == "__main__":
    main()
