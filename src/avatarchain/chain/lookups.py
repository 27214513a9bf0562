"""Requests that look up blocks, transactions, receipts and logs.

Each function answers one method of JSON-RPC for an open chain, with None if there is nothing.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.chain import objects, state
from avatarchain.chain.devnet import Devnet
from avatarchain.chain.files import LOG, RECEIPT
from avatarchain.chain.messages import Invalid
from avatarchain.chain.parameters import At, Malformed
from avatarchain.chain.questions import Criteria
from avatarchain.chain.state import Header

_MOST_LOGS = 50_000  # in one answer, about 40 MB
_AT_ONCE = 4_096  # of which the headers are looked up


class Missing(Invalid):
    """The chain does not have the block that a request names."""


def header_of(chain: Devnet, at: At) -> Header:
    """The header of a block; that of the pending block is made now.

    Raises Missing if there is none.
    """
    header = _next(chain) if at.pending else _known(chain, at)
    if header is None:
        raise Missing(f"no block {at.number if at.hash is None else to_hex(at.hash)}")
    return header


def _known(chain: Devnet, at: At) -> Header | None:
    """The header of a block on the chain; None if there is no such block, or it is pending."""
    if at.pending:
        return None
    if at.hash is not None:
        return state.header_of(chain.store, at.hash)
    if at.number is not None:
        return state.header_at(chain.store, at.number)
    return state.head(chain.store)


def _next(chain: Devnet) -> Header:
    """The header that the next block would have if it were made now."""
    from avatarchain.chain import embedded

    with chain.evm() as evm:
        return state.header_in(b"", embedded.encoded(embedded.pending_header(evm)))


def block(chain: Devnet, at: At, full: bool | None = None) -> dict[str, Any] | None:
    """A block; with `full` its transactions are objects, else hashes."""
    if at.pending:
        return objects.block(_next(chain), [], [])
    header = _known(chain, at)
    if header is None:
        return None
    rows = _rows(chain, header)
    sent = [state.transaction(chain.store, header, row[2]) for row in rows]
    if not full:
        return objects.block(header, sent, [to_hex(row[0]) for row in rows])
    both = zip(sent, rows, strict=True)
    return objects.block(header, sent, [objects.transaction(*pair, header) for pair in both])


def head(chain: Devnet, at: At) -> dict[str, Any] | None:
    """The header of a block, in the form that subscriptions send."""
    header = _known(chain, at)
    return None if header is None else objects.header(header)


def transactions_in(chain: Devnet, at: At) -> str | None:
    """The number of transactions in a block."""
    header = _known(chain, at)
    if at.pending:
        return "0x0"
    return None if header is None else hex(len(_rows(chain, header)))


def uncles_in(chain: Devnet, at: At) -> str | None:
    """The number of a block's uncles; no block has any."""
    return None if _known(chain, at) is None else "0x0"


def transaction(chain: Devnet, own: bytes) -> dict[str, Any] | None:
    """The transaction with a hash."""
    row = _row(chain, own)
    return None if row is None else _transaction(chain, _sealed(chain, row[1]), row)


def transaction_at(chain: Devnet, at: At, position: int) -> dict[str, Any] | None:
    """The transaction at a position in a block, counted from 0."""
    header = _known(chain, at)
    rows = [] if header is None else _rows(chain, header)
    if header is None or position >= len(rows):
        return None
    return _transaction(chain, header, rows[position])


def receipt(chain: Devnet, own: bytes) -> dict[str, Any] | None:
    """The receipt of the transaction with a hash."""
    row = _row(chain, own)
    return None if row is None else _receipt(chain, _sealed(chain, row[1]), row)


def receipts(chain: Devnet, at: At) -> list[dict[str, Any]] | None:
    """The receipts of a block, in order."""
    header = _known(chain, at)
    if at.pending:
        return []
    if header is None:
        return None
    return [_receipt(chain, header, row) for row in _rows(chain, header)]


def logs(chain: Devnet, criteria: Criteria) -> Iterator[str]:
    """The logs that match, in order, as texts of JSON of some logs each: there may be many.

    Raises Malformed if the range ends before it begins or beyond the newest block, Invalid after
    50,000 logs, and Missing if there is no block with the hash.
    """
    newest = state.head(chain.store).number("number")
    if criteria.hash is not None:
        first = last = header_of(chain, At(hash=criteria.hash)).number("number")
    else:
        first, last = (
            newest if at.number is None else at.number for at in (criteria.first, criteria.last)
        )
    if first > last:
        raise Malformed("invalid block range params")
    if last > newest:
        raise Malformed("block range extends beyond current head block")
    rows = chain.store.logs(criteria.addresses, criteria.topics, first, last, _MOST_LOGS + 1)
    count = 0
    for part in _logs(chain, rows):
        count += len(part)
        if count > _MOST_LOGS:
            raise Invalid(f"more than {_MOST_LOGS:,} logs: ask for fewer blocks")
        yield ",".join(part)


def _logs(chain: Devnet, rows: Iterable[tuple[Any, ...]]) -> Iterator[list[str]]:
    """The logs of rows, as lists of texts of JSON. Raises Missing for the number of no block.

    What is kept of blocks outlives logs: what is made together lies together in memory, which can
    be given back around it.
    """
    left = iter(rows)
    while part := list(islice(left, _AT_ONCE)):
        numbers = {row[0] for row in part}
        places = chain.places.of(numbers)
        if missing := numbers - places.keys():
            raise Missing(f"no block {min(missing)}")
        yield [objects.log(row, places[row[0]]) for row in part]


def _transaction(chain: Devnet, header: Header, row: tuple[Any, ...]) -> dict[str, Any]:
    return objects.transaction(state.transaction(chain.store, header, row[2]), row, header)


def _receipt(chain: Devnet, header: Header, row: tuple[Any, ...]) -> dict[str, Any]:
    position = row[2]
    query = "select * from log where block = ? and receipt_position = ? order by position"
    logged = chain.store.rows(LOG, query, header.number("number"), position)
    effects = state.receipt(chain.store, header, position)
    sent = state.transaction(chain.store, header, position)
    price = blob_price(chain, header)
    logs = [json.loads(log) for part in _logs(chain, logged) for log in part]
    return objects.receipt(row, header, effects, sent, logs, price)


def blob_price(chain: Devnet, header: Header) -> int:
    """The price of a unit of blob gas in a block, in wei."""
    if header.fields.get("excessBlobGas", "0x0") == "0x0":
        return 1  # the least there is
    from avatarchain.chain import embedded

    with chain.evm() as evm:
        return embedded.blob_price(evm, header)


def _sealed(chain: Devnet, number: int) -> Header:
    return header_of(chain, At(number=number))


def _row(chain: Devnet, own: bytes) -> tuple[Any, ...] | None:
    query = "select * from receipt where hash = ?"
    return next(chain.store.rows(RECEIPT, query, own), None)


def _rows(chain: Devnet, header: Header) -> list[tuple[Any, ...]]:
    query = "select * from receipt where block = ? order by position"
    return list(chain.store.rows(RECEIPT, query, header.number("number")))
