"""`/api`: the collection of the home for programs, by REST.

FastAPI carries it: its OpenAPI document follows from the types in `shapes` and `outcomes`. The
document is committed as docs/openapi.json, which `python -m avatarchain.serve.api FILE` writes.
"""

import json
import sys
from asyncio import Semaphore
from pathlib import Path
from threading import Event, Lock
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from avatarchain.base.canonical import to_hex
from avatarchain.base.home import write
from avatarchain.serve import (
    answers,
    auditing,
    avatars,
    blocks,
    events,
    genomes,
    moving,
    pictures,
    problems,
    promising,
    rolls,
    solids,
    verifying,
    writing,
)
from avatarchain.serve.bodies import Bounded
from avatarchain.serve.guards import Doorkeeper
from avatarchain.serve.memory import keep_few_stencils
from avatarchain.serve.outcomes import Refusal
from avatarchain.serve.readers import Opening, Readers
from avatarchain.serve.shapes import Place
from avatarchain.serve.unambiguous import unambiguous
from avatarchain.serve.writer import Writer
from avatarchain.species.pack import load, shipped

_DESCRIPTION = """Avatars with genes, whose identity a blockchain keeps.

The server answers here to programs on its own machine, by the names 127.0.0.1 and
localhost alone. It prints an address that ends in `?token=TOKEN`. Where this document asks for
it, send the token as the header `Authorization: Bearer TOKEN`. All else anybody may ask.

Mints, births, transfers and promises are jobs. The answer is 201 if the job is done. After 20
seconds it is 202, with the job as it then is: ask for it again, each second say, at the address in
`Location`, until its `state` is `done` or `refused`. If an answer was lost, make the same request
again; of a birth look at `/api/changes` first, because it may make a further child.

What goes wrong is a problem of RFC 9457 with a status of 400 or more: `detail` says it in a
sentence, and the `type` of a refusal is an address here that describes it. A foreign host or origin
is refused before that, in plain text.

Pictures have an `ETag`, for `If-None-Match`. A JSON body has at most 64 KiB.
"""
_SERVER = {
    "url": "http://127.0.0.1:{port}",
    "variables": {"port": {"default": "8545", "description": "that of the printed address"}},
}
_PROBLEM: dict[str, Any] = {
    "description": "A problem",
    "content": {answers.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

router = APIRouter(prefix="/api")


def application(
    opening: Opening, readers: Readers, writer: Writer, keeper: Doorkeeper, ending: Event
) -> ASGIApp:
    """The application that answers at /api about what is opened; `ending` ends its streams."""
    keep_few_stencils()
    app, species = _described(), opening.species
    app.state.readers, app.state.own = readers, species
    app.state.writer, app.state.keeper = writer, keeper
    app.state.streams, app.state.ending = 0, ending
    app.state.brushes = Semaphore(pictures.BRUSHES)
    app.state.reel, app.state.audits = Semaphore(1), Lock()
    app.state.desk, app.state.opening = verifying.Desk(), opening
    every = [*map(load, shipped()), species]
    app.state.species = {key: each for each in every for key in (each.name, to_hex(each.id))}
    return Bounded(app, {verifying.PATH: verifying.MOST_BYTES})


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    return _described().openapi()


def _described() -> FastAPI:
    app = FastAPI(
        title="avatarchain",
        version="1",
        description=_DESCRIPTION,
        servers=[_SERVER],
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        responses={"4XX": _PROBLEM, "5XX": _PROBLEM},
        dependencies=[Depends(unambiguous)],
    )
    rooms = (
        avatars,
        genomes,
        pictures,
        moving,
        solids,
        verifying,
        auditing,
        events,
        writing,
        promising,
        rolls,
        blocks,
    )
    for each in (router, *(room.router for room in rooms)):
        app.include_router(each)
    answers.answer_with_problems(app)
    return app


@router.get("", response_model=Place)
def place(request: Request) -> Any:
    """Which registry is served, and how far its chain is."""
    with request.app.state.readers.reading() as collection:
        chain, registry = collection.chain, collection.deployed()
        return {
            "chain_id": chain.chain_id,
            "genesis": to_hex(chain.genesis),
            "block": chain.head().number,
            "contract": None if registry is None else registry.address,
            "species": to_hex(collection.species.id),
            "name": collection.species.name,
            "models": solids.are_made(collection.species),
        }


@router.get("/refusals/{name}", response_model=Refusal)
def refusal(name: str) -> Any:
    """What a kind of refusal means."""
    kind = problems.kinds().get(name)
    if kind is None:
        raise HTTPException(404, "there is no such refusal")
    return problems.description_of(kind)


if __name__ == "__main__":
    text = json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
    write(Path(sys.argv[1]), text.encode())
