"""Connections whose client has to read what is sent to it, or is let go."""

import asyncio

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

PATIENCE = 10
"""Seconds that a client may leave unread what was sent to it."""


class Unread:
    """For a connection: aborts it if the client leaves unread what was sent, for PATIENCE.

    Closing would wait until the client has read the rest, and whoever sends waits as long.
    """

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    _limit: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()  # type: ignore[misc]
        self._limit = self.loop.call_later(PATIENCE, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()  # type: ignore[misc]
        self._forgive()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)  # type: ignore[misc]
        self._forgive()

    def _forgive(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None


class Socket(Unread, WebSocketsSansIOProtocol):
    """A WebSocket whose client has to read."""
