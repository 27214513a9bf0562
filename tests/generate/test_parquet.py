"""Parquet: the same avatars in columns, whole or not at all."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet as files

from avatarchain import errors, generate
from avatarchain.births import batches
from avatarchain.births.recipients import Recipients
from avatarchain.generate import Slice, parquet
from avatarchain.species.pack import load
from support.lying_parquet import make_lie, slice_with

HOLDER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


def asked(first: int = 0, count: int = 12) -> Slice:
    return Slice(load("tuftling"), bytes(32), first, count)


def test_the_rows_are_the_lines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP", 5)
    path = folder / "slice.parquet"
    assert parquet.write_slice(asked(), path) == 12
    rows = files.read_table(path).to_pylist()
    assert rows == [json.loads(line) for line in generate.lines(asked()).splitlines()]
    assert [one.name for one in folder.iterdir() if one.suffix != ".lock"] == ["slice.parquet"]


def test_it_is_made_once_and_other_rows_are_refused(folder: Path) -> None:
    path = folder / "slice.parquet"
    parquet.write_slice(asked(), path)
    before = path.read_bytes()
    assert parquet.write_slice(asked(), path) == 0
    for other in (asked(1, 12), asked(0, 11), asked(0, 13)):
        with pytest.raises(errors.OtherContent):
            parquet.write_slice(other, path)
    assert path.read_bytes() == before
    path.write_bytes(before[:-20])
    with pytest.raises(errors.OtherContent):
        parquet.write_slice(asked(), path)


def test_one_that_was_cut_off_goes_on_with_its_lines(folder: Path) -> None:
    lines = generate.lines(asked())
    (folder / "slice.parquet.jsonl").write_bytes(lines[:3000])
    (folder / ".slice.parquet.part").write_bytes(b"what a cut-off left")
    path = folder / "slice.parquet"
    assert parquet.write_slice(asked(), path) == 12 - lines[:3000].count(b"\n")
    assert [one["number"] for one in parquet.rows(path, ["number"])] == list(range(12))


def test_links_that_somebody_planted_beside_it_lead_nowhere(folder: Path) -> None:
    (folder / "mine").write_bytes(b"mine")
    (folder / ".slice.parquet.part").symlink_to(folder / "mine")
    parquet.write_slice(asked(), folder / "slice.parquet")
    (folder / "again.parquet").symlink_to(folder / "mine")
    (folder / "lines").write_bytes(generate.lines(asked()))
    parquet.convert(folder / "lines", folder / "again.parquet", load("tuftling"))
    assert (folder / "mine").read_bytes() == b"mine"
    assert not any((folder / name).is_symlink() for name in ("slice.parquet", "again.parquet"))


@pytest.mark.parametrize("name", ["slice.parquet.jsonl", ".slice.parquet.jsonl.lock"])
def test_its_lines_and_their_lock_are_not_written_through_a_link(name: str, folder: Path) -> None:
    (folder / "mine").write_bytes(b"")
    (folder / name).symlink_to(folder / "mine")
    with pytest.raises(errors.AvatarchainError, match=r"a link"):
        parquet.write_slice(asked(), folder / "slice.parquet")
    assert (folder / "mine").read_bytes() == b""


def test_a_number_beyond_a_signed_word_fits(folder: Path) -> None:
    path = folder / "slice.parquet"
    parquet.write_slice(asked(2**64 - 1, 1), path)
    assert [one["number"] for one in parquet.rows(path, ["number"])] == [2**64 - 1]


def test_its_tree_is_that_of_the_lines(folder: Path) -> None:
    species = load("tuftling")
    parquet.write_slice(asked(), folder / "slice.parquet")
    generate.write_slice(asked(), folder / "slice.jsonl")
    columns = batches.read_leaves(folder / "slice.parquet", species, Recipients(HOLDER))
    lines = batches.read_leaves(folder / "slice.jsonl", species, Recipients(HOLDER))
    assert columns == lines


def test_a_file_that_is_no_parquet_is_refused(folder: Path) -> None:
    (folder / "slice.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(errors.BadLeaves, match=r"slice\.parquet"):
        batches.read_leaves(folder / "slice.parquet", load("tuftling"), Recipients(HOLDER))


NUMBERS = list(range(9))
ODD = {
    "dates": ([date(1, 1, 1)] * 9, NUMBERS),
    "times out of range": (pyarrow.array([2**63 - 1] * 9, "timestamp[us]"), NUMBERS),
    "times with a zone": (pyarrow.array([1] * 9, pyarrow.timestamp("s", "a/b")), NUMBERS),
    "durations": (pyarrow.array([2**63 - 1] * 9, "duration[s]"), NUMBERS),
    "texts as numbers": (["a"] * 9, pyarrow.array([2**63 - 1] * 9, "time64[ns]")),
    "maps": (pyarrow.array([[("a", 1)]] * 9, pyarrow.map_("string", "int8")), NUMBERS),
    "lists": ([[[]]] * 9, NUMBERS),
    "no UTF-8": (
        pyarrow.StringArray.from_buffers(
            9, pyarrow.array(range(10), "int32").buffers()[1], pyarrow.py_buffer(b"\xff" * 9)
        ),
        NUMBERS,
    ),
    "a text for all that is long": (
        pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 9, "int32"), ["a" * 2_000_000]),
        NUMBERS,
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_columns_that_are_not_ours_are_refused_whatever_they_hold(odd: str, folder: Path) -> None:
    texts, numbers = ODD[odd]
    table = {"id": texts, "genome": ["g"] * 9, "species": ["s"] * 9, "number": numbers}
    files.write_table(pyarrow.table(table), folder / "slice.parquet")
    with pytest.raises(errors.BadLeaves, match=r"slice\.parquet, line 1: "):
        list(parquet.rows(folder / "slice.parquet", ["id", "genome", "species", "number"]))


def test_rows_that_can_only_be_repeats_are_refused_unread(folder: Path) -> None:
    table = {name: ["a"] * 100_000 for name in ("id", "genome", "species")}
    files.write_table(pyarrow.table(table | {"number": [1] * 100_000}), folder / "slice.parquet")
    with pytest.raises(errors.BadLeaves, match="are not of different avatars"):
        next(parquet.rows(folder / "slice.parquet", ["id"]))


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_regular_file_is_neither_read_nor_written_over(
    make: Callable[[Path], object], folder: Path
) -> None:
    make(folder / "slice.parquet")
    with pytest.raises((errors.BadLeaves, OSError)):
        next(parquet.rows(folder / "slice.parquet", ["id"]))
    with pytest.raises(errors.OtherContent):
        parquet.write_slice(asked(), folder / "slice.parquet")


def test_rows_of_other_columns_or_in_one_long_group_are_other_content(folder: Path) -> None:
    path = folder / "slice.parquet"
    parquet.write_slice(asked(), path)
    table = files.read_table(path)
    files.write_table(table.append_column("more", [table["id"]]), path)
    with pytest.raises(errors.OtherContent):
        parquet.write_slice(asked(), path)
    files.write_table(table, path)
    assert parquet.write_slice(asked(), path) == 0


def test_without_pyarrow_it_is_told_before_anything_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(errors.MissingExtra, match=r"avatarchain\[parquet\]"):
        parquet.write_slice(asked(), folder / "slice.parquet")
    assert list(folder.iterdir()) == []


@contextmanager
def memory() -> Iterator[pyarrow.MemoryPool]:
    """The memory that pyarrow takes within the `with` block."""
    default = pyarrow.default_memory_pool()
    pool = pyarrow.proxy_memory_pool(default)
    pyarrow.set_memory_pool(pool)
    try:
        yield pool
    finally:
        pyarrow.set_memory_pool(default)


def test_pages_that_are_longer_than_the_file_says_are_not_unpacked(folder: Path) -> None:
    path = folder / "slice.parquet"
    slice_with(asked(), path, genome="A" * 20_000_000)
    with pytest.raises(errors.BadLeaves, match="its rows are too long"):
        next(parquet.rows(path, ["id"]))
    make_lie(path, 50_000)
    assert path.stat().st_size < 50_000
    for columns in (["id"], ["genome"]):
        with memory() as pool, pytest.raises(errors.BadLeaves, match="longer than it says"):
            next(parquet.rows(path, columns))
        assert pool.max_memory() < 10_000_000
    with memory() as pool, pytest.raises(errors.OtherContent):
        parquet.write_slice(asked(), path)
    assert pool.max_memory() < 10_000_000


def test_a_text_that_all_rows_share_is_not_copied_for_each_to_look_at_two(folder: Path) -> None:
    path, many = folder / "slice.parquet", asked(count=2_000)
    slice_with(many, path, dna="A" * 100_000)
    with memory() as pool, pytest.raises(errors.OtherContent, match="0 to 1999"):
        parquet.write_slice(many, path)
    assert pool.max_memory() < 20_000_000
    slice_with(many, path)
    assert parquet.write_slice(many, path) == 0


def test_bytes_that_are_no_pages_are_refused(folder: Path) -> None:
    path = folder / "slice.parquet"
    slice_with(asked(), path)
    data, column = path.read_bytes(), files.ParquetFile(path).metadata.row_group(0).column(0)
    at = column.dictionary_page_offset
    for odd in (
        bytes(40),
        b"\x1c" * 40,
        b"\x15\x00\x15\x01\x15\x00\x00",
        b"\x19\xff" + b"\xff" * 40,
    ):
        path.write_bytes(data[:at] + odd + data[at + len(odd) :])
        with pytest.raises(errors.BadLeaves, match="how long it is"):
            next(parquet.rows(path, ["id"]))
