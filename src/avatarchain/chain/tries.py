"""Read Ethereum's tries node by node, or for one key.

A Merkle Patricia trie (yellow paper, appendix D) is a tree in which each node refers to other
nodes by their hashes. So with the root's hash everything below it can be checked. py-evm reads
tries too, but does not compute the hashes again, and takes half a second to load.

The caller passes `get`, a function that returns the bytes of the node with a given hash. It must
check this hash, and may raise any error.
"""

from collections.abc import Callable, Iterator

from avatarchain.base.canonical import keccak256
from avatarchain.chain import rlp

EMPTY_ROOT = keccak256(rlp.encode(b""))
NO_CODE = keccak256(b"")

Get = Callable[[bytes], bytes]

_LONGEST = 64  # half-bytes of a path: keys are hashes, or shorter
_LEAF = 2  # a bit of the first half-byte of an encoded path


def leaves(root: bytes, get: Get, seen: set[bytes] | None = None) -> Iterator[tuple[bytes, bytes]]:
    """The pairs (path in half-bytes, value) of all leaves below a root, in any order.

    A node whose hash is in `seen` is skipped with everything below it; the hash of each node
    that is read is added to `seen`. Raises ValueError if the bytes of a node are malformed.
    """
    if root == EMPTY_ROOT:
        return
    pending: list[tuple[bytes, object]] = [(b"", root)]
    while pending:
        path, reference = pending.pop()
        if len(path) > _LONGEST:
            raise ValueError("a path that no key has")
        if isinstance(reference, bytes):
            if not reference:
                continue
            if seen is not None:
                if reference in seen:
                    continue
                seen.add(reference)
            reference = decoded(get(reference))
        match reference:
            case [bytes() as short, below]:
                more, is_leaf = _unpacked(short)
                if not is_leaf:
                    pending.append((path + more, below))
                elif isinstance(below, bytes):
                    yield path + more, below
                else:
                    raise ValueError("a leaf without a value")
            case [*branches, bytes() as value] if len(branches) == 16:
                pending += [(path + bytes([at]), branch) for at, branch in enumerate(branches)]
                if value:
                    yield path, value
            case _:
                raise ValueError("no node of a trie")


def listed(root: bytes, get: Get) -> list[bytes]:
    """The values of a trie that holds a list: the key of value k is the RLP of k, from 0 on.

    All values are different, and so are all nodes. Raises ValueError if a node occurs twice (before
    the nodes below it are read again), if a value is missing, or if there are other keys.
    """
    names = set[bytes]()

    def once(name: bytes) -> bytes:
        if name in names:
            raise ValueError("a node that is twice in a list")
        names.add(name)
        return get(name)

    values = {_bytes(path): value for path, value in leaves(root, once)}
    items = [values.pop(place(number), None) for number in range(len(values))]
    if values or None in items:
        raise ValueError("a list with gaps")
    return [item for item in items if item is not None]


def place(number: int) -> bytes:
    """The key of the value with this number, in the trie of a list."""
    return rlp.encode(rlp.whole(number))


def lookup(root: bytes, key: bytes, get: Get) -> tuple[bytes, list[bytes]]:
    """The value of a key below a root, and the nodes on the path to it, the root first.

    The value is empty if there is none. A node of less than 32 bytes is part of the one above
    it. Raises ValueError if the bytes of a node are malformed.
    """
    path, reference, nodes = half_bytes(key), _below(root), list[bytes]()
    while reference:
        if isinstance(reference, bytes):
            nodes.append(get(reference))
            node: object = decoded(nodes[-1])
        else:
            node = reference
        match node:
            case [bytes() as short, below]:
                part, is_leaf = _unpacked(short)
                if is_leaf:
                    value = below if part == path and isinstance(below, bytes) else b""
                    return value, nodes
                if not path.startswith(part):
                    return b"", nodes
                path, reference = path[len(part) :], below
            case [*branches, bytes() as value] if len(branches) == 16:
                if not path:
                    return value, nodes
                path, reference = path[1:], branches[path[0]]
            case _:
                raise ValueError("no node of a trie")
    return b"", nodes


def _below(root: bytes) -> object:
    """The reference to the first node below a root; empty if the trie is empty."""
    return b"" if root == EMPTY_ROOT else root


def decoded(data: bytes) -> list[object]:
    """The list that RLP-encoded data stand for. Raises ValueError if they are not a list."""
    value = rlp.decode(data)
    if not isinstance(value, list):
        raise ValueError("no list")
    return value


def half_bytes(key: bytes) -> bytes:
    """The path of a key in a trie: its half-bytes, each as one byte."""
    return bytes(half for byte in key for half in (byte >> 4, byte & 15))


def _unpacked(short: bytes) -> tuple[bytes, bool]:
    """The half-bytes of an encoded path, and whether it ends in a leaf."""
    every = half_bytes(short)
    if not every or every[0] > 3:
        raise ValueError("no path of a trie")
    return bytes(every[1 if every[0] & 1 else 2 :]), bool(every[0] & _LEAF)


def _bytes(path: bytes) -> bytes:
    """The bytes of a path in half-bytes."""
    if len(path) % 2:
        raise ValueError("half a byte too much in a path")
    return bytes(high << 4 | low for high, low in zip(path[::2], path[1::2], strict=True))
