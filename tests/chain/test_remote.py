"""Nodes behind an address: the ways to reach one, and all that answers but is none."""

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import create_server

import calls
import pytest
from eth_account.signers.local import LocalAccount

from avatarchain.chain import connect
from avatarchain.chain.sending import wait_for_receipt
from avatarchain.errors import (
    AnvilFailed,
    AnvilMissing,
    BadURL,
    CannotMine,
    ChainChanged,
    NodeRefused,
    NotANode,
    Unconfirmed,
    Unreachable,
)

Reply = Callable[[bytes], tuple[int, bytes]]


@contextmanager
def answering(reply: Reply) -> Iterator[str]:
    """An HTTP server that gives `reply(request)`, a status and a body, to every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = reply(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def between(node: str, refusal: Callable[[dict], str | None]) -> Iterator[str]:
    """A gateway to a real node that refuses what `refusal` has words for."""

    def reply(request: bytes) -> tuple[int, bytes]:
        asked = json.loads(request)
        if words := refusal(asked):
            error = {"code": -32000, "message": words}
            return 200, json.dumps({"jsonrpc": "2.0", "id": asked["id"], "error": error}).encode()
        forwarded = urllib.request.Request(
            node, data=request, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(forwarded) as response:
            return 200, response.read()

    with answering(reply) as url:
        yield url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "chain.sqlite",
        "evm+sqlite:chain.sqlite",
        "evm+sqlite://relative/chain.sqlite",
        "http:",
        "http://",
        "http://:8545",
        "http://localhost:99999",
        "http://[half",
        "https:/localhost",
        "ftp://localhost",
        "ipc:node.ipc",
        "localhost:8545",
    ],
)
def test_an_address_of_no_known_kind_is_refused(folder: Path, url: str) -> None:
    with pytest.raises(BadURL, match="expected evm"):
        connect(url, folder=folder)


@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_an_address_where_nothing_listens_is_unreachable(folder: Path, scheme: str) -> None:
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match=f"no node answers at {scheme}://127"):
        connect(f"{scheme}://127.0.0.1:{port}", folder=folder)


# web3 leaves the socket open that it could not connect.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_socket_file_that_is_not_there_is_unreachable(folder: Path) -> None:
    with pytest.raises(Unreachable):
        connect(f"ipc://{folder}/node.ipc", folder=folder)


@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_a_port_that_never_answers_is_unreachable_in_time(folder: Path, scheme: str) -> None:
    with create_server(("127.0.0.1", 0)) as silent:
        url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Unreachable):
            connect(url, folder=folder, timeout=0.3)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>Welcome</html>"),
        (200, b""),
        (200, b"\xff\xfe\x00"),
        (200, b"null"),
        (200, b"[]"),
        (200, b"7"),
        (200, b'{"status": "ok"}'),
        (200, b'{"jsonrpc": "2.0", "id": 0, "result": null}'),
        (200, b'{"jsonrpc": "2.0", "id": 0, "result": "many"}'),
        (200, b'{"jsonrpc": "2.0", "id": 0, "result": "0x7a69"}'),
        (404, b"Not Found"),
        (501, b"<h1>Unsupported method</h1>"),
    ],
)
def test_a_server_that_is_no_node_is_refused(folder: Path, status: int, body: bytes) -> None:
    with (
        answering(lambda _: (status, body)) as url,
        pytest.raises(NotANode, match="but not as an Ethereum node"),
    ):
        connect(url, folder=folder)


@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_a_port_that_speaks_something_else_is_refused(folder: Path, scheme: str) -> None:
    with create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(b"220 mail.example ESMTP\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        url = f"{scheme}://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises((NotANode, Unreachable)):
            connect(url, folder=folder, timeout=2)
        thread.join()


@pytest.mark.parametrize(("status", "body"), [(200, b"<html>"), (404, b""), (401, b"")])
def test_a_key_in_an_address_is_not_quoted(folder: Path, status: int, body: bytes) -> None:
    with answering(lambda _: (status, body)) as url:
        secret = url.replace("http://", "http://user:secret@") + "/v3/secret?key=secret"
        with pytest.raises((NotANode, NodeRefused)) as answered:
            connect(secret, folder=folder)
    with pytest.raises(Unreachable) as silent:
        connect(secret, folder=folder)
    for refused in (answered.value, silent.value):
        assert url in str(refused)
        assert "secret" not in f"{refused} {refused!r} {vars(refused)}"


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, b"", "HTTP status 401"),
        (400, b'{"error": {"code": -32600, "message": "no such key"}}', "no such key"),
        (200, b'{"error": "project id required"}', "project id required"),
    ],
)
def test_a_node_that_refuses_is_quoted(folder: Path, status: int, body: bytes, words: str) -> None:
    with answering(lambda _: (status, body)) as url, pytest.raises(NodeRefused, match=words):
        connect(url, folder=folder)


def test_a_node_is_reached_by_websocket_too(
    node: str, folder: Path, development_key: LocalAccount
) -> None:
    with connect(node.replace("http", "ws"), folder=folder) as chain:
        receipt = chain.send(development_key, None, calls.creation())
        assert chain.code(str(receipt.contract_address))
        assert chain.w3.eth.block_number == 1


def test_a_node_is_reached_by_its_socket_file_too(
    anvil_binary: str, folder: Path, development_key: LocalAccount
) -> None:
    socket = folder / "node.ipc"
    command = [anvil_binary, "--port", "0", "--ipc", str(socket)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        while "Listening" not in process.stdout.readline():
            pass
        with connect(f"ipc://{socket}", folder=folder) as chain:
            receipt = chain.send(development_key, None, calls.creation())
            assert chain.code(str(receipt.contract_address))
    finally:
        process.terminate()
        process.communicate()


def test_an_anvil_is_ended_when_its_chain_is_closed(
    anvil_binary: str, folder: Path, development_key: LocalAccount
) -> None:
    with connect(f"anvil:{anvil_binary}", folder=folder) as chain:
        process = chain._transport._process  # type: ignore[attr-defined]
        assert process.poll() is None
        chain.send(development_key, None, calls.creation())
        assert len(list(folder.iterdir())) == 1
    assert process.poll() is not None
    assert not list(folder.iterdir())
    chain.close()


def test_an_anvil_is_ended_with_a_program_that_forgets_it(anvil_binary: str, folder: Path) -> None:
    source = (
        "import sys; from pathlib import Path; from avatarchain.chain import connect\n"
        "chain = connect(f'anvil:{sys.argv[1]}', folder=Path(sys.argv[2]))\n"
        "print(chain._transport._process.pid)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", source, anvil_binary, str(folder)], capture_output=True, text=True
    )
    with pytest.raises(ProcessLookupError):
        os.kill(int(ran.stdout), 0)


def test_a_missing_anvil_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AnvilMissing, match="install Foundry"):
        connect(f"anvil:{folder}/anvil", folder=folder)
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(AnvilMissing, match="no anvil at 'anvil'"):
        connect("anvil:", folder=folder)


@pytest.mark.parametrize(
    ("script", "words"),
    [("echo error: no such option >&2; exit 2", "no such option"), ("exit 0", "it said nothing")],
)
def test_an_anvil_that_does_not_come_up_is_quoted(folder: Path, script: str, words: str) -> None:
    program = folder / "anvil"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(AnvilFailed, match=words):
        connect(f"anvil:{program}", folder=folder)


def test_an_anvil_that_never_listens_is_given_up_and_ended(folder: Path) -> None:
    program = folder / "anvil"
    program.write_text(f"#!/bin/sh\necho $$ > {folder}/pid\nexec sleep 60\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(AnvilFailed):
        connect(f"anvil:{program}", folder=folder, timeout=0.5)
    with pytest.raises(ProcessLookupError):
        os.kill(int((folder / "pid").read_text()), 0)


def test_nothing_is_sent_when_there_is_another_chain_behind_the_address(
    node: str, folder: Path, development_key: LocalAccount
) -> None:
    with connect(node, folder=folder) as chain:
        registry = str(chain.send(development_key, None, calls.creation()).contract_address)
        chain.w3.provider.make_request("anvil_setChainId", [1])  # type: ignore[arg-type]
        head = chain.head()
        with pytest.raises(ChainChanged, match="was chain 31337 and is now chain 1"):
            chain.send(development_key, registry, calls.register(development_key.address, 7))
        assert chain.head() == head


def test_a_node_that_dies_is_unreachable(anvil_binary: str, folder: Path) -> None:
    with connect(f"anvil:{anvil_binary}", folder=folder) as chain:
        chain._transport._process.kill()  # type: ignore[attr-defined]
        chain._transport._process.wait()  # type: ignore[attr-defined]
        with pytest.raises(Unreachable):
            chain.head()


@pytest.mark.parametrize("also_lost", [(), (b"eth_getTransaction",)])
def test_a_send_whose_answer_is_lost_is_looked_for_on_the_chain(
    node: str, folder: Path, development_key: LocalAccount, also_lost: tuple[bytes, ...]
) -> None:
    """The gateway passes the transaction on and then answers with rubbish."""

    def reply(request: bytes) -> tuple[int, bytes]:
        forwarded = urllib.request.Request(
            node, data=request, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(forwarded) as response:
            body = response.read()
        lost = any(method in request for method in (b"eth_sendRawTransaction", *also_lost))
        # The nonce is asked for by a method of a similar name.
        lost = lost and b"eth_getTransactionCount" not in request
        return (200, b"<html>") if lost else (200, body)

    with answering(reply) as url, connect(url, folder=folder) as chain:
        if not also_lost:
            assert chain.send(development_key, None, calls.creation()).contract_address
            return
        with pytest.raises(Unconfirmed, match="sent, not confirmed: 0x") as unconfirmed:
            chain.send(development_key, None, calls.creation())
    with connect(node, folder=folder) as chain:
        _, carried_out = wait_for_receipt(chain, bytes.fromhex(unconfirmed.value.hash[2:]))
        assert carried_out


def test_logs_are_asked_for_in_smaller_ranges_where_a_node_refuses_large_ones(
    node: str, folder: Path, development_key: LocalAccount
) -> None:
    spans: list[int] = []

    def refusal(asked: dict) -> str | None:
        if asked["method"] != "eth_getLogs":
            return None
        wanted = asked["params"][0]
        spans.append(int(wanted["toBlock"], 16) - int(wanted["fromBlock"], 16) + 1)
        return "query exceeds max block range 3" if spans[-1] > 3 else None

    with between(node, refusal) as url, connect(url, folder=folder) as chain:
        registry = str(chain.send(development_key, None, calls.creation()).contract_address)
        for genome in range(20):
            data = calls.register(development_key.address, genome)
            chain.send(development_key, registry, data)
        found = chain.logs(registry, [calls.BORN])
        assert [int.from_bytes(log.data[:32], "big") for log in found] == list(range(20))
        assert max(spans) > 3
        assert sum(span for span in spans if span <= 3) == chain.head().number + 1


def test_logs_that_a_node_refuses_for_a_single_block_are_refused_soon(
    node: str, folder: Path
) -> None:
    asked_for = []

    def refusal(asked: dict) -> str | None:
        asked_for.append(asked["method"])
        return "logs are switched off" if asked["method"] == "eth_getLogs" else None

    with between(node, refusal) as url, connect(url, folder=folder) as chain:
        chain.mine(50)
        with pytest.raises(NodeRefused, match="logs are switched off"):
            chain.logs("0x" + "00" * 20)
    assert asked_for.count("eth_getLogs") <= 8


def test_a_node_that_does_not_mine_when_asked_says_so(node: str, folder: Path) -> None:
    def refusal(asked: dict) -> str | None:
        return "the method evm_mine does not exist" if asked["method"] == "evm_mine" else None

    with (
        between(node, refusal) as url,
        connect(url, folder=folder) as chain,
        pytest.raises(CannotMine, match="evm_mine does not exist"),
    ):
        chain.mine()


def test_a_node_without_a_tip_to_suggest_is_sent_to_all_the_same(
    node: str, folder: Path, development_key: LocalAccount
) -> None:
    def refusal(asked: dict) -> str | None:
        return "unknown method" if asked["method"] == "eth_maxPriorityFeePerGas" else None

    with between(node, refusal) as url, connect(url, folder=folder) as chain:
        assert chain.send(development_key, None, calls.creation()).contract_address


@pytest.mark.parametrize(
    ("source", "absent"),
    [
        ("import avatarchain.chain", ["web3", "eth", "eth_account", "filelock"]),
        (
            "from avatarchain.chain import connect\n"
            "connect('evm+sqlite://', folder=Path(sys.argv[1])).head()",
            ["web3", "eth_tester", "requests"],
        ),
    ],
)
def test_what_is_not_needed_is_not_imported(folder: Path, source: str, absent: list[str]) -> None:
    program = f"import sys; from pathlib import Path\n{source}\nprint(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True
    )
    assert not set(absent) & set(ran.stdout.split())
