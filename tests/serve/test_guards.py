"""Who may come in, and what a hostile or slow client costs the others: nothing."""

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest
from doors import Door
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from avatarchain.serve.nodes import PATIENCE
from avatarchain.serve.server import IMPATIENCE

HEAD = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_blockNumber"}).encode()
OURS = "http://127.0.0.1:{port}"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_names_of_this_machine_are_let_in(door: Door, host: str) -> None:
    assert door.fetch("POST", "/rpc", HEAD, host=f"{host}:{door.port}").status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.",
        "127.0.0.2",
        "",
        "localhost@evil",
        "::1",
    ],
)
@pytest.mark.parametrize("path", ["/", "/rpc", "/nowhere"])
def test_a_name_of_a_stranger_that_leads_here_is_refused(door: Door, host: str, path: str) -> None:
    for method in ("GET", "POST"):
        answer = door.fetch(method, path, HEAD, host=host)
        assert answer.status == 403
        assert b"jsonrpc" not in answer.body


def test_two_hosts_are_refused(door: Door) -> None:
    with socket.create_connection(("127.0.0.1", door.port)) as raw:
        host = f"Host: 127.0.0.1:{door.port}\r\n"
        raw.sendall(f"GET / HTTP/1.1\r\n{host}{host}\r\n".encode())
        assert raw.recv(100).split()[1] in (b"400", b"403")


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost:1", "http://127.0.0.1", "", "file://"],
)
def test_a_page_of_another_origin_is_refused(door: Door, origin: str) -> None:
    for method in ("POST", "OPTIONS"):
        answer = door.fetch(method, "/rpc", HEAD, origin=origin, content_type="text/plain")
        assert answer.status == 403
        assert "access-control-allow-origin" not in answer.headers
    refused = pytest.raises(InvalidStatus, match="403")
    with refused, connect(door.websocket, origin=origin or "x"):  # type: ignore[arg-type]
        pass


def test_our_own_page_is_let_in(door: Door) -> None:
    origin = OURS.format(port=door.port)
    assert door.fetch("POST", "/rpc", HEAD, origin=origin).status == 200
    with connect(door.websocket, origin=origin) as heard:  # type: ignore[arg-type]
        heard.send(HEAD.decode())
        assert b"result" in str(heard.recv()).encode()


def test_an_origin_that_the_user_named_may_use_the_chain_and_nothing_else(door: Door) -> None:
    wallet = "https://wallet.example"
    asked = door.fetch("OPTIONS", "/rpc", origin=wallet, access_control_request_method="POST")
    assert asked.status == 204
    answer = door.fetch("POST", "/rpc", HEAD, origin=wallet)
    for each in (asked, answer):
        assert each.headers["access-control-allow-origin"] == wallet
        assert "access-control-allow-credentials" not in each.headers
    assert door.fetch("GET", "/nowhere", origin=wallet).status == 403


def test_the_page_gets_the_token_in_the_fragment_and_no_cookie(door: Door) -> None:
    for method, path in (("GET", f"/?token={door.token}"), ("HEAD", f"/?a=1&token={door.token}")):
        answer = door.fetch(method, path)
        assert (answer.status, answer.headers["location"]) == (303, f"/#token={door.token}")
        assert "set-cookie" not in answer.headers
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
    for path in ("/nowhere", "//evil.example/", "/gallery.css", "/api/unfinished"):
        answer = door.fetch("GET", f"{path}?token={door.token}")
        assert answer.status in (200, 401, 404, 422), path
        assert "location" not in answer.headers
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("wrong", ["", "x", "é", "{token}x"])
def test_another_token_is_refused(door: Door, wrong: str) -> None:
    from urllib.parse import quote

    answer = door.fetch("GET", f"/?token={quote(wrong.format(token=door.token))}")
    assert answer.status == 403
    assert door.token.encode() not in answer.body


def test_every_answer_forbids_scripts_of_others_and_guessing_of_types(door: Door) -> None:
    for answer in (
        door.fetch("GET", "/"),
        door.fetch("POST", "/rpc", HEAD),
        door.fetch("GET", "/nowhere"),
        door.fetch("GET", "/", host="evil.example"),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "server" not in answer.headers


def test_the_token_stands_in_no_file_of_the_home(door: Door) -> None:
    files = [path for path in door.home.rglob("*") if path.is_file()]
    assert any(path.name == "serve.json" for path in files)
    assert all(door.token.encode() not in path.read_bytes() for path in files)


def test_two_hundred_connections_that_hang_cost_the_others_nothing(door: Door) -> None:
    beginnings = [b"", b"POST /rpc HT", b"POST /rpc HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "]
    beginnings.append(b"POST /rpc HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n{")
    with ExitStack() as stack:
        hanging = []
        for number in range(200):
            raw = stack.enter_context(socket.create_connection(("127.0.0.1", door.port)))
            raw.sendall(beginnings[number % len(beginnings)])
            hanging.append(raw)
        begun = time.monotonic()
        for _ in range(20):
            assert door.fetch("POST", "/rpc", HEAD).status == 200
        assert time.monotonic() - begun < IMPATIENCE
        # Those that never sent the head of a request are let go.
        hanging[0].settimeout(3 * IMPATIENCE)
        assert hanging[0].recv(1) == b""
        hanging[2].settimeout(3 * IMPATIENCE)
        assert hanging[2].recv(1000) == b""


def test_a_head_without_an_end_is_cut_off(door: Door) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=300) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000)
        assert raw.recv(100).split()[1] in (b"400", b"431")


def test_a_message_that_is_too_large_closes_its_socket_only(door: Door) -> None:
    with connect(door.websocket, compression=None) as heard:
        with suppress(ConnectionClosed):
            heard.send(" " * ((2 << 20) + 1))
        with pytest.raises(ConnectionClosed):
            heard.recv(30)
    assert door.fetch("POST", "/rpc", HEAD).status == 200


def test_sockets_are_bounded_and_who_goes_makes_room(door: Door) -> None:
    with ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(connect(door.websocket))
        with pytest.raises(InvalidStatus), connect(door.websocket):
            pass
        assert door.fetch("POST", "/rpc", HEAD).status == 200
    until = time.monotonic() + 300
    while time.monotonic() < until:
        try:
            with connect(door.websocket):
                pass
        except InvalidStatus:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("no room")


def test_calls_without_an_end_are_ended_and_others_are_answered_meanwhile(door: Door) -> None:
    loop = "0x" + "00" * 19 + "77"
    call = [{"to": loop}, "latest", {loop: {"code": "0x5b5f56"}}]
    with ThreadPoolExecutor(3) as pool:
        endless = [pool.submit(door.ask, "eth_call", *call) for _ in range(3)]
        answered = 0
        while not all(each.done() for each in endless):
            assert door.fetch("POST", "/rpc", HEAD).status == 200
            answered += 1
    assert answered >= 5
    for each in endless:
        assert each.result() == {
            "code": -32000,
            "message": f"it ran longer than {PATIENCE:g} seconds",
        }
