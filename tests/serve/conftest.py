"""A server of a home of its own, in a process of its own, for all tests of a file."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from doors import NOBODY, Door, started

import avatarchain


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A server that only reads and sends; what one test sends the next one finds."""
    with started(tmp_path_factory.mktemp("home"), "--cors", "https://wallet.example") as door:
        yield door


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A server of a copy of a chain that is not there yet."""
    with started(tmp_path_factory.mktemp("scratch"), "--scratch") as door:
        yield door


@pytest.fixture(scope="session")
def javascript() -> str:
    """Node, with what `javascript/` names; its absence skips, and fails where CI=true."""
    from support.absent import absent

    modules = Path(__file__).parents[2] / "javascript" / "node_modules"
    node = shutil.which("node")
    if node is None or not (modules / "ethers").exists() or not (modules / "viem").exists():
        absent("install node, then run npm ci in javascript/")
    return node


@pytest.fixture(scope="session")
def _family(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with ada, bo, their child, and a third founder, whose name is Grey."""
    home = tmp_path_factory.mktemp("family") / "home"
    with avatarchain.open_collection(home=home, chain="evm+sqlite://") as collection:
        collection.breed(collection.mint("ada"), collection.mint("bo"))
        collection.name(collection.mint("cy", to=NOBODY), "Grey")
    return home


@pytest.fixture(scope="module")
def family(_family: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A server of a copy of that home; what one test changes the next one finds."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(_family, home)
    with started(home) as door:
        yield door
