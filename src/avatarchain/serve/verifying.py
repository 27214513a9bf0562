"""Verify by `/api`: a file is sent, and each check is answered.

Files come from strangers, so two are looked at at once, and others wait. What waits is bounded in
bytes, and a file has to come within a time: who sends slowly keeps no place from others.
"""

import asyncio
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from avatarchain.library.reports import verify_content
from avatarchain.papers.report import Report
from avatarchain.serve import shapes
from avatarchain.serve.readers import Opening

PATH = "/api/verify"
MOST_BYTES = 8 << 20
"""Of a file."""
MOST_HELD = 64 << 20
"""Bytes of all files that are sent or looked at, at one time."""
PATIENCE = 10.0
"""Seconds within which a file comes."""
_TOGETHER = 2  # that are looked at

_KINDS = ("image/png", "image/svg+xml", "application/json", "image/webp", "image/gif", "image/jpeg")
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

router = APIRouter(prefix="/api")


class Desk:
    """Where files are looked at, as many at once as there is room for; `held` counts bytes."""

    def __init__(self) -> None:
        self.held = 0
        self.looking = asyncio.Semaphore(_TOGETHER)


@router.post("/verify", response_model=shapes.Report, openapi_extra=_BODY)
async def verify(request: Request) -> Any:
    """Check a picture file or papers: the body is the file."""
    desk: Desk = request.app.state.desk
    data = bytearray()
    try:
        await _receive(request, desk, data)
        if not data:
            raise HTTPException(400, "the body is the file")
        async with desk.looking:
            opening: Opening = request.app.state.opening
            look = partial(
                verify_content, home=opening.home, url=opening.url, species=opening.species
            )
            return _record(await run_in_threadpool(look, bytes(data)))
    finally:
        desk.held -= len(data)


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
    checks = [
        {"name": check.name, "ok": check.ok, "detail": check.detail} for check in report.checks
    ]
    return {"ok": report.ok, "verdict": report.verdict, "shows": report.shows, "checks": checks}
