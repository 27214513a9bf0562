"""`/rpc`: JSON-RPC 2.0 over HTTP and WebSocket, on a chain that others write to as well."""

import base64
import json
import socket as raw
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from doors import NOBODY, Door
from websockets.sync.client import ClientConnection, connect

HEAD = {"jsonrpc": "2.0", "id": 1, "method": "eth_blockNumber", "params": []}


def code(told: Any) -> int:
    return int(told["error"]["code"])


@pytest.mark.parametrize("own", [0, -5, 1.5, "", "a", "é\n", None])
def test_an_id_comes_back_as_it_was(door: Door, own: Any) -> None:
    assert door.post(HEAD | {"id": own})["id"] == own


@pytest.mark.parametrize("own", [True, [], {}, "x" * 301, 10**301])
def test_what_is_no_id_is_refused_and_does_not_come_back(door: Door, own: Any) -> None:
    told = door.post(HEAD | {"id": own})
    assert (told["id"], code(told)) == (None, -32600)


@pytest.mark.parametrize("own", [b"1e999", b"-1e999"])
def test_an_id_that_is_no_number_of_json_does_not_come_back(door: Door, own: bytes) -> None:
    told = door.post(b'{"jsonrpc":"2.0","id":' + own + b',"method":"eth_chainId"}')
    assert (told["id"], code(told)) == (None, -32600)


def test_parameters_may_be_left_out(door: Door) -> None:
    assert "result" in door.post({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"})


def test_a_request_without_an_id_is_done_and_not_answered(door: Door) -> None:
    before = int(door.ask("eth_blockNumber"), 16)
    mine = {"jsonrpc": "2.0", "method": "evm_mine", "params": []}
    assert door.post(mine) is None
    assert door.post([mine, mine]) is None
    assert int(door.ask("eth_blockNumber"), 16) == before + 3


def test_a_batch_is_answered_in_order_the_wrong_among_the_right(door: Door) -> None:
    asked = [HEAD | {"id": 1}, 5, HEAD | {"id": 2, "method": "x"}, HEAD | {"id": "3"}]
    told = door.post(asked)
    assert [one["id"] for one in told] == [1, None, 2, "3"]
    assert [one.get("error", {}).get("code") for one in told] == [None, -32600, -32601, None]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", -32700),
        (b"{", -32700),
        (b'{"id": NaN}', -32700),
        (b"[" * 100_000, -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[' + b"9" * 9999 + b"]}", -32700),
        (b"\xff\xfe", -32700),
        (b"[]", -32600),
        (b"null", -32600),
        (b'{"id":1,"method":"eth_chainId"}', -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":5}', -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":{}}', -32602),
        (b'{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[1]}', -32602),
        (b'{"jsonrpc":"2.0","id":1,"method":"eth_sendTransaction","params":[{}]}', -32601),
        (b'{"jsonrpc":"2.0","id":1,"method":"anvil_mine","params":[]}', -32601),
        (b'{"jsonrpc":"2.0","id":1,"method":"evm_snapshot","params":[]}', -32601),
        (b'{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["logs"]}', -32601),
        (b'{"jsonrpc":"2.0","id":1,"method":"\\ud800","params":[]}', -32601),
    ],
)
def test_what_is_wrong_with_a_request_is_said_by_its_code(
    door: Door, body: bytes, expected: int
) -> None:
    assert code(door.post(body)) == expected


def test_a_batch_and_a_body_are_bounded(door: Door) -> None:
    assert len(door.post([HEAD] * 1_000)) == 1_000
    assert code(door.post([HEAD] * 1_001)) == -32600
    answer = door.fetch("POST", "/rpc", b" " * ((2 << 20) + 1))
    assert answer.status == 413


def test_tools_may_post_to_the_root(door: Door) -> None:
    answer = door.fetch("POST", "/", json.dumps(HEAD).encode())
    assert "result" in json.loads(answer.body)


def test_what_another_process_sends_is_seen_at_once(door: Door) -> None:
    before = int(door.ask("eth_blockNumber"), 16)
    assert int(door.ask("eth_blockNumber"), 16) == before
    command = [sys.executable, "-m", "avatarchain", "devnet", "mine", "2", "--home", str(door.home)]
    subprocess.run(command, check=True, capture_output=True)
    assert int(door.ask("eth_blockNumber"), 16) == before + 2


def test_filters_tell_each_change_once(door: Door) -> None:
    blocks, logs = door.ask("eth_newBlockFilter"), door.ask("eth_newFilter", {"address": NOBODY})
    waiting = door.ask("eth_newPendingTransactionFilter")
    own = door.send(value=1)
    block = door.ask("eth_getTransactionReceipt", own)["blockHash"]
    assert door.ask("eth_getFilterChanges", blocks) == [block]
    for each in (blocks, logs, waiting):
        assert door.ask("eth_getFilterChanges", each) == []
    assert door.ask("eth_getFilterLogs", logs) == []
    assert door.ask("eth_uninstallFilter", blocks) is True
    assert door.ask("eth_uninstallFilter", blocks) is False
    assert door.ask("eth_getFilterChanges", blocks)["message"] == "filter not found"
    for criteria in (5, {"blockHash": block}, {"topics": [5]}):
        assert door.ask("eth_newFilter", criteria)["code"] == -32602


@pytest.mark.parametrize("end", ["0xzz", "0x", "0x1_0", 5, "soon", "0x" + "f" * 100_000, [], {}])
@pytest.mark.parametrize("name", ["fromBlock", "toBlock"])
def test_a_filter_whose_ends_are_no_blocks_is_refused(door: Door, name: str, end: Any) -> None:
    assert door.ask("eth_newFilter", {name: end})["code"] == -32602


@pytest.mark.parametrize("end", [None, "earliest", "latest", "pending", "0x0", hex(2**62)])
@pytest.mark.parametrize("name", ["fromBlock", "toBlock"])
def test_a_filter_with_ends_is_answered_when_a_block_has_come(
    door: Door, name: str, end: Any
) -> None:
    own = door.ask("eth_newFilter", {name: end})
    door.ask("evm_mine")
    assert door.ask("eth_getFilterChanges", own) == []


# Makes a contract that logs what it is called with, under the topic 5.
LOGGER = "0x600a600a5f39600a5ff3" + "365f5f376005365fa1"


def test_a_filter_tells_the_logs_that_fit(door: Door) -> None:
    made = door.send(to=b"", data=LOGGER)
    address = door.ask("eth_getTransactionReceipt", made)["contractAddress"]
    fits, other = (
        door.ask("eth_newFilter", {"address": address, "topics": ["0x" + f"{topic:064x}"]})
        for topic in (5, 6)
    )
    own = door.send(to=address, data="0x1234")
    (log,) = door.ask("eth_getFilterChanges", fits)
    assert (log["transactionHash"], log["data"], log["removed"]) == (own, "0x1234", False)
    assert door.ask("eth_getFilterChanges", fits) == door.ask("eth_getFilterChanges", other) == []


# --- WebSocket


@contextmanager
def socket(door: Door) -> Iterator[ClientConnection]:
    with connect(door.websocket, compression=None) as open_:
        yield open_


def over(connection: ClientConnection, method: str, *parameters: Any) -> Any:
    asked = {"jsonrpc": "2.0", "id": 9, "method": method, "params": list(parameters)}
    connection.send(json.dumps(asked))
    told = json.loads(connection.recv(30))
    return told.get("error") or told["result"]


def test_a_socket_is_told_of_each_block_in_order(door: Door) -> None:
    with socket(door) as heard:
        own = over(heard, "eth_subscribe", "newHeads")
        before = int(door.ask("eth_blockNumber"), 16)
        for _ in range(3):
            door.ask("evm_mine")
        told = [json.loads(heard.recv(30)) for _ in range(3)]
        assert {one["params"]["subscription"] for one in told} == {own}
        numbers = [int(one["params"]["result"]["number"], 16) for one in told]
        assert numbers == [before + 1, before + 2, before + 3]
        assert "transactions" not in told[0]["params"]["result"]
        assert over(heard, "eth_unsubscribe", own) is True
        assert over(heard, "eth_unsubscribe", own) is False


def test_a_socket_is_told_of_the_logs_and_transactions_that_it_wants(door: Door) -> None:
    made = door.send(to=b"", data=LOGGER)
    address = door.ask("eth_getTransactionReceipt", made)["contractAddress"]
    with socket(door) as heard:
        blocks = {"fromBlock": "earliest", "toBlock": "latest", "topics": []}  # as cast sends them
        logs = over(heard, "eth_subscribe", "logs", {"address": address, **blocks})
        own = door.send(to=address, data="0xab")
        told = json.loads(heard.recv(30))["params"]
        assert (told["subscription"], told["result"]["transactionHash"]) == (logs, own)
        waiting = over(heard, "eth_subscribe", "newPendingTransactions")
        own = door.send()
        told = json.loads(heard.recv(30))["params"]
        assert (told["subscription"], told["result"]) == (waiting, own)


def test_a_subscription_of_another_kind_is_refused_and_the_socket_goes_on(door: Door) -> None:
    with socket(door) as heard:
        for wrong in ([], ["syncing"], [5], ["logs", 5], ["logs", {"blockHash": "0x0"}]):
            assert over(heard, "eth_subscribe", *wrong)["code"] == -32602
        heard.send("{")
        assert code(json.loads(heard.recv(30))) == -32700
        assert over(heard, "eth_chainId") == "0x7a69"
        for _ in range(100):
            over(heard, "eth_subscribe", "newHeads")
        assert over(heard, "eth_subscribe", "newHeads")["code"] == -32602


def silent(door: Door) -> raw.socket:
    """A WebSocket with 100 subscriptions that reads nothing after its handshake."""
    peer = raw.socket()
    peer.setsockopt(raw.SOL_SOCKET, raw.SO_RCVBUF, 2048)
    peer.connect(("127.0.0.1", door.port))
    key = base64.b64encode(bytes(16)).decode()
    peer.sendall(
        f"GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:{door.port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += peer.recv(1)
    wish = b'{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}'
    frame = bytes([0x81, 0x80 | len(wish), 0, 0, 0, 0]) + wish  # masked with zeros
    peer.sendall(frame * 100)
    return peer


def test_who_reads_nothing_silences_nobody(door: Door) -> None:
    # 100 messages of a kilobyte for each block: more than the buffers between the two take.
    with silent(door), socket(door) as heard:
        over(heard, "eth_subscribe", "newHeads")
        for _ in range(120):
            door.ask("evm_mine")
            assert json.loads(heard.recv(60))["method"] == "eth_subscription"


# --- what a copy may do


def test_a_copy_goes_back_to_a_snapshot_and_the_chain_itself_does_not(scratch: Door) -> None:
    taken = scratch.ask("evm_snapshot")
    before = scratch.ask("eth_getBlockByNumber", "latest")
    own = scratch.send(value=3)
    assert scratch.ask("eth_getBalance", NOBODY) == "0x3"
    assert scratch.ask("evm_revert", taken) is True
    assert scratch.ask("eth_getBlockByNumber", "latest") == before
    assert scratch.ask("eth_getBalance", NOBODY) == "0x0"
    assert scratch.ask("eth_getTransactionReceipt", own) is None
    assert scratch.ask("evm_revert", taken) is False
    scratch.send(value=4)
    assert scratch.ask("eth_getBalance", NOBODY) == "0x4"
    assert not (scratch.home / "chain.sqlite").exists()


def test_a_copy_may_say_when_its_next_block_is_made(scratch: Door) -> None:
    head = int(scratch.ask("eth_getBlockByNumber", "latest")["timestamp"], 16)
    assert scratch.ask("evm_setNextBlockTimestamp", head)["code"] == -32602
    scratch.ask("evm_setNextBlockTimestamp", hex(head + 10_000))
    scratch.ask("evm_mine")
    told = scratch.ask("eth_getBlockByNumber", "latest")["timestamp"]
    assert int(told, 16) == head + 10_000
    scratch.ask("evm_mine")
    later = int(scratch.ask("eth_getBlockByNumber", "latest")["timestamp"], 16)
    assert head + 10_000 < later < head + 10_100
