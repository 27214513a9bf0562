"""A Merkle tree of promises: one root for millions of leaves, a short proof for each.

The format is OpenZeppelin's StandardMerkleTree with leaves (address to, uint256 genome),
the one that the contract's `claim` checks. A leaf is hashed twice; the leaves are sorted;
a complete binary tree stands in one row of nodes, the root first, the sorted leaves
backwards at the end, and the children of node k at 2k + 1 and 2k + 2. A pair is hashed
in sorted order, so a proof is a list of siblings and says nothing of left and right.

The row is one buffer, 32 bytes a node, so that it can be a file: where a leaf stands is
found by halving, and a proof reads twenty nodes of a million leaves. Which avatars are
promised to whom is `batches`' affair.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatarchain.canonical import keccak256, word
from avatarchain.errors import EmptyTree, NotInTree

if TYPE_CHECKING:
    from mmap import mmap

NODE = 32


@dataclass(frozen=True, slots=True)
class Tree:
    """The row of 2n − 1 nodes of a tree of n ≥ 1 leaves, 32 bytes each."""

    nodes: "bytes | bytearray | mmap"

    @property
    def count(self) -> int:
        return (len(self.nodes) // NODE + 1) // 2

    @property
    def root(self) -> bytes:
        return self.node(0)

    def node(self, position: int) -> bytes:
        return bytes(self.nodes[position * NODE : position * NODE + NODE])


def leaf(to: str, genome: int) -> bytes:
    """The hash of the leaf that promises `genome` to the address `to` (0x and 40 hex digits)."""
    return keccak256(keccak256(bytes(12) + bytes.fromhex(to[2:]) + word(genome)))


def build(leaves: Iterable[bytes]) -> Tree:
    """The tree of these leaf hashes, in any order. Raises EmptyTree where there are none."""
    hashes = sorted(leaves, reverse=True)
    count = len(hashes)
    if not count:
        raise EmptyTree()
    nodes = bytearray((count - 1) * NODE) + b"".join(hashes)
    del hashes
    for at in range((count - 2) * NODE, -1, -NODE):
        children = 2 * at + NODE
        pair = bytes(nodes[children : children + 2 * NODE])
        left, right = pair[:NODE], pair[NODE:]
        nodes[at : at + NODE] = keccak256(pair if left < right else right + left)
    return Tree(nodes)


def proof(tree: Tree, leaf: bytes) -> list[bytes]:
    """The siblings from a leaf hash up to the root. Raises NotInTree."""
    at = _position(tree, leaf)
    siblings = []
    while at:
        siblings.append(tree.node(at + 1 if at % 2 else at - 1))
        at = (at - 1) // 2
    return siblings


def root_of(leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that a proof leads to from a leaf hash: the tree's own, if both are its."""
    node = leaf
    for sibling in proof:
        node = keccak256(node + sibling if node < sibling else sibling + node)
    return node


def repeated(tree: Tree) -> bytes | None:
    """A leaf hash that is in the tree more than once; None where all differ."""
    first = tree.count - 1
    before = tree.node(first)
    for position in range(first + 1, 2 * first + 1):
        node = tree.node(position)
        if node == before:
            return node
        before = node
    return None


def _position(tree: Tree, leaf: bytes) -> int:
    low, high = tree.count - 1, 2 * tree.count - 2  # the leaves, in falling order
    while low < high:
        middle = (low + high) // 2
        if tree.node(middle) > leaf:
            low = middle + 1
        else:
            high = middle
    if tree.node(low) != leaf:
        raise NotInTree(leaf="0x" + leaf.hex(), root="0x" + tree.root.hex())
    return low
