"""HEAD: what GET answers, without its body.

Each path that can be read is asked as if by GET, so that the headers are the very same; only what
has no end is left out.
"""

from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """A layer around an ASGI application; the paths of `streams` have no HEAD."""

    def __init__(self, app: ASGIApp, streams: Collection[str]) -> None:
        self._app, self._streams = app, streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"] in self._streams:
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            await send({**message, "body": b""} if "body" in message else message)

        await self._app({**scope, "method": "GET"}, receive, sending)
