"""A chain file that was changed is found out: one bit of any kind of value, anywhere."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import rlp
from eth_account.signers.local import LocalAccount

from avatarchain import registry
from avatarchain.base.canonical import keccak256
from avatarchain.births import breeding
from avatarchain.chain import connect
from avatarchain.chain.check import Damage, Whole, check
from avatarchain.chain.clock import CLOCK
from avatarchain.chain.tries import NO_CODE, decoded, leaves
from avatarchain.errors import NotAChainFile
from avatarchain.genetics.seeds import founder
from avatarchain.keys.accounts import development
from avatarchain.registry import deploy
from avatarchain.registry.contract import send
from avatarchain.species.pack import load

Value = bytes | int | str | None
Cell = tuple[str, tuple[Value, ...], str]
"""A table, the primary key of a row in it, and a column."""

KEYS = {"node": ("key",), "receipt": ("hash",), "log": ("block", "position")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, development_key: LocalAccount) -> Path:
    """The file of a chain with founders, a child, a transfer, and blocks with nothing in them."""
    place = tmp_path_factory.mktemp("whole")
    species = load("tuftling")
    with connect("evm+sqlite://", folder=place) as chain:
        book = deploy(chain, development_key, species)
        genomes = [founder(bytes([number]) * 32, species.cumulative) for number in range(3)]
        send(
            book,
            development_key,
            "registerMany(address,uint256[])",
            development_key.address,
            genomes,
        )
        first, second, third = (registry.identity_of(species, genome) for genome in genomes)
        breeding.breed(book, development_key, first, second)
        registry.transfer(book, development_key, development(1).address, third)
        chain.mine(2)
    return place / "chain.sqlite"


@pytest.fixture
def file(whole: Path, folder: Path) -> Path:
    return Path(shutil.copy(whole, folder / "chain.sqlite"))


def rows(path: Path, query: str, *values: Value) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as sql:
        found = sql.execute(query, values).fetchall()
        sql.commit()
    return found


def header(path: Path, number: int) -> bytes:
    """The hash of a block."""
    ((name,),) = rows(
        path, "select value from node where key = ?", f"block-number-to-hash:{number}".encode()
    )
    return bytes(rlp.decode(name))


def test_a_chain_that_nobody_changed_is_whole(whole: Path) -> None:
    found = check(whole)
    assert isinstance(found, Whole)
    ((blocks,),) = rows(
        whole, "select count(*) from node where cast(key as text) like 'block-number-to-hash:%'"
    )
    ((transactions,),) = rows(whole, "select count(*) from receipt")
    ((logs,),) = rows(whole, "select count(*) from log")
    assert (found.blocks, found.transactions, found.logs) == (blocks, transactions, logs)
    assert found.blocks > 12
    assert found.logs >= 8


def test_a_chain_of_one_block_is_whole(folder: Path) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        found = check(folder / "chain.sqlite")
        assert isinstance(found, Whole)
        assert (found.blocks, found.transactions, found.logs) == (1, 0, 0)
        chain.mine(2)
        assert isinstance(check(folder / "chain.sqlite"), Whole)


def test_a_check_counts_blocks_and_writes_nothing(whole: Path, file: Path) -> None:
    seen: list[tuple[int, str]] = []
    steps: list[int] = []

    @contextmanager
    def bar(total: int, what: str) -> Iterator[Callable[[int], None]]:
        seen.append((total, what))
        yield steps.append

    found = check(file, bar=bar)
    assert isinstance(found, Whole)
    assert (seen, sum(steps)) == ([(found.blocks, "checking")], found.blocks)
    assert file.read_bytes() == whole.read_bytes()


# --- one bit of each kind of value -----------------------------------------------------------


def kinds(path: Path) -> dict[str, list[Cell]]:
    """Every value of a chain file, by what it is."""
    store = dict(rows(path, "select key, value from node"))
    found: dict[str, list[Cell]] = {}

    def put(kind: str, key: bytes, column: str = "value") -> None:
        found.setdefault(kind, []).append(("node", (key,), column))

    used: set[bytes] = set()
    number = 0
    while f"block-number-to-hash:{number}".encode() in store:
        name = header(path, number)
        fields = decoded(store[name])
        put("header", name)
        for kind, root in (
            ("state", fields[3]),
            ("transaction", fields[4]),
            ("receipt", fields[5]),
        ):
            assert isinstance(root, bytes)
            nodes: set[bytes] = set()
            for _, value in leaves(root, store.__getitem__, nodes):
                if kind != "state":
                    continue
                account = decoded(value)
                storage, code = account[2:]
                assert isinstance(storage, bytes)
                assert isinstance(code, bytes)
                below: set[bytes] = set()
                list(leaves(storage, store.__getitem__, below))
                for node in below - used:
                    put("storage node", node)
                used |= below
                if code != NO_CODE and code not in used:
                    put("code", code)
                    used.add(code)
            for node in nodes - used:
                put(f"{kind} node", node)
            used |= nodes
        number += 1
    for key in store:
        if len(key) != 32:
            put(key.decode(errors="replace").split(":")[0 if b"v1" not in key else 1], key)
        put("key", key, "key")
    for table in ("receipt", "log"):
        with closing(sqlite3.connect(path)) as sql:
            cursor = sql.execute(f"select * from {table}")
            names = [column[0] for column in cursor.description]
            for row in cursor:
                told = dict(zip(names, row, strict=True))
                key = tuple(told[column] for column in KEYS[table])
                for name in names:
                    found.setdefault(f"{table} {name}", []).append((table, key, name))
    return found


def flipped(value: Value, dice: random.Random) -> Value:
    """A value with one bit changed; NULL, which has none, becomes an empty blob."""
    if value is None:
        return b""
    if isinstance(value, int):
        return value ^ 1 << dice.randrange(40)
    assert isinstance(value, bytes)
    if not value:
        return None if dice.randrange(2) else b"\x01"
    data = bytearray(value)
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data)


def flip(path: Path, cell: Cell, dice: random.Random) -> bool:
    """Change one bit of a value in the file; False where the table does not allow it."""
    table, key, column = cell
    here = " and ".join(f"{name} = ?" for name in KEYS[table])
    ((value,),) = rows(path, f"select {column} from {table} where {here}", *key)
    try:
        rows(path, f"update {table} set {column} = ? where {here}", flipped(value, dice), *key)
    except sqlite3.IntegrityError:
        return False
    return True


def broken(path: Path) -> bool:
    """Whether a check finds something, or the file does not even open."""
    try:
        return isinstance(check(path), Damage)
    except NotAChainFile:
        return True


def test_one_bit_of_every_kind_of_value_is_found(whole: Path, folder: Path) -> None:
    dice, file = random.Random(19), folder / "chain.sqlite"
    every = kinds(whole)
    assert len(every) > 30
    for kind, cells in sorted(every.items()):
        shutil.copy(whole, file)
        if flip(file, dice.choice(cells), dice):
            assert broken(file), kind


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(4))
def test_one_bit_of_any_value_is_found(whole: Path, folder: Path, seed: int) -> None:
    dice, file = random.Random(seed), folder / "chain.sqlite"
    for kind, cells in sorted(kinds(whole).items()):
        for cell in dice.sample(cells, min(12, len(cells))):
            shutil.copy(whole, file)
            if flip(file, cell, dice):
                assert broken(file), (kind, cell)


def content(path: Path) -> object:
    """All that SQL reads in a file; the text of the refusal where it cannot."""
    queries = (
        "select * from sqlite_schema order by name",
        "select * from node order by key",
        "select * from receipt order by hash",
        "select block, position, hash from receipt indexed by receipt_block order by 1, 2",
        "select * from log order by block, position",
        "pragma user_version",
        "pragma application_id",
    )
    try:
        return [[[*map(repr, row)] for row in rows(path, query)] for query in queries]
    except sqlite3.Error as error:
        return str(error)


def raw_flips(whole: Path, file: Path, dice: random.Random, count: int) -> int:
    """Change single bits of the file's bytes; how many of them changed what it holds."""
    data, right, changed = whole.read_bytes(), content(whole), 0
    for _ in range(count):
        edited = bytearray(data)
        edited[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        for leftover in ("-wal", "-shm"):
            Path(f"{file}{leftover}").unlink(missing_ok=True)
        file.write_bytes(edited)
        if content(file) != right:
            changed += 1
            assert broken(file)
    return changed


def test_one_bit_anywhere_in_the_file_that_changes_what_it_holds_is_found(
    whole: Path, folder: Path
) -> None:
    assert raw_flips(whole, folder / "chain.sqlite", random.Random(1), 40) > 20


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_bits_anywhere_in_the_file_are_found(
    whole: Path, folder: Path, seed: int
) -> None:
    assert raw_flips(whole, folder / "chain.sqlite", random.Random(100 + seed), 1000) > 500


# --- what is named ---------------------------------------------------------------------------


def damage(path: Path) -> Damage:
    found = check(path)
    assert isinstance(found, Damage)
    return found


def test_a_changed_header_is_named_with_its_block(file: Path) -> None:
    name = header(file, 5)
    ((value,),) = rows(file, "select value from node where key = ?", name)
    rows(file, "update node set value = ? where key = ?", value[:-1] + b"\0", name)
    found = damage(file)
    assert found.block == 5
    assert str(found) == f"block 5: the value under 0x{name.hex()[:16]}… has another hash"


def rewrite(path: Path, number: int, place: int, content: bytes) -> None:
    """Give the header of a block another field, and write its new hash wherever the old stood."""
    name = header(path, number)
    fields = rlp.decode(value(path, name))
    fields[place] = content
    forged = rlp.encode(fields)
    new = keccak256(forged)
    rows(path, "update node set key = ?, value = ? where key = ?", new, forged, name)
    change = "update node set value = ? where key = ?"
    rows(path, change, rlp.encode(new), f"block-number-to-hash:{number}".encode())
    rows(path, "update node set value = ? where value = ?", new, name)
    scores = (f"block-hash-to-score:{one!r}".encode() for one in (new, name))
    rows(path, "update node set key = ? where key = ?", *scores)


def test_a_page_that_is_written_anew_with_its_hash_breaks_the_link_of_the_next(file: Path) -> None:
    """The forger thinks of everything but the pages after it."""
    rewrite(file, 5, 13, b"a later hand".ljust(32))
    assert str(damage(file)) == "block 6: its header names another parent than the block before it"


def test_a_last_page_that_tells_other_gas_than_its_receipts_is_found(file: Path) -> None:
    found = check(file)
    assert isinstance(found, Whole)
    rewrite(file, found.blocks - 1, 10, b"\x05")
    assert damage(file) == Damage(
        found.blocks - 1, "its header and its receipts differ in their logs or gas"
    )


@pytest.mark.parametrize("kind", ["code", "storage node", "state node", "receipt node"])
def test_whatever_a_block_refers_to_is_named_with_the_block(file: Path, kind: str) -> None:
    ((_, (name,), _), *_) = reversed(kinds(file)[kind])
    assert isinstance(name, bytes)
    rows(file, "update node set value = ? where key = ?", value(file, name) + b"\0", name)
    found = damage(file)
    assert found.block is not None
    assert found.block > 0
    assert "has another hash" in found.reason


def test_a_balance_that_was_changed_is_named_with_the_block_that_made_it(file: Path) -> None:
    states = [decoded(value(file, header(file, number)))[3] for number in range(4)]
    assert isinstance(states[3], bytes)
    before: set[bytes] = set()
    for state in states[:3]:
        assert isinstance(state, bytes)
        list(leaves(state, lambda name: value(file, name), before))
    new: set[bytes] = set()
    list(leaves(states[3], lambda name: value(file, name), new))
    node = max(new - before)
    data = value(file, node)
    rows(file, "update node set value = ? where key = ?", data[:-1] + bytes([data[-1] ^ 1]), node)
    assert damage(file).block == 3


def value(path: Path, key: bytes) -> bytes:
    ((found,),) = rows(path, "select value from node where key = ?", key)
    return bytes(found)


def test_a_log_and_a_receipt_that_were_changed_are_named(whole: Path, folder: Path) -> None:
    file = folder / "chain.sqlite"
    for statement, table, block in (
        ("update log set data = zeroblob(length(data)) where block = ?", "log", last_log(whole)),
        ("delete from log where block = ?", "log", last_log(whole)),
        ("update receipt set status = 0 where block = ?", "receipt", 4),
        ("delete from receipt where block = ?", "receipt", 4),
    ):
        shutil.copy(whole, file)
        rows(file, statement, block)
        found = damage(file)
        assert (found.block, table in found.reason) == (block, True)


def last_log(path: Path) -> int:
    ((block,),) = rows(path, "select max(block) from log where length(data) > 0")
    return int(block)


def test_rows_that_no_block_has_are_found(whole: Path, folder: Path) -> None:
    file = folder / "chain.sqlite"
    for statement, reason in (
        ("insert into node values (zeroblob(32), x'c0')", "belongs to no block"),
        ("insert into node values (cast('v2:more' as blob), x'00')", "belongs to no block"),
        (
            "insert into log select 4000, position, receipt, receipt_position, address, "
            "topic0, topic1, topic2, topic3, data from log limit 1",
            "rows of the log table belong to no block",
        ),
    ):
        shutil.copy(whole, file)
        rows(file, statement)
        found = damage(file)
        assert found.block is None
        assert reason in found.reason


def test_a_chain_that_is_said_to_end_before_its_last_block_is_found(file: Path) -> None:
    """The blocks after it are there, and belong to nothing."""
    key = b"v1:canonical_head_hash"
    rows(file, "update node set value = ? where key = ?", header(file, 3), key)
    assert damage(file).block is None


@pytest.mark.parametrize("ahead", [b"\xff" * 8, b"\x7f" + b"\xff" * 7, b"\x01", b""])
def test_a_clock_that_no_chain_has_is_found(file: Path, ahead: bytes) -> None:
    """With it the next block could not be read by anybody."""
    rows(file, "insert or replace into node values (?, ?)", CLOCK, ahead)
    assert "clock" in damage(file).reason


def test_a_clock_that_was_put_forward_is_whole(file: Path) -> None:
    rows(file, "insert into node values (?, ?)", CLOCK, (86_400).to_bytes(8, "big"))
    assert isinstance(check(file), Whole)


@pytest.mark.parametrize("moment", [0, 2**40, 2**63 - 2])
def test_a_block_of_a_time_that_no_chain_has_is_found(file: Path, moment: int) -> None:
    rewrite(file, 3, 11, moment.to_bytes(8, "big").lstrip(b"\0"))
    assert "its time is not between" in damage(file).reason
