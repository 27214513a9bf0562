"""Register many founders: hundreds in one transaction, and several transactions at a time.

One founder that is registered already makes its whole transaction fail. So the registry is asked
first which founders it has, and only the others are sent. A transaction may fail all the same:
somebody else registers one of its founders meanwhile, or the node loses or refuses it. Then the
registry is asked again, and the missing ones are sent again, until all are registered or another
attempt is useless. The contract registers a genome once or not at all. So an interrupted mint can
simply be run again: it finds the founders that it registered before.

While a node carries out one group of founders, the next one is prepared, and the results of
the one before are yielded.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from avatarchain.births.founders import Founder, Minted
from avatarchain.chain import DEVELOPMENT_CHAINS, TRANSACTION_GAS_LIMIT, ChainKind, Receipt
from avatarchain.chain.many import Dispatch, Order, pause, send_many, settle
from avatarchain.errors import (
    AlreadyRegistered,
    AvatarchainError,
    NodeTrouble,
    Reverted,
)
from avatarchain.registry import AvatarRecord, Registry, identity_of, registered
from avatarchain.registry.contract import encode, explain
from avatarchain.species import Species

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

# 12.7 million gas. That is less than a transaction may use, and less than half of a block of
# 30 million; above half, the base fee rises with every block.
PER_TRANSACTION = 250
TOGETHER = 4  # transactions, on a development node that is not full
_CALM = 200 * 10**9  # wei for each unit of gas; a node is not full while gas costs no more
_SAMPLE = 10  # founders whose gas is estimated
_ATTEMPTS, _PATIENT = 2, 30
_SIGNATURE = "registerMany(address,uint256[])"


@dataclass(slots=True)
class _Mint:
    """The data that all groups of a mint share.

    `gas` has two numbers: the gas of a transaction of _SAMPLE founders, and the gas that each
    further founder adds. It is None until it is estimated.
    """

    registry: Registry
    species: Species
    signer: "Signer"
    to: str
    gas: tuple[int, int] | None = None


@dataclass(slots=True)
class _Group:
    """Founders that are registered together, and the state of their registration.

    `tokens` are their ids, in the same order. `avatars` are those that are registered, by id;
    `ours` the hashes of the transactions that this mint sent. `sent` has the founders of each
    transaction of `dispatch`, by id.
    """

    founders: list[Founder]
    tokens: list[int]
    avatars: dict[int, AvatarRecord] = field(default_factory=dict)
    ours: set[bytes] = field(default_factory=set)
    sent: list[dict[int, Founder]] = field(default_factory=list)
    dispatch: Dispatch | None = None

    def missing(self) -> list[int]:
        return [token for token in self.tokens if token not in self.avatars]


def mint_many(
    registry: Registry,
    species: Species,
    signer: "Signer",
    to: str,
    founders: Iterable[Founder],
    *,
    at_once: int = PER_TRANSACTION * TOGETHER,
) -> Iterator[list[Minted]]:
    """Register founders for the address `to`.

    Founders that are registered already are only looked up, and are yielded too.

    Yields lists of at most `at_once` founders, in the order of `founders`. If an error ends the
    work, everything that is registered is yielded before it is raised: NotIssuer, NodeRefused,
    Unconfirmed, Unreachable and other errors of the chain.
    """
    mint = _Mint(registry, species, signer, to)
    left, under_way = iter(founders), deque[tuple[_Group, AvatarchainError | None]]()
    ahead = 0 if registry.chain.kind == ChainKind.EMBEDDED else 1
    failure: AvatarchainError | None = None
    while failure is None and (some := list(islice(left, min(at_once, _room(mint))))):
        group = _Group(some, [identity_of(species, founder.genome) for founder in some])
        promised = {token for other, _ in under_way for token in other.tokens}
        under_way.append((group, _begin(mint, group, promised)))
        if len(under_way) > ahead:
            group, trouble = under_way.popleft()
            failure = _finish(mint, group, trouble)
            yield _minted(group)
    while under_way:
        group, trouble = under_way.popleft()
        failure = _finish(mint, group, trouble) or failure
        yield _minted(group)
    if failure is not None:
        raise failure


def _room(mint: _Mint) -> int:
    """The number of founders in the largest group that fits into the blocks of the chain."""
    chain = mint.registry.chain
    if chain.kind == ChainKind.EMBEDDED or chain.chain_id not in DEVELOPMENT_CHAINS:
        return PER_TRANSACTION
    try:
        calm = chain.fees()["maxFeePerGas"] <= _CALM
    except AvatarchainError:  # the next call to the node raises it again
        calm = False
    return PER_TRANSACTION * TOGETHER if calm else PER_TRANSACTION


def _begin(mint: _Mint, group: _Group, promised: Set[int]) -> AvatarchainError | None:
    """Ask which founders of a group are registered, and send the others.

    The ids `promised` are not sent, because another group has them. Returns the error if that
    failed, or None.
    """
    try:
        group.avatars |= registered(mint.registry, group.tokens)
        _send(mint, group, promised)
    except AvatarchainError as error:
        return error
    return None


def _finish(
    mint: _Mint, group: _Group, trouble: AvatarchainError | None
) -> AvatarchainError | None:
    """Wait until the whole group is registered; returns None.

    If it cannot be registered, returns the error of the last attempt.
    """
    attempts = 0
    while True:
        trouble = _collect(mint, group) or trouble
        missing = group.missing()
        if not missing:
            return None
        try:
            group.avatars |= registered(mint.registry, missing)
        except AvatarchainError as error:
            trouble = error
        if len(group.missing()) < len(missing):
            attempts, trouble = 0, None
        if trouble is not None:
            attempts += 1
            if attempts > _attempts(trouble):
                return trouble
            pause(mint.registry.chain, attempts)
        try:
            trouble = None
            _send(mint, group, frozenset())
        except AvatarchainError as error:
            trouble = error


def _attempts(trouble: AvatarchainError) -> int:
    """How often to try again after this error if no further founder is registered meanwhile."""
    if isinstance(trouble, AlreadyRegistered):
        return _PATIENT  # perhaps an unconfirmed transaction of an earlier mint registers it
    return _ATTEMPTS if isinstance(trouble, NodeTrouble) else 0  # the node may answer next time


def _send(mint: _Mint, group: _Group, promised: Set[int]) -> None:
    """Send the founders of a group that are not registered, each once, but not those `promised`."""
    founders_by_id = {
        token: founder
        for token, founder in zip(group.tokens, group.founders, strict=True)
        if token not in group.avatars and token not in promised
    }
    group.dispatch, group.sent = None, []
    if not founders_by_id:
        return
    left = iter(founders_by_id.items())
    while some := dict(islice(left, PER_TRANSACTION)):
        group.sent.append(some)
    orders = [_order(mint, [founder.genome for founder in some.values()]) for some in group.sent]
    group.dispatch = send_many(mint.registry.chain, mint.signer, orders)
    group.ours |= {transaction.hash for transaction in group.dispatch.sent}


def _order(mint: _Mint, genomes: Sequence[int]) -> Order:
    address, sample = mint.registry.address, genomes[:_SAMPLE]
    if mint.gas is None:
        data = encode(_SIGNATURE, mint.to, sample)
        try:
            gas = mint.registry.chain.estimate(address, data, sender=mint.signer.address)
        except Reverted as error:
            raise explain(error) from None
        mint.gas = gas, gas // len(sample)
    base, each = mint.gas
    needed = base + each * max(0, len(genomes) - _SAMPLE)
    gas = min(needed * 5 // 4, TRANSACTION_GAS_LIMIT)
    return Order(address, encode(_SIGNATURE, mint.to, genomes), gas)


def _collect(mint: _Mint, group: _Group) -> AvatarchainError | None:
    """Wait for the transactions of a group, and add what they registered to `group.avatars`.

    Returns the last error of a transaction; None if all succeeded.
    """
    if group.dispatch is None:
        return None
    refusal: AvatarchainError | None = None
    outcomes = settle(mint.registry.chain, group.dispatch)
    for founders, outcome in zip(group.sent, outcomes, strict=True):
        if isinstance(outcome, Receipt):
            for token, founder in founders.items():
                group.avatars[token] = AvatarRecord(
                    token,
                    founder.genome,
                    0,
                    0,
                    0,
                    mint.to,
                    outcome.block_number,
                    outcome.transaction_hash,
                )
        else:
            refusal = explain(outcome) if isinstance(outcome, Reverted) else outcome
    group.dispatch = None
    return refusal


def _minted(group: _Group) -> list[Minted]:
    """The registered founders of a group, in order."""
    minted, fresh = [], set(group.tokens)
    for founder, token in zip(group.founders, group.tokens, strict=True):
        if (avatar := group.avatars.get(token)) is not None:
            new = avatar.transaction in group.ours and token in fresh
            fresh.discard(token)
            minted.append(Minted(avatar, founder.seed, new))
    return minted
