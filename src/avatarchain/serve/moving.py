"""Characters that move, by `/api`: what `export` writes, as one file each.

A file follows from species, rig and genome, and from what the registry tells if it is a card. It
is painted as pictures are, a few at once.
"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi import Path as Part
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from avatarchain.living.exports import ExportOptions, export
from avatarchain.living.usual import rig_of
from avatarchain.papers.pictures import NAME_DIGITS
from avatarchain.serve.avatars import Named
from avatarchain.serve.pictures import ANEW, SANDBOX, painted
from avatarchain.species import Species

_TYPES = {
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "gif": "image/gif",
    "card": "image/png",
    "sheet.png": "image/png",
    "sheet.json": "application/json",
}
_FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_CONTENT = {kind: {"schema": {}} if "json" in kind else _FILE for kind in _TYPES.values()}

Form = Annotated[
    Literal["svg", "webp", "gif", "card", "sheet.png", "sheet.json"], Part(description="the form")
]

router = APIRouter(prefix="/api")


@router.get(
    "/avatars/{avatar}/exports/{form}",
    response_class=Response,
    responses={200: {"description": "The file", "content": _CONTENT}},
)
async def moving(
    request: Request,
    avatar: Named,
    form: Form,
    clip: Annotated[
        str | None, Query(max_length=100, description="idle, look, talk …; of a card none")
    ] = None,
) -> Response:
    """An avatar as a file that moves, without papers."""
    source = request.app.state.opening.source

    def read() -> tuple[Species, dict[str, Any]]:
        with request.app.state.readers.reading() as collection:
            return collection.species, collection.details(avatar)

    species, record = await run_in_threadpool(read)

    def paint() -> bytes:
        options = ExportOptions(form.partition(".")[0], clip)
        name = record["id"][: 2 + NAME_DIGITS]
        rig = rig_of(species, source)
        files = export(species, {name: int(record["genome"], 16)}, rig, options, {name: record})
        ending = form.partition(".")[2]
        return next(data for file, data in files.items() if file.endswith(ending))

    headers = {"Cache-Control": ANEW}
    if form == "svg":
        headers["Content-Security-Policy"] = SANDBOX
    return Response(await painted(request, paint), media_type=_TYPES[form], headers=headers)
