"""The issuer's keys in the contract: which one signs now, which signed before, which are revoked.

The contract logs each key that is published and each that is revoked. From these logs anybody
can compute when a key was in force. If the key in force is revoked, no key is in force, and
there is one log of it, not two. The private keys are in the home (see `keys.seal`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain import Receipt
from avatarchain.registry import Registry
from avatarchain.registry.contract import ask, send

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

_SET = keccak256(b"IssuerKey(bytes32)")
_REVOKED = keccak256(b"IssuerKeyRevoked(bytes32)")
NO_KEY = to_hex(bytes(32))


@dataclass(frozen=True, slots=True)
class Term:
    """The blocks in which `key` (32 bytes as 0x-hex) was in force; `last` None: it still is."""

    key: str
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class History:
    """All terms of keys in order, and for each revoked key the block in which it was revoked."""

    terms: tuple[Term, ...]
    revoked: Mapping[str, int]

    @property
    def in_force(self) -> str | None:
        """The key that is in force now, 32 bytes as 0x-hex, or None."""
        return self.terms[-1].key if self.terms and self.terms[-1].last is None else None

    def served(self, key: str, birth: int) -> bool:
        """Whether `key` was in force in block `birth` or later."""
        return any(
            term.key == key and (term.last is None or term.last >= birth) for term in self.terms
        )


def history(registry: Registry) -> History:
    """The history of all keys that were ever published in the contract, from its logs."""
    chain = registry.chain
    logs = [
        log
        for kind in (_SET, _REVOKED)
        for log in chain.logs(registry.address, [kind], first=registry.block)
    ]
    terms: list[Term] = []
    revoked: dict[str, int] = {}
    for log in sorted(logs, key=lambda log: (log.block_number, log.log_index)):
        key, at = to_hex(log.topics[1]), log.block_number
        current = terms[-1] if terms and terms[-1].last is None else None
        if log.topics[0] == _REVOKED:
            revoked[key] = at
        if current and (log.topics[0] == _SET or current.key == key):
            terms[-1] = Term(current.key, current.first, at)
        if log.topics[0] == _SET and key != NO_KEY:
            terms.append(Term(key, at, None))
    return History(tuple(terms), revoked)


def key_in_force(registry: Registry) -> str | None:
    """The key that is in force now, 32 bytes as 0x-hex; None if there is none."""
    (key,) = ask(registry, "issuerKey()", returns=["bytes32"])
    return to_hex(key) if any(key) else None


def publish(registry: Registry, signer: "LocalAccount", key: str) -> Receipt:
    """Put a key in force. What the key before it signed stays valid.

    Raises NotIssuer, KeyRevoked.
    """
    return send(registry, signer, "setIssuerKey(bytes32)", bytes.fromhex(key[2:]))


def revoke(registry: Registry, signer: "LocalAccount", key: str) -> Receipt:
    """Revoke a key for ever: nothing that it signed is valid. Raises NotIssuer, KeyRevoked."""
    return send(registry, signer, "revokeIssuerKey(bytes32)", bytes.fromhex(key[2:]))
