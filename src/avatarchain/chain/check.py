"""Check the file of an embedded devnet: compute all its hashes again, and execute all its blocks.

The embedded devnet does not check its file. If a byte of an old state, a log or a receipt was
changed, readers get wrong values without noticing. `check` reads everything, block by block from
block 0, and reports the first fault:

- the header: the hash of its bytes is the key of its row, it names the block before it as its
  parent, and it has the right number;
- the transactions: every node of their trie, and the row by which each is found by its hash;
- the receipts: every node of their trie, and the rows of the tables of receipts and logs, which
  must agree with them; the gas and the bloom in the header;
- the state: every node of accounts and storage, and all code, as far as they are new in this
  block;
- the block as a whole, which is made again from the one before it (see `replay`): who signed each
  transaction, and that state, receipts, logs and gas are what the transactions give;
- in the end everything that belongs to no block: all other rows, and SQLite's own check of the
  file. The form of the tables is looked at first, whoever opens the file.

`check` cannot notice that somebody made a whole other chain by the rules, with the keys that they
have. For that, compare the hash of a block with a copy from elsewhere.
"""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eth.abc import ReceiptAPI, SignedTransactionAPI
from eth.vm.forks.prague import PragueVM
from eth_typing import Address

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain import rlp
from avatarchain.chain.clock import CLOCK, LATEST, MOST_AHEAD
from avatarchain.chain.messages import Invalid
from avatarchain.chain.mining import signed
from avatarchain.chain.replay import Replay
from avatarchain.chain.store import Store
from avatarchain.chain.tries import NO_CODE, decoded, leaves, listed

_HASH = 32
_HEAD = b"v1:canonical_head_hash"
_GAPS = (b"v1:chain_gaps", b"v1:header_chain_gaps")
_SUCCESS = b"\x01"


@dataclass(frozen=True, slots=True)
class Damage:
    """The first fault of a chain file. `block` is its block, None if it belongs to no block."""

    block: int | None
    reason: str

    def __str__(self) -> str:
        return self.reason if self.block is None else f"block {self.block}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Whole:
    """A chain file without a fault: how many blocks, transactions and logs it has.

    `values` is the number of all values whose hash was computed.
    """

    blocks: int
    transactions: int
    logs: int
    values: int


class _Wrong(Exception):
    """A fault was detected; the text describes it."""


@dataclass(frozen=True, slots=True)
class _Header:
    """A block's header in RLP and its fields that the check needs; `hash` is the block's hash."""

    encoded: bytes
    hash: bytes
    parent: bytes
    state: bytes
    transactions: bytes
    receipts: bytes
    bloom: int
    difficulty: int
    number: int
    gas_used: int
    time: int
    base_fee: int


@dataclass(slots=True)
class _Walk:
    """The state of a check.

    `values` are the hashes of all values that were checked, `rows` the keys of the rows that are
    not named by a hash, and `nodes` the trie nodes that were read. `score` is the chain's total
    difficulty as py-evm counts it.
    """

    sql: sqlite3.Connection
    replay: Replay
    values: set[bytes] = field(default_factory=set)
    rows: set[bytes] = field(default_factory=set)
    nodes: set[bytes] = field(default_factory=set)
    transactions: int = 0
    logs: int = 0
    score: int = 0

    def get(self, name: bytes) -> bytes:
        """The value whose hash is `name`. Raises _Wrong if it is missing or has another hash."""
        value = self.row(name)
        if keccak256(value) != name:
            raise _Wrong(f"the value under {_short(name)} has another hash")
        self.values.add(name)
        return value

    def row(self, key: bytes) -> bytes:
        """The value in the row of a key, unchecked. Raises _Wrong if it is missing."""
        row = self.sql.execute("select value from node where key = ?", (key,)).fetchone()
        if row is None:
            raise _Wrong(f"the value under {_short(key)} is missing")
        if not isinstance(row[0], bytes):
            raise _Wrong(f"the value under {_short(key)} is not bytes")
        return row[0]

    def expect(self, key: bytes, value: bytes) -> None:
        """Check that the row of `key` holds `value`. Raises _Wrong."""
        if self.row(key) != value:
            raise _Wrong(f"the value under {_short(key)} is another than it must be")
        self.rows.add(key)


def check(path: Path, timeout: float = 30.0, bar: Bar = no_bar) -> Whole | Damage:
    """Check the whole chain file at `path`; nothing is written.

    `bar` counts the blocks, and `timeout` is the number of seconds to wait for another process.
    Raises NotAChainFile if the file cannot be opened, CannotWrite, LockHeld, DiskFull.
    """
    store = Store(path, timeout)
    try:
        # One transaction, so that blocks that are added meanwhile do not matter.
        store.sql.execute("begin")
        return _checked(_Walk(store.sql, Replay(store)), bar)
    finally:
        store.close()


def _checked(walk: _Walk, bar: Bar) -> Whole | Damage:
    number: int | None = None
    try:
        with _as_wrong():
            _in_order(walk, "quick_check")  # pages that tables share would hold rows without end
            newest = walk.row(_HEAD)
            last = _header(walk, newest).number
        before = None
        with bar(last + 1, "checking") as advance:
            for number in range(last + 1):
                with _as_wrong():
                    before = _block(walk, number, before)
                advance(1)
        number = None
        with _as_wrong():
            if before is None or before.hash != newest:
                raise _Wrong("the newest block is not the last one")
            walk.rows.add(_HEAD)
            _rest(walk, last)
    except _Wrong as wrong:
        return Damage(number, str(wrong))
    return Whole(last + 1, walk.transactions, walk.logs, len(walk.values))


@contextmanager
def _as_wrong() -> Iterator[None]:
    """Turn all errors of decoders and of SQLite into _Wrong, since damaged bytes cause them."""
    try:
        yield
    except _Wrong:
        raise
    except sqlite3.Error as error:
        raise _Wrong(f"SQLite cannot read it ({error})") from error
    except Exception as error:  # bytes may do anything to four layers of decoders
        raise _Wrong(f"it cannot be read ({error or type(error).__name__})") from error


def _header(walk: _Walk, name: bytes) -> _Header:
    encoded = walk.get(name)
    fields = decoded(encoded)
    data = [item for item in fields if isinstance(item, bytes)]
    if len(data) != len(fields):
        raise _Wrong("its header is no header")
    numbers = [int.from_bytes(data[at], "big") for at in (6, 7, 8, 10, 11, 15)]
    return _Header(encoded, name, data[0], data[3], data[4], data[5], *numbers)


def _block(walk: _Walk, number: int, before: _Header | None) -> _Header:
    """Check one block, and return its header. `before` is the header of the block before it."""
    key = f"block-number-to-hash:{number}".encode()
    item = rlp.decode(walk.row(key))
    if not isinstance(item, bytes) or len(item) != _HASH:
        raise _Wrong("its number leads to a value that is not a hash")
    header = _header(walk, item)
    walk.expect(key, rlp.encode(item))
    if header.number != number:
        raise _Wrong(f"its header says that it is block {header.number}")
    if header.parent != (bytes(_HASH) if before is None else before.hash):
        raise _Wrong("its header names another parent than the block before it")
    if not (0 if before is None else before.time + 1) <= header.time <= LATEST:
        raise _Wrong("its time is not between that of the block before it and the year 10000")
    # A chain without difficulty is weighed by its numbers, as py-evm does it.
    walk.score += header.difficulty or number
    walk.expect(f"block-hash-to-score:{header.hash!r}".encode(), rlp.encode(rlp.whole(walk.score)))
    sent = _receipts(walk, header)
    _state(walk, header)
    parent = None if before is None else before.encoded
    if fault := walk.replay.fault(header.encoded, parent, *sent):
        raise _Wrong(fault)
    return header


def _receipts(walk: _Walk, header: _Header) -> tuple[list[SignedTransactionAPI], list[Address]]:
    """Check the transactions and receipts of a block, and the rows that repeat them.

    Returns the transactions and the accounts that signed them.
    """
    builder = PragueVM.get_receipt_builder()
    raw = listed(header.transactions, walk.get)
    receipts = [builder.decode(data) for data in listed(header.receipts, walk.get)]
    if len(raw) != len(receipts):
        raise _Wrong(f"it has {len(raw)} transactions and {len(receipts)} receipts")
    transactions, senders = list[SignedTransactionAPI](), list[Address]()
    bloom, gas, rows, logs = 0, 0, list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    for position, (data, receipt) in enumerate(zip(raw, receipts, strict=True)):
        try:
            transaction, sender = signed(data)
        except Invalid as error:
            raise _Wrong(f"transaction {position} in it is {error}") from error
        transactions.append(transaction)
        senders.append(sender)
        key = f"transaction-hash-to-block:{transaction.hash!r}".encode()
        walk.expect(key, rlp.encode([rlp.whole(header.number), rlp.whole(position)]))
        rows.append(_receipt_row(header, position, transaction, sender, receipt, gas))
        for log in receipt.logs:
            topics = [topic.to_bytes(_HASH, "big") for topic in log.topics]
            absent = [None] * (4 - len(topics))
            place = (header.number, len(logs), transaction.hash, position)
            logs.append((*place, log.address, *topics, *absent, log.data))
        bloom, gas = bloom | receipt.bloom, receipt.gas_used
    if (bloom, gas) != (header.bloom, header.gas_used):
        raise _Wrong("its header and its receipts differ in their logs or gas")
    for table, expected in (("receipt", rows), ("log", logs)):
        query = f"select * from {table} where block = ? order by position"  # noqa: S608 - our names
        _same(table, walk.sql.execute(query, (header.number,)).fetchall(), expected)
    walk.transactions += len(rows)
    walk.logs += len(logs)
    return transactions, senders


def _receipt_row(
    header: _Header,
    position: int,
    transaction: SignedTransactionAPI,
    sender: Address,
    receipt: ReceiptAPI,
    gas_before: int,
) -> tuple[Any, ...]:
    """The row that `blocks` writes into the receipt table for a transaction."""
    created = keccak256(rlp.encode([sender, rlp.whole(transaction.nonce)]))[12:]
    most, tip = transaction.max_fee_per_gas, transaction.max_priority_fee_per_gas
    return (
        transaction.hash,
        header.number,
        position,
        sender,
        transaction.to or None,
        None if transaction.to else created,
        int(receipt.state_root == _SUCCESS),
        receipt.gas_used - gas_before,
        receipt.gas_used,
        min(most, tip + header.base_fee),
    )


def _same(table: str, rows: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> None:
    if len(rows) != len(expected):
        raise _Wrong(f"{len(rows)} rows of the {table} table, {len(expected)} by its receipts")
    for row, right in zip(rows, expected, strict=True):
        # 1 and 1.0 are equal in Python, and not in a file.
        if row != right or [*map(_kind, row)] != [*map(_kind, right)]:
            raise _Wrong(f"a row of the {table} table says other than its receipts")


def _kind(value: object) -> type[object]:
    """The type of a value in a row: bytes or int, also for their subclasses, or another type."""
    return next((kind for kind in (bytes, int) if isinstance(value, kind)), type(value))


def _state(walk: _Walk, header: _Header) -> None:
    """Check the accounts of a block with their storage and code, as far as they are new in it."""
    for _, account in leaves(header.state, walk.get, walk.nodes):
        match decoded(account):
            case [bytes(), bytes(), bytes() as storage, bytes() as code]:
                deque(leaves(storage, walk.get, walk.nodes), maxlen=0)
                if code != NO_CODE and code not in walk.values:
                    walk.get(code)
            case _:
                raise _Wrong("an account has the wrong form")


def _rest(walk: _Walk, last: int) -> None:
    """Check everything that belongs to no block. `last` is the number of the newest block."""
    # py-evm writes them with the first block after the genesis.
    for key in _GAPS if last else ():
        walk.expect(key, rlp.encode([[], (last + 1).to_bytes(_HASH, "big")]))
    # By how many seconds the clock was put forward, where it was.
    clock = walk.sql.execute("select value from node where key = ?", (CLOCK,)).fetchone()
    if clock is not None:
        ahead = clock[0] if isinstance(clock[0], bytes) else b""
        if len(ahead) != 8 or int.from_bytes(ahead, "big") > MOST_AHEAD:
            raise _Wrong("its clock was put forward by more than a thousand years")
        walk.rows.add(CLOCK)
    for table in ("receipt", "log"):
        counted = f"select count(*) from {table}"  # noqa: S608 - our names
        query = f"{counted} where block not between 0 and ?"
        if walk.sql.execute(query, (last,)).fetchone()[0]:
            raise _Wrong(f"rows of the {table} table belong to no block")
    for key, value in walk.sql.execute("select key, value from node"):
        if key in walk.rows or key in walk.values:
            continue
        if not (isinstance(key, bytes) and isinstance(value, bytes)) or keccak256(value) != key:
            raise _Wrong(f"the value under {_short(key)} belongs to no block")
    _in_order(walk, "integrity_check")


def _in_order(walk: _Walk, pragma: str) -> None:
    """Let SQLite check the file. Raises _Wrong if `pragma` reports a fault."""
    (answer,) = walk.sql.execute(f"pragma {pragma}(1)").fetchone()
    if answer != "ok":
        raise _Wrong(f"SQLite finds the file out of order ({answer})")


def _short(key: object) -> str:
    """A key as text for people: the first digits of a hash; any other key as it is."""
    if not isinstance(key, bytes):
        return repr(key)
    return f"{to_hex(key)[:18]}…" if len(key) == _HASH else key.decode(errors="replace")[:40]
