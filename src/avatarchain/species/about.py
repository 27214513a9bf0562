"""The texts of a pack about itself: name, version, description, and who made it.

`creator`, `license` and `source` may be missing. They are part of the species' bytes, so
nobody can give the drawings of a published species another author.
"""

import re
import sys
from typing import Any

from avatarchain.species.faults import Faults, read_text
from avatarchain.species.files import NAME
from avatarchain.species.rules import About

MAX_DESCRIPTION = 500  # letters, as `faults.letters` counts
MAX_CREATOR, MAX_LICENSE, MAX_SOURCE = 200, 64, 500  # letters

# The shape of an SPDX identifier; LicenseRef-… names a licence that is not in SPDX's list.
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*\+?")
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_URL = re.compile(rf"https?://{_HOST}(?::[0-9]{{1,5}})?(?:[/?#][!#-;=?-\[\]_a-z~]*)?")


def read_about(data: dict[str, Any], faults: Faults) -> About:
    """The texts of a pack about itself, from the table `data` of species.toml."""
    name, version = (read_text(data, key, faults) for key in ("name", "version"))
    description = read_text(data, "description", faults, MAX_DESCRIPTION)
    if name and not NAME.fullmatch(name):
        faults.add(f"name {name!r} must be lower-case words joined by hyphens")
    creator = _optional(data, "creator", MAX_CREATOR, faults)
    spdx = _optional(data, "license", MAX_LICENSE, faults)
    if spdx and not _SPDX.fullmatch(spdx):
        faults.add(f"license {spdx!r} must be an SPDX identifier, such as 'CC-BY-4.0'")
    source = _optional(data, "source", MAX_SOURCE, faults)
    if source and not _URL.fullmatch(source):
        faults.add(f"source {source!r} must be an address that begins with http:// or https://")
    return About(name, version, description, creator, spdx, source)


def _optional(data: dict[str, Any], key: str, most: int, faults: Faults) -> str:
    if key not in data:
        return ""
    text = read_text(data, key, faults, sys.maxsize)
    if len(text) > most:
        faults.add(f"{key} has {len(text)} letters; {most} are allowed")
    return text
