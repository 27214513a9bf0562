"""What answers where: `/rpc` by HTTP and WebSocket, `/api` by REST, and a page that says so.

The answers are made in threads, a few at once. Bodies, sockets and their messages are bounded; a
client that reads slowly is let go.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from avatarchain.serve.guards import Doorkeeper, Guards
from avatarchain.serve.nodes import READERS, Nodes
from avatarchain.serve.protocol import answered
from avatarchain.serve.subscriptions import Subscriptions

MOST_BYTES = 2 << 20
"""Of the body of a request, and of a message on a socket."""
MOST_SOCKETS = 100

STREAMS = ("/api/events",)
"""What is answered without an end."""

_LOOK = 0.1  # seconds between two looks whether the chain has grown
_WAIT = 10.0  # seconds that a socket may take to take a message

_LOGGER = logging.getLogger("avatarchain")


@dataclass(slots=True)
class Doors:
    """The chain that is served, or the name of the node that has it (`elsewhere`).

    `api` makes the application that answers at `/api`; None if no collection is served.
    """

    nodes: Nodes | None
    elsewhere: str
    api: Callable[[], ASGIApp] | None = None
    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(READERS, thread_name_prefix="answer")
    )
    under_way: int = 0
    listeners: dict[WebSocket, Subscriptions] = field(default_factory=dict)
    sockets: int = 0

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
        Route("/", page, methods=["GET"]),
        WebSocketRoute("/rpc", socket),
        WebSocketRoute("/", socket),
    ]
    rooms = Starlette(routes=routes, lifespan=running)
    if doors.api is None:
        return Guards(rooms, keeper)
    api = _Late(doors.api)

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


_PAGE = """avatarchain serves a chain here.

  /rpc   the chain itself: JSON-RPC over HTTP and WebSocket, for any tool of Ethereum's
  /api   the avatars for programs: REST, described by /api/openapi.json
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
    return Response(answer, media_type="application/json")


async def _socket(doors: Doors, websocket: WebSocket) -> None:
    if doors.nodes is None or doors.sockets >= MOST_SOCKETS:
        await websocket.close(1013)
        return
    doors.sockets += 1
    subscriptions = doors.listeners[websocket] = Subscriptions(doors.nodes.ask)
    try:
        await websocket.accept()
        while True:
            message = await websocket.receive()
            if message["type"] != "websocket.receive":
                return
            body = message.get("bytes") or (message.get("text") or "").encode()
            answer = await doors.answer(body, subscriptions)
            if answer is not None:
                await _tell(websocket, answer)
    except (WebSocketDisconnect, TimeoutError, RuntimeError):
        pass  # it went away, or took its messages too slowly
    finally:
        del doors.listeners[websocket]
        doors.sockets -= 1


async def _tell(websocket: WebSocket, message: bytes) -> None:
    """Send a message. Raises TimeoutError if the client does not take it."""
    async with asyncio.timeout(_WAIT):
        await websocket.send_text(message.decode())


async def _herald(doors: Doors) -> None:
    """Tell all sockets what is new, as long as the server runs."""
    seen = None
    while doors.nodes is not None:
        await asyncio.sleep(_LOOK)
        version = doors.nodes.version()
        if version != seen:
            seen = version
            await asyncio.gather(*(_news(doors, each) for each in list(doors.listeners)))


async def _news(doors: Doors, websocket: WebSocket) -> None:
    subscriptions = doors.listeners[websocket]
    loop = asyncio.get_running_loop()
    try:
        while messages := await loop.run_in_executor(doors.threads, subscriptions.news):
            for message in messages:
                await _tell(websocket, message)
    except (WebSocketDisconnect, RuntimeError):
        pass
    except TimeoutError:
        # Whoever does not read is let go.
        await websocket.close(1008)
