"""What `/api` tells of registered avatars: lists, one of them, families, odds and names."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi import Path as Part

from avatarchain.library.lists import ORDERS, select
from avatarchain.serve import shapes

MOST_LISTED = 1_000
MOST_GENERATIONS = 20

router = APIRouter(prefix="/api")

Text = Annotated[str, Query(max_length=200)]
Texts = Annotated[list[Annotated[str, Query(max_length=200)]], Query(max_length=32)]
Named = Annotated[
    str,
    Part(max_length=200, description="an id, a beginning of it that is unique, or a name"),
]
Either = Annotated[
    str,
    Query(max_length=200, description="an id, a beginning of it that is unique, or a name"),
]
Order = Literal["birth", "generation", "rarity"]
assert set(ORDERS) == set(Order.__args__)  # type: ignore[attr-defined]  # noqa: S101


@router.get("/avatars", response_model=shapes.AvatarPage, response_model_exclude_unset=True)
def avatars(
    request: Request,
    trait: Annotated[Texts, Query(description="LOCUS=FORM; of one locus any, of several all")] = [],  # noqa: B006
    owner: Annotated[str | None, Query(pattern="^0x[0-9a-fA-F]{40}$")] = None,
    generation: Annotated[Text | None, Query(description="N, N..M, N.. or ..M")] = None,
    rarity: Annotated[Text | None, Query(description="bits, as a range: 45.. or 20..30")] = None,
    promised: Annotated[bool, Query(description="also avatars that batches promise")] = False,
    sort: Order = "birth",
    reverse: bool = False,
    limit: Annotated[int, Query(ge=0, le=MOST_LISTED)] = 50,
    offset: Annotated[int, Query(ge=0, le=2**53 - 1)] = 0,
) -> Any:
    """The avatars that fulfil all conditions, a page at a time."""
    selection = select(
        traits=trait,
        owner=owner,
        generation=generation,
        rarity=rarity,
        promised=promised,
        order=sort,
        reverse=reverse,
        limit=limit,
        offset=offset,
    )
    with request.app.state.readers.reading() as collection:
        page = collection.page(selection)
    return {"avatars": page.avatars, "count": page.count, "closed": page.closed}


@router.get(
    "/avatars/{avatar}", response_model=shapes.AvatarDetails, response_model_exclude_unset=True
)
def avatar(request: Request, avatar: Named) -> Any:
    """All that is known of one avatar."""
    with request.app.state.readers.reading() as collection:
        return collection.details(avatar)


@router.get(
    "/avatars/{avatar}/family", response_model=shapes.Family, response_model_exclude_unset=True
)
def family(
    request: Request,
    avatar: Named,
    generations: Annotated[int, Query(ge=0, le=MOST_GENERATIONS)] = 3,
) -> Any:
    """The pedigree of an avatar: ancestors, offspring, and the other parents of these."""
    with request.app.state.readers.reading() as collection:
        return collection.pedigree(avatar, generations).record


@router.get("/names", response_model=list[shapes.AvatarName])
def names(request: Request) -> Any:
    """The names that this home gives to avatars."""
    with request.app.state.readers.reading() as collection:
        given = {} if collection.deployed() is None else collection.names()
    return [{"id": each, "name": name} for each, name in given.items()]


@router.get("/odds", response_model=shapes.PairOdds, response_model_exclude_unset=True)
def odds(
    request: Request,
    mother: Either,
    father: Either,
    want: Annotated[Texts, Query(description="LOCUS=FORM; of one locus any, of several all")] = [],  # noqa: B006
) -> Any:
    """The exact odds of every trait of a pair's child."""
    with request.app.state.readers.reading() as collection:
        return collection.odds(mother, father).record(want)
