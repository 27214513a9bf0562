"""What became of each draw is told from the index: born, declined, stillborn, taken."""

from dataclasses import replace
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, index, registry
from avatarchain.audit.births import outcomes
from avatarchain.audit.births import taken as taken_first
from avatarchain.births import breeding
from avatarchain.genetics.heredity import birth_seed, offspring
from avatarchain.genetics.seeds import founder
from avatarchain.index.draws import Drawn, Outcome, draws, taken, tally
from avatarchain.index.rows import Rows
from avatarchain.keys.accounts import development
from avatarchain.papers.deliveries import describe_draws, draws_of
from avatarchain.registry import Registry
from avatarchain.registry.contract import send
from avatarchain.registry.events import CONCEIVED
from avatarchain.species.pack import load

AHEAD = 8


@pytest.fixture
def founders(book: Registry, development_key: LocalAccount) -> list[tuple[int, int]]:
    """(id, genome) of five unrelated founders."""
    species = load("tuftling")
    genomes = [founder(bytes([number]) * 32, species.cumulative) for number in range(5)]
    to = development_key.address
    send(book, development_key, "registerMany(address,uint256[])", to, genomes)
    return [(registry.identity_of(species, genome), genome) for genome in genomes]


@pytest.fixture
def soon_lapsed(book: Registry, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """A chain on which conceptions lapse after 300 blocks, as after 8,191 elsewhere."""
    monkeypatch.setattr(type(book.chain), "reach", 300)
    return book


def conceive(book: Registry, key: LocalAccount, mother: int, father: int) -> int:
    """The block of the draw."""
    return send(book, key, "conceive(uint256,uint256)", mother, father).block_number + AHEAD


def child_of(book: Registry, draw: int, mother: tuple[int, int], father: tuple[int, int]) -> int:
    """The genome that a block draws."""
    mixed = book.chain.block(draw).mix_hash
    return offspring(mother[1], father[1], birth_seed(mixed, mother[0], father[0]))


def told(folder: Path, book: Registry, avatar: int | None = None) -> list[Drawn]:
    with index.opened(folder, book, load("tuftling"), pytest.fail) as known:
        index.sync(known)
        return list(draws(known, avatar))


@pytest.mark.own_chain
def test_a_draw_is_open_until_it_is_delivered_or_lapsed(
    soon_lapsed: Registry,
    development_key: LocalAccount,
    founders: list[tuple[int, int]],
    folder: Path,
) -> None:
    book, (mother, father, other, *_) = soon_lapsed, founders
    draw = conceive(book, development_key, mother[0], father[0])
    assert told(folder, book) == []  # it is not drawn yet
    book.chain.mine(AHEAD)
    (found,) = told(folder, book)
    assert found.outcome == Outcome.OPEN
    assert found.genome == child_of(book, draw, mother, father)
    assert found.identity == registry.identity_of(load("tuftling"), found.genome)
    assert found.conception.draw == draw
    assert found.conception.mixed == book.chain.block(draw).mix_hash
    assert found.conception.breeder == development_key.address
    book.chain.mine(299)
    assert [one.outcome for one in told(folder, book)] == [Outcome.OPEN]
    book.chain.mine(1)
    assert [one.outcome for one in told(folder, book)] == [Outcome.DECLINED]
    breeding.breed(book, development_key, other[0], father[0])
    assert [one.outcome for one in told(folder, book)] == [Outcome.DECLINED, Outcome.BORN]
    assert [one.outcome for one in told(folder, book, other[0])] == [Outcome.BORN]
    assert [one.outcome for one in told(folder, book, father[0])] == ["declined", "born"]


@pytest.mark.own_chain
def test_declined_children_are_counted_by_mother_father_and_breeder(
    book: Registry,
    development_key: LocalAccount,
    founders: list[tuple[int, int]],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mother is sold in between: the breeder is who held her at the conception."""
    first, second, father, *_ = founders
    if book.chain.kind == "anvil":
        from avatarchain.chain.client import HISTORY

        book.chain.ask("anvil_setCode", HISTORY, "0x")  # conceptions lapse after 256 blocks
    else:
        from avatarchain.chain import execution, mining

        monkeypatch.setattr(mining, "begun", lambda chain, header: chain.get_vm(header))
        monkeypatch.setattr(execution, "begun", lambda chain, header: chain.get_vm(header))
    monkeypatch.setattr(type(book.chain), "reach", 256)
    buyer = development(1)
    registry.transfer(book, development_key, buyer.address, second[0])
    breeding.offer_stud(book, development_key, father[0], buyer.address)
    declined = [conceive(book, development_key, first[0], father[0])]
    declined.append(conceive(book, buyer, second[0], father[0]))
    registry.transfer(book, buyer, development_key.address, second[0])
    book.chain.mine(AHEAD + 256)
    born = breeding.breed(book, development_key, first[0], father[0])
    breeding.breed(book, development_key, second[0], father[0])
    found = told(folder, book)
    assert [one.outcome for one in found] == ["declined", "declined", "born", "born"]
    assert [one.conception.draw for one in found[:2]] == declined
    assert found[0].genome == child_of(book, declined[0], first, father)
    assert found[2].genome == born.genome
    counts = tally(found)
    assert counts.mothers == {
        first[0]: {Outcome.DECLINED: 1, Outcome.BORN: 1},
        second[0]: {Outcome.DECLINED: 1, Outcome.BORN: 1},
    }
    assert counts.fathers == {father[0]: {Outcome.DECLINED: 2, Outcome.BORN: 2}}
    assert counts.breeders == {
        development_key.address: {Outcome.DECLINED: 1, Outcome.BORN: 2},
        buyer.address: {Outcome.DECLINED: 1},
    }
    with index.opened(folder, book, load("tuftling"), pytest.fail) as known:
        lines = [row.words for row in outcomes(list(draws(known))).rows]
        shown = draws_of(known, second[0])
    assert f"breeder {buyer.address}: 1 drawn, 1 declined" in lines
    assert f"mother 0x{first[0]:064x}: 2 drawn, 1 born, 1 declined" in lines
    assert any(line.startswith(f"declined: 0x{found[1].identity:064x}, ") for line in lines)
    assert shown is not None
    assert shown["as_mother"] == {"born": 1, "stillborn": 0, "declined": 1, "open": 0}
    assert [child["genome"] for child in shown["not_born"]] == [f"0x{found[1].genome:064x}"]
    assert describe_draws(shown)[0] == "as mother: 2 drawn, 1 born, 1 declined"


def test_a_founder_that_is_the_child_of_a_conception_is_named(
    book: Registry,
    development_key: LocalAccount,
    founders: list[tuple[int, int]],
    folder: Path,
) -> None:
    mother, father, *_ = founders
    draw = conceive(book, development_key, mother[0], father[0])
    book.chain.mine(AHEAD)
    genome = child_of(book, draw, mother, father)
    receipt = registry.register(book, development_key, development_key.address, genome)
    with index.opened(folder, book, load("tuftling"), pytest.fail) as known:
        for outcome in (Outcome.OPEN, Outcome.STILLBORN):
            index.sync(known)
            every = list(draws(known))
            (theft,) = taken(known, every)
            assert theft.drawn.outcome == outcome
            assert theft.founder.genome == genome
            assert str(theft) == (
                f"founder 0x{registry.identity_of(load('tuftling'), genome):064x}, registered in "
                f"block {receipt.block_number}, is the child that the conception of "
                f"0x{mother[0]:064x} and 0x{father[0]:064x} in block {draw - AHEAD} would have had"
            )
            finding = taken_first(known, every, [])
            assert (finding.ok, finding.rows[0].words) == (False, str(theft))
            with pytest.raises(
                errors.Stillborn if outcome == Outcome.OPEN else errors.NotExpecting
            ):
                breeding.deliver(book, development_key, mother[0])
        index.sync(known)
        counts = tally(draws(known))
        assert counts.mothers == {mother[0]: {Outcome.STILLBORN: 1}}
        assert list(index.endings(known, stillborn=True)) == [(mother[0], book.chain.head().number)]
        assert list(index.endings(known, stillborn=False)) == []


def test_a_founder_that_was_there_before_the_conception_is_nobodys_theft(
    book: Registry,
    development_key: LocalAccount,
    founders: list[tuple[int, int]],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mother, father, *_ = founders
    conceive(book, development_key, mother[0], father[0])
    book.chain.mine(AHEAD)
    monkeypatch.setattr("avatarchain.index.draws.offspring", lambda *_: founders[4][1])
    with index.opened(folder, book, load("tuftling"), pytest.fail) as known:
        index.sync(known)
        (drawn,) = draws(known)
        assert drawn.identity == founders[4][0]
        assert list(taken(known, [drawn])) == []


@pytest.mark.parametrize("chain", ["embedded"], indirect=True)
def test_a_draw_by_a_block_that_no_chain_reaches_is_refused(
    book: Registry,
    development_key: LocalAccount,
    founders: list[tuple[int, int]],
    folder: Path,
) -> None:
    """SQLite has no room for such a number."""
    conceive(book, development_key, founders[0][0], founders[1][0])
    (log,) = book.chain.logs(book.address, [CONCEIVED])
    with index.opened(folder, book, load("tuftling"), pytest.fail) as known:
        index.sync(known)
        for draw in (2**63 - 1, 2**63, 2**63 + AHEAD - 1):
            far = replace(log, block_number=draw - AHEAD, data=draw.to_bytes(32, "big"))
            rows = Rows(known)
            if draw < 2**63:
                rows.take(far)
                assert rows.conceptions[0][4] == draw
            else:
                with pytest.raises(errors.StrangeLog, match="that another block draws"):
                    rows.take(far)
