"""Batches: founders promised by the million in one transaction, and claimed one by one.

What `generate` wrote is read again, hashed into a tree and committed by its root. The
chain keeps the root alone, so the home keeps what makes any proof again: the avatars'
numbers and genomes, the tree's nodes, and whose they are to be. A proof is read from
there when it is asked for. The same file and recipient give the same root, so a commit
that was cut off is run again and finds itself on the chain; so does that of somebody else
who has the file, and can then claim.
"""

import json
import mmap
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain import genome as genomes
from avatarchain import merkle
from avatarchain.bar import Bar, no_bar
from avatarchain.canonical import read_json, word
from avatarchain.chain import Receipt
from avatarchain.errors import (
    AlreadyRegistered,
    DamagedFile,
    NotInTree,
    NotKept,
    NotPromised,
    PromisedTwice,
)
from avatarchain.generate import records
from avatarchain.home import locked, write
from avatarchain.identity import choose, identity, parse_prefix, to_hex
from avatarchain.index import Committed, Index, holder_of, promises, registered, sync
from avatarchain.index import batches as committed
from avatarchain.index.promises import LEAF, NUMBER
from avatarchain.registry import Registry
from avatarchain.registry.contract import ask, send
from avatarchain.registry.events import number
from avatarchain.species import Species

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Leaves:
    """What is to be promised to one address: `data` is 8 bytes of number and 32 of genome each."""

    to: str
    data: bytes
    tree: merkle.Tree


@dataclass(frozen=True, slots=True)
class Batch:
    """A committed batch: where it is, what it promises and to whom; hashes are 0x-hex."""

    genesis: str
    contract: str
    batch: int
    root: str
    count: int
    to: str
    transaction: str
    block: int


@dataclass(frozen=True, slots=True)
class Promise:
    """One avatar of a batch, with the proof that `claim` wants."""

    batch: int
    to: str
    genome: int
    proof: tuple[bytes, ...]


# --- reading what was generated ----------------------------------------------------------


def read(
    path: Path, species: Species, to: str, advance: Callable[[int], Any] | None = None
) -> Leaves:
    """The tree of a file of generated avatars, all promised to the address `to`.

    `advance` is called with how many more were read. Raises BadLeaves where a line is not
    whole, LeavesOfAnother where it is of another species, PromisedTwice, EmptyTree.
    """
    data, hashes = bytearray(), []
    for place, genome, _ in records.read(path, species, advance):
        data += place.to_bytes(NUMBER, "big") + word(genome)
        hashes.append(merkle.leaf(to, genome))
    tree = merkle.build(hashes)
    if (twice := merkle.repeated(tree)) is not None:
        _, genome = next(islice(_leaves_of(data), hashes.index(twice), None))
        raise PromisedTwice(file=path, genome=genomes.to_hex(genome))
    return Leaves(to, bytes(data), tree)


# --- committing ----------------------------------------------------------------------------


def commit(
    index: Index, signer: "LocalAccount", home: Path, leaves: Leaves
) -> tuple[Batch, int | None]:
    """The batch of these leaves, kept in the home, and the gas it took.

    `index` is up to date. None where the batch was committed before: then nothing is sent.
    Raises AlreadyRegistered where one of the avatars is registered, NotIssuer.
    """
    registry, root, count = index.registry, leaves.tree.root, leaves.tree.count
    with locked(home, "commit"):
        sync(index)
        found = next((one for one in committed(index) if one.root == root), None)
        gas = None
        if found is None:
            _refuse_registered(index, leaves)
            receipt = send(registry, signer, "commitBatch(bytes32,uint256)", root, count)
            (log,) = receipt.logs
            place = log.block_number, log.transaction_hash
            found, gas = Committed(number(log.topics[1]), root, count, *place), receipt.gas_used
        batch = Batch(
            genesis="0x" + registry.chain.genesis.hex(),
            contract=registry.address,
            batch=found.batch,
            root="0x" + root.hex(),
            count=count,
            to=leaves.to,
            transaction="0x" + found.transaction.hex(),
            block=found.block,
        )
        _keep(home, batch, leaves)
    return batch, gas


def _refuse_registered(index: Index, leaves: Leaves) -> None:
    tokens = (
        word(identity(index.registry.species, genome)) for _, genome in _leaves_of(leaves.data)
    )
    for token in registered(index, tokens):
        holder = holder_of(index, int.from_bytes(token, "big"))
        raise AlreadyRegistered(id="0x" + token.hex(), holder=holder)


# --- what a home keeps -----------------------------------------------------------------------


def _folder(home: Path, registry: Registry, batch: int) -> Path:
    return home / "batches" / f"{registry.address}-{batch}"


def _keep(home: Path, batch: Batch, leaves: Leaves) -> None:
    folder = home / "batches" / f"{batch.contract}-{batch.batch}"
    text = json.dumps({"format": FORMAT, **asdict(batch)}, indent=2).encode() + b"\n"
    papers = folder / "batch.json"
    if papers.exists() and papers.read_bytes() == text:
        return
    write(folder / "leaves", leaves.data)
    write(folder / "nodes", bytes(leaves.tree.nodes))
    write(papers, text)


def kept(home: Path, registry: Registry, batch: int) -> Batch:
    """What the home keeps of a committed batch.

    Raises NoSuchBatch where the registry has none, NotKept where the home has none or one
    of another chain, DamagedFile.
    """
    (root,) = ask(registry, "batchRoot(uint256)", batch, returns=["bytes32"])
    found = _read(home, registry, batch)
    if found is None:
        raise NotKept(batch=batch, reason="it was committed elsewhere")
    if found.root != "0x" + root.hex():
        raise NotKept(batch=batch, reason="those kept are of another chain")
    return found


def _read(home: Path, registry: Registry, batch: int) -> Batch | None:
    path = _folder(home, registry, batch) / "batch.json"
    if not path.exists():
        return None
    try:
        value = read_json(path.read_bytes())
        if value.pop("format") != FORMAT:
            raise ValueError(f"expected format {FORMAT}")
        return Batch(**value)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedFile(file=path, reason=error) from None


def _check_size(folder: Path, name: str, size: int) -> None:
    if not (folder / name).exists() or (folder / name).stat().st_size != size:
        raise DamagedFile(file=folder / name, reason=f"expected {size} bytes")


def lay(index: Index, home: Path, bar: Bar = no_bar) -> None:
    """Lay what the kept batches promise beside the births of an index that is up to date.

    Raises DamagedFile.
    """
    registry, kept = index.registry, dict[int, Batch]()
    for one in committed(index):
        found = _read(home, registry, one.batch)
        if found is not None and found.root == "0x" + one.root.hex():
            kept[one.batch] = found
    promises.drop_others(index, [(one.batch, bytes.fromhex(one.root[2:])) for one in kept.values()])
    for batch in kept.values():
        root = bytes.fromhex(batch.root[2:])
        if promises.has(index, batch.batch, root):
            continue
        folder = _folder(home, registry, batch.batch)
        _check_size(folder, "leaves", batch.count * LEAF)
        with bar(batch.count, f"promises of batch {batch.batch}") as advance:
            leaves = (folder / "leaves").read_bytes()
            promises.keep(index, batch.batch, root, batch.to, leaves, advance)


def promise(home: Path, registry: Registry, batch: Batch, which: str) -> Promise:
    """The avatar of a kept batch that `which` names: its number, its id, or a prefix of that.

    Raises NotPromised, AmbiguousIdentity, MalformedIdentity, DamagedFile.
    """
    folder = _folder(home, registry, batch.batch)
    _check_size(folder, "leaves", batch.count * LEAF)
    _check_size(folder, "nodes", (2 * batch.count - 1) * merkle.NODE)
    data = (folder / "leaves").read_bytes()
    if which.isascii() and which.isdecimal() and len(which) <= 20:
        numbered = (genome for number, genome in _leaves_of(data) if number == int(which))
        genome = next(numbered, None)
    else:
        genome = _named(registry, data, parse_prefix(which))
    if genome is None:
        raise NotPromised(batch=batch.batch, which=which)
    leaf = merkle.leaf(batch.to, genome)
    with (
        (folder / "nodes").open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as nodes,
    ):
        try:
            proof = merkle.proof(merkle.Tree(nodes), leaf)
        except NotInTree:
            proof = []
    if "0x" + merkle.root_of(leaf, proof).hex() != batch.root:
        raise DamagedFile(file=folder / "nodes", reason="its proofs do not lead to the root")
    return Promise(batch.batch, batch.to, genome, tuple(proof))


def _named(registry: Registry, data: bytes, prefix: str) -> int | None:
    genomes_by_id = {}
    for _, genome in _leaves_of(data):
        token = identity(registry.species, genome)
        if to_hex(token).startswith(prefix):
            genomes_by_id[token] = genome
    return genomes_by_id[choose(prefix, genomes_by_id)] if genomes_by_id else None


def _leaves_of(data: bytes | bytearray) -> Iterator[tuple[int, int]]:
    for at in range(0, len(data), LEAF):
        middle = at + NUMBER
        number = int.from_bytes(data[at:middle], "big")
        yield number, int.from_bytes(data[middle : at + LEAF], "big")


# --- claiming ----------------------------------------------------------------------------------


def claim(registry: Registry, signer: "LocalAccount", promised: Promise) -> Receipt:
    """Register a promised avatar; anyone may send this, it goes to whom it was promised.

    Raises NoSuchBatch, NotInBatch, AlreadyRegistered.
    """
    return send(
        registry, signer, "claim(uint256,address,uint256,bytes32[])",
        promised.batch, promised.to, promised.genome, list(promised.proof),
    )  # fmt: skip
