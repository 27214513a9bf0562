"""How fast portraits are made, on one core: `python benchmarks/portraits.py [ROUNDS]`.

Medians over rounds, each of founders of its own, after one round that fills the shelf of
rasterised drawings. PNG includes painting and compression.
"""

import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from avatarchain import portrait
from avatarchain.heredity import founder, item_seed
from avatarchain.species import Species
from avatarchain.species.pack import load

MASTER = bytes(32)


def founders(species: Species, first: int, count: int) -> list[int]:
    return [founder(item_seed(MASTER, first + k), species.cumulative) for k in range(count)]


def rate(work: Callable[[int], object], species: Species, count: int, rounds: int) -> list[float]:
    """Pieces a second of each round."""
    rates = []
    for number in range(rounds + 1):
        genomes = founders(species, number * count, count)
        start = perf_counter()
        for genome in genomes:
            work(genome)
        rates.append(count / (perf_counter() - start))
    return rates[1:]


def main(arguments: Sequence[str]) -> None:
    rounds = int(arguments[0]) if arguments else 5
    species = load()
    table = Table("portrait", "a second (median)", "slowest … fastest round", "bytes (median)")
    cases: list[tuple[str, int, Callable[[int], str | bytes]]] = [
        ("SVG", 5000, lambda genome: portrait.svg(species, genome)),
        ("PNG, 128 px", 300, lambda genome: portrait.png(species, genome, 128)),
        ("PNG, 512 px", 300, lambda genome: portrait.png(species, genome, 512)),
    ]
    for name, count, work in cases:
        rates = rate(work, species, count, rounds)
        size = median(len(work(genome)) for genome in founders(species, 0, 50))
        spread = f"{min(rates):,.0f} … {max(rates):,.0f}"
        table.add_row(name, f"{median(rates):,.0f}", spread, f"{size:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
