"""One SQLite file that holds a whole chain.

py-evm keeps a chain in a table of keys and values. Here that table lies in SQLite, next to
two small ones of our own, what each transaction did and what it logged, so that a receipt
or a search through logs is one query and not a walk through blocks.

What a caller may rely on: a chain file either does not exist or is whole, because it is
built beside its place and moved there; what a request writes is committed at once or not
at all, across processes, because a write takes the lock before it reads; a process killed
at any moment loses nothing that was acknowledged. (A power failure may take the last
blocks with it, never the chain: commits are not flushed to the platter one by one.)

This module knows nothing of blocks; that is left to `embedded`.
"""

import errno
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from eth.abc import AtomicWriteBatchAPI
from eth.db.atomic import AtomicDBWriteBatch
from eth.db.backends.base import BaseAtomicDB
from filelock import FileLock, Timeout
from lru import LRU

from avatarchain.errors import CannotWrite, ChainBusy, DiskFull, NotAChainFile

APPLICATION_ID = 0x41564348  # "AVCH", in the header of every chain file
FORMAT = 1

_RECENT = 4096  # nodes of the state, a few hundred bytes each
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_SCHEMA = f"""
pragma application_id = {APPLICATION_ID};
pragma user_version = {FORMAT};
create table node (key blob primary key, value blob not null) without rowid;
create table receipt (
    hash blob primary key, block integer not null, position integer not null,
    sender blob not null, recipient blob, created blob, status integer not null,
    gas_used integer not null, cumulative_gas_used integer not null, gas_price integer not null
) without rowid;
create index receipt_block on receipt (block, position);
create table log (
    block integer not null, position integer not null, receipt blob not null,
    receipt_position integer not null, address blob not null,
    topic0 blob, topic1 blob, topic2 blob, topic3 blob, data blob not null,
    primary key (block, position)
) without rowid;
"""


class Store(BaseAtomicDB):
    """A mapping of bytes to bytes on an existing chain file, with SQL beside it.

    Errors: NotAChainFile, CannotWrite, ChainBusy, DiskFull.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self.path, self.timeout, self._depth = path, timeout, 0
        self._recent: LRU[bytes, bytes] = LRU(_RECENT)
        with self.refusals():
            self.sql = _connection(path, timeout)
            try:
                _examine(self.sql, path)
                self.sql.execute("pragma synchronous = normal")
            except BaseException:
                self.sql.close()
                raise

    def __getitem__(self, key: bytes) -> bytes:
        if key in self._recent:
            return self._recent[key]
        row = self.sql.execute("select value from node where key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        value: bytes = row[0]
        # A key of 32 bytes is the hash of its value, which therefore never changes.
        if len(key) == 32:
            self._recent[key] = value
        return value

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self.sql.execute("insert or replace into node values (?, ?)", (key, value))

    def __delitem__(self, key: bytes) -> None:
        if not self.sql.execute("delete from node where key = ?", (key,)).rowcount:
            raise KeyError(key)

    def _exists(self, key: bytes) -> bool:
        query = "select 1 from node where key = ?"
        return self.sql.execute(query, (key,)).fetchone() is not None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All that is written inside is committed at the end, or none of it; nests.

        Takes the write lock at once, so that what is read inside is the newest.
        """
        if not self._depth:
            self.sql.execute("begin immediate")
        self._depth += 1
        try:
            yield
            if self._depth == 1:
                self.sql.execute("commit")
        except BaseException:
            self._recent.clear()
            # SQLite rolls back by itself on some errors, a full disk among them.
            if self._depth == 1 and self.sql.in_transaction:
                self.sql.execute("rollback")
            raise
        finally:
            self._depth -= 1

    @contextmanager
    def atomic_batch(self) -> Iterator[AtomicWriteBatchAPI]:
        with self.writing(), AtomicDBWriteBatch._commit_unless_raises(self) as batch:
            yield batch

    def refusals(self) -> AbstractContextManager[None]:
        """Turns what SQLite says about the file into this project's refusals."""
        return _refusals(self.path, self.timeout)

    def close(self) -> None:
        self.sql.close()


def create(path: Path, timeout: float, fill: Callable[[Store], None]) -> None:
    """Make the chain file `path` unless it is there; `fill` writes its first content.

    Of several processes one makes it and the others wait up to `timeout` seconds.
    """
    with _refusals(path, timeout):
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=timeout):
            if path.exists():
                return
            draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
            try:
                sql = sqlite3.connect(draft, isolation_level=None)
                try:
                    sql.execute("pragma journal_mode = wal")
                    sql.executescript(_SCHEMA)
                finally:
                    sql.close()
                store = Store(draft, timeout)
                try:
                    with store.writing():
                        fill(store)
                finally:
                    store.close()
                os.replace(draft, path)
            finally:
                for leftover in ("", "-wal", "-shm"):
                    Path(f"{draft}{leftover}").unlink(missing_ok=True)


def _connection(path: Path, timeout: float) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode=rw"
    return sqlite3.connect(
        address, uri=True, isolation_level=None, timeout=timeout, check_same_thread=False
    )


def _examine(sql: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is not a chain of this format, or shorter than it says."""

    def pragma(name: str) -> Any:
        return sql.execute(f"pragma {name}").fetchone()[0]

    if not path.stat().st_size:
        raise NotAChainFile(path=path, reason="the file is empty")
    if pragma("application_id") != APPLICATION_ID:
        raise NotAChainFile(path=path, reason="a database of another program")
    if pragma("user_version") != FORMAT:
        found = pragma("user_version")
        raise NotAChainFile(path=path, reason=f"format {found}, this program reads {FORMAT}")
    said = pragma("page_count") * pragma("page_size")
    journal = Path(f"{path}-wal")
    # Pages that are still in the journal need not be in the file yet.
    if (not journal.exists() or not journal.stat().st_size) and path.stat().st_size < said:
        found = path.stat().st_size
        raise NotAChainFile(path=path, reason=f"{found} bytes long, {said} expected: cut off")


@contextmanager
def _refusals(path: Path, timeout: float) -> Iterator[None]:
    try:
        yield
    except Timeout as error:
        raise ChainBusy(path=path, seconds=timeout) from error
    except sqlite3.ProgrammingError:
        raise  # a mistake of ours, not of the file
    except sqlite3.DatabaseError as error:
        # The low byte is the kind of error, the rest its detail.
        kind = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise ChainBusy(path=path, seconds=timeout) from error
        if kind in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise DiskFull(path=path, reason=error) from error
        if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            raise CannotWrite(path=path, reason=error) from error
        raise NotAChainFile(path=path, reason=error) from error
    except OSError as error:
        reason = error.strerror or error
        if error.errno in _NO_SPACE:
            raise DiskFull(path=path, reason=reason) from error
        raise CannotWrite(path=path, reason=reason) from error
