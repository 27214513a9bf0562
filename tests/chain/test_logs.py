"""A search for logs ends, gives what was asked for in order, and copes with nodes that give little.

The node is a double, which counts requests: no honest node refuses on purpose.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from avatarchain.chain import Log, logs
from avatarchain.chain.client import Chain
from avatarchain.errors import NodeRefused, NotANode, TooManyParts

ADDRESS, KIND, OTHER = "0x" + 40 * "5", bytes([1]) * 32, bytes([2]) * 32
ENDLESS = 0xFFFFFFFFFFFFFFF


def log(block: int, place: int = 0, kind: bytes = KIND) -> Log:
    return Log(ADDRESS, (kind,), b"", block, bytes(32), bytes(32), 0, place)


class Node(Chain):
    """A node with logs, whose `refuses` says which ranges of blocks it does not answer."""

    def __init__(self, stored: list[Log], refuses: Callable[[int, int], bool]) -> None:
        self.timeout, self.url = 30, "http://node"
        self.stored, self.refuses, self.requests = stored, refuses, 0

    def read(self, _: Any, method: str, *parameters: Any) -> Any:
        if method == "eth_blockNumber":
            return ENDLESS
        self.requests += 1
        low, high = (int(parameters[0][key], 16) for key in ("fromBlock", "toBlock"))
        if self.refuses(low, high):
            raise NodeRefused(url=self.url, method=method, words="range too wide")
        return [each for each in self.stored if low <= each.block_number <= high]


def test_a_node_that_gives_few_blocks_at_a_time_is_asked_until_all_are_read() -> None:
    stored = [log(block) for block in range(7, 50_000, 997)]
    node = Node(stored, lambda low, high: high - low >= 500)
    assert node.logs(ADDRESS, [KIND], first=5, last=49_999) == stored
    assert node.requests < 2 * 50_000 / 500
    assert node.logs(ADDRESS, [KIND], first=8, last=7) == []


def test_a_node_that_refuses_where_there_is_much_is_asked_in_wide_ranges_elsewhere() -> None:
    stored = [log(block) for block in range(40_000, 40_100)]
    node = Node(
        stored, lambda low, high: sum(low <= each.block_number <= high for each in stored) > 3
    )
    assert node.logs(ADDRESS, [KIND], first=0, last=1_000_000) == stored
    assert node.requests < 300


def endless(low: int, high: int) -> bool:
    return low != high


def test_a_node_that_refuses_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names a head that no chain reaches, and answers for one block at a time."""
    monkeypatch.setattr(logs, "_MOST", 500)
    node = Node([], endless)
    with pytest.raises(TooManyParts, match="after 500 requests they were read up to block"):
        node.logs(ADDRESS, [KIND])
    assert node.requests == 500
    many = [bytes([number]) * 32 for number in range(250)]
    node = Node([], lambda *_: True)
    with pytest.raises(NodeRefused):
        node.logs(ADDRESS, [many])
    assert node.requests <= 500


def test_a_node_that_takes_its_time_is_given_up() -> None:
    node = Node([], endless)
    node.timeout = 0
    with pytest.raises(TooManyParts, match="after 1 requests"):
        node.logs(ADDRESS, [KIND])


def test_the_order_is_that_of_the_chain_whatever_a_node_gives_first() -> None:
    stored = [log(9), log(7, 3), log(7, 1), log(8)]
    node = Node(stored, lambda *_: False)
    assert node.logs(ADDRESS, [KIND], last=9) == [log(7, 1), log(7, 3), log(8), log(9)]


@pytest.mark.parametrize(
    "strange",
    [
        replace(log(8), address="0x" + 40 * "6"),
        replace(log(8), topics=(OTHER,)),
        replace(log(8), topics=()),
        log(7, 3),
    ],
)
def test_a_log_that_was_not_asked_for_or_comes_twice_is_refused(strange: Log) -> None:
    node = Node([log(7, 3), strange], lambda *_: False)
    with pytest.raises(NotANode, match=r"logs that were not asked for|a log twice"):
        node.logs(ADDRESS, [[KIND, bytes(32)]], last=9)
    assert node.logs(ADDRESS, [[KIND, bytes(32)]], last=6) == []


def test_a_log_of_another_block_is_refused() -> None:
    class Far(Node):
        def read(self, _: Any, method: str, *parameters: Any) -> Any:
            return [log(10)]

    with pytest.raises(NotANode, match="logs that were not asked for"):
        Far([], lambda *_: False).logs(ADDRESS, [KIND], last=9)
