"""The starter pack: a small commented pack that works, for people to change.

It is stored as an ordinary pack beside the shipped species, and tested as such. The copy
differs only in its name: that of the new folder, if the folder's name can be one.
"""

import os
import re
from pathlib import Path

from avatarchain.workshop.writing import RULES, check_target, write_files

STARTER = Path(__file__).resolve().parent.parent / "data" / "starter"
_NAME = 'name = "starter" '


def begin(folder: Path) -> str:
    """Write the starter pack into a new or empty folder; return the name of its species.

    Raises FolderInUse if the folder holds anything but a part of this very pack.
    """
    name = name_of(Path(os.path.realpath(folder)).name, "starter")
    files: dict[Path, bytes | Path] = {
        path.relative_to(STARTER): path for path in STARTER.rglob("*") if path.is_file()
    }
    rules = (STARTER / RULES).read_text(encoding="utf-8")
    files[RULES] = rules.replace(_NAME, f'name = "{name}" ', 1).encode()
    check_target(folder, files)
    write_files(folder, files)
    return name


def name_of(text: str, otherwise: str) -> str:
    """A name made of the words of a text: lower case, joined by hyphens; else `otherwise`."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    name = "-".join(words)
    return name if re.match(r"[a-z]", name) else otherwise
