"""Seeds, and the founders that they draw."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatarchain import genome, heredity
from avatarchain.errors import MalformedSeed
from published import data, number, read

MASTER = bytes(range(32))
WEIGHTS = [6144] * 8 + [2560] * 4 + [1792] * 3 + [768]
CUMULATIVE = heredity.cumulate([WEIGHTS] * 16)


def assigned(text: str) -> bool:
    return all(unicodedata.category(letter) not in ("Cs", "Cn") for letter in text)


def test_the_vectors_of_the_design_hold():
    alice = heredity.seed_from_text("alice")
    assert alice.hex() == "e69328a83d7dd1b6d7b8da33840de0a4289fc36535db3714a77a6cde27200bbf"
    assert heredity.founder(alice, CUMULATIVE) == int(
        "e086075550885c5ee064841d646405533706a0733547683d40173332d304e115", 16
    )
    assert heredity.item_seed(MASTER, 0).hex() == (
        "63cbf5c4e7cc18c9657b89a558f8af33a37289cee673c0271735d941d6b7ecd4"
    )
    seventh = heredity.item_seed(MASTER, 7)
    assert seventh.hex() == "072d66a78e10d865eacbc593a7d9199419840c349ca6827c00a7810fe69c76b3"
    assert heredity.founder(seventh, CUMULATIVE) == int(
        "166f2421b24d32730e43d5264110444507a2914626308375511b2c0c702411e1", 16
    )


@pytest.mark.parametrize("name", ["Zo\u00eb", "Zoe\u0308"])
def test_composed_and_decomposed_text_give_one_seed(name):
    assert heredity.seed_from_text(name).hex() == (
        "a7937519208d7f8cf4930157542acba6061bbc121cd1af6dfa925cf83bbba4bd"
    )


@pytest.mark.parametrize("case", read("seeds")["texts"])
def test_the_published_texts_give_their_seeds(case):
    assert heredity.seed_from_text(case["text"]) == data(case["seed"])


@pytest.mark.parametrize("case", read("seeds")["items"])
def test_the_published_numbers_of_collections_give_their_seeds(case):
    assert heredity.item_seed(data(case["master"]), int(case["number"])) == data(case["seed"])


def test_fifty_published_founders_follow_from_their_seeds():
    cases = read("founders")
    assert cases["weights"] == WEIGHTS
    assert len(cases["founders"]) == 50
    for case in cases["founders"]:
        assert heredity.founder(data(case["seed"]), CUMULATIVE) == number(case["genome"])


@given(st.text(min_size=1).filter(assigned))
def test_every_normal_form_of_a_text_that_nfc_joins_gives_one_seed(text):
    seeds = {
        heredity.seed_from_text(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")
    } | {heredity.seed_from_text(text)}
    assert len(seeds) == 1


def test_text_is_not_trimmed_and_case_counts():
    texts = ["alice", " alice", "alice ", "alice\n", "Alice"]
    assert len({heredity.seed_from_text(text) for text in texts}) == len(texts)


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
        heredity.seed_from_text(text)
    assert says in str(caught.value)


@given(st.binary(min_size=32, max_size=32))
def test_a_seed_in_hex_is_read_in_either_case_with_and_without_0x(seed):
    for spelling in (seed.hex(), seed.hex().upper(), "0x" + seed.hex(), "0X" + seed.hex().upper()):
        assert heredity.seed_from_hex(spelling) == seed


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
        heredity.seed_from_hex(text)
    assert says in str(caught.value)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_bytes_that_are_not_32_are_no_seed(length):
    for use in (
        lambda: heredity.founder(bytes(length), CUMULATIVE),
        lambda: heredity.item_seed(bytes(length), 0),
    ):
        with pytest.raises(MalformedSeed, match=f"expected 32 bytes, got {length}"):
            use()


@pytest.mark.parametrize("item", [-1, 2**64])
def test_a_collection_has_no_item_that_eight_bytes_cannot_count(item):
    with pytest.raises(OverflowError):
        heredity.item_seed(MASTER, item)


def test_the_seed_of_an_item_does_not_depend_on_its_neighbours():
    forwards = [heredity.item_seed(MASTER, n) for n in range(20)]
    backwards = [heredity.item_seed(MASTER, n) for n in reversed(range(20))]
    assert forwards == backwards[::-1]
    assert len(set(forwards)) == 20


def test_seeds_of_the_operating_system_are_32_bytes_and_differ():
    first, second = heredity.random_seed(), heredity.random_seed()
    assert len(first) == len(second) == 32
    assert first != second


def test_a_founders_gene_is_the_first_allele_whose_sum_exceeds_the_draw(monkeypatch):
    edges = [0, 6143, 6144, 49151, 49152, 59391, 59392, 64767, 64768, 65535]
    monkeypatch.setattr(heredity, "_draws", lambda seed: iter(edges + [0] * 54))
    assert genome.to_hex(heredity.founder(bytes(32), CUMULATIVE)).startswith("0x00178bceff0")


def test_each_locus_is_drawn_by_its_own_weights():
    only = [[1] * allele + [65536 - 15] + [1] * (15 - allele) for allele in range(16)]
    value = heredity.founder(heredity.seed_from_text("alice"), heredity.cumulate(only))
    assert genome.genes(value) == tuple((allele,) * 4 for allele in range(16))
