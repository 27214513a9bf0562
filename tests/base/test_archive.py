"""Archives: what goes in comes out, and nothing that a stranger made is taken for one."""

import struct
import zipfile
from pathlib import Path

import pytest

from avatarchain.base.archive import NoArchive, opened, pack


def anything(_: str) -> bool:
    return True


@pytest.fixture
def archive(folder: Path) -> Path:
    (folder / "one").write_bytes(b"1" * 1000)
    (folder / "two").write_bytes(b"")
    pack({"a/one": folder / "one", "two": folder / "two"}, folder / "archive.zip")
    return folder / "archive.zip"


def test_what_goes_in_comes_out(folder: Path, archive: Path) -> None:
    with opened(archive, anything) as members:
        assert list(members) == ["a/one", "two"]
        members["a/one"](folder / "out" / "one")
    assert (folder / "out" / "one").read_bytes() == b"1" * 1000
    with zipfile.ZipFile(archive) as other:
        assert other.testzip() is None


def test_the_same_files_give_the_same_archive(folder: Path, archive: Path) -> None:
    pack({"a/one": folder / "one", "two": folder / "two"}, folder / "again.zip")
    assert (folder / "again.zip").read_bytes() == archive.read_bytes()


def test_a_file_is_not_written_over(folder: Path, archive: Path) -> None:
    with pytest.raises(FileExistsError):
        pack({"one": folder / "one"}, archive)
    with opened(archive, anything) as members, pytest.raises(FileExistsError):
        members["two"](folder / "two")


def test_a_name_that_is_not_expected_is_refused(archive: Path) -> None:
    with pytest.raises(NoArchive, match="other files"), opened(archive, "two".__eq__):
        pass


def test_a_long_directory_is_not_read(folder: Path) -> None:
    entry = b"PK\1\2" + bytes(42)
    entries = entry * (4 * 2**20 // len(entry) + 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(entries), 0, 0)
    (folder / "many.zip").write_bytes(entries + end)
    with pytest.raises(NoArchive, match="too many files"), opened(folder / "many.zip", anything):
        pass


@pytest.mark.parametrize("at", range(0, 1200, 40))
def test_a_file_that_was_cut_or_changed_is_refused(folder: Path, archive: Path, at: int) -> None:
    data = archive.read_bytes()
    for spoiled in (data[:at], data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :]):
        archive.write_bytes(spoiled)
        try:
            with opened(archive, anything) as members:
                for number, (name, write) in enumerate(members.items()):
                    write(folder / f"{at}-{len(spoiled)}" / str(number))
                    assert name in {"a/one", "two"} or len(spoiled) == len(data)
        except NoArchive:
            continue
        assert len(spoiled) == len(data)  # a byte that says nothing, such as a date


def test_files_that_overlap_are_refused(folder: Path, archive: Path) -> None:
    """One file that stands in the list many times would give many times its size."""
    with zipfile.ZipFile(folder / "bomb.zip", "w") as bomb:
        bomb.writestr("a", b"1" * 5000)
        for name in ("b", "c"):
            entry = zipfile.ZipInfo(name)
            first = bomb.infolist()[0]
            entry.header_offset, entry.CRC = first.header_offset, first.CRC
            entry.file_size = entry.compress_size = first.file_size
            bomb.filelist.append(entry)
            bomb.NameToInfo[name] = entry
    with pytest.raises(NoArchive, match="overlap"), opened(folder / "bomb.zip", anything):
        pass
