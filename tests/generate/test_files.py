"""What a generation begins with and ends in, and who works on it."""

import os
from pathlib import Path

import pytest

from avatarchain import generate
from avatarchain.errors import BadSliceFile, FileThere, MalformedSeed, OtherContent
from avatarchain.generate import Slice
from avatarchain.generate.files import check_slice_file, read_master_seed
from avatarchain.generate.workers import staff
from avatarchain.species.pack import load


def test_a_file_of_64_digits_is_a_seed(tmp_path: Path) -> None:
    (tmp_path / "seed").write_text("ab" * 32 + "\n")
    assert read_master_seed(tmp_path / "seed") == bytes([0xAB]) * 32


@pytest.mark.parametrize("data", [b"", b"ab" * 31, b"\xff\xfe", b"ab" * 5000])
def test_any_other_file_is_not(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "seed").write_bytes(data)
    with pytest.raises(MalformedSeed):
        read_master_seed(tmp_path / "seed")


def test_a_seed_comes_from_a_pipe_with_a_writer_and_no_other_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "seed")
    with pytest.raises(MalformedSeed, match="is a pipe that nobody writes into"):
        read_master_seed(tmp_path / "seed")
    with open(os.open(tmp_path / "seed", os.O_RDWR), "wb", buffering=0) as writer:
        writer.write(b"ab" * 32 + b"\n")
        assert read_master_seed(tmp_path / "seed") == bytes([0xAB]) * 32
    (tmp_path / "device").symlink_to("/dev/zero")
    with pytest.raises(MalformedSeed, match="is no regular file"):
        read_master_seed(tmp_path / "device")


def test_a_slice_goes_into_lines_or_columns(tmp_path: Path) -> None:
    check_slice_file(tmp_path / "a.jsonl")
    check_slice_file(tmp_path / "a.parquet")
    for name in ("a.json", "jsonl", "a.JSONL"):
        with pytest.raises(BadSliceFile):
            check_slice_file(tmp_path / name)


def test_one_piece_or_one_worker_is_done_by_this_process() -> None:
    for pieces, workers in ((1, None), (1, 8), (9, 1)):
        with staff(pieces, scheduler=None, workers=workers) as alone:
            assert alone.executor is None
            assert alone.hands == 1


def test_no_more_processes_are_started_than_there_are_pieces() -> None:
    with staff(2, scheduler=None, workers=5) as several:
        assert several.executor is not None
        assert several.hands == 2


@pytest.mark.parametrize("tail", [b"my notes", b'{"id": "0y', b"\0" * (1 << 20)])
def test_nothing_is_deleted_that_does_not_begin_the_next_line(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "founders.jsonl"
    part = Slice(load("tuftling"), b"\1" * 32, 0, 4)
    whole = generate.lines(part)
    kept = b"".join(whole.splitlines(keepends=True)[:2]) + tail
    path.write_bytes(kept)
    with pytest.raises(OtherContent, match="something else at its end"):
        generate.write_slice(part, path)
    assert path.read_bytes() == kept
    path.write_bytes(whole + tail)
    with pytest.raises(OtherContent):
        generate.write_slice(part, path)
    path.write_bytes(whole[:-40])
    assert generate.write_slice(part, path) == 1
    assert path.read_bytes() == whole


@pytest.mark.parametrize("form", ["png", "svg"])
def test_what_has_the_name_of_a_portrait_and_is_none_is_refused(tmp_path: Path, form: str) -> None:
    part = Slice(load("tuftling"), b"\1" * 32, 0, 2)
    portraits = generate.Portraits(tmp_path, form, 64)
    made = generate.make(part, portraits)
    first = tmp_path / f"0.{form}"
    whole = first.read_bytes()
    assert generate.make(part, portraits) == made
    first.write_bytes(b"my notes")
    with pytest.raises(FileThere):
        generate.make(part, portraits)
    first.unlink()
    os.mkfifo(first)
    with pytest.raises(FileThere):
        generate.make(part, portraits)
    first.unlink()
    generate.make(part, portraits)
    assert first.read_bytes() == whole
    if form == "png":
        with pytest.raises(FileThere):
            generate.make(part, generate.Portraits(tmp_path, form, 128))
