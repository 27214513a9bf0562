"""A home with a family in it: ada and bo, registered, and their child."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import avatarchain


@pytest.fixture(scope="session")
def _family(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("family") / "home"
    with avatarchain.open_collection(home=home, chain="evm+sqlite://") as collection:
        collection.breed(collection.mint("ada"), collection.mint("bo"))
    return home


@pytest.fixture
def home(_family: Path, folder: Path) -> Path:
    """A copy of it that this test may change."""
    return Path(shutil.copytree(_family, folder / "home"))


@pytest.fixture
def collection(home: Path) -> Iterator[avatarchain.Collection]:
    """That home's collection, open."""
    with avatarchain.open_collection(home=home, chain="evm+sqlite://") as opened:
        yield opened
