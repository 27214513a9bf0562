"""Bringing an index up to date: the registry's logs, range by range, into SQLite.

A range is stored in one commit, so a sync that was cut off goes on where it stopped. How
many blocks a range has follows from how many logs the last one had.

A chain may change its last blocks. The hash of every block that logged something is kept,
and that of the newest block that was read, the tip; a range is stored only if its first
block names the tip as its parent and its last one is the same before and after the logs
were read. Where that fails, everything above the newest kept block that the chain still
has is taken back, and read again.
"""

import time
from bisect import bisect_right
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar

from avatarchain import genome as genomes
from avatarchain.bar import Bar, no_bar
from avatarchain.chain import Block, Log
from avatarchain.errors import ChainUnsteady, NoSuchBlock, NotANode, StrangeLog, Unreachable
from avatarchain.genome import GENES
from avatarchain.home import locked
from avatarchain.index.store import Index
from avatarchain.rarity import rarity
from avatarchain.registry import ZERO_ADDRESS
from avatarchain.registry.events import (
    BORN,
    COMMITTED,
    CONCEIVED,
    LAPSED,
    TRANSFER,
    address,
    number,
    words,
)
from avatarchain.species import express

TOPICS = [BORN, TRANSFER, CONCEIVED, LAPSED, COMMITTED]

_SMALLEST, _FIRST, _LARGEST = 8, 64, 10_000  # blocks in a range
_FEW, _MANY = 4_000, 20_000  # logs in one
_REWINDS = 10
_TRIES, _PAUSE = 4, 0.2  # for one answer; seconds, doubled each time

Answer = TypeVar("Answer")


def sync(index: Index, bar: Bar = no_bar) -> None:
    """Read what the chain has and the index has not; `bar` shows how many blocks are read.

    Raises ChainUnsteady,
    StrangeLog, and what a node that stays silent raises.
    """
    chain = index.registry.chain
    with ExitStack() as stack:
        stack.enter_context(locked(index.path.parent, index.path.name))
        head = _patiently(chain.head)
        advance = stack.enter_context(bar(head.number + 1 - _next(index)[0], "reading the chain"))
        span, rewinds = _FIRST, 0
        while True:
            low, parent = _next(index)
            if low == head.number + 1 and parent in (head.hash, None):
                return
            logs = None
            if low <= head.number:
                high = min(head.number, low + span - 1)
                logs = _range(index, low, high, parent)
            if logs is None:
                rewinds += 1
                if rewinds > _REWINDS:
                    raise ChainUnsteady(url=chain.url, rewinds=_REWINDS)
                time.sleep(_PAUSE if rewinds > 1 else 0)
                head = _patiently(chain.head)
                _rewind(index, head)
                continue
            top, found = logs
            _store(index, top, found)
            advance(high + 1 - low)
            if len(found) < _FEW:
                span = min(_LARGEST, 2 * span)
            elif len(found) > _MANY:
                span = max(_SMALLEST, span // 2)


def _patiently(ask: Callable[[], Answer]) -> Answer:
    """An answer, asked for again where the node was silent or answered no sense."""
    for attempt in range(_TRIES - 1):
        try:
            return ask()
        except (Unreachable, NotANode):
            time.sleep(_PAUSE * 2**attempt)
    return ask()


def _next(index: Index) -> tuple[int, bytes | None]:
    """The first block that was not read, and the hash of the one before it, if that was."""
    row = index.rows("select number, hash from tip").fetchone()
    return (index.registry.block, None) if row is None else (row[0] + 1, row[1])


def _range(
    index: Index, low: int, high: int, parent: bytes | None
) -> tuple[Block, list[Log]] | None:
    """The last block of a range and its logs; None where the chain changed under them."""
    chain, contract = index.registry.chain, index.registry.address

    def read() -> tuple[Block, list[Log], Block, Block]:
        top = chain.block(high)
        logs = chain.logs(contract, [TOPICS], first=low, last=high)
        return top, logs, chain.block(low), chain.block(high)

    try:
        top, logs, bottom, again = _patiently(read)
    except NoSuchBlock:
        return None
    if again.hash != top.hash or parent not in (bottom.parent_hash, None):
        return None
    for log in logs:
        if not low <= log.block_number <= high or log.address != contract:
            raise NotANode(url=chain.url, reason="it answered with logs that were not asked for")
    return top, sorted(logs, key=lambda log: (log.block_number, log.log_index))


# --- taking back ---------------------------------------------------------------------------


def _rewind(index: Index, head: Block) -> None:
    """Forget all blocks that the chain does not have any more."""
    chain = index.registry.chain
    kept = index.rows(
        "select number, hash from block where number <= ? order by number", head.number
    ).fetchall()

    def gone(at: tuple[int, bytes]) -> bool:
        try:
            return _patiently(lambda: chain.block(at[0])).hash != at[1]
        except NoSuchBlock:
            return True

    # Of blocks in order first come those that are there still, then those that are gone.
    whole = bisect_right(kept, False, key=gone)
    tip = kept[whole - 1] if whole else None
    last = -1 if tip is None else tip[0]
    sql = index.sql
    sql.execute("begin immediate")
    try:
        first = index.rows("select min(number) from avatar where block > ?", last).fetchone()[0]
        if first is not None:
            for table in ("avatar", "birth"):
                index.rows(f"delete from {table} where number >= ?", first)
            index.rows("update promise set claimed = null where claimed >= ?", first)
        handed = index.rows("select distinct avatar from handover where block > ?", last)
        changed = [(one,) for (one,) in handed.fetchall()]
        for table in ("handover", "conception", "batch", "holder"):
            index.rows(f"delete from {table} where block > ?", last)
        index.rows("delete from block where number > ?", last)
        sql.executemany(
            "update avatar set owner = coalesce((select holder from handover where "
            "avatar = avatar.number order by block desc, position desc limit 1), "
            "(select holder from birth where number = avatar.number)) where number = ?",
            changed,
        )
        _set_tip(index, tip)
        sql.execute("commit")
    except BaseException:
        sql.execute("rollback")
        raise


def _set_tip(index: Index, tip: tuple[int, bytes] | None) -> None:
    index.rows("delete from tip")
    if tip is not None:
        index.rows("insert into tip values (?, ?)", *tip)


# --- storing ---------------------------------------------------------------------------------


def expressed(genome: int) -> int:
    """The 16 expressed alleles as one number of 64 bits with a sign, locus 0 highest."""
    return signed(int(genomes.to_hex(genome)[2::GENES], 16))


def signed(value: int) -> int:
    """A number below 2**64 as SQLite keeps it."""
    return value - (1 << 64) if value >> 63 else value


class _Range:
    """What the logs of a range come to: rows for each table, gathered in the order of logs."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.blocks: dict[int, bytes] = {}
        self.avatars: list[tuple[Any, ...]] = []
        self.births: list[tuple[Any, ...]] = []
        self.handovers: list[tuple[Any, ...]] = []
        self.conceptions: list[tuple[Any, ...]] = []
        self.batches: list[tuple[Any, ...]] = []
        self.owners: dict[int, int] = {}
        self.claims: list[tuple[int, int, bytes]] = []
        self.holders: dict[str, int] = {}
        self.new_holders: list[tuple[int, str, int]] = []
        self.numbers: dict[bytes, int] = {}
        self.minted: dict[bytes, tuple[str, bytes]] = {}
        self.next = index.rows("select coalesce(max(number) + 1, 0) from avatar").fetchone()[0]
        holders = index.rows("select coalesce(max(number) + 1, 0) from holder").fetchone()[0]
        self.next_holder: int = holders
        self.promises = index.rows("select exists (select 1 from promised)").fetchone()[0]

    def take(self, log: Log) -> None:
        self.blocks[log.block_number] = log.block_hash
        match log.topics:
            case [topic, giver, to, token] if topic == TRANSFER:
                self._handed(log, address(giver), address(to), token)
            case [topic, token, mother, father] if topic == BORN:
                self._born(log, token, mother, father)
            case [topic, mother, father] if topic in (CONCEIVED, LAPSED):
                pair = self._number(log, mother), self._number(log, father)
                self.conceptions.append(
                    (log.block_number, log.log_index, *pair, int(topic == LAPSED))
                )
            case [topic, batch] if topic == COMMITTED and len(log.data) == 64:
                root, count = log.data[:32], log.data[32:]
                self.batches.append(
                    (number(batch), root, count, log.block_number, log.transaction_hash)
                )
            case _:
                raise self._strange(log, "an event of another form")

    def _handed(self, log: Log, giver: str, to: str, token: bytes) -> None:
        if giver == ZERO_ADDRESS:
            # The birth's own log comes next, and says whose it is.
            self.minted[token] = (to, log.transaction_hash)
            return
        avatar, holder = self._number(log, token), self._holder(to, log.block_number)
        self.owners[avatar] = holder
        self.handovers.append(
            (log.block_number, log.log_index, avatar, holder, log.transaction_hash)
        )

    def _born(self, log: Log, token: bytes, mother: bytes, father: bytes) -> None:
        to, transaction = self.minted.pop(token, (None, None))
        facts = words(log)
        if to is None or transaction != log.transaction_hash or self._known(token) is not None:
            raise self._strange(log, "a birth without its transfer, or a second one")
        if len(facts) != 2 or facts[1] >> 63:
            raise self._strange(log, "a birth of another form")
        genome, generation = facts
        parents = [
            None if not any(parent) else self._number(log, parent) for parent in (mother, father)
        ]
        species, own, holder = self.index.species, self.next, self._holder(to, log.block_number)
        shown = expressed(genome)
        self.next += 1
        self.numbers[token] = own
        self.avatars.append(
            (
                own, shown, express(species, genome).hidden, rarity(species, genome),
                generation, holder, *parents, log.block_number,
            )
        )  # fmt: skip
        self.births.append((own, token, log.data[:32], log.transaction_hash, holder))
        if self.promises:
            self.claims.append((own, shown, log.data[:32]))

    def _known(self, token: bytes) -> int | None:
        if token in self.numbers:
            return self.numbers[token]
        row = self.index.rows("select number from birth where id = ?", token).fetchone()
        return None if row is None else int(row[0])

    def _number(self, log: Log, token: bytes) -> int:
        found = self._known(token)
        if found is None:
            raise self._strange(log, "an avatar that was never born")
        return found

    def _holder(self, to: str, block: int) -> int:
        if to not in self.holders:
            row = self.index.rows("select number from holder where address = ?", to).fetchone()
            if row is None:
                self.new_holders.append((self.next_holder, to, block))
                row = (self.next_holder,)
                self.next_holder += 1
            self.holders[to] = row[0]
        return self.holders[to]

    def _strange(self, log: Log, reason: str) -> StrangeLog:
        return StrangeLog(contract=log.address, block=log.block_number, reason=reason)


def _store(index: Index, top: Block, logs: list[Log]) -> None:
    """Put the logs of a range into the index, and its last block as the new tip."""
    sql = index.sql
    sql.execute("begin immediate")
    try:
        found = _Range(index)
        for log in logs:
            found.take(log)
        for table, rows in (
            ("block", list(found.blocks.items())), ("holder", found.new_holders),
            ("avatar", found.avatars), ("birth", found.births), ("handover", found.handovers),
            ("conception", found.conceptions), ("batch", found.batches),
        ):  # fmt: skip
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                sql.executemany(f"insert into {table} values ({marks})", rows)
        sql.executemany(
            "update avatar set owner = ? where number = ?",
            [(holder, avatar) for avatar, holder in found.owners.items()],
        )
        sql.executemany(
            "update promise set claimed = ? where expressed = ? and genome = ?", found.claims
        )
        _set_tip(index, (top.number, top.hash))
        sql.execute("commit")
    except BaseException:
        sql.execute("rollback")
        raise
