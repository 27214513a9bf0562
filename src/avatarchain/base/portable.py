"""File names that every system can hold: those that Windows reserves are not given to files.

A home and a pack may be copied to another system, so the rule is the same on all of them.
"""

import re

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def is_portable(name: str) -> bool:
    """Whether a file can have this name on Windows, macOS and Linux."""
    return (
        name not in ("", ".", "..")
        and not _RESERVED.fullmatch(name)
        and not _FORBIDDEN.search(name)
        and not name.endswith((".", " "))
    )
