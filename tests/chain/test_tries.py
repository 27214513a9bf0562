"""Tries of strangers: nodes that are shared, and paths without an end."""

import pytest

from avatarchain.base.canonical import keccak256
from avatarchain.chain import rlp
from avatarchain.chain.tries import leaves, listed


class Nodes(dict[bytes, bytes]):
    """Nodes by their hashes; `reads` counts how often one is read."""

    reads = 0

    def add(self, item: rlp.Item) -> bytes:
        data = rlp.encode(item)
        self[keccak256(data)] = data
        return keccak256(data)

    def get_one(self, name: bytes) -> bytes:
        self.reads += 1
        return self[name]


def test_a_list_whose_nodes_are_shared_is_refused_before_it_is_read_twice() -> None:
    nodes = Nodes()
    name = nodes.add([b"\x20", b"x" * 40])
    for _ in range(4):
        name = nodes.add([*[name] * 16, b""])
    with pytest.raises(ValueError, match="twice in a list"):
        listed(name, nodes.get_one)
    assert nodes.reads <= 5


def test_a_path_that_no_key_has_ends_the_walk() -> None:
    nodes = Nodes()
    name = nodes.add([b"\x20", b"x" * 40])
    for _ in range(9):
        name = nodes.add([bytes(20), name])
    with pytest.raises(ValueError, match="a path that no key has"):
        list(leaves(name, nodes.get_one, set()))
    assert nodes.reads <= 2


def test_a_list_is_read() -> None:
    nodes = Nodes()
    second = nodes.add([b"\x31", b"y" * 40 + b"\x31"])
    branch = [b""] * 17
    branch[0], branch[8] = second, nodes.add([b"\x30", b"y" * 40])
    assert listed(nodes.add(branch), nodes.get_one) == [b"y" * 40, b"y" * 40 + b"\x31"]
