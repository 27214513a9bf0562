"""A network is asked whether it draws as Ethereum does, before anything is deployed on it."""

from pathlib import Path
from typing import Any

import pytest
import rlp
from eth_account.signers.local import LocalAccount

from avatarchain import registry
from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain import Chain, connect
from avatarchain.chain.headers import FORKS, FRONTIER, _value
from avatarchain.chain.probe import BLOCKS, probe
from avatarchain.errors import UnfitNetwork
from avatarchain.species.pack import load
from support.hostile import between

HOODI = 560048


@pytest.fixture
def network(node: str, folder: Path) -> str:
    """An anvil that is no development chain, with a few more blocks than the probe reads."""
    with connect(node, folder=folder) as chain:
        chain.mine(BLOCKS + 4)
        chain.ask("anvil_setChainId", HOODI)
    return node


def test_a_network_that_draws_as_ethereum_does_passes(network: str, folder: Path) -> None:
    with connect(network, folder=folder) as chain:
        assert chain.chain_id == HOODI
        probe(chain)


def test_a_network_with_few_blocks_passes(node: str, folder: Path) -> None:
    with connect(node, folder=folder) as chain:
        chain.ask("anvil_setChainId", HOODI)
    for blocks in range(3):
        with connect(node, folder=folder) as chain:
            chain.mine(blocks)
            probe(chain)


def block_of(answer: dict[str, Any], number: int) -> bool:
    result = answer.get("result")
    return isinstance(result, dict) and result.get("number") == hex(number)


def with_field(number: int, **fields: Any) -> Any:
    """A lie about one block: other values of these fields."""

    def lie(_: Any, answer: dict[str, Any]) -> dict[str, Any]:
        if block_of(answer, number):
            answer["result"] |= fields
        return answer

    return lie


def sealed_with(mixed: str, *numbers: int) -> Any:
    """A chain whose makers set mixHash themselves, in these blocks; its headers hash right."""

    def lie(_: Any, answer: dict[str, Any]) -> dict[str, Any]:
        if any(block_of(answer, number) for number in numbers):
            answer["result"] |= {"mixHash": mixed}
            block, lists = answer["result"], " ".join([FRONTIER, *FORKS.values()]).split()
            values = [_value(block, name) for name in lists if name in block]
            block["hash"] = to_hex(keccak256(rlp.encode(values)))
        return answer

    return lie


def seen(place: slice, value: bytes) -> Any:
    """A chain whose contracts see something else than its node tells."""

    def lie(asked: Any, answer: dict[str, Any]) -> dict[str, Any]:
        if asked.get("method") == "eth_call":
            data = bytearray.fromhex(answer["result"][2:])
            data[place] = value
            answer["result"] = "0x" + data.hex()
        return answer

    return lie


NEWEST = BLOCKS + 4
FAULTS = {
    "a header that does not hash": (
        with_field(NEWEST - 3, extraData="0x00"),
        f"the header of block {NEWEST - 3} does not give its hash, all its fields are known",
    ),
    "a field of another fork": (
        with_field(NEWEST, stateRoot="0x" + 64 * "1", l1BlockNumber="0x7"),
        f"the header of block {NEWEST} does not give its hash, its fields l1BlockNumber are not",
    ),
    "the oldest of the blocks that are read": (
        with_field(NEWEST + 1 - BLOCKS, gasUsed="0x1"),
        f"the header of block {NEWEST + 1 - BLOCKS} does not give its hash",
    ),
    "no randomness": (
        sealed_with("0x" + 64 * "0", NEWEST - 1),
        f"the mixHash of block {NEWEST - 1} is 0",
    ),
    "the same randomness twice": (
        sealed_with("0x" + 64 * "7", NEWEST - 9, NEWEST - 2),
        f"blocks {NEWEST - 9} and {NEWEST - 2} have the same mixHash",
    ),
    "another number": (
        seen(slice(31, 32), b"\1"),
        f"in block {NEWEST}, contracts read another number",
    ),
    "another hash": (
        seen(slice(63, 64), b"\1"),
        f"contracts read another hash of block {NEWEST - 1} than the node tells",
    ),
    "no hash": (seen(slice(32, 64), bytes(32)), "contracts read another hash"),
    "no calls": (
        lambda asked, answer: (
            {"jsonrpc": "2.0", "id": answer["id"], "error": {"code": -32601, "message": "no calls"}}
            if asked.get("method") == "eth_call"
            else answer
        ),
        "its node does not run code",
    ),
}


def each(lie: Any) -> Any:
    """The lie in the answers to batches too."""

    def spoil(asked: Any, answer: Any) -> Any:
        if isinstance(asked, list):
            return [lie(*pair) for pair in zip(asked, answer, strict=True)]
        return lie(asked, answer)

    return spoil


@pytest.mark.parametrize("fault", FAULTS)
def test_a_network_with_a_fault_is_refused_in_a_sentence_and_nothing_is_sent(
    network: str, folder: Path, development_key: LocalAccount, fault: str
) -> None:
    lie, sentence = FAULTS[fault]
    with between(network, each(lie)) as url, connect(url, folder=folder) as chain:
        before = chain.nonce(development_key.address)
        with pytest.raises(UnfitNetwork) as refusal:
            registry.deploy(chain, development_key, load("tuftling"))
        assert sentence in str(refusal.value)
        assert str(refusal.value).startswith(f"chain {HOODI} does not draw as Ethereum does (")
        assert chain.nonce(development_key.address) == before
        assert chain.head().number == NEWEST


def test_a_fault_in_an_older_block_is_nobodys_concern(network: str, folder: Path) -> None:
    lie = with_field(NEWEST - BLOCKS, gasUsed="0x1")
    with between(network, each(lie)) as url, connect(url, folder=folder) as chain:
        probe(chain)


def test_a_development_chain_is_not_probed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        monkeypatch.setattr(Chain, "ask", pytest.fail)
        probe(chain)
