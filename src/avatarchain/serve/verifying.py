"""Verify by `/api`: a file is sent, and each check is answered.

The answer is the whole report, or, for a client that accepts lines of JSON, each check as soon as
it is made, and the report at the end. Files come from strangers, so two are looked at at once, and
others wait. What waits is bounded in bytes, and a file has to come within a time: who sends slowly
keeps no place from others.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from avatarchain.errors import AvatarchainError
from avatarchain.library.reports import verify_content
from avatarchain.papers.report import Check, Report, Watch, unwatched
from avatarchain.serve import outcomes
from avatarchain.serve.problems import failure, problem_of
from avatarchain.serve.readers import Opening

PATH = "/api/verify"
MOST_BYTES = 8 << 20
"""Of a file."""
MOST_HELD = 64 << 20
"""Bytes of all files that are sent or looked at, at one time."""
PATIENCE = 10.0
"""Seconds within which a file comes."""
_TOGETHER = 2  # that are looked at

_KINDS = (
    "image/png",
    "image/svg+xml",
    "application/json",
    "model/gltf-binary",
    "image/webp",
    "image/gif",
    "image/jpeg",
)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            # Of what is sent as JSON nothing is promised: it is looked at like any file.
            kind: {"schema": {} if "json" in kind else {"type": "string", "format": "binary"}}
            for kind in (*_KINDS, "application/octet-stream")
        },
    }
}

LINES = "application/x-ndjson"
"""The media type of lines of JSON, by which a client asks for them."""

_LINE = {
    "description": "A check; or at the end the report, or the problem that ended the checks.",
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": False,
    "properties": {
        name: {"$ref": f"#/components/schemas/{shape}"}
        for name, shape in (("check", "Check"), ("report", "Report"), ("problem", "Problem"))
    },
}

_MOST_NAME = 1_000

_LOGGER = logging.getLogger("avatarchain")

Look = Callable[[Watch], Report]
"""Looks at a file; calls the watch with each check."""

router = APIRouter(prefix="/api")


class Desk:
    """Where files are looked at, as many at once as there is room for; `held` counts bytes."""

    def __init__(self) -> None:
        self.held = 0
        self._threads = ThreadPoolExecutor(_TOGETHER, thread_name_prefix="verify")

    def look(self, task: Callable[[], Any], size: int) -> "asyncio.Future[Any]":
        """Begin a task, now or later; its end frees `size` bytes, also if nobody waits for it."""
        future = asyncio.get_running_loop().run_in_executor(self._threads, task)

        def leave(done: "asyncio.Future[Any]") -> None:
            self.held -= size
            if not done.cancelled():
                done.exception()  # whoever waits for it raises it; others need not hear of it

        future.add_done_callback(leave)
        return asyncio.shield(future)


@router.post(
    "/verify",
    response_model=outcomes.Report,
    openapi_extra=_BODY,
    responses={200: {"content": {LINES: {"schema": _LINE}}}},
)
async def verify(
    request: Request,
    name: Annotated[
        str | None,
        Query(
            max_length=_MOST_NAME,
            description="the name of the file, by which programs take it; without it the report "
            "says that no name was judged",
        ),
    ] = None,
) -> Any:
    """Check a picture file, a model or papers: the body is the file, of at most 8 MiB.

    Its kind follows from its bytes; the media type may be any of these. A file whose name ends as
    those of another kind do fails, so give its name. To who accepts application/x-ndjson each
    check is told in a line, as soon as it is made.
    """
    desk: Desk = request.app.state.desk
    data = bytearray()
    try:
        await _receive(request, desk, data)
        if not data:
            raise HTTPException(400, "the body is the file")
    except BaseException:
        desk.held -= len(data)
        raise
    opening: Opening = request.app.state.opening
    content = bytes(data)

    def look(watch: Watch) -> Report:
        home, url, species = opening.home, opening.url, opening.source
        return verify_content(content, home=home, url=url, species=species, name=name, watch=watch)

    if LINES in request.headers.get("accept", ""):
        return StreamingResponse(_lines(desk, look, len(data)), media_type=LINES)
    return _record(await desk.look(partial(look, unwatched), len(data)))


async def _lines(desk: Desk, look: Look, size: int) -> AsyncIterator[bytes]:
    """A line for each check, and one for the report, or for the problem that came."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[dict[str, Any]]()

    def tell(**line: Any) -> None:
        loop.call_soon_threadsafe(lines.put_nowait, line)

    def task() -> None:
        try:
            report = look(lambda check: tell(check=_told(check)))
            tell(report=_record(report))
        except AvatarchainError as error:
            tell(problem=problem_of(error))
        except Exception:
            _LOGGER.exception("a file could not be looked at")
            tell(problem=failure())

    desk.look(task, size)
    line: dict[str, Any] = {"check": None}
    while "check" in line:
        line = await lines.get()
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


async def _receive(request: Request, desk: Desk, data: bytearray) -> None:
    """Read the body into `data`, which the desk counts. Raises HTTPException."""
    try:
        async with asyncio.timeout(PATIENCE):
            async for part in request.stream():
                data += part
                desk.held += len(part)
                if desk.held > MOST_HELD:
                    words = "too many files are looked at"
                    raise HTTPException(503, words, {"Retry-After": "5"})
    except TimeoutError:
        raise HTTPException(408, f"a file comes within {PATIENCE:g} seconds") from None


def _record(report: Report) -> dict[str, Any]:
    checks, now = [_told(check) for check in report.checks], report.as_of
    return {
        "ok": report.ok,
        "verdict": report.verdict,
        "shows": report.shows,
        "identity": report.identity,
        "as_of": now and {"block": now.block, "time": now.time},
        "checks": checks,
    }


def _told(check: Check) -> dict[str, Any]:
    return {"name": check.name, "ok": check.ok, "detail": check.detail}
