"""Lists of avatars: filters as people write them, pages, and the JSON object of each line.

`select` reads the filters before anything is opened. What an avatar of a list has more than its
description: the name that this home gives it, its rarity, and the child that it expects. An
avatar that is only promised has no holder and no birth yet, and the place of its promise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import to_hex
from avatarchain.base.kinds import checked
from avatarchain.births.breeding import Conception, expecting
from avatarchain.births.promised import index_promises
from avatarchain.chain.notation import parse_address
from avatarchain.errors import BadFilter
from avatarchain.index import Index, newest, query
from avatarchain.registry.description import describe
from avatarchain.registry.names import names_in

ORDERS = tuple(query.ORDERS)
MOST = 2**63 - 1
"""The highest `limit` and `offset`, the largest number that SQLite takes."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which avatars, in which order, and which part of the list; `limit` None is all of it."""

    conditions: query.Conditions
    order: str = "birth"
    reverse: bool = False
    limit: int | None = None
    offset: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether no filter was given."""
        return self.conditions == query.Conditions()


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, as JSON objects."""

    avatars: tuple[Mapping[str, Any], ...]
    """The avatars of this page."""
    count: int
    """How many avatars there are on all pages."""
    closed: int | None
    """The block in which the issuance was closed; None if it is open."""


@checked
def select(
    *,
    traits: Sequence[str] = (),
    owner: str | None = None,
    generation: str | None = None,
    rarity: str | None = None,
    promised: bool = False,
    order: str = "birth",
    reverse: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> Selection:
    """Read filters.

    `traits` are written LOCUS=FORM; of one locus any given form, of several loci all. `owner` is
    an address. `generation` and `rarity` (in bits) are ranges: 3, 2..5, 2.. or ..5. With
    `promised`, avatars that batches promise follow the registered ones. `order` is birth,
    generation or rarity, the rarest first. Raises BadFilter, BadAddress.
    """
    if order not in ORDERS:
        raise BadFilter(text=order, reason=f"the orders are {', '.join(ORDERS)}")
    for number in (limit or 0, offset):
        if not 0 <= number <= MOST:
            raise BadFilter(text=str(number), reason="expected a number from 0 to 2**63 - 1")
    conditions = query.Conditions(
        traits=tuple(query.parse_trait(text) for text in traits),
        owner=None if owner is None else parse_address(owner),
        generation=query.Span() if generation is None else query.parse_span(generation),
        rarity=query.Span() if rarity is None else query.parse_span(rarity, query.THOUSANDTHS),
        promised=promised,
    )
    return Selection(conditions, order, reverse, limit, offset)


def listed(
    index: Index, home: Path, selection: Selection, bar: Bar = no_bar
) -> Iterator[dict[str, Any]]:
    """The JSON objects of the avatars of a selection, one after another.

    `home` gives the names and the batches. Raises BadFilter for a trait that the species lacks.
    """
    if selection.conditions.promised:
        index_promises(index, home, bar)
    under_way, names = expecting(index), names_in(home, index.registry)
    rows = query.page(
        index,
        selection.conditions,
        order=selection.order,
        reverse=selection.reverse,
        limit=selection.limit,
        offset=selection.offset,
    )
    for row in rows:
        yield _record(index, row, under_way, names)


def count(index: Index, selection: Selection) -> int:
    """How many avatars fulfil the conditions of a selection, on all its pages."""
    return query.count(index, selection.conditions)


def _record(
    index: Index, row: query.Listed, under_way: dict[int, Conception], names: dict[int, str]
) -> dict[str, Any]:
    record = describe(index.registry, index.species, row.avatar)
    if name := names.get(row.avatar.identity):
        record = {"name": name} | record
    record["rarity"] = row.rarity / query.THOUSANDTHS
    if row.promised is not None:
        del record["transaction"], record["block"]
        record["owner"] = None
        record["promised"] = asdict(row.promised)
    if conception := under_way.get(row.avatar.identity):
        head, reach = newest(index), index.registry.chain.reach
        record["expecting"] = {
            "father": to_hex(conception.father),
            "draw": conception.draw,
            "blocks_left": conception.left(head, reach),
        }
    return record
