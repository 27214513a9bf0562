"""Seeds, and the founders that they draw."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatarchain.base.canonical import to_hex
from avatarchain.errors import MalformedSeed
from avatarchain.genetics import genome
from avatarchain.genetics import seeds as seed_rules
from support.published import cases, data, number

MASTER = bytes(range(32))
WEIGHTS = [6144] * 8 + [2560] * 4 + [1792] * 3 + [768]
CUMULATIVE = seed_rules.cumulate([WEIGHTS] * 16)


def assigned(text: str) -> bool:
    return all(unicodedata.category(letter) not in ("Cs", "Cn") for letter in text)


def test_the_vectors_of_the_design_hold():
    alice = seed_rules.seed_from_text("alice")
    assert alice.hex() == "e69328a83d7dd1b6d7b8da33840de0a4289fc36535db3714a77a6cde27200bbf"
    assert seed_rules.founder(alice, CUMULATIVE) == int(
        "e086075550885c5ee064841d646405533706a0733547683d40173332d304e115", 16
    )
    assert seed_rules.item_seed(MASTER, 0).hex() == (
        "63cbf5c4e7cc18c9657b89a558f8af33a37289cee673c0271735d941d6b7ecd4"
    )
    seventh = seed_rules.item_seed(MASTER, 7)
    assert seventh.hex() == "072d66a78e10d865eacbc593a7d9199419840c349ca6827c00a7810fe69c76b3"
    assert seed_rules.founder(seventh, CUMULATIVE) == int(
        "166f2421b24d32730e43d5264110444507a2914626308375511b2c0c702411e1", 16
    )


@pytest.mark.parametrize("name", ["Zo\u00eb", "Zoe\u0308"])
def test_composed_and_decomposed_text_give_one_seed(name):
    assert seed_rules.seed_from_text(name).hex() == (
        "a7937519208d7f8cf4930157542acba6061bbc121cd1af6dfa925cf83bbba4bd"
    )


@pytest.mark.parametrize("case", cases("seeds", "seed of text", refused=True))
def test_texts_that_make_no_seed_are_refused_at_the_published_position(case):
    text = "".join(map(chr, case["code_points"]))
    position = f"at position {case['answer']['position']} " if text else "empty"
    with pytest.raises(MalformedSeed, match=position):
        seed_rules.seed_from_text(text)


@pytest.mark.parametrize("case", cases("seeds", "seed of text"))
def test_the_published_texts_give_their_seeds(case):
    assert seed_rules.seed_from_text("".join(map(chr, case["code_points"]))) == data(case["answer"])


@pytest.mark.parametrize("case", cases("seeds", "seed of item"))
def test_the_published_numbers_of_collections_give_their_seeds(case):
    assert seed_rules.item_seed(data(case["master"]), int(case["number"])) == data(case["answer"])


def test_the_published_founders_follow_from_their_seeds_and_weights():
    published = cases("founders", "founder")
    assert len([case for case in published if case["weights"] == [WEIGHTS] * 16]) == 50
    for case in published:
        cumulative = seed_rules.cumulate(case["weights"])
        assert seed_rules.founder(data(case["seed"]), cumulative) == number(case["answer"])


@given(st.text(min_size=1).filter(assigned))
def test_every_normal_form_of_a_text_that_nfc_joins_gives_one_seed(text):
    seeds = {
        seed_rules.seed_from_text(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")
    } | {seed_rules.seed_from_text(text)}
    assert len(seeds) == 1


def test_text_is_not_trimmed_and_case_counts():
    texts = ["alice", " alice", "alice ", "alice\n", "Alice"]
    assert len({seed_rules.seed_from_text(text) for text in texts}) == len(texts)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the text is empty"),
        ("ab\ud800", "U+D800 at position 3 is a lone surrogate"),
        ("\udfff", "U+DFFF at position 1 is a lone surrogate"),
        ("a\u0378", "U+0378 at position 2 is not assigned"),
        ("\U0010ffff", "U+10FFFF at position 1 is not assigned"),
    ],
)
def test_a_text_whose_normal_form_is_not_settled_is_refused(text, says):
    with pytest.raises(MalformedSeed) as caught:
        seed_rules.seed_from_text(text)
    assert says in str(caught.value)


@given(st.binary(min_size=32, max_size=32))
def test_a_seed_in_hex_is_read_in_either_case_with_and_without_0x(seed):
    for spelling in (seed.hex(), seed.hex().upper(), "0x" + seed.hex(), "0X" + seed.hex().upper()):
        assert seed_rules.seed_from_hex(spelling) == seed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected 64 hex digits, got 0"),
        ("0" * 63, "expected 64 hex digits, got 63"),
        ("0x" + "0" * 65, "expected 64 hex digits, got 65"),
        ("0x" + "0" * 9 + "g" + "0" * 54, "'g' at position 12 is not a hex digit"),
        ("0" * 64 + "\n", "'\\n' at position 65 is not a hex digit"),
        ("00 " + "0" * 61, "' ' at position 3 is not a hex digit"),
        ("٣" * 64, "'٣' at position 1 is not a hex digit"),
    ],
)
def test_a_hex_text_that_is_no_seed_is_refused_by_position(text, says):
    with pytest.raises(MalformedSeed) as caught:
        seed_rules.seed_from_hex(text)
    assert says in str(caught.value)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_bytes_that_are_not_32_are_no_seed(length):
    for use in (
        lambda: seed_rules.founder(bytes(length), CUMULATIVE),
        lambda: seed_rules.item_seed(bytes(length), 0),
    ):
        with pytest.raises(MalformedSeed, match=f"expected 32 bytes, got {length}"):
            use()


@pytest.mark.parametrize("item", [-1, 2**64])
def test_a_collection_has_no_item_that_eight_bytes_cannot_count(item):
    with pytest.raises(OverflowError):
        seed_rules.item_seed(MASTER, item)


def test_the_seed_of_an_item_does_not_depend_on_its_neighbours():
    forwards = [seed_rules.item_seed(MASTER, n) for n in range(20)]
    backwards = [seed_rules.item_seed(MASTER, n) for n in reversed(range(20))]
    assert forwards == backwards[::-1]
    assert len(set(forwards)) == 20


def test_seeds_of_the_operating_system_are_32_bytes_and_differ():
    first, second = seed_rules.random_seed(), seed_rules.random_seed()
    assert len(first) == len(second) == 32
    assert first != second


def test_a_founders_gene_is_the_first_allele_whose_sum_exceeds_the_draw(monkeypatch):
    edges = [0, 6143, 6144, 49151, 49152, 59391, 59392, 64767, 64768, 65535]
    monkeypatch.setattr(seed_rules, "_draws", lambda seed: iter(edges + [0] * 54))
    assert to_hex(seed_rules.founder(bytes(32), CUMULATIVE)).startswith("0x00178bceff0")


def test_each_locus_is_drawn_by_its_own_weights():
    only = [[1] * allele + [65536 - 15] + [1] * (15 - allele) for allele in range(16)]
    value = seed_rules.founder(seed_rules.seed_from_text("alice"), seed_rules.cumulate(only))
    assert genome.genes(value) == tuple((allele,) * 4 for allele in range(16))
