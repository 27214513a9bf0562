"""Identity: which avatar is this, and how do people write it.

An avatar's identity is the hash of its species and its genome. It is the token id on
chain, so the registry cannot hold the same genome twice. People write it in full, as
any prefix that is unique, or as a CAIP-19 name that also says chain and contract.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from avatarchain.canonical import keccak256, word
from avatarchain.errors import (
    AmbiguousIdentity,
    MalformedIdentity,
    MalformedRegistryName,
    UnknownIdentity,
)

_PREFIX = re.compile(r"0x[0-9a-f]{4,64}", re.IGNORECASE)
_CAIP10 = re.compile(r"eip155:(?P<chain>[0-9]{1,32}):(?P<contract>0x[0-9a-fA-F]{40})")
_CAIP19 = re.compile(
    r"eip155:(?P<chain>[0-9]{1,32})/erc721:(?P<contract>0x[0-9a-fA-F]{40})/(?P<id>[0-9]{1,78})"
)


def identity(species_id: bytes, genome: int) -> int:
    """keccak256(species_id ‖ genome as 32 bytes), as the unsigned token id.

    `species_id` is 32 bytes, `genome` 0 … 2**256 − 1.
    """
    return int.from_bytes(keccak256(species_id + word(genome)), "big")


def to_hex(identity: int) -> str:
    """`0x` and 64 lower-case digits: the form that people see."""
    return f"0x{identity:064x}"


def checksum_address(address: str) -> str:
    """`address` (0x and 40 hex digits, any case) in EIP-55 case."""
    body = address[2:].lower()
    digest = keccak256(body.encode()).hex()
    return "0x" + "".join(
        letter.upper() if int(nibble, 16) > 7 else letter
        for letter, nibble in zip(body, digest, strict=False)
    )


@dataclass(frozen=True, slots=True)
class TokenName:
    """What a CAIP-19 name says: chain id, contract (EIP-55), token id."""

    chain_id: int
    contract: str
    identity: int

    def __str__(self) -> str:
        return f"eip155:{self.chain_id}/erc721:{self.contract}/{self.identity}"


def parse_caip19(text: str) -> TokenName:
    """Read `eip155:<chain>/erc721:<contract>/<decimal id>`, the address in any case."""
    match = _CAIP19.fullmatch(text)
    if match is None or int(match["id"]) >> 256:
        raise MalformedIdentity(text=text)
    return TokenName(int(match["chain"]), checksum_address(match["contract"]), int(match["id"]))


@dataclass(frozen=True, slots=True)
class RegistryName:
    """What a CAIP-10 name of a contract says: chain id, contract (EIP-55)."""

    chain_id: int
    contract: str

    def __str__(self) -> str:
        return f"eip155:{self.chain_id}:{self.contract}"


def parse_caip10(text: str) -> RegistryName:
    """Read `eip155:<chain>:<contract>`; a mixed-case address must have the right checksum."""
    match = _CAIP10.fullmatch(text)
    if match is None:
        raise MalformedRegistryName(text=text, hint="")
    digits, right = match["contract"][2:], checksum_address(match["contract"])
    if digits not in (digits.lower(), digits.upper(), right[2:]):
        hint = "; the checksum (the case of its letters) is wrong"
        raise MalformedRegistryName(text=text, hint=hint)
    return RegistryName(int(match["chain"]), right)


def parse_prefix(text: str) -> str:
    """A full id or a prefix of one, in lower case; MalformedIdentity if it is neither."""
    if _PREFIX.fullmatch(text) is None:
        raise MalformedIdentity(text=text)
    return text.lower()


def choose(prefix: str, identities: Iterable[int]) -> int:
    """The one identity that begins with `prefix` (as parse_prefix gives it)."""
    found = [one for one in identities if to_hex(one).startswith(prefix)]
    if not found:
        raise UnknownIdentity(id=prefix)
    if len(found) > 1:
        examples = ", ".join(to_hex(one)[: len(prefix) + 6] + "…" for one in found[:3])
        raise AmbiguousIdentity(id=prefix, count=len(found), examples=examples)
    return found[0]
