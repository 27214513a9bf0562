"""The audit of a registry: all that can be known of it, from nothing but its address.

`contract` asks what stands there, who made it and who issues; `founders` what was promised, drawn,
committed and registered; `births` computes each child again from its draw; `holders` looks who
holds the avatars, and what else the same accounts made. Each gives findings. Some promise
something, and fail if it does not hold; others only tell.

What the node says of events is believed, as far as it agrees with the contract's own counts,
the balances of all holders, the hashes of blocks and the signature under the creation
(docs/auditing.md says what remains). Nothing is stored but the index.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

from avatarchain.audit import births, contract, founders, holders
from avatarchain.audit.findings import Finding
from avatarchain.base.bar import Bar, no_bar
from avatarchain.errors import ContractRefused, ForeignCode, ForeignCreation, NoRegistry, StrangeLog
from avatarchain.index import Index
from avatarchain.index.draws import draws
from avatarchain.registry import Registry
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
    """The findings on a registry, one after another; nothing follows on a foreign code.

    `seeds` are the seeds of founders by their ids, as papers tell them; None: no papers are at
    hand. `namesake` is another species, which the user knows by this one's name. Raises the errors
    of a chain that does not answer.
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
    """The findings that need the registry's events."""
    registry = index.registry
    issuers = contract.issuers(registry)
    yield contract.issuer(registry, issuers)
    yield contract.keys(registry)
    yield contract.issuance(index)
    promises = founders.promises(index)
    yield founders.foundings(index, promises)
    yield founders.batches(index)
    yield founders.founders(index, seeds)
    every = list(draws(index))
    yield births.births(index)
    yield births.outcomes(every)
    yield births.taken(index, every, promises)
    yield births.slots(registry, every, promises, bar)
    yield holders.holders(index, portrait, bar)
    yield holders.siblings(registry, _accounts(made, issuers), bar)


def _accounts(made: Creation | None, issuers: Sequence[contract.Issuer]) -> list[str]:
    """The accounts that made or had the registry, each once."""
    creator = [made.creator] if made else []
    return list(dict.fromkeys([*creator, *(issuer.account for issuer in issuers)]))
