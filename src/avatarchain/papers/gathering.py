"""Which files `verify` checks: those that are named, and those in folders that may have papers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from avatarchain.papers.certificate import MAX_PAPERS

_KINDS = (".png", ".svg", ".json")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files to check, in order, and how many files in folders were `skipped`.

    `unjudged` are files of other names in the folders, and links to folders, which are not
    followed.
    """

    files: tuple[Path, ...]
    skipped: int
    unjudged: tuple[Path, ...] = ()


def gather(paths: Iterable[Path], more: Sequence[str] = ()) -> Gathered:
    """The files to check: every path that is no folder, and the pictures in and below folders.

    In folders, files that end in .png, .svg, .json or one of `more` are taken; hidden files and
    a .json without papers are skipped, and what has another name is not judged. A file that is
    named is never skipped. A folder without any file to check is itself in the result, so that it
    is reported.
    """
    files: list[Path] = []
    unjudged: list[Path] = []
    skipped = 0
    for path in paths:
        every = sorted(path.rglob("*")) if path.is_dir() else []
        inside = [file for file in every if file.suffix.lower() in (*_KINDS, *more)]
        of_kind = set(inside)
        others = [file for file in every if file not in of_kind and _is_other(file)]
        unjudged += [file for file in others if not _hidden(file.relative_to(path))]
        taken = [file for file in inside if not (_hidden(file.relative_to(path)) or _foreign(file))]
        files += taken or [path]
        skipped += len(inside) - len(taken)
    return Gathered(tuple(files), skipped, tuple(unjudged))


def _is_other(path: Path) -> bool:
    """Whether something in a folder is a file, or a link to a folder."""
    return path.is_file() or path.is_symlink()


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _foreign(path: Path) -> bool:
    """Whether the file is a .json without the first key of all papers."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return b'"birth_block"' not in file.read(MAX_PAPERS)
    except OSError:
        return False
