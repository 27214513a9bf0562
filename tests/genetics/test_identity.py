"""Identities, their prefixes, and their CAIP-19 names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatarchain.base.canonical import to_hex
from avatarchain.chain.notation import Caip19, checksum_address, parse_caip19
from avatarchain.errors import AmbiguousIdentity, MalformedIdentity, UnknownIdentity
from avatarchain.genetics.identity import choose, identity, parse_prefix
from support.published import cases, data, number

ALICE = int("e086075550885c5ee064841d646405533706a0733547683d40173332d304e115", 16)
CONTRACT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

words = st.integers(0, 2**256 - 1)


def test_the_identity_of_alices_founder_is_the_published_one():
    assert to_hex(identity(bytes(32), ALICE)) == (
        "0x751ee8c695f1df6b513c92d1e60931ffc6e341d6b6ff016c28c584034e78df34"
    )


@pytest.mark.parametrize("case", cases("identities", "identity"))
def test_the_published_identities_follow_from_species_and_genome(case):
    assert identity(data(case["species"]), number(case["genome"])) == number(case["answer"])


@pytest.mark.parametrize("case", cases("identities", "spell CAIP-19"))
def test_the_published_caip_19_names_are_read_and_written(case):
    name = Caip19(int(case["chain_id"]), case["contract"], number(case["identity"]))
    assert str(name) == case["answer"]
    assert parse_caip19(case["answer"]) == name


def test_another_species_gives_the_same_genome_another_identity():
    assert identity(bytes(32), ALICE) != identity(bytes(31) + b"\x01", ALICE)


@pytest.mark.parametrize(
    "address",
    [  # the examples of EIP-55
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ],
)
def test_addresses_are_written_in_eip_55_case_and_read_in_any(address):
    for spelling in (address, address.lower(), "0x" + address[2:].upper()):
        assert checksum_address(spelling) == address
        assert parse_caip19(f"eip155:1/erc721:{spelling}/7") == Caip19(1, address, 7)


@given(st.integers(0, 10**32 - 1), st.binary(min_size=20, max_size=20), words)
def test_every_caip_19_name_comes_back(chain_id, contract, token):
    name = Caip19(chain_id, checksum_address("0x" + contract.hex()), token)
    assert parse_caip19(str(name)) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "751e",
        f"eip155:1/erc721:{CONTRACT}",
        f"eip155:1/erc721:{CONTRACT}/",
        f"eip155:1/erc721:{CONTRACT}/-1",
        f"eip155:1/erc721:{CONTRACT}/0x1",
        f"eip155:1/erc721:{CONTRACT}/{2**256}",
        f"eip155:1/erc721:{CONTRACT}/1 ",
        f"eip155:1/erc721:{CONTRACT}/1\n",
        f"eip155:1/erc721:{CONTRACT}/١",
        f"eip155:1/erc1155:{CONTRACT}/1",
        f"eip155:/erc721:{CONTRACT}/1",
        f"eip155:{10**32}/erc721:{CONTRACT}/1",
        f"eip155:1/erc721:{CONTRACT[:-1]}/1",
        f"cosmos:1/erc721:{CONTRACT}/1",
        f"eip155:1/erc721:0x{CONTRACT[2:].swapcase()}/1",
    ],
)
def test_a_text_that_is_no_caip_19_name_is_refused(text):
    with pytest.raises(MalformedIdentity, match="is not an avatar's id"):
        parse_caip19(text)


@pytest.mark.parametrize("text", ["0x751e", "0X751E", "0x" + "0" * 64])
def test_a_prefix_is_read_in_either_case(text):
    assert parse_prefix(text) == text.lower()


@pytest.mark.parametrize(
    "text", ["", "0x", "0x751", "751e", "0x751g", "0x" + "0" * 65, "0x751e\n", " 0x751e", "0x٣333"]
)
def test_a_text_that_is_no_prefix_is_refused(text):
    with pytest.raises(MalformedIdentity, match="is not an avatar's id"):
        parse_prefix(text)


def test_a_prefix_that_one_identity_has_chooses_it():
    one, other = int("abcd1" + "0" * 59, 16), int("abcd2" + "0" * 59, 16)
    assert choose("0xabcd1", [one, other]) == one
    assert choose(to_hex(other), [one, other]) == other


def test_leading_zeros_of_an_identity_count_as_digits():
    assert choose("0x0000", [1, 2**255]) == 1


def test_a_prefix_that_none_has_is_refused():
    with pytest.raises(UnknownIdentity, match="no avatar 0xabcd in this registry"):
        choose("0xabcd", [1])


def test_a_prefix_that_several_have_is_refused_with_their_number():
    with pytest.raises(AmbiguousIdentity, match="2 ids begin with 0xabcd"):
        choose("0xabcd", [int("abcd1" + "0" * 59, 16), int("abcd2" + "0" * 59, 16), 1])


@given(st.lists(words, min_size=1, unique=True))
def test_a_full_identity_always_chooses_its_own(identities):
    assert choose(to_hex(identities[0]), identities) == identities[0]
