"""Foundings in the index: what the chain tells, also after it replaced blocks or told nonsense."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain.base.canonical import word
from avatarchain.births import foundings
from avatarchain.births.recipients import sole
from avatarchain.chain import Log
from avatarchain.errors import StrangeLog
from avatarchain.index import Index, batches, closing_block, opened, sync
from avatarchain.index import foundings as indexed
from avatarchain.index.rows import Rows
from avatarchain.keys.accounts import development
from avatarchain.registry import Registry
from avatarchain.registry import foundings as contract
from avatarchain.registry.events import CLOSED, FOUNDING, FOUNDING_COMMITTED
from avatarchain.species.pack import load

SPECIES = load("tuftling")
HOLDER = sole(development(1).address)


@pytest.fixture
def index(book: Registry, folder: Path) -> Iterator[Index]:
    with opened(folder, book, SPECIES, str) as index:
        yield index


@pytest.mark.parametrize("chain", ["anvil"], indirect=True)
@pytest.mark.own_chain
def test_what_a_replaced_block_promised_committed_or_closed_is_taken_back(
    book: Registry, index: Index, development_key: LocalAccount
) -> None:
    for _ in range(2):
        foundings.found(book, development_key, HOLDER, 3, 8)
    drawn = foundings.await_draw(book, 0)
    root = foundings.leaves_of(SPECIES, drawn, HOLDER).tree.root
    committed = contract.commit_founding(book, development_key, 0, root).block_number
    closed = contract.close_issuance(book, development_key).block_number
    sync(index)
    whole = contract.foundings(book)
    assert [founding.commitment is not None for founding in whole] == [True, False]
    assert (indexed(index), closing_block(index)) == (whole, closed)
    assert [(batch.batch, batch.root, batch.count) for batch in batches(index)] == [(0, root, 3)]
    for lowest, left in ((committed, 2), (whole[1].block, 1), (whole[0].block, 0)):
        depth = book.chain.head().number - lowest + 1
        book.chain.ask("anvil_reorg", depth, [])
        sync(index)
        assert (closing_block(index), batches(index)) == (None, [])
        assert indexed(index) == contract.foundings(book)
        assert len(indexed(index)) == left


def log(book: Registry, topics: tuple[bytes, ...], data: bytes) -> Log:
    return Log(book.address, topics, data, 9, bytes(32), bytes(32), 0, 0)


PROMISE = (FOUNDING, word(0)), word(1 << 200) + word(3) + word(170)


@pytest.mark.parametrize("chain", ["embedded"], indirect=True)
def test_a_founding_of_another_form_is_no_registrys(book: Registry, index: Index) -> None:
    committed = (FOUNDING_COMMITTED, word(0), word(0))
    for topics, data in (
        ((FOUNDING, word(0)), PROMISE[1] + b"\0"),
        ((FOUNDING, word(0)), PROMISE[1][:64]),
        ((FOUNDING,), PROMISE[1]),
        ((FOUNDING, word(1 << 63)), PROMISE[1]),
        (committed, bytes(32)),
        ((*committed[:2], word(1 << 63)), bytes(32)),
        ((CLOSED, word(0)), b""),
    ):
        with pytest.raises(StrangeLog):
            Rows(index).take(log(book, topics, data))
    for strange in (
        [log(book, (FOUNDING, word(1)), PROMISE[1])],
        [log(book, *PROMISE)] * 2,
        [log(book, committed, bytes(32))],
        [log(book, *PROMISE), log(book, committed[:2], bytes(32))],
        [log(book, *PROMISE), log(book, committed, bytes(31))],
        [log(book, *PROMISE), *[log(book, committed, bytes(32))] * 2],
        [log(book, (CLOSED,), b"")],
        [replace(log(book, *PROMISE), topics=(FOUNDING, word(0), word(0)))],
    ):
        with pytest.raises(StrangeLog):
            contract.joined(strange)
    whole = [log(book, *PROMISE), log(book, committed, bytes(range(32)))]
    (founding,) = contract.joined(whole)
    assert (founding.count, founding.draw) == (3, 170)
    rows = Rows(index)
    for event in whole:
        rows.take(event)
    assert rows.batches == [(0, bytes(range(32)), word(3), 9, bytes(32))]
