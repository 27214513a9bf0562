"""A chain under test, and how others get there."""

from dataclasses import dataclass
from pathlib import Path

from avatarchain.chain import Chain


@dataclass(frozen=True)
class Place:
    """An open chain, and the address by which other processes reach the same one."""

    chain: Chain
    shared_url: str
    folder: Path
