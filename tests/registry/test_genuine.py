"""A contract that only looks like a registry: told by its code, its art, or by what made it.

The forgeries are made byte by byte, as somebody would make them who has our code: a constructor
of their own, which lays whatever it likes into storage and then returns any runtime.
"""

from collections.abc import Callable

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain.base.canonical import keccak256
from avatarchain.chain import Receipt
from avatarchain.chain.notation import address_created
from avatarchain.errors import ContractRefused, ForeignCode, ForeignCreation
from avatarchain.registry import Registry, portrait_of
from avatarchain.registry.artwork import PortraitContract
from avatarchain.registry.contract import artefact, ask, creation
from avatarchain.registry.events import OWNED
from avatarchain.registry.genuine import build_of, builds, creation_of, portrait_in_code
from avatarchain.species.compiled import CHUNK
from avatarchain.species.pack import load
from support.constructors import factory, returning

SPECIES = load("tuftling")
PLACES = build_of("").places
FIRST_EVENT = bytes.fromhex("5f33") + b"\x7f" + OWNED + bytes.fromhex("5f5fa3")  # LOG3, of nobody


def sent(book: Registry, signer: LocalAccount, data: bytes) -> Registry:
    """The registry that a transaction with this data makes, as somebody would name it."""
    receipt: Receipt = book.chain.send(signer, None, data)
    assert receipt.contract_address is not None
    return Registry(book.chain, receipt.contract_address, SPECIES.id, 0)


def genuine(book: Registry) -> bytes:
    return book.chain.code(book.address)


def portrait(book: Registry) -> str:
    found = portrait_of(book)
    assert found is not None
    return found.address


def test_a_registry_that_we_deployed_has_our_code_and_was_made_by_it(book: Registry) -> None:
    assert portrait_in_code(book, SPECIES) == portrait(book)
    assert creation_of(book, SPECIES.name, portrait(book)).block == book.block


def test_a_registry_without_a_portrait_is_genuine_too(
    book: Registry, development_key: LocalAccount
) -> None:
    nobody = "0x" + 40 * "0"
    data = creation("Registry", ["bytes32", "address", "string"], SPECIES.id, nobody, SPECIES.name)
    plain = sent(book, development_key, data)
    assert portrait_in_code(plain, SPECIES) is None
    assert creation_of(plain, SPECIES.name, None).block > book.block


def one_bit(code: bytes) -> bytes:
    return code[:5000] + bytes([code[5000] ^ 1]) + code[5001:]


def one_byte_more(code: bytes) -> bytes:
    return code + b"\0"


def one_byte_less(code: bytes) -> bytes:
    return code[:-1]


def a_proxy(code: bytes) -> bytes:
    at = PLACES["portrait"][0] + 12
    return bytes.fromhex("363d3d373d3d3d363d73") + code[at : at + 20] + bytes(15)


def nothing_written(code: bytes) -> bytes:
    return bytes.fromhex(str(artefact("Registry")["runtime_bytecode"])[2:])


@pytest.mark.parametrize("spoil", [one_bit, one_byte_more, one_byte_less, a_proxy, nothing_written])
def test_other_code_is_refused(
    book: Registry, development_key: LocalAccount, spoil: Callable[[bytes], bytes]
) -> None:
    forged = sent(book, development_key, returning(spoil(genuine(book))))
    with pytest.raises(ForeignCode, match="is no registry of avatarchain"):
        portrait_in_code(forged, SPECIES)


@pytest.mark.parametrize("start", [start for where in PLACES.values() for start in where])
def test_each_place_of_the_code_must_name_the_same_species_and_portrait(
    book: Registry, development_key: LocalAccount, start: int
) -> None:
    """The getter of a registry reads one place, and what it does may read another."""
    code = genuine(book)
    other = bytes(12) + keccak256(b"another")[12:]
    forged = sent(book, development_key, returning(code[:start] + other + code[start + 32 :]))
    with pytest.raises(
        ForeignCode,
        match=r"another species, or several|believes other portraits|names several portraits",
    ):
        portrait_in_code(forged, SPECIES)


def test_a_portrait_of_other_code_or_other_art_is_refused(
    book: Registry, development_key: LocalAccount
) -> None:
    code = genuine(book)
    ours = book.chain.code(portrait(book))

    def with_portrait(runtime: bytes, before: bytes = b"") -> Registry:
        address = sent(book, development_key, returning(runtime, before)).address
        word = bytes(12) + bytes.fromhex(address[2:])
        named = bytearray(code)
        for start in PLACES["portrait"]:
            named[start : start + 32] = word
        return sent(book, development_key, returning(bytes(named)))

    with pytest.raises(ForeignCode, match="has other code"):
        portrait_in_code(with_portrait(ours + b"\0"), SPECIES)
    # The very code of a portrait, whose storage says that it is sealed: its art is not there.
    sealed = b"\x7f" + SPECIES.id + bytes.fromhex("5f55")
    with pytest.raises(ForeignCode, match="the art in its portrait 0x"):
        portrait_in_code(with_portrait(ours, sealed), SPECIES)
    # It says that of so many chunks that no gas is enough to prove them.
    chunks = 1 << 24
    length = (chunks * CHUNK << 160).to_bytes(32, "big")
    sealed += b"\x7f" + length + b"\x60\x01\x55\x63" + chunks.to_bytes(4, "big") + b"\x60\x02\x55"
    endless = with_portrait(ours, sealed)
    with pytest.raises(ContractRefused):
        ask(PortraitContract(book.chain, portrait(endless)), "provenSpecies()", returns=["bytes32"])
    with pytest.raises(ForeignCode, match="the art in its portrait 0x"):
        portrait_in_code(endless, SPECIES)


def test_our_code_that_another_constructor_returned_is_refused(
    book: Registry, development_key: LocalAccount
) -> None:
    """Its storage may hold anything: an operator over every avatar, births that nobody logged."""
    code = genuine(book)
    owner = bytes.fromhex("336006" + "55")  # the sender into a slot of its choice
    for before, words in (
        (owner, "no event of its beginning"),
        (owner + FIRST_EVENT, "other code than ours made it"),
    ):
        forged = sent(book, development_key, returning(code, before))
        assert portrait_in_code(forged, SPECIES) == portrait(book)
        with pytest.raises(ForeignCreation, match=words):
            creation_of(forged, SPECIES.name, portrait(book))


def test_our_creation_code_with_another_name_or_more_behind_it_is_refused(
    book: Registry, development_key: LocalAccount
) -> None:
    types = ["bytes32", "address", "string"]
    named = creation("Registry", types, SPECIES.id, portrait(book), "tuftlings")
    longer = creation("Registry", types, SPECIES.id, portrait(book), SPECIES.name) + b"\1"
    words = r"our code made it with another name \(tuftlings\) than the species' \(tuftling\)"
    for data, reason in ((named, words), (longer, "other code than ours")):
        forged = sent(book, development_key, data)
        with pytest.raises(ForeignCreation, match=reason):
            creation_of(forged, SPECIES.name, portrait(book))


def test_of_a_registry_that_a_factory_made_nothing_is_shown(
    book: Registry, development_key: LocalAccount
) -> None:
    types = ["bytes32", "address", "string"]
    data = creation("Registry", types, SPECIES.id, portrait(book), SPECIES.name)
    receipt = book.chain.send(development_key, None, factory(data), gas=15_000_000)
    assert receipt.contract_address is not None
    made = Registry(
        book.chain, address_created(receipt.contract_address, 1), SPECIES.id, receipt.block_number
    )
    assert portrait_in_code(made, SPECIES) == portrait(book)
    with pytest.raises(ForeignCreation, match="such as a factory"):
        creation_of(made, SPECIES.name, portrait(book))


def test_the_code_of_a_species_is_not_that_of_another(book: Registry) -> None:
    with pytest.raises(ForeignCode, match="another species"):
        portrait_in_code(book, load("glimmer"))


def test_each_build_has_a_name_of_its_own_and_the_first_is_this_one() -> None:
    assert builds()[0] == build_of("this version")
    assert len({build.version for build in builds()}) == len(builds())
