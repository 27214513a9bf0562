"""Who may come in: the outermost layer around everything that the server answers.

The server listens on loopback only, but every page that a browser on this machine shows can send
requests there. So a Host that is not this machine is refused (a name of a stranger may point to
127.0.0.1), and so is an Origin that is not the server's own page. A page can also have pictures
loaded from here, without an Origin: browsers say so in Sec-Fetch-Site, and only links are followed.
`/rpc` opens to the origins that the user named. What signs asks for the token of the printed URL
as a bearer's, compared in constant time. A cookie would go to the servers of all ports of this
machine, so there is none: the page gets the token in the fragment, which browsers send to nobody,
and keeps it by its origin, to which the port belongs.
"""

import asyncio
import hmac
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = ("/rpc",)
"""Where foreign origins may be let in."""
ANSWER = 60.0
"""Seconds within which a request is read and answered, unless it is a stream of events."""

_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?")
_FOREIGN = ("cross-site", "same-site")  # of another port on this machine, too
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """What the guards know: the token, and the origins that `/rpc` is open to."""

    token: str
    origins: frozenset[str] = frozenset()

    def knows(self, connection: HTTPConnection) -> bool:
        """Whether a request carries the token as a bearer's."""
        scheme, _, given = connection.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self.fits(given.strip())

    def fits(self, given: str) -> bool:
        """Whether a text is the token; takes the same time for all of its length."""
        return hmac.compare_digest(given.encode(), self.token.encode())


class Guards:
    """The layer itself, around an ASGI application."""

    def __init__(self, app: ASGIApp, keeper: Doorkeeper, streams: Collection[str] = ()) -> None:
        self._app, self._keeper, self._streams = app, keeper, streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers, path = Headers(scope=scope), scope["path"]
        origin = headers.get("origin")
        opened = path in (*OPEN, "/") and origin in self._keeper.origins
        refusal = self._refusal(headers, opened)
        if scope["type"] == "websocket":
            if refusal is not None:
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self._app(scope, receive, send)
            return
        answer = refusal or self._entry(scope)
        if answer is None and opened and scope["method"] == "OPTIONS":
            answer = Response(status_code=204)
        sending = _Sending(send, str(origin) if opened else None)
        if answer is not None:
            await answer(scope, receive, sending)
        elif path in self._streams:
            await self._app(scope, receive, sending)
        else:
            await self._in_time(scope, receive, sending)

    async def _in_time(self, scope: Scope, receive: Receive, sending: "_Sending") -> None:
        try:
            async with asyncio.timeout(ANSWER):
                await self._app(scope, receive, sending)
        except TimeoutError:
            if not sending.begun:
                slow = PlainTextResponse("this took too long\n", status_code=408)
                await slow(scope, receive, sending)

    def _refusal(self, headers: Headers, opened: bool) -> Response | None:
        host, origin = headers.get("host", ""), headers.get("origin")
        if len(headers.getlist("host")) != 1 or not _HOST.fullmatch(host.lower()):
            words = "this server answers on localhost, 127.0.0.1 and [::1] only\n"
            return PlainTextResponse(words, status_code=403)
        if origin is not None and origin.lower() != f"http://{host.lower()}" and not opened:
            words = "pages of other origins are not let in\n"
            return PlainTextResponse(words, status_code=403)
        if headers.get("sec-fetch-site") in _FOREIGN and not opened and not _is_link(headers):
            words = "pages of other origins may only link here\n"
            return PlainTextResponse(words, status_code=403)
        return None

    def _entry(self, scope: Scope) -> Response | None:
        """For the printed URL: the page, which gets the token where no server sees it."""
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["method"] not in ("GET", "HEAD") or scope["path"] != "/" or "token" not in query:
            return None
        if not self._keeper.fits(query["token"][0]):
            words = "this is not the server's token: open the address that it printed\n"
            return PlainTextResponse(words, status_code=403)
        return RedirectResponse(f"/#token={self._keeper.token}", status_code=303)


def _is_link(headers: Headers) -> bool:
    """Whether somebody followed a link, which a browser shows as a page of its own."""
    followed = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")
    return followed == ("navigate", "document")


class _Sending:
    """Adds the headers that every answer has; `origin` is one that may read it."""

    def __init__(self, send: Send, origin: str | None) -> None:
        self._send, self._origin, self.begun = send, origin, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if self._origin is not None:
                headers["Access-Control-Allow-Origin"] = self._origin
                headers["Access-Control-Allow-Methods"] = "POST"
                headers["Access-Control-Allow-Headers"] = "content-type"
                headers["Cross-Origin-Resource-Policy"] = "cross-origin"
                headers.add_vary_header("Origin")
        await self._send(message)
