"""Are founders and offspring as random as they claim? The answer is docs/uniformity.md.

    python benchmarks/uniformity.py > docs/uniformity.md

Everything is drawn from seeds that are numbers in a row, the hardest case for a hash and
the easiest for a reader to repeat: a second run prints the same page. Each family of
tests is judged twice: by its smallest p-value, times the number of tests (Bonferroni),
and by whether its p-values are spread evenly from 0 to 1 (Kolmogorov and Smirnov). The
script fails where either falls below one in a million.
"""

import argparse
import itertools
import platform
import sys
from dataclasses import dataclass, field
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from avatarchain.genetics import population
from avatarchain.genetics import seeds as seed_rules
from avatarchain.genetics.genome import ALLELES, GENES, LOCI

WEIGHTS = [6144] * 8 + [2560] * 4 + [1792] * 3 + [768]
MASTER = bytes(range(32))
MUTATION = Fraction(1, 512)
LIMIT = 1e-6

PAGE = """\
# Uniformity

Written by `python benchmarks/uniformity.py > docs/uniformity.md`, with {versions}.
A second run prints the same page.

Founders of {seeds:,} seeds, twice: the items 0, 1, 2, … of the collection with master seed
00 01 … 1f, and the seeds that are the numbers 0, 1, 2, … themselves. Every locus has the
weights of the published vectors: eight alleles of 6,144 in 65,536, four of 2,560, three of
1,792 and one of 768. Births: {seeds:,}, with the birth seeds 0, 1, 2, ….

A family of tests passes if its smallest p-value, times the number of tests, and the p-value
of their even spread (Kolmogorov and Smirnov) are both at least one in a million.

| family | tests | smallest p | corrected | even spread | |
|---|---:|---:|---:|---:|---|
{summary}

## Founders: each locus against its weights

Four genes a founder, items of a collection.

| locus | chi-square (15 degrees) | p |
|---:|---:|---:|
{loci}

## Births: where a gene comes from

In percent, over all loci. Gene 0 is the expressed one; m 0 … m 3 are the mother's genes and
f 0 … f 3 the father's. The exact table includes mutation: a gene is replaced by any of the
16 alleles, evenly, with probability 1/512.

| gene of the child | m 0 | m 1 | m 2 | m 3 | f 0 | f 1 | f 2 | f 3 |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
{origins}

## Drift: what mutation alone does

Mutation ignores weights, so it slowly evens out the shares that founders have: after t
generations an allele's share is 1/16 + (share − 1/16) · (511/512)^t, half of the way after
355. Here {population:,} avatars mate at random; all genes, in percent, by the weight that an
allele has in founders. The seen shares also vary by chance, as in any such population.

| generation | 6,144 | 2,560 | 1,792 | 768 |
|---|---:|---:|---:|---:|
{drift}
"""

Genes = NDArray[np.uint8]
"""64 × n: a row a gene of the genome, a column an avatar."""


@dataclass
class Report:
    """The lines of the page, and whether every family of tests passed."""

    passed: bool = True
    rows: list[str] = field(default_factory=list)

    def judge(self, family: str, values: list[float]) -> None:
        """One row of the summary: a family of tests by its p-values."""
        smallest = min(values)
        corrected = min(1.0, smallest * len(values))
        spread = stats.kstest(values, "uniform").pvalue if len(values) > 8 else 1.0
        verdict = "pass" if min(corrected, spread) >= LIMIT else "FAIL"
        self.passed &= verdict == "pass"
        even = f"{spread:.3f}" if len(values) > 8 else "–"
        self.rows.append(
            f"| {family} | {len(values):,} | {smallest:.2g} | {corrected:.2g} | {even} "
            f"| {verdict} |"
        )


def genes_of(rows: population.Population) -> Genes:
    """All 64 genes of each row, the first locus' expressed gene first."""
    digits = [rows >> shift & 15 for shift in (12, 8, 4, 0)]
    return np.stack(digits, axis=2).astype(np.uint8).reshape(-1, LOCI * GENES).T.copy()


def numbers(count: int) -> population.Hashes:
    """The seeds 0, 1, 2, … as 32-byte numbers."""
    seeds = np.zeros((count, 32), np.uint8)
    seeds[:, 24:] = np.arange(count, dtype=">u8").view(np.uint8).reshape(-1, 8)
    return seeds


def fit(observed: NDArray[np.int64], shares: list[float]) -> tuple[float, float]:
    """Chi-square of counts against expected shares, and its p-value."""
    result = stats.chisquare(observed, np.array(shares) * observed.sum())
    return float(result.statistic), float(result.pvalue)


def independence(one: Genes, other: Genes) -> float:
    """The p-value of a chi-square test that two rows of alleles do not know of each other."""
    joint = one.astype(np.uint16) * ALLELES + other
    table = np.bincount(joint, minlength=ALLELES * ALLELES).reshape(ALLELES, ALLELES)
    table = table[table.any(axis=1)][:, table.any(axis=0)]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    return float(special.chdtrc(freedom, ((table - expected) ** 2 / expected).sum()))


def founders(report: Report, count: int) -> list[str]:
    """Chi-square of every locus, independence of all genes, likeness of neighbours."""
    cumulative = seed_rules.cumulate([WEIGHTS] * LOCI)
    shares = [weight / 65536 for weight in WEIGHTS]
    page = []
    for name, seeds in (
        ("items of a collection", population.item_seeds(MASTER, 0, count)),
        ("seeds 0, 1, 2, …", numbers(count)),
    ):
        genes = genes_of(population.founders(seeds, cumulative))
        counts = [np.bincount(row, minlength=ALLELES) for row in genes]
        loci = [fit(sum(counts[4 * n : 4 * n + 4]), shares) for n in range(LOCI)]
        if name.startswith("items"):
            page += [f"| {n} | {chi:.2f} | {p:.3f} |" for n, (chi, p) in enumerate(loci)]
        report.judge(f"{name}: a locus against its weights", [p for _, p in loci])
        report.judge(
            f"{name}: a single gene against its weights", [fit(row, shares)[1] for row in counts]
        )
        pairs = [independence(*pair) for pair in itertools.combinations(genes[::GENES], 2)]
        report.judge(f"{name}: two loci, expressed genes", pairs)
        pairs = [independence(*pair) for pair in itertools.combinations(genes, 2)]
        report.judge(f"{name}: any two of the 64 genes", pairs)
        neighbours = [independence(row[:-1], row[1:]) for row in genes]
        report.judge(f"{name}: a gene and the same gene of the next seed", neighbours)
        linear = [stats.pearsonr(row[:-1], row[1:]).pvalue for row in genes]
        report.judge(f"{name}: linear correlation with the next seed", linear)
    return page


def transitions() -> list[list[Fraction]]:
    """For each gene of a child, how likely it is each of one parent's four, before mutation."""
    table = [[Fraction(0)] * GENES for _ in range(GENES)]
    for swaps in itertools.product((0, 1), repeat=3):
        order = [0, 1, 2, 3]
        likely = Fraction(1, 2)
        for swap, left in zip(swaps, (2, 1, 0), strict=True):
            likely *= Fraction(1, 4) if swap else Fraction(3, 4)
            if swap:
                order[left], order[left + 1] = order[left + 1], order[left]
        for slot, source in enumerate(order):
            table[slot][source] += likely
    return table


def offspring(report: Report, count: int) -> list[str]:
    """Every transition of gene slots, the mutations, and the independence of loci."""
    mother, father = (population.from_integers([int(lane * LOCI, 16)]) for lane in ("0123", "4567"))
    seeds = numbers(count)
    genes = genes_of(population.offspring(mother, father, seeds))
    exact = [row + row + [Fraction(0)] * 8 for row in transitions()]
    shares = [[float(p * (1 - MUTATION) + MUTATION / ALLELES) for p in row] for row in exact]
    counts = [np.bincount(row, minlength=ALLELES) for row in genes]
    report.judge(
        "births: a gene's origin against the exact table",
        [fit(row, shares[n % GENES])[1] for n, row in enumerate(counts)],
    )
    page = []
    for slot, row in enumerate(shares):
        seen = sum(counts[slot::GENES]) / (count * LOCI)
        page.append(f"| {slot}, exact | " + " | ".join(f"{100 * p:.4f}" for p in row[:8]) + " |")
        page.append(f"| {slot}, seen | " + " | ".join(f"{100 * p:.4f}" for p in seen[:8]) + " |")

    nobody = population.from_integers([0])
    changed = genes_of(population.offspring(nobody, nobody, seeds))
    origins = genes[:, ~changed.any(axis=0)]
    pairs = [independence(*pair) for pair in itertools.combinations(origins[::GENES], 2)]
    report.judge("births without mutation: origins of the expressed genes of two loci", pairs)
    neighbours = [independence(row[:-1], row[1:]) for row in origins]
    report.judge("births without mutation: a gene's origin and that of the next birth", neighbours)

    births = int(np.count_nonzero(changed.any(axis=0)))
    rate = stats.binomtest(births, count, 15 / 128).pvalue
    where = fit(np.count_nonzero(changed, axis=1), [1 / 64] * 64)[1]
    what = fit(np.bincount(changed.ravel(), minlength=ALLELES)[1:], [1 / 15] * 15)[1]
    report.judge("mutations: how many, which of 64 genes, which of 15 changes", [rate, where, what])
    most = int(np.count_nonzero(changed, axis=0).max())
    return [
        *page,
        "",
        f"{births:,} of {count:,} births mutated: {100 * births / count:.3f} % "
        f"(exact: 11.719 %); never more than {most} gene in one.",
    ]


def drift(size: int) -> list[str]:
    """What mutation does to the frequencies of alleles in 200 generations of random mating."""
    generator = np.random.Generator(np.random.PCG64(1))
    living = population.founders(numbers(size), seed_rules.cumulate([WEIGHTS] * LOCI))
    kinds = [6144, 2560, 1792, 768]
    page = []
    for generation in range(201):
        if generation in (0, 50, 100, 150, 200):
            kept = float(1 - MUTATION) ** generation
            shares = np.bincount(genes_of(living).ravel(), minlength=ALLELES) / (64 * size)
            exact, seen = [], []
            for kind in kinds:
                exact.append(100 * (1 / 16 + (kind / 65536 - 1 / 16) * kept))
                of_kind = [share for share, w in zip(shares, WEIGHTS, strict=True) if w == kind]
                seen.append(100 * sum(of_kind) / len(of_kind))
            for name, row in (("exact", exact), ("seen", seen)):
                page.append(
                    f"| {generation}, {name} | " + " | ".join(f"{p:.3f}" for p in row) + " |"
                )
        r = generator.integers(0, 1 << 16, (size, LOCI), dtype=np.uint16)
        q = generator.integers(0, 1 << 16, size, dtype=np.uint16)
        mothers, fathers = (living[generator.integers(0, size, size)] for _ in range(2))
        living = population.inherit(mothers, fathers, r, q)
    return page


def versions() -> str:
    """What this page was made with."""
    try:
        keccak = f"safe-pysha3 {version('safe-pysha3')}"
    except PackageNotFoundError:
        keccak = f"pycryptodome {version('pycryptodome')}"
    parts = [f"{name} {version(name)}" for name in ("avatarchain", "numpy", "scipy")]
    return ", ".join([*parts, keccak, f"Python {platform.python_version()}"])


def main() -> int:
    """Print the page; 0 if everything passed."""
    parser = argparse.ArgumentParser(description="Print docs/uniformity.md.")
    parser.add_argument("--seeds", type=int, default=1_000_000, help="founders and births")
    parser.add_argument("--population", type=int, default=100_000, help="avatars in the drift")
    options = parser.parse_args()
    report = Report()
    loci, origins = founders(report, options.seeds), offspring(report, options.seeds)
    page = PAGE.format(
        versions=versions(),
        seeds=options.seeds,
        population=options.population,
        summary="\n".join(report.rows),
        loci="\n".join(loci),
        origins="\n".join(origins),
        drift="\n".join(drift(options.population)),
    )
    print(page, end="")
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
