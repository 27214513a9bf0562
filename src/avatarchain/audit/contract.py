"""Findings about the contract of a registry, its issuers and their keys."""

from collections.abc import Sequence
from dataclasses import dataclass

from avatarchain.audit.findings import Finding, Row, compared, counted, told
from avatarchain.base.canonical import to_hex
from avatarchain.chain import DEVELOPMENT_CHAINS
from avatarchain.chain.newest import as_of
from avatarchain.chain.notation import checksum_address
from avatarchain.chain.transport import plain
from avatarchain.keys import seal
from avatarchain.papers import issuer_keys
from avatarchain.registry import (
    ZERO_ADDRESS,
    Registry,
    head_of,
    issuer_account,
    logs_of,
    name_of,
)
from avatarchain.registry.contract import ask
from avatarchain.registry.events import OWNED, address, check_form
from avatarchain.registry.foundings import Issuance, is_closed
from avatarchain.registry.genuine import Creation
from avatarchain.species import Species


@dataclass(frozen=True, slots=True)
class Issuer:
    """The account (EIP-55) that has been the issuer since `block`."""

    account: str
    block: int


def code(portrait: str | None, species: Species) -> Finding:
    """The finding that the code is ours; `portrait` is the portrait's address in it, or None."""
    drawn = f"by the portrait {portrait}, whose art is right" if portrait else "by no contract"
    which = f"{plain(species.name)}, {to_hex(species.id)},"
    words = f"the registry's is ours, for the species {which} alone, drawn {drawn}"
    return Finding("code", True, words)


def creation(made: Creation) -> Finding:
    """The finding that our code created the registry."""
    words = f"made in block {made.block} by our code, as {made.creator} signed it"
    facts = {"block": made.block, "creator": made.creator}
    return Finding("creation", True, words, (Row(words, facts),))


def block(registry: Registry) -> Finding:
    """As of which block all that may change was asked; nobody learns what came after it."""
    now = as_of(registry.chain, head_of(registry))
    words, facts = f"what may change is told {now.words}", {"block": now.block, "time": now.time}
    return told("block", words, [Row(words, facts)])


def name(registry: Registry, species: Species, namesake: Species | None) -> Finding:
    """Check that the name in wallets is that of the species, and of no other.

    `namesake` is another species that the user has under this name, or one that looks like it.
    None: they have none.
    """
    shown = name_of(registry)
    if shown != species.name:
        return Finding("name", False, f"wallets show it as {plain(shown)}, not {species.name}")
    if namesake is not None:
        how = "has that name" if shown == namesake.name else f"looks like that: {plain(shown)}"
        words = f"this is NOT your {namesake.name}, {to_hex(namesake.id)}: it only {how}"
        return Finding("name", False, words)
    return Finding("name", True, f"wallets show it as {species.name}")


def issuers(registry: Registry) -> list[Issuer]:
    """All issuers in their order, from the events. Raises StrangeLog for an unknown log."""
    history: list[Issuer] = []
    for log in logs_of(registry, [OWNED]):
        check_form(log, 3, 0, "a change of issuers")
        history.append(Issuer(checksum_address(address(log.topics[2])), log.block_number))
    return history


def issuer(registry: Registry, history: Sequence[Issuer]) -> Finding:
    """The present issuer, and the earlier ones."""
    now = issuer_account(registry)
    (next_,) = ask(registry, "pendingOwner()", returns=["address"])
    last = history[-1].account if history else None
    words = f"{now}, " + ("from the beginning" if len(history) == 1 else "not the first")
    if next_ != ZERO_ADDRESS:
        words += f"; offered to {checksum_address(next_)}, who may accept it at any time"
    rows = (
        Row(f"{it.account} since block {it.block}", {"issuer": it.account, "block": it.block})
        for it in history
    )
    return compared("issuer", words, rows, ("the issuer", last, now))


def keys(registry: Registry) -> Finding:
    """The present and earlier keys that sign papers, and which of them are revoked."""
    history = issuer_keys.history(registry)
    rows = [
        Row(
            f"{term.key}, in force from block {term.first}"
            + (f" to block {term.last}" if term.last is not None else " on"),
            {"key": term.key, "first": term.first, "last": term.last, "revoked": None},
        )
        for term in history.terms
    ]
    rows += [
        Row(f"{key}, revoked in block {block}", {"key": key, "revoked": block})
        for key, block in history.revoked.items()
    ]
    if history.in_force == seal.DEVELOPMENT_KEY:
        words = "in force is the key of development chains, which everybody has"
        if registry.chain.chain_id not in DEVELOPMENT_CHAINS:
            return Finding("keys", False, words, tuple(rows))
    elif history.in_force is None:
        words = "none is in force, so papers are not signed"
    else:
        words = f"in force is {history.in_force}"
    words += f"; {counted(len(history.revoked), 'key')} revoked" if history.revoked else ""
    return compared("keys", words, rows, *issuer_keys.by_contract(registry, history))


def issuance(registry: Registry, promised: Issuance) -> Finding:
    """Whether the issuer can still register founders."""
    block = promised.closed
    words = "open: the issuer can register and promise more founders"
    if block is not None:
        words = f"closed since block {block}, for good"
    state = "issuance closed", block is not None, is_closed(registry)
    held = compared("issuance", words, [Row(words, {"closed": block})], state)
    return held if not held.ok else told("issuance", words, held.rows)
