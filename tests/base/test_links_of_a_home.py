"""What a link in a home leads to is neither written nor deleted."""

import os
from pathlib import Path

import pytest

from avatarchain.base import cache, home
from avatarchain.errors import FileThere, UnusableHome
from avatarchain.session.served import unserved

GONE = ".notes.999999999-0123abcd.draft"
"""A draft whose process has ended, by its name."""


def test_drafts_are_deleted_in_the_home_alone(tmp_path: Path) -> None:
    own, other = tmp_path / "home", tmp_path / "other"
    for folder in (own / "a" / "b", other / "sub"):
        folder.mkdir(parents=True)
    drafts = [own / GONE, own / "a" / GONE, own / "a" / "b" / GONE]
    kept = [other / GONE, other / "sub" / GONE]
    for path in (*drafts, *kept):
        path.touch()
    (own / "x").symlink_to(other)
    (own / "a" / "y").symlink_to(other)
    home.sweep(own)
    assert not any(path.exists() for path in drafts)
    assert all(path.exists() for path in kept)


@pytest.mark.parametrize("name", home.WRITTEN)
@pytest.mark.parametrize("opened", [home.locate, home.visit])
def test_a_home_in_which_a_link_is_written_into_is_refused(
    tmp_path: Path, name: str, opened
) -> None:
    own = tmp_path / "home"
    own.mkdir()
    (tmp_path / "other").mkdir()
    (own / name).symlink_to(tmp_path / "other")
    with pytest.raises(UnusableHome, match=f"{name} in it is a link"):
        opened(own)


def test_a_home_that_is_itself_a_link_is_used(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "below").symlink_to(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "own")
    assert home.locate(tmp_path / "below" / "link") == tmp_path / "below" / "link"


def test_the_lock_of_a_server_is_no_link(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("dear")
    (tmp_path / ".serve.lock").symlink_to(other)
    with pytest.raises(UnusableHome, match=r"\.serve\.lock in it is a link"), unserved(tmp_path):
        pass
    assert other.read_text() == "dear"


def test_a_pipe_and_a_larger_file_are_not_the_file_that_is_to_be_written(tmp_path: Path) -> None:

    os.mkfifo(tmp_path / "pipe")
    with open(tmp_path / "sparse", "wb") as file:
        file.truncate(1 << 40)
    (tmp_path / "same").write_bytes(b"same")
    home.check_free([(tmp_path / "same", b"same"), (tmp_path / "absent", b"")])
    for name in ("pipe", "sparse"):
        with pytest.raises(FileThere):
            home.check_free([(tmp_path / name, b"same")])


def test_a_pipe_in_the_cache_is_nothing_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    cache._folder.cache_clear()
    os.mkfifo(tmp_path / ("ab" * 32))
    assert cache.read("ab" * 32) is None
    cache._folder.cache_clear()
