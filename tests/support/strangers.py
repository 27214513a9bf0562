"""The corpus of hostile inputs: small packs, drawings, layers, files and names that mean harm.

Each case writes its files into an empty folder and names the command that reads them. What the
command has to say is in tests/vectors/strangers.json. `run` gives a command to a process of its
own, and the operating system says what it took.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from support.hostile_names import hostile_letters

SECONDS, MEBIBYTES = 5, 300
OPENING = 400
"""MiB for a keystore or an issuer's key that is opened: 256 of them are what its maker chose."""
# A process begins with the peak of the one that started it, so a small one stands between.
_MEASURE = """
import resource, subprocess, sys
code = subprocess.call([sys.executable, *sys.argv[1:]], stdout=2, stderr=2)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile input: `write` puts it into a folder, in which the command is then started.

    It may take `mebibytes` of memory.
    """

    name: str
    command: tuple[str, ...]
    write: Callable[[Path], object]
    mebibytes: int = MEBIBYTES


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command ended: its code, its words, processor seconds and MiB at its peak.

    `most` is how many MiB it may take.
    """

    code: int
    words: str
    seconds: float
    mebibytes: float
    most: int

    @property
    def harmless(self) -> bool:
        """Whether it ended in words, soon, and without much memory."""
        soon = self.seconds <= SECONDS and self.mebibytes <= self.most
        clean = not hostile_letters(self.words) and "Traceback" not in self.words
        return soon and clean and self.code in (0, 1, 2) and bool(self.words.strip())

    @property
    def sentence(self) -> str:
        """The first fault of what was refused, or the last line; at most 200 letters of it."""
        lines = [line for line in self.words.splitlines() if line.strip()]
        if self.code == 2:
            lines = [line for line in lines if line.startswith("Error: ")] or lines
        place = 1 if lines[0].endswith("NOT verified") else 0 if self.code else -1
        return lines[place].strip()[:200]


def run(case: Case, folder: Path) -> Ending:
    """Write a case into an empty folder and give its command to a process of its own."""
    case.write(folder)
    surroundings = {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ},
        "AVATARCHAIN_HOME": str(folder / "home"),
        "PYTHONUTF8": "1",
    }
    with (folder / "told").open("w+b") as told:
        measured = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _MEASURE, "-m", "avatarchain", *case.command],
            cwd=folder,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=told,
            check=True,
        )
        told.seek(0)
        words = told.read().decode(errors="replace").replace(str(folder), "FOLDER")
    code, seconds, kibibytes = measured.stdout.split()
    return Ending(int(code), words, float(seconds), int(kibibytes) / 1024, case.mebibytes)


def cases() -> Iterator[Case]:
    """All cases; their names are different."""
    from support import (
        strange_copies,
        strange_exports,
        strange_files,
        strange_images,
        strange_packs,
        strange_styles,
    )

    yield from strange_packs.cases()
    yield from strange_images.cases()
    yield from strange_files.cases()
    yield from strange_styles.cases()
    yield from strange_exports.cases()
    yield from strange_copies.cases()
