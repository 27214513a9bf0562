"""The objects that `/api` takes: what a program wishes to have done.

A field that is not named is a fault. A field that has a default may be missing.
"""

from typing import Annotated, Literal

from pydantic import Field

from avatarchain.serve.shapes import Address, Count, Shape

MOST_MINTED = 1_000
MOST_PROMISED = 10_000

Text = Annotated[str, Field(min_length=1, max_length=1_000)]
Reference = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        description="an id, a beginning of it that is unique, or a name",
    ),
]


class Mint(Shape):
    """Which founders: of a seed, of a genome, or `count` of a collection.

    If none is given, a seed is drawn. `to` is their holder, else the account that signs.
    """

    seed: Text | None = Field(default=None, description="any text; it always gives this founder")
    genome: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="64 hex digits, or 128 letters of DNA"
    )
    collection: Text | None = Field(
        default=None, description="any text; it always gives these founders, in this order"
    )
    count: Annotated[int, Field(ge=1, le=MOST_MINTED)] = 1
    to: Address | None = None


class Birth(Shape):
    """A pair, whose next child is to be born.

    Who signs here holds the mother, and holds the father or was offered him. Relatives are refused.
    """

    mother: Reference
    father: Reference


class Transfer(Shape):
    """An avatar, and its new holder."""

    avatar: Reference
    to: Address


class NewName(Shape):
    """A name for an avatar."""

    name: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            description="letters that can be seen, and unlike an id; no two avatars have one name",
        ),
    ]


class Offer(Shape):
    """A father, and the address that may breed its own mothers with him; null takes it back."""

    father: Reference
    to: Address | None


Holders = Annotated[
    Address | Annotated[list[Address], Field(min_length=1, max_length=1_000)],
    Field(description="of all, or of each in the order of their numbers"),
]
Number = Annotated[int, Field(ge=0, le=2**53 - 1)]


class NewFounding(Shape):
    """Founders that the block `ahead` blocks after the promise draws, so that nobody chooses them.

    The same promise is not made twice before its draw, unless `again`.
    """

    count: Annotated[int, Field(ge=1, le=MOST_PROMISED)]
    to: Holders
    ahead: Annotated[int, Field(ge=1, le=10_000)] | None = None
    again: bool = False
    repeats: Annotated[bool, Field(description="an address may be given more than once")] = False


class NewBatch(Shape):
    """Founders to promise in one transaction: of a collection, or those of a founding.

    A collection needs `count` and `to`; a founding that was promised to a list needs that as `to`.
    """

    collection: Text | None = None
    first: Number = 0
    count: Annotated[int, Field(ge=1, le=MOST_PROMISED)] | None = None
    founding: Number | None = None
    to: Holders | None = None
    repeats: Annotated[
        bool, Field(description="another batch may promise one of them to somebody else")
    ] = False


class Claim(Shape):
    """An avatar that a batch promises, by its number, its id, or a beginning of the id."""

    batch: Count
    avatar: Annotated[str, Field(min_length=1, max_length=200)]


class Closing(Shape):
    """The end of the issuance: nobody registers or promises founders any more, for good."""

    for_good: Literal[True]
