"""An answer with many logs takes little more memory than its text."""

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from avatarchain.base.canonical import word
from avatarchain.chain.node import Node

COUNT = 10_000


@pytest.fixture
def node(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    """A fresh chain whose table of logs seems to have COUNT rows, all of the first block."""
    node = Node(folder / "chain.sqlite", 30)

    def rows(*_: Any) -> Iterator[tuple[Any, ...]]:
        for at in range(COUNT):
            topics = [word(at), word(1), None, None]
            yield (0, at, word(at), 0, bytes(20), *topics, bytes(128))

    monkeypatch.setattr(node.store, "logs", rows)
    yield node
    node.close()


def test_many_logs_are_written_without_having_them_all_in_memory(node: Node) -> None:
    criteria = [{"fromBlock": "0x0"}]
    node.written("eth_getLogs", criteria)  # what is loaded once does not count
    tracemalloc.start()
    text = node.written("eth_getLogs", criteria)["result"]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * len(text)
    assert json.loads(text) == node.answer("eth_getLogs", criteria)["result"]
    assert len(json.loads(text)) == COUNT
