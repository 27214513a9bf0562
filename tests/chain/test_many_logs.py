"""An answer with many logs takes little more memory than its text, and few queries."""

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


def test_logs_of_many_blocks_take_as_few_queries_as_those_of_two(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    node.answer("anvil_mine", [100])
    number = node.answer("eth_blockNumber", [])["result"]
    every = [[at, 0, word(at), 0, bytes(20), *[None] * 4, b""] for at in range(100)]
    counts = []
    for rows in (every[:2], every):
        monkeypatch.setattr(node.store, "logs", lambda *_, rows=rows: iter(rows))
        criteria = [{"fromBlock": "0x0", "toBlock": number}]
        node.answer("eth_getLogs", criteria)  # headers are kept
        queries: list[str] = []
        node.store.sql.set_trace_callback(queries.append)
        logs = node.answer("eth_getLogs", criteria)["result"]
        node.store.sql.set_trace_callback(None)
        counts.append(len(queries))
        for log in logs:
            block = node.answer("eth_getBlockByNumber", [log["blockNumber"]])["result"]
            assert [log["blockHash"], log["blockTimestamp"]] == [block["hash"], block["timestamp"]]
        assert len(logs) == len(rows)
    assert counts[0] == counts[1]
