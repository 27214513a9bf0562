"""A SQLite file is examined, looked into and removed in one place."""

import os
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest

from avatarchain.base import sqlite

FORM = "create table t (a)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A closed database of 100 rows, with its program and format in the header."""
    path = tmp_path / "odd ?#% name.sqlite"
    sql = sqlite.connect(path, 1.0)
    sql.executescript("pragma application_id = 7; pragma user_version = 3; create table t (a)")
    with sqlite.transaction(sql, 1.0):
        sql.executemany("insert into t values (?)", [(number,) for number in range(1_000)])
    sql.close()
    return path


def examined(path: Path) -> sqlite.Examined:
    sql = sqlite.connect(path, 1.0, mode="rw")
    try:
        return sqlite.examine(sql, path)
    finally:
        sql.close()


def test_a_file_says_who_wrote_it_and_is_whole(file: Path) -> None:
    found = examined(file)
    assert (found.application_id, found.format) == (7, 3)
    assert found.size == found.expected == file.stat().st_size
    assert not found.cut_off


def test_a_file_that_lost_its_end_is_cut_off(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size - 100)
    assert examined(file).cut_off


def test_an_empty_file_has_no_size(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert examined(tmp_path / "empty").size == 0


def test_pages_in_the_journal_need_not_be_in_the_file(file: Path) -> None:
    sql = sqlite.connect(file, 1.0)
    sql.execute("pragma journal_mode = wal")
    sql.execute("insert into t select a from t")
    assert not sqlite.examine(sql, file).cut_off
    assert Path(f"{file}{sqlite.JOURNAL}").exists()
    sql.close()


def shared(path: Path, page: int, levels: int) -> None:
    """Put a tree above a table's page, of as many levels, whose branches are all the same."""
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[16:18], "big")
    top, child = data[(page - 1) * size : page * size], len(data) // size + 1
    data += top
    for _ in range(levels):
        cells = [struct.pack(">IB", child, 100)] * 60
        start = size - 5 * len(cells)
        head = struct.pack(">BHHHBI", 5, 0, len(cells), start, 0, child)
        places = b"".join(struct.pack(">H", start + 5 * cell) for cell in range(len(cells)))
        data += (head + places).ljust(start, b"\0") + b"".join(cells)
        child += 1
    data[(page - 1) * size : page * size] = data[-size:]
    data[28:32] = struct.pack(">I", len(data) // size)
    data[92:96] = data[24:28]
    path.write_bytes(data)


@pytest.mark.parametrize("query", ["select count(a + 1) from t", "select 1 from t where a < 0"])
def test_pages_that_are_shared_hold_no_more_rows_than_the_file_explains(
    file: Path, query: str
) -> None:
    shared(file, 2, 6)
    with closing(sqlite.connect(file, 1.0, mode="ro")) as sql:
        sqlite.check(sql, FORM)
        with pytest.raises(sqlite.Strange, match="more rows than it has room for"):
            sql.execute(query).fetchall()
        assert sql.execute("select a from t limit 2").fetchall() == [(0,), (1,)]


def test_a_million_rows_of_an_honest_file_are_read(tmp_path: Path) -> None:
    with closing(sqlite.connect(tmp_path / "large", 1.0)) as sql:
        sql.execute(FORM)
        with sqlite.transaction(sql, 1.0):
            sql.executemany("insert into t values (?)", ((at,) for at in range(1_000_000)))
        assert sql.execute("select sum(a) from t where a % 2").fetchone() == (250_000_000_000,)


def test_what_is_no_database_is_said_by_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("no database" * 1000)
    with pytest.raises(sqlite3.DatabaseError) as refused:
        examined(path)
    assert sqlite.error_kind(refused.value) in sqlite.DAMAGE


def test_a_glance_takes_its_values_as_parameters(file: Path) -> None:
    query = "select a from t where a < ? order by a"
    assert sqlite.glance(file, FORM, "i", query, 2) == [(0,), (1,)]
    assert sqlite.glance(file, FORM, "i", query, "0 or 1") == sqlite.glance(
        file, FORM, "i", query, 10_000
    )


def test_a_glance_sees_nothing_in_tables_and_values_of_another_form(file: Path) -> None:
    query = "select a from t where a < 2"
    assert sqlite.glance(file, "create table t (a, b)", "i", query) == []
    assert sqlite.glance(file, FORM, "t", query) == []


def test_a_file_is_held_against_the_form_of_its_program(file: Path) -> None:
    sql = sqlite.connect(file, 1.0)
    sqlite.check(sql, FORM)
    for change in ("create view v as select 1", "drop view v; drop table t"):
        sql.executescript(change)
        with pytest.raises(sqlite.Strange, match="another form") as refused:
            sqlite.check(sql, FORM)
        assert sqlite.error_kind(refused.value) in sqlite.DAMAGE
    sql.close()


WORD, ADDRESS = bytes(32), "0x" + "aB" * 20


@pytest.mark.parametrize(
    ("kind", "fitting", "strange"),
    [
        ("i", [-1, 2**62], [1.0, True, "1", b"1"]),
        ("n", [0, 2**62], [-1, 1.0, "1"]),
        ("b", [b"", WORD], ["", 0]),
        ("w", [WORD], [WORD[1:], WORD + b"0", "0" * 32]),
        ("t", ["", "any"], [b"", 0]),
        ("a", [ADDRESS], [ADDRESS + "0", "\x1b[31m0", ADDRESS.encode()]),
    ],
)
def test_only_values_of_their_kind_are_read(
    kind: str, fitting: list[object], strange: list[object]
) -> None:
    assert [value for (value,) in sqlite.typed(((each,) for each in fitting), kind)] == fitting
    assert list(sqlite.typed([(None,)], kind.upper())) == [(None,)]
    for each in (*strange, None):
        with pytest.raises(sqlite.Strange):
            list(sqlite.typed([(each,)], kind))


def test_a_glance_makes_no_file_and_sees_nothing_in_a_damaged_one(tmp_path: Path) -> None:
    absent, text = tmp_path / "absent", tmp_path / "text"
    text.write_text("no database")
    assert sqlite.glance(absent, FORM, "i", "select 1") == []
    assert not absent.exists()
    assert sqlite.glance(text, FORM, "i", "select 1 from t") == []
    assert text.read_text() == "no database"


def test_removing_a_file_takes_its_companions_and_nothing_else(file: Path) -> None:
    other = file.with_name("other")
    other.touch()
    for ending in sqlite.ENDINGS:
        Path(f"{file}{ending}").touch()
    sqlite.remove(file)
    sqlite.remove(file)
    assert list(file.parent.iterdir()) == [other]


def test_a_journal_that_goes_between_two_looks_is_none(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another thread or process closes the file, and SQLite deletes what it no longer needs."""
    monkeypatch.setattr(Path, "exists", lambda *_, **__: True)
    assert examined(file) == examined(file)
    assert not examined(file).cut_off


def rollback_journal(path: Path, other: Path) -> None:
    """Write a rollback journal for a database that names `other` as its super-journal."""
    size = int.from_bytes(path.read_bytes()[16:18], "big")
    pages = path.stat().st_size // size
    sign, name = bytes.fromhex("d9d505f920a163d7"), str(other).encode()
    head = (sign + struct.pack(">5I", 0, 0, pages, 512, size)).ljust(512, b"\0")
    total = sum(name) & 0xFFFFFFFF
    tail = struct.pack(">I", (1 << 30) // size + 1) + name + struct.pack(">II", len(name), total)
    Path(f"{path}{sqlite.ROLLBACK}").write_bytes(head + tail + sign)


def test_a_rollback_journal_that_names_another_file_is_refused_and_deletes_nothing(
    file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("dear")
    rollback_journal(file, other)
    link = tmp_path / "link"
    link.symlink_to(file)
    for path in (file, link):
        for mode in ("ro", "rw", "rwc"):
            with pytest.raises(sqlite.Strange, match="journal beside it names a file to delete"):
                sqlite.connect(path, 1.0, mode=mode)
    assert sqlite.glance(file, FORM, "i", "select a from t") == []
    assert other.read_text() == "dear"


def test_a_rollback_journal_of_a_program_that_was_killed_is_rolled_back(file: Path) -> None:
    whole = file.read_bytes()
    sql = sqlite.connect(file, 1.0)
    sql.execute("pragma synchronous = off")  # the journal is then valid at once
    sql.execute("begin immediate")
    sql.execute("update t set a = a + 1")
    journal = Path(f"{file}{sqlite.ROLLBACK}").read_bytes()
    sql.close()
    file.write_bytes(whole[:8192] + bytes(len(whole) - 8192))  # all leaves
    Path(f"{file}{sqlite.ROLLBACK}").write_bytes(journal)
    with closing(sqlite.connect(file, 1.0)) as sql:
        sqlite.check(sql, FORM)
        assert sql.execute("select sum(a) from t").fetchone() == (499_500,)


@pytest.mark.parametrize("ending", sqlite.ENDINGS[1:])
@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_what_is_no_regular_file_beside_a_database_is_refused_at_once(
    file: Path, tmp_path: Path, ending: str, kind: str
) -> None:
    beside, other = Path(f"{file}{ending}"), tmp_path / "other"
    other.write_text("dear")
    if kind == "pipe":
        os.mkfifo(beside)
    elif kind == "link":
        beside.symlink_to(other)
    else:
        beside.mkdir()
    with pytest.raises(sqlite.Strange, match=f"{ending} beside it is no regular file"):
        sqlite.connect(file, 1.0)
    assert other.read_text() == "dear"
