"""The art on chain: drawn as here, told to any reader, sealed, and paid for once."""

import base64
import json
import random
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, portrait, registry
from avatarchain.base.canonical import keccak256
from avatarchain.births import minting
from avatarchain.births.founders import collection as founders_of
from avatarchain.chain import Chain, connect
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.keys.accounts import development
from avatarchain.papers.pictures import PictureOptions, paint
from avatarchain.registry import Registry
from avatarchain.registry.artwork import (
    PortraitContract,
    deploy_art,
    fetch_species,
    steps,
    svg,
)
from avatarchain.registry.contract import ask, creation, encode, send
from avatarchain.species import Images, Species, express, traits
from avatarchain.species.colouring import chosen_colours
from avatarchain.species.compiled import chunks_of
from avatarchain.species.pack import load, shipped
from support.packs import write_pack

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
def painter(book: Registry) -> PortraitContract:
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


def test_the_contract_draws_two_thousand_founders_as_here(painter: PortraitContract) -> None:
    for genome in founders(SPECIES, 2000):
        assert svg(painter, genome) == portrait.svg(SPECIES, genome)


def test_the_contract_draws_every_allele_of_every_locus_as_here(painter: PortraitContract) -> None:
    (plain,) = founders(SPECIES, 1)
    for genome in every_allele(plain):
        assert svg(painter, genome) == portrait.svg(SPECIES, genome)


def test_the_contract_draws_genomes_that_no_founder_has_as_here(painter: PortraitContract) -> None:
    numbers = random.Random(1)
    for genome in (0, 2**256 - 1, *(numbers.getrandbits(256) for _ in range(200))):
        assert svg(painter, genome) == portrait.svg(SPECIES, genome)


def test_the_embedded_devnet_draws_and_tells_every_shipped_species_as_here(
    chain: Chain, development_key: LocalAccount, species: Species
) -> None:
    book = registry.deploy(chain, development_key, species)
    for genome in founders(species, 5):
        assert registry.svg_from_chain(book, genome) == portrait.svg(species, genome)
    registry.register(book, development_key, development_key.address, genome)
    token = registry.identity_of(species, genome)
    (uri,) = ask(book, "tokenURI(uint256)", token, returns=["string"])
    told = decoded(uri)
    assert image_in(told) == portrait.svg(species, genome)
    assert told["name"] == f"{species.name} 0x{token:064x}"[: len(species.name) + 15]
    assert told["description"] == species.description
    shown = {one["trait_type"]: one["value"] for one in told["attributes"][:-1]}
    assert shown == traits(species, genome)


@pytest.mark.parametrize("name", [name for name in shipped() if name != SPECIES.name])
def test_the_contract_draws_the_other_shipped_species_as_here(
    anvil: Chain, development_key: LocalAccount, name: str
) -> None:
    species = load(name)
    painter = deploy_art(anvil, development_key, species)
    assert painter is not None
    plain, *others = founders(species, 100)
    for genome in (*others, *every_allele(plain), *dearest_of_all(species)):
        assert svg(painter, genome) == portrait.svg(species, genome)
    assert len(species.art) <= len(SPECIES.art)
    keeps_within_its_gas(painter, species, development_key)


def dearest_of_all(species: Species) -> list[int]:
    """The genomes with the longest picture, and with the most colours to be replaced.

    What a locus adds depends on no other, but for those that hide it: so at each locus the
    alleles that add most are tried, of every kind of hiding, with those of all others.
    """
    chosen = chosen_colours(species.loci)

    def length(locus: int, allele: int) -> int:
        layers = (layer for layer in species.layers if layer.locus == locus)
        return sum(len(layer.drawings[allele].encode()) for layer in layers)

    def colours(locus: int, allele: int) -> int:
        layers = (layer for layer in species.layers if layer.locus == locus)
        return sum(
            name.removesuffix("-line") in chosen
            for layer in layers
            for names in re.findall('class="(.*?)"', layer.drawings[allele])
            for name in names.split()
        )

    dearest = []
    for size in (length, colours):
        choices = []
        for locus, told in enumerate(species.loci):
            kinds: dict[int, int] = {}
            for allele in sorted(range(16), key=partial(size, locus)):
                kinds[told.alleles[allele].hides] = allele
            choices.append(kinds.values())
        most, best = -1, 0
        for some in product(*choices):
            genome = sum(allele << 252 - 16 * locus for locus, allele in enumerate(some))
            expression = express(species, genome)
            shown = sum(size(k, a) for k, a in enumerate(some) if expression.shows(k))
            most, best = max((most, best), (shown, genome))
        dearest.append(best)
    return dearest


def test_pictures_and_words_keep_within_their_gas(
    painter: PortraitContract, development_key: LocalAccount
) -> None:
    keeps_within_its_gas(painter, SPECIES, development_key)


def keeps_within_its_gas(
    painter: PortraitContract, species: Species, account: LocalAccount
) -> None:
    def gas(signature: str, *arguments: int) -> int:
        data = encode(signature, *arguments)
        return painter.chain.estimate(painter.address, data, sender=account.address)

    dearest = dearest_of_all(species)
    most = max(len(portrait.svg(species, genome)) for genome in founders(species, 500))
    assert len(portrait.svg(species, dearest[0])) > most
    told = "tokenURI(uint256,uint256,uint256,uint256,uint256)"
    last = 2**256 - 1
    for genome in dearest:
        assert gas("svg(uint256)", genome) <= 200_000  # measured of the tuftling: 172,815
        assert gas(told, last, genome, last, last, last) <= 1_400_000  # measured: 1,276,324
        (uri,) = ask(painter, told, last, genome, last, last, last, returns=["string"])
        assert image_in(decoded(uri)) == portrait.svg(species, genome)


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
    pictures = PictureOptions(folder, "svg", 512)
    for one in founders_of(SPECIES, bytes(31) + b"\1", 3):
        minted = minting.mint(book, SPECIES, development_key, development_key.address, one).avatar
        file = paint(book, SPECIES, minted, one.seed, pictures)
        told = decoded(text_of(url, book.address, f"0xc87b56dd{minted.identity:064x}"))
        drawn = re.sub("<metadata.*</metadata>", "", file.read_text(encoding="utf-8"))
        assert image_in(told) == drawn
        assert told["name"] == f"tuftling 0x{minted.identity:064x}"[:23]
        assert told["description"] == SPECIES.description
        assert (told["creator"], told["license"]) == (SPECIES.creator, SPECIES.license)
        assert told["genome"] == f"0x{minted.genome:064x}"
        assert (told["generation"], told["mother"], told["father"]) == (0, None, None)
        *shown, generation = told["attributes"]
        assert {one["trait_type"]: one["value"] for one in shown} == traits(SPECIES, minted.genome)
        assert generation == {
            "display_type": "number",
            "trait_type": "generation",
            "value": 0,
        }
    collection = decoded(text_of(url, book.address, "0xe8a3d485"))
    assert set(collection) == {"name", "description", "creator", "license", "image"}
    assert (collection["creator"], collection["license"]) == (SPECIES.creator, SPECIES.license)
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
    with pytest.raises(errors.NotDrawn, match="draws no pictures"):
        registry.svg_from_chain(book, 1)
    with pytest.raises(errors.NotDrawn, match="they are not on the chain"):
        fetch_species(anvil, book.address)
    (uri,) = ask(book, "contractURI()", returns=["string"])
    assert decoded(uri) == {"name": "tuftling"}
    registry.register(book, development_key, development_key.address, 1)
    (uri,) = ask(book, "tokenURI(uint256)", registry.identity_of(species, 1), returns=["string"])
    assert set(decoded(uri)) == {"name", "genome", "generation", "mother", "father"}


# --- the seal --------------------------------------------------------------------------


TYPES = ["bytes32", "address", "string"]


def store(chain: Chain, account: LocalAccount, art: bytes) -> PortraitContract:
    """A portrait contract with any art, not sealed."""
    code = creation("Portrait", ["uint64"], len(art))
    address = chain.send(account, None, code).contract_address
    assert address is not None
    made = PortraitContract(chain, address)
    for number, chunk in enumerate(chunks_of(art)):
        send(made, account, "add(uint256,bytes)", number, chunk)
    return made


@pytest.mark.parametrize("place", [0, 7, 600, 24_574, 24_575, -1])
def test_a_registry_takes_no_art_with_one_byte_changed(
    anvil: Chain, development_key: LocalAccount, place: int
) -> None:
    forged = bytearray(SPECIES.art)
    forged[place] ^= 1
    made = store(anvil, development_key, bytes(forged))
    send(made, development_key, "seal()")
    code = creation("Registry", TYPES, SPECIES.id, made.address, SPECIES.name)
    with pytest.raises(errors.Reverted) as caught:
        anvil.send(development_key, None, code)
    assert caught.value.data[:4] == keccak256(b"OtherPortrait(address,bytes32)")[:4]
    assert caught.value.data[16:36].hex() == made.address[2:].lower()


def test_a_registry_takes_no_art_before_it_is_sealed(
    anvil: Chain, development_key: LocalAccount
) -> None:
    made = store(anvil, development_key, SPECIES.art)
    code = creation("Registry", TYPES, SPECIES.id, made.address, SPECIES.name)
    with pytest.raises(errors.Reverted):
        anvil.send(development_key, None, code)
    with pytest.raises(errors.OtherContractError, match=r"NotSealed\(\)"):
        svg(made, 1)
    send(made, development_key, "seal()")
    assert anvil.send(development_key, None, code).contract_address


def test_sealed_art_takes_no_more_even_from_its_painter(
    painter: PortraitContract, development_key: LocalAccount
) -> None:
    with pytest.raises(errors.OtherContractError, match="Sealed"):
        send(painter, development_key, "add(uint256,bytes)", 5, b"more")
    with pytest.raises(errors.OtherContractError, match="Sealed"):
        send(painter, development_key, "seal()")


# --- read back -------------------------------------------------------------------------


def test_a_species_is_read_from_its_registry_or_its_portrait(
    book: Registry, painter: PortraitContract
) -> None:
    for address in (book.address, painter.address):
        species = fetch_species(book.chain, address)
        assert (species.id, species.loci, species.layers) == (
            SPECIES.id,
            SPECIES.loci,
            SPECIES.layers,
        )


def test_art_that_is_not_what_its_contract_says_is_not_read(
    anvil: Chain, development_key: LocalAccount
) -> None:
    made = store(anvil, development_key, SPECIES.art)
    with pytest.raises(errors.OtherPortrait):
        fetch_species(anvil, made.address)
    send(made, development_key, "seal()")
    assert fetch_species(anvil, made.address).id == SPECIES.id
    anvil.ask("anvil_setStorageAt", made.address, f"0x{0:064x}", f"0x{7:064x}")
    with pytest.raises(errors.OtherPortrait):
        fetch_species(anvil, made.address)
    with pytest.raises(errors.NoRegistry, match="no contract at"):
        fetch_species(anvil, development_key.address)


def test_sealed_art_that_is_no_species_is_refused(
    anvil: Chain, development_key: LocalAccount
) -> None:
    made = store(anvil, development_key, b"AVART\x02 and nothing more")
    send(made, development_key, "seal()")
    with pytest.raises(errors.FaultyPack, match="damaged"):
        fetch_species(anvil, made.address)


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
    anvil.ask("anvil_setCode", old.address, "0x00")
    new = deploy_art(anvil, development_key, SPECIES, home=folder)
    assert new is not None
    assert new.address != old.address


def test_a_contract_that_has_chunks_without_end_is_refused(
    anvil: Chain, development_key: LocalAccount
) -> None:
    answers_its_own_address = bytes.fromhex("305f5260205ff3")
    init = b"\x66" + answers_its_own_address + bytes.fromhex("5f5260076019f3")
    place = anvil.send(development_key, None, init).contract_address
    assert place is not None
    assert anvil.code(place) == answers_its_own_address
    with pytest.raises(errors.OtherPortrait):
        fetch_species(anvil, place)
