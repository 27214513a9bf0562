"""The chain as blocks by `/api`: what each holds, and what happened in it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from avatarchain.base.canonical import to_hex
from avatarchain.chain.answers import quantity
from avatarchain.serve.outcomes import Event
from avatarchain.serve.shapes import Count, Shape, Word

MOST_BLOCKS = 20

router = APIRouter(prefix="/api")


class Block(Shape):
    """A block: its hash and that of the block before it, its mixHash, and what happened.

    `time` is in seconds since 1970. `transactions` counts all, also those of other contracts.
    """

    number: Count
    hash: Word
    parent: Word
    random: Word
    time: Count
    transactions: Count
    events: list[Event]


@router.get("/blocks", response_model=list[Block], response_model_exclude_unset=True)
def blocks(
    request: Request,
    before: Annotated[
        int | None, Query(ge=0, le=2**53 - 1, description="the number of a block")
    ] = None,
) -> Any:
    """The newest twenty blocks, or those before a block, the newest first."""
    with request.app.state.readers.reading() as collection:
        chain = collection.chain
        head: int = chain.head().number
        last = head if before is None else min(head, before - 1)
        numbers = range(last, max(-1, last - MOST_BLOCKS), -1)
        if not numbers:
            return []
        events = collection.happenings(max(0, numbers[-1] - 1)).events
        requests = [("eth_getBlockTransactionCountByNumber", [hex(number)]) for number in numbers]
        counts = chain.read_many(quantity, requests)
        return [
            {
                "number": block.number,
                "hash": to_hex(block.hash),
                "parent": to_hex(block.parent_hash),
                "random": to_hex(block.mix_hash),
                "time": block.timestamp,
                "transactions": count,
                "events": [event for event in events if event["block"] == block.number],
            }
            for block, count in zip(chain.blocks(numbers), counts, strict=True)
        ]
