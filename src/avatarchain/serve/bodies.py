"""Bodies of requests are bounded: what is longer is refused before all of it is read."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_JSON = 64 << 10
"""Bytes of a body, unless it is a file."""


class Bounded:
    """A layer around an ASGI application that counts the bytes of bodies.

    `larger` has the paths at which more than MOST_JSON bytes are taken, and how many.
    """

    def __init__(self, app: ASGIApp, larger: dict[str, int]) -> None:
        self._app, self._larger = app, larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most, count = self._larger.get(scope["path"], MOST_JSON), 0
        stated = Headers(scope=scope).get("content-length", "0")
        too_large = HTTPException(413, f"a body has at most {most:,} bytes")
        stated_too_much = not stated.isdecimal() or int(stated[:20]) > most

        async def counting() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > most or stated_too_much:
                raise too_large
            return message

        await self._app(scope, counting, send)
