"""A Merkle tree of promises: one root for millions of leaves, a short proof for each.

The format is OpenZeppelin's StandardMerkleTree with leaves (address to, uint256 genome). The
contract's `claim` checks it. A leaf is hashed twice, and the leaf hashes are sorted. The
complete binary tree is one row of nodes: the root first, the leaf hashes last, in falling
order; the children of node k are the nodes 2k + 1 and 2k + 2. The two hashes of a pair are
sorted before they are hashed, so a proof is a list of siblings and need not say which is left.

The row is one buffer of 32 bytes for each node, so it can be a file. A leaf is found by binary
search, and a proof of a million leaves reads twenty nodes. `batches` decides which avatars are
promised, and to whom.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatarchain.base.canonical import keccak256, to_hex, word
from avatarchain.errors import EmptyTree, NotInTree

if TYPE_CHECKING:
    from mmap import mmap

NODE = 32


@dataclass(frozen=True, slots=True)
class Tree:
    """The row of 2n − 1 nodes of a tree of n ≥ 1 leaves, 32 bytes each."""

    nodes: "bytes | memoryview | mmap"

    @property
    def count(self) -> int:
        """The number of leaves."""
        return (len(self.nodes) // NODE + 1) // 2

    @property
    def root(self) -> bytes:
        """The root hash of the tree, 32 bytes."""
        return self.node(0)

    def node(self, position: int) -> bytes:
        """The hash at a position of the row, 32 bytes."""
        return bytes(self.nodes[position * NODE : position * NODE + NODE])


def leaf(to: str, genome: int) -> bytes:
    """The hash of the leaf that promises `genome` to the address `to` (0x and 40 hex digits)."""
    return keccak256(keccak256(bytes(12) + bytes.fromhex(to[2:]) + word(genome)))


def build(leaves: Iterable[bytes]) -> Tree:
    """The tree of leaf hashes, which may come in any order. Raises EmptyTree if there are none."""
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
    return Tree(memoryview(nodes).toreadonly())


def proof(tree: Tree, leaf: bytes) -> list[bytes]:
    """The proof of a leaf hash: the siblings on the way up to the root. Raises NotInTree."""
    at = _position(tree, leaf)
    siblings = []
    while at:
        siblings.append(tree.node(at + 1 if at % 2 else at - 1))
        at = (at - 1) // 2
    return siblings


def root_of(leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root (32 bytes) that is computed from a leaf hash and its proof.

    It equals the root of a tree only if leaf and proof are of that tree.
    """
    node = leaf
    for sibling in proof:
        node = keccak256(node + sibling if node < sibling else sibling + node)
    return node


def repeated(tree: Tree) -> bytes | None:
    """A leaf hash that is in the tree more than once; None if all are different."""
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
        raise NotInTree(leaf=to_hex(leaf), root=to_hex(tree.root))
    return low
