"""Foundings: collections that are promised first and drawn by a later block.

The contract logs the promise: how many founders, for whom, and the block that draws them. The draw
needs no transaction. Afterwards the issuer commits the founders once, as a batch with the root of a
Merkle tree, and each can be claimed from it. The issuer can also close the issuance for good, so
that no founders can be promised any more. The functions here call the contract and read its events;
`births.foundings` computes what a draw gives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from avatarchain.base.canonical import to_hex
from avatarchain.chain import Log, Receipt
from avatarchain.chain.answers import from_hex
from avatarchain.chain.transport import Request
from avatarchain.errors import NoSuchFounding, StrangeLog
from avatarchain.registry import Registry, logs_of
from avatarchain.registry.contract import ask, encode, send
from avatarchain.registry.events import (
    CLOSED,
    COMMITTED,
    FOUNDING,
    FOUNDING_COMMITTED,
    check_form,
    number,
    words,
)

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

LEAST_AHEAD = 8
"""The blocks that the contract requires between the promise and the draw."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """The commitment of a founding's founders.

    `batch` is the number of their batch, `root` the root of its tree (32 bytes), `block` the number
    of the block and `transaction` the hash (32 bytes) of the transaction. `log_index` is the index
    of its log in the block, or None if it is not known.
    """

    batch: int
    root: bytes
    block: int
    transaction: bytes
    log_index: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Founding:
    """A founding: `count` founders, promised in `block` and drawn by the block `draw`.

    `number` is its number in the registry, from 0. `recipients` (32 bytes) is the address that
    all founders go to, if it is below 2**160, and else the hash of a list of addresses.
    `transaction` (32 bytes) is that of the promise. `commitment` is None until it is committed.
    """

    number: int
    recipients: bytes
    count: int
    draw: int
    block: int
    transaction: bytes
    commitment: Commitment | None = None

    @property
    def is_early(self) -> bool:
        """Whether its root was committed before anybody could know the draw, so does not follow.

        The draw is public from the block before it on, to whoever proposes that block.
        """
        return self.commitment is not None and self.commitment.block < self.draw - 1


@dataclass(frozen=True, slots=True)
class Committed:
    """A batch that was committed to the registry.

    `batch` is its number, `root` the root of its tree (32 bytes), and `count` the number of
    avatars that its issuer stated; nobody checks it. `block` is the number of the block, and
    `transaction` the hash (32 bytes) of the transaction.
    """

    batch: int
    root: bytes
    count: int
    block: int
    transaction: bytes


@dataclass(frozen=True, slots=True)
class Issuance:
    """All that an issuer promised, from one search for its events.

    `foundings` are in the order of their numbers; `batches` are all, also those of foundings, in
    the order of their logs.
    `closed` is the number of the block in which the issuance was closed; None if it is open.
    """

    foundings: tuple[Founding, ...]
    batches: tuple[Committed, ...]
    closed: int | None

    @property
    def guesses(self) -> bool:
        """Whether the issuer committed a batch of founders of its choice, which no founding drew.

        Such a batch may contain genomes that a later draw is likely to give; they can be claimed
        for ever.
        """
        drawn = sum(each.commitment is not None for each in self.foundings)
        return len(self.batches) > drawn


def issuance(registry: Registry) -> Issuance:
    """All foundings and batches of a registry, and whether it is closed, from its events.

    Raises StrangeLog for a log that no registry writes.
    """
    kinds = [FOUNDING, FOUNDING_COMMITTED, COMMITTED, CLOSED]
    logs = logs_of(registry, [kinds])
    every = joined(log for log in logs if log.topics[0] in (FOUNDING, FOUNDING_COMMITTED))
    batches: list[Committed] = []
    for log in logs:
        place = log.block_number, log.transaction_hash
        if log.topics[0] == COMMITTED:
            check_form(log, 2, 2, "a batch")
            own, root, count = number(log.topics[1]), log.data[:32], words(log)[1]
        elif log.topics[0] == FOUNDING_COMMITTED:
            own, root, count = number(log.topics[2]), log.data, every[number(log.topics[1])].count
        else:
            continue
        batches.append(Committed(own, root, count, *place))
    closed = next((log.block_number for log in logs if log.topics[0] == CLOSED), None)
    return Issuance(tuple(every), tuple(batches), closed)


def foundings(registry: Registry) -> list[Founding]:
    """All foundings of a registry in the order of their numbers, from its events."""
    return joined(logs_of(registry, [[FOUNDING, FOUNDING_COMMITTED]]))


def joined(logs: Iterable[Log]) -> list[Founding]:
    """The foundings in logs of the two events (promise and commitment), ordered by number.

    Raises StrangeLog for a log that no registry writes.
    """
    every: list[Founding] = []
    for log in logs:
        kind, own = log.topics[0], number(log.topics[1]) if log.topics[1:] else -1
        if kind == FOUNDING and own == len(every):
            every.append(promised(log))
        elif (
            kind == FOUNDING_COMMITTED
            and 0 <= own < len(every)
            and every[own].commitment is None
            and (len(log.topics), len(log.data)) == (3, 32)
        ):
            place = log.block_number, log.transaction_hash, log.log_index
            commitment = Commitment(number(log.topics[2]), log.data, *place)
            every[own] = replace(every[own], commitment=commitment)
        else:
            raise _strange(log)
    return every


def promised(log: Log) -> Founding:
    """The founding in the log of its promise.

    Raises StrangeLog if no registry writes such a log.
    """
    if len(log.topics) != 2 or len(log.data) != 96:
        raise _strange(log)
    _, count, draw = words(log)
    if not (1 <= count < 1 << 64 and log.block_number + LEAST_AHEAD <= draw < 1 << 64):
        raise _strange(log)
    place = log.block_number, log.transaction_hash
    return Founding(number(log.topics[1]), log.data[:32], count, draw, *place)


def _strange(log: Log) -> StrangeLog:
    reason = "a founding of another form"
    return StrangeLog(contract=log.address, block=log.block_number, reason=reason)


def founding(registry: Registry, number: int) -> Founding:
    """The founding with this number. Raises NoSuchFounding if there is none."""
    return numbered(foundings(registry), number)


def numbered(every: Sequence[Founding], number: int) -> Founding:
    """The founding with this number of all of a registry. Raises NoSuchFounding."""
    if not 0 <= number < len(every):
        raise NoSuchFounding(founding=number, foundings=len(every))
    return every[number]


def found(
    registry: Registry, signer: "Signer", recipients: bytes, count: int, draw: int
) -> Receipt:
    """Promise `count` founders that the block `draw` draws; `recipients` as in `Founding`.

    Raises NotIssuer, IssuanceIsClosed, DrawTooSoon.
    """
    return send(registry, signer, "found(bytes32,uint64,uint64)", recipients, count, draw)


def commit_founding(registry: Registry, signer: "Signer", number: int, root: bytes) -> Receipt:
    """Commit the founders of a founding by the root of their tree.

    Raises NotIssuer, NoSuchFounding, FoundingIsCommitted.
    """
    return send(registry, signer, "commitFounding(uint256,bytes32)", number, root)


def close_issuance(registry: Registry, signer: "Signer") -> Receipt:
    """End the registration of founders and all new promises, for good.

    Claims, births and the commitments of foundings go on. Raises NotIssuer, IssuanceIsClosed.
    """
    return send(registry, signer, "closeIssuance()")


def founding_count(registry: Registry) -> int:
    """How many foundings were promised, as the contract answers."""
    (count,) = ask(registry, "foundingCount()", returns=["uint256"])
    return int(count)


def batch_count(registry: Registry) -> int:
    """How many batches were committed, those of foundings included, as the contract answers."""
    (count,) = ask(registry, "batchCount()", returns=["uint256"])
    return int(count)


def is_closed(registry: Registry) -> bool:
    """Whether the issuance is closed, as the contract answers."""
    (closed,) = ask(registry, "issuanceClosed()", returns=["bool"])
    return bool(closed)


def closing_block(registry: Registry) -> int | None:
    """The number of the block in which the issuance was closed; None if it is open."""
    logs = logs_of(registry, [CLOSED])
    return logs[0].block_number if logs else None


def by_contract(registry: Registry, issuance: Issuance) -> list[tuple[str, Any, Any]]:
    """Compare the contract's logs with its storage: tuples (what, by the logs, by the contract)."""
    return [
        ("foundings", len(issuance.foundings), founding_count(registry)),
        ("issuance closed", issuance.closed is not None, is_closed(registry)),
        *batches_by_contract(registry, issuance.batches),
    ]


def batches_by_contract(
    registry: Registry, batches: Sequence[Committed]
) -> list[tuple[str, Any, Any]]:
    """Compare the number of batches, and the root of each, as `by_contract` does."""
    stored = batch_count(registry)
    if len(batches) != stored:
        return [("batches", len(batches), stored)]
    if [batch.batch for batch in batches] != list(range(stored)):
        return [("batches", "of other numbers", stored)]
    at = "latest" if registry.at is None else hex(registry.at)
    calls: list[Request] = [
        ("eth_call", [{"to": registry.address, "data": _root_of(batch.batch)}, at])
        for batch in batches
    ]
    roots = registry.chain.read_many(from_hex, calls)
    return [
        (f"root of batch {batch.batch}", to_hex(batch.root), to_hex(root))
        for batch, root in zip(batches, roots, strict=True)
    ]


def _root_of(batch: int) -> str:
    return to_hex(encode("batchRoot(uint256)", batch))
