"""Our SQLite files: opening, examining and removing them, and the kinds of SQLite's errors.

The chain and the index are such files, each with its own tables. Here is what both need. Such a
file may come from a stranger: `check` compares its tables with the expected ones before the first
query, and `typed` checks the values of the rows that are read. A file states the program that wrote
it (`application_id`) and its format (`user_version`), and it may be cut off. An error of SQLite
means damage, a busy file, a full disk or a missing permission; the caller decides what to do about
it. SQLite uses the files beside a database before anybody can look at its tables, so these are
looked at first: a rollback journal can name another file, which SQLite reads whole and deletes.
A malicious file can use the same pages many times, so that a small file has more rows than can
ever be read; so the number of steps of each query is limited by the size of the file.
"""

import os
import re
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import NoneType
from typing import Any

from avatarchain.base import locks
from avatarchain.base.regular import followed, open_regular

JOURNAL = "-wal"
ROLLBACK = "-journal"  # there for a moment when a database is created
ENDINGS = ("", JOURNAL, "-shm", ROLLBACK)  # of the file itself, and of those that SQLite adds

# Kinds of error, as `error_kind` gives them.
DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_INTERRUPT,  # a query without an end
}
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
NO_SPACE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
NO_ACCESS = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}

_STEPS, _STEPS_PER_BYTE = 5_000_000, 20
"""The most steps of a query, and the steps more for each byte of the file.

(A row takes about ten steps of SQLite's virtual machine, and ten bytes.)
"""
_AT_ONCE = 100_000  # steps between two looks at their number

_FORM = "select type, name, tbl_name, sql from sqlite_schema order by name"
_NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")
"""The last 8 bytes of a rollback journal that names a super-journal, by SQLite's file format.

That is a file which several databases share in one transaction; ours never share one.
"""
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


class Strange(sqlite3.DatabaseError):
    """A file contains something that our programs never write. It counts as damage."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


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


class _Bounded(sqlite3.Connection):
    """A connection to the file at `path`: a query that takes too many steps is interrupted."""

    path: Path
    _steps = 0

    def bind(self, path: Path) -> None:
        """Limit the steps of each query by the size of the file at `path`."""
        self.path = path
        self.set_progress_handler(self._stepped, _AT_ONCE)

    def execute(self, *query: Any) -> sqlite3.Cursor:
        """Run a query, as in the base class, with its number of steps limited.

        Raises Strange beyond it.
        """
        self._steps = 0
        try:
            return super().execute(*query)
        except sqlite3.OperationalError as error:
            if error_kind(error) == sqlite3.SQLITE_INTERRUPT:
                raise Strange("its tables have more rows than it has room for") from None
            raise

    def executemany(self, *query: Any) -> sqlite3.Cursor:
        """Run a query for each row, as in the base class; its steps are not limited."""
        self.set_progress_handler(None, 0)
        try:
            return super().executemany(*query)
        finally:
            self.set_progress_handler(self._stepped, _AT_ONCE)

    def _stepped(self) -> bool:
        self._steps += _AT_ONCE
        if self._steps <= _STEPS:
            return False
        size = sum(_size(Path(f"{self.path}{ending}")) for ending in ("", JOURNAL))
        return self._steps > _STEPS + _STEPS_PER_BYTE * size


def connect(path: Path, timeout: float, *, mode: str = "rwc") -> sqlite3.Connection:
    """Open a file. Each statement is its own transaction, and waits `timeout` seconds for a lock.

    A query of more steps than the size of the file explains ends in an error that counts as damage.
    `mode` is `ro` to read, `rw` to write too, `rwc` to create the file if it is missing. Raises
    Strange for a pipe or a device, and for files beside it that our programs never write.
    """
    path = followed(path)
    if is_odd(path):
        raise Strange("it is no regular file")
    _check_beside(path)
    address = f"{path.absolute().as_uri()}?mode={mode}"
    sql = sqlite3.connect(
        address,
        uri=True,
        isolation_level=None,
        timeout=timeout,
        check_same_thread=False,
        factory=_Bounded,
    )
    sql.bind(path)
    sql.execute("pragma trusted_schema = off")
    sql.text_factory = _text
    return sql


def is_odd(path: Path) -> bool:
    """Whether `path` is a pipe or a device, for which SQLite would wait for ever."""
    return path.exists() and not (path.is_file() or path.is_dir())


def _check_beside(path: Path) -> None:
    """Raise Strange for a file beside a database that SQLite must not find there.

    That is anything but a regular file, and a rollback journal that names another file.
    """
    for ending in ENDINGS[1:]:
        beside = Path(f"{path}{ending}")
        with suppress(FileNotFoundError):  # SQLite deletes them as soon as it can
            if not stat.S_ISREG(beside.lstat().st_mode):
                raise Strange(f"{beside.name} beside it is no regular file")
            if ending == ROLLBACK and _end_of(beside, len(_NAMES_ANOTHER)) == _NAMES_ANOTHER:
                raise Strange(f"{beside.name} beside it names a file to delete")


def _end_of(file: Path, count: int) -> bytes:
    """The last `count` bytes of a regular file, or all of a shorter one."""
    with open_regular(file) as opened:
        opened.seek(-min(count, opened.seek(0, os.SEEK_END)), os.SEEK_END)
        return opened.read(count)


def _text(data: bytes) -> str:
    """The bytes as text; bytes that are not UTF-8 are replaced. (`typed` checks the text later.)"""
    return data.decode(errors="replace")


def check(sql: sqlite3.Connection, schema: str) -> None:
    """Check that a file has exactly the tables that the SQL `schema` creates.

    Call it before the first query: in a stranger's file the name of a table may be that of an
    endless view, or there may be a trigger. Raises Strange if anything differs.
    """
    expected = _form(schema)
    if sql.execute(f"{_FORM} limit ?", (len(expected) + 1,)).fetchall() != expected:
        raise Strange("its tables have another form")


@lru_cache
def _form(schema: str) -> list[tuple[str, str, str, str | None]]:
    """Type, name, table and SQL of everything that the SQL `schema` creates, sorted by name."""
    with closing(sqlite3.connect(":memory:")) as sql:
        sql.executescript(schema)
        return sql.execute(_FORM).fetchall()


_KINDS: dict[str, tuple[type, Callable[[Sequence[Any]], bool]]] = {
    "i": (int, lambda values: True),
    "n": (int, lambda values: min(values) >= 0),
    "b": (bytes, lambda values: True),
    "w": (bytes, lambda values: set(map(len, values)) == {32}),
    "a": (str, lambda values: all(map(_ADDRESS.fullmatch, values))),
    "t": (str, lambda values: True),
}
"""The type of a kind, and whether all values of a column that have it are of the kind."""
_ROWS = 64  # that are looked at together, which is faster


def _fits(kind: str, column: Sequence[Any]) -> bool:
    """Whether all values of a column are of a kind."""
    types, (type_, fit) = set(map(type, column)), _KINDS[kind.lower()]
    if kind.isupper() and NoneType in types:
        column = [value for value in column if value is not None]
        types.remove(NoneType)
    return not types or (types == {type_} and fit(column))


def typed(rows: Iterable[tuple[Any, ...]], kinds: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows, and raise Strange if a value is not of its kind, a letter of `kinds`.

    The letters are: i an integer, n an integer from 0 on, b bytes, w 32 bytes, t text, a the text
    of an address (0x and 40 hex digits). A capital letter allows null too.
    """
    left = iter(rows)
    while part := list(islice(left, _ROWS)):
        for kind, column in zip(kinds, zip(*part, strict=True), strict=True):
            if not _fits(kind, column):
                raise Strange("a value has another form")
        yield from part


def examine(sql: sqlite3.Connection, path: Path) -> Examined:
    """Examine an open file. Raises sqlite3.DatabaseError if it is no database."""

    def pragma(name: str) -> int:
        return int(sql.execute(f"pragma {name}").fetchone()[0])

    journal = Path(f"{path}{JOURNAL}")
    whole = not _size(journal)
    return Examined(
        pragma("application_id"),
        pragma("user_version"),
        path.stat().st_size,
        pragma("page_count") * pragma("page_size") if whole else 0,
    )


def _size(file: Path) -> int:
    """The bytes of a file; 0 if it is not there, or goes at this moment, as journals do."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def error_kind(error: sqlite3.DatabaseError) -> int:
    """The kind of an error: one of sqlite3's primary codes, such as SQLITE_FULL."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def copy(source: Path, target: Path, timeout: float) -> None:
    """Replace the content of the database `target` by that of `source`, as it is at one moment.

    `timeout` is the number of seconds to wait for locks.
    """
    with (
        closing(connect(source, timeout, mode="ro")) as old,
        closing(connect(target, timeout)) as new,
    ):
        old.backup(new)


def remove(path: Path) -> None:
    """Delete a database file and the files that SQLite adds beside it, if they exist."""
    for ending in ENDINGS:
        Path(f"{path}{ending}").unlink(missing_ok=True)


@contextmanager
def transaction(sql: sqlite3.Connection, patience: float) -> Iterator[None]:
    """Write under the file's write lock: all of it is committed at the end, or nothing.

    The lock is taken at the start, so what is read inside is the newest. It is waited for
    `patience` seconds at most. Raises LockHeld after that time, and sqlite3.Error if writing fails.
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


def glance(path: Path, schema: str, kinds: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query on a file; an empty list if the file is missing or cannot be used.

    A link is not followed. For `schema` and `kinds` see `check` and `typed`.
    """
    if path.is_symlink() or not path.exists():
        return []
    try:
        with closing(connect(path, 0.1, mode="ro")) as sql:
            check(sql, schema)
            return list(typed(sql.execute(query, values), kinds))
    except sqlite3.Error:
        return []
