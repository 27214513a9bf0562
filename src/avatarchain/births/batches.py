"""Batches: founders promised by the million in one transaction, and claimed one by one.

A file that `generate` wrote is read, its avatars are hashed into a Merkle tree, and the root of the
tree is committed. The chain stores only the root; the home stores what the proofs need (see
`batch_files`). The same file and recipient always give the same root. So a commit that was
interrupted can be run again: it finds the batch on the chain and sends nothing. Anybody else who
has the file can do the same, and then claim.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain.base.canonical import to_hex, word
from avatarchain.base.home import locked
from avatarchain.base.locks import LONG_WORK
from avatarchain.births import merkle
from avatarchain.births.batch_files import (
    Batch,
    Leaves,
    keep,
    kept,
    leaf_at,
    proof_of,
    recorded,
    split,
    tree_of,
)
from avatarchain.births.batch_files import read_leaves as read_stored
from avatarchain.births.founders import collection
from avatarchain.births.recipients import ADDRESS, Recipients
from avatarchain.chain import Receipt
from avatarchain.errors import (
    AlreadyRegistered,
    NotPromised,
    PromisedElsewhere,
    PromisedTwice,
    RecipientsMiscounted,
)
from avatarchain.generate import Slice, records
from avatarchain.genetics.identity import choose, identity, parse_prefix
from avatarchain.index import Committed, Index, holder_of, registered, sync
from avatarchain.index import batches as committed
from avatarchain.index.promises import NUMBER
from avatarchain.registry import ZERO_ADDRESS, Registry
from avatarchain.registry.contract import send
from avatarchain.registry.events import COMMITTED, event, number
from avatarchain.registry.receivers import check_receivers
from avatarchain.species import Species

if TYPE_CHECKING:
    from mmap import mmap

    from avatarchain.chain.signing import Signer

__all__ = [
    "claim",
    "commit",
    "kept",
    "leaves_of",
    "promise",
    "read_leaves",
    "store",
]


@dataclass(frozen=True, slots=True)
class Promise:
    """One avatar of a batch: the recipient `to`, the genome, and the proof that `claim` sends."""

    batch: int
    to: str
    genome: int
    proof: tuple[bytes, ...]


def read_leaves(
    path: Path,
    species: Species,
    recipients: Recipients,
    advance: Callable[[int], Any] | None = None,
) -> Leaves:
    """The leaves and the tree of a file of generated avatars, promised to the recipients in order.

    `advance` is called with the number of further avatars that were read. Raises BadLeaves for a
    line that cannot be read, LeavesOfAnother for another species, PromisedTwice for a repeated
    genome, EmptyTree if there are no avatars, and RecipientsMiscounted unless a list has one
    address for each avatar.
    """
    rows = records.read_records(path, species, advance)
    return _leaves(((place, genome) for place, genome, _ in rows), recipients, path)


def leaves_of(part: Slice, recipients: Recipients) -> Leaves:
    """The leaves and the tree of a slice, the same as for the file that `generate` writes.

    Raises PromisedTwice for a repeated genome, RecipientsMiscounted as `read_leaves` does.
    """
    founders = collection(part.species, part.master, part.count, part.first)
    rows = ((number, each.genome) for number, each in enumerate(founders, part.first))
    return _leaves(rows, recipients, "the collection")


def _leaves(rows: Iterable[tuple[int, int]], recipients: Recipients, source: Path | str) -> Leaves:
    """The leaves and the tree of numbers and genomes; `source` is their name in error messages."""
    data, hashes = bytearray(), []
    listed = len(recipients.addresses) // ADDRESS
    for count, (place, genome) in enumerate(rows):
        data += place.to_bytes(NUMBER, "big") + word(genome)
        to = recipients.of(count) if recipients.sole or count < listed else ZERO_ADDRESS
        hashes.append(merkle.leaf(to, genome))
    if not recipients.sole and listed != len(hashes):
        raise RecipientsMiscounted(file="the list", recipients=f"{listed}", count=len(hashes))
    tree = merkle.build(hashes)
    if (twice := merkle.repeated(tree)) is not None:
        _, genome = leaf_at(data, hashes.index(twice))
        raise PromisedTwice(file=source, genome=to_hex(genome))
    return Leaves(recipients, bytes(data), tree)


def commit(
    index: Index,
    signer: "Signer",
    home: Path,
    leaves: Leaves,
    *,
    allowed: Collection[str] = (),
    repeats: bool = False,
) -> tuple[Batch, int | None]:
    """Commit the avatars of `leaves` as a batch, and write what claims need into the home.

    Returns the batch and the gas used. If it was committed before, nothing is sent, and the gas is
    None. `index` must be up to date. Raises NotIssuer, AlreadyRegistered if one of the avatars is
    registered, PromisedElsewhere if another batch of the home promises one to somebody else (unless
    `repeats`), and the errors of `check_receiver`.
    """
    registry, root, count = index.registry, leaves.tree.root, leaves.tree.count
    with locked(home, "commit", LONG_WORK):
        sync(index)
        row = next((row for row in committed(index) if row.root == root), None)
        gas = None
        if row is None:
            check_receivers(registry, leaves.recipients.each(), allowed)
            _refuse_registered(index, leaves)
            if not repeats:
                _refuse_promised(index, home, leaves)
            receipt = send(registry, signer, "commitBatch(bytes32,uint256)", root, count)
            log = event(receipt, COMMITTED, 2, 2)
            place = log.block_number, log.transaction_hash
            row, gas = Committed(number(log.topics[1]), root, count, *place), receipt.gas_used
        return store(home, registry, row, leaves), gas


def store(
    home: Path, registry: Registry, row: Committed, leaves: Leaves, founding: int | None = None
) -> Batch:
    """Write the files that claims of a committed batch need into the home."""
    batch = Batch(
        genesis=to_hex(registry.chain.genesis),
        contract=registry.address,
        batch=row.batch,
        root=to_hex(row.root),
        count=leaves.tree.count,
        to=leaves.recipients.sole,
        founding=founding,
        transaction=to_hex(row.transaction),
        block=row.block,
    )
    keep(home, batch, leaves)
    return batch


def _refuse_registered(index: Index, leaves: Leaves) -> None:
    tokens = (word(identity(index.registry.species, genome)) for _, genome in split(leaves.data))
    for token in registered(index, tokens):
        holder = holder_of(index, int.from_bytes(token, "big"))
        raise AlreadyRegistered(id=to_hex(token), holder=holder or "nobody")


def _refuse_promised(index: Index, home: Path, leaves: Leaves) -> None:
    """Raise PromisedElsewhere for the first avatar that a batch of the home promises to another."""
    given = recipients_by_genome(leaves)
    for row in committed(index):
        batch = recorded(home, index.registry.address, row.batch)
        if batch is None or batch.root != to_hex(row.root):
            continue
        data, recipients = read_stored(home, batch)
        for place, (_, genome) in enumerate(split(data)):
            to = given.get(word(genome))
            if to is not None and recipients.of(place) != to:
                token = identity(index.registry.species, genome)
                raise PromisedElsewhere(
                    id=to_hex(token), to=recipients.of(place), batch=batch.batch
                )


def recipients_by_genome(leaves: Leaves) -> dict[bytes, str]:
    """Genome (32 bytes) → the address that it is promised to.

    The genomes are bytes because numbers with one hash are easy to choose (multiples of 2**61 − 1),
    and a dict of those becomes slow. The hashes of bytes differ from process to process.
    """
    rows = enumerate(split(leaves.data))
    return {word(genome): leaves.recipients.of(place) for place, (_, genome) in rows}


def promise(home: Path, registry: Registry, batch: Batch, which: str) -> Promise:
    """The promise of one avatar of `batch`, with its proof.

    `which` is the number of the avatar, its id, or a prefix of its id.

    Raises NotPromised if the batch does not have it, AmbiguousIdentity, MalformedIdentity,
    DamagedFile.
    """
    data, recipients = read_stored(home, batch)
    if which.isascii() and which.isdecimal() and len(which) <= 20:
        numbered = (at for at, (own, _) in enumerate(split(data)) if own == int(which))
        place = next(numbered, None)
    else:
        place = _named(registry, data, parse_prefix(which))
    if place is None:
        raise NotPromised(batch=batch.batch, which=which)
    _, genome = leaf_at(data, place)
    to = recipients.of(place)
    proof = proof_of(home, batch, tree_of(home, batch), merkle.leaf(to, genome))
    return Promise(batch.batch, to, genome, tuple(proof))


def _named(registry: Registry, data: "mmap", prefix: str) -> int | None:
    places_by_id = {}
    for place, (_, genome) in enumerate(split(data)):
        token = identity(registry.species, genome)
        if to_hex(token).startswith(prefix):
            places_by_id[token] = place
    return places_by_id[choose(prefix, places_by_id)] if places_by_id else None


def claim(registry: Registry, signer: "Signer", promised: Promise) -> Receipt:
    """Register a promised avatar. Anyone may send this; the avatar goes to `promised.to`.

    Raises NoSuchBatch, NotInBatch, AlreadyRegistered.
    """
    return send(
        registry,
        signer,
        "claim(uint256,address,uint256,bytes32[])",
        promised.batch,
        promised.to,
        promised.genome,
        list(promised.proof),
    )
