"""Promises by `/api`: studs, foundings, batches and claims, and the end of the issuance.

What is promised anybody may read; what is sent is a job, for who has the server's token.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as Part
from starlette.exceptions import HTTPException

from avatarchain.generate import Slice
from avatarchain.genetics.seeds import seed_from_text
from avatarchain.library.collection import Collection
from avatarchain.library.kept import Watch
from avatarchain.serve import outcomes, wishes
from avatarchain.serve.writing import BEGUN, begun, signed

router = APIRouter(prefix="/api")

_JOB: dict[str, Any] = {
    "status_code": 201,
    "response_model": outcomes.Job,
    "response_model_exclude_unset": True,
    "responses": BEGUN,
    "dependencies": [Depends(signed)],
}


@router.post("/offers", **_JOB)
async def stud(request: Request, response: Response, wish: wishes.Offer) -> Any:
    """Offer a father to an address, which may then breed its own mothers with him."""

    def task(collection: Collection, watch: Watch) -> Any:
        collection.stud(wish.father, wish.to)
        return [collection.find(wish.father)]

    return await begun(request, response, "offer", 1, task)


@router.get("/foundings", response_model=list[outcomes.ListedFounding])
def foundings(request: Request) -> Any:
    """All foundings: what became of their founders, and whether the promise was kept."""
    with request.app.state.readers.reading() as collection:
        return collection.promises.foundings()


@router.post("/foundings", **_JOB)
async def found(request: Request, response: Response, wish: wishes.NewFounding) -> Any:
    """Promise founders that a later block draws; `POST /api/batches` commits them then."""

    def task(collection: Collection, watch: Watch) -> Any:
        promised = collection.promises.found(
            wish.count, wish.to, ahead=wish.ahead, again=wish.again, repeats=wish.repeats
        )
        return {"founding": promised}

    return await begun(request, response, "founding", wish.count, task)


@router.get("/batches", response_model=list[outcomes.ListedBatch])
def batches(request: Request) -> Any:
    """All batches of the registry."""
    with request.app.state.readers.reading() as collection:
        return collection.promises.batches()


@router.post("/batches", **_JOB)
async def commit(request: Request, response: Response, wish: wishes.NewBatch) -> Any:
    """Promise many avatars in one transaction. If they are promised already, nothing is sent.

    Of a founding whose draw is not final this is refused, except on a development chain, which
    goes on to the draw.
    """
    if (wish.collection is None) == (wish.founding is None):
        raise HTTPException(400, "give one of collection and founding")
    if wish.collection is not None and (wish.count is None or wish.to is None):
        raise HTTPException(400, "a collection needs count and to")
    if isinstance(wish.to, str) and wish.founding is not None:
        raise HTTPException(400, "of a founding the chain has the address: leave out to")

    def task(collection: Collection, watch: Watch) -> Any:
        promises = collection.promises
        if wish.founding is not None:
            held = None if wish.to is None else list(wish.to)
            return {"batch": promises.commit_founding(wish.founding, held, wait=False)}
        assert wish.collection is not None  # noqa: S101 - looked at above
        assert wish.count is not None  # noqa: S101
        assert wish.to is not None  # noqa: S101
        master = seed_from_text(wish.collection)
        part = Slice(collection.species, master, wish.first, wish.count)
        return {"batch": promises.commit(part, wish.to, repeats=wish.repeats)}

    return await begun(request, response, "batch", wish.count or 0, task)


@router.get("/batches/{batch}/avatars/{avatar}", response_model=outcomes.Proof)
def proof(
    request: Request,
    batch: Annotated[int, Part(ge=0, le=2**53 - 1)],
    avatar: Annotated[str, Part(max_length=200, description="its number, id, or a beginning")],
) -> Any:
    """What shows that a batch promises an avatar; the batch must be committed from this home."""
    with request.app.state.readers.reading() as collection:
        return collection.promises.proof(batch, avatar)


@router.post("/claims", **_JOB)
async def claim(request: Request, response: Response, wish: wishes.Claim) -> Any:
    """Register an avatar that a batch promises; it goes to whom it was promised."""

    def task(collection: Collection, watch: Watch) -> Any:
        return [collection.claim(wish.batch, wish.avatar)]

    return await begun(request, response, "claim", 1, task)


@router.post("/closing", **_JOB)
async def close(request: Request, response: Response, wish: wishes.Closing) -> Any:
    """Close the issuance, for good."""

    def task(collection: Collection, watch: Watch) -> Any:
        return {"closed": collection.promises.close()}

    return await begun(request, response, "closing", 0, task)
