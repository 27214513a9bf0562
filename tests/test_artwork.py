"""The art on chain: drawn as here, told to any reader, sealed, and paid for once."""

import base64
import json
import random
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, minting, portrait, registry
from avatarchain.accounts import development
from avatarchain.canonical import keccak256
from avatarchain.chain import Chain, connect
from avatarchain.heredity import founder, item_seed
from avatarchain.registry import Registry
from avatarchain.registry.artwork import Portrait, deploy_art, steps, svg
from avatarchain.registry.contract import ask, creation, encode, send
from avatarchain.species import Images, Species, chunks_of, traits
from avatarchain.species.pack import load
from packs import write_pack

SPECIES = load("tuftling")
ODD_NAME = 'Zoë "quote" \\\\ <b>&amp;</b> 🦊'


def founders(species: Species, count: int) -> list[int]:
    return [founder(item_seed(bytes(32), number), species.cumulative) for number in range(count)]


def every_allele(genome: int) -> Iterator[int]:
    """The genome with each allele of each locus put in the place of what it expresses."""
    for place in range(252, -1, -16):
        for allele in range(16):
            yield genome & ~(15 << place) | allele << place


def decoded(uri: str) -> Any:
    head, _, body = uri.partition(",")
    assert head == "data:application/json;base64"
    return json.loads(base64.b64decode(body, validate=True))


def image_in(told: dict[str, Any]) -> str:
    head, _, body = told["image"].partition(",")
    assert head == "data:image/svg+xml;base64"
    return base64.b64decode(body, validate=True).decode()


@pytest.fixture(scope="module")
def anvil(anvil_binary: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    with connect(f"anvil:{anvil_binary}", folder=tmp_path_factory.mktemp("anvil")) as chain:
        yield chain


@pytest.fixture(scope="module")
def book(anvil: Chain, development_key: LocalAccount) -> Registry:
    """A registry of the tuftling that draws."""
    return registry.deploy(anvil, development_key, SPECIES)


@pytest.fixture(scope="module")
def painter(book: Registry) -> Portrait:
    found = registry.portrait_of(book)
    assert found is not None
    return found


@pytest.fixture
def chain(folder: Path) -> Iterator[Chain]:
    """An embedded devnet."""
    with connect("evm+sqlite://", folder=folder) as chain:
        yield chain


def nonce(chain: Chain, account: LocalAccount) -> int:
    return int(chain.w3.eth.get_transaction_count(account.address))


# --- the picture -----------------------------------------------------------------------


def test_the_contract_draws_two_thousand_founders_as_here(painter: Portrait) -> None:
    for genome in founders(SPECIES, 2000):
        assert svg(painter, genome) == portrait.svg(SPECIES, genome)


def test_the_contract_draws_every_allele_of_every_locus_as_here(painter: Portrait) -> None:
    (plain,) = founders(SPECIES, 1)
    for genome in every_allele(plain):
        assert svg(painter, genome) == portrait.svg(SPECIES, genome)


def test_the_contract_draws_genomes_that_no_founder_has_as_here(painter: Portrait) -> None:
    numbers = random.Random(1)
    for genome in (0, 2**256 - 1, *(numbers.getrandbits(256) for _ in range(200))):
        assert svg(painter, genome) == portrait.svg(SPECIES, genome)


def test_the_embedded_devnet_draws_as_here(chain: Chain, development_key: LocalAccount) -> None:
    painter = deploy_art(chain, development_key, SPECIES)
    assert painter is not None
    for genome in founders(SPECIES, 5):
        assert svg(painter, genome) == portrait.svg(SPECIES, genome)


def longest_of_all(species: Species) -> int:
    """The genome with the longest picture, out of all of them.

    What a locus adds to the length depends on no other, but for those that hide it: so at
    each locus the longest allele of every kind of hiding is tried, with those of all others.
    """

    def length(locus: int, allele: int) -> int:
        layers = (layer for layer in species.layers if layer.locus == locus)
        return sum(len(layer.drawings[allele].encode()) for layer in layers)

    choices = []
    for locus, told in enumerate(species.loci):
        kinds: dict[int, int] = {}
        for allele in sorted(range(16), key=lambda allele: length(locus, allele)):
            kinds[told.alleles[allele].hides] = allele
        choices.append(kinds.values())
    every = [sum(a << 252 - 16 * i for i, a in enumerate(some)) for some in product(*choices)]
    return max(every, key=lambda genome: len(portrait.svg(species, genome)))


def test_pictures_and_words_keep_within_their_gas(
    painter: Portrait, development_key: LocalAccount
) -> None:
    def gas(signature: str, *arguments: int) -> int:
        data = encode(signature, *arguments)
        return painter.chain.estimate(painter.address, data, sender=development_key.address)

    longest = longest_of_all(SPECIES)
    some = founders(SPECIES, 500)
    assert len(portrait.svg(SPECIES, longest)) > max(len(portrait.svg(SPECIES, g)) for g in some)
    told = "tokenURI(uint256,uint256,uint256,uint256,uint256)"
    most = 2**256 - 1
    assert gas("svg(uint256)", longest) <= 300_000
    assert gas(told, most, longest, most, most, most) <= 2_000_000
    (uri,) = ask(painter, told, most, longest, most, most, most, returns=["string"])
    assert image_in(decoded(uri)) == portrait.svg(SPECIES, longest)


# --- the words -------------------------------------------------------------------------


def request(url: str, method: str, *parameters: Any) -> Any:
    """Plain JSON-RPC, as a market would ask: nothing of ours."""
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    call = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(call) as response:
        return json.loads(response.read())["result"]


def text_of(url: str, contract: str, data: str) -> str:
    answer = bytes.fromhex(request(url, "eth_call", {"to": contract, "data": data}, "latest")[2:])
    assert int.from_bytes(answer[:32], "big") == 32
    length = int.from_bytes(answer[32:64], "big")
    return answer[64 : 64 + length].decode()


def test_any_reader_of_tokens_gets_the_picture_that_is_on_disk(
    book: Registry, development_key: LocalAccount, folder: Path
) -> None:
    url = book.chain._transport.url  # type: ignore[attr-defined]
    pictures = minting.Pictures(folder, "svg", 512)
    for one in minting.collection(SPECIES, bytes(31) + b"\1", 3):
        minted = minting.mint(book, SPECIES, development_key, development_key.address, one).avatar
        file = minting.paint(book, SPECIES, minted, one.seed, pictures)
        told = decoded(text_of(url, book.address, f"0xc87b56dd{minted.identity:064x}"))
        drawn = re.sub("<metadata.*</metadata>", "", file.read_text(encoding="utf-8"))
        assert image_in(told) == drawn
        assert told["name"] == f"tuftling 0x{minted.identity:064x}"[:23]
        assert told["description"] == SPECIES.description
        assert told["genome"] == f"0x{minted.genome:064x}"
        assert (told["generation"], told["mother"], told["father"]) == (0, None, None)
        *shown, generation = told["attributes"]
        assert {one["trait_type"]: one["value"] for one in shown} == traits(SPECIES, minted.genome)
        assert generation == {
            "display_type": "number", "trait_type": "generation", "value": 0,
        }  # fmt: skip
    collection = decoded(text_of(url, book.address, "0xe8a3d485"))
    assert set(collection) == {"name", "description", "image"}
    assert image_in(collection) == portrait.svg(SPECIES, 0)


def test_names_of_every_kind_are_told_as_they_are(
    anvil: Chain, development_key: LocalAccount, folder: Path
) -> None:
    species = load(
        write_pack(
            folder,
            description=f"\"A pack for tests.\" -> '{ODD_NAME}'",
            colour='"skin-0" -> \'"skin" 🦊 <b>\\\'',
            shape='name = "face-1" -> name = \'{"},[\', drawing = "face-1"',
            last='name = "body-15" -> name = \'"\', drawing = "body-15"',
        )
    )
    made = deploy_art(anvil, development_key, species)
    assert made is not None
    signature = "tokenURI(uint256,uint256,uint256,uint256,uint256)"
    for genome in islice(every_allele(0), 3 * 16):  # the loci that are not silent
        (uri,) = ask(made, signature, 1, genome, 7, 2, 0, returns=["string"])
        told = decoded(uri)
        assert told["description"] == species.description
        assert (told["generation"], told["mother"], told["father"]) == (7, f"0x{2:064x}", None)
        shown = {one["trait_type"]: one["value"] for one in told["attributes"][:-1]}
        assert shown == traits(species, genome)
        assert image_in(told) == portrait.svg(species, genome)


def test_a_species_of_images_is_registered_without_a_picture(
    anvil: Chain, development_key: LocalAccount
) -> None:
    species = replace(SPECIES, images=Images(64, {}))
    assert steps(species) == 0
    book = registry.deploy(anvil, development_key, species)
    assert registry.portrait_of(book) is None
    with pytest.raises(errors.NotDrawn, match="leave out --from-chain"):
        registry.drawing_of(book, 1)
    (uri,) = ask(book, "contractURI()", returns=["string"])
    assert decoded(uri) == {"name": "Avatarchain"}
    registry.register(book, development_key, development_key.address, 1)
    (uri,) = ask(book, "tokenURI(uint256)", registry.identity_of(species, 1), returns=["string"])
    assert set(decoded(uri)) == {"name", "genome", "generation", "mother", "father"}


# --- the seal --------------------------------------------------------------------------


def store(chain: Chain, account: LocalAccount, species: Species, art: bytes) -> Portrait:
    """A portrait contract for the rules of a species with any art, not sealed."""
    code = creation("Portrait", ["bytes32", "uint64"], keccak256(species.rules), len(art))
    address = chain.send(account, None, code).contract_address
    assert address is not None
    made = Portrait(chain, address)
    for number, chunk in enumerate(chunks_of(art)):
        send(made, account, "add(uint256,bytes)", number, chunk)
    return made


@pytest.mark.parametrize("place", [0, 7, 600, 24_574, 24_575, -1])
def test_a_registry_takes_no_art_with_one_byte_changed(
    anvil: Chain, development_key: LocalAccount, place: int
) -> None:
    forged = bytearray(SPECIES.art)
    forged[place] ^= 1
    made = store(anvil, development_key, SPECIES, bytes(forged))
    send(made, development_key, "seal()")
    code = creation("Registry", ["bytes32", "address"], SPECIES.id, made.address)
    with pytest.raises(errors.Reverted) as caught:
        anvil.send(development_key, None, code)
    assert caught.value.data[:4] == keccak256(b"OtherPortrait(address,bytes32)")[:4]
    assert caught.value.data[16:36].hex() == made.address[2:].lower()


def test_a_registry_takes_no_art_before_it_is_sealed(
    anvil: Chain, development_key: LocalAccount
) -> None:
    made = store(anvil, development_key, SPECIES, SPECIES.art)
    code = creation("Registry", ["bytes32", "address"], SPECIES.id, made.address)
    with pytest.raises(errors.Reverted):
        anvil.send(development_key, None, code)
    with pytest.raises(errors.ContractRefused, match=r"NotSealed\(\)"):
        svg(made, 1)
    send(made, development_key, "seal()")
    assert anvil.send(development_key, None, code).contract_address


def test_sealed_art_takes_no_more_even_from_its_painter(
    painter: Portrait, development_key: LocalAccount
) -> None:
    with pytest.raises(errors.ContractRefused, match=r"WrongChunk\(5, 5\)"):
        send(painter, development_key, "add(uint256,bytes)", 5, b"more")
    with pytest.raises(errors.ContractRefused, match="Sealed"):
        send(painter, development_key, "seal()")


# --- paid for once ---------------------------------------------------------------------


class CutOffHere(Exception):
    pass


@pytest.mark.parametrize("after", range(1, steps(SPECIES) + 1))
def test_a_deployment_that_was_cut_off_goes_on_where_it_stopped(
    anvil: Chain, folder: Path, after: int
) -> None:
    account = development(after)
    before = nonce(anvil, account)
    paid: list[int] = []

    def cut(gas: int) -> None:
        paid.append(gas)
        if len(paid) == after:
            raise CutOffHere

    with pytest.raises(CutOffHere):
        deploy_art(anvil, account, SPECIES, home=folder, watch=cut)
    made = deploy_art(anvil, account, SPECIES, home=folder, watch=paid.append)
    assert made is not None
    assert nonce(anvil, account) - before == len(paid) == steps(SPECIES)
    genome = founders(SPECIES, 1)[0]
    assert svg(made, genome) == portrait.svg(SPECIES, genome)


def test_sealed_art_serves_the_next_registry_whoever_deploys_it(
    chain: Chain, development_key: LocalAccount, folder: Path
) -> None:
    first = registry.deploy(chain, development_key, SPECIES, home=folder)
    paid: list[int] = []
    second = registry.deploy(chain, development(1), SPECIES, home=folder, watch=paid.append)
    assert registry.portrait_of(second) == registry.portrait_of(first)
    assert len(paid) == 1


def test_art_that_another_account_began_is_begun_anew(anvil: Chain, folder: Path) -> None:
    def cut(_: int) -> None:
        if (folder / "canvases.json").exists():
            raise CutOffHere

    with pytest.raises(CutOffHere):
        deploy_art(anvil, development(8), SPECIES, home=folder, watch=cut)
    paid: list[int] = []
    made = deploy_art(anvil, development(9), SPECIES, home=folder, watch=paid.append)
    assert made is not None
    assert len(paid) == steps(SPECIES)
    assert deploy_art(anvil, development(8), SPECIES, home=folder) == made


def test_a_remembered_contract_that_is_gone_is_made_again(
    anvil: Chain, development_key: LocalAccount, folder: Path
) -> None:
    old = deploy_art(anvil, development_key, SPECIES, home=folder)
    assert old is not None
    anvil._ask("anvil_setCode", old.address, "0x00")
    new = deploy_art(anvil, development_key, SPECIES, home=folder)
    assert new is not None
    assert new.address != old.address
