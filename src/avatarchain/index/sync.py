"""Bring an index up to date: read the registry's logs into SQLite, range by range of blocks.

A range is stored in one commit, so a sync that was interrupted continues where it stopped. A range
gets more blocks if the last one had few logs, and fewer if it had many.

A chain may replace its last blocks. Therefore the index stores the hash of every block with logs,
and the hash of the newest block that was read, the tip. A range is stored only if its first
block has the tip as its parent, and if its last block is the same before and after the logs
were read. If not, the index looks for the newest stored block that is still on the chain,
deletes everything above it, and reads the chain again from there.
"""

import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.home import locked
from avatarchain.chain import DEVELOPMENT_CHAINS, Block, Chain, Log
from avatarchain.errors import (
    ChainUnsteady,
    NodeBehind,
    NoSuchBlock,
    NotANode,
    TooManyBlocks,
    Unreachable,
)
from avatarchain.index.rows import Rows
from avatarchain.index.store import Index
from avatarchain.registry.events import (
    BORN,
    CLOSED,
    COMMITTED,
    CONCEIVED,
    FOUNDING,
    FOUNDING_COMMITTED,
    LAPSED,
    STILLBORN,
    TRANSFER,
    words,
)

TOPICS = [BORN, TRANSFER, CONCEIVED, LAPSED, STILLBORN, COMMITTED]
TOPICS += [FOUNDING, FOUNDING_COMMITTED, CLOSED]
_BY_BLOCK = ("conception", "ending", "batch", "founding", "commitment", "closing", "holder")

MOST_BLOCKS = 10**9
"""The most blocks in one sync. No chain has so many, but a malicious node could invent them."""

DEEPEST = 96
"""The most blocks by which a chain goes back: three epochs, after which blocks are final.

Who tells an older newest block than before hides what happened since. On development chains a
person may go back as far as they like."""

_SMALLEST, _FIRST, _LARGEST = 8, 64, 10_000  # blocks in a range
_FEW, _MANY = 4_000, 20_000  # logs in a range
_REWINDS = 10
_TRIES, _PAUSE = 4, 0.2  # attempts for one answer; seconds between them, doubled each time

Answer = TypeVar("Answer")


def sync(index: Index, bar: Bar = no_bar) -> None:
    """Read into the index all blocks that are new on the chain; `bar` counts the blocks.

    Raises NodeBehind if the node tells a much older newest block than was read before,
    ChainChanged if another chain answers at its URL, ChainUnsteady if the chain changes
    again and again meanwhile, TooManyBlocks if it has
    more than MOST_BLOCKS new blocks, StrangeLog for a log that no registry writes, StrangeHeader if
    a block of a draw has a wrong header, and Unreachable or NotANode if the node does not answer.
    """
    chain = index.registry.chain
    with ExitStack() as stack:
        stack.enter_context(locked(index.path.parent, index.path.name))
        _check(chain)
        head = _head(index)
        advance = stack.enter_context(bar(head.number + 1 - _next(index)[0], "reading the chain"))
        span, rewinds = _FIRST, 0
        while True:
            low, parent = _next(index)
            if low == head.number + 1 and parent in (head.hash, None):
                _check(chain)
                return
            blocks = None
            if low <= head.number:
                high = min(head.number, low + span - 1)
                blocks = _range(index, low, high, parent)
            if blocks is None:
                rewinds += 1
                if rewinds > _REWINDS:
                    raise ChainUnsteady(url=chain.url, rewinds=_REWINDS)
                time.sleep(_PAUSE if rewinds > 1 else 0)
                _patiently(chain.check)  # of another chain nothing is stored
                head = _head(index)
                _rewind(index, head)
                continue
            _store(index, blocks)
            advance(high + 1 - low)
            if len(blocks.logs) < _FEW:
                span = min(_LARGEST, 2 * span)
            elif len(blocks.logs) > _MANY:
                span = max(_SMALLEST, span // 2)


def _check(chain: Chain) -> None:
    """Check that no other chain answers, unless whoever called does. Raises ChainChanged."""
    if not chain.is_watched:
        _patiently(chain.check)


def _head(index: Index) -> Block:
    """The newest block of the chain.

    Raises TooManyBlocks if it is too far from the last block that was read, and NodeBehind if it is
    too far before it.
    """
    chain = index.registry.chain
    head = _patiently(chain.head)
    before = _next(index)[0] - 1
    if chain.chain_id not in DEVELOPMENT_CHAINS and head.number < before - DEEPEST:
        path, number = str(index.path), head.number
        raise NodeBehind(url=chain.url, number=number, before=before, index=path)
    if (blocks := head.number + 1 - _next(index)[0]) > MOST_BLOCKS:
        raise TooManyBlocks(url=chain.url, blocks=blocks, most=MOST_BLOCKS)
    return head


def _patiently(ask: Callable[[], Answer]) -> Answer:
    """The answer of `ask`, which is called up to _TRIES times.

    It is called again if it raises Unreachable or NotANode.
    """
    for attempt in range(_TRIES - 1):
        try:
            return ask()
        except (Unreachable, NotANode):
            time.sleep(_PAUSE * 2**attempt)
    return ask()


def _next(index: Index) -> tuple[int, bytes | None]:
    """The first block to read, and the hash of the block before it (None before the first)."""
    for number, block_hash in index.read("nw", "select number, hash from tip"):
        return number + 1, block_hash
    return index.registry.block, None


@dataclass(frozen=True, slots=True)
class _Range:
    """A range that was read: its last block, its logs, and its blocks that draw a child."""

    top: Block
    logs: Sequence[Log]
    draws: Sequence[Block]


def _range(index: Index, low: int, high: int, parent: bytes | None) -> _Range | None:
    """Read a range of blocks; None if the chain changed meanwhile."""
    chain, contract = index.registry.chain, index.registry.address

    def read() -> tuple[Block, list[Log], list[Block], Block, Block]:
        top = chain.block(high)
        logs = chain.logs(contract, [TOPICS], first=low, last=high)
        draws = chain.blocks(_draws(index, logs, low, high))
        return top, logs, draws, chain.block(low), chain.block(high)

    try:
        top, logs, draws, bottom, again = _patiently(read)
    except NoSuchBlock:
        return None
    if again.hash != top.hash or parent not in (bottom.parent_hash, None):
        return None
    return _Range(top, logs, draws)


def _draws(index: Index, logs: list[Log], low: int, high: int) -> list[int]:
    """The numbers of the blocks in a range that draw a child, also one conceived before it."""
    query = "select distinct draw from conception where draw between ? and ?"
    draws = {number for (number,) in index.read("n", query, low, high)}
    for log in logs:
        if log.topics[:1] == (CONCEIVED,) and len(log.data) == 32:
            draws.update(draw for draw in words(log) if low <= draw <= high)
    return sorted(draws)


# --- deleting replaced blocks ---------------------------------------------------------------


def _rewind(index: Index, head: Block) -> None:
    """Delete what came from blocks that are no longer on the chain."""
    chain = index.registry.chain
    query = "select number, hash from block where number <= ? order by number"
    stored = list(index.read("nw", query, head.number))

    def replaced(block: tuple[int, bytes]) -> bool:
        number, block_hash = block
        try:
            return _patiently(lambda: chain.block(number)).hash != block_hash
        except NoSuchBlock:
            return True

    # The blocks are in order: first those that are still on the chain, then those that are not.
    whole = bisect_right(stored, False, key=replaced)
    tip = stored[whole - 1] if whole else None
    last = -1 if tip is None else tip[0]
    sql = index.sql
    with index.writing():
        first = index.rows("select min(number) from avatar where block > ?", last).fetchone()[0]
        if first is not None:
            index.rows("delete from avatar where number >= ?", first)
            index.rows("delete from birth where number >= ?", first)
            index.rows("update promise set claimed = null where claimed >= ?", first)
        handed = index.rows("select distinct avatar from handover where block > ?", last)
        changed = handed.fetchall()
        index.rows("delete from handover where block > ?", last)
        for table in _BY_BLOCK:
            index.rows(f"delete from {table} where block > ?", last)  # noqa: S608 - ours
        index.rows("delete from draw where number > ?", last)
        index.rows("delete from block where number > ?", last)
        sql.executemany(
            "update avatar set owner = coalesce((select holder from handover where "
            "avatar = avatar.number order by block desc, position desc limit 1), "
            "(select holder from birth where number = avatar.number)) where number = ?",
            changed,
        )
        _set_tip(index, tip)


def _set_tip(index: Index, tip: tuple[int, bytes] | None) -> None:
    index.rows("delete from tip")
    if tip is not None:
        index.rows("insert into tip values (?, ?)", *tip)


# --- storing ---------------------------------------------------------------------------------


def _store(index: Index, read: _Range) -> None:
    """Put the logs of a range into the index, and its last block as the new tip."""
    sql = index.sql
    with index.writing():
        new = Rows(index)
        for log in read.logs:
            new.take(log)
        for table, rows in (
            ("block", list(new.blocks.items())),
            ("holder", new.new_holders),
            ("avatar", new.avatars),
            ("birth", new.births),
            ("handover", new.handovers),
            ("conception", new.conceptions),
            ("ending", new.endings),
            ("draw", [(block.number, block.mix_hash) for block in read.draws]),
            ("batch", new.batches),
            ("founding", list(new.foundings.values())),
            ("commitment", new.commitments),
            ("closing", new.closings),
        ):
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                sql.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608 - ours
        sql.executemany(
            "update avatar set owner = ? where number = ?",
            [(holder, avatar) for avatar, holder in new.owners.items()],
        )
        sql.executemany(
            "update promise set claimed = ? where expressed = ? and genome = ?", new.claims
        )
        _set_tip(index, (read.top.number, read.top.hash))
