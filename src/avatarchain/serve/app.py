"""What answers where: `/rpc` by HTTP and WebSocket, `/api` by REST, and the studio at `/`.

The answers are made in threads, a few at once. Bodies, sockets and their messages are bounded.
Each socket is told what is new by a task of its own, so none waits for another one; the server
lets go of a client that takes nothing.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from avatarchain.serve.guards import Doorkeeper, Guards
from avatarchain.serve.heads import Heads
from avatarchain.serve.memory import give_back_large_parts
from avatarchain.serve.nodes import READERS, Nodes
from avatarchain.serve.protocol import answered
from avatarchain.serve.subscriptions import Subscriptions

MOST_BYTES = 2 << 20
"""Of the body of a request, and of a message on a socket."""
MOST_SOCKETS = 100

STREAMS = ("/api/events",)
"""What is answered without an end."""

_PART = 1 << 18  # bytes of an answer that are sent at once
_LOOK = 0.1  # seconds between two looks whether the chain has grown

_LOGGER = logging.getLogger("avatarchain")


@dataclass(slots=True)
class Doors:
    """The chain that is served, or the name of the node that has it (`elsewhere`).

    `api` makes the application that answers at `/api`; None if no collection is served. `studio`
    has the routes of the page, else a few words say what there is.
    """

    nodes: Nodes | None
    elsewhere: str
    api: Callable[[], ASGIApp] | None = None
    studio: Sequence[Route] = ()
    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(READERS, thread_name_prefix="answer")
    )
    under_way: int = 0
    listeners: set[asyncio.Event] = field(default_factory=set)  # one for each socket

    async def answer(self, body: bytes, subscriptions: Subscriptions | None = None) -> bytes | None:
        """The answer to a body of JSON-RPC, made in a thread."""
        assert self.nodes is not None  # noqa: S101 - the caller has looked
        ask = self.nodes.ask if subscriptions is None else subscriptions.ask
        self.under_way += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.threads, answered, body, ask)
        finally:
            self.under_way -= 1


def application(doors: Doors, keeper: Doorkeeper, ready: Callable[[], None]) -> ASGIApp:
    """The whole server as an ASGI application; `ready` is called when it begins to answer."""

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        herald = asyncio.create_task(_herald(doors))
        ready()
        give_back_large_parts()
        yield
        herald.cancel()
        if doors.under_way:
            _LOGGER.warning("%d requests were under way and are finished", doors.under_way)
        doors.threads.shutdown()

    async def rpc(request: Request) -> Response:
        return await _rpc(doors, request)

    async def socket(websocket: WebSocket) -> None:
        await _socket(doors, websocket)

    async def page(request: Request) -> Response:
        return PlainTextResponse(_PAGE)

    routes = [
        Route("/rpc", rpc, methods=["POST"]),
        Route("/", rpc, methods=["POST"]),
        *(doors.studio or [Route("/", page, methods=["GET"])]),
        WebSocketRoute("/rpc", socket),
        WebSocketRoute("/", socket),
    ]
    rooms = Starlette(routes=routes, lifespan=running)
    if doors.api is None:
        return Guards(rooms, keeper)
    api = Heads(_Late(doors.api), STREAMS)

    async def hall(scope: Scope, receive: Receive, send: Send) -> None:
        is_api = f"{scope.get('path', '')}/".startswith("/api/")
        await (api if is_api else rooms)(scope, receive, send)

    return Guards(hall, keeper, STREAMS)


class _Late:
    """An application that is made when it is first asked: it loads much, and not all need it."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make, self._lock = make, asyncio.Lock()
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._lock:
            if self._app is None:
                self._app = await asyncio.to_thread(self._make)
        await self._app(scope, receive, send)


_PAGE = """avatarchain serves a chain here, without avatars.

  /rpc   the chain itself: JSON-RPC over HTTP and WebSocket, for any tool of Ethereum's
"""


async def _rpc(doors: Doors, request: Request) -> Response:
    if doors.nodes is None:
        words = f"the chain is not here: ask its node, {doors.elsewhere}\n"
        return PlainTextResponse(words, status_code=404)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return PlainTextResponse(f"at most {MOST_BYTES:,} bytes\n", status_code=413)
    answer = await doors.answer(bytes(body))
    if answer is None:
        return Response(status_code=204)
    return _answer(answer)


def _answer(text: bytes) -> Response:
    """A text of JSON, which is sent in parts: so no more of it is copied than is on its way."""
    if len(text) <= _PART:
        return Response(text, media_type="application/json")

    async def parts() -> AsyncIterator[bytes]:
        for at in range(0, len(text), _PART):
            yield text[at : at + _PART]

    length = {"content-length": str(len(text))}
    return StreamingResponse(parts(), headers=length, media_type="application/json")


async def _socket(doors: Doors, websocket: WebSocket) -> None:
    if doors.nodes is None or len(doors.listeners) >= MOST_SOCKETS:
        await websocket.close(1013)
        return
    grown, subscriptions = asyncio.Event(), Subscriptions(doors.nodes.ask)
    doors.listeners.add(grown)
    try:
        await websocket.accept()
        news = asyncio.create_task(_news(doors, websocket, subscriptions, grown))
        try:
            await _answers(doors, websocket, subscriptions)
        finally:
            news.cancel()
    except (WebSocketDisconnect, RuntimeError):
        pass  # it went away, or was let go
    finally:
        doors.listeners.discard(grown)


async def _answers(doors: Doors, websocket: WebSocket, subscriptions: Subscriptions) -> None:
    """Answer what a socket asks, until it goes away."""
    while (message := await websocket.receive())["type"] == "websocket.receive":
        body = message.get("bytes") or (message.get("text") or "").encode()
        answer = await doors.answer(body, subscriptions)
        if answer is not None:
            await websocket.send_text(answer.decode())


async def _herald(doors: Doors) -> None:
    """Say to all sockets that the chain has grown, as long as the server runs; wait for none."""
    seen = None
    while doors.nodes is not None:
        await asyncio.sleep(_LOOK)
        # Where the file is busy, or gone, each answer says so.
        with suppress(Exception):
            version = doors.nodes.version()
            if version != seen:
                seen = version
                for grown in doors.listeners:
                    grown.set()


async def _news(
    doors: Doors, websocket: WebSocket, subscriptions: Subscriptions, grown: asyncio.Event
) -> None:
    """Tell a socket what it subscribed to, whenever the chain has `grown`."""
    loop = asyncio.get_running_loop()
    try:
        while await grown.wait():
            grown.clear()
            while messages := await loop.run_in_executor(doors.threads, subscriptions.news):
                for message in messages:
                    await websocket.send_text(message.decode())
    except (WebSocketDisconnect, RuntimeError):
        pass  # it went away, or was let go
    except Exception:
        _LOGGER.exception("a socket could not be told what is new")
        await websocket.close(1011)
