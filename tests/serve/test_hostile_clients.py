"""Clients that mean harm: requests at random, files that bomb, slow uploads, pages of others.

`HOSTILE_REQUESTS` sets how many requests at random; `make fuzz` sends ten thousand. Every
server of these tests has to end with its one word, so nothing of a request is ever told there.
"""

import asyncio
import io
import json
import os
import random
import socket
import struct
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from doors import Door
from PIL import Image

from avatarchain.serve import guards, verifying
from avatarchain.serve.guards import Doorkeeper, Guards
from avatarchain.serve.protocol import MOST_REQUESTS, TOO_MUCH, answered

COUNT = int(os.environ.get("HOSTILE_REQUESTS", "300"))
MEBIBYTES = 250
"""Of memory that a server may have had; it has 90 when it has answered once."""
PATHS = (
    "/",
    "/rpc",
    "/api",
    "/api/avatars",
    "/api/avatars/grey",
    "/api/avatars/grey/portrait.svg",
    "/api/avatars/grey/family",
    "/api/names",
    "/api/odds",
    "/api/verify",
    "/api/mints",
    "/api/foundings",
    "/api/batches/0/avatars/0",
    "/api/jobs/x",
    "/api/refusals/Related",
    "/api/openapi.json",
)


def most_memory(door: Door) -> int:
    """The most memory that the server has had, in MiB."""
    lines = Path(f"/proc/{door.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM"))


def noise(chance: random.Random) -> bytes:
    return chance.choice(
        [
            chance.randbytes(chance.randrange(30)),
            b"%00%ff%2e%2e",
            b"../" * 40,
            b"0x" + b"f" * chance.randrange(200),
            "é\u202e😀".encode(),
            b"=&?;#[]{}\\\"'<>",
        ]
    )


def request(chance: random.Random, door: Door) -> bytes:
    """A request of HTTP, most of them nearly right."""
    path = chance.choice(PATHS).encode()
    if chance.random() < 0.4:
        path += b"/" + noise(chance).replace(b" ", b"").replace(b"\n", b"")
    if chance.random() < 0.5:
        path += b"?" + chance.choice([b"limit=", b"species=", b"token=", b"after=", b"x="])
        path += noise(chance).replace(b" ", b"").replace(b"\n", b"")
    method = chance.choice(["GET", "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "X"])
    body = chance.choice([b"", b"{}", b"[]", b'{"seed": 1}', noise(chance), b"[" * 5000])
    head = [f"{method} ".encode() + path + b" HTTP/1.1"]
    head.append(f"Host: 127.0.0.1:{door.port}".encode())
    head.append(b"Content-Length: " + str(len(body)).encode())
    for name in (b"Origin", b"Authorization", b"Cookie", b"If-None-Match", b"Last-Event-ID", b"X"):
        if chance.random() < 0.15:
            head.append(name + b": " + noise(chance).replace(b"\n", b"").replace(b"\r", b""))
    return b"\r\n".join([*head, b"Connection: close", b"", b""]) + body


def answer(door: Door, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", door.port), timeout=300) as raw:
        raw.sendall(sent)
        parts = list(iter(lambda: raw.recv(1 << 16), b""))
    return b"".join(parts)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_requests_at_random_are_answered_and_nothing_grows(family: Door) -> None:
    chance = random.Random(f"http {COUNT}")
    for number in range(COUNT):
        sent = request(chance, family)
        told = answer(family, sent)
        status = int(told.split(b" ", 2)[1])
        assert 200 <= status < 500, (number, sent, told)
        assert b"Traceback" not in told
        assert family.token.encode() not in told
    assert most_memory(family) < MEBIBYTES


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(side: int, extra: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(side * (side // 8 + 1)), 1)
    parts = chunk(b"IHDR", header) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def bombs() -> Iterator[tuple[str, bytes]]:
    """Files that are small, and large once they are read."""
    deflated = zlib.compress(bytes(100 << 20), 1)
    yield "png", png(20_000)
    yield "text of a png", png(8, chunk(b"iTXt", b"avatarchain\0\1\0\0\0" + deflated))
    names = [f'<!ENTITY a{k} "{f"&a{k - 1};" * 10 if k else "aaaaaaaaaa"}">' for k in range(9)]
    yield "svg", f"<!DOCTYPE s [{''.join(names)}]><svg>&a8;</svg>".encode()
    yield "deep svg", b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 500_000
    yield "deep json", b'{"a":' * 500_000
    yield "number", b'{"a":' + b"9" * (1 << 20) + b"}"
    for form in ("GIF", "JPEG"):
        file = io.BytesIO()
        Image.new("L", (12_000, 12_000)).save(file, form)
        yield form, file.getvalue()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_files_that_bomb_are_told_apart_and_take_no_memory(family: Door) -> None:
    for name, data in bombs():
        told = family.fetch("POST", "/api/verify", data)
        report = json.loads(told.body)
        assert (told.status, report["ok"]) == (200, False), name
        assert report["checks"][0]["name"] == "papers", name
    assert most_memory(family) < MEBIBYTES


def test_uploads_that_hang_keep_no_place_from_others(family: Door) -> None:
    head = b"POST /api/verify HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\nx"
    with ExitStack() as stack:
        for _ in range(40):
            raw = stack.enter_context(socket.create_connection(("127.0.0.1", family.port)))
            raw.sendall(head)
        assert family.fetch("POST", "/api/verify", b"{}").status == 200


class Sent:
    """A request of ASGI with a body that comes in parts; the last of them never comes."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = list(parts)
        self.app = SimpleNamespace(state=SimpleNamespace(desk=verifying.Desk(), opening=None))

    async def stream(self) -> Any:
        for part in self.parts:
            yield part
        await asyncio.Event().wait()


def test_a_file_that_does_not_come_in_time_is_refused_and_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verifying, "PATIENCE", 0.01)
    sent = Sent(b"x" * 1_000)
    with pytest.raises(verifying.HTTPException) as refusal:
        asyncio.run(verifying.verify(sent))  # type: ignore[arg-type]
    assert (refusal.value.status_code, sent.app.state.desk.held) == (408, 0)


def test_the_bytes_of_all_files_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MOST_HELD", 2_500)
    sent = Sent(b"x" * 1_000, b"x" * 1_000, b"x" * 1_000)
    with pytest.raises(verifying.HTTPException) as refusal:
        asyncio.run(verifying.verify(sent))  # type: ignore[arg-type]
    assert refusal.value.headers == {"Retry-After": "5"}
    assert (refusal.value.status_code, sent.app.state.desk.held) == (503, 0)


def test_who_goes_away_in_the_middle_is_no_fault_of_the_server(family: Door) -> None:
    """The server would tell of a fault at its end."""
    for path in (b"/api/verify", b"/api/mints", b"/rpc"):
        head = b"POST " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n"
        head += f"Authorization: Bearer {family.token}\r\n\r\n{{".encode()
        with socket.create_connection(("127.0.0.1", family.port)) as raw:
            raw.sendall(head)
    assert family.fetch("POST", "/api/verify", b"{}").status == 200


def test_an_answer_that_takes_too_long_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "ANSWER", 0.01)
    told: list[Any] = []

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        told.append(message)

    async def receive() -> Any:
        await asyncio.Event().wait()

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "scheme": "http"}
    scope["headers"] = [(b"host", b"localhost:8545")]
    asyncio.run(Guards(slow, Doorkeeper("token"))(scope, receive, send))
    assert told[0]["status"] == 408


@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        ("cross-site", "no-cors", "image", 403),
        ("same-site", "no-cors", "image", 403),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "document", 200),
        ("same-origin", "no-cors", "image", 200),
        ("none", "navigate", "document", 200),
    ],
)
def test_pages_of_others_may_link_here_and_load_nothing(
    family: Door, site: str, mode: str, dest: str, status: int
) -> None:
    browser = {"sec_fetch_site": site, "sec_fetch_mode": mode, "sec_fetch_dest": dest}
    for path in ("/", "/api/avatars/grey/portrait.svg"):
        assert family.fetch("GET", path, **browser).status == status


def test_a_wallet_that_was_let_in_is_of_another_site(door: Door) -> None:
    headers = {"origin": "https://wallet.example", "sec_fetch_site": "cross-site"}
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"}'
    assert door.fetch("POST", "/rpc", body, sec_fetch_mode="cors", **headers).status == 200


def test_a_batch_that_takes_too_long_is_answered_with_errors() -> None:
    one = {"jsonrpc": "2.0", "id": 1, "method": "x"}
    told = answered(json.dumps([one] * 3).encode(), lambda *_: {"result": 1}, seconds=-1)
    assert [each["error"]["code"] for each in json.loads(told or b"")] == [TOO_MUCH] * 3
    whole = answered(json.dumps([one] * MOST_REQUESTS).encode(), lambda *_: {"result": 1})
    assert len(json.loads(whole or b"")) == MOST_REQUESTS
