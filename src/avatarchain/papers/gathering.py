"""Which files `verify` checks: those that are named, and those in folders that may have papers."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from avatarchain.papers.certificate import MAX_PAPERS

_KINDS = (".png", ".svg", ".glb", ".vrm", ".json")


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
    named is never skipped. A folder without any file to check is itself in the result, and so is
    one that cannot be read, so that it is reported.
    """
    files: list[Path] = []
    unjudged: list[Path] = []
    skipped = 0
    for path in paths:
        taken: list[Path] = []
        for file, to_judge in _below(path, (*_KINDS, *more)) if os.path.isdir(path) else ():
            hidden = _hidden(file.relative_to(path))
            if not to_judge:
                unjudged += [] if hidden else [file]
            elif hidden or _foreign(file):
                skipped += 1
            else:
                taken.append(file)
        files += sorted(set(taken)) or [path]
    return Gathered(tuple(files), skipped, tuple(sorted(unjudged)))


def _below(folder: Path, endings: Sequence[str]) -> Iterator[tuple[Path, bool]]:
    """What is in a folder, and below at any depth, and whether it is to be judged.

    To be judged is what has one of the `endings`, and each folder that cannot be read.
    """
    folders = [str(folder)]
    while folders:
        place = folders.pop()
        try:
            with os.scandir(place) as inside:
                entries = list(inside)
        except OSError:
            yield Path(place), True
            continue
        for entry in entries:
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif path.suffix.lower() in endings and not os.path.isdir(path):
                yield path, True
            elif _is_other(path):
                yield path, False


def _is_other(path: Path) -> bool:
    """Whether something in a folder is a file, or a link."""
    return os.path.isfile(path) or os.path.islink(path)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _foreign(path: Path) -> bool:
    """Whether the file is a .json without the first key of all papers."""
    if path.suffix.lower() != ".json" or not os.path.isfile(path):
        return False
    try:
        with path.open("rb") as file:
            return b'"birth_block"' not in file.read(MAX_PAPERS)
    except OSError:
        return False
