"""`-` in place of a file: what a program writes into standard input, up to its end.

It is put into a file of its own while it is judged. Nothing is said of that file: in a report it is
called `-`, and no name is judged.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from avatarchain.papers.report import Check, Report

MARK = Path("-")


@contextmanager
def spooled(paths: Sequence[Path]) -> Iterator[tuple[list[Path], Path | None]]:
    """The paths, with a file in place of `-`, and that file (None: `-` is not among them).

    The file has the bytes of standard input, of a larger one so many that it is too large.
    """
    from avatarchain.papers.certificate import MAX_FILE, ending_of

    if MARK not in paths:
        yield list(paths), None
        return
    data = b"" if sys.stdin is None else sys.stdin.buffer.read(MAX_FILE + 1)
    with TemporaryDirectory(prefix="avatarchain-") as folder:
        file = Path(folder) / f"file{ending_of(data)}"
        file.write_bytes(data)
        yield [file if path == MARK else path for path in dict.fromkeys(paths)], file


def renamed(report: "Report", file: Path | None) -> "Report":
    """The report, which calls the file `-` if it is of that one."""
    if file is None or report.file != str(file):
        return report

    def unplaced(check: "Check") -> "Check":
        detail = check.detail.replace(str(file), str(MARK))
        # The refusal says where the file is too, and would be printed in place of the detail.
        return check if detail == check.detail else replace(check, detail=detail, refusal=None)

    return replace(report, file=str(MARK), checks=tuple(map(unplaced, report.checks)))
