"""Writing a new pack into a folder of its own, so that a command that was cut off is completed.

A pack's `species.toml` is written last. A folder that holds only files of the same pack, and
no others, is one that was begun by a command that was cut off: what is missing is written.
"""

from collections.abc import Mapping
from pathlib import Path

from avatarchain.base.home import sweep, write
from avatarchain.base.regular import read_regular
from avatarchain.errors import FolderInUse

RULES = Path("species.toml")


def check_target(folder: Path, files: Mapping[Path, bytes | Path]) -> None:
    """Raise FolderInUse unless the folder is missing, empty, or a pack of these files begun.

    `files` maps a path in the pack to its bytes, or to the file that is copied there.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FolderInUse(folder=str(folder))
    # A link is somebody else's: what is written below it, or deleted, lies in another folder.
    paths = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    if any(path.is_symlink() for path in paths):
        raise FolderInUse(folder=str(folder))
    sweep(folder)
    present = [path.relative_to(folder) for path in paths if path.exists()]
    if RULES in present or not all(_holds(folder / path, files.get(path)) for path in present):
        raise FolderInUse(folder=str(folder))


def _holds(path: Path, source: bytes | Path | None) -> bool:
    """Whether a file has the content of `source`, and nothing more."""
    if source is None:
        return False
    content = _content(source)
    try:
        return read_regular(path, len(content)) == content
    except OSError:
        return False


def write_files(folder: Path, files: Mapping[Path, bytes | Path]) -> None:
    """Write the files that are missing, `species.toml` last. Raises UnusableHome."""
    for path in sorted(files, key=lambda path: path == RULES):
        if not (folder / path).exists():
            write(folder / path, _content(files[path]))


def _content(source: bytes | Path) -> bytes:
    return source.read_bytes() if isinstance(source, Path) else source
