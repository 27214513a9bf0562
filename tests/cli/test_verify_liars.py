"""`verify` at a node that lies: a sentence, no verdict on what it lied about, and an end."""

from collections.abc import Callable
from typing import Any

import pytest
from shell import Shell

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain import logs
from avatarchain.registry.events import BORN
from support.hostile import between

KEY = to_hex(keccak256(b"IssuerKey(bytes32)"))
Spoiled = Callable[[dict[str, Any], Any], Any]


@pytest.fixture
def pictures(shell: Shell, node: str) -> tuple[Shell, list[dict[str, Any]]]:
    """A shell whose registry is on a node, and what was minted there, with pictures."""
    there = shell.on(node)
    return there, [there.json("mint", "--seed", seed, "--size", 64) for seed in ("a", "b")]


def spoiling(change: Spoiled) -> Callable[[Any, Any], Any]:
    """What changes each answer, also those of a batch."""

    def spoil(asked: Any, answer: Any) -> Any:
        if isinstance(asked, list):
            return [change(*pair) for pair in zip(asked, answer, strict=True)]
        return change(asked, answer)

    return spoil


def test_what_a_node_lies_about_fails_and_other_files_are_judged(
    pictures: tuple[Shell, list[dict[str, Any]]], node: str
) -> None:
    there, (first, second) = pictures

    def change(asked: dict[str, Any], answer: Any) -> Any:
        if asked["method"] == "eth_getLogs":
            for log in answer["result"]:
                if log["topics"][:2] == [to_hex(BORN), first["id"]]:
                    log["data"] = "0x"
        return answer

    with between(node, spoiling(change)) as url:
        outcome = there.on(url).run("verify", first["image"], second["image"], "--json")
    assert outcome.code == 1
    lied, judged = outcome.records
    (check,) = lied["checks"]
    assert (lied["ok"], judged["ok"]) == (False, True)
    assert "is no registry of ours: in block" in check["detail"]


def test_keys_of_another_form_are_refused_in_a_sentence(
    pictures: tuple[Shell, list[dict[str, Any]]], node: str
) -> None:
    there, (first, _) = pictures

    def change(asked: dict[str, Any], answer: Any) -> Any:
        if asked["method"] == "eth_getLogs":
            for log in answer["result"]:
                if log["topics"][0] == KEY:
                    log["topics"] = log["topics"][:1]
        return answer

    with between(node, spoiling(change)) as url:
        outcome = there.on(url).run("verify", first["image"])
    assert outcome.code == 1
    assert "it logged an issuer key of another form" in " ".join(outcome.out.split())


def test_a_node_that_never_comes_to_the_last_block_is_given_up_once_for_all_files(
    pictures: tuple[Shell, list[dict[str, Any]]], node: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, (first, second) = pictures
    monkeypatch.setattr(logs, "_MOST", 100)
    searches = 0

    def change(asked: dict[str, Any], answer: Any) -> Any:
        nonlocal searches
        searches += asked["method"] == "eth_getLogs"
        if asked["method"] == "eth_blockNumber":
            return answer | {"result": "0xfffffffffffffff"}
        if asked["method"] == "eth_getLogs":
            (span,) = asked["params"]
            if span["fromBlock"] != span["toBlock"]:
                refusal = {"code": -32005, "message": "range too wide"}
                return {"jsonrpc": "2.0", "id": asked["id"], "error": refusal}
            return {"jsonrpc": "2.0", "id": asked["id"], "result": answer.get("result", [])}
        return answer

    with between(node, spoiling(change)) as url:
        outcome = there.on(url).run("verify", first["image"], second["image"])
    assert outcome.code == 1
    told = " ".join(outcome.out.split())
    assert told.count("gives logs of too few blocks at a time: after 100 requests") == 2
    assert searches < 110  # a few before, of where the registry was made


def test_logs_of_one_registry_that_a_node_refuses_fail_its_files_alone(
    pictures: tuple[Shell, list[dict[str, Any]]], node: str
) -> None:
    """As where one block has more logs of keys than the node gives at once."""
    there, (first, second) = pictures

    def change(asked: dict[str, Any], answer: Any) -> Any:
        topics = asked["params"][0].get("topics", []) if asked["method"] == "eth_getLogs" else []
        if topics[:1] != [to_hex(BORN)] or topics[1] != first["id"]:
            return answer
        refusal = {"code": -32005, "message": "more than 10000 results"}
        return {"jsonrpc": "2.0", "id": asked["id"], "error": refusal}

    with between(node, spoiling(change)) as url:
        outcome = there.on(url).run("verify", first["image"], second["image"], "--json")
    assert outcome.code == 1
    refused, judged = outcome.records
    (check,) = refused["checks"]
    assert (refused["ok"], judged["ok"]) == (False, True)
    assert "refused eth_getLogs: more than 10000 results" in check["detail"]


def test_verdicts_that_were_made_are_printed_before_a_node_that_fails(
    pictures: tuple[Shell, list[dict[str, Any]]], node: str
) -> None:
    there, (first, second) = pictures

    def change(asked: dict[str, Any], answer: Any) -> Any:
        return answer | {"result": 5} if second["id"] in str(asked["params"]) else answer

    with between(node, spoiling(change)) as url:
        outcome = there.on(url).run("verify", first["image"], second["image"], "--json")
    assert (outcome.code, [record["ok"] for record in outcome.records]) == (1, [True])
    assert "but not as an Ethereum node" in outcome.err
