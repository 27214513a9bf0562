"""Parquet files whose foot says that their pages are shorter than they are."""

import json
from pathlib import Path

import pyarrow
from pyarrow import parquet as files

from avatarchain import generate
from avatarchain.generate import Slice, parquet


def slice_with(part: Slice, path: Path, **texts: str) -> None:
    """Write the Parquet file of a slice, with these texts in all of its rows."""
    rows = [json.loads(line) | texts for line in generate.lines(part).splitlines()]
    table = pyarrow.Table.from_pylist(rows, schema=parquet.schema(part.species))
    files.write_table(
        table,
        path,
        compression="zstd",
        row_group_size=len(rows),
        write_statistics=False,
        dictionary_pagesize_limit=2**30,
    )


def make_lie(path: Path, length: int) -> None:
    """Write `length`, below 2**20, for all longer lengths that the foot of a file has."""
    data = path.read_bytes()
    size = int.from_bytes(data[-8:-4], "little")
    foot = data[-8 - size : -8]
    group = files.ParquetFile(path).metadata.row_group(0)
    columns = [group.column(k).total_uncompressed_size for k in range(group.num_columns)]
    for number in {group.total_byte_size, *columns}:
        if number > length:
            told = _varint(number)
            foot = foot.replace(told, _varint(length, len(told)))
    path.write_bytes(data[: -8 - size] + foot + data[-8:])


def _varint(number: int, length: int = 0) -> bytes:
    """A number from 0 as Thrift writes it, in at least `length` bytes."""
    number, digits = number * 2, []
    while number or len(digits) < max(length, 1):
        digits.append(number & 127 | 128)
        number >>= 7
    return bytes([*digits[:-1], digits[-1] & 127])
