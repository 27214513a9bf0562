"""One SQLite file that holds a whole chain.

A chain is a table of keys and values, as py-evm writes it. Here this table is in SQLite, together
with two small tables for receipts and logs. So reading a receipt or searching logs takes one
query instead of reading all blocks.

Callers can rely on this:

- A chain file does not exist or is complete, because it is built under another name and then
  renamed.
- All that a request writes is committed together or not at all, also with several processes,
  because a write takes the lock before it reads.
- A process that is killed at any moment loses nothing that was acknowledged. (After a power
  failure the last blocks may be missing, because commits are not flushed one by one; the
  chain itself is not damaged.)

The meaning of the values, such as blocks, is left to `state`, which reads them, and to
`embedded`, where py-evm writes them.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from lru import LRU

from avatarchain.base import locks, sqlite
from avatarchain.base.documents import check_format
from avatarchain.base.home import draft
from avatarchain.chain.files import APPLICATION_ID, FORMAT, LOG, SCHEMA, format_of
from avatarchain.errors import CannotWrite, ChainGone, DiskFull, NotAChainFile

_RECENT = 4096  # nodes of the state, a few hundred bytes each
_TOPICS = ("topic0", "topic1", "topic2", "topic3")
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Store:
    """An existing chain file as a mapping of bytes to bytes, and as a SQL database.

    Raises NotAChainFile, MadeByAnotherVersion, NewerFormat, CannotWrite, LockHeld, DiskFull.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self.path, self.timeout, self._depth = path, timeout, 0
        self._recent: LRU[bytes, bytes] = LRU(_RECENT)
        number = format_of(path)
        if number is not None:
            check_format(path, number, FORMAT)
        with self.refusals():
            self._opened = _place(path)
            self.sql = sqlite.connect(path, timeout, mode="rw")
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
        if type(value) is not bytes:
            raise sqlite.Strange("a value has another form")
        # A key of 32 bytes is the hash of its value, which therefore never changes.
        if len(key) == 32:
            self._recent[key] = value
        return value

    def several(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values of some keys, a few thousand at most, as far as they are there."""
        chosen = tuple(keys)
        marks = ", ".join("?" * len(chosen))
        query = f"select key, value from node where key in ({marks})"  # noqa: S608 - question marks
        return dict(self.rows("bb", query, *chosen))

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self.sql.execute("insert or replace into node values (?, ?)", (key, value))

    def __delitem__(self, key: bytes) -> None:
        if not self.sql.execute("delete from node where key = ?", (key,)).rowcount:
            raise KeyError(key)

    def __contains__(self, key: bytes) -> bool:
        query = "select 1 from node where key = ?"
        return self.sql.execute(query, (key,)).fetchone() is not None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Commit all that is written inside at the end, or nothing of it. It may be nested.

        The write lock is taken at the start, so the data read inside are the newest.
        """
        if self._depth:
            yield
            return
        self._depth = 1
        try:
            with sqlite.transaction(self.sql, self.timeout):
                self._check_place()
                yield
        except BaseException:
            self._recent.clear()
            raise
        finally:
            self._depth = 0

    def _check_place(self) -> None:
        """Raise ChainGone unless the path still leads to the file that was opened."""
        if _place(self.path) != self._opened:
            raise ChainGone(path=self.path)

    def rows(self, kinds: str, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query. `kinds` names the type of each column, as `sqlite.typed` has them.

        Raises NotAChainFile, during the iteration, for a value of another type.
        """
        return sqlite.typed(self.sql.execute(query, values), kinds)

    def logs(
        self,
        addresses: Sequence[bytes],
        topics: Sequence[Iterable[bytes] | None],
        first: int,
        last: int,
        most: int,
    ) -> Iterator[tuple[Any, ...]]:
        """The first `most` rows of the log table of blocks `first` to `last`, both included.

        Without `addresses`, logs of all contracts are returned. A topic that is None may have any
        value; otherwise it must be one of the given values.
        """
        conditions, values = ["block between ? and ?"], list[int | bytes]((first, last))
        columns = (("address", addresses or None), *zip(_TOPICS, topics, strict=False))
        for column, allowed in columns:
            if allowed is not None:
                chosen = list(allowed)
                conditions.append(f"{column} in ({', '.join('?' * len(chosen))})")
                values += chosen
        where = " and ".join(conditions)
        chosen_logs = f"select * from log where {where}"  # noqa: S608 - our words and question marks
        query = f"{chosen_logs} order by block, position limit ?"
        return self.rows(LOG, query, *values, most)

    def refusals(self) -> AbstractContextManager[None]:
        """Turn SQLite's errors about the file into this project's errors."""
        return _refusals(self.path, self.timeout)

    def flush(self) -> None:
        """Flush everything to the disk, so that a power cut cannot lose any of it."""
        self.sql.execute("pragma wal_checkpoint(full)")

    def close(self) -> None:
        """Close the file."""
        self.sql.close()


def create(path: Path, timeout: float, fill: Callable[[Store], None]) -> None:
    """Make the chain file `path` if it is missing; `fill` writes its first content.

    If several processes call this at once, one makes the file, and the others wait up to
    `timeout` seconds.
    """
    with _refusals(path, timeout):
        path.parent.mkdir(parents=True, exist_ok=True)
        with locks.hold(Path(f"{path}.lock"), timeout):
            if path.exists():
                return
            # A journal of a chain that is gone would be replayed over the new one.
            sqlite.remove(path)
            beside = draft(path)
            try:
                sql = sqlite.connect(beside, timeout)
                try:
                    sql.execute("pragma journal_mode = wal")
                    sql.executescript(SCHEMA)
                finally:
                    sql.close()
                store = Store(beside, timeout)
                try:
                    with store.writing():
                        fill(store)
                finally:
                    store.close()
                os.replace(beside, path)
            finally:
                sqlite.remove(beside)


def _place(path: Path) -> tuple[int, int] | None:
    """The device and inode number of the file at a path; None if there is no file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _examine(sql: sqlite3.Connection, path: Path) -> None:
    """Raise NotAChainFile if the file has another format, or is shorter than it should be."""
    file = sqlite.examine(sql, path)
    if not file.size:
        raise NotAChainFile(path=path, reason="the file is empty")
    if file.application_id != APPLICATION_ID:
        raise NotAChainFile(path=path, reason="a database of another program")
    if file.format != FORMAT:
        raise NotAChainFile(path=path, reason="its header names no format")
    if file.cut_off:
        reason = f"{file.size} bytes long, {file.expected} expected: cut off"
        raise NotAChainFile(path=path, reason=reason)
    sqlite.check(sql, SCHEMA)


@contextmanager
def _refusals(path: Path, timeout: float) -> Iterator[None]:
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a fault in this program, not in the file
    except sqlite3.DatabaseError as error:
        kind = sqlite.error_kind(error)
        if kind in sqlite.BUSY:
            raise locks.held(path, Path(f"{path}-shm"), timeout) from error
        if kind in sqlite.NO_SPACE:
            raise DiskFull(path=path, reason=str(error)) from error
        if kind in sqlite.NO_ACCESS:
            raise CannotWrite(path=path, reason=str(error)) from error
        raise NotAChainFile(path=path, reason=str(error)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno in _NO_SPACE:
            raise DiskFull(path=path, reason=reason) from error
        raise CannotWrite(path=path, reason=reason) from error


def has_our_tables(path: Path) -> bool:
    """Whether a file has exactly the tables of a chain, whatever their content is.

    Raises NotAChainFile if it is no database.
    """
    with _refusals(path, 0), closing(sqlite.connect(path, 0, mode="ro")) as sql:
        try:
            sqlite.check(sql, SCHEMA)
        except sqlite.Strange:
            return False
        return True
