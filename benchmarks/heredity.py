"""How many founders and births one core makes in a second: `python benchmarks/heredity.py`.

The scalar functions of `heredity` beside the arrays of `population`.
"""

from collections.abc import Callable

from measuring import keep, rates

from avatarchain.genetics import heredity, population
from avatarchain.genetics import seeds as seed_rules
from avatarchain.genetics.identity import identity
from avatarchain.genetics.odds import odds

TEXT = """\
Items in a second of one core, by the processor's clock. Hashing is nearly all of it: with
pycryptodome's keccak, which an install has elsewhere than on Linux, what hashes by keccak
(births, identities) is several times slower than here, with safe-pysha3's."""
WEIGHTS = [6144] * 8 + [2560] * 4 + [1792] * 3 + [768]
CUMULATIVE = seed_rules.cumulate([WEIGHTS] * 16)
MASTER, SPECIES = bytes(range(32)), bytes(32)
MANY, FEW = 1 << 17, 2000


def main() -> None:
    seeds = population.item_seeds(MASTER, 0, MANY)
    mothers = population.founders(seeds, CUMULATIVE)
    fathers = mothers[::-1].copy()
    r = population.founders(seeds[::-1], seed_rules.cumulate([[4096] * 16] * 16))
    q = r[::-1, 0].copy()
    few = [seed.tobytes() for seed in seeds[:FEW]]
    dams, sires = (population.to_integers(one[:FEW]) for one in (mothers, fathers))
    births = list(zip(dams, sires, few, strict=True))
    works: dict[str, tuple[int, Callable[[], object]]] = {
        "population.item_seeds": (MANY, lambda: population.item_seeds(MASTER, 0, MANY)),
        "population.founders, from seeds": (MANY, lambda: population.founders(seeds, CUMULATIVE)),
        "population.inherit, from ready random words": (
            MANY,
            lambda: population.inherit(mothers, fathers, r, q),
        ),
        "population.offspring, from birth seeds": (
            MANY,
            lambda: population.offspring(mothers, fathers, seeds),
        ),
        "population.identities": (MANY, lambda: population.identities(SPECIES, mothers)),
        "seed_rules.founder": (FEW, lambda: [seed_rules.founder(one, CUMULATIVE) for one in few]),
        "heredity.offspring": (FEW, lambda: [heredity.offspring(*one) for one in births]),
        "identity.identity": (FEW, lambda: [identity(SPECIES, one) for one in dams]),
        "odds.odds": (100, lambda: [odds(*one[:2]) for one in births[:100]]),
    }
    found = rates({name: (1, lambda _, work=work: work()) for name, (_, work) in works.items()})
    rows = [[name, round(rate * works[name][0])] for name, rate in found.items()]
    packages = ("numpy", "safe-pysha3")
    keep("heredity", "Heredity", TEXT, ("function", "a second"), rows, packages=packages)


if __name__ == "__main__":
    main()
