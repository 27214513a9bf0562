"""The independent reader: it knows no code of the program, and it sees what is not whole."""

import ast
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from aftermath import Place
from keccak import keccak
from ledger import Broken, Ledger, read

HERE = Path(__file__).parent
OWN = {"keccak"}


def test_it_imports_the_standard_library_alone() -> None:
    for name in ("ledger.py", "keccak.py"):
        for node in ast.walk(ast.parse((HERE / name).read_text("utf-8"))):
            modules = [node.module] if isinstance(node, ast.ImportFrom) else []
            modules += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            assert {str(each).split(".")[0] for each in modules} <= sys.stdlib_module_names | OWN


def test_its_keccak_gives_the_published_digests() -> None:
    assert keccak(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert (
        keccak(b"abc").hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
    )
    # A block of 136 bytes, and one more.
    assert len({keccak(bytes(length)) for length in range(134, 139)}) == 5


def test_it_reads_what_the_program_tells(place: Place) -> None:
    told = {avatar["id"]: avatar["owner"].lower() for avatar in place.shell.avatars()}
    book = place.ledger()
    assert book.holders() == told
    status = place.shell.json("devnet", "status")
    assert len(book.blocks) == status["block"] + 1
    assert "0x" + book.blocks[-1].hex() == status["block_hash"]
    assert status["contract"].lower() in book.contracts()


def flipped(value: bytes) -> bytes:
    return value[:-1] + bytes([value[-1] ^ 1])


def _value(file: sqlite3.Connection, least: int, most: int) -> None:
    """One bit in a value of the chain of such a length: a header, a transaction, a receipt."""
    row = file.execute(
        "select key, value from node where length(key) = 32 and length(value) between ? and ?"
        " order by key limit 1",
        (least, most),
    ).fetchone()
    file.execute("update node set value = ? where key = ?", (flipped(row[1]), row[0]))


def a_header(file: sqlite3.Connection) -> None:
    _value(file, 500, 700)


def a_transaction(file: sqlite3.Connection) -> None:
    _value(file, 20_000, 40_000)


def the_newest_block(file: sqlite3.Connection) -> None:
    key = b"v1:canonical_head_hash"
    (newest,) = file.execute("select value from node where key = ?", (key,)).fetchone()
    (header,) = file.execute("select value from node where key = ?", (newest,)).fetchone()
    file.execute("update node set value = ? where key = ?", (header[4:36], key))


def a_row_of_logs(file: sqlite3.Connection) -> None:
    file.execute("update log set data = zeroblob(32) where block = (select max(block) from log)")


def a_row_of_receipts(file: sqlite3.Connection) -> None:
    file.execute("update receipt set gas_used = gas_used + 1 where block = 3")


def a_receipt_too_many(file: sqlite3.Connection) -> None:
    file.execute(
        "insert into receipt select zeroblob(32), 999, position, sender, recipient, created,"
        " status, gas_used, cumulative_gas_used, gas_price from receipt where block = 3"
    )


@pytest.mark.parametrize(
    "damage",
    [
        a_header,
        a_transaction,
        the_newest_block,
        a_row_of_logs,
        a_row_of_receipts,
        a_receipt_too_many,
    ],
)
def test_it_sees_what_was_changed(
    place: Place, damage: Callable[[sqlite3.Connection], None]
) -> None:
    with closing(sqlite3.connect(place.file)) as file, file:
        damage(file)
    with pytest.raises(Broken):
        read(place.file)


def test_an_avatar_that_was_born_twice_is_seen(place: Place) -> None:
    book = place.ledger()
    births = [one for one in book.transactions if any(len(log.topics) == 4 for log in one.logs)]
    twice = Ledger(book.blocks, [*book.transactions, births[-1]])
    with pytest.raises(Broken, match="born twice"):
        twice.holders()
