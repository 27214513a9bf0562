"""Which files of folders are checked, and which are left out and counted."""

from pathlib import Path

import pytest

from avatarchain.papers.gathering import gather


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures, one of them below; papers; and four files that are no business of ours."""
    for name in ("a.png", "below/b.SVG", ".hidden/c.png", "below/.d.png", "e.webp", "f.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "papers.json").write_text('{"birth_block": 1}')
    (tmp_path / "package.json").write_text("{}")
    return tmp_path


def test_a_folder_gives_its_pictures_and_papers_and_counts_the_rest(folder: Path) -> None:
    gathered = gather([folder])
    names = [str(path.relative_to(folder)) for path in gathered.files]
    assert names == ["a.png", "below/b.SVG", "papers.json"]
    assert gathered.skipped == 3


def test_more_endings_are_taken_where_they_are_asked_for(folder: Path) -> None:
    assert folder / "e.webp" in gather([folder], (".webp",)).files


def test_a_named_file_is_never_skipped_whatever_it_is(folder: Path) -> None:
    named = [folder / "package.json", folder / ".hidden" / "c.png", folder / "missing.png"]
    assert gather(named).files == tuple(named)
    assert gather(named).skipped == 0


def test_a_folder_without_anything_to_check_stands_for_itself(tmp_path: Path) -> None:
    assert gather([tmp_path]).files == (tmp_path,)


def test_what_has_another_name_is_told_as_not_judged(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    place = tmp_path / "place"
    place.mkdir()
    (elsewhere / "bad.png").write_bytes(b"")
    others = ["a.jpg", "b.webp", "c.png.bak", "d.png ", "notes.txt"]
    for name in (*others, "good.png", ".hidden.txt"):
        (place / name).write_bytes(b"")
    (place / "linked").symlink_to(elsewhere)
    (place / "folder").mkdir()
    gathered = gather([place])
    assert gathered.files == (place / "good.png",)
    assert {path.name for path in gathered.unjudged} == {*others, "linked"}
    assert [path.name for path in gather([place], (".jpg",)).files] == ["a.jpg", "good.png"]
