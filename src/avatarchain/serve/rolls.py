"""What the page reads besides: short rows of all avatars, lives, the art, and who signs.

A row has what the grid needs of an avatar, and no more: the page expresses the genome itself. So
ten thousand of them are there at once.
"""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi import Path as Part
from starlette.responses import Response

from avatarchain import index as indexes
from avatarchain.base.canonical import to_hex
from avatarchain.chain import DEVELOPMENT_CHAINS
from avatarchain.gallery.contents import lives_of
from avatarchain.gallery.pages import issuance
from avatarchain.gallery.site import life_row, rows_of
from avatarchain.keys.accounts import address_of_signer
from avatarchain.serve.avatars import Named
from avatarchain.serve.genomes import species_of
from avatarchain.serve.pictures import ANEW, FOR_EVER
from avatarchain.serve.shapes import Address, Count, Shape, Share, Word

MOST_ROWS = 2_000

router = APIRouter(prefix="/api")


class Row(Shape):
    """An avatar in short: its parents by their numbers (-1: there is none), `block` its birth."""

    id: Word
    genome: Word
    generation: Count
    mother: int
    father: int
    owner: Address
    block: Count


class Roll(Shape):
    """The avatars from the number `first` on, in the order of birth; `count` is that of all."""

    block: Count
    closed: Count | None
    issuance: str
    count: Count
    first: Count
    avatars: list[Row]


class Drawing(Shape):
    """The block that drew a child, and its mixHash."""

    block: Count
    mixed: Word


class Holding(Shape):
    """Who became the holder, in which block and by which transaction."""

    block: Count
    transaction: Word
    to: Address


class Life(Shape):
    """An avatar's life: what drew it, if it is a child, and its holders, the present one last.

    Of the earlier conceptions of its mother, `lapses` were never delivered, and `stillbirths` ended
    because the child was registered already.
    """

    caip19: str
    transaction: Word
    draw: Drawing | None
    lapses: Count
    stillbirths: Count
    inbreeding: Share
    holders: list[Holding]


class Signer(Shape):
    """Whether this client may sign, as which account, and whether all this is a devnet's.

    `address` is None if the account is not known before its keystore is opened.
    """

    signs: bool
    account: str | None
    address: Address | None
    devnet: bool


@router.get("/roll", response_model=Roll)
def roll(
    request: Request, first: Annotated[int, Query(ge=0, le=2**53 - 1, description="number")] = 0
) -> Any:
    """All avatars in short rows, at most 2,000 at a time."""
    with request.app.state.readers.reading() as collection:
        block, closed, rows, count = collection.chain.head().number, None, [], 0
        if collection.deployed() is not None:
            with collection.indexed() as index:
                everyone = indexes.avatars(index)
                closed, count = indexes.closing_block(index), len(everyone)
                rows = rows_of(everyone, first, MOST_ROWS)
                block = indexes.newest(index)
    return {
        "block": block,
        "closed": closed,
        "issuance": issuance(closed),
        "count": count,
        "first": first,
        "avatars": [dict(zip(Row.model_fields, row, strict=True)) for row in rows],
    }


@router.get("/avatars/{avatar}/life", response_model=Life)
def life(request: Request, avatar: Named) -> Any:
    """How an avatar came to be, and who held it."""
    with request.app.state.readers.reading() as collection:
        record = collection.find(avatar).record
        with collection.indexed() as index:
            everyone = indexes.avatars(index)
            number = next(
                at for at, each in enumerate(everyone) if each.identity == record.identity
            )
            (lived,) = lives_of(index, everyone, [number])
        row = life_row(collection.chain.chain_id, collection.registry.address, record, lived)
    return row | {
        "draw": row["draw"] and dict(zip(Drawing.model_fields, row["draw"], strict=True)),
        "holders": [dict(zip(Holding.model_fields, each, strict=True)) for each in row["holders"]],
    }


@router.get(
    "/species/{species}/art",
    response_class=Response,
    responses={
        200: {
            "description": "The bytes",
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    },
)
def art(
    request: Request, species: Annotated[str, Part(max_length=100, description="name or id")]
) -> Response:
    """The bytes of a species, rules and drawings; their keccak256 is its id."""
    rule = species_of(request, species)
    tag = f'"{hashlib.sha256(rule.art).hexdigest()[:32]}"'
    caching = FOR_EVER if species == to_hex(rule.id) else ANEW
    headers = {"ETag": tag, "Cache-Control": caching}
    return Response(rule.art, media_type="application/octet-stream", headers=headers)


@router.get("/signer", response_model=Signer)
def signer(request: Request) -> Any:
    """Who signs here, told to who has the token."""
    state, address = request.app.state, None
    signs = state.keeper.knows(request)
    with state.readers.reading() as collection:
        devnet = collection.chain.chain_id in DEVELOPMENT_CHAINS
    if signs:
        home, name = state.opening.home, state.opening.account
        address = address_of_signer(home, name, development_chain=devnet)
    account = state.opening.account if signs else None
    return {"signs": signs, "account": account, "address": address, "devnet": devnet}
