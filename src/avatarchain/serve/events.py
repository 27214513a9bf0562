"""What happens in the registry, as it happens: a stream of server-sent events, or in pages.

The id of an event is the number of its block, and stands at the last event of a block. So who
comes back with the last id that it saw misses nothing, and sees nothing again but what it had of
a block that was cut off.
"""

import asyncio
import json
import logging
from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from avatarchain.chain import ChainKind
from avatarchain.errors import AvatarchainError
from avatarchain.index.events import Happenings
from avatarchain.serve import outcomes
from avatarchain.serve.problems import problem_of
from avatarchain.serve.readers import Readers

PATH = "/api/events"
MOST_STREAMS = 50
PATIENCE = 10.0
"""Seconds that a client may take to take an event."""

_LOOK, _LOOK_AWAY = 0.25, 3.0  # seconds between two looks at a chain that is here, or elsewhere
_ALIVE = 15.0  # seconds of silence after which a client is told that the stream lives

_LOGGER = logging.getLogger("avatarchain")

router = APIRouter(prefix="/api")

Block = Annotated[int, Query(ge=0, le=2**53 - 1, description="the number of a block")]


@router.get("/changes", response_model=outcomes.Changes, response_model_exclude_unset=True)
def changes(request: Request, after: Block = 0) -> Any:
    """What happened after a block; ask again with `through` for what follows."""
    with request.app.state.readers.reading() as collection:
        happenings = collection.happenings(after)
    return {"through": happenings.through, "events": happenings.events}


@router.get(
    "/events",
    response_class=Response,
    responses={
        200: {"description": "Events", "content": {"text/event-stream": {"schema": {}}}},
    },
)
def events(
    request: Request,
    after: Annotated[Block | None, Query()] = None,
    last_event_id: Annotated[str | None, Header(pattern="^[0-9]{1,15}$")] = None,
) -> Response:
    """The same as a stream of server-sent events; without `after` from now on."""
    state = request.app.state
    if state.streams >= MOST_STREAMS:
        raise HTTPException(503, "too many streams", {"Retry-After": "5"})
    with state.readers.reading() as collection:
        if last_event_id is not None:
            after = int(last_event_id)
        elif after is None:
            after = collection.chain.head().number
        look = _LOOK if collection.chain.kind == ChainKind.EMBEDDED else _LOOK_AWAY
    return _Stream(state, after, look)


class _Stream(Response):
    """Events after a block, until the client goes, takes them too slowly, or the server ends."""

    media_type = "text/event-stream"

    def __init__(self, state: Any, after: int, look: float) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._state, self._after, self._look = state, after, look

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._state.streams += 1
        telling = asyncio.create_task(self._tell(send))
        going = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait((telling, going), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._state.streams -= 1
            for task in (telling, going):
                task.cancel()
            ended, _ = await asyncio.gather(telling, going, return_exceptions=True)
            if isinstance(ended, Exception) and not isinstance(ended, TimeoutError):
                _LOGGER.error("a stream of events broke off", exc_info=ended)

    async def _tell(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        await _sent(send, b":\n\n")
        silent = 0.0
        while not self._state.ending.is_set():
            try:
                text = await run_in_threadpool(self._news)
            except AvatarchainError as error:
                # The client may come back with the last id that it has.
                await _sent(send, _event({"kind": "problem"} | problem_of(error), None))
                break
            if text:
                await _sent(send, text)
                silent = 0.0
                continue
            await asyncio.sleep(self._look)
            silent += self._look
            if silent > _ALIVE:
                await _sent(send, b":\n\n")
                silent = 0.0
        await send({"type": "http.response.body", "body": b""})

    def _news(self) -> bytes:
        """The text of what is new; empty if nothing is."""
        readers: Readers = self._state.readers
        with readers.reading() as collection:
            if collection.chain.head().number == self._after:
                return b""
            happenings = collection.happenings(self._after)
        self._after = happenings.through
        return _told(happenings)


def _told(happenings: Happenings) -> bytes:
    """The events as text; empty if nothing happened in the blocks that are new."""
    blocks = [int(event["block"]) for event in happenings.events]
    ends = [block if block != following else None for block, following in pairwise([*blocks, -1])]
    return b"".join(_event(event, end) for event, end in zip(happenings.events, ends, strict=True))


def _event(event: dict[str, Any], block: int | None) -> bytes:
    own = "" if block is None else f"id: {block}\n"
    return f"event: {event['kind']}\n{own}data: {json.dumps(event)}\n\n".encode()


async def _sent(send: Send, body: bytes) -> None:
    """Send a part. Raises TimeoutError if the client does not take it."""
    async with asyncio.timeout(PATIENCE):
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _gone(receive: Receive) -> Message:
    """Wait until the client is gone."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return message
