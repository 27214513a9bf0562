"""What happened since a block, as the index tells it: each kind, in whole blocks, in pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import avatarchain
from avatarchain.births import foundings
from avatarchain.births.recipients import sole
from avatarchain.index import Index, opened, sync
from avatarchain.index.events import happenings
from avatarchain.keys.accounts import development
from avatarchain.registry.foundings import close_issuance

HOLDER = sole(development(1).address)


@pytest.fixture
def collection(folder: Path) -> Iterator[avatarchain.Collection]:
    with avatarchain.open_collection(home=folder, chain="evm+sqlite://") as made:
        made.mint("ada")
        yield made


@pytest.fixture
def index(collection: avatarchain.Collection, folder: Path) -> Iterator[Index]:
    with opened(folder, collection.registry, collection.species, str) as index:
        yield index


def test_foundings_batches_and_the_end_of_the_issuance_are_told(
    collection: avatarchain.Collection, index: Index, folder: Path
) -> None:
    book, issuer, begun = collection.registry, development(0), collection.chain.head().number
    founding = foundings.found(book, issuer, HOLDER, 6, 8)[0]
    drawn = foundings.await_draw(book, 0)
    leaves = foundings.leaves_of(collection.species, drawn, HOLDER)
    foundings.commit(book, issuer, folder, drawn, leaves)
    close_issuance(book, issuer)
    sync(index)
    events = {event["kind"]: event for event in happenings(index, begun).events}
    assert list(events) == ["founding", "batch", "commitment", "closing"]
    assert (events["founding"]["count"], events["founding"]["draw"]) == (6, founding.draw)
    root = "0x" + leaves.tree.root.hex()
    assert (events["batch"]["root"], events["batch"]["count"]) == (root, 6)
    assert (events["commitment"]["number"], events["commitment"]["batch"]) == (0, 0)
    assert events["closing"] == {"kind": "closing", "block": collection.chain.head().number}


def test_pages_are_of_whole_blocks_and_together_they_are_all(
    collection: avatarchain.Collection, index: Index
) -> None:
    team = collection.mint_many(1_200, "many")
    sync(index)
    pages, after = [], 0
    while after < collection.chain.head().number:
        pages.append(happenings(index, after))
        assert pages[-1].through > after
        assert all(after < event["block"] <= pages[-1].through for event in pages[-1].events)
        after = pages[-1].through
    assert max(len(page.events) for page in pages) <= 1_000 < 1_200
    told = [event["avatar"] for page in pages for event in page.events]
    assert told[1:] == [avatar.id for avatar in team]
    assert happenings(index, after).events == ()
    assert happenings(index, after + 5).through == after
