"""A chain file from a stranger is refused before the first query, whatever stands in its tables."""

import os
import sqlite3
import struct
from pathlib import Path

import pytest

from avatarchain import errors
from avatarchain.chain import connect
from avatarchain.chain.files import delete, format_of, logged

_ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c) select"
_VIEW = f"create view node as {_ENDLESS} x as key, x as value from c where x < 0"


@pytest.fixture
def file(folder: Path) -> Path:
    """The file of a chain with a block."""
    with connect("evm+sqlite://", folder=folder) as chain:
        chain.mine()
    return folder / "chain.sqlite"


def poison(path: Path, script: str) -> None:
    with sqlite3.connect(path) as sql:
        sql.executescript(script)
    sql.close()


@pytest.mark.parametrize(
    "script",
    [
        f"drop table node; {_VIEW}",
        "create trigger evil before insert on node begin select raise(abort, 'evil'); end",
        "create table more (more)",
        "drop index receipt_block",
        "alter table log add column more",
        f"create view pragma_user_version as {_ENDLESS} 3 as user_version from c where x < 0",
    ],
)
def test_a_file_of_another_form_is_refused_before_it_is_asked(file: Path, script: str) -> None:
    poison(file, script)
    assert format_of(file) is not None
    with (
        pytest.raises(errors.NotAChainFile, match="its tables have another form"),
        connect("evm+sqlite://", folder=file.parent),
    ):
        pass


def test_completion_does_not_look_into_a_file_of_another_form(file: Path) -> None:
    poison(file, f"drop table log; create view log as {_ENDLESS} x as topic0 from c where x < 0")
    assert logged(file.parent, bytes(32), "0x", 10) == []


@pytest.mark.parametrize("value", ["'text'", "5", "cast(x'ff' as text)"])
def test_a_value_of_another_form_is_refused(file: Path, value: str) -> None:
    poison(file, f"update node set value = {value}")
    with (
        pytest.raises(errors.NotAChainFile, match="a value has another form"),
        connect("evm+sqlite://", folder=file.parent),
    ):
        pass


def test_a_pipe_in_the_place_of_a_chain_is_refused_at_once(folder: Path) -> None:
    os.mkfifo(folder / "chain.sqlite")
    assert format_of(folder / "chain.sqlite") is None
    with (
        pytest.raises(errors.NotAChainFile, match="no regular file"),
        connect("evm+sqlite://", folder=folder),
    ):
        pass


def test_a_rollback_journal_beside_a_chain_deletes_no_file_that_it_names(file: Path) -> None:
    letter, journal = file.with_name("letter.txt"), Path(f"{file}-journal")
    letter.write_text("dear")
    sign, name = bytes.fromhex("d9d505f920a163d7"), str(letter).encode()
    head = (sign + struct.pack(">5I", 0, 0, 90, 512, 4096)).ljust(512, b"\0")
    tail = struct.pack(">I", (1 << 18) + 1) + name + struct.pack(">2I", len(name), sum(name))
    journal.write_bytes(head + tail + sign)
    assert logged(file.parent, bytes(32), "0x", 10) == []
    with (
        pytest.raises(errors.NotAChainFile, match=r"chain\.sqlite-journal beside it names a file"),
        connect("evm+sqlite://", folder=file.parent),
    ):
        pass
    assert letter.read_text() == "dear"
    delete(file)
    assert letter.exists()
    assert not journal.exists()


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
def test_a_pipe_beside_a_chain_is_refused_at_once(file: Path, ending: str) -> None:
    os.mkfifo(f"{file}{ending}")
    with (
        pytest.raises(
            errors.NotAChainFile, match=rf"chain\.sqlite{ending} beside it is no regular"
        ),
        connect("evm+sqlite://", folder=file.parent),
    ):
        pass
