"""The file that an index lies in: one SQLite file for each contract of each chain.

Everything in it stands on the chain or elsewhere in the home, so a file that is damaged,
or from an older version, is thrown away and made again, with a word. One from a newer
version is refused: whoever wrote it will want it. The name says whose copy it is, and so
does the file itself: a file of another chain or contract is refused, too.

What is looked through for every list (expressed alleles, rarity, generation, owner) lies
in narrow rows of its own: a million are read from end to end in a tenth of a second,
whatever is asked for, so there is nothing to keep sorted.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from avatarchain.errors import IndexDamaged, IndexIsNewer, IndexOfAnother, UnusableHome
from avatarchain.home import locked
from avatarchain.registry import Registry
from avatarchain.species import Species

APPLICATION_ID = 0x41564958  # "AVIX", in the header of every index
FORMAT = 1
_PATIENCE = 60.0  # seconds for another process that writes
_CACHE = 64 * 1024  # kilobytes

# `expressed` is 16 alleles as one number of 64 bits, locus 0 highest (SQLite's are signed);
# `hidden` a mask of loci, `rarity` thousandths of a bit. Avatars are numbered from 0 in the
# order of birth, holders in the order in which they appear, at `block`. `claimed` is the
# avatar that a promise became.
_SCHEMA = f"""
pragma application_id = {APPLICATION_ID};
pragma user_version = {FORMAT};
create table about (genesis blob not null, contract text not null, species blob not null);
create table tip (number integer not null, hash blob not null);
create table block (number integer primary key, hash blob not null);
create table holder (number integer primary key, address text not null unique, block integer);
create table avatar (
    number integer primary key, expressed integer not null, hidden integer not null,
    rarity integer not null, generation integer not null, owner integer not null,
    mother integer, father integer, block integer not null
);
create index avatar_mother on avatar (mother) where mother is not null;
create table birth (
    number integer primary key, id blob not null unique, genome blob not null,
    hash blob not null, holder integer not null
);
create table handover (
    block integer not null, position integer not null, avatar integer not null,
    holder integer not null, hash blob not null, primary key (block, position)
) without rowid;
create index handover_avatar on handover (avatar);
create table conception (
    block integer not null, position integer not null, mother integer not null,
    father integer not null, lapse integer not null, primary key (block, position)
) without rowid;
create table batch (
    number integer primary key, root blob not null, count blob not null,
    block integer not null, hash blob not null
);
create table promise (
    number integer primary key, expressed integer not null, hidden integer not null,
    rarity integer not null, batch integer not null, place blob not null,
    genome blob not null, claimed integer
);
create index promise_expressed on promise (expressed);
create table promised (batch integer primary key, root blob not null, holder text not null);
"""


@dataclass(frozen=True, slots=True)
class Index:
    """An open copy of a registry's events."""

    registry: Registry
    species: Species
    path: Path
    sql: sqlite3.Connection

    def rows(self, query: str, *values: Any) -> sqlite3.Cursor:
        return self.sql.execute(query, values)


def place(home: Path, contract: str, genesis: bytes) -> Path:
    """Where the index of a registry lies."""
    return home / "index" / f"{contract}-{genesis.hex()[:16]}.sqlite"


def forget(home: Path, genesis: bytes) -> None:
    """Delete the indexes of all registries of a chain."""
    every = place(home, "*", genesis)
    for file in every.parent.glob(f"{every.name}*"):
        file.unlink(missing_ok=True)


@contextmanager
def opened(
    home: Path, registry: Registry, species: Species, tell: Callable[[str], Any]
) -> Iterator[Index]:
    """The index of a registry as it lies on disk, made where there is none.

    `tell` hears a sentence where one was thrown away. Raises IndexIsNewer, IndexOfAnother,
    UnusableHome, and IndexDamaged where the damage shows only in use.
    """
    path = place(home, registry.address, registry.chain.genesis)
    with _refusals(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with locked(path.parent, path.name):
                sql = _examined(path, registry, tell) or _create(path, registry)
        except OSError as error:
            raise UnusableHome(home=str(path.parent), reason=error.strerror or error) from error
        try:
            sql.execute(f"pragma cache_size = -{_CACHE}")
            sql.execute("pragma synchronous = normal")
            yield Index(registry, species, path, sql)
        finally:
            sql.close()


class _Useless(Exception):
    """A file that is better made again, and why."""


def _examined(
    path: Path, registry: Registry, tell: Callable[[str], Any]
) -> sqlite3.Connection | None:
    """The file, open; None where there is none, or none that could be used."""
    if not path.exists():
        return None
    sql = _connection(path)
    try:
        _examine(sql, path, registry)
        return sql
    except (sqlite3.DatabaseError, _Useless) as error:
        sql.close()
        # A file without a table of ours is none of this format.
        damage = isinstance(error, _Useless) or _is_damage(error) or "no such table" in str(error)
        if not damage:
            raise
        discard(path)
        tell(f"the index {path.name} could not be used ({error}): reading the chain again")
    except BaseException:
        sql.close()
        raise
    return None


def _examine(sql: sqlite3.Connection, path: Path, registry: Registry) -> None:
    def pragma(name: str) -> int:
        return int(sql.execute(f"pragma {name}").fetchone()[0])

    if not path.stat().st_size:
        raise _Useless("it is empty")
    if pragma("application_id") != APPLICATION_ID:
        raise IndexOfAnother(file=path, found="a database of another program")
    if (found := pragma("user_version")) > FORMAT:
        raise IndexIsNewer(file=path, found=found, known=FORMAT)
    if found < FORMAT:
        raise _Useless(f"format {found}, this version has {FORMAT}")
    said = pragma("page_count") * pragma("page_size")
    journal = Path(f"{path}-wal")
    # Pages that are still in the journal need not be in the file yet.
    if (not journal.exists() or not journal.stat().st_size) and path.stat().st_size < said:
        raise _Useless(f"{path.stat().st_size} bytes of {said}, cut off")
    about = sql.execute("select genesis, contract, species from about").fetchone()
    if about is None:
        raise _Useless("it does not say whose it is")
    if about != (registry.chain.genesis, registry.address, registry.species):
        genesis, contract, _ = about
        found_in = f"contract {contract} on the chain of genesis 0x{genesis.hex()[:8]}…"
        raise IndexOfAnother(file=path, found=found_in)


def _create(path: Path, registry: Registry) -> sqlite3.Connection:
    sql = _connection(path)
    try:
        sql.execute("pragma journal_mode = wal")
        values = (registry.chain.genesis, registry.address, registry.species)
        sql.executescript(f"begin;{_SCHEMA}")
        sql.execute("insert into about values (?, ?, ?)", values)
        sql.execute("commit")
    except BaseException:
        sql.close()
        discard(path)
        raise
    return sql


def discard(path: Path) -> None:
    """Remove an index and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def _connection(path: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}"
    return sqlite3.connect(
        address, uri=True, isolation_level=None, timeout=_PATIENCE, check_same_thread=False
    )


_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT}
_THE_DISK = {
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED,
}  # fmt: skip


def _kind(error: sqlite3.DatabaseError) -> int:
    # The low byte is the kind of error, the rest its detail.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return _kind(error) in _DAMAGE


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turns what SQLite says about the file into this project's refusals."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake of ours, not of the file
    except sqlite3.DatabaseError as error:
        if _is_damage(error):
            discard(path)
            raise IndexDamaged(file=path, reason=error) from error
        if _kind(error) in _THE_DISK:
            raise UnusableHome(home=str(path.parent), reason=error) from error
        raise
