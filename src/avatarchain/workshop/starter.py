"""A first pack: small, commented, and working as it is.

It is kept as an ordinary pack beside the shipped species, so what is copied is what is
tested. Only its name changes: to that of the new folder, where that can be a name.
"""

import re
from pathlib import Path

from avatarchain.errors import FolderInUse
from avatarchain.home import write

STARTER = Path(__file__).resolve().parent.parent / "data" / "starter"
_NAME = 'name = "starter" '


def begin(folder: Path) -> str:
    """Write the starter pack into a new or empty folder; returns the name of its species.

    Raises FolderInUse where there is something already: nobody's work is written over.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(folder=str(folder))
    name = name_of(folder.resolve().name, "starter")
    files = sorted(path for path in STARTER.rglob("*") if path.is_file())
    # species.toml comes last: a pack that was cut off on the way is not taken for one.
    for path in sorted(files, key=lambda path: path.name == "species.toml"):
        text = path.read_text(encoding="utf-8")
        if path.name == "species.toml":
            text = text.replace(_NAME, f'name = "{name}" ', 1)
        write(folder / path.relative_to(STARTER), text.encode())
    return name


def name_of(text: str, otherwise: str) -> str:
    """The words of a text as a name: lower case, joined by hyphens; `otherwise` if none are."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    name = "-".join(words)
    return name if re.match(r"[a-z]", name) else otherwise
