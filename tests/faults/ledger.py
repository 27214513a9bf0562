"""A reader of a chain's file that shares nothing with the program: the standard library alone.

`read` copies the file with its journal, opens the copy, and computes again what the
specification of Ethereum says: the hash of each header and its link to the one before, the
tries of transactions and receipts, the sender of each transaction by its signature, nonces
without gaps that agree with the state, and the tables of receipts and logs. The first thing
that does not hold raises Broken. What holds is returned as plain data.
"""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from keccak import keccak

CHAIN_ID = 31337
_HEAD = b"v1:canonical_head_hash"
_NOTHING = keccak(b"\x80")  # the root of an empty trie

# secp256k1: y² = x³ + 7 over the field of P, with the generator G of the order N.
P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)
BORN = keccak(b"Born(uint256,uint256,uint256,uint256,uint256)")
TRANSFER = keccak(b"Transfer(address,address,uint256)")
COMMITTED = keccak(b"BatchCommitted(uint256,bytes32,uint256)")
FOUNDING = keccak(b"Founding(uint256,bytes32,uint64,uint64)")
FOUNDING_COMMITTED = keccak(b"FoundingCommitted(uint256,uint256,bytes32)")


class Broken(Exception):
    """The file does not hold what a chain must hold."""


@dataclass(frozen=True)
class Log:
    """One event: its contract, its topics, its data."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True)
class Transaction:
    """One transaction of a block, and what became of it; `created` is the contract it made."""

    hash: bytes
    sender: bytes
    nonce: int
    created: bytes | None
    succeeded: bool
    logs: tuple[Log, ...]


@dataclass
class Ledger:
    """What stands on the chain: hashes of the blocks, and all transactions in order."""

    blocks: list[bytes] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)

    def logs(self, topic: bytes) -> list[Log]:
        """All events of a kind."""
        every = (log for transaction in self.transactions for log in transaction.logs)
        return [log for log in every if log.topics[:1] == (topic,)]

    def holders(self) -> dict[str, str]:
        """Of each avatar (0x-hex) the address that holds it. Raises Broken for a double birth."""
        births = [(log.address, log.topics[1]) for log in self.logs(BORN)]
        twice = [token.hex() for (_, token), times in Counter(births).items() if times > 1]
        _hold(not twice, f"born twice: {twice}")
        given = {log.topics[3]: log.topics[2] for log in self.logs(TRANSFER)}
        return {"0x" + token.hex(): "0x" + given[token][12:].hex() for _, token in births}

    def contracts(self) -> list[str]:
        """The addresses of all contracts that were made by a transaction, in lower case."""
        made = (one.created for one in self.transactions if one.succeeded and one.created)
        return ["0x" + address.hex() for address in made]


def _hold(condition: object, words: str) -> None:
    if not condition:
        raise Broken(words)


# --- RLP


def decode(data: bytes) -> Any:
    """Bytes, or a list of such: one RLP item that fills `data`."""
    item, end = _item(data, 0)
    _hold(end == len(data), "bytes after an item")
    return item


def _item(data: bytes, at: int) -> tuple[Any, int]:
    head = data[at]
    if head < 0x80:
        return data[at : at + 1], at + 1
    base = 0x80 if head < 0xC0 else 0xC0
    size, start = head - base, at + 1
    if size > 55:
        start += size - 55
        size = int.from_bytes(data[at + 1 : start], "big")
    end = start + size
    _hold(end <= len(data), "an item that was cut off")
    if base == 0x80:
        return data[start:end], end
    items = []
    while start < end:
        item, start = _item(data, start)
        items.append(item)
    return items, end


def encode(item: Any) -> bytes:
    """The RLP of bytes, of a number, or of a list of such."""
    if isinstance(item, int):
        item = item.to_bytes((item.bit_length() + 7) // 8, "big")
    if isinstance(item, list):
        data, base = b"".join(map(encode, item)), 0xC0
    elif len(item) == 1 and item[0] < 0x80:
        return bytes(item)
    else:
        data, base = item, 0x80
    if len(data) < 56:
        return bytes([base + len(data)]) + data
    size = len(data).to_bytes((len(data).bit_length() + 7) // 8, "big")
    return bytes([base + 55 + len(size)]) + size + data


# --- tries


def leaves(sql: sqlite3.Connection, node: Any, path: str = "") -> Iterator[tuple[str, bytes]]:
    """Path in hex digits and value of all leaves below a node, which is a hash or the node."""
    if node in (b"", _NOTHING):
        return
    if isinstance(node, bytes):
        node = decode(_value(sql, node))
    if len(node) == 17:
        for digit, branch in enumerate(node[:16]):
            yield from leaves(sql, branch, f"{path}{digit:x}")
        if node[16]:
            yield path, node[16]
        return
    digits = node[0].hex()
    path += digits[1:] if digits[0] in "13" else digits[2:]
    if digits[0] in "23":
        yield path, node[1]
    else:
        yield from leaves(sql, node[1], path)


def _value(sql: sqlite3.Connection, name: bytes) -> bytes:
    """The value whose hash is `name`."""
    value = _row(sql, name)
    _hold(keccak(value) == name, f"the value under {name.hex()} has another hash")
    return value


def _row(sql: sqlite3.Connection, key: bytes) -> bytes:
    row = sql.execute("select value from node where key = ?", (key,)).fetchone()
    _hold(row, f"nothing under {key!r}")
    return bytes(row[0])


def _listed(sql: sqlite3.Connection, root: bytes) -> list[bytes]:
    """The values of a trie whose paths are the RLP of 0, 1, 2 …"""
    values = {int.from_bytes(decode(bytes.fromhex(at)), "big"): v for at, v in leaves(sql, root)}
    _hold(sorted(values) == list(range(len(values))), "a list with a gap")
    return [values[at] for at in range(len(values))]


# --- signatures

_Point = tuple[int, int] | None


def _plus(a: _Point, b: _Point) -> _Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def _times(factor: int, point: _Point) -> _Point:
    total: _Point = None
    while factor:
        if factor & 1:
            total = _plus(total, point)
        point = _plus(point, point)
        factor >>= 1
    return total


@cache
def _sender(digest: bytes, odd: int, r: int, s: int) -> bytes:
    """The address whose key made a signature."""
    square = (pow(r, 3, P) + 7) % P
    y = pow(square, (P + 1) // 4, P)
    _hold(y * y % P == square, "a signature of nobody")
    if y % 2 != odd:
        y = P - y
    inverse = pow(r, -1, N)
    key = _plus(
        _times(-int.from_bytes(digest, "big") * inverse % N, G), _times(s * inverse % N, (r, y))
    )
    assert key is not None
    return keccak(key[0].to_bytes(32, "big") + key[1].to_bytes(32, "big"))[12:]


# --- the file


def read(path: Path) -> Ledger:
    """Read a chain's file; it is left as it is, and may be written to meanwhile by nobody."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        for ending in ("", "-wal"):
            if (file := Path(f"{path}{ending}")).exists():
                shutil.copyfile(file, f"{copy}{ending}")
        try:
            with closing(sqlite3.connect(copy)) as sql:
                return _read(sql)
        except (sqlite3.Error, ValueError, IndexError, KeyError) as error:
            raise Broken(f"it cannot be read: {error}") from error


def _read(sql: sqlite3.Connection) -> Ledger:
    _hold(sql.execute("pragma integrity_check").fetchone() == ("ok",), "SQLite finds it damaged")
    newest, ledger = _row(sql, _HEAD), Ledger()
    last = int.from_bytes(decode(_value(sql, newest))[8], "big")
    parent, header = bytes(32), []
    for number in range(last + 1):
        name = decode(_row(sql, f"block-number-to-hash:{number}".encode()))
        header = decode(_value(sql, name))
        _hold(header[0] == parent, f"block {number} has another parent")
        _hold(int.from_bytes(header[8], "big") == number, f"block {number} has another number")
        _block(sql, number, header, ledger)
        ledger.blocks.append(name)
        parent = name
    _hold(parent == newest, "the newest block is not the last one")
    for table, count in (
        ("receipt", len(ledger.transactions)),
        ("log", sum(len(transaction.logs) for transaction in ledger.transactions)),
    ):
        rows = sql.execute(f"select count(*) from {table}").fetchone()[0]
        _hold(rows == count, f"{rows} rows in the table {table}, {count} on the chain")
    _check_nonces(sql, header[3], ledger)
    return ledger


def _block(sql: sqlite3.Connection, number: int, header: list[Any], ledger: Ledger) -> None:
    every = _listed(sql, header[4])
    receipts = _listed(sql, header[5])
    _hold(len(every) == len(receipts), f"block {number}: transactions and receipts differ")
    gas, position = 0, 0
    for index, (raw, receipt) in enumerate(zip(every, receipts, strict=True)):
        _hold(raw[0] == receipt[0] == 2, f"block {number}: a transaction of another type")
        fields = decode(raw[1:])
        status, total, _, items = decode(receipt[1:])
        logs = tuple(Log(address, tuple(topics), data) for address, topics, data in items)
        odd, r, s = (int.from_bytes(part, "big") for part in fields[9:])
        sender = _sender(keccak(b"\2" + encode(fields[:9])), odd, r, s)
        _hold(int.from_bytes(fields[0], "big") == CHAIN_ID, "signed for another chain")
        nonce = int.from_bytes(fields[1], "big")
        created = None if fields[5] else keccak(encode([sender, nonce]))[12:]
        one = Transaction(keccak(raw), sender, nonce, created, status == b"\1", logs)
        total_gas = int.from_bytes(total, "big")
        row = sql.execute(
            "select block, position, sender, recipient, created, status, gas_used,"
            " cumulative_gas_used from receipt where hash = ?",
            (one.hash,),
        ).fetchone()
        expected = (number, index, sender, fields[5] or None, created, int(one.succeeded))
        _hold(row == (*expected, total_gas - gas, total_gas), f"block {number}: a row of receipts")
        for log in logs:
            row = sql.execute(
                "select receipt, receipt_position, address, topic0, topic1, topic2, topic3, data"
                " from log where block = ? and position = ?",
                (number, position),
            ).fetchone()
            topics = [*log.topics, *[None] * (4 - len(log.topics))]
            expected_row = (one.hash, index, log.address, *topics, log.data)
            _hold(row == expected_row, f"block {number}: a row of logs")
            position += 1
        gas = total_gas
        ledger.transactions.append(one)
    _hold(int.from_bytes(header[10], "big") == gas, f"block {number}: its gas")


def _check_nonces(sql: sqlite3.Connection, state: bytes, ledger: Ledger) -> None:
    """Each account's nonces are 0, 1, 2 … in order, and as many as its state says."""
    accounts = dict(leaves(sql, state))
    spent: Counter[bytes] = Counter()
    for transaction in ledger.transactions:
        _hold(transaction.nonce == spent[transaction.sender], "a nonce with a gap")
        spent[transaction.sender] += 1
    for address, count in spent.items():
        nonce = decode(accounts[keccak(address).hex()])[0]
        _hold(int.from_bytes(nonce, "big") == count, f"0x{address.hex()} has another nonce")
