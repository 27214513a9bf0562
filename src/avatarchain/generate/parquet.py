"""Generated avatars as Parquet: finished JSON Lines, turned into columns, and read again.

A Parquet file is nothing until its last byte, so a slice is first written as lines, which
can be gone on with, and turned at the end. Needs pyarrow, the optional extra `parquet`.
"""

import io
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from avatarchain import generate
from avatarchain.errors import BadLeaves, CutShort, MissingExtra, OtherContent
from avatarchain.generate import Portraits, Slice
from avatarchain.species import SILENT, Species

ROW_GROUP = 8192


def require() -> Any:
    """The pyarrow package. Raises MissingExtra."""
    try:
        import pyarrow
    except ImportError:
        raise MissingExtra(package="pyarrow", extra="parquet") from None
    return pyarrow


def schema(species: Species) -> Any:
    """The columns, as the lines have their keys; traits is a struct with a field a locus."""
    arrow = require()
    traits = [(locus.name, arrow.string()) for locus in species.loci if locus.kind != SILENT]
    text = {name: arrow.string() for name in ("id", "genome", "dna", "species", "seed")}
    rest = [("number", arrow.uint64()), ("traits", arrow.struct(traits))]
    return arrow.schema([*text.items(), *rest])


def write_slice(
    asked: Slice, path: Path, portraits: Portraits | None = None, **conditions: Any
) -> int:
    """`generate.write_slice` to a Parquet file; a cut-off one is a file of lines beside it.

    Raises MissingExtra, OtherContent, CutShort.
    """
    require()
    if path.exists():
        _check(asked, path)
        if portraits is None:
            return 0
    lines = path.with_name(f"{path.name}.jsonl")
    fresh = generate.write_slice(asked, lines, portraits, **conditions)
    convert(lines, path, asked.species)
    lines.unlink()
    return fresh


def _check(asked: Slice, path: Path) -> None:
    """OtherContent unless a file has the slice's length and its first and last row."""
    from pyarrow import ArrowInvalid, parquet

    try:
        with parquet.ParquetFile(path) as file:
            count, groups = file.metadata.num_rows, file.num_row_groups
            ends = [file.read_row_group(k).to_pylist() for k in {0, groups - 1}] if groups else []
    except ArrowInvalid:
        count, ends = 0, []
    found = [rows[0] for rows in ends[:1]] + [rows[-1] for rows in ends[-1:]]
    wanted = [json.loads(generate.line(asked, number)) for number in (asked.first, asked.last)]
    if (count, found) != (asked.count, wanted):
        expected = f"numbers {asked.first} to {asked.last} of this collection"
        raise OtherContent(file=path, found=f"{count:,} other avatars", expected=expected)


def convert(lines: Path, path: Path, species: Species) -> None:
    """Turn a file of lines into a Parquet file at `path`, whole or not at all."""
    require()
    from pyarrow import json as arrow_json
    from pyarrow import parquet

    columns = schema(species)
    options = arrow_json.ParseOptions(explicit_schema=columns, unexpected_field_behavior="error")
    beside = path.with_name(f".{path.name}.part")
    done = 0
    try:
        with (
            lines.open("rb") as file,
            parquet.ParquetWriter(beside, columns, compression="zstd") as writer,
        ):
            while piece := list(islice(file, ROW_GROUP)):
                data = b"".join(piece)
                size = arrow_json.ReadOptions(block_size=len(data) + 1)
                writer.write_table(arrow_json.read_json(io.BytesIO(data), size, options))
                done += len(piece)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise CutShort(file=lines, reason=reason, done=done, count=done) from None


def rows(path: Path, columns: list[str]) -> Iterator[dict[str, Any]]:
    """The rows of a file, with these columns. Raises BadLeaves where it is no such file."""
    require()
    from pyarrow import ArrowException, parquet

    row = 1
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(ROW_GROUP, columns=columns):
                for record in batch.to_pylist():
                    yield record
                    row += 1
    except (ArrowException, OSError) as error:
        raise BadLeaves(file=path, line=row, reason=str(error).splitlines()[0]) from None
