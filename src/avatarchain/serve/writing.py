"""What `/api` changes: mints, births, transfers and names, for who has the server's token.

Each of the first three is a job. The answer comes when the job has ended (201), or after WAIT
seconds with the job as it then is (202), which can be asked for again at its address.
"""

import asyncio
from contextlib import nullcontext
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException

from avatarchain.library.avatar import Avatar
from avatarchain.library.collection import Collection
from avatarchain.library.genome import Genome, founder
from avatarchain.library.kept import Watch
from avatarchain.living.exports import ExportOptions
from avatarchain.serve import outcomes, shapes, wishes
from avatarchain.serve.answers import answer
from avatarchain.serve.avatars import Named
from avatarchain.serve.pictures import (
    ANEW,
    MODELS,
    PAPERS,
    SANDBOX,
    PaperForm,
    Size,
    images,
    painted,
)
from avatarchain.serve.writer import Job, Task

WAIT = 20.0
"""Seconds that a client waits for the end of a job."""

_BEARER = HTTPBearer(
    auto_error=False,
    description="The token of the address that the server printed, what follows `token=` there.",
)


def signed(request: Request, _: Annotated[Any, Depends(_BEARER)]) -> None:
    """Let those in who have the token. Raises HTTPException."""
    if not request.app.state.keeper.knows(request):
        words = "this needs the token of the address that the server printed"
        raise HTTPException(401, words, {"WWW-Authenticate": "Bearer"})


router = APIRouter(prefix="/api", dependencies=[Depends(signed)])

_LINK = {"job": {"operationId": "job", "parameters": {"name": "$response.body#/name"}}}
_LOCATION = {"Location": {"description": "where to ask for the job", "schema": {"type": "string"}}}
_TOLD = {"model": outcomes.Job, "links": _LINK, "headers": _LOCATION}
BEGUN: dict[int | str, dict[str, Any]] = {
    201: {"description": "It is done", **_TOLD},
    202: {"description": "It is under way: ask for the job until it is done or refused", **_TOLD},
}


async def begun(
    request: Request, response: Response, kind: outcomes.JobKind, count: int, task: Task
) -> dict[str, Any] | Response:
    """Submit a job, and answer when it has ended, or with how far it is."""
    job: Job = request.app.state.writer.submit(kind, count, task)
    await asyncio.wait({asyncio.wrap_future(job.ended)}, timeout=WAIT)
    if job.problem is not None:
        return answer(job.problem)
    response.status_code = 201 if job.state == "done" else 202
    response.headers["Location"] = f"/api/jobs/{job.name}"
    return job.record()


@router.post(
    "/mints",
    status_code=201,
    response_model=outcomes.Job,
    response_model_exclude_unset=True,
    responses=BEGUN,
)
async def mint(request: Request, response: Response, wish: wishes.Mint) -> Any:
    """Register founders. Those that are registered already are given and not sent again."""
    to, sources = wish.to, [wish.seed, wish.genome, wish.collection]
    if sources.count(None) < 2:
        raise HTTPException(400, "give one of seed, genome and collection")
    if wish.count > 1 and (wish.seed or wish.genome) is not None:
        raise HTTPException(400, "for several avatars give collection, and not seed or genome")

    def task(collection: Collection, watch: Watch) -> Any:
        if wish.collection is not None:
            return collection.mint_many(wish.count, wish.collection, to=to, watch=watch)
        if wish.genome is not None:
            return [collection.mint(Genome.parse(wish.genome, collection.species), to=to)]
        if wish.seed is not None:
            return [collection.mint(wish.seed, to=to)]
        return collection.mint_many(wish.count, to=to, watch=watch)

    return await begun(request, response, "mint", wish.count, task)


@router.post(
    "/births",
    status_code=201,
    response_model=outcomes.Job,
    response_model_exclude_unset=True,
    responses=BEGUN,
)
async def breed(request: Request, response: Response, wish: wishes.Birth) -> Any:
    """Breed two avatars: conceive, wait for the draw, deliver."""

    def task(collection: Collection, watch: Watch) -> Any:
        return [collection.breed(wish.mother, wish.father)]

    return await begun(request, response, "birth", 1, task)


@router.post(
    "/transfers",
    status_code=201,
    response_model=outcomes.Job,
    response_model_exclude_unset=True,
    responses=BEGUN,
)
async def transfer(request: Request, response: Response, wish: wishes.Transfer) -> Any:
    """Give an avatar to another address."""

    def task(collection: Collection, watch: Watch) -> Any:
        return [collection.transfer(wish.avatar, wish.to)]

    return await begun(request, response, "transfer", 1, task)


@router.get("/jobs/{name}", response_model=outcomes.Job, response_model_exclude_unset=True)
def job(request: Request, name: str) -> Any:
    """A job of this server: how far it is, and how it ended."""
    submitted: Job | None = request.app.state.writer.job(name)
    if submitted is None:
        raise HTTPException(404, "there is no such job")
    return submitted.record()


@router.get("/unfinished", response_model=list[outcomes.Unfinished])
def unfinished(request: Request) -> Any:
    """The mints of drawn seeds that were cut off in this home; also those under way."""
    with request.app.state.readers.reading() as collection:
        jobs = collection.unfinished()
    return [{"name": each.name, "count": each.count, "to": each.to} for each in jobs]


@router.post(
    "/unfinished/{name}",
    status_code=201,
    response_model=outcomes.Job,
    response_model_exclude_unset=True,
    responses=BEGUN,
)
async def resume(request: Request, response: Response, name: str) -> Any:
    """Continue a mint that was cut off."""

    def task(collection: Collection, watch: Watch) -> Any:
        return collection.resume(name, watch=watch)

    return await begun(request, response, "resume", 1, task)


@router.put("/avatars/{avatar}/name", response_model=shapes.AvatarName)
def give_name(request: Request, avatar: Named, wish: wishes.NewName) -> Any:
    """Give an avatar a name of your own; it stays in the home."""
    with request.app.state.readers.reading() as collection:
        named = collection.find(avatar)
        collection.name(named, wish.name)
        return {"id": named.id, "name": collection.names()[named.id]}


@router.delete("/avatars/{avatar}/name", status_code=204)
def forget_name(request: Request, avatar: Named) -> None:
    """Take an avatar's name away."""
    with request.app.state.readers.reading() as collection:
        collection.name(avatar, None)


@router.get(
    "/avatars/{avatar}/papers.{form}",
    response_class=Response,
    responses={200: images(*PAPERS)[200]},
)
async def papers(
    request: Request,
    avatar: Named,
    form: PaperForm,
    size: Size = 512,
    clip: Annotated[
        str | None,
        Query(max_length=64, description="what an svg plays without end, or the one clip of a glb"),
    ] = None,
    seed: Annotated[
        str | None,
        Query(min_length=1, max_length=1_000, description="the text that gives this founder"),
    ] = None,
) -> Response:
    """A picture or a model with its papers, or the papers alone.

    They are signed, if the issuer's key is here. The papers of a founder tell its seed if it is
    given, or if this server minted it.
    """
    if clip is not None and form not in ("svg", "glb"):
        raise HTTPException(400, "only an svg plays a clip, and only a glb has one of several")
    moves = form in MODELS or clip is not None
    options = ExportOptions(form, clip) if moves else None

    def paint() -> bytes:
        with request.app.state.readers.reading() as collection:
            shown = _seeded(request, collection.find(avatar), seed)
            if options is None:
                return bytes(collection.picture(shown, form, size=size))
            (data,) = collection.export([shown], options).values()
            return bytes(data)

    async with request.app.state.reel if moves else nullcontext():
        content = await painted(request, paint)
    headers = {"Cache-Control": ANEW}
    if form == "svg":
        headers["Content-Security-Policy"] = SANDBOX
    return Response(content, media_type=PAPERS[form], headers=headers)


def _seeded(request: Request, avatar: Avatar, text: str | None) -> Avatar:
    """An avatar with its seed, as far as it is known. Raises HTTPException for a wrong one."""
    seed = request.app.state.writer.seed_of(avatar.id)
    if text is not None:
        drawn = founder(text, avatar.species)
        if drawn.number != avatar.genome.number:
            raise HTTPException(409, f"this text gives another founder, {drawn.id}")
        seed = drawn.seed
    return replace(avatar, genome=replace(avatar.genome, seed=seed))
