"""Seeds that papers tell: those that draw what the papers say, and no others."""

from pathlib import Path

from avatarchain.papers.seeds import seeds_in
from avatarchain.species.pack import load

FILES = Path(__file__).parents[1] / "vectors" / "certificate" / "files"


def test_a_seed_counts_if_it_draws_the_genome_of_the_papers() -> None:
    """Forged papers among the files name seeds that draw others, and other species."""
    seeds = seeds_in([FILES], load("tuftling"))
    assert seeds
    assert all(len(seed) == 32 for seed in seeds.values())
    assert seeds_in([FILES], load("glimmer")).keys().isdisjoint(seeds)
    assert seeds_in([FILES / "missing.png"], load("tuftling")) == {}
