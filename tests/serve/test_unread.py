"""Who leaves unread what the server sends is let go, on a WebSocket and on any other connection."""

import asyncio

import pytest

from avatarchain.serve.server import IMPATIENCE, Unread


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
    assert timer.when() == IMPATIENCE
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
