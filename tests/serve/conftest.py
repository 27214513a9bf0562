"""A server of a home of its own, in a process of its own, for all tests of a file."""

from collections.abc import Iterator

import pytest
from doors import Door, started


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
    import shutil
    from pathlib import Path

    from support.absent import absent

    modules = Path(__file__).parents[2] / "javascript" / "node_modules"
    node = shutil.which("node")
    if node is None or not (modules / "ethers").exists() or not (modules / "viem").exists():
        absent("install node, then run npm ci in javascript/")
    return node
