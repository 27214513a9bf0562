"""Identity: the number of an avatar, and how people write it.

An avatar's identity is the hash of its species and its genome. It is the token id on the
chain, so a registry cannot hold the same genome twice. People write it in full, as any
prefix that is unique, or in CAIP-19 notation, which also gives chain and contract.
"""

import re
from collections.abc import Iterable

from avatarchain.base.canonical import keccak256, to_hex, word
from avatarchain.errors import (
    AmbiguousIdentity,
    MalformedIdentity,
    UnknownIdentity,
)

_PREFIX = re.compile(r"0x[0-9a-f]{4,64}", re.IGNORECASE)


def identity(species_id: bytes, genome: int) -> int:
    """The identity of a genome: keccak256(species_id ‖ genome as 32 bytes), as an integer.

    `species_id` is 32 bytes, `genome` 0 … 2**256 − 1.
    """
    return int.from_bytes(keccak256(species_id + word(genome)), "big")


def parse_prefix(text: str) -> str:
    """`text` in lower case, if it is an id or the beginning of one; else MalformedIdentity."""
    if _PREFIX.fullmatch(text) is None:
        raise MalformedIdentity(text=text, hint="")
    return text.lower()


def choose(prefix: str, identities: Iterable[int]) -> int:
    """The only one of `identities` that begins with `prefix` (as `parse_prefix` returns it).

    Raises UnknownIdentity if there is none, AmbiguousIdentity if there are several.
    """
    matches = [token for token in identities if to_hex(token).startswith(prefix)]
    if not matches:
        raise UnknownIdentity(id=prefix)
    if len(matches) > 1:
        examples = ", ".join(to_hex(token)[: len(prefix) + 6] + "…" for token in matches[:3])
        raise AmbiguousIdentity(id=prefix, count=len(matches), examples=examples)
    return matches[0]
