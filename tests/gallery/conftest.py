"""Galleries for a browser to open from the disk."""

from collections.abc import Callable
from pathlib import Path

import pytest
from exhibits import collection

from avatarchain.gallery import write_site


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """A gallery of so many founders and seven births, written once."""
    folders: dict[int, Path] = {}

    def make(founders: int) -> Path:
        if founders not in folders:
            folders[founders] = tmp_path_factory.mktemp(f"gallery-{founders}")
            write_site(folders[founders], collection(founders))
        return folders[founders]

    return make


@pytest.fixture
def site(made: Callable[[int], Path]) -> Path:
    """A gallery of 100 founders and seven births. Not to be changed."""
    return made(100)
