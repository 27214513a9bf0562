"""A node that means ill gets neither a transaction that was not permitted, nor our memory, nor
our time, nor our screen; and what was sent before it turned is told."""

import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import calls
import pytest
from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth_account.signers.local import LocalAccount

from avatarchain.base.canonical import to_hex
from avatarchain.chain import Receipt, connect
from avatarchain.chain.many import Order, send_many, settle
from avatarchain.errors import (
    AvatarchainError,
    ChainChanged,
    NodeRefused,
    NotANode,
    TooLong,
    Unconfirmed,
    Unreachable,
)
from support.hostile import Handler, between, forward, raw, serving

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
NOISE = b'{"jsonrpc": "2.0", "id": 0, "result": "' + b"0" * 1_000_000
Speak = Callable[[socket.socket, threading.Event], None]


def silent(_: socket.socket, over: threading.Event) -> None:
    over.wait()


def slow_head(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(HEAD + b"X: ")
    while not over.wait(0.05):
        connection.sendall(b"x")


def slow_body(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n{")
    while not over.wait(0.05):
        connection.sendall(b" ")


def slow_chunks(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while not over.wait(0.05):
        connection.sendall(b"1\r\n \r\n")


@pytest.mark.parametrize("speak", [silent, slow_head, slow_body, slow_chunks])
def test_a_node_that_never_comes_to_an_end_is_given_up_in_time(folder: Path, speak: Speak) -> None:
    """Each byte of it comes in time; the answer does not."""
    with (
        raw(speak) as url,
        pytest.raises(Unreachable, match=r"no whole answer in 0\.5 s|timed out"),
    ):
        connect(url, folder=folder, timeout=0.5)


def endless(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(HEAD + b"\r\n" + NOISE)
    for _ in range(1_000):
        connection.sendall(b"0" * 1_000_000)


def promised(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(HEAD + b"Content-Length: 1000000000\r\n\r\n" + NOISE)
    for _ in range(1_000):
        connection.sendall(b"0" * 1_000_000)


def chunked(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(1_000):
        connection.sendall(b"F4240\r\n" + b"0" * 1_000_000 + b"\r\n")


@pytest.mark.parametrize("speak", [endless, promised, chunked])
def test_a_gigabyte_is_not_read(folder: Path, speak: Speak) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from avatarchain.chain import connect, remote\n"
        "from avatarchain.errors import TooLong\n"
        "def peak():\n"
        "    status = Path('/proc/self/status').read_text()\n"
        "    return int(status.split('VmHWM:')[1].split()[0])\n"
        "before = peak()\n"
        "try:\n"
        "    connect(sys.argv[1], folder=Path(sys.argv[2]))\n"
        "except TooLong as error:\n"
        "    print((peak() - before) // 1024, error)\n"
    )
    with raw(speak) as url:
        ran = subprocess.run(
            [sys.executable, "-c", program, url, str(folder)], capture_output=True, text=True
        )
    grown, _, words = ran.stdout.partition(" ")
    assert "answers eth_chainId with more than 32 MiB" in words, ran.stderr
    assert int(grown) < 150


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_is_not_followed(folder: Path, node: str, status: int) -> None:
    asked: list[bytes] = []

    class Elsewhere(Handler):
        def do_POST(self) -> None:  # noqa: N802
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Location", node)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with serving(Elsewhere) as url, pytest.raises(NotANode, match="a redirection"):
        connect(url, folder=folder)
    assert len(asked) == 1


GARBAGE: list[Any] = [
    None,
    True,
    7,
    -1,
    1.5,
    "",
    "0x",
    "0xzz",
    "many",
    "0x" + "f" * 65,
    [],
    [[]],
    {},
    {"a": 1},
    [None],
    ["0x"],
    {"number": "0x0"},
    {"status": "0x1"},
]
BODIES = [
    b"",
    b"null",
    b"[]",
    b"7",
    b"<html>",
    b"\xff\xfe",
    b"{",
    b'{"error": null}',
    b'{"error": {}}',
    b'{"error": []}',
    b'{"error": {"code": 3, "data": {"data": 5}}}',
    b"[" * 100_000,
    b'{"result":' * 50_000,
    b'{"result": ' + b"9" * 10_000 + b"}",
    b'{"result": NaN}',
]
METHODS = [
    "eth_chainId",
    "eth_getBlockByNumber",
    "eth_estimateGas",
    "eth_maxPriorityFeePerGas",
    "eth_getTransactionCount",
    "eth_sendRawTransaction",
    "eth_getTransactionReceipt",
    "eth_getLogs",
    "eth_call",
    "eth_getCode",
]


def everything(url: str, folder: Path, signer: LocalAccount, registry: str, genome: int) -> None:
    """All that is asked of a chain."""
    with connect(url, folder=folder, timeout=0.2) as chain:
        chain.head()
        chain.code(registry)
        chain.call(registry, calls.encode("owner()"))
        chain.send(signer, registry, calls.register(signer.address, genome))
        chain.logs(registry, [calls.BORN])


@pytest.mark.parametrize("method", METHODS)
def test_garbage_is_an_answer_or_a_refusal_and_never_breaks_us(
    folder: Path, node: str, development_key: LocalAccount, method: str
) -> None:
    given: list[Any] = [b""]

    def spoil(asked: dict[str, Any], right: dict[str, Any]) -> Any:
        if asked["method"] != method:
            return right
        return given[0] if isinstance(given[0], bytes) else right | {"result": given[0]}

    with connect(node, folder=folder) as chain:
        registry = str(chain.send(development_key, None, calls.creation()).contract_address)
    refused: list[str] = []
    with between(node, spoil) as url:
        whole = method in ("eth_chainId", "eth_sendRawTransaction")
        for genome, value in enumerate(GARBAGE + BODIES * whole):
            given[0] = value
            try:
                everything(url, folder, development_key, registry, genome)
            except AvatarchainError as error:
                refused.append(str(error))
    # A transaction that was sent is found on the chain, whatever the answer was.
    assert len(refused) > 10 or method == "eth_sendRawTransaction"
    assert all(words.isprintable() and len(words) < 600 for words in refused)


def test_words_of_a_node_are_quoted_in_one_short_line_that_moves_no_cursor(folder: Path) -> None:
    words = "first\r\nsecond \x1b]0;title\x07\x1b[2J \u202e" + "x" * 100_000

    class Talkative(Handler):
        def do_POST(self) -> None:  # noqa: N802
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps({"id": 0, "error": {"code": -1, "message": words}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Talkative) as url, pytest.raises(NodeRefused, match="first second") as refused:
        connect(url, folder=folder)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 500


def test_a_node_that_changes_its_chain_id_between_two_calls_gets_nothing(
    folder: Path, node: str, development_key: LocalAccount
) -> None:
    """And what is signed names the chain that was permitted, whatever is claimed afterwards."""
    claims, sent = iter([31337, 31337, 1, 31337, 1]), []

    def spoil(asked: dict[str, Any], right: dict[str, Any]) -> Any:
        if asked["method"] == "eth_sendRawTransaction":
            sent.append(asked["params"][0])
        return right | {"result": hex(next(claims))} if asked["method"] == "eth_chainId" else right

    with between(node, spoil) as url, connect(url, folder=folder) as chain:
        chain.send(development_key, None, calls.creation())
        with pytest.raises(ChainChanged, match="is now chain 1, so nothing is sent"):
            chain.send(development_key, None, calls.creation())
        chain.send(development_key, None, calls.creation())
    signed_for = [PragueTransactionBuilder.decode(bytes.fromhex(raw[2:])).chain_id for raw in sent]
    assert signed_for == [31337, 31337]


def test_a_receipt_of_another_transaction_is_not_taken_for_ours(
    folder: Path, node: str, development_key: LocalAccount
) -> None:
    def spoil(asked: dict[str, Any], right: dict[str, Any]) -> Any:
        if asked["method"] == "eth_getTransactionReceipt" and right["result"]:
            right["result"]["transactionHash"] = "0x" + "11" * 32
        return right

    with between(node, spoil) as url, connect(url, folder=folder, timeout=0.5) as chain:
        with pytest.raises(Unconfirmed, match="sent, not confirmed: 0x") as told:
            chain.send(development_key, None, calls.creation())
        request = {"id": 1, "method": "eth_getTransactionReceipt", "params": [told.value.hash]}
        truth = json.loads(forward(node, json.dumps(request | {"jsonrpc": "2.0"}).encode()))
        assert truth["result"]["status"] == "0x1"


@pytest.mark.parametrize("ending", ["silence", "reset", "noise"])
def test_a_node_that_turns_after_it_took_a_transaction_is_asked_what_became_of_it(
    folder: Path, node: str, development_key: LocalAccount, ending: str
) -> None:
    over, taken = threading.Event(), []

    class Turning(Handler):
        def do_POST(self) -> None:  # noqa: N802
            request = self.rfile.read(int(self.headers["Content-Length"]))
            body = forward(node, request)
            if b"eth_sendRawTransaction" in request:
                taken.append(json.loads(body)["result"])
                self.close_connection = True
                if ending == "silence":
                    over.wait()
                elif ending == "noise":
                    self.wfile.write(b"\0" * 1000)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Turning) as url:
        chain = connect(url, folder=folder, timeout=0.5)
        with chain:
            receipt = chain.send(development_key, None, calls.creation())
        over.set()
    assert [to_hex(receipt.transaction_hash)] == taken


def test_logs_too_long_for_one_answer_are_asked_for_in_smaller_ranges(
    folder: Path, node: str, development_key: LocalAccount
) -> None:
    def spoil(asked: dict[str, Any], right: dict[str, Any]) -> Any:
        if asked["method"] == "eth_getLogs" and len(right["result"]) > 2:
            return json.dumps(right).encode() + b" " * 33 * 2**20
        return right

    with between(node, spoil) as url, connect(url, folder=folder) as chain:
        registry = str(chain.send(development_key, None, calls.creation()).contract_address)
        for genome in range(5):
            chain.send(development_key, registry, calls.register(development_key.address, genome))
        born = chain.logs(registry, [calls.BORN])
        assert [int.from_bytes(log.data[:32], "big") for log in born] == list(range(5))


def in_bytes(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1\r\n \r\n" * 1_000)


def test_an_answer_in_too_many_pieces_is_given_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("avatarchain.chain.http.MOST_PIECES", 5_000)
    with raw(in_bytes) as url, pytest.raises(Unreachable, match="more than 5,000 pieces"):
        connect(url, folder=folder, timeout=60)


def websocket(connection: socket.socket, frames: bytes) -> None:
    """Agree to a WebSocket, and then send the same frames again and again; nothing is read."""
    from websockets.utils import accept_key

    with connection, suppress(OSError):
        key = re.search(rb"Sec-WebSocket-Key: (\S+)", connection.recv(65_536), re.IGNORECASE)
        assert key
        proof = accept_key(key[1].decode()).encode()
        head = b"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        connection.sendall(head + b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n")
        connection.sendall(b"\x01\x00")  # a text that is not over
        while True:
            connection.sendall(frames)


@pytest.mark.parametrize(
    ("frames", "timeout", "words"),
    [
        (b"\x89\x7d" + b"x" * 125, 1, "no whole answer in 1 s"),
        (b"\x00\x01 " * 9_000, 60, "more than 5,000 pieces"),
    ],
    ids=["pings", "pieces"],
)
def test_a_websocket_that_never_reads_holds_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch, frames: bytes, timeout: float, words: str
) -> None:
    monkeypatch.setattr("avatarchain.chain.remote.MOST_PIECES", 5_000)
    monkeypatch.setattr("avatarchain.chain.http.MOST_PIECES", 5_000)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=lambda: websocket(server.accept()[0], frames))
        thread.start()
        url = f"ws://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(Unreachable, match=words):
            connect(url, folder=folder, timeout=timeout)
        thread.join()


def test_a_gigabyte_over_a_websocket_is_not_read_either(folder: Path) -> None:
    from websockets.sync.server import serve

    def talk(connection: Any) -> None:
        connection.recv()
        connection.send("0" * 40 * 2**20)

    with serve(talk, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        with pytest.raises(TooLong, match="more than 32 MiB"):
            connect(f"ws://127.0.0.1:{port}", folder=folder, timeout=20)
        server.shutdown()
        thread.join()


def test_a_websocket_that_answers_what_was_not_asked_is_given_up_in_time(folder: Path) -> None:
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.server import serve

    def talk(connection: Any) -> None:
        connection.recv()
        try:
            while True:
                connection.send('{"jsonrpc": "2.0", "id": 99, "result": "0x1"}')
        except ConnectionClosed:
            pass

    with serve(talk, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        with pytest.raises(Unreachable):
            connect(f"ws://127.0.0.1:{port}", folder=folder, timeout=0.5)
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_gateway_that_gives_up_on_a_transaction_is_asked_what_became_of_it(
    folder: Path, node: str, development_key: LocalAccount, status: int
) -> None:
    class GivingUp(Handler):
        def do_POST(self) -> None:  # noqa: N802
            request = self.rfile.read(int(self.headers["Content-Length"]))
            body = forward(node, request)
            self.send_response(status if b"eth_sendRawTransaction" in request else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(b" " * len(body) if b"eth_sendRawTransaction" in request else body)

    with serving(GivingUp) as url, connect(url, folder=folder) as chain:
        assert chain.send(development_key, None, calls.creation()).contract_address


@pytest.mark.parametrize("method", ["eth_sendRawTransaction", "eth_getTransactionReceipt"])
def test_garbage_for_an_answer_to_many_leaves_the_fate_of_each_told(
    folder: Path, node: str, development_key: LocalAccount, method: str
) -> None:
    given: list[Any] = [None]
    ours = development_key.address

    def spoil(asked: Any, right: Any) -> Any:
        many = isinstance(asked, list)
        return given[0] if many and asked[0]["method"] == method else right

    with connect(node, folder=folder) as chain:
        registry = str(chain.send(development_key, None, calls.creation()).contract_address)
    answers = [[], [None], [7] * 3, {}, 7, [{"id": 0}] * 9, [{"id": 1, "result": {}}], b"<html>"]
    answers += [[{"id": n, "result": {"status": "0x1"}} for n in range(3)], b"[" * 100_000]
    with between(node, spoil) as url, connect(url, folder=folder, timeout=0.5) as chain:
        for number, value in enumerate(answers):
            given[0] = value
            genomes = range(10 * number, 10 * number + 3)
            orders = [Order(registry, calls.register(ours, one), 200_000) for one in genomes]
            told = settle(chain, send_many(chain, development_key, orders))
            assert len(told) == 3
            assert all(isinstance(one, Receipt | Unconfirmed) for one in told), told


def test_a_gateway_that_gives_up_on_many_leaves_the_fate_of_each_told(
    folder: Path, node: str, development_key: LocalAccount
) -> None:
    """Its refusal says nothing of what it passed on before."""

    class GivingUp(Handler):
        def do_POST(self) -> None:  # noqa: N802
            request = self.rfile.read(int(self.headers["Content-Length"]))
            body = forward(node, request)
            hidden = b"eth_sendRawTransaction" in request or b"Receipt" in request
            self.send_response(502 if hidden else 200)
            self.send_header("Content-Length", "0" if hidden else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if hidden else body)

    with connect(node, folder=folder) as chain:
        registry = str(chain.send(development_key, None, calls.creation()).contract_address)
    ours = development_key.address
    orders = [Order(registry, calls.register(ours, one), 200_000) for one in range(3)]
    with serving(GivingUp) as url, connect(url, folder=folder, timeout=2) as chain:
        told = settle(chain, send_many(chain, development_key, orders))
        assert all(isinstance(one, Unconfirmed) for one in told), told
    with connect(node, folder=folder) as chain:
        assert len(chain.logs(registry, [calls.BORN])) == 3
