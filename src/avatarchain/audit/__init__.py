"""The audit of a registry: check everything that can be known from its address alone.

`contract` checks which contract is at the address, who created it and who its issuer is; `founders`
which founders were promised, drawn, committed and registered; `births` computes each child again
from its draw; `holders` reports who holds the avatars, and which other registries the same accounts
made. Each function returns a Finding. Some findings pass or fail; others only report facts.

Events are read from the node, and are checked against the contract's own counts, the balances of
all holders, the hashes of blocks and the signature of the creation (docs/auditing.md lists what
cannot be checked). Only the index is stored.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TypeVar

from avatarchain.audit import births, contract, founders, holders
from avatarchain.audit.findings import Finding
from avatarchain.base.bar import Bar, no_bar
from avatarchain.errors import (
    ContractRefused,
    ForeignCode,
    ForeignCreation,
    NodeTrouble,
    NoRegistry,
    StrangeLog,
)
from avatarchain.index import Index, newest
from avatarchain.index.draws import draws
from avatarchain.papers.founding_words import overview
from avatarchain.papers.report import OF_ONE_REGISTRY
from avatarchain.registry import Registry
from avatarchain.registry.foundings import issuance
from avatarchain.registry.genuine import Creation, creation_of, portrait_in_code
from avatarchain.species import Species

_Answer = TypeVar("_Answer")

Indexed = Callable[[Registry], AbstractContextManager[Index]]
"""Opens the index of a registry, brought up to date."""


def audit(
    registry: Registry,
    species: Species,
    indexed: Indexed,
    seeds: Mapping[int, bytes] | None = None,
    bar: Bar = no_bar,
    namesake: Species | None = None,
) -> Iterator[Finding]:
    """Yield the findings about a registry. If its code is not ours, there is only that finding.

    `seeds` maps ids to the seeds of founders, from the papers of their pictures; None if there are
    no papers. `namesake` is another species that the user has under such a name. A finding for
    which the node refuses an answer fails. Raises the errors of a chain that does not answer.
    """
    try:
        portrait = portrait_in_code(registry, species)
    except ForeignCode as refusal:
        yield Finding("code", False, refusal.reason)
        return
    yield contract.code(portrait, species)
    made: Creation | None = None
    try:
        made = creation_of(registry, species.name, portrait)
        registry = Registry(registry.chain, registry.address, registry.species, made.block)
        yield contract.creation(made)
    except ForeignCreation as refusal:
        yield Finding("creation", False, refusal.reason)
    except OF_ONE_REGISTRY as refusal:
        yield Finding("creation", False, str(refusal))
    try:
        yield contract.name(registry, species, namesake)
        with indexed(registry) as index:
            yield from _of_events(index, portrait, made, seeds, bar)
    except (ContractRefused, NoRegistry) as refusal:
        words = f"it does not answer as its code would, so the node tells other code: {refusal}"
        yield Finding("answers", False, words)
    except (StrangeLog, *OF_ONE_REGISTRY) as refusal:
        yield Finding("events", False, str(refusal))


def _of_events(
    index: Index,
    portrait: str | None,
    made: Creation | None,
    seeds: Mapping[int, bytes] | None,
    bar: Bar,
) -> Iterator[Finding]:
    """The findings that need the registry's events.

    All is asked as it was after the newest block in the index, so that a transaction that comes
    meanwhile makes no two answers differ.
    """
    registry = replace(index.registry, at=newest(index))
    issuers = _once(lambda: contract.issuers(registry))
    promised = _once(lambda: issuance(registry))
    promises = _once(lambda: list(overview(registry, index.species, promised(), bar)))
    every = list(draws(index))
    questions: list[tuple[str, Callable[[], Finding]]] = [
        ("block", lambda: contract.block(registry)),
        ("issuer", lambda: contract.issuer(registry, issuers())),
        ("keys", lambda: contract.keys(registry)),
        ("issuance", lambda: contract.issuance(registry, promised())),
        ("foundings", lambda: founders.foundings(registry, promises())),
        ("batches", lambda: founders.batches(registry, promised())),
        ("founders", lambda: founders.founders(index, promised(), seeds)),
        ("births", lambda: births.births(index, every)),
        ("draws", lambda: births.outcomes(every)),
        ("taken", lambda: births.taken(index, every, promises())),
        ("slots", lambda: births.slots(registry, every, promises(), bar)),
        ("holders", lambda: holders.holders(index, portrait, bar)),
        ("siblings", lambda: holders.siblings(registry, _accounts(made, issuers()), bar)),
    ]
    for name, ask in questions:
        try:
            finding = ask()
        except OF_ONE_REGISTRY as refusal:
            finding = Finding(name, False, str(refusal))
        yield finding


def _once(ask: Callable[[], _Answer]) -> Callable[[], _Answer]:
    """A function that asks only once, and then gives the same answer or the same refusal."""
    answers: list[_Answer] = []
    refusals: list[NodeTrouble] = []

    def ask_once() -> _Answer:
        if refusals:
            raise refusals[0]
        if not answers:
            try:
                answers.append(ask())
            except OF_ONE_REGISTRY as refusal:
                refusals.append(refusal)
                raise
        return answers[0]

    return ask_once


def _accounts(made: Creation | None, issuers: Sequence[contract.Issuer]) -> list[str]:
    """The accounts that created the registry or were its issuers, each once."""
    creator = [made.creator] if made else []
    return list(dict.fromkeys([*creator, *(issuer.account for issuer in issuers)]))
