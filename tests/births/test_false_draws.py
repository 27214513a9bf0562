"""Nodes that tell foundings and births wrongly: what follows could be committed for good."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, registry
from avatarchain.births import breeding, foundings, minting
from avatarchain.births.founders import collection
from avatarchain.births.recipients import sole
from avatarchain.chain import Log, connect
from avatarchain.keys.accounts import development
from avatarchain.papers.origin import origin
from avatarchain.registry import foundings as contract
from avatarchain.registry.events import FOUNDING
from avatarchain.species.pack import load
from support.hostile import between


def test_a_draw_with_another_random_number_than_its_block_has_is_refused(
    node: str, folder: Path, development_key: LocalAccount
) -> None:
    false = "0x" + 64 * "7"

    def spoil(request: dict[str, Any], answer: dict[str, Any]) -> Any:
        if request["method"] == "eth_getBlockByNumber" and request["params"][0] == hex(draw):
            answer["result"] |= {"mixHash": false}
        return answer

    with connect(node, folder=folder) as honest:
        book = registry.deploy(honest, development_key, load("tuftling"))
        draw = foundings.found(book, development_key, sole(development(1).address), 5, 8)[0].draw
        honest.mine(8)
        with between(node, spoil) as url, connect(url, folder=folder) as liar:
            assert liar.block(draw).mix_hash == bytes.fromhex(false[2:])
            lied_to = replace(book, chain=liar)
            with pytest.raises(errors.StrangeHeader, match=f"block {draw} .* not have the block's"):
                foundings.await_draw(lied_to, 0)
        drawn = foundings.await_draw(book, 0)
        assert drawn.beacon == honest.block(draw).mix_hash
        assert contract.founding(book, 0).commitment is None


def test_a_birth_is_not_judged_by_another_random_number_than_its_block_has(
    node: str, folder: Path, development_key: LocalAccount
) -> None:
    species, owner = load("tuftling"), development_key

    def spoil(request: dict[str, Any], answer: dict[str, Any]) -> Any:
        if request["method"] == "eth_getBlockByNumber" and request["params"][0] == hex(draw):
            answer["result"] |= {"mixHash": "0x" + 64 * "7"}
        return answer

    with connect(node, folder=folder) as honest:
        book = registry.deploy(honest, owner, species)
        mother, father = (
            minting.mint(book, species, owner, owner.address, founder).avatar
            for founder in collection(species, bytes(32), 2)
        )
        child = breeding.breed(book, owner, mother.identity, father.identity)
        judged = origin(book, child, mother.genome, father.genome)
        assert judged.genome == child.genome
        draw = judged.draw
        with (
            between(node, spoil) as url,
            connect(url, folder=folder) as liar,
            pytest.raises(errors.StrangeHeader, match=f"block {draw} "),
        ):
            origin(replace(book, chain=liar), child, mother.genome, father.genome)


Logs = list[dict[str, Any]]


@pytest.mark.parametrize(
    "change",
    [
        lambda logs: [],
        lambda logs: logs * 2,
        lambda logs: [log | {"data": "0x"} for log in logs],
        lambda logs: [log | {"topics": []} for log in logs],
    ],
    ids=["none", "doubled", "no-data", "no-topics"],
)
def test_receipts_that_do_not_tell_what_was_done_are_refused_and_the_birth_is_there(
    node: str, folder: Path, development_key: LocalAccount, change: Callable[[Logs], Logs]
) -> None:
    def spoil(request: dict[str, Any], answer: dict[str, Any]) -> Any:
        if request["method"] == "eth_getTransactionReceipt" and answer.get("result"):
            answer["result"]["logs"] = change(answer["result"]["logs"])
        return answer

    species, owner = load("tuftling"), development_key
    with connect(node, folder=folder) as honest:
        book = registry.deploy(honest, owner, species)
        ids = [
            minting.mint(book, species, owner, owner.address, founder).avatar.identity
            for founder in collection(species, bytes(32), 2)
        ]
        with between(node, spoil) as url, connect(url, folder=folder) as liar:
            lied_to = replace(book, chain=liar)
            with pytest.raises(errors.StrangeReceipt, match="does not tell what it did"):
                foundings.found(lied_to, owner, sole(owner.address), 5, 8)
            with pytest.raises(errors.StrangeReceipt):
                breeding.breed(lied_to, owner, *ids)
        assert len(contract.foundings(book)) == 1
        assert breeding.conception_of(book, ids[0]) is None
        assert len(registry.registered(book, ids)) == 2


def _with_word(log: dict[str, Any], place: int, value: int) -> dict[str, Any]:
    """A log with another number in one of its 32-byte words of data."""
    start = 2 + 64 * place
    data = log["data"]
    return log | {"data": f"{data[:start]}{value:064x}{data[start + 64 :]}"}


@pytest.mark.parametrize(
    "change",
    [
        lambda log: _with_word(log, 0, 0xB0B),
        lambda log: _with_word(log, 1, 6),
        lambda log: _with_word(log, 2, 1000),
        lambda log: log | {"address": "0x" + 40 * "b"},
    ],
    ids=["recipients", "count", "draw", "contract"],
)
def test_a_receipt_of_another_founding_than_was_sent_is_refused_and_the_promise_is_there(
    node: str,
    folder: Path,
    development_key: LocalAccount,
    change: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    def spoil(request: dict[str, Any], answer: dict[str, Any]) -> Any:
        if request["method"] == "eth_getTransactionReceipt" and answer.get("result"):
            answer["result"]["logs"] = [change(log) for log in answer["result"]["logs"]]
        return answer

    holder = sole(development(1).address)
    with connect(node, folder=folder) as honest:
        book = registry.deploy(honest, development_key, load("tuftling"))
        with between(node, spoil) as url, connect(url, folder=folder) as liar:
            lied_to = replace(book, chain=liar)
            with pytest.raises(errors.StrangeReceipt, match="does not tell what it did"):
                foundings.found(lied_to, development_key, holder, 5, 8)
        (promised,) = contract.foundings(book)
        assert (promised.recipients, promised.count) == (holder.hash, 5)


@pytest.mark.parametrize(("word", "value"), [(1, 0), (1, 1 << 64), (2, 1 << 64), (2, 3)])
def test_a_founding_that_no_registry_promises_is_refused(word: int, value: int) -> None:
    words = [1, 5, 20]
    words[word] = value
    data = b"".join(number.to_bytes(32, "big") for number in words)
    log = Log("0x" + 40 * "1", (FOUNDING, bytes(32)), data, 12, bytes(32), bytes(32), 0, 0)
    with pytest.raises(errors.StrangeLog, match="a founding of another form"):
        contract.promised(log)
    assert contract.promised(replace(log, data=data[:32] + bytes(31) + b"\5" + bytes(31) + b"\x14"))
