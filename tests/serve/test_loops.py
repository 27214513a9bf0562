"""uvloop carries the server where it is installed; asyncio's own loop does it as well."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from doors import Door, started
from websockets.sync.client import connect

from avatarchain.serve.server import IMPATIENCE

ASKED = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"}


@pytest.fixture(scope="module", params=["uvloop", "asyncio"])
def either(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Door]:
    """A server; the one with asyncio's loop does not find uvloop."""
    if request.param == "uvloop":
        pytest.importorskip("uvloop", reason="there is none for Windows")
    folder = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "asyncio":
            (folder / "uvloop.py").write_text("raise ImportError('it is not there')")
            paths = [str(folder), os.environ.get("PYTHONPATH", "")]
            patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
        with started(folder / "home") as door:
            maps = Path(f"/proc/{door.process.pid}/maps")
            if maps.exists():
                assert ("uvloop" in maps.read_text()) == (request.param == "uvloop")
            yield door


def test_both_doors_answer(either: Door) -> None:
    assert either.ask("eth_chainId") == "0x7a69"
    with connect(either.websocket) as heard:
        heard.send(json.dumps(ASKED))
        assert json.loads(heard.recv())["result"] == "0x7a69"


def test_who_asks_nothing_and_who_asks_slowly_is_let_go(either: Door) -> None:
    place = "127.0.0.1", either.port
    with socket.create_connection(place) as silent, socket.create_connection(place) as slow:
        slow.sendall(b"POST /rpc HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        for raw in (silent, slow):
            raw.settimeout(6 * IMPATIENCE)
            assert raw.recv(1_000) == b""


def test_who_does_not_read_is_let_go(either: Door) -> None:
    """Each answer has a piece of memory, until the connection is cut."""
    block = {"method": "eth_getBlockByNumber", "params": ["0x0", False]}
    body = json.dumps([ASKED | block] * 1_000).encode()
    head = b"POST /rpc HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % len(body)
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 12)
        raw.connect(("127.0.0.1", either.port))
        raw.settimeout(6 * IMPATIENCE)
        with suppress(ConnectionError):
            while True:
                raw.sendall(head + body)
