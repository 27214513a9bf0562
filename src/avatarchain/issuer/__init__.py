"""The issuer's keys as the contract tells them: which signs, which signed, which is ended.

The contract logs each key that it is given and each that is revoked. From these logs
anybody can read when a key was in force. Revoking the key in force leaves none in force,
and says so in one log, not two. Where the private halves are kept is the seal's business.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatarchain.canonical import keccak256
from avatarchain.chain import Receipt
from avatarchain.registry import Registry
from avatarchain.registry.contract import ask, send

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

_SET = keccak256(b"IssuerKey(bytes32)")
_REVOKED = keccak256(b"IssuerKeyRevoked(bytes32)")
NO_KEY = "0x" + 64 * "0"


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of blocks in which `key` (32 bytes as 0x-hex) was in force; `last` None: it is."""

    key: str
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class History:
    """All terms in their order, and the block in which each revoked key was revoked."""

    terms: tuple[Term, ...]
    revoked: dict[str, int]

    @property
    def in_force(self) -> str | None:
        """The key that signs now; None where none does."""
        return self.terms[-1].key if self.terms and self.terms[-1].last is None else None

    def served(self, key: str, birth: int) -> bool:
        """Whether `key` was in force in block `birth` or later."""
        return any(
            term.key == key and (term.last is None or term.last >= birth) for term in self.terms
        )


def history(registry: Registry) -> History:
    """Every key that the contract was ever given, from its logs."""
    chain = registry.chain
    logs = [
        log
        for kind in (_SET, _REVOKED)
        for log in chain.logs(registry.address, [kind], first=registry.block)
    ]
    terms: list[Term] = []
    revoked: dict[str, int] = {}
    for log in sorted(logs, key=lambda log: (log.block_number, log.log_index)):
        key, at = "0x" + log.topics[1].hex(), log.block_number
        current = terms[-1] if terms and terms[-1].last is None else None
        if log.topics[0] == _REVOKED:
            revoked[key] = at
        if current and (log.topics[0] == _SET or current.key == key):
            terms[-1] = Term(current.key, current.first, at)
        if log.topics[0] == _SET and key != NO_KEY:
            terms.append(Term(key, at, None))
    return History(tuple(terms), revoked)


def key_in_force(registry: Registry) -> str | None:
    """The key that signs now; None where none does."""
    (key,) = ask(registry, "issuerKey()", returns=["bytes32"])
    return "0x" + key.hex() if any(key) else None


def publish(registry: Registry, signer: "LocalAccount", key: str) -> Receipt:
    """Put a key in force, ending the term of the one before. Raises NotIssuer, KeyRevoked."""
    return send(registry, signer, "setIssuerKey(bytes32)", bytes.fromhex(key[2:]))


def revoke(registry: Registry, signer: "LocalAccount", key: str) -> Receipt:
    """End a key for good: nothing that it signed is believed. Raises NotIssuer, KeyRevoked."""
    return send(registry, signer, "revokeIssuerKey(bytes32)", bytes.fromhex(key[2:]))
