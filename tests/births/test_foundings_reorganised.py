"""A chain that replaces blocks between promise and claim: nothing is lost or drawn again unseen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors
from avatarchain.births import batches, foundings
from avatarchain.births.batch_files import kept
from avatarchain.births.recipients import sole
from avatarchain.chain import waiting
from avatarchain.keys.accounts import development
from avatarchain.registry import Registry
from avatarchain.registry import foundings as contract
from avatarchain.species.pack import load

SPECIES = load("tuftling")
HOLDER = sole(development(1).address)
COUNT = 5

anvil = pytest.mark.parametrize("chain", ["anvil"], indirect=True)


def promised(book: Registry, signer: LocalAccount) -> contract.Founding:
    return foundings.found(book, signer, HOLDER, COUNT, 8)[0]


def replace_blocks(book: Registry, down_to: int) -> None:
    """Replace the newest blocks by others without transactions, `down_to` the lowest."""
    depth = book.chain.head().number - down_to + 1
    # The lowest replaced block keeps its random number on an anvil.
    book.chain.ask("anvil_reorg", depth, [])


@anvil
@pytest.mark.own_chain
def test_a_promise_that_the_chain_dropped_while_its_draw_was_awaited_is_told(
    book: Registry, development_key: LocalAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    promised(book, development_key)
    replace_blocks(book, book.chain.head().number)
    with pytest.raises(errors.NoSuchFounding, match="no founding 0: 0 are promised"):
        foundings.await_draw(book, 0)
    first = promised(book, development_key)
    other, wait = sole(development(2).address), foundings.wait_until_final

    def replaced(*arguments: Any) -> None:
        wait(*arguments)
        replace_blocks(book, first.block)
        foundings.found(book, development_key, other, COUNT, 8)

    monkeypatch.setattr(foundings, "wait_until_final", replaced)
    with pytest.raises(errors.FoundingChanged, match="because the chain replaced blocks"):
        foundings.await_draw(book, 0)


@anvil
@pytest.mark.own_chain
def test_a_draw_that_was_replaced_before_it_was_committed_counts_as_it_is_now(
    book: Registry, development_key: LocalAccount, folder: Path
) -> None:
    founding = promised(book, development_key)
    before = foundings.await_draw(book, 0)
    replace_blocks(book, founding.draw - 1)
    after = foundings.await_draw(book, 0)
    assert after.founding == before.founding
    assert after.master != before.master
    leaves = foundings.leaves_of(SPECIES, after, HOLDER)
    foundings.commit(book, development_key, folder, after, leaves)
    promise = batches.promise(folder, book, kept(folder, book, 0), "3")
    batches.claim(book, development_key, promise)


@anvil
@pytest.mark.own_chain
def test_a_commitment_that_was_replaced_together_with_its_draw_is_made_again(
    book: Registry, development_key: LocalAccount, folder: Path
) -> None:
    founding = promised(book, development_key)
    roots = []
    for _ in range(2):
        drawn = foundings.await_draw(book, 0)
        leaves = foundings.leaves_of(SPECIES, drawn, HOLDER)
        batch, gas = foundings.commit(book, development_key, folder, drawn, leaves)
        assert gas is not None
        assert kept(folder, book, 0) == batch
        roots.append(batch.root)
        replace_blocks(book, founding.draw - 1)
    assert roots[0] != roots[1]
    with pytest.raises(errors.NoSuchBatch):
        kept(folder, book, 0)


class Clock:
    """A clock that runs only while somebody sleeps, and then makes `blocks` blocks."""

    def __init__(self, book: Registry, blocks: int) -> None:
        self.book, self.blocks, self.now = book, blocks, 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.book.chain.mine(self.blocks)


@pytest.fixture
def on_a_network(book: Registry, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Clock]:
    """Make the devnet look like a public network, whose blocks come by a clock."""

    def become(blocks: int) -> Clock:
        clock = Clock(book, blocks)
        monkeypatch.setattr(waiting, "time", clock)
        monkeypatch.setattr(book.chain, "chain_id", 11155111)
        return clock

    return become


@anvil
def test_on_a_network_the_draw_is_awaited_until_it_is_final(
    book: Registry, development_key: LocalAccount, on_a_network: Callable[[int], Clock]
) -> None:
    founding = promised(book, development_key)
    clock = on_a_network(10)
    assert foundings.usual_ahead(book.chain) == 160
    assert foundings.blocks_to_wait(book, founding) == founding.draw
    steps: list[int] = []
    foundings.await_draw(book, 0, steps.append)
    final = waiting.final(book.chain)
    # An anvil calls a block final when 64 blocks follow it.
    assert founding.draw <= final == book.chain.head().number - 64
    assert final - 10 < founding.draw
    assert sum(steps) == final
    assert clock.now == len(range(founding.block, book.chain.head().number, 10))


@anvil
def test_a_network_without_new_blocks_is_not_awaited_for_ever(
    book: Registry, development_key: LocalAccount, on_a_network: Callable[[int], Clock]
) -> None:
    founding = promised(book, development_key)
    on_a_network(0)
    head = book.chain.head()
    with pytest.raises(errors.NoNewBlock, match=f"for block {founding.draw} to draw founding 0"):
        foundings.await_draw(book, 0)
    assert book.chain.head() == head
