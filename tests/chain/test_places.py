"""What logs tell of their blocks is kept, and forgotten where the chain is another one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from avatarchain.base import sqlite
from avatarchain.chain.node import Node
from avatarchain.chain.places import Places


@pytest.fixture
def node(folder: Path) -> Iterator[Node]:
    """A chain of four blocks."""
    node = Node(folder / "chain.sqlite", 30)
    node.answer("anvil_mine", [3])
    yield node
    node.close()


def told(node: Node, number: int) -> str:
    block = node.answer("eth_getBlockByNumber", [hex(number)])["result"]
    names = {"blockNumber": "number", "blockHash": "hash", "blockTimestamp": "timestamp"}
    return ",".join(f'"{name}":"{block[field]}"' for name, field in names.items())


def test_places_are_those_of_the_blocks(node: Node) -> None:
    places = Places(node.store)
    for numbers in ({1}, {0, 1, 2}, {3, 1}, {0, 3, 4}, set[int]()):
        assert places.of(numbers) == {number: told(node, number) for number in numbers - {4}}
    node.answer("evm_mine", [])
    assert places.of({4}) == {4: told(node, 4)}


def test_what_is_kept_is_not_looked_up_again(node: Node) -> None:
    places = Places(node.store)
    places.of({0, 1, 2})
    queries: list[str] = []
    node.store.sql.set_trace_callback(queries.append)
    places.of({0, 1, 2})
    node.store.sql.set_trace_callback(None)
    assert len(queries) == 1
    assert queries[0].lower().count("x'") == 1


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("height", [0, 2, 6])
def test_after_a_way_back_to_an_earlier_block_they_are_those_of_the_other_chain(
    node: Node, folder: Path, number: int, height: int
) -> None:
    """Other clients take the chain back: this one sees it by what it reads alone."""
    places, beside = Places(node.store), folder / "beside.sqlite"
    sqlite.copy(node.store.path, beside, 30)
    node.answer("anvil_mine", [4])
    places.of({number, 5, 7})
    other = Node(node.store.path, 30)
    sqlite.copy(beside, node.store.path, 30)
    other.answer("evm_increaseTime", ["0x3e8"])
    if height:
        other.answer("anvil_mine", [height])
    numbers = {number, 5, 7}
    there = {each for each in numbers if each <= 3 + height}
    assert places.of({7}).keys() == there & {7}
    assert places.of(numbers) == {each: told(other, each) for each in there}
    other.close()
