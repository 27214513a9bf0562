"""The cache: it gives back what was written or nothing, is bounded, and fails for nobody."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from avatarchain.base import cache

KEY, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the cache, which is not there yet."""
    folder = tmp_path / "some" / "cache"
    monkeypatch.setenv(cache.VARIABLE, str(folder))
    monkeypatch.setattr(cache, "_unseen", 0)
    cache._folder.cache_clear()
    yield folder
    cache._folder.cache_clear()


def test_it_gives_back_what_was_written_under_a_key(place: Path) -> None:
    assert cache.read(KEY) is None
    for content in (b"", b"a", bytes(100_000)):
        cache.write(KEY, content)
        assert cache.read(KEY) == content
    assert cache.read(OTHER) is None
    assert place.stat().st_mode & 0o777 == 0o700
    assert os.listdir(place) == [KEY]


def test_nobody_else_may_write_a_file_of_it_whatever_the_umask_allows(place: Path) -> None:
    before = os.umask(0)
    try:
        cache.write("ab", b"content")
    finally:
        os.umask(before)
    (file,) = place.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_is_cut_off_or_changed_is_not_given(place: Path) -> None:
    cache.write(KEY, b"a stencil")
    whole = (place / KEY).read_bytes()
    for end in range(len(whole)):
        (place / KEY).write_bytes(whole[:end])
        assert cache.read(KEY) is None
    (place / KEY).write_bytes(whole[:-1] + b"!")
    assert cache.read(KEY) is None


def test_nothing_is_kept_where_it_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, shared = tmp_path / "file", tmp_path / "shared"
    file.touch()
    shared.mkdir()
    shared.chmod(0o777)
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    for named in ("", "~/.cache/avatarchain", str(file), str(file / "below"), str(shared)):
        cache._folder.cache_clear()
        monkeypatch.setenv(cache.VARIABLE, named)
        cache.write(KEY, b"content")
        assert cache.read(KEY) is None, named
    assert sorted(tmp_path.rglob("*")) == before


def test_a_full_disk_is_no_fault(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    cache.write(OTHER, b"before")
    monkeypatch.setattr(os, "fdopen", full)
    cache.write(KEY, b"content")
    assert cache.read(KEY) is None
    assert os.listdir(place) == [OTHER]


def test_the_oldest_make_room(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_BYTES", 10_000)
    strange = place / "holiday.mov"  # in a folder that somebody named for the cache
    place.mkdir(mode=0o700, parents=True)
    strange.write_bytes(bytes(20_000))
    os.utime(strange, (1, 1))
    for number in range(20):
        cache.write(f"{number:064x}", bytes(900))
        os.utime(place / f"{number:064x}", (number, number))
    monkeypatch.setattr(cache, "_unseen", 0)
    cache.write(KEY, b"new")
    left = set(os.listdir(place))
    assert left == {*(f"{number:064x}" for number in range(15, 20)), KEY, strange.name}


def test_processes_that_write_and_delete_at_once_disturb_nobody(place: Path) -> None:
    code = (
        "from avatarchain.base import cache\n"
        "cache.MOST_BYTES, cache._LOOK_AGAIN = 3_000, 1\n"
        "for turn in range(200):\n"
        "    key = f'{turn % 7:064x}'\n"
        "    cache.write(key, key.encode() * 10)\n"
        "    assert cache.read(key) in (None, key.encode() * 10)\n"
    )
    command = [sys.executable, "-c", code]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    for process in processes:
        _, err = process.communicate()
        assert (process.returncode, err) == (0, b"")
    assert all(len(name) == 64 for name in os.listdir(place))
