"""The files of `generate`: the file that holds a master seed, and the kinds of output."""

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from avatarchain import generate
from avatarchain.base.regular import IrregularFile, read_begun
from avatarchain.base.texts import text_of
from avatarchain.errors import BadSliceFile, MalformedSeed
from avatarchain.generate import Portraits, Slice, parquet
from avatarchain.genetics.seeds import seed_from_hex

LINES, COLUMNS = ".jsonl", ".parquet"
_MOST = 4096  # bytes of a seed's file that are read


def read_master_seed(file: Path) -> bytes:
    """The 32-byte master seed in a file, which holds it as 64 hex digits. Raises MalformedSeed.

    The file may be a pipe that a program writes into.
    """
    try:
        return seed_from_hex(text_of(read_begun(file, _MOST)).strip())
    except IrregularFile as error:
        raise MalformedSeed(reason=f"{file} {error.strerror}") from None
    except UnicodeDecodeError:
        raise MalformedSeed(reason=f"{file} is not text") from None


def check_slice_file(path: Path) -> None:
    """Raise BadSliceFile if the name ends neither in .jsonl nor in .parquet."""
    if path.suffix not in (LINES, COLUMNS):
        raise BadSliceFile(file=path)


def check_columns(path: Path) -> None:
    """Raise MissingExtra if the file is Parquet and the package for it is not installed."""
    if path.suffix == COLUMNS:
        parquet.require()


def write_slice(
    part: Slice,
    path: Path,
    portraits: Portraits | None,
    *,
    executor: Executor | None,
    workers: int,
    advance: Callable[[int], Any],
) -> int:
    """Write a slice in the format of the file's name, or continue a file that was cut off.

    Returns the number of new avatars. `advance` is called with the number of further avatars
    that are in the file. Raises OtherContent, CutShort.
    """
    write = parquet.write_slice if path.suffix == COLUMNS else generate.write_slice
    return write(part, path, portraits, executor=executor, workers=workers, advance=advance)
