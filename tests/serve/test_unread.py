"""Who leaves unread what the server sends is let go, on a WebSocket and on any other connection."""

import asyncio
import json
from typing import Any

import pytest

from avatarchain.serve.subscriptions import MOST_BYTES, Subscriptions
from avatarchain.serve.unread import PATIENCE, Unread


class Beneath:
    """What uvicorn's protocols do."""

    calls: tuple[str, ...] = ()

    def pause_writing(self) -> None:
        self.calls += ("paused",)

    def resume_writing(self) -> None:
        self.calls += ("resumed",)

    def connection_lost(self, exc: Exception | None) -> None:
        self.calls += ("lost",)


class Connection(Unread, Beneath):
    """A connection whose clock goes by hand."""

    def __init__(self) -> None:
        self.loop, self.transport = Loop(), Transport()  # type: ignore[assignment]


class Loop:
    def call_later(self, seconds: float, action: object) -> asyncio.TimerHandle:
        self.timer = asyncio.TimerHandle(seconds, action, (), self)  # type: ignore[arg-type]
        return self.timer

    def get_debug(self) -> bool:
        return False

    def _timer_handle_cancelled(self, handle: object) -> None:
        pass


class Transport:
    aborted = False

    def abort(self) -> None:
        self.aborted = True


@pytest.mark.parametrize("end", ["resume_writing", "connection_lost", None])
def test_a_connection_is_aborted_unless_it_is_read_in_time(end: str | None) -> None:
    connection = Connection()
    connection.pause_writing()
    timer = connection.loop.timer  # type: ignore[attr-defined]
    assert timer.when() == PATIENCE
    if end == "resume_writing":
        connection.resume_writing()
    elif end == "connection_lost":
        connection.connection_lost(None)
    assert timer.cancelled() == (end is not None)
    if end is None:
        timer._run()
    assert connection.transport.aborted == (end is None)  # type: ignore[attr-defined]
    expected = {"resume_writing": ("paused", "resumed"), "connection_lost": ("paused", "lost")}
    assert connection.calls == expected.get(end or "", ("paused",))


def test_all_connections_of_the_server_are_of_this_kind() -> None:
    from avatarchain.serve import server

    settings = server._settings(None)
    for kind in (settings.http, settings.ws):
        assert issubclass(kind, Unread)  # type: ignore[arg-type]


def test_news_are_made_in_pieces_of_some_size_and_in_order() -> None:
    newest, size = 0, MOST_BYTES // 2

    def ask(method: str, parameters: Any) -> dict[str, Any]:
        if method == "eth_blockNumber":
            return {"result": hex(newest)}
        return {"result": {"number": parameters[0], "extraData": "0" * size}}

    subscriptions = Subscriptions(ask)
    subscriptions.ask("eth_subscribe", ["newHeads"])
    newest = 7
    numbers: list[int] = []
    while messages := subscriptions.news():
        assert sum(map(len, messages)) < 2 * MOST_BYTES
        numbers += [int(json.loads(each)["params"]["result"]["number"], 16) for each in messages]
    assert numbers == list(range(1, 8))
