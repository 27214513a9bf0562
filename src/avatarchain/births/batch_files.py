"""The files of a batch in the home. Claims need them, since the chain has only a hash.

The folder of a batch has `batch.json`, the fields of `Batch`, `leaves` with numbers and genomes of
its avatars, `nodes` with the Merkle tree, and `holders` if they are promised to different
addresses. `batch.json` is written last, so a folder that has it has the others.

The folder may come from a stranger, and its files may be larger than the memory and hardly use the
disk. So they are mapped and not read, and some of the avatars, which nobody can choose, are held
against the root: then the files hold about as many avatars as they say.
"""

import mmap
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from avatarchain.base.canonical import keccak256, to_hex, word
from avatarchain.base.documents import CHAIN_FORMAT, Hash, Number, read_document, spell
from avatarchain.base.home import check_free, refuse_links, write
from avatarchain.base.regular import open_regular
from avatarchain.births import merkle
from avatarchain.births.recipients import ADDRESS, Recipients
from avatarchain.chain.notation import Address
from avatarchain.errors import DamagedFile, NotInTree, NotKept
from avatarchain.index.promises import LEAF, NUMBER
from avatarchain.registry import Registry
from avatarchain.registry.contract import ask

FOLDER = "batches"
_SAMPLES = 32  # avatars of a batch that are held against its root


@dataclass(frozen=True, slots=True)
class Leaves:
    """Avatars that are to be promised, and to whom.

    `recipients` has an address for all of them, or one for each in their order. `data` has 40
    bytes for each avatar (8 of its number, 32 of its genome), `tree` is the Merkle tree of the
    promises.
    """

    recipients: Recipients
    data: bytes
    tree: merkle.Tree


@dataclass(frozen=True, slots=True)
class Batch:
    """A committed batch.

    `genesis` is the hash of block 0 of its chain and `contract` the registry; `batch` is its number
    there and `root` the root of its tree. It promises `count` avatars to the address `to`, or to
    those in the file `holders` if `to` is None. `founding` is the number of the founding that drew
    them, or None. `transaction` and `block` are those of its commitment. Hashes are 0x-hex.
    """

    genesis: Hash
    contract: Address
    batch: Number
    root: Hash
    count: Number
    to: Address | None
    founding: Number | None
    transaction: Hash
    block: Number


def folder_of(home: Path, contract: str, batch: int) -> Path:
    """The folder of a batch in the home."""
    return home / FOLDER / f"{contract}-{batch}"


def keep(home: Path, batch: Batch, leaves: Leaves) -> None:
    """Write the files of a batch into the home, if they do not exist."""
    _write(home, batch, leaves.data, leaves.recipients, bytes(leaves.tree.nodes))


def _write(home: Path, batch: Batch, data: bytes, recipients: Recipients, nodes: bytes) -> None:
    folder = folder_of(home, batch.contract, batch.batch)
    text = spell(batch, CHAIN_FORMAT)
    papers = folder / "batch.json"
    refuse_links(home / FOLDER, [folder.name])
    with suppress(DamagedFile):  # a file of another version is not overwritten
        if read_document(papers, Batch, CHAIN_FORMAT) == batch:
            return
    write(folder / "leaves", data)
    if recipients.addresses:
        write(folder / "holders", recipients.addresses[:])
    write(folder / "nodes", nodes)
    write(papers, text)


def carry(source: Path, target: Path, genesis: str) -> int:
    """Copy the batches of a chain from one home into another; return how many there are.

    Raises FileThere if the other home has a different batch with the same number, DamagedFile,
    MadeByAnotherVersion, NewerFormat, all before anything is written.
    """
    batches = []
    for papers in sorted((source / FOLDER).glob("*/batch.json")):
        batch = read_document(papers, Batch, CHAIN_FORMAT)
        if batch is None or batch.genesis != genesis:
            continue
        if papers.parent != folder_of(source, batch.contract, batch.batch):
            reason = f"it is about batch {batch.batch} of {batch.contract}"
            raise DamagedFile(file=str(papers), reason=reason)
        _check_root(source, batch)
        there = folder_of(target, batch.contract, batch.batch) / papers.name
        check_free([(there, spell(batch, CHAIN_FORMAT))])
        batches.append(batch)
    for batch in batches:
        data, recipients = read_leaves(source, batch)
        _write(target, batch, data[:], recipients, bytes(tree_of(source, batch).nodes))
    return len(batches)


def _check_root(home: Path, batch: Batch) -> None:
    """Raise DamagedFile unless leaves and recipients of a batch give its nodes and its root."""
    nodes = tree_of(home, batch).nodes
    data, recipients = read_leaves(home, batch)
    rows = enumerate(split(data))
    tree = merkle.build(merkle.leaf(recipients.of(place), genome) for place, (_, genome) in rows)
    if bytes(tree.nodes) != bytes(nodes) or to_hex(tree.root) != batch.root:
        raise _astray(home, batch)


def _astray(home: Path, batch: Batch) -> DamagedFile:
    leaves = folder_of(home, batch.contract, batch.batch) / "leaves"
    return DamagedFile(file=str(leaves), reason="it does not lead to the root of the batch")


def kept(home: Path, registry: Registry, batch: int) -> Batch:
    """The committed batch with the number `batch`, as the home stores it.

    Raises NoSuchBatch if the registry has no such batch; NotKept if the home does not have it,
    or only one of another chain; DamagedFile, MadeByAnotherVersion, NewerFormat.
    """
    (root,) = ask(registry, "batchRoot(uint256)", batch, returns=["bytes32"])
    record = recorded(home, registry.address, batch)
    if record is None:
        raise NotKept(batch=batch, reason="it was committed elsewhere")
    if record.root != to_hex(root):
        raise NotKept(batch=batch, reason="the home has those of another chain")
    return record


def recorded(home: Path, contract: str, batch: int) -> Batch | None:
    """The batch of a contract that the home stores, or None. Its chain is not compared.

    Raises DamagedFile, MadeByAnotherVersion, NewerFormat.
    """
    path = folder_of(home, contract, batch) / "batch.json"
    record = read_document(path, Batch, CHAIN_FORMAT)
    if record is None:
        return None
    if (record.contract, record.batch) != (contract, batch):
        reason = f"it is about batch {record.batch} of {record.contract}"
        raise DamagedFile(file=str(path), reason=reason)
    return record


def read_leaves(home: Path, batch: Batch) -> tuple[mmap.mmap, Recipients]:
    """The leaves of a batch in the form of `Leaves.data` (number and genome), and its recipients.

    Raises DamagedFile if a file of the batch is missing, has another length, or does not lead to
    the root of the batch, as far as some samples show.
    """
    folder = folder_of(home, batch.contract, batch.batch)
    leaves = _mapped(folder / "leaves", batch.count * LEAF)
    if batch.to is not None:
        recipients = Recipients(batch.to)
    else:
        recipients = Recipients(None, _mapped(folder / "holders", batch.count * ADDRESS))
    tree = tree_of(home, batch)
    for sample in range(_SAMPLES):
        # The root decides which, and it changes with every node: so all of them must be right.
        seed = keccak256(bytes.fromhex(batch.root[2:]) + word(sample))
        place = int.from_bytes(seed, "big") % batch.count
        proof_of(home, batch, tree, merkle.leaf(recipients.of(place), leaf_at(leaves, place)[1]))
    return leaves, recipients


def tree_of(home: Path, batch: Batch) -> merkle.Tree:
    """The tree of a batch. Raises DamagedFile if its file is missing or has another length."""
    folder = folder_of(home, batch.contract, batch.batch)
    return merkle.Tree(_mapped(folder / "nodes", (2 * batch.count - 1) * merkle.NODE))


def proof_of(home: Path, batch: Batch, tree: merkle.Tree, leaf: bytes) -> list[bytes]:
    """The proof of a leaf hash of a batch. Raises DamagedFile if there is none."""
    try:
        proof = merkle.proof(tree, leaf)
    except NotInTree:
        proof = []
    if to_hex(merkle.root_of(leaf, proof)) != batch.root:
        raise _astray(home, batch)
    return proof


def _mapped(file: Path, size: int) -> mmap.mmap:
    """A file of `size` bytes, of which only what is used is read. Raises DamagedFile."""
    try:
        with open_regular(file) as opened:
            if size > 0 and opened.seek(0, os.SEEK_END) == size:
                return mmap.mmap(opened.fileno(), size, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise DamagedFile(file=file, reason=error.strerror or str(error)) from None
    raise DamagedFile(file=file, reason=f"expected {max(size, 1)} bytes")


def leaf_at(data: bytes | bytearray | mmap.mmap, place: int) -> tuple[int, int]:
    """Number and genome of the avatar at a place, from 0, in `Leaves.data`."""
    at = place * LEAF
    middle, end = at + NUMBER, at + LEAF
    return int.from_bytes(data[at:middle], "big"), int.from_bytes(data[middle:end], "big")


def split(data: bytes | bytearray | mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yield number and genome of each avatar in `Leaves.data`, in order."""
    for place in range(len(data) // LEAF):
        yield leaf_at(data, place)
