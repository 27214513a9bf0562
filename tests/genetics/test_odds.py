"""The odds of a birth, against enumeration, by hand, and against a million births."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatarchain.genetics import genome, heredity, population
from avatarchain.genetics.odds import chance, odds, odds_of_places

MOTHER = int("0123" * 16, 16)
FATHER = int("4567" * 16, 16)
RELATED = int("0455" * 16, 16), int("4055" * 16, 16)
UNLIKE = (
    int("e086075550885c5ee064841d646405533706a0733547683d40173332d304e115", 16),
    int("166f2421b24d32730e43d5264110444507a2914626308375511b2c0c702411e1", 16),
)
COUPLES = [(MOTHER, FATHER), RELATED, UNLIKE, (MOTHER, MOTHER), (0, 2**256 - 1)]

words = st.integers(0, 2**256 - 1)


def simulated(mother: int, father: int, births: int) -> np.ndarray:
    """The expressed alleles (births × 16) of children under random words, always the same."""
    generator = np.random.Generator(np.random.PCG64(20210706))
    r = generator.integers(0, 1 << 16, (births, 16), dtype=np.uint16)
    q = generator.integers(0, 1 << 16, births, dtype=np.uint16)
    parents = population.from_integers([mother]), population.from_integers([father])
    return population.inherit(*parents, r, q) >> 12


def test_the_odds_of_eight_different_genes_are_those_of_the_swap_chain():
    first = [48, 12, 3, 1, 48, 12, 3, 1, *[0] * 8]
    expected = tuple(
        Fraction(511, 512) * Fraction(births, 128) + Fraction(1, 512 * 16) for births in first
    )
    assert odds(MOTHER, FATHER) == (expected,) * 16
    assert expected[0] == Fraction(511 * 48 * 4 + 8 * 4, 4 * 65536)


@pytest.mark.parametrize("couple", COUPLES)
def test_the_odds_of_a_locus_are_those_of_all_its_random_bits_counted(couple):
    """Every lane of r (65,536) by every q that mutates: one of 16 changes at one gene."""
    every = np.arange(1 << 16, dtype=np.uint16)
    lanes = np.repeat(every[:, None], 16, axis=1)
    parents = [population.from_integers([one]) for one in couple]
    plain = population.inherit(*parents, lanes, np.uint16(1)) >> 12
    for locus, row in enumerate(odds(*couple)):
        counts = np.bincount(plain[:, locus], minlength=16)
        for allele, probability in enumerate(row):
            inherited = Fraction(int(counts[allele]), 1 << 16)
            assert probability == inherited * Fraction(511, 512) + Fraction(1, 512 * 16)


@given(words, words)
def test_the_odds_of_every_locus_sum_to_one_in_whole_65536ths(mother, father):
    for row in odds(mother, father):
        assert sum(row) == 1
        assert all((65_536 * one).denominator == 1 and Fraction(float(one)) == one for one in row)


@given(words, words)
def test_mother_and_father_count_alike(mother, father):
    assert odds(mother, father) == odds(father, mother)


@given(words, words)
def test_alleles_that_no_parent_carries_come_by_mutation_alone(mother, father):
    for locus, row in enumerate(odds(mother, father)):
        carried = set(genome.genes(mother)[locus] + genome.genes(father)[locus])
        for allele, probability in enumerate(row):
            assert (probability == Fraction(1, 8192)) == (allele not in carried)


def test_a_combination_is_not_the_product_of_its_loci_for_only_one_gene_mutates():
    two_strangers = {0: [15], 1: [15]}
    assert chance(MOTHER, FATHER, two_strangers) == 0
    row = odds(MOTHER, FATHER)[0]
    assert row[15] > 0
    assert chance(MOTHER, FATHER, {0: [0], 1: [0]}) < row[0] * row[0]


@pytest.mark.parametrize("loci", [1, 2, 3, 15, 16])
def test_a_combination_is_exact_under_every_mutation(loci):
    """Parents of one allele have one child but for mutation, so all 8,192 q can be counted."""
    alike = int("5" * 64, 16)
    wanted = {locus: {5, 4, 1} if locus == 0 else {5} for locus in range(loci)}
    children = [
        genome.expressed(heredity.inherit(alike, alike, 2**255 - 19, q)) for q in range(1 << 13)
    ]
    hits = sum(all(child[locus] in wanted[locus] for locus in wanted) for child in children)
    assert chance(alike, alike, wanted) == Fraction(hits, 1 << 13)


@given(words, words, st.integers(0, 15), st.sets(st.integers(0, 15)))
def test_several_alleles_of_one_locus_add_up(mother, father, locus, alleles):
    row = odds(mother, father)[locus]
    assert chance(mother, father, {locus: alleles}) == sum(row[allele] for allele in alleles)


@pytest.mark.parametrize("couple", COUPLES)
@pytest.mark.parametrize("loci", [(2, 3), (9, 4)])
def test_the_odds_of_two_digits_are_those_of_all_their_random_bits_counted(couple, loci):
    """Every pair of lanes of r, by each of the 8,192 q: only 32 of them touch the digits."""
    lanes = np.repeat(np.arange(1 << 16, dtype=np.uint16)[:, None], 16, axis=1)
    parents = [population.from_integers([one]) for one in couple]

    def counted(q: int) -> np.ndarray:
        children = population.inherit(*parents, lanes, np.uint16(q)) >> 12
        one, other = (np.bincount(children[:, n], minlength=16).astype(object) for n in loci)
        return np.outer(one, other)

    gene = [63 - 4 * locus for locus in loci]
    touched = [change << 9 | at << 3 for at in gene for change in range(16)]
    total = (8192 - len(touched)) * counted(1) + sum(map(counted, touched))
    found = odds_of_places(*couple, *loci)
    assert found == tuple(Fraction(count, 1 << 45) for count in total.flatten().tolist())
    assert all(Fraction(float(one)) == one for one in found)
    some = [place for place in range(256) if place % 3 == 1]
    assert chance(*couple, {}, {loci: some}) == sum(found[place] for place in some)


@given(words, words, st.sets(st.integers(0, 255)), st.integers(0, 15))
def test_digits_and_another_locus_are_the_sum_over_the_places(mother, father, places, allele):
    pairs = [{2: [place // 16], 3: [place % 16]} for place in places]
    both = sum((chance(mother, father, {7: [allele], **pair}) for pair in pairs), Fraction(0))
    assert chance(mother, father, {7: [allele]}, {(2, 3): places}) == both


@given(words, words, st.lists(st.integers(0, 15), min_size=2, max_size=2, unique=True))
def test_the_chances_of_all_combinations_of_two_loci_sum_to_one_and_to_their_odds(
    mother, father, loci
):
    one, other = loci
    joint = [[chance(mother, father, {one: [a], other: [b]}) for b in range(16)] for a in range(16)]
    assert tuple(map(sum, joint)) == odds(mother, father)[one]
    assert sum(map(sum, joint)) == 1


@given(words, words, st.dictionaries(st.integers(0, 15), st.sets(st.integers(0, 15))))
def test_a_further_wish_never_makes_a_birth_likelier(mother, father, wanted):
    certain = chance(mother, father, {})
    assert certain == 1
    for count in range(1, len(wanted) + 1):
        less = chance(mother, father, dict(list(wanted.items())[:count]))
        assert 0 <= less <= certain
        certain = less


def test_an_empty_set_of_alleles_cannot_be_met():
    assert chance(MOTHER, FATHER, {3: []}) == 0


def test_an_allele_twice_counts_once():
    assert chance(MOTHER, FATHER, {0: [3, 3]}) == odds(MOTHER, FATHER)[0][3]


@pytest.mark.parametrize("couple", [(MOTHER, FATHER), UNLIKE])
def test_a_million_births_come_as_the_odds_say(couple):
    """Fixed random words; six standard deviations, and room for a handful of rare cases."""
    births = 1_000_000
    children = simulated(*couple, births)
    for locus, row in enumerate(odds(*couple)):
        counts = np.bincount(children[:, locus], minlength=16)
        for allele, probability in enumerate(row):
            expected = births * float(probability)
            deviation = (expected * (1 - float(probability))) ** 0.5
            assert abs(int(counts[allele]) - expected) < 6 * deviation + 1, (locus, allele)


def test_a_million_births_bring_forms_of_two_digits_as_often_as_their_chance_says():
    births = 1_000_000
    children = simulated(*UNLIKE, births).astype(int)
    shown = 16 * children[:, 6] + children[:, 2]
    for places in ([0x33], range(0x30, 0x40), range(0, 256, 5), range(128)):
        probability = float(chance(*UNLIKE, {}, {(6, 2): places}))
        hits = int(np.isin(shown, list(places)).sum())
        deviation = (births * probability * (1 - probability)) ** 0.5
        assert abs(hits - births * probability) < 6 * deviation + 1


def test_a_million_births_bring_a_combination_as_often_as_its_chance_says():
    births = 1_000_000
    children = simulated(*UNLIKE, births)
    likely = [max(range(16), key=row.__getitem__) for row in odds(*UNLIKE)]
    for count in (2, 4, 8):
        wanted = {locus: [likely[locus]] for locus in range(count)}
        probability = float(chance(*UNLIKE, wanted))
        hits = int((children[:, :count] == likely[:count]).all(axis=1).sum())
        deviation = (births * probability * (1 - probability)) ** 0.5
        assert abs(hits - births * probability) < 6 * deviation + 1
