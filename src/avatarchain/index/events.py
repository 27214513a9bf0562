"""The events of a registry after a block: births, transfers and all others that it logs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.chain.notation import checksum_address
from avatarchain.index.records import newest
from avatarchain.index.store import Index

_SOME = 1_000  # events

# For each kind the columns of its event, and where they stand. A column that ends in _id is an
# identity, one in _hash 32 bytes, one in _number a number of 256 bits, one in _holder an address.
_KINDS = {
    "birth": """it.block, birth.hash as transaction_hash, birth.id as avatar_id,
        dam.id as mother_id, sire.id as father_id, holder.address as to_holder
        from avatar as it join birth on birth.number = it.number
        join holder on holder.number = birth.holder
        left join birth as dam on dam.number = it.mother
        left join birth as sire on sire.number = it.father {where} order by it.number""",
    "transfer": """it.block, it.hash as transaction_hash, birth.id as avatar_id,
        holder.address as to_holder
        from handover as it join birth on birth.number = it.avatar
        join holder on holder.number = it.holder {where} order by it.block, it.position""",
    "conception": """it.block, dam.id as mother_id, sire.id as father_id, it.draw as draw,
        holder.address as breeder_holder
        from conception as it join birth as dam on dam.number = it.mother
        join birth as sire on sire.number = it.father
        join holder on holder.number = it.breeder {where} order by it.block, it.position""",
    "ending": """it.block, dam.id as mother_id, sire.id as father_id, child.id as avatar_id
        from ending as it join birth as dam on dam.number = it.mother
        join birth as sire on sire.number = it.father
        left join birth as child on child.number = it.child {where}
        order by it.block, it.position""",
    "batch": """it.block, it.hash as transaction_hash, it.number as number, it.root as root_hash,
        it.count as count_number from batch as it {where} order by it.number""",
    "founding": """it.block, it.hash as transaction_hash, it.number as number,
        it.count as count_number, it.draw as draw_number
        from founding as it {where} order by it.number""",
    "commitment": """it.block, it.hash as transaction_hash, it.founding as number,
        it.batch as batch, it.root as root_hash
        from commitment as it {where} order by it.founding""",
    "closing": "it.block from closing as it {where}",
}
_WHERE = "where it.block > ? and it.block <= ?"
_COUNTED = ("avatar", "handover", "conception", "ending", "batch")


@dataclass(frozen=True, slots=True)
class Happenings:
    """The JSON objects of all events after a block up to the block `through`, in their order."""

    through: int
    events: tuple[Any, ...]


def happenings(index: Index, after: int) -> Happenings:
    """The events after the block `after` that are in the index.

    There are up to some thousand of them, and no block is returned in part.

    For the events that follow, call it again with the returned `through`, which is less than
    `after` if the chain lost blocks.
    """
    through = newest(index)
    while through > after + 1 and _count(index, after, through) > _SOME:
        through = (after + through) // 2
    events = [event for kind in _KINDS for event in _of_kind(index, kind, after, through)]
    return Happenings(through, tuple(sorted(events, key=lambda event: int(event["block"]))))


def _count(index: Index, after: int, through: int) -> int:
    queries = [f"select count(*) from {table} as it {_WHERE}" for table in _COUNTED]  # noqa: S608 - ours
    return sum(int(index.rows(query, after, through).fetchone()[0]) for query in queries)


def _of_kind(index: Index, kind: str, after: int, through: int) -> Iterator[dict[str, Any]]:
    rows = index.rows(f"select {_KINDS[kind].format(where=_WHERE)}", after, through)
    columns = [column[0] for column in rows.description]
    for row in rows:
        event = {"kind": kind}
        for column, value in zip(columns, row, strict=True):
            if value is not None:
                event |= [_named(column, value)]
        yield event


def _named(column: str, value: Any) -> tuple[str, Any]:
    """The field name for a column, and its value for JSON."""
    name, _, what = column.rpartition("_")
    match what:
        case "id" | "hash":
            return name, to_hex(value)
        case "number" if name:
            return name, int.from_bytes(value, "big")
        case "holder":
            return name, checksum_address(value)
    return column, value
