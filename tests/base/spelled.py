"""The documents of test_documents once more, in a module whose annotations are strings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatarchain.base.documents import Hash, Number

if TYPE_CHECKING:
    from pathlib import Path  # a name that is no type at run time


@dataclass(frozen=True, slots=True)
class Label:
    """What sticks on a parcel."""

    town: str
    seal: Hash | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One field of each kind."""

    labels: tuple[Label, ...]
    best: Label | None
    number: Number
    weight: float
    heavy: bool

    def place(self, folder: Path) -> Path:
        return folder / str(self.number)
