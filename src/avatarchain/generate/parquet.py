"""Generated avatars as Parquet files: writing and reading them.

A Parquet file cannot be read before it is complete, and one that was cut off cannot be continued.
So a slice is first written as JSON Lines, which can be continued, and converted at the end. This
needs pyarrow, the optional extra `parquet`.
"""

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from avatarchain import generate
from avatarchain.base.home import replacing
from avatarchain.base.regular import IrregularFile, open_regular
from avatarchain.errors import BadLeaves, CutShort, MissingExtra, OtherContent
from avatarchain.generate import Portraits, Slice
from avatarchain.generate.pages import unpacked
from avatarchain.species import DIGIT, SILENT, Species, title_of

ROW_GROUP = 8192
_MOST_OF_A_ROW = 4_000  # bytes before they are compressed
_MOST_OF_A_TEXT = 1_000  # bytes
_LEAST_OF_A_ROW = 32  # bytes: an id is a hash, which nothing makes shorter


def require() -> Any:
    """The pyarrow package. Raises MissingExtra."""
    try:
        import pyarrow
    except ImportError:
        raise MissingExtra(package="pyarrow", extra="parquet") from None
    return pyarrow


def schema(species: Species) -> Any:
    """The columns of a file, named like the keys of the lines; `traits` has one field per locus."""
    arrow = require()
    told = (locus for locus in species.loci if locus.kind not in (SILENT, DIGIT))
    traits = [(title_of(locus), arrow.string()) for locus in told]
    text = {name: arrow.string() for name in ("id", "genome", "dna", "species", "seed")}
    rest = [("number", arrow.uint64()), ("traits", arrow.struct(traits))]
    return arrow.schema([*text.items(), *rest])


def write_slice(
    part: Slice, path: Path, portraits: Portraits | None = None, **conditions: Any
) -> int:
    """`generate.write_slice` for a Parquet file.

    Until the file is complete, its lines are in a file with `.jsonl` added to its name.

    Raises MissingExtra, OtherContent, CutShort.
    """
    require()
    if path.exists():
        _check(part, path)
        if portraits is None:
            return 0
    lines = path.with_name(f"{path.name}.jsonl")
    if lines.is_symlink():  # the name is ours, so whoever put it there means another file
        raise OtherContent(file=lines, content="a link", expected="the lines of this collection")
    fresh = generate.write_slice(part, lines, portraits, **conditions)
    convert(lines, path, part.species)
    lines.unlink()
    return fresh


def _check(part: Slice, path: Path) -> None:
    """Raise OtherContent unless the file has as many rows as the slice, and its first and last."""
    columns, count, records = schema(part.species), 0, list[dict[str, Any]]()
    texts = [name for name in columns.names if name not in ("number", "traits")]
    texts += [f"traits.{field.name}" for field in columns.field("traits").type]
    # Texts are read as dictionaries, as in `rows`, and no other rows are unfolded.
    with suppress(BadLeaves), _opened(path, read_dictionary=texts) as file:
        groups = file.metadata.num_row_groups
        sizes = [file.metadata.row_group(k).num_rows for k in range(groups)]
        ours = file.schema.to_arrow_schema().equals(columns)
        if ours and groups and max(sizes) <= ROW_GROUP:
            records += file.read_row_group(0).slice(0, 1).to_pylist()
            records += file.read_row_group(groups - 1).slice(sizes[-1] - 1).to_pylist()
            count = sum(sizes)
    expected_records = [
        json.loads(generate.line(part, number)) for number in (part.first, part.last)
    ]
    if (count, records) != (part.count, expected_records):
        expected = f"numbers {part.first} to {part.last} of this collection"
        raise OtherContent(file=path, content=f"{count:,} other avatars", expected=expected)


def convert(lines: Path, path: Path, species: Species) -> None:
    """Convert a file of lines into a Parquet file at `path`. Raises CutShort if the disk is full.

    An incomplete Parquet file is not left behind.
    """
    require()
    from pyarrow import json as arrow_json
    from pyarrow import parquet

    columns = schema(species)
    options = arrow_json.ParseOptions(explicit_schema=columns, unexpected_field_behavior="error")
    done = 0
    try:
        with (
            lines.open("rb") as file,
            replacing(path) as draft,
            parquet.ParquetWriter(draft, columns, compression="zstd") as writer,
        ):
            while piece := list(islice(file, ROW_GROUP)):
                data = b"".join(piece)
                size = arrow_json.ReadOptions(block_size=len(data) + 1)
                writer.write_table(arrow_json.read_json(io.BytesIO(data), size, options))
                done += len(piece)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CutShort(file=lines, reason=reason, done=done, count=done) from None


@contextmanager
def _opened(path: Path, **options: Any) -> Iterator[Any]:
    """Open a Parquet file for reading. Raises BadLeaves if it is not one that this module writes.

    A malicious file of a few kilobytes can have millions of equal rows, or rows of a gigabyte.
    Errors of pyarrow inside the `with` block become BadLeaves too.
    """
    from pyarrow import ArrowException, parquet

    try:
        with open_regular(path) as opened, parquet.ParquetFile(opened, **options) as file:
            size, rows = os.fstat(opened.fileno()).st_size, file.metadata.num_rows
            if rows > size // _LEAST_OF_A_ROW:
                reason = f"{rows:,} rows in {size:,} bytes are not of different avatars"
                raise BadLeaves(file=path, line=1, reason=reason)
            if _is_swollen(file.metadata):
                raise BadLeaves(file=path, line=1, reason="its rows are too long")
            if _lies(opened.fileno(), file.metadata):
                reason = "its pages are longer than it says"
                raise BadLeaves(file=path, line=1, reason=reason)
            yield file
    except IrregularFile as error:
        raise BadLeaves(file=path, line=1, reason=f"the file {error.strerror}") from None
    except (LookupError, TypeError):  # columns that pyarrow itself does not expect
        raise BadLeaves(file=path, line=1, reason="its columns are not ours") from None
    except (ArrowException, ArithmeticError, OSError, ValueError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise BadLeaves(file=path, line=1, reason=reason) from None


def _is_swollen(metadata: Any) -> bool:
    """Whether the rows of a file are far longer than those that this module writes."""
    groups = (metadata.row_group(k) for k in range(metadata.num_row_groups))
    return any(group.total_byte_size > _MOST_OF_A_ROW * (group.num_rows + 1000) for group in groups)


def _lies(descriptor: int, metadata: Any) -> bool:
    """Whether the pages of a group of rows are longer than those that this module writes.

    Raises ValueError if they are no pages.
    """
    for k in range(metadata.num_row_groups):
        group = metadata.row_group(k)
        columns = (group.column(number) for number in range(group.num_columns))
        length = sum(unpacked(descriptor, column) for column in columns)
        if length > _MOST_OF_A_ROW * (group.num_rows + 1000):
            return True
    return False


def rows(path: Path, columns: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file, with these columns. Raises BadLeaves if it cannot be read."""
    arrow = require()
    texts = [name for name in columns if name != "number"]
    row = 1
    # Texts are read as dictionaries: a long text that many rows share is not copied for each.
    with _opened(path, read_dictionary=texts) as file:
        fields = {field.name: field.type for field in file.schema_arrow}
        odd = [name for name in columns if name in fields and not _fits(arrow, name, fields[name])]
        if odd:
            kind = f"the column {odd[0]!r} is of the type {fields[odd[0]]}"
            raise BadLeaves(file=path, line=row, reason=kind)
        for batch in file.iter_batches(ROW_GROUP, columns=columns):
            plain = [_unfolded(path, row, column) for column in batch.columns]
            for record in arrow.table(plain, batch.schema.names).to_pylist():
                yield record
                row += 1


def _fits(arrow: Any, name: str, kind: Any) -> bool:
    if name == "number":
        return bool(arrow.types.is_integer(kind))
    text = kind.value_type if arrow.types.is_dictionary(kind) else kind
    return bool(arrow.types.is_string(text) or arrow.types.is_large_string(text))


def _unfolded(path: Path, row: int, column: Any) -> Any:
    """A column without dictionary encoding. Raises BadLeaves if a text in it is too long."""
    from pyarrow import compute, types

    if types.is_integer(column.type):
        return column
    texts = column.dictionary if types.is_dictionary(column.type) else column
    longest = compute.max(compute.binary_length(texts)).as_py() or 0
    if longest > _MOST_OF_A_TEXT:
        raise BadLeaves(file=path, line=row, reason="its rows are too long")
    return column if texts is column else column.dictionary_decode()
