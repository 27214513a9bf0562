"""The file of an index: one SQLite file for each contract, chain and node.

A node can hide events or invent some. So answers of one node are never mixed with those of another:
a second node is read from the beginning, into a file of its own.

All its data are also on the chain or elsewhere in the home. So a file that is damaged, or from
an older version, is deleted and made again, with a message to the user. A file from a newer
version is refused and not changed. The file's name and the file itself both state the chain and
the contract; a file of another chain or contract is refused too. The node is in the name alone.

The columns that every list reads (expressed alleles, rarity, generation, owner) are in a table with
narrow rows. Reading a million rows takes a tenth of a second, whatever the condition, so these
columns need no SQL indexes.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from avatarchain.base import locks, sqlite
from avatarchain.base.canonical import to_hex
from avatarchain.base.home import locked, refuse_links
from avatarchain.chain import source_of
from avatarchain.errors import IndexDamaged, IndexIsNewer, IndexOfAnother, UnusableHome
from avatarchain.registry import Registry
from avatarchain.species import Species

APPLICATION_ID = 0x41564958  # "AVIX", in the header of every index
FORMAT = 2
_PATIENCE = 60.0  # seconds for another process that writes
_CACHE = 64 * 1024  # kilobytes

# `expressed` is 16 alleles as one number of 64 bits, locus 0 highest (SQLite's are signed);
# `hidden` a mask of loci, `rarity` thousandths of a bit. Avatars are numbered from 0 in the
# order of birth, holders in the order in which they appear, at `block`. `claimed` is the
# avatar that a promise became; its `holder` is null if that of the whole batch is. The
# `breeder` held the mother at the conception; `mixed` is the mixHash of a block that draws. A
# conception can end without a birth: it lapsed (`child` is null), or was stillborn, because the
# avatar `child` has the genome.
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
    father integer not null, draw integer not null, breeder integer not null,
    primary key (block, position)
) without rowid;
create index conception_mother on conception (mother);
create index conception_draw on conception (draw);
create table ending (
    block integer not null, position integer not null, mother integer not null,
    father integer not null, child integer, primary key (block, position)
) without rowid;
create table draw (number integer primary key, mixed blob not null);
create table batch (
    number integer primary key, root blob not null, count blob not null,
    block integer not null, hash blob not null
);
create table promise (
    number integer primary key, expressed integer not null, hidden integer not null,
    rarity integer not null, batch integer not null, place blob not null,
    genome blob not null, claimed integer, holder text
);
create index promise_expressed on promise (expressed);
create table promised (batch integer primary key, root blob not null, holder text);
create table founding (
    number integer primary key, recipients blob not null, count blob not null,
    draw blob not null, block integer not null, hash blob not null
);
create table commitment (
    founding integer primary key, batch integer not null, root blob not null,
    block integer not null, hash blob not null
);
create table closing (block integer primary key);
"""


@dataclass(frozen=True, slots=True)
class Index:
    """An open index: the copy of a registry's events, as the SQLite database `sql` at `path`."""

    registry: Registry
    species: Species
    path: Path
    sql: sqlite3.Connection

    def rows(self, query: str, *values: Any) -> sqlite3.Cursor:
        """The rows of an SQL query; `values` replace its question marks."""
        return self.sql.execute(query, values)

    def read(self, kinds: str, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query; each value is checked against its kind, a letter of `kinds`.

        For the letters see `sqlite.typed`. The file may come from a stranger.
        """
        return sqlite.typed(self.sql.execute(query, values), kinds)

    def single(self, kinds: str, query: str, *values: Any) -> tuple[Any, ...]:
        """The first row of a query, which must have at least one; for `kinds` see `read`."""
        for row in self.read(kinds, query, *values):
            return row
        raise sqlite.Strange("a row is missing")

    def writing(self) -> AbstractContextManager[None]:
        """Commit all that is written inside at the end, or nothing of it. Raises LockHeld."""
        return sqlite.transaction(self.sql, _PATIENCE)


def place(home: Path, contract: str, genesis: bytes, url: str) -> Path:
    """The path of the index of a registry with the answers of the node at `url`.

    `genesis` is the hash of block 0.
    """
    node = source_of(url, home)[2:18]
    return home / "index" / f"{contract}-{genesis.hex()[:16]}-{node}.sqlite"


def forget(home: Path, genesis: bytes) -> None:
    """Delete the indexes of all registries of a chain, whichever node they come from."""
    for file in (home / "index").glob(f"*-{genesis.hex()[:16]}*"):
        file.unlink(missing_ok=True)


def listed(
    home: Path, contract: str, genesis: bytes, url: str, begun: str, most: int
) -> list[bytes]:
    """The identities (32 bytes) in an index whose 0x-hex begins with `begun`, in order.

    The case of `begun` does not matter, and at most `most` identities are returned. The list is
    empty if there is no index, or if it cannot be read. The index is not brought up to date
    first, so that no chain has to be opened.
    """
    query = "select id from birth where '0x' || hex(id) like ? || '%' order by id limit ?"
    file = place(home, contract, genesis, url)
    return [token for (token,) in sqlite.glance(file, _SCHEMA, "w", query, begun, most)]


@contextmanager
def opened(
    home: Path, registry: Registry, species: Species, tell: Callable[[str], Any]
) -> Iterator[Index]:
    """Open the index of a registry, which is made if it is missing; `sync` brings it up to date.

    If an old or damaged index was deleted, `tell` is called with a sentence that says so.
    Raises IndexIsNewer, IndexOfAnother and UnusableHome, and IndexDamaged if damage is found
    only while the index is used.
    """
    path = place(home, registry.address, registry.chain.genesis, registry.chain.url)
    with _refusals(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            refuse_links(path.parent, [path.name])
            with locked(path.parent, path.name):
                sql = _examined(path, registry, tell) or _create(path, registry)
        except OSError as error:
            raise UnusableHome(
                home=str(path.parent), reason=error.strerror or str(error)
            ) from error
        try:
            sql.execute(f"pragma cache_size = -{_CACHE}")
            sql.execute("pragma synchronous = normal")
            yield Index(registry, species, path, sql)
        finally:
            sql.close()


class _Useless(Exception):
    """A file is old or damaged and must be made again; the text gives the reason."""


def _examined(
    path: Path, registry: Registry, tell: Callable[[str], Any]
) -> sqlite3.Connection | None:
    """Open the file and check it; None if it is missing, or was deleted as useless."""
    if not path.exists():
        return None
    sql = None
    try:
        sql = sqlite.connect(path, _PATIENCE)
        _examine(sql, path, registry)
        return sql
    except (sqlite3.DatabaseError, _Useless) as error:
        if sql is not None:
            sql.close()
        if not (isinstance(error, _Useless) or _is_damage(error)):
            raise
        sqlite.remove(path)
        tell(f"the index {path.name} could not be used ({error}): reading the chain again")
    except BaseException:
        if sql is not None:
            sql.close()
        raise
    return None


def _examine(sql: sqlite3.Connection, path: Path, registry: Registry) -> None:
    file = sqlite.examine(sql, path)
    if not file.size:
        raise _Useless("it is empty")
    if file.application_id != APPLICATION_ID:
        raise IndexOfAnother(file=path, content="a database of another program")
    if file.format > FORMAT:
        raise IndexIsNewer(file=path, file_format=file.format, newest=FORMAT)
    if file.format < FORMAT:
        raise _Useless(f"format {file.format}, this version has {FORMAT}")
    if file.cut_off:
        raise _Useless(f"{file.size} bytes of {file.expected}, cut off")
    sqlite.check(sql, _SCHEMA)
    rows = sql.execute("select genesis, contract, species from about")
    about = next(sqlite.typed(rows, "waw"), None)
    if about is None:
        raise _Useless("it does not say whose it is")
    if about != (registry.chain.genesis, registry.address, registry.species):
        genesis, contract, _ = about
        found_in = f"contract {contract} on the chain of genesis {to_hex(genesis)[:10]}…"
        raise IndexOfAnother(file=path, content=found_in)


def _create(path: Path, registry: Registry) -> sqlite3.Connection:
    sql = sqlite.connect(path, _PATIENCE)
    try:
        sql.execute("pragma journal_mode = wal")
        values = (registry.chain.genesis, registry.address, registry.species)
        sql.executescript(f"begin;{_SCHEMA}")
        sql.execute("insert into about values (?, ?, ?)", values)
        sql.execute("commit")
    except BaseException:
        sql.close()
        sqlite.remove(path)
        raise
    return sql


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return sqlite.error_kind(error) in sqlite.DAMAGE


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file into this project's errors."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a fault in this program, not in the file
    except sqlite3.DatabaseError as error:
        if _is_damage(error):
            sqlite.remove(path)
            raise IndexDamaged(file=path, reason=str(error)) from error
        if sqlite.error_kind(error) in sqlite.BUSY:
            raise locks.held(path, Path(f"{path}-shm"), _PATIENCE) from error
        if sqlite.error_kind(error) in sqlite.NO_SPACE | sqlite.NO_ACCESS:
            raise UnusableHome(home=str(path.parent), reason=str(error)) from error
        raise
