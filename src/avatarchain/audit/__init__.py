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

from avatarchain.audit import births, contract, founders, holders
from avatarchain.audit.findings import Finding
from avatarchain.base.bar import Bar, no_bar
from avatarchain.errors import ContractRefused, ForeignCode, ForeignCreation, NoRegistry, StrangeLog
from avatarchain.index import Index, newest
from avatarchain.index.draws import draws
from avatarchain.papers.founded import overview
from avatarchain.registry import Registry
from avatarchain.registry.foundings import issuance
from avatarchain.registry.genuine import Creation, creation_of, portrait_in_code
from avatarchain.species import Species

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
    no papers. `namesake` is another species that the user has under the same name. Raises the
    errors of a chain that does not answer.
    """
    try:
        portrait = portrait_in_code(registry, species)
    except ForeignCode as refusal:
        yield Finding("code", False, refusal.reason)
        return
    yield contract.code(portrait, species)
    made: Creation | None = None
    try:
        made = creation_of(registry, species, portrait)
        registry = Registry(registry.chain, registry.address, registry.species, made.block)
        yield contract.creation(made)
    except ForeignCreation as refusal:
        yield Finding("creation", False, refusal.reason)
    try:
        yield contract.name(registry, species, namesake)
        with indexed(registry) as index:
            yield from _of_events(index, portrait, made, seeds, bar)
    except (ContractRefused, NoRegistry) as refusal:
        words = f"it does not answer as its code would, so the node tells other code: {refusal}"
        yield Finding("answers", False, words)
    except StrangeLog as refusal:
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
    issuers = contract.issuers(registry)
    yield contract.issuer(registry, issuers)
    yield contract.keys(registry)
    promised = issuance(registry)
    yield contract.issuance(registry, promised)
    promises = list(overview(registry, index.species, promised, bar))
    yield founders.foundings(registry, promises)
    yield founders.batches(registry, promised)
    yield founders.founders(index, promised, seeds)
    every = list(draws(index))
    yield births.births(index, every)
    yield births.outcomes(every)
    yield births.taken(index, every, promises)
    yield births.slots(registry, every, promises, bar)
    yield holders.holders(index, portrait, bar)
    yield holders.siblings(registry, _accounts(made, issuers), bar)


def _accounts(made: Creation | None, issuers: Sequence[contract.Issuer]) -> list[str]:
    """The accounts that created the registry or were its issuers, each once."""
    creator = [made.creator] if made else []
    return list(dict.fromkeys([*creator, *(issuer.account for issuer in issuers)]))
