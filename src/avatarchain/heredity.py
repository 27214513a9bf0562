"""Where genomes come from: seeds, and the founders they draw.

There is no generator with a state, no `random` and no clock: each choice is a keyed
hash of what it is for, so any avatar can be made again alone, in any order, on any
machine. BLAKE2b draws; its `person` tag keeps the uses apart.
"""

import hashlib
import secrets
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from avatarchain.errors import MalformedSeed
from avatarchain.genome import GENES, LOCI

SEED_BYTES = 32

Cumulative = Sequence[Sequence[int]]
"""For each of the 16 loci, the running sums of its 16 weights; the last is 65,536."""


def seed_from_text(text: str) -> bytes:
    """BLAKE2b-256 of the text in Unicode normal form C, 32 bytes.

    The text is not trimmed. Empty text, lone surrogates and code points that Unicode
    has not assigned are refused: their normal form is not settled.
    """
    if not text:
        raise MalformedSeed(reason="the text is empty")
    for position, letter in enumerate(text, start=1):
        if unicodedata.category(letter) in ("Cs", "Cn"):
            kind = "a lone surrogate" if unicodedata.category(letter) == "Cs" else "not assigned"
            raise MalformedSeed(
                reason=f"U+{ord(letter):04X} at position {position} is {kind} in Unicode"
            )
    data = unicodedata.normalize("NFC", text).encode()
    return hashlib.blake2b(data, digest_size=32, person=b"avatarchain-seed").digest()


def seed_from_hex(text: str) -> bytes:
    """A seed written as 64 hex digits, with or without 0x, in either case."""
    body = text[2:] if text[:2].lower() == "0x" else text
    offset = len(text) - len(body)
    for position, letter in enumerate(body, start=1):
        if letter not in "0123456789abcdefABCDEF":
            raise MalformedSeed(
                reason=f"{letter!r} at position {position + offset} is not a hex digit"
            )
    if len(body) != 2 * SEED_BYTES:
        raise MalformedSeed(reason=f"expected 64 hex digits, got {len(body)}")
    return bytes.fromhex(body)


def item_seed(master: bytes, number: int) -> bytes:
    """The 32-byte seed of item `number` (0 … 2**64 − 1) of a collection."""
    return hashlib.blake2b(
        number.to_bytes(8, "big"), digest_size=32, key=master, person=b"avatarchain-item"
    ).digest()


def random_seed() -> bytes:
    """32 bytes from the operating system."""
    return secrets.token_bytes(SEED_BYTES)


def _draws(seed: bytes) -> Iterator[int]:
    for half in (b"\x00", b"\x01"):
        block = hashlib.blake2b(
            seed, digest_size=64, person=b"avatarchain-gen0", salt=bytes(15) + half
        ).digest()
        for at in range(0, 64, 2):
            yield block[at] << 8 | block[at + 1]


def founder(seed: bytes, cumulative: Cumulative) -> int:
    """The genome that a 32-byte seed draws from the weights of a species.

    Draw k (16 bits) decides gene k: the allele is the first of its locus whose
    cumulative weight exceeds the draw.
    """
    if len(seed) != SEED_BYTES:
        raise MalformedSeed(reason=f"expected {SEED_BYTES} bytes, got {len(seed)}")
    genome = 0
    for k, draw in enumerate(_draws(seed)):
        genome = genome << 4 | bisect_right(cumulative[k // GENES], draw)
    return genome


def cumulate(weights: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Running sums of 16 rows of 16 weights, as `founder` wants them."""
    assert len(weights) == LOCI
    sums = []
    for row in weights:
        total = 0
        sums.append(tuple(total := total + weight for weight in row))
    return tuple(sums)
