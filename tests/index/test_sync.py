"""The index holds what the chain tells, whatever happens on the way."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, index, registry
from avatarchain.base import sqlite
from avatarchain.births import breeding
from avatarchain.chain import Chain, Log, connect
from avatarchain.chain.client import Transport
from avatarchain.genetics.seeds import founder
from avatarchain.index import Index, store
from avatarchain.index.sync import DEEPEST
from avatarchain.keys.accounts import development
from avatarchain.registry import Registry
from avatarchain.registry.contract import send
from avatarchain.registry.events import BORN, CONCEIVED
from avatarchain.species.pack import load
from support.hostile import Change, lying

OTHER = development(1).address

# The embedded devnet never changes a block.
on_anvil = pytest.mark.parametrize("chain", ["anvil"], indirect=True)


def genomes(first: int, count: int) -> list[int]:
    rule = load("tuftling").cumulative
    return [founder(number.to_bytes(32, "big"), rule) for number in range(first, first + count)]


def register(book: Registry, key: LocalAccount, first: int, count: int) -> list[int]:
    """Founders, all in one transaction; their identities."""
    made = genomes(first, count)
    send(book, key, "registerMany(address,uint256[])", key.address, made)
    return [registry.identity_of(load("tuftling"), genome) for genome in made]


def live(book: Registry, key: LocalAccount, first: int) -> None:
    """Some of everything: births, a transfer, a child, a conception that is under way."""
    pair = register(book, key, first, 4)
    child = breeding.breed(book, key, *pair[:2])
    registry.transfer(book, key, OTHER, child.identity)
    send(book, key, "conceive(uint256,uint256)", *pair[2:])
    send(book, key, "commitBatch(bytes32,uint256)", first.to_bytes(32, "big"), 2**255)


@contextmanager
def read(folder: Path, book: Registry, tell: Any = pytest.fail) -> Iterator[Index]:
    """The index, up to date."""
    with index.opened(folder, book, load("tuftling"), tell) as known:
        index.sync(known)
        yield known


def content(known: Index) -> dict[str, list[Any]]:
    """All rows of all tables."""
    tables = known.rows("select name from sqlite_schema where type = 'table' order by name")
    return {
        name: sorted(known.rows(f"select * from {name}").fetchall(), key=repr)
        for (name,) in tables.fetchall()
    }


def fresh(folder: Path, book: Registry) -> dict[str, list[Any]]:
    """What an index has that is made now."""
    with read(folder / "fresh", book) as known:
        found = content(known)
    shutil.rmtree(folder / "fresh")
    return found


def test_an_index_tells_what_the_chain_tells(
    book: Registry, development_key: LocalAccount, folder: Path
) -> None:
    live(book, development_key, 0)
    with read(folder, book) as known:
        found = index.avatars(known)
        assert len(found) == 5
        assert [registry.avatar(book, one.identity) for one in found] == found
        assert [one.generation for one in found] == [0, 0, 0, 0, 1]
        assert found[4].owner == OTHER
        assert [one.to for at, one in index.handovers(known) if at == 4] == [
            development_key.address,
            OTHER,
        ]
        under_way = breeding.expecting(known)
        assert list(under_way) == [found[2].identity]
        assert under_way[found[2].identity] == breeding.conception_of(book, found[2].identity)
        assert [one.count for one in index.batches(known)] == [2**255]
        for one in found:
            assert index.beginning(known, f"0x{one.identity:064x}"[:10]) == [one.identity]


def test_an_index_that_is_deleted_is_made_again_the_same(
    book: Registry, development_key: LocalAccount, folder: Path
) -> None:
    for round in range(3):
        live(book, development_key, 10 * round)
        with read(folder, book) as known:
            grown = content(known)
    sqlite.remove(store.place(folder, book.address, book.chain.genesis, book.chain.url))
    with read(folder, book) as known:
        assert content(known) == grown


@pytest.fixture
def reorganised(
    chain: Chain, book: Registry, development_key: LocalAccount, folder: Path
) -> dict[str, list[Any]]:
    """What an index has that read blocks which are gone now; the chain has others."""
    live(book, development_key, 0)
    snapshot = chain.ask("evm_snapshot")
    live(book, development_key, 10)
    sold = registry.identity_of(load("tuftling"), genomes(0, 1)[0])
    registry.transfer(book, development_key, development(2).address, sold)
    with read(folder, book) as known:
        before = content(known)
    chain.ask("evm_revert", snapshot)
    return before


@on_anvil
@pytest.mark.parametrize("blocks", [0, 3, 30])
@pytest.mark.own_chain
def test_blocks_that_are_gone_are_taken_back(
    book: Registry,
    reorganised: dict[str, list[Any]],
    development_key: LocalAccount,
    folder: Path,
    blocks: int,
) -> None:
    """The new chain is shorter, as long, or longer than the one that was read."""
    if blocks:
        register(book, development_key, 100, 3)
        book.chain.mine(blocks)
    with read(folder, book) as known:
        found = content(known)
    assert found == fresh(folder, book)
    assert len(found["avatar"]) == 5 + (3 if blocks else 0)
    assert len(reorganised["avatar"]) == 10


@on_anvil
@pytest.mark.own_chain
def test_a_reorganisation_by_the_node_itself_is_followed(
    book: Registry, chain: Chain, development_key: LocalAccount, folder: Path
) -> None:
    live(book, development_key, 0)
    register(book, development_key, 50, 2)
    with read(folder, book) as known:
        tip = index.tip(known)
    chain.ask("anvil_reorg", 2, [])
    with read(folder, book) as known:
        assert index.tip(known) != tip
        found = content(known)
    assert found == fresh(folder, book)


@on_anvil
def test_a_chain_that_changes_between_two_answers_is_read_again(
    book: Registry,
    chain: Chain,
    development_key: LocalAccount,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The logs of the old blocks must not be stored under the hash of the new one."""
    snapshot = chain.ask("evm_snapshot")
    register(book, development_key, 0, 2)
    honest, changes = chain.logs, []

    def changing(*arguments: Any, **span: Any) -> list[Log]:
        found = honest(*arguments, **span)
        if not changes:
            changes.append(chain.ask("evm_revert", snapshot))
            register(book, development_key, 20, 5)
        return found

    monkeypatch.setattr(chain, "logs", changing)
    with read(folder, book) as known:
        found = content(known)
    assert changes
    assert found == fresh(folder, book)
    assert len(found["avatar"]) == 5


def test_a_chain_that_never_stands_still_is_given_up(
    book: Registry, chain: Chain, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.sync.__globals__["time"], "sleep", lambda _: None)
    heads = iter(range(1000))
    honest = chain.block

    def restless(number: int) -> Any:
        return replace(honest(number), hash=next(heads).to_bytes(32, "big"))

    monkeypatch.setattr(chain, "block", restless)
    with pytest.raises(errors.ChainUnsteady), read(folder, book):
        pass


def test_a_chain_that_has_no_end_is_not_read(
    book: Registry, chain: Chain, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, asked = chain.head(), list[int]()
    monkeypatch.setattr(chain, "head", lambda: replace(head, number=10**15))
    monkeypatch.setattr(chain, "block", asked.append)
    with pytest.raises(errors.TooManyBlocks, match="blocks to read"):
        read(folder, book).__enter__()
    assert not asked


@pytest.mark.parametrize("chain", ["embedded"], indirect=True)
def test_a_node_whose_newest_block_is_much_older_than_before_is_refused(
    book: Registry, chain: Chain, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain.mine(DEEPEST + 1)
    with read(folder, book) as known:
        tip = index.tip(known)
    head = chain.head().number
    lower = head - DEEPEST - 1
    blocks = {n: chain.ask("eth_getBlockByNumber", hex(n), False) for n in (lower, lower + 1)}

    def hiding(newest: int) -> Change:
        def change(method: str, parameters: list[Any], result: Any) -> Any:
            if method == "eth_chainId":
                return "0x1"
            is_newest = method == "eth_getBlockByNumber" and parameters[0] == "latest"
            return blocks[newest] if is_newest else result

        return change

    monkeypatch.setattr(chain, "chain_id", 1)
    with (
        lying(chain, hiding(lower)),
        pytest.raises(errors.NodeBehind, match=f"is {lower}, and before it was {head}"),
        read(folder, book),
    ):
        pass
    monkeypatch.undo()
    with read(folder, book) as known:
        assert index.tip(known) == tip
    monkeypatch.setattr(chain, "chain_id", 1)
    with lying(chain, hiding(lower + 1)), read(folder, book) as known:
        assert (index.tip(known) or (0,))[0] == lower + 1


def test_a_sync_that_is_cut_off_goes_on_where_it_stopped(
    book: Registry,
    chain: Chain,
    development_key: LocalAccount,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(index.sync.__globals__, "_FIRST", 2)
    monkeypatch.setitem(index.sync.__globals__, "_LARGEST", 2)
    for number in range(6):
        register(book, development_key, number, 1)
    honest, asked = chain.logs, []

    def watched(*arguments: Any, **span: Any) -> list[Log]:
        if len(asked) == 2:
            asked.append(span)
            raise KeyboardInterrupt
        asked.append(span)
        return honest(*arguments, **span)

    monkeypatch.setattr(chain, "logs", watched)
    with pytest.raises(KeyboardInterrupt), read(folder, book):
        pass
    with read(folder, book) as known:
        assert len(index.avatars(known)) == 6
    spans = [(one["first"], one["last"]) for one in asked]
    assert spans[2] == spans[3]  # the one that was cut off, and no earlier one again
    assert spans[4][0] == spans[3][1] + 1


class Moody:
    """The real transport, but the first times that logs are asked for nobody answers."""

    def __init__(self, real: Transport, failures: int) -> None:
        self.real, self.left = real, failures

    def answer(self, method: str, parameters: list[Any]) -> Any:
        if method == "eth_getLogs" and self.left:
            self.left -= 1
            raise errors.Unreachable(url="http://127.0.0.1", reason="connection reset")
        return self.real.answer(method, parameters)


@pytest.mark.parametrize(("failures", "comes"), [(2, True), (9, False)])
def test_a_node_that_is_silent_for_a_moment_is_asked_again(
    book: Registry,
    chain: Chain,
    development_key: LocalAccount,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    failures: int,
    comes: bool,
) -> None:
    register(book, development_key, 0, 2)
    monkeypatch.setattr(index.sync.__globals__["time"], "sleep", lambda _: None)
    monkeypatch.setattr(chain, "_transport", Moody(chain._transport, failures))
    if comes:
        with read(folder, book) as known:
            assert len(index.avatars(known)) == 2
    else:
        with pytest.raises(errors.Unreachable), read(folder, book):
            pass
    monkeypatch.undo()


# --- the file --------------------------------------------------------------------------------


@pytest.fixture
def made(folder: Path, development_key: LocalAccount) -> Iterator[tuple[Registry, Path]]:
    """A registry with four avatars on the embedded chain, and its index."""
    with connect("evm+sqlite://", folder=folder) as chain:
        book = registry.deploy(chain, development_key, load("tuftling"))
        register(book, development_key, 0, 4)
        with read(folder, book) as known:
            path = known.path
        yield book, path


def test_an_index_of_a_newer_version_is_refused_and_left_alone(
    made: tuple[Registry, Path], folder: Path
) -> None:
    book, path = made
    with sqlite3.connect(path) as sql:
        sql.execute(f"pragma user_version = {store.FORMAT + 1}")
    sql.close()
    before = path.read_bytes()
    with pytest.raises(errors.IndexIsNewer, match="newer avatarchain"), read(folder, book):
        pass
    assert path.read_bytes() == before


def test_an_index_of_an_older_version_is_made_again_with_a_word(
    made: tuple[Registry, Path], folder: Path
) -> None:
    book, path = made
    with sqlite3.connect(path) as sql:
        sql.execute("pragma user_version = 0")
    sql.close()
    said: list[str] = []
    with read(folder, book, said.append) as known:
        assert len(index.avatars(known)) == 4
    assert len(said) == 1
    assert "reading the chain again" in said[0]


def test_an_index_of_another_chain_is_refused(made: tuple[Registry, Path], folder: Path) -> None:
    book, path = made
    with sqlite3.connect(path) as sql:
        sql.execute("update about set genesis = ?", (bytes(32),))
    sql.close()
    before = path.read_bytes()
    with pytest.raises(errors.IndexOfAnother, match="0x00000000…"), read(folder, book):
        pass
    assert path.read_bytes() == before


def test_another_programs_database_is_refused(made: tuple[Registry, Path], folder: Path) -> None:
    book, path = made
    sqlite.remove(path)
    with sqlite3.connect(path) as sql:
        sql.execute("create table song (name text)")
    sql.close()
    with pytest.raises(errors.IndexOfAnother, match="another program"), read(folder, book):
        pass


@pytest.mark.parametrize("percent", [0, 1, 2, 5, 10, 30, 50, 80, 97, 99])
def test_an_index_that_was_cut_off_is_made_again_with_a_word(
    made: tuple[Registry, Path], folder: Path, percent: int
) -> None:
    book, path = made
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * percent // 100])
    said: list[str] = []
    with read(folder, book, said.append) as known:
        assert len(index.avatars(known)) == 4
    assert len(said) == 1
    assert "could not be used" in said[0]


def test_damage_that_shows_only_in_use_is_told_and_the_next_run_mends_it(
    made: tuple[Registry, Path], folder: Path
) -> None:
    book, path = made
    with sqlite3.connect(path) as sql:
        query = "select rootpage from sqlite_schema where name = 'birth'"
        at = 4096 * (sql.execute(query).fetchone()[0] - 1)
    sql.close()
    data = bytearray(path.read_bytes())
    data[at : at + 4096] = b"\x55" * 4096
    path.write_bytes(data)
    with (
        pytest.raises(errors.IndexDamaged, match="and was deleted"),
        read(folder, book) as known,
    ):
        index.avatars(known)
    assert not path.exists()
    with read(folder, book) as known:
        assert len(index.avatars(known)) == 4


def test_a_contract_that_logs_what_no_registry_logs_is_refused(
    chain: Chain, development_key: LocalAccount, folder: Path
) -> None:
    """Its creation logs a birth without the transfer that belongs to it."""
    topics = b"".join(b"\x7f" + one for one in (bytes(32), bytes(32), (7).to_bytes(32, "big")))
    code = topics + b"\x7f" + BORN + bytes.fromhex("60406000a400")
    receipt = chain.send(development_key, None, code, gas=200_000)
    assert receipt.contract_address is not None
    species = load("tuftling")
    liar = Registry(chain, receipt.contract_address, species.id, receipt.block_number)
    with pytest.raises(errors.StrangeLog, match="a birth without its transfer"), read(folder, liar):
        pass


def test_a_birth_whose_id_is_not_the_hash_of_its_genome_is_refused_on_every_chain(
    book: Registry, development_key: LocalAccount, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node, or a file that was edited, gives another genome to an avatar that was born."""
    register(book, development_key, 0, 3)
    honest = Chain.logs

    def edited(chain: Chain, *arguments: Any, **named: Any) -> list[Log]:
        logs = honest(chain, *arguments, **named)
        births = [at for at, log in enumerate(logs) if log.topics[0] == BORN]
        if len(births) > 1:
            log = logs[births[1]]
            genome = bytes([log.data[0] ^ 1]) + log.data[1:32]
            logs[births[1]] = replace(log, data=genome + log.data[32:])
        return logs

    with read(folder, book) as known:
        assert len(index.avatars(known)) == 3
    shutil.rmtree(folder / "index")
    with monkeypatch.context() as forged:
        forged.setattr(Chain, "logs", edited)
        with pytest.raises(errors.StrangeLog, match="not the hash of species"), read(folder, book):
            pass
    with read(folder, book) as known:
        assert len(index.avatars(known)) == 3


def test_a_registry_that_swaps_the_ids_of_two_births_is_refused(
    book: Registry, development_key: LocalAccount, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = register(book, development_key, 0, 2)
    honest = Chain.logs
    one, other = (born.to_bytes(32, "big") for born in (first, second))
    swap = {one: other, other: one}

    def swapped(chain: Chain, *arguments: Any, **named: Any) -> list[Log]:
        return [
            replace(log, topics=tuple(swap.get(topic, topic) for topic in log.topics))
            for log in honest(chain, *arguments, **named)
        ]

    monkeypatch.setattr(Chain, "logs", swapped)
    with pytest.raises(errors.StrangeLog, match="not the hash of species"), read(folder, book):
        pass


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda log: replace(log, data=(2**64 - 1).to_bytes(32, "big")), "another block draws"),
        (lambda log: replace(log, data=bytes(32)), "another block draws"),
        (lambda log: replace(log, data=b""), "an event of another form"),
        (lambda log: replace(log, topics=log.topics[:2]), "an event of another form"),
        (lambda log: replace(log, topics=(*log.topics[:2], bytes(32))), "never born"),
    ],
)
def test_a_conception_that_no_registry_logs_is_refused(
    book: Registry,
    development_key: LocalAccount,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Any,
    reason: str,
) -> None:
    live(book, development_key, 0)
    honest = Chain.logs

    def edited(chain: Chain, *arguments: Any, **named: Any) -> list[Log]:
        logs = honest(chain, *arguments, **named)
        return [change(log) if log.topics[0] == CONCEIVED else log for log in logs]

    monkeypatch.setattr(Chain, "logs", edited)
    with pytest.raises(errors.StrangeLog, match=reason), read(folder, book):
        pass


def test_a_draw_is_read_when_its_block_comes(
    book: Registry, development_key: LocalAccount, folder: Path
) -> None:
    """It may come in a later reading than the conception."""
    live(book, development_key, 0)
    for missing in (7, 1, 0):
        with read(folder, book) as known:
            *_, last = index.conceptions(known)
            head = index.newest(known)
            if head < last.draw:
                assert last.mixed is None
            else:
                assert last.mixed == book.chain.block(last.draw).mix_hash
        assert last.block == last.draw - 8
        if last.draw - missing > head:
            book.chain.mine(last.draw - missing - head)
    with read(folder, book) as known:
        assert all(conceived.mixed is not None for conceived in index.conceptions(known))
        assert content(known) == fresh(folder, book)


@on_anvil
@pytest.mark.own_chain
def test_a_draw_that_the_chain_replaced_is_read_again(
    book: Registry, development_key: LocalAccount, folder: Path
) -> None:
    live(book, development_key, 0)
    book.chain.mine(10)
    with read(folder, book) as known:
        *_, before = index.conceptions(known)
        book.chain.ask("anvil_reorg", 5, [])
        index.sync(known)
        *_, after = index.conceptions(known)
        assert after.draw == before.draw
        assert after.mixed == book.chain.block(after.draw).mix_hash != before.mixed
        assert content(known) == fresh(folder, book)
