"""The issuer's keys in the contract: which one signs now, which signed before, which are revoked.

The contract logs each key that is published and each that is revoked. From these logs anybody
can compute when a key was in force; what the contract stores must agree. If the key in force is
revoked, no key is in force, and there is one log of it, not two. The private keys are in the home
(see `keys.seal`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain import Receipt
from avatarchain.registry import Registry, logs_of
from avatarchain.registry.contract import ask, send
from avatarchain.registry.events import check_form

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

_SET = keccak256(b"IssuerKey(bytes32)")
_REVOKED = keccak256(b"IssuerKeyRevoked(bytes32)")
NO_KEY = to_hex(bytes(32))


@dataclass(frozen=True, slots=True)
class Term:
    """The blocks in which `key` (32 bytes as 0x-hex) was in force; `last` None: it still is.

    The log that ended it has the place `end` among the logs of block `last`.
    """

    key: str
    first: int
    last: int | None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """All terms of keys in order, and for each revoked key the block in which it was revoked."""

    terms: tuple[Term, ...]
    revoked: Mapping[str, int]

    @property
    def in_force(self) -> str | None:
        """The key that is in force now, 32 bytes as 0x-hex, or None."""
        return self.terms[-1].key if self.terms and self.terms[-1].last is None else None

    def served(self, key: str, birth: int, place: Callable[[], int]) -> bool:
        """Whether `key` was in force at a birth in block `birth` or later.

        `place` gives the place of the birth among the logs of its block. It is called if a term
        of the key ended in this very block.
        """
        return any(_reaches(term, birth, place) for term in self.terms if term.key == key)


def _reaches(term: Term, birth: int, place: Callable[[], int]) -> bool:
    """Whether a term ended after a birth, or has no end."""
    if term.last == birth and term.end is not None:
        return term.end > place()
    return term.last is None or term.last > birth


def history(registry: Registry) -> History:
    """The history of all keys that were ever published in the contract, from its logs.

    Raises StrangeLog for a log that no registry writes.
    """
    logs = logs_of(registry, [[_SET, _REVOKED]])
    terms: list[Term] = []
    revoked: dict[str, int] = {}
    for log in logs:
        check_form(log, 2, 0, "an issuer key")
        key, at = to_hex(log.topics[1]), log.block_number
        current = terms[-1] if terms and terms[-1].last is None else None
        if log.topics[0] == _REVOKED:
            revoked[key] = at
        if current and (log.topics[0] == _SET or current.key == key):
            terms[-1] = Term(current.key, current.first, at, log.log_index)
        if log.topics[0] == _SET and key != NO_KEY:
            terms.append(Term(key, at, None))
    return History(tuple(terms), revoked)


def by_contract(
    registry: Registry, history: History, keys: Iterable[str] | None = None
) -> list[tuple[str, Any, Any]]:
    """What the contract stores of its keys, beside what its logs tell: (what, logs, contract).

    A node that leaves out one log is found out by it. `keys` are those of which it is asked
    whether they are revoked; None: all of the history.
    """
    if keys is None:
        keys = dict.fromkeys([*(term.key for term in history.terms), *history.revoked])
    rows: list[tuple[str, Any, Any]] = [("the key", history.in_force, key_in_force(registry))]
    for key in keys:
        revoked = is_revoked(registry, key)
        rows.append((f"the revocation of {key}", key in history.revoked, revoked))
    return rows


def is_revoked(registry: Registry, key: str) -> bool:
    """Whether a key (32 bytes as 0x-hex) is revoked, as the contract answers."""
    (revoked,) = ask(registry, "isRevoked(bytes32)", bytes.fromhex(key[2:]), returns=["bool"])
    return bool(revoked)


def key_in_force(registry: Registry) -> str | None:
    """The key that is in force now, 32 bytes as 0x-hex; None if there is none."""
    (key,) = ask(registry, "issuerKey()", returns=["bytes32"])
    return to_hex(key) if any(key) else None


def publish(registry: Registry, signer: "Signer", key: str) -> Receipt:
    """Put a key in force. What the key before it signed stays valid.

    Raises NotIssuer, KeyRevoked.
    """
    return send(registry, signer, "setIssuerKey(bytes32)", bytes.fromhex(key[2:]))


def revoke(registry: Registry, signer: "Signer", key: str) -> Receipt:
    """Revoke a key for ever: nothing that it signed is valid. Raises NotIssuer, KeyRevoked."""
    return send(registry, signer, "revokeIssuerKey(bytes32)", bytes.fromhex(key[2:]))
