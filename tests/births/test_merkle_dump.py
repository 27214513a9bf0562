"""Trees of promises in OpenZeppelin's format: read by its library, and read from it."""

from collections.abc import Callable
from typing import Any

import pytest

from avatarchain.base.canonical import to_hex
from avatarchain.births import merkle
from avatarchain.births.merkle_dump import dump, load
from avatarchain.chain.notation import checksum_address
from avatarchain.errors import BadDump, EmptyTree

Library = Callable[[dict[str, Any]], dict[str, Any]]


def promises(count: int) -> list[tuple[str, int]]:
    return [(checksum_address(f"0x{n % 5 + 1:040x}"), n**9 % 2**256) for n in range(count)]


@pytest.mark.parametrize("count", [1, 2, 3, 8, 21])
def test_the_library_loads_our_dump_and_we_load_its_own(openzeppelin: Library, count: int) -> None:
    given = promises(count)
    ours = dump(given)
    leaves = [[to, str(genome)] for to, genome in given]
    root = to_hex(merkle.build(merkle.leaf(*one) for one in given).root)
    assert openzeppelin({"dump": ours}) == {"root": root, "leaves": leaves}
    theirs = openzeppelin({"leaves": leaves, "dumped": True})
    assert theirs == ours
    tree, read = load(theirs)
    assert (to_hex(tree.root), read) == (root, given)


def test_equal_promises_have_places_of_their_own() -> None:
    twice = dump(promises(1) * 2 + promises(4)[1:])
    assert len({value["treeIndex"] for value in twice["values"]}) == 5
    assert load(twice)[1] == promises(1) * 2 + promises(4)[1:]


@pytest.mark.parametrize(
    "change",
    [
        {"format": "standard-v2"},
        {"leafEncoding": ["uint256"]},
        {"tree": []},
        {"values": None},
        {"values": [{"value": ["0x", "1"], "treeIndex": 0}]},
        {"values": [{"value": ["0x" + "1" * 40, "-1"], "treeIndex": 0}]},
        {"values": [{"value": ["0x" + "1" * 40, str(2**256)], "treeIndex": 0}]},
    ],
)
def test_what_is_no_dump_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadDump):
        load({**dump(promises(3)), **change})


@pytest.mark.parametrize("value", [None, [], {}, 7, "standard-v1"])
def test_what_is_no_object_of_a_dump_is_refused(value: Any) -> None:
    with pytest.raises(BadDump):
        load(value)


def test_leaves_that_name_the_places_of_others_are_refused() -> None:
    good = dump(promises(2))
    swapped = [{**value, "treeIndex": 3 - value["treeIndex"]} for value in good["values"]]
    with pytest.raises(BadDump, match="not at the place"):
        load({**good, "values": swapped})


def test_no_promises_have_no_tree() -> None:
    with pytest.raises(EmptyTree):
        dump([])


@pytest.mark.parametrize("key", ["format", "leafEncoding", "tree", "values"])
def test_a_dump_without_one_of_its_parts_is_refused(key: str) -> None:
    whole = dump([(f"0x{n:040x}", n) for n in range(1, 4)])
    del whole[key]
    with pytest.raises(BadDump, match=key):
        load(whole)
