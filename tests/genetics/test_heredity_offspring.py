"""Offspring: the word-wide inheritance against its vectors, a slow model and its promises."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatarchain.base.canonical import keccak256, word
from avatarchain.errors import MalformedSeed
from avatarchain.genetics import genome, heredity
from avatarchain.genetics.identity import identity
from support import gene_by_gene
from support.published import cases, data, number

MOTHER = int("0123" * 16, 16)
FATHER = int("4567" * 16, 16)

words = st.integers(0, 2**256 - 1)
never_mutating = words.filter(lambda q: q & 7)


def arbitrary(number: int) -> int:
    return int.from_bytes(keccak256(b"arbitrary" + word(number)), "big")


def digits_changed(before: int, after: int) -> list[int]:
    """Which of 64 digits differ, counted from the right."""
    return [n for n in range(64) if (before ^ after) >> 4 * n & 15]


def test_the_vectors_of_the_design_hold():
    assert heredity.offspring(MOTHER, FATHER, word(1)) == int(
        "0427456745361563542341231756456745634127021705374172165341632463", 16
    )
    assert heredity.offspring(MOTHER, FATHER, word(17)) == int(
        "0517452715230172013246574516025302130523102345621572421701960163", 16
    )
    assert heredity.birth_seed(b"\x11" * 32, 1, 2).hex() == (
        "b17ae73b7d48db18adabbd31559bb80228399275ca5c82acdab14f1017480997"
    )


def test_the_second_vector_mutates_gene_5_from_the_right_by_10():
    r, q = (int.from_bytes(keccak256(word(17) + word(n)), "big") for n in (0, 1))
    child = heredity.inherit(MOTHER, FATHER, r, q)
    assert child ^ heredity.inherit(MOTHER, FATHER, r, 1) == 10 << 4 * 5


def test_the_published_births_give_their_children():
    published = cases("heredity", "offspring")
    assert len(published) >= 100
    for case in published:
        parents = number(case["mother"]), number(case["father"])
        assert heredity.offspring(*parents, data(case["seed"])) == number(case["answer"])
        assert gene_by_gene.offspring(*parents, data(case["seed"])) == number(case["answer"])


def test_the_published_births_mutate_each_of_the_64_genes():
    mutated = set()
    for case in cases("heredity", "offspring"):
        mother, father, seed = number(case["mother"]), number(case["father"]), data(case["seed"])
        r = int.from_bytes(keccak256(seed + word(0)), "big")
        unmutated = heredity.inherit(mother, father, r, 1)
        mutated.update(digits_changed(unmutated, number(case["answer"])))
    assert mutated == set(range(64))


@pytest.mark.parametrize("case", cases("heredity", "seed of birth"))
def test_the_published_conceptions_give_their_birth_seeds(case):
    assert heredity.birth_seed(
        data(case["mix_hash"]), number(case["mother"]), number(case["father"])
    ) == data(case["answer"])


def test_ten_thousand_births_agree_with_inheritance_gene_by_gene():
    shapes = [
        0,
        2**256 - 1,  # every gene F
        *(int(f"{allele:x}" * 64, 16) for allele in (1, 8, 14)),  # one allele everywhere
        MOTHER,
        FATHER,
        *(int(lane * 16, 16) for lane in ("f000", "0f00", "00f0", "000f", "00ff", "8421")),
        int("ffff0000" * 8, 16),
        1 << 255,
        1,
    ]
    births = [
        (mother, father, word(n * 256 + k))
        for n, (mother, father) in enumerate(itertools.product(shapes, repeat=2))
        for k in range(24)
    ]
    births += [(one, one, word(n)) for n, one in enumerate(map(arbitrary, range(500)))]
    births += [
        (arbitrary(3 * n), arbitrary(3 * n + 1), word(arbitrary(3 * n + 2))) for n in range(5000)
    ]
    assert len(births) >= 10_000
    for mother, father, seed in births:
        assert heredity.offspring(mother, father, seed) == gene_by_gene.offspring(
            mother, father, seed
        ), (hex(mother), hex(father), seed.hex())


def test_every_bit_of_the_random_words_is_used_as_gene_by_gene():
    for bit in range(256):
        for r, q in ((1 << bit, 1), (2**256 - 1 ^ 1 << bit, 1), (arbitrary(bit), 1 << bit)):
            child = heredity.inherit(MOTHER, FATHER, r, q)
            assert child == gene_by_gene.inherit(MOTHER, FATHER, r, q)


@given(words, words, words, words)
def test_a_childs_gene_is_one_of_eight_of_its_parents_unless_it_mutated(mother, father, r, q):
    child = heredity.inherit(mother, father, r, q)
    strangers = [
        (locus, slot)
        for locus in range(16)
        for slot in range(4)
        if genome.gene(child, locus, slot)
        not in genome.genes(mother)[locus] + genome.genes(father)[locus]
    ]
    assert len(strangers) <= (q & 7 == 0)


@given(words, words, words, words.map(lambda q: q >> 3 << 3), never_mutating)
def test_at_most_one_gene_mutates_and_only_where_q_says(mother, father, r, q, other):
    plain = heredity.inherit(mother, father, r, other)
    changed = digits_changed(plain, heredity.inherit(mother, father, r, q))
    assert changed == ([q >> 3 & 63] if q >> 9 & 15 else [])


@given(words, words, words, never_mutating)
def test_the_child_of_two_equal_homozygous_parents_is_their_copy(one, other, r, q):
    lanes = genome.from_genes(one >> 4 * locus & 15 for locus in range(16) for _ in range(4))
    assert heredity.inherit(lanes, lanes, r, q) == lanes


@given(words, words, words, words, st.integers(0, 15), st.integers(0, 2**16 - 1))
def test_bits_outside_a_lane_of_r_never_change_that_lane(mother, father, r, q, lane, bits):
    kept = 0xFFFF << 16 * lane
    elsewhere = arbitrary(bits) & ~kept
    child = heredity.inherit(mother, father, r, q)
    assert (child ^ heredity.inherit(mother, father, r ^ elsewhere, q)) & kept == 0


@given(words, words, words, words, st.integers(0, 15), words)
def test_the_other_lanes_of_the_parents_never_change_a_lane(mother, father, r, q, lane, noise):
    kept = 0xFFFF << 16 * lane
    child = heredity.inherit(mother, father, r, q)
    stranger = heredity.inherit(mother ^ noise & ~kept, father ^ ~kept & noise >> 1, r, q)
    assert (child ^ stranger) & kept == 0


@given(words, words, words)
def test_mother_and_father_are_not_interchangeable_but_for_a_mirrored_draw(mother, father, r):
    mirrored = 0
    for lane in range(16):
        bits = r >> 16 * lane & 0xFFFF
        mirror = bits & 63
        turned = bits >> 6 & 63 | mirror << 6 | (bits & 0xF000 ^ 0xF000)
        mirrored |= turned << 16 * lane
    assert heredity.inherit(mother, father, r, 1) == heredity.inherit(father, mother, mirrored, 1)


@given(words, words, st.binary(min_size=32, max_size=32))
def test_a_birth_is_told_again_from_parents_and_seed_alone(mother, father, seed):
    child = heredity.offspring(mother, father, seed)
    assert 0 <= child < 2**256
    assert heredity.offspring(mother, father, seed) == child


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), words), max_size=40))
def test_any_sequence_of_births_keeps_identities_unique(births):
    """The registry's rule in miniature: a child whose genome lives already is refused."""
    species = bytes(32)
    living = {identity(species, one): one for one in (MOTHER, FATHER, 0, 2**256 - 1)}
    for mother, father, block in births:
        ids = list(living)
        couple = ids[mother % len(ids)], ids[father % len(ids)]
        seed = heredity.birth_seed(word(block), *couple)
        child = heredity.offspring(living[couple[0]], living[couple[1]], seed)
        token = identity(species, child)
        assert (token in living) == (child in living.values())
        if token not in living:
            living[token] = child
    assert len(set(living.values())) == len(living)


def test_the_same_couple_at_another_block_or_in_other_roles_gets_another_seed():
    seeds = {
        heredity.birth_seed(block, *couple)
        for block in (bytes(32), b"\x01" + bytes(31))
        for couple in ((1, 2), (2, 1))
    }
    assert len(seeds) == 4


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_birth_seed_or_block_hash_of_another_length_is_refused(length):
    with pytest.raises(MalformedSeed, match=f"expected 32 bytes, got {length}"):
        heredity.offspring(MOTHER, FATHER, bytes(length))
    with pytest.raises(
        MalformedSeed, match=f"expected 32 bytes of a block's mixHash, got {length}"
    ):
        heredity.birth_seed(bytes(length), 1, 2)
