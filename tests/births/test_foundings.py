"""Foundings on both devnets: promised, drawn by a later block, committed once, and claimed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, registry
from avatarchain.births import batches, foundings, merkle
from avatarchain.births.batch_files import kept, split
from avatarchain.births.founders import collection
from avatarchain.births.promised import index_promises
from avatarchain.births.recipients import Recipients, read_list, sole
from avatarchain.chain import waiting
from avatarchain.genetics.seeds import founding_seed
from avatarchain.index import Index, avatars, closing_block, opened, sync
from avatarchain.index import foundings as indexed
from avatarchain.index.query import Conditions, page
from avatarchain.keys.accounts import development
from avatarchain.registry import Registry
from avatarchain.registry import foundings as contract
from avatarchain.species.pack import load

SPECIES = load("tuftling")
HOLDER = sole(development(1).address)
STRANGER = development(2)
COUNT = 6


@pytest.fixture
def issuer(development_key: LocalAccount) -> LocalAccount:
    return development_key


@pytest.fixture
def promised(book: Registry, issuer: LocalAccount) -> contract.Founding:
    """Founding 0: COUNT founders for HOLDER, drawn by the first block that can."""
    return foundings.found(book, issuer, HOLDER, COUNT, 8)[0]


@pytest.fixture
def index(book: Registry, folder: Path) -> Iterator[Index]:
    with opened(folder, book, SPECIES, str) as index:
        yield index


def committed(
    book: Registry, issuer: LocalAccount, folder: Path, recipients: Recipients = HOLDER
) -> foundings.Drawn:
    """Founding 0, after its draw, committed to its recipients."""
    drawn = foundings.await_draw(book, 0)
    leaves = foundings.leaves_of(SPECIES, drawn, recipients)
    foundings.commit(book, issuer, folder, drawn, leaves)
    return drawn


def test_a_promise_is_told_by_the_chain_and_costs_the_same_for_one_and_for_all(
    book: Registry, issuer: LocalAccount
) -> None:
    head = book.chain.head().number
    for number, count in enumerate((1, 2**64 - 1)):
        founding, gas = foundings.found(book, issuer, HOLDER, count, 8)
        assert gas <= 35_000
        block = head + 1 + number
        assert (founding.number, founding.count) == (number, count)
        assert (founding.block, founding.draw) == (block, block + 8)
        assert (founding.recipients, founding.commitment) == (HOLDER.hash, None)
        assert contract.founding(book, number) == founding
    with pytest.raises(errors.NoSuchFounding, match="no founding 2: 2 are promised"):
        contract.founding(book, 2)


def test_the_founders_follow_from_the_block_of_the_draw(
    book: Registry, issuer: LocalAccount, promised: contract.Founding, folder: Path
) -> None:
    with pytest.raises(errors.NotDrawnYet, match=f"drawn by block {promised.draw}, and block"):
        foundings.drawn(book, promised)
    drawn = committed(book, issuer, folder)
    assert book.chain.head().number == promised.draw + 1
    beacon = book.chain.block(promised.draw).mix_hash
    address = bytes.fromhex(book.address[2:])
    master = founding_seed(beacon, 31337, address, 0, COUNT)
    assert (drawn.beacon, drawn.master) == (beacon, master)
    expected = [founder.genome for founder in collection(SPECIES, master, COUNT)]
    batch = kept(folder, book, 0)
    for number in range(COUNT):
        receipt = batches.claim(book, STRANGER, batches.promise(folder, book, batch, str(number)))
        born = registry.born_by(receipt, "")
        assert (born.genome, born.generation) == (expected[number], 0)
        assert registry.owner_of(book, born.identity) == HOLDER.sole
    tree = merkle.build(merkle.leaf(HOLDER.sole or "", genome) for genome in expected)
    commitment = contract.founding(book, 0).commitment
    assert commitment is not None
    assert (commitment.root, commitment.batch) == (tree.root, 0)


def test_founders_of_a_list_go_each_to_its_own_address(
    book: Registry, issuer: LocalAccount, folder: Path, index: Index
) -> None:
    path = folder / "list.txt"
    holders = [development(number).address for number in (3, 1, 4, 1, 5, 9)]
    path.write_text("\n".join(holders))
    recipients = read_list(path, COUNT, repeats=True)
    foundings.found(book, issuer, recipients, COUNT, 8)
    committed(book, issuer, folder, recipients)
    sync(index)
    index_promises(index, folder)
    of_one = Conditions(owner=holders[1], promised=True)
    assert [row.promised.number for row in page(index, of_one) if row.promised] == [1, 3]
    everybody = [row.promised.to for row in page(index, Conditions(promised=True)) if row.promised]
    assert everybody == holders
    batch = kept(folder, book, 0)
    assert batch.to is None
    for number, holder in enumerate(holders):
        promise = batches.promise(folder, book, batch, str(number))
        receipt = batches.claim(book, STRANGER, promise)
        born = registry.born_by(receipt, "")
        assert registry.owner_of(book, born.identity) == promise.to == holder


def test_a_founding_is_committed_once_and_again_only_says_so(
    book: Registry, issuer: LocalAccount, promised: contract.Founding, folder: Path
) -> None:
    drawn = committed(book, issuer, folder)
    head = book.chain.head()
    leaves = foundings.leaves_of(SPECIES, drawn, HOLDER)
    batch, gas = foundings.commit(book, STRANGER, folder / "another home", drawn, leaves)
    assert (batch.batch, batch.founding, gas) == (0, promised.number, None)
    assert kept(folder / "another home", book, 0) == kept(folder, book, 0)
    assert book.chain.head() == head
    with pytest.raises(errors.FoundingIsCommitted):
        contract.commit_founding(book, issuer, 0, leaves.tree.root)


def test_a_root_that_does_not_follow_is_refused_and_nothing_is_kept(
    book: Registry, issuer: LocalAccount, promised: contract.Founding, folder: Path
) -> None:
    contract.commit_founding(book, issuer, promised.number, b"\1" * 32)
    drawn = foundings.await_draw(book, 0)
    leaves = foundings.leaves_of(SPECIES, drawn, HOLDER)
    with pytest.raises(errors.OtherRoot, match=f"root 0x{32 * '01'}, which is not"):
        foundings.commit(book, issuer, folder, drawn, leaves)
    assert not (folder / "batches").exists()


def test_only_the_issuer_promises_commits_and_closes(
    book: Registry, promised: contract.Founding, folder: Path
) -> None:
    head = book.chain.head()
    with pytest.raises(errors.NotIssuer):
        foundings.found(book, STRANGER, HOLDER, 1, 8)
    with pytest.raises(errors.NotIssuer):
        contract.close_issuance(book, STRANGER)
    assert book.chain.head() == head
    drawn = foundings.await_draw(book, 0)
    with pytest.raises(errors.NotIssuer):
        foundings.commit(book, STRANGER, folder, drawn, foundings.leaves_of(SPECIES, drawn, HOLDER))


def test_after_closing_nothing_is_promised_and_what_is_promised_goes_on(
    book: Registry, issuer: LocalAccount, promised: contract.Founding, folder: Path, index: Index
) -> None:
    assert contract.closing_block(book) is None
    closed = contract.close_issuance(book, issuer).block_number
    assert (contract.closing_block(book), contract.is_closed(book)) == (closed, True)
    for refused in (
        lambda: foundings.found(book, issuer, HOLDER, 1, 8),
        lambda: registry.register(book, issuer, issuer.address, 5),
        lambda: contract.close_issuance(book, issuer),
    ):
        with pytest.raises(errors.IssuanceIsClosed):
            refused()
    committed(book, issuer, folder)
    promise = batches.promise(folder, book, kept(folder, book, 0), "2")
    batches.claim(book, STRANGER, promise)
    sync(index)
    assert closing_block(index) == closed
    assert indexed(index) == contract.foundings(book)
    assert [avatar.genome for avatar in avatars(index)] == [promise.genome]


def test_a_founding_of_none_or_too_many_is_refused(book: Registry, issuer: LocalAccount) -> None:
    for count in (0, -1, 2**64):
        with pytest.raises(errors.BadFoundingCount, match=f"not {count}"):
            foundings.found(book, issuer, HOLDER, count, 8)


def test_a_draw_that_is_past_near_or_beyond_all_blocks_is_refused(
    book: Registry, issuer: LocalAccount
) -> None:
    for ahead in (7, 0, -100, 2**64):
        with pytest.raises(errors.BadDraw, match=f"{ahead} blocks ahead is not possible"):
            foundings.found(book, issuer, HOLDER, 1, ahead)


def test_a_block_that_is_too_soon_when_it_arrives_is_refused(
    book: Registry, issuer: LocalAccount
) -> None:
    draw = book.chain.head().number + 8
    with pytest.raises(errors.DrawTooSoon, match=f"first that is far enough is {draw + 1}"):
        contract.found(book, issuer, HOLDER.hash, 1, draw)


def test_of_equal_genomes_the_lowest_number_stands_alone() -> None:
    promised = contract.Founding(0, HOLDER.hash, COUNT, 170, 10, bytes(32))
    drawn = foundings.Drawn(promised, bytes(32), bytes(32))
    dull = replace(SPECIES, cumulative=((65_521, *range(65_522, 65_537)),) * 16)
    genomes = [founder.genome for founder in collection(dull, bytes(32), COUNT)]
    assert len(set(genomes)) < COUNT
    lowest = [(genomes.index(genome), genome) for genome in dict.fromkeys(genomes)]
    leaves = foundings.leaves_of(dull, drawn, HOLDER)
    assert [*split(leaves.data)] == lowest
    assert leaves.tree.count == len(lowest)


def test_numbers_beyond_those_that_are_promised_are_refused(
    book: Registry, promised: contract.Founding
) -> None:
    drawn = foundings.await_draw(book, 0)
    whole = foundings.slice_of(SPECIES, drawn, 0, None)
    assert (whole.master, whole.first, whole.count) == (drawn.master, 0, COUNT)
    assert foundings.slice_of(SPECIES, drawn, 2, None).count == COUNT - 2
    for first, count in ((0, COUNT + 1), (COUNT - 1, 2)):
        with pytest.raises(errors.BeyondFounding, match=f"promises {COUNT} founders"):
            foundings.slice_of(SPECIES, drawn, first, count)
    for first, count in ((COUNT, None), (0, 0), (-1, 1)):
        with pytest.raises(errors.BadSlice):
            foundings.slice_of(SPECIES, drawn, first, count)


def test_what_is_promised_and_not_drawn_yet_is_seen_and_later_not(
    book: Registry, promised: contract.Founding
) -> None:
    assert foundings.undrawn(book, HOLDER, COUNT) == promised
    assert foundings.undrawn(book, HOLDER, COUNT + 1) is None
    assert foundings.undrawn(book, sole(STRANGER.address), COUNT) is None
    waiting.mine_to(book.chain, promised.draw)
    assert foundings.undrawn(book, HOLDER, COUNT) is None
