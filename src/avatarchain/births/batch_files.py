"""The files of a batch in the home. Claims need them, since the chain has only a hash.

The folder of a batch has `batch.json`, the fields of `Batch`, `leaves` with numbers and genomes of
its avatars, `nodes` with the Merkle tree, and `holders` if they are promised to different
addresses. `batch.json` is written last, so a folder that has it has the others.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from avatarchain.base.canonical import to_hex
from avatarchain.base.documents import CHAIN_FORMAT, Hash, Number, read_document, spell
from avatarchain.base.home import check_free, refuse_links, write
from avatarchain.births import merkle
from avatarchain.births.recipients import ADDRESS, Recipients
from avatarchain.chain.notation import Address
from avatarchain.errors import DamagedFile, NotKept
from avatarchain.index.promises import LEAF, NUMBER
from avatarchain.registry import Registry
from avatarchain.registry.contract import ask

FOLDER = "batches"


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
        write(folder / "holders", recipients.addresses)
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
        _write(target, batch, *read_leaves(source, batch), nodes_of(source, batch).read_bytes())
    return len(batches)


def _check_root(home: Path, batch: Batch) -> None:
    """Raise DamagedFile unless leaves and recipients of a batch give its nodes and its root."""
    nodes = nodes_of(home, batch).read_bytes()
    data, recipients = read_leaves(home, batch)
    rows = enumerate(split(data))
    tree = merkle.build(merkle.leaf(recipients.of(place), genome) for place, (_, genome) in rows)
    if bytes(tree.nodes) != nodes or to_hex(tree.root) != batch.root:
        leaves = folder_of(home, batch.contract, batch.batch) / "leaves"
        raise DamagedFile(file=str(leaves), reason="it does not lead to the root of the batch")


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


def read_leaves(home: Path, batch: Batch) -> tuple[bytes, Recipients]:
    """The leaves of a batch in the form of `Leaves.data` (number and genome), and its recipients.

    Raises DamagedFile if a file of the batch is missing or has another length.
    """
    folder = folder_of(home, batch.contract, batch.batch)
    leaves = _whole(folder / "leaves", batch.count * LEAF).read_bytes()
    if batch.to is not None:
        return leaves, Recipients(batch.to)
    holders = _whole(folder / "holders", batch.count * ADDRESS).read_bytes()
    return leaves, Recipients(None, holders)


def nodes_of(home: Path, batch: Batch) -> Path:
    """The file with the nodes of a batch's tree. Raises DamagedFile."""
    folder = folder_of(home, batch.contract, batch.batch)
    return _whole(folder / "nodes", (2 * batch.count - 1) * merkle.NODE)


def _whole(file: Path, size: int) -> Path:
    if not file.exists() or file.stat().st_size != size:
        raise DamagedFile(file=file, reason=f"expected {size} bytes")
    return file


def split(data: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Yield number and genome of each avatar in `Leaves.data`, in order."""
    for at in range(0, len(data), LEAF):
        middle = at + NUMBER
        number = int.from_bytes(data[at:middle], "big")
        yield number, int.from_bytes(data[middle : at + LEAF], "big")
