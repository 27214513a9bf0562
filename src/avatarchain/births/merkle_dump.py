"""Write and read a tree of promises in the JSON format of OpenZeppelin's StandardMerkleTree.

A dump is an object with the row of hashes (`tree`, as `merkle` has it) and the leaves in their own
order (`values`), each with its index in the row. So trees can be exchanged with any tool that uses
that library.
"""

from collections.abc import Sequence
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.births import merkle
from avatarchain.chain.notation import checksum_address, parse_address
from avatarchain.errors import BadAddress, BadDump

FORMAT = "standard-v1"
ENCODING = ["address", "uint256"]

Promise = tuple[str, int]
"""An address and the genome that is promised to it."""


def dump(promises: Sequence[Promise]) -> dict[str, Any]:
    """The JSON object of a tree of promises; numbers of 256 bits are decimal text.

    Raises EmptyTree if there are no promises.
    """
    hashes = [merkle.leaf(to, genome) for to, genome in promises]
    tree = merkle.build(hashes)
    row = [tree.node(at) for at in range(2 * tree.count - 1)]
    places: dict[bytes, list[int]] = {}
    for at in range(len(row) - 1, tree.count - 2, -1):
        places.setdefault(row[at], []).append(at)
    return {
        "format": FORMAT,
        "leafEncoding": ENCODING,
        "tree": list(map(to_hex, row)),
        "values": [
            {"value": [checksum_address(to), str(genome)], "treeIndex": places[leaf].pop()}
            for (to, genome), leaf in zip(promises, hashes, strict=True)
        ],
    }


def load(value: Any) -> tuple[merkle.Tree, list[Promise]]:
    """The tree and the promises in such an object; the tree is computed again.

    Raises BadDump if it has another format or encoding, or if its hashes are wrong.
    """
    try:
        if (value["format"], value["leafEncoding"]) != (FORMAT, ENCODING):
            raise BadDump(reason=f"expected the format {FORMAT} and leaves (address, uint256)")
        promises = [_promise(entry) for entry in value["values"]]
        places = [entry["treeIndex"] for entry in value["values"]]
        tree = merkle.build(merkle.leaf(*promise) for promise in promises)
        row = [to_hex(tree.node(at)) for at in range(2 * tree.count - 1)]
        nodes = value["tree"]
        leaves = {at: merkle.leaf(*promise) for at, promise in zip(places, promises, strict=True)}
    except (KeyError, TypeError, ValueError, OverflowError, BadAddress) as error:
        raise BadDump(reason=f"{type(error).__name__}: {error}"[:200]) from None
    if nodes != row:
        raise BadDump(reason="its hashes do not follow from its leaves")
    if {at: to_hex(leaf) for at, leaf in leaves.items()} != dict(
        enumerate(row[len(promises) - 1 :], len(promises) - 1)
    ):
        raise BadDump(reason="a leaf is not at the place that it names")
    return tree, promises


def _promise(entry: Any) -> Promise:
    to, genome = entry["value"]
    if not (isinstance(genome, str) and genome.isascii() and genome.isdigit()):
        raise ValueError(f"expected a whole number as text, got {genome!r:.80}")
    number = int(genome)
    if number >> 256:
        raise ValueError("a genome has more than 256 bits")
    return parse_address(to), number
