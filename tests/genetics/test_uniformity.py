"""The uniformity page: a small run passes, and a population with a flaw does not."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from avatarchain.genetics import heredity, population

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "benchmarks" / "uniformity.py"


@pytest.fixture
def uniformity(monkeypatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("uniformity", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "uniformity", module)  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_a_small_run_passes_and_prints_the_sections_of_the_page():
    command = [sys.executable, str(SCRIPT), "--seeds", "20000", "--population", "500"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    published = (ROOT / "docs" / "uniformity.md").read_text("utf-8")
    headings = [line for line in published.splitlines() if line.startswith("#")]
    assert [line for line in done.stdout.splitlines() if line.startswith("#")] == headings


def test_the_published_page_tells_of_a_million_seeds_and_of_no_failure():
    published = (ROOT / "docs" / "uniformity.md").read_text("utf-8")
    assert "Founders of 1,000,000 seeds" in published
    assert published.count("| pass |") == 16
    assert "FAIL" not in published


def test_founders_whose_neighbouring_seeds_share_draws_fail(uniformity, monkeypatch):
    def founders(seeds, cumulative):
        drawn = population_founders(seeds, cumulative)
        drawn[1::5, 7] = drawn[::5, 7]
        return drawn

    population_founders = population.founders
    monkeypatch.setattr(population, "founders", founders)
    report = uniformity.Report()
    uniformity.founders(report, 20_000)
    assert not report.passed


def test_births_whose_shuffle_is_a_little_off_fail(uniformity, monkeypatch):
    def shuffle(genomes, r):
        return shuffled(genomes, r | r >> 1 & r >> 3)

    shuffled = population._shuffle
    monkeypatch.setattr(population, "_shuffle", shuffle)
    report = uniformity.Report()
    uniformity.offspring(report, 20_000)
    assert not report.passed


def test_births_that_never_mutate_the_last_gene_fail(uniformity, monkeypatch):
    def mutate(children, q):
        mutated(children, np.where(q >> 3 & 63 == 0, 1, q).astype(np.uint16))

    mutated = population._mutate
    monkeypatch.setattr(population, "_mutate", mutate)
    report = uniformity.Report()
    uniformity.offspring(report, 60_000)
    assert not report.passed


def test_the_exact_table_of_transitions_is_that_of_all_shuffles_counted(uniformity):
    counts = [[0] * 4 for _ in range(4)]
    mother = int("0123" * 16, 16)
    for bits in range(64):
        child = heredity.inherit(mother, 0, bits | 0xF000, 1) & 0xFFFF
        for slot in range(4):
            counts[slot][child >> 12 - 4 * slot & 15] += 1
    assert [[2 * 64 * p for p in row] for row in uniformity.transitions()] == counts
