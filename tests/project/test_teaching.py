"""Every number of docs/teaching.md, worked out by the library's own inheritance.

A lane of 16 random bits decides all that happens at a locus, so all 65,536 of them are every
birth there is, each as likely as the others: the shares below are exact.
"""

import re
from collections import Counter
from fractions import Fraction
from itertools import product
from math import comb
from pathlib import Path

import numpy as np
import pytest

from avatarchain import Genome
from avatarchain.genetics import population
from avatarchain.genetics import seeds as seed_rules
from avatarchain.genetics.odds import odds
from avatarchain.library.crosses import punnett
from avatarchain.pedigree import inbreeding_of_child
from avatarchain.registry import AvatarRecord
from avatarchain.species.pack import load

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "teaching.md").read_text(encoding="utf-8")
ROWS = {
    cells[0]: cells[1:]
    for line in PAGE.splitlines()
    if line.startswith("|")
    for cells in ([cell.strip() for cell in line.strip("|").split("|")],)
}
A, B = 1, 2
DIGITS = np.array([12, 8, 4, 0])


def births(mother: int, father: int) -> np.ndarray:
    """The genes of a locus in all 65,536 births without mutation, 65,536 × 4; the parents are
    lanes of four genes.
    """
    every = np.arange(1 << 16, dtype=np.uint16).reshape(-1, 16)
    parents = (np.full((1, 16), genes, np.uint16) for genes in (mother, father))
    children = population.inherit(*parents, every, np.ones(len(every), np.uint16))
    return np.asarray(children.reshape(-1, 1) >> DIGITS & 15)


def copies(children: np.ndarray) -> list[Fraction]:
    """The shares of births with 0, 1, 2, 3 and 4 copies of A."""
    counts = Counter((children == A).sum(axis=1).tolist())
    return [Fraction(counts[number], len(children)) for number in range(5)]


def pure(allele: int) -> int:
    return int(f"{allele:x}" * 4, 16)


def first_generation() -> list[int]:
    """The sixteen kinds of F1 by which places hold A; all are equally likely."""
    return [int("".join(f"{gene:x}" for gene in genes), 16) for genes in product((A, B), repeat=4)]


BINOMIAL = [Fraction(comb(4, number), 16) for number in range(5)]


def test_half_of_the_f1_of_two_pure_lines_show_each_of_them() -> None:
    children = births(pure(A), pure(B))
    assert Fraction(int((children[:, 0] == A).sum()), 1 << 16) == Fraction(1, 2)
    assert "50 % show A and 50 % show B" in ROWS["a cross of two pure lines, A × B (F1)"][1]
    counted = Counter(int("".join(f"{gene:x}" for gene in row), 16) for row in children.tolist())
    assert dict(counted) == dict.fromkeys(first_generation(), (1 << 16) // 16)


def test_the_f2_and_a_test_cross_are_half_and_a_quarter() -> None:
    f1 = first_generation()
    f2 = [births(mother, father) for mother, father in product(f1, f1)]
    assert np.mean([(children[:, 0] == A).mean() for children in f2]) == 0.5
    assert [sum(shares) / 256 for shares in zip(*map(copies, f2), strict=True)] == BINOMIAL
    crossed = [births(mother, pure(B)) for mother in f1]
    assert np.mean([(children[:, 0] == A).mean() for children in crossed]) == 0.25
    assert ROWS["the F1 among themselves (F2)"][1].startswith("50 % and 50 % again")
    told = ROWS["F1 with the pure line B (a test cross)"][1]
    assert "25 % show A on average" in told
    shares = [(children[:, 0] == A).mean() for children in crossed]
    seen = [mother >> 12 for mother in f1]
    of_a, of_b = (
        100 * np.mean([share for each, share in zip(seen, shares, strict=True) if each == allele])
        for allele in (A, B)
    )
    assert f"some {of_a:.0f} % where the F1 shows A, {of_b:.0f} % where it shows B" in told


def test_a_child_has_none_to_four_of_its_mothers_genes() -> None:
    assert copies(births(pure(A), pure(B))) == BINOMIAL
    told = ROWS["genes that a child has of its mother at a locus"][1]
    assert told.startswith("0 to 4 of four: in 1/16, 4/16, 6/16, 4/16 and 1/16")


def test_the_seen_gene_comes_from_each_place_as_the_page_says() -> None:
    children = births(0x0123, 0x4567)
    shares = [(children[:, 0] == gene).mean() * 100 for gene in range(8)]
    assert shares[:4] == shares[4:] == [37.5, 9.375, 2.34375, 0.78125]
    assert 2 * sum(shares[1:4]) == 25
    told = ROWS["which gene of a parent is seen in the child"][1]
    assert "37.5, 9.375, 2.34 and 0.78 %" in told
    assert "in 25 % of births" in told


def test_fifteen_of_128_births_change_one_gene_and_none_changes_two() -> None:
    every = np.arange(1 << 16, dtype=np.uint16)
    parents = np.zeros((1, 16), np.uint16)
    children = population.inherit(parents, parents, np.zeros((1 << 16, 16), np.uint16), every)
    changed = ((children[:, :, None] >> DIGITS & 15) != 0).sum(axis=(1, 2))
    assert Counter(changed.tolist()) == {0: (1 << 16) * 113 // 128, 1: (1 << 16) * 15 // 128}
    assert Fraction(int((every & 7 == 0).sum()), 1 << 16) == Fraction(1, 8)
    assert "15 of 128 births" in ROWS["mutation"][1]


def test_the_odds_of_an_allele_that_neither_parent_has_are_small_and_never_0() -> None:
    genome = int("1" * 64, 16)
    table = odds(genome, genome)
    assert {table[locus][allele] for locus in range(16) for allele in range(16)} == {
        Fraction(1, 8192),
        1 - Fraction(15, 8192),
    }
    assert "1 of 8,192 births" in ROWS["what cannot happen"][1]


def test_mother_and_father_are_roles_and_loci_know_nothing_of_each_other() -> None:
    weights = load("tuftling").cumulative
    first, second = (seed_rules.founder(bytes([number]) * 32, weights) for number in (1, 2))
    assert odds(first, second) == odds(second, first)
    # Of two loci that both parents carry mixed, seen alleles are independent.
    mother, father = (np.full((1, 16), genes, np.uint16) for genes in (0x1212, 0x2111))
    lanes = np.random.default_rng(3).integers(0, 1 << 16, (200_000, 16), np.uint16)
    children = population.inherit(mother, father, lanes, np.ones(len(lanes), np.uint16))
    seen = (children >> 12 == A).astype(float)
    between = np.corrcoef(seen.T) - np.eye(16)
    assert np.abs(between).max() < 5 / np.sqrt(len(lanes))


def test_copies_of_an_allele_among_founders_are_binomial() -> None:
    """Each of a founder's genes is drawn by itself; here 20,000 founders × 16 loci."""
    species = load("tuftling")
    seeds = population.item_seeds(seed_rules.seed_from_text("hardy and weinberg"), 0, 20_000)
    founders = population.founders(seeds, species.cumulative)
    for locus, sums in enumerate(species.cumulative):
        genes = founders[:, locus, None] >> DIGITS & 15
        for allele, weight in enumerate(np.diff(sums, prepend=0).tolist()):
            p = weight / 65_536
            expected = np.array([comb(4, k) * p**k * (1 - p) ** (4 - k) for k in range(5)])
            counts = np.bincount((genes == allele).sum(axis=1), minlength=5)
            error = np.sqrt(expected * (1 - expected) * len(founders))
            assert (np.abs(counts - expected * len(founders)) <= 5 * error + 3).all()
            shown = (genes[:, 0] == allele).sum()
            assert abs(shown - p * len(founders)) <= 5 * np.sqrt(p * len(founders))


def test_the_five_classes_of_the_page_are_the_binomial_ones() -> None:
    for row, p in (("p = 9.375 % (weight 6,144)", 6144 / 65_536), ("p = 50 %", 0.5)):
        shares = [comb(4, k) * p**k * (1 - p) ** (4 - k) for k in range(5)]
        told = [float(cell.removesuffix(" %")) / 100 for cell in ROWS[row]]
        assert told == pytest.approx(shares, abs=0.00005)
    weights = {w for s in load("tuftling").cumulative for w in np.diff(s, prepend=0).tolist()}
    assert 6144 in weights


def test_the_classes_stay_binomial_in_a_large_population_that_mates_at_random() -> None:
    dice, size, p = np.random.default_rng(4), 100_000, 0.3
    genes = np.where(dice.random((size, 16, 4)) < p, A, B).astype(np.uint16)
    herd = (genes << DIGITS.astype(np.uint16)).sum(axis=2).astype(np.uint16)
    for _ in range(3):
        mothers, fathers = dice.integers(0, size, (2, size))
        lanes = dice.integers(0, 1 << 16, (size, 16), np.uint16)
        herd = population.inherit(herd[mothers], herd[fathers], lanes, np.ones(size, np.uint16))
    number = ((herd[:, :, None] >> DIGITS & 15) == A).sum(axis=2)
    shares = np.bincount(number.ravel(), minlength=5) / number.size
    expected = [comb(4, k) * p**k * (1 - p) ** (4 - k) for k in range(5)]
    assert shares == pytest.approx(expected, abs=0.003)


def test_a_mixture_comes_near_to_them_by_half_a_generation() -> None:
    told = re.search(r"([\d.]+) % have four copies .* then ([\d., and]+) %", PAGE)
    assert told is not None
    shares = [float(number) for number in re.findall(r"\d+\.\d", " ".join(told.groups()))]
    assert len(shares) == 5
    dice, size = np.random.default_rng(5), 100_000
    herd = np.where(dice.random((size, 16)) < 0.5, pure(A), pure(B)).astype(np.uint16)
    for share in shares:
        mothers, fathers = dice.integers(0, size, (2, size))
        lanes = dice.integers(0, 1 << 16, (size, 16), np.uint16)
        herd = population.inherit(herd[mothers], herd[fathers], lanes, np.ones(size, np.uint16))
        assert 100 * (herd == pure(A)).mean() == pytest.approx(share, abs=0.2)


def test_the_child_of_full_siblings_is_inbred_as_the_page_says() -> None:
    def person(number: int, generation: int, mother: int = 0, father: int = 0) -> AvatarRecord:
        return AvatarRecord(number, 0, generation, mother, father, "", 0, b"")

    family = {one.identity: one for one in (person(1, 0), person(2, 0))}
    family |= {number: person(number, 1, 1, 2) for number in (3, 4)}
    found = inbreeding_of_child(family, 3, 4)
    assert f"their children are inbred: {float(found * 100):.1f} %" in ROWS["relatives"][1]


def test_what_is_worn_hurt_or_painted_is_among_the_alleles_of_the_tuftling() -> None:
    loci = {locus.name: locus for locus in load("tuftling").loci}
    assert {"garb", "cloth", "marks", "scene", "sky"} <= set(loci)
    assert "scar" in [allele.name for allele in loci["marks"].alleles]
    names = [locus.name for locus in load("tuftling").loci]
    (hood,) = [allele for allele in loci["garb"].alleles if allele.name == "hood"]
    hidden = {name for at, name in enumerate(names) if hood.hides >> at & 1}
    assert hidden == {"ears", "crest"}


def test_nothing_that_is_worn_hurt_or_painted_is_an_allele_of_the_glimmer() -> None:
    told = ROWS["clothes, scars, what stands behind somebody"][1]
    assert told.endswith("has nothing that is worn, hurt or painted on")
    garb = {allele.name for allele in load("tuftling").loci[15].alleles}
    worn = garb - {"bare", "petals", "snail"}  # a glimmer's snail is its own body
    others = {"spectacles", "patch", "scar", "warpaint", "rune", "tears", "mask", "straw", "ringed"}
    for locus in load("glimmer").loci:
        assert locus.name not in {"garb", "cloth", "marks", "scene", "sky"}
        assert not {allele.name for allele in locus.alleles} & (worn | others), locus.name


def test_the_table_of_the_page_is_the_one_that_is_printed() -> None:
    line, other = Genome.pure({"garb": "scarf"}), Genome.pure({"garb": "cloak"})
    carrier = other.with_genes("garb", ["cloak", "scarf", "cloak", "cloak"])
    table = str(punnett(carrier, line, "garb"))
    assert "\n".join(f"    {row}" for row in table.splitlines()) in PAGE


def test_every_page_that_names_mendel_s_model_says_that_it_makes_no_avatars() -> None:
    root = Path(__file__).resolve().parents[2]
    pages = [page for kind in ("*.md", "docs/*.md", "examples/*.ipynb") for page in root.glob(kind)]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    naming = [text for text in texts if "mendel`" in text or "genetics import mendel" in text]
    assert len(naming) >= 4  # this page, the pedigree, the notebook, the changelog
    for text in naming:
        assert re.search(r"off\s+the\s+chain", text)
        assert re.search(r"never\s+(an\s+avatar|avatars)", text)
