"""Which files of folders are checked, and which are left out and counted."""

import os
import sys
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


def test_a_folder_or_a_link_to_one_is_no_picture_whatever_its_name(tmp_path: Path) -> None:
    album, elsewhere = tmp_path / "place" / "album.png", tmp_path / "elsewhere"
    for file in (album / "a.png", elsewhere / "b.png"):
        file.parent.mkdir(parents=True)
        file.touch()
    (tmp_path / "place" / "linked.svg").symlink_to(elsewhere)
    gathered = gather([tmp_path / "place"])
    assert gathered.files == (album / "a.png",)
    assert gathered.unjudged == (tmp_path / "place" / "linked.svg",)


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


def test_a_folder_that_cannot_be_read_is_to_be_judged_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("open/a.png", "closed/b.png", "closed/deep/c.png", ".hidden/d.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    closed = (tmp_path / "closed", tmp_path / ".hidden")
    scandir = os.scandir

    def refusing(place: str) -> object:
        if Path(place) in closed:
            raise PermissionError(13, "Permission denied")
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refusing)
    gathered = gather([tmp_path])
    assert gathered.files == (tmp_path / "closed", tmp_path / "open" / "a.png")
    assert gathered.skipped == 1
    assert gather([tmp_path / "closed"]).files == (tmp_path / "closed",)


def test_folders_are_searched_to_any_depth(tmp_path: Path) -> None:
    room = os.pathconf(tmp_path, "PC_PATH_MAX") - len(str(tmp_path)) - len("/a.png") - 1
    folders = [tmp_path]
    while len(folders) <= min(1500, room // 2):
        folders.append(folders[-1] / "d")
        folders[-1].mkdir()
    picture = folders[-1] / "a.png"
    picture.touch()
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(1000)  # Python's own; some libraries raise it
        assert gather([tmp_path]).files == (picture,)
    finally:
        sys.setrecursionlimit(limit)
        picture.unlink()
        for folder in folders[:0:-1]:
            folder.rmdir()
