"""What a contract answers is read before anything is made of it, or refused in a sentence.

The contracts are real ones, on a real node. Only an answer of 32 MB comes from a double: no node
gives one in the time of a test.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_account.signers.local import LocalAccount

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.chain import Chain, Log, connect
from avatarchain.chain.client import Chain as Client
from avatarchain.errors import NoRegistry, OddDrawing, OtherContractError, StrangeLog, TooLong
from avatarchain.genetics.identity import identity
from avatarchain.papers import trust
from avatarchain.papers.pictures import PictureOptions, picture
from avatarchain.registry import AvatarRecord, Registry, _born, owner_of, svg_from_chain
from avatarchain.registry.contract import _errors, ask
from avatarchain.registry.events import BORN
from avatarchain.species import Species
from support.assembled import ENDLESS, answering, created, logging, refusing

ADDRESS = "0x" + 40 * "5"


@pytest.fixture(scope="module")
def node(anvil_binary: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    with connect(f"anvil:{anvil_binary}", folder=tmp_path_factory.mktemp("anvil")) as chain:
        yield chain


@pytest.fixture
def put(node: Chain, development_key: LocalAccount, species: Species) -> Any:
    """A function that puts a contract on the node, and returns it as a registry."""

    def send(code: bytes) -> Registry:
        receipt = node.send(development_key, None, code)
        assert receipt.contract_address is not None
        return Registry(node, receipt.contract_address, species.id, receipt.block_number)

    return send


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\1",
        encode(["bytes"], [b"\xff\xfe"]),
        (32).to_bytes(32, "big") + (2**255).to_bytes(32, "big") + bytes(32),
        (2**255).to_bytes(32, "big") + bytes(64),
        (2**256 - 1).to_bytes(32, "big") * 3,
    ],
)
def test_an_answer_that_is_no_text_is_one_sentence(put: Any, answer: bytes) -> None:
    with pytest.raises(NoRegistry, match=r"does not answer name\(\)"):
        ask(put(created(answering(answer))), "name()", returns=["string"])


HOSTILE = [
    "",
    "<script>alert(1)</script>",
    "<html></html>",
    f"{portrait.HEAD}<script>alert(1)</script>{portrait.TAIL}",
    f'{portrait.HEAD}<image href="http://127.0.0.1/"/>{portrait.TAIL}',
    "\0" * 1000,
    portrait.HEAD
    + '<g transform="scale(100)"><circle stroke="#000000" stroke-width="1536" r="1536"/></g>'
    + portrait.TAIL,
]


def _record(species: Species) -> AvatarRecord:
    return AvatarRecord(identity(species.id, 1), 1, 0, 0, 0, ADDRESS, 1, bytes(32))


@pytest.mark.parametrize("form", ["svg", "png"])
@pytest.mark.parametrize("drawn", HOSTILE)
def test_what_no_portrait_has_is_neither_written_nor_replaced_nor_signed(
    put: Any, species: Species, folder: Path, drawn: str, form: str
) -> None:
    painter = put(created(answering(encode(["string"], [drawn]))))
    registry = put(created(answering(encode(["address"], [painter.address]))))
    assert svg_from_chain(registry, 1) == drawn
    options = PictureOptions(folder, form, 64)
    with pytest.raises(OddDrawing, match="cannot be painted"):
        picture(registry, species, _record(species), None, options, drawn=drawn)


def test_the_contracts_own_picture_is_written(put: Any, species: Species, folder: Path) -> None:
    painter = put(created(answering(encode(["string"], [portrait.svg(species, 1)]))))
    registry = put(created(answering(encode(["address"], [painter.address]))))
    drawn = svg_from_chain(registry, 1)
    options = PictureOptions(folder, "svg", 64)
    assert picture(registry, species, _record(species), None, options, drawn=drawn) == picture(
        registry, species, _record(species), None, options
    )


def _birth(
    species: Species, *facts: int, token: int | None = None, mother: int = 0
) -> tuple[list[bytes], bytes]:
    own = identity(species.id, 1) if token is None else token
    topics = [BORN, *(value.to_bytes(32, "big") for value in (own, mother, 0))]
    return topics, b"".join(value.to_bytes(32, "big") for value in facts)


def test_a_birth_that_no_registry_logs_is_refused_as_in_the_index(
    put: Any, species: Species
) -> None:
    own = identity(species.id, 1)

    def read(log: tuple[list[bytes], bytes]) -> AvatarRecord:
        logger = put(logging([log]))
        (real,) = logger.chain.logs(logger.address, [], first=logger.block, last=logger.block)
        return _born(real, species.id)

    assert read(_birth(species, 1, 5)).generation == 5
    for log in (
        _birth(species),
        _birth(species, 1),
        _birth(species, 1, 0, 0),
        _birth(species, 1, 2**200),
        _birth(species, 1, 0, token=9),
        _birth(species, 1, 0, mother=own),
        ([BORN], _birth(species, 1, 0)[1]),
    ):
        with pytest.raises(StrangeLog, match="is no registry of ours"):
            read(log)


def test_a_registry_that_never_ends_is_named_and_skipped(
    put: Any, node: Chain, species: Species, folder: Path
) -> None:
    endless = put(created(ENDLESS)).address
    trust.add(folder, f"eip155:{node.chain_id}:{endless}", to_hex(node.genesis))
    sentences: list[str] = []
    assert trust.registries(folder, node, species, tell=sentences.append) == []
    (sentence,) = sentences
    assert endless in sentence
    assert "the contract refused the call" in sentence


def test_a_registry_that_refuses_with_an_error_of_ours_is_named_and_skipped(
    put: Any, node: Chain, species: Species, folder: Path
) -> None:
    """It says "no such avatar" when it is asked for its species."""
    hostile = []
    for selector, (name, _) in _errors().items():
        address = put(created(refusing(selector + 5 * (5).to_bytes(32, "big")))).address
        trust.add(folder, f"eip155:{node.chain_id}:{address}", to_hex(node.genesis))
        hostile.append((name, address))
    sentences: list[str] = []
    assert trust.registries(folder, node, species, tell=sentences.append) == []
    assert len(sentences) == len(hostile) > 30
    for sentence, (name, address) in zip(sentences, hostile, strict=True):
        assert address in sentence, name
    (nobody,) = [address for name, address in hostile if name == "ERC721NonexistentToken"]
    registry = Registry(node, nobody, species.id, 0)
    assert owner_of(registry, 5) is None
    for question in (6, 5 << 200):
        with pytest.raises(OtherContractError, match=r"ERC721NonexistentToken\(5\)"):
            owner_of(registry, question)


def test_logs_of_one_block_that_are_too_long_for_one_answer_are_read_in_parts() -> None:
    topics = [bytes([k]) * 32 for k in range(5)]

    class Narrow(Client):
        def __init__(self) -> None:
            self.timeout, self.url = 30, ""

        def read(self, _: Any, method: str, criteria: Any) -> Any:
            (values,) = criteria["topics"]
            if not isinstance(values, list) or len(values) > 1:
                raise TooLong(url="", method=method, most=32)
            place = int(values[0][2:4], 16)
            return [Log(ADDRESS, (topics[place],), b"", 3, b"", b"", 0, 9 - place)]

    logs = Narrow().logs(ADDRESS, [topics], first=3, last=3)
    assert [log.log_index for log in logs] == [5, 6, 7, 8, 9]
    with pytest.raises(TooLong):
        Narrow().logs(ADDRESS, [topics[0]], first=3, last=3)
