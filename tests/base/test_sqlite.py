"""A SQLite file is examined, looked into and removed in one place."""

import sqlite3
from pathlib import Path

import pytest

from avatarchain.base import sqlite


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A closed database of 100 rows, with its program and format in the header."""
    path = tmp_path / "odd ?#% name.sqlite"
    sql = sqlite.connect(path, 1.0)
    sql.executescript("pragma application_id = 7; pragma user_version = 3; create table t (a)")
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


def test_what_is_no_database_is_said_by_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("no database" * 1000)
    with pytest.raises(sqlite3.DatabaseError) as refused:
        examined(path)
    assert sqlite.error_kind(refused.value) in sqlite.DAMAGE


def test_a_glance_takes_its_values_as_parameters(file: Path) -> None:
    query = "select a from t where a < ? order by a"
    assert sqlite.glance(file, query, 2) == [(0,), (1,)]
    assert sqlite.glance(file, query, "0 or 1") == sqlite.glance(file, query, 10_000)


def test_a_glance_makes_no_file_and_sees_nothing_in_a_damaged_one(tmp_path: Path) -> None:
    absent, text = tmp_path / "absent", tmp_path / "text"
    text.write_text("no database")
    assert sqlite.glance(absent, "select 1") == []
    assert not absent.exists()
    assert sqlite.glance(text, "select 1 from t") == []
    assert text.read_text() == "no database"


def test_removing_a_file_takes_its_companions_and_nothing_else(file: Path) -> None:
    other = file.with_name("other")
    other.touch()
    for ending in sqlite.ENDINGS:
        Path(f"{file}{ending}").touch()
    sqlite.remove(file)
    sqlite.remove(file)
    assert list(file.parent.iterdir()) == [other]
