"""Many founders at once: some hundred a transaction, some transactions at a time.

What is registered already is found out first and left out of what is sent, since one such
founder would make the whole transaction fail. It may still fail, because somebody else
registers one of them meanwhile, or the node loses or refuses it: then it is asked again
what is there, and what is missing is sent again, for as long as that leads anywhere. A
genome is registered once or not at all, the contract sees to that; so a mint that was cut
off is run again and finds what it left.

While a node carries out one batch the next is prepared and the one before is told.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from avatarchain.chain import DEVELOPMENT_CHAINS, TRANSACTION_GAS_LIMIT, Receipt
from avatarchain.chain.many import Dispatch, Order, pause, send_many, settle
from avatarchain.errors import (
    AlreadyRegistered,
    AvatarchainError,
    NodeRefused,
    NotANode,
    Reverted,
    TooLong,
    Unreachable,
)
from avatarchain.minting.founders import Conception, Minted
from avatarchain.registry import Avatar, Registry, identity_of, registered
from avatarchain.registry.contract import encode, explain
from avatarchain.species import Species

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

# 12.7 million gas: under the cap of one transaction, and under half of a block of 30
# million, above which the base fee would rise with every block.
PER_TRANSACTION = 250
TOGETHER = 4  # transactions, on a development node that is not full
_CALM = 200 * 10**9  # wei a unit of gas: what those may cost while it counts as not full
_SAMPLE = 10  # founders whose gas is estimated
_ATTEMPTS, _PATIENT = 2, 30
_PASSING = (NodeRefused, NotANode, TooLong, Unreachable)  # may not be met again
_SIGNATURE = "registerMany(address,uint256[])"


@dataclass(frozen=True, slots=True)
class _Mint:
    """What all batches of a mint have in common; `gas` is the estimate, once it was made."""

    registry: Registry
    species: Species
    signer: "LocalAccount"
    to: str
    gas: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """Some founders on their way: what is known of each id, and what was sent for which."""

    founders: list[Conception]
    tokens: list[int]  # their ids
    known: dict[int, Avatar] = field(default_factory=dict)
    ours: set[bytes] = field(default_factory=set)  # hashes of what was sent
    sent: list[dict[int, Conception]] = field(default_factory=list)  # by id, beside the dispatch
    dispatch: Dispatch | None = None

    def missing(self) -> list[int]:
        return [token for token in self.tokens if token not in self.known]


def mint_many(
    registry: Registry, species: Species, signer: "LocalAccount", to: str,
    founders: Iterable[Conception], *, at_once: int = PER_TRANSACTION * TOGETHER,
) -> Iterator[list[Minted]]:  # fmt: skip
    """Register founders for `to`, or find them registered; yields them in order, in batches.

    No batch is larger than `at_once`. Where a refusal ends the work, what is registered is
    yielded before it is raised: NotIssuer, NodeRefused, Unconfirmed, Unreachable, ….
    """
    mint = _Mint(registry, species, signer, to)
    left, under_way = iter(founders), deque[tuple[_Batch, AvatarchainError | None]]()
    ahead = 0 if registry.chain.kind == "embedded" else 1
    failure: AvatarchainError | None = None
    while failure is None and (some := list(islice(left, min(at_once, _room(mint))))):
        batch = _Batch(some, [identity_of(species, one.genome) for one in some])
        promised = {token for other, _ in under_way for token in other.tokens}
        under_way.append((batch, _begin(mint, batch, promised)))
        if len(under_way) > ahead:
            batch, trouble = under_way.popleft()
            failure = _finish(mint, batch, trouble)
            yield _told(batch)
    while under_way:
        batch, trouble = under_way.popleft()
        failure = _finish(mint, batch, trouble) or failure
        yield _told(batch)
    if failure is not None:
        raise failure


def _room(mint: _Mint) -> int:
    """How many founders to have under way at once, so that the chain's blocks are not crowded."""
    chain = mint.registry.chain
    if chain.kind == "embedded" or chain.chain_id not in DEVELOPMENT_CHAINS:
        return PER_TRANSACTION
    try:
        calm = chain.fees()["maxFeePerGas"] <= _CALM
    except AvatarchainError:  # which will be met again
        calm = False
    return PER_TRANSACTION * TOGETHER if calm else PER_TRANSACTION


def _begin(mint: _Mint, batch: _Batch, promised: Set[int]) -> AvatarchainError | None:
    """Find what is there and send the rest, but for ids that are under way already."""
    try:
        batch.known |= registered(mint.registry, batch.tokens)
        _send(mint, batch, promised)
    except AvatarchainError as error:
        return error
    return None


def _finish(
    mint: _Mint, batch: _Batch, trouble: AvatarchainError | None
) -> AvatarchainError | None:
    """Wait until all of a batch is registered; the refusal, where it cannot be."""
    attempts = 0
    while True:
        trouble = _collect(mint, batch) or trouble
        missing = batch.missing()
        if not missing:
            return None
        try:
            batch.known |= registered(mint.registry, missing)
        except AvatarchainError as error:
            trouble = error
        if len(batch.missing()) < len(missing):
            attempts, trouble = 0, None
        if trouble is not None:
            attempts += 1
            if attempts > _attempts(trouble):
                return trouble
            pause(mint.registry.chain, attempts)
        try:
            trouble = None
            _send(mint, batch, frozenset())
        except AvatarchainError as error:
            trouble = error


def _attempts(trouble: AvatarchainError) -> int:
    """How often it is worth trying again where nothing has changed meanwhile."""
    if isinstance(trouble, AlreadyRegistered):
        return _PATIENT  # by a transaction that is on its way, of a mint that was cut off, say
    return _ATTEMPTS if isinstance(trouble, _PASSING) else 0


def _send(mint: _Mint, batch: _Batch, promised: Set[int]) -> None:
    """Send what a batch misses, once each, in as many transactions as that takes."""
    wanted = {
        token: one
        for token, one in zip(batch.tokens, batch.founders, strict=True)
        if token not in batch.known and token not in promised
    }
    batch.dispatch, batch.sent = None, []
    if not wanted:
        return
    left = iter(wanted.items())
    while some := dict(islice(left, PER_TRANSACTION)):
        batch.sent.append(some)
    orders = [_order(mint, [one.genome for one in some.values()]) for some in batch.sent]
    batch.dispatch = send_many(mint.registry.chain, mint.signer, orders)
    batch.ours |= {one.hash for one in batch.dispatch.sent}


def _order(mint: _Mint, genomes: Sequence[int]) -> Order:
    address, sample = mint.registry.address, genomes[:_SAMPLE]
    if not mint.gas:
        data = encode(_SIGNATURE, mint.to, sample)
        try:
            gas = mint.registry.chain.estimate(address, data, sender=mint.signer.address)
        except Reverted as error:
            raise explain(error) from None
        mint.gas[:] = gas, gas // len(sample)
    base, each = mint.gas
    needed = base + each * max(0, len(genomes) - _SAMPLE)
    gas = min(needed * 5 // 4, TRANSACTION_GAS_LIMIT)
    return Order(address, encode(_SIGNATURE, mint.to, genomes), gas)


def _collect(mint: _Mint, batch: _Batch) -> AvatarchainError | None:
    """Note what the transactions of a batch have registered; the last refusal among them."""
    if batch.dispatch is None:
        return None
    refusal: AvatarchainError | None = None
    outcomes = settle(mint.registry.chain, batch.dispatch)
    for founders, outcome in zip(batch.sent, outcomes, strict=True):
        if isinstance(outcome, Receipt):
            for token, one in founders.items():
                batch.known[token] = Avatar(
                    token, one.genome, 0, 0, 0, mint.to,
                    outcome.block_number, outcome.transaction_hash,
                )  # fmt: skip
        else:
            refusal = explain(outcome) if isinstance(outcome, Reverted) else outcome
    batch.dispatch = None
    return refusal


def _told(batch: _Batch) -> list[Minted]:
    told, fresh = [], set(batch.tokens)
    for one, token in zip(batch.founders, batch.tokens, strict=True):
        if (avatar := batch.known.get(token)) is not None:
            new = avatar.transaction in batch.ours and token in fresh
            fresh.discard(token)
            told.append(Minted(avatar, one.seed, new))
    return told
