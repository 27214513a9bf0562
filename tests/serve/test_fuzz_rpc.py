"""`/rpc` asked whatever comes: every answer is one of the protocol, and nothing grows.

`FUZZ_REQUESTS` sets how many requests; `make fuzz` asks a million, in some two minutes.
"""

import json
import os
import random
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from avatarchain.chain.node import METHODS
from avatarchain.serve.nodes import Nodes
from avatarchain.serve.protocol import answered

COUNT = int(os.environ.get("FUZZ_REQUESTS", "1500"))
CODES = {3, -32000, -32001, -32005, -32600, -32601, -32602, -32700}
DEV0, NOBODY = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", "0x" + "99" * 20
TAGS = ("latest", "pending", "earliest", "safe", "finalized")


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    nodes = Nodes(tmp_path_factory.mktemp("fuzzed") / "chain.sqlite", 30)
    yield nodes
    nodes.close()


def anything(chance: random.Random, depth: int = 0) -> Any:
    """A value of JSON, most of them near what a method takes."""
    simple = [
        lambda: chance.choice([None, True, False, 0, -1, 1, 1.5, 1e400 and 7, 2**63, 10**40]),
        lambda: chance.choice([*TAGS, "", "0x", "0x0", "0x1", "0X1", "0x00", "0xg", "\x00", "é"]),
        lambda: hex(chance.getrandbits(chance.choice([4, 8, 63, 64, 65, 256, 257]))),
        lambda: "0x" + chance.randbytes(chance.choice([0, 1, 19, 20, 21, 32, 33, 200])).hex(),
        lambda: chance.choice([DEV0, NOBODY, "0x" + "00" * 19 + "05", "0x" + "00" * 32]),
    ]
    if depth < 3 and chance.random() < 0.4:
        if chance.random() < 0.4:
            return [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
        return {
            chance.choice(FIELDS): anything(chance, depth + 1) for _ in range(chance.randrange(5))
        }
    return chance.choice(simple)()


FIELDS = (
    "from to gas gasPrice maxFeePerGas maxPriorityFeePerGas value data input nonce accessList type "
    "address topics fromBlock toBlock blockHash blockNumber requireCanonical balance code state "
    f"stateDiff storageKeys chainId authorizationList {DEV0} {NOBODY} 0x0 {'0x' + '00' * 32}"
).split()


def sensible(chance: random.Random, method: str) -> list[Any]:
    """Parameters that the method takes, or nearly."""
    call = {"to": chance.choice([NOBODY, DEV0, "0x" + "00" * 19 + "05"]), "from": DEV0}
    call |= {"data": "0x" + chance.randbytes(chance.randrange(80)).hex()}
    code = {NOBODY: {"code": "0x" + chance.randbytes(chance.randrange(60)).hex()}}
    block: Any = chance.choice([*TAGS, "0x0", "0x1", {"blockNumber": "0x0"}])
    by_name = {
        "eth_call": [call, block, code],
        "eth_estimateGas": [call, block, code],
        "eth_getProof": [DEV0, ["0x0", hex(chance.getrandbits(256))], block],
        "eth_feeHistory": [hex(chance.randrange(2000)), block, [1, 50, 99.5]],
        "eth_getLogs": [{"fromBlock": "0x0", "topics": [None, [NOBODY]]}],
        "eth_newFilter": [{"address": [NOBODY], "topics": []}],
    }
    return by_name.get(method, [chance.choice([DEV0, "0x" + "00" * 32, block, "0x5"]), block])


def request(chance: random.Random, methods: list[str]) -> Any:
    method = chance.choice(methods)
    parameters: Any = sensible(chance, method)
    if chance.random() < 0.5:
        parameters = [anything(chance) for _ in range(chance.randrange(4))]
    elif parameters and chance.random() < 0.5:
        parameters[chance.randrange(len(parameters))] = anything(chance)
    if chance.random() < 0.03:
        parameters = anything(chance)
    whole: Any = {"jsonrpc": "2.0", "id": chance.randrange(9), "method": method}
    whole["params"] = parameters
    if chance.random() < 0.05:
        whole[chance.choice(["id", "jsonrpc", "method", "params"])] = anything(chance)
    return anything(chance) if chance.random() < 0.02 else whole


def right(answer: Any) -> bool:
    return (
        isinstance(answer, dict)
        and answer.keys() in ({"jsonrpc", "id", "result"}, {"jsonrpc", "id", "error"})
        and ("result" in answer or answer["error"]["code"] in CODES)
    )


def memory() -> int:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


# py-evm warns of code that has this opcode, and runs it; a server does not make errors of warnings.
@pytest.mark.filterwarnings("ignore:SELFDESTRUCT opcode present:DeprecationWarning")
def test_whatever_is_asked_of_it_the_server_answers_by_the_protocol(
    nodes: Nodes, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(f"rpc {COUNT}")
    methods = [*METHODS, *nodes.filters.methods, "eth_sendTransaction", "eth_subscribe", "x", ""]
    before = memory()
    for number in range(COUNT):
        asked: Any = request(chance, methods)
        if chance.random() < 0.02:
            asked = [request(chance, methods) for _ in range(chance.randrange(5))]
        body = json.dumps(asked).encode()
        if chance.random() < 0.05:
            body = _torn(chance, body)
        answer = answered(body, nodes.ask)
        if answer is None:
            continue
        told = json.loads(answer)
        for each in told if isinstance(told, list) else [told]:
            assert right(each), (number, body, each)
    assert caplog.records == []
    assert memory() - before < 150


def _torn(chance: random.Random, body: bytes) -> bytes:
    """A body with bytes that were lost, doubled or changed."""
    place = chance.randrange(len(body) + 1)
    return chance.choice(
        [
            body[:place],
            body[:place] + chance.randbytes(3) + body[place:],
            body[:place] + body[place // 2 :],
            body.replace(b'"', b"'"),
        ]
    )


def test_a_fault_of_the_server_is_seen_by_this_test(nodes: Nodes) -> None:
    """A twin of the above: an answer of a kind that it must catch."""
    assert not right({"jsonrpc": "2.0", "id": 1, "error": {"code": -32603, "message": "x"}})
    assert not right({"jsonrpc": "2.0", "id": 1})


def test_an_internal_error_tells_nothing_of_the_inside(
    nodes: Nodes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError(f"secret {Path.home()}")

    monkeypatch.setattr("avatarchain.chain.node.Node.written", broken)
    told = nodes.ask("eth_gasPrice", [])  # which is never kept
    assert told == {"error": {"code": -32603, "message": "internal error"}}
    assert "eth_gasPrice failed" in caplog.text
