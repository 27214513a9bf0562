"""Notation: how chains, contracts, tokens, addresses and hashes are written.

Addresses have a checksum in the case of their letters (EIP-55). CAIP-10 is the notation for a
contract on a chain, CAIP-19 for a token of a contract. Only this module reads and writes them.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.base.documents import Check
from avatarchain.base.visible import masked
from avatarchain.chain import rlp
from avatarchain.errors import (
    BadAddress,
    MalformedCaip10,
    MalformedHash,
    MalformedIdentity,
)

ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_HASH = re.compile(r"(?:0x)?([0-9a-fA-F]{64})")
_CAIP10 = re.compile(r"eip155:(?P<chain>[0-9]{1,32}):(?P<contract>0x[0-9a-fA-F]{40})")
_CAIP19 = re.compile(
    r"eip155:(?P<chain>[0-9]{1,32})/erc721:(?P<contract>0x[0-9a-fA-F]{40})/(?P<id>[0-9]{1,78})"
)
_WRONG_CASE = "; the checksum (the case of its letters) is wrong"


@lru_cache(maxsize=1024)  # every log of a contract has its address
def checksum_address(address: str) -> str:
    """An address, given as 0x and 40 hex digits in any case, in EIP-55 case."""
    body = address[2:].lower()
    digest = keccak256(body.encode()).hex()
    return "0x" + "".join(
        letter.upper() if int(nibble, 16) > 7 else letter
        for letter, nibble in zip(body, digest, strict=False)
    )


def address_created(sender: str, nonce: int) -> str:
    """The address (EIP-55) of the contract that a sender creates with transaction `nonce`."""
    hashed = keccak256(rlp.encode([bytes.fromhex(sender[2:]), rlp.whole(nonce)]))
    return checksum_address(to_hex(hashed[12:]))


def parse_address(text: str) -> str:
    """Read an address in lower case, upper case or EIP-55 case; return it in EIP-55 case.

    Raises BadAddress for mixed case with a wrong checksum, and for a text that is no address.
    """
    if not ADDRESS.fullmatch(text):
        raise BadAddress(text=masked(text), reason="expected 0x and 40 hex digits")
    if not _is_cased(text):
        raise BadAddress(text=text, reason="its checksum (the case of its letters) is wrong")
    return checksum_address(text)


def _is_cased(address: str) -> bool:
    """Whether the letters are of one case, or their case is the right checksum."""
    digits = address[2:]
    return digits in (digits.lower(), digits.upper(), checksum_address(address)[2:])


def parse_hash(text: str, what: str) -> str:
    """Read 32 bytes of hex, and return them as 0x-hex in lower case.

    `what` names the value in the error.

    Raises MalformedHash for any other text.
    """
    match = _HASH.fullmatch(text)
    if match is None:
        raise MalformedHash(text=text, what=what)
    return "0x" + match[1].lower()


@dataclass(frozen=True, slots=True)
class Caip19:
    """A token in CAIP-19 notation: chain id, contract (EIP-55), token id."""

    chain_id: int
    contract: str
    identity: int

    def __str__(self) -> str:
        return f"eip155:{self.chain_id}/erc721:{self.contract}/{self.identity}"


def parse_caip19(text: str) -> Caip19:
    """Read CAIP-19: `eip155:<chain>/erc721:<contract>/<decimal id>`.

    Raises MalformedIdentity, also if mixed case does not have the right checksum.
    """
    match = _CAIP19.fullmatch(text)
    if match is None or int(match["id"]) >> 256:
        raise MalformedIdentity(text=text, hint="")
    if not _is_cased(match["contract"]):
        raise MalformedIdentity(text=text, hint=_WRONG_CASE)
    return Caip19(int(match["chain"]), checksum_address(match["contract"]), int(match["id"]))


def is_caip19(text: str) -> bool:
    """Whether a text is CAIP-19 in its one canonical form.

    Its address is in EIP-55, and its numbers have no leading zeros.
    """
    try:
        return str(parse_caip19(text)) == text
    except MalformedIdentity:
        return False


@dataclass(frozen=True, slots=True)
class Caip10:
    """A contract in CAIP-10 notation: chain id, contract (EIP-55)."""

    chain_id: int
    contract: str

    def __str__(self) -> str:
        return f"eip155:{self.chain_id}:{self.contract}"


def parse_caip10(text: str) -> Caip10:
    """Read CAIP-10: `eip155:<chain>:<contract>`; mixed case must have the right checksum.

    Raises MalformedCaip10.
    """
    match = _CAIP10.fullmatch(text)
    if match is None:
        raise MalformedCaip10(text=text, hint="")
    if not _is_cased(match["contract"]):
        raise MalformedCaip10(text=text, hint=_WRONG_CASE)
    return Caip10(int(match["chain"]), checksum_address(match["contract"]))


def _is_address(text: str) -> bool:
    return ADDRESS.fullmatch(text) is not None and checksum_address(text) == text


def _is_registry(text: str) -> bool:
    try:
        return str(parse_caip10(text)) == text
    except MalformedCaip10:
        return False


# Types of the fields of documents (see `base.documents`).
Address = Annotated[str, Check("an address with its checksum (EIP-55)", _is_address)]
Caip10Text = Annotated[str, Check("a contract in CAIP-10 notation", _is_registry)]
