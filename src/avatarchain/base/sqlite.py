"""Our SQLite files: opening, examining and removing them, and the kinds of SQLite's errors.

The chain and the index are such files, each with its own tables. Here is what both need. A
file has the number of the program that wrote it (`application_id`) and of its format
(`user_version`), and it may be cut off. An error of SQLite means damage, a busy file, a full
disk or a missing permission; the caller decides what to do about it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from avatarchain.base import locks

JOURNAL = "-wal"
ENDINGS = ("", JOURNAL, "-shm")  # of the file itself, and of the files that SQLite adds

# Kinds of error, as `error_kind` gives them.
Error = sqlite3.Error  # for those who only have to let one pass
DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT}
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
NO_SPACE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
NO_ACCESS = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}


@dataclass(frozen=True, slots=True)
class Examined:
    """The numbers in the header of a file, and its size in bytes.

    `application_id` is the program that wrote it. `expected` is the size that the header gives,
    or 0 if some pages may still be in the journal.
    """

    application_id: int
    format: int
    size: int
    expected: int

    @property
    def cut_off(self) -> bool:
        """Whether the file is smaller than its header says."""
        return self.size < self.expected


def connect(path: Path, timeout: float, *, mode: str = "rwc") -> sqlite3.Connection:
    """Open a file. Each statement is its own transaction, and waits `timeout` seconds for a lock.

    `mode` is `ro` to read, `rw` to write too, `rwc` to create the file if it is missing.
    """
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(
        address, uri=True, isolation_level=None, timeout=timeout, check_same_thread=False
    )


def examine(sql: sqlite3.Connection, path: Path) -> Examined:
    """Examine an open file. Raises sqlite3.DatabaseError if it is no database."""

    def pragma(name: str) -> int:
        return int(sql.execute(f"pragma {name}").fetchone()[0])

    journal = Path(f"{path}{JOURNAL}")
    whole = not journal.exists() or not journal.stat().st_size
    return Examined(
        pragma("application_id"),
        pragma("user_version"),
        path.stat().st_size,
        pragma("page_count") * pragma("page_size") if whole else 0,
    )


def error_kind(error: sqlite3.DatabaseError) -> int:
    """The kind of an error: one of sqlite3's primary codes, such as SQLITE_FULL."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def copy(source: Path, target: Path, timeout: float) -> None:
    """Put what a file holds at this moment in the place of what another one holds, as a whole."""
    with (
        closing(connect(source, timeout, mode="ro")) as old,
        closing(connect(target, timeout)) as new,
    ):
        old.backup(new)


def remove(path: Path) -> None:
    """Delete a file and the files that SQLite added to it, as far as they exist."""
    for ending in ENDINGS:
        Path(f"{path}{ending}").unlink(missing_ok=True)


@contextmanager
def transaction(sql: sqlite3.Connection, patience: float) -> Iterator[None]:
    """Write under the file's write lock: all of it is committed at the end, or nothing.

    The lock is taken at the start, so what is read inside is the newest. It is waited for
    `patience` seconds at most. Raises LockHeld, and what SQLite raises.
    """
    begin(sql, patience)
    try:
        yield
        sql.execute("commit")
    except BaseException:
        # SQLite rolls back by itself on some errors, a full disk among them.
        if sql.in_transaction:
            sql.execute("rollback")
        raise


def begin(sql: sqlite3.Connection, patience: float) -> None:
    """Take the write lock; wait `patience` seconds for it at most. Raises LockHeld."""
    first = min(locks.NOTICE, patience)
    try:
        _begin_within(sql, first)
    except sqlite3.OperationalError as error:
        if error_kind(error) not in BUSY:
            raise
        path = Path(sql.execute("pragma database_list").fetchone()[2])
        locks.report(path, Path(f"{path}-shm"))
        try:
            _begin_within(sql, patience - first)
        except sqlite3.OperationalError as last:
            if error_kind(last) not in BUSY:
                raise
            raise locks.held(path, Path(f"{path}-shm"), patience) from None
    finally:
        _wait_within(sql, patience)


def _begin_within(sql: sqlite3.Connection, seconds: float) -> None:
    _wait_within(sql, seconds)
    sql.execute("begin immediate")


def _wait_within(sql: sqlite3.Connection, seconds: float) -> None:
    sql.execute(f"pragma busy_timeout = {int(max(0.0, seconds) * 1000)}")


def glance(path: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query on a file; an empty list if the file is missing or cannot be read."""
    if not path.exists():
        return []
    try:
        with closing(connect(path, 0.1, mode="ro")) as sql:
            return sql.execute(query, values).fetchall()
    except sqlite3.Error:
        return []
