"""The files of an embedded chain, for code that does not run the chain.

This module knows their names in a home and their format, moves them, and searches their logs.
It does not need py-evm, which takes half a second to load. A chain is one SQLite file, together
with the two files that SQLite makes beside it. The format number is read from the file's
header in such a way that a file of another version is not changed.
"""

import errno
import os
import sqlite3
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from avatarchain.base import locks, sqlite
from avatarchain.base.documents import CHAIN_FORMAT
from avatarchain.base.home import CHAIN_FILE
from avatarchain.errors import DevnetThere, NotAChainFile

DEFAULT_FILE = CHAIN_FILE
APPLICATION_ID = 0x41564348  # "AVCH", in the header of every chain file
FORMAT = CHAIN_FORMAT
_REMOVES_OPEN = os.name != "nt"  # whether an open file can be deleted

SCHEMA = f"""
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

RECEIPT, LOG = "wnnbBBnnnn", "nnwnbWWWWb"
"""The kinds of the columns of these tables, as `sqlite.typed` names them."""


def format_of(path: Path) -> int | None:
    """The format number of a chain file, 1 or more.

    None if the file cannot be read or is not a chain file.
    """
    # Not by a file of our own: closing one would take SQLite's locks from all connections that
    # this process has to the chain, and another process could then delete their journal. As
    # immutable nothing is written, and a journal is left alone.
    if sqlite.is_odd(path):
        return None
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as sql:
            # Not as one query: a view may have the name of a table that tells of a pragma.
            (application,) = sql.execute("pragma application_id").fetchone()
            (number,) = sql.execute("pragma user_version").fetchone()
    except sqlite3.Error:
        return None
    return number or None if application == APPLICATION_ID else None


def delete(path: Path) -> None:
    """Delete a chain's files, as far as they are there, while no other process writes to them.

    A file that cannot be opened as a database is deleted too. Raises LockHeld.
    """
    with locks.hold(Path(f"{path}.lock")), ExitStack() as stack:
        if format_of(path) is not None:
            with suppress(sqlite3.DatabaseError):
                sql = stack.enter_context(closing(sqlite.connect(path, locks.PATIENCE, mode="rw")))
                sqlite.begin(sql, locks.PATIENCE)
        if not _REMOVES_OPEN:
            stack.close()
        sqlite.remove(path)


def copy(path: Path, target: Path) -> None:
    """Copy a chain as it is at one moment into the new file `target`, while others may write.

    The copy is one file; what was in the journal is in it. Raises OSError if it cannot be
    written, LockHeld, and NotAChainFile if the chain cannot be read.
    """
    with locks.hold(Path(f"{path}.lock")):
        try:
            sqlite.copy(path, target, locks.PATIENCE)
        except sqlite3.DatabaseError as error:
            if sqlite.error_kind(error) in sqlite.NO_SPACE | sqlite.NO_ACCESS:
                raise OSError(errno.EIO, str(error), str(target)) from None
            raise NotAChainFile(path=path, reason=str(error)) from error


def adopt(beside: Path, path: Path) -> None:
    """Rename the complete chain file `beside` to `path`, where there is no chain yet.

    The journal of an earlier chain at `path` is deleted, since SQLite would apply it to this one.
    Raises DevnetThere if there is a chain at `path`, LockHeld.
    """
    with locks.hold(Path(f"{path}.lock")):
        if path.exists():
            raise DevnetThere(path=path)
        sqlite.remove(path)
        os.replace(beside, path)


def move(path: Path, version: str) -> Path:
    """Rename a chain's files in their folder, with `version` in the name; return the new path.

    No file is overwritten: if `chain-0.1.sqlite` exists, the new name is `chain-0.1-2.sqlite`.
    The files that SQLite makes beside the database are renamed first. So if a move is cut off,
    the next call finishes it, and these files never come to belong to another chain.
    """
    beside = [ending for ending in sqlite.ENDINGS[1:] if Path(f"{path}{ending}").exists()]
    count, target = 1, path.with_name(f"{path.stem}-{version}{path.suffix}")
    while any(Path(f"{target}{ending}").exists() for ending in ("", *beside)):
        count += 1
        target = path.with_name(f"{path.stem}-{version}-{count}{path.suffix}")
    for ending in (*beside, ""):
        Path(f"{path}{ending}").rename(f"{target}{ending}")
    return target


def logged(home: Path, event: bytes, begun: str, most: int) -> list[bytes]:
    """The first indexed arguments in the logs of an event, on the devnet of a home.

    `event` is the event's topic, and `begun` the first characters of an argument in 0x-hex, in
    upper or lower case. At most `most` arguments of 32 bytes are returned, each once, in order. The
    list is empty if there is no devnet, or if it cannot be read.
    """
    query = (
        "select distinct topic1 from log where topic0 = ? "
        "and '0x' || hex(topic1) like ? || '%' order by topic1 limit ?"
    )
    rows = sqlite.glance(home / DEFAULT_FILE, SCHEMA, "w", query, event, begun, most)
    return [argument for (argument,) in rows]
