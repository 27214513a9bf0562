"""Seeds: where they come from, and the founder whose genome a seed decides.

There is no generator with a state, no `random` and no clock. Each choice is a BLAKE2b hash
whose input names the choice, so any founder can be made again on its own, in any order, on any
machine. The `person` tag of BLAKE2b keeps different uses apart.
"""

import hashlib
import secrets
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from avatarchain.base.unicode import is_assigned, nfc
from avatarchain.errors import MalformedSeed
from avatarchain.genetics.genome import GENES, LOCI

SEED_BYTES = 32

Cumulative = Sequence[Sequence[int]]
"""For each of the 16 loci, the running sums of its 16 weights; the last is 65,536."""


def seed_from_text(text: str) -> bytes:
    """The 32-byte seed of a text: BLAKE2b-256 of its Unicode normal form C as UTF-8.

    The text is not trimmed. Raises MalformedSeed for empty text, lone surrogates, and code points
    that Unicode 15.0 has not assigned, because a later Unicode may change their normal form.
    """
    if not text:
        raise MalformedSeed(reason="the text is empty")
    for position, letter in enumerate(text, start=1):
        if not is_assigned(letter):
            kind = "a lone surrogate" if "\ud800" <= letter <= "\udfff" else "not assigned"
            raise MalformedSeed(
                reason=f"U+{ord(letter):04X} at position {position} is {kind} in Unicode 15.0"
            )
    data = nfc(text).encode()
    return hashlib.blake2b(data, digest_size=32, person=b"avatarchain-seed").digest()


def seed_from_hex(text: str) -> bytes:
    """Read a seed of 64 hex digits, with or without 0x, in either case: 32 bytes.

    Raises MalformedSeed with the position of the first wrong character.
    """
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
    """The 32-byte seed of item `number` (0 … 2**64 − 1) of a collection.

    `master` is the collection's seed, 32 bytes.
    """
    check_length(master)
    return hashlib.blake2b(
        number.to_bytes(8, "big"), digest_size=32, key=master, person=b"avatarchain-item"
    ).digest()


def founding_seed(
    beacon: bytes, chain_id: int, contract: bytes, founding: int, count: int
) -> bytes:
    """The 32-byte master seed of a founding: a collection that was promised before it was drawn.

    `beacon` is the mixHash of the block of the draw, 32 bytes; `contract` the 20 bytes of the
    registry's address, `founding` the number there, and `count` how many founders are promised.
    The seed is BLAKE2b-256 of beacon, chain id (32 bytes), contract, founding (32), count (8).
    """
    check_length(beacon)
    where = chain_id.to_bytes(32, "big") + contract + founding.to_bytes(32, "big")
    return hashlib.blake2b(
        beacon + where + count.to_bytes(8, "big"), digest_size=32, person=b"avatarchain-draw"
    ).digest()


def random_seed() -> bytes:
    """A new random seed: 32 bytes from the operating system."""
    return secrets.token_bytes(SEED_BYTES)


def draw_hashes() -> tuple["hashlib.blake2b", "hashlib.blake2b"]:
    """Two BLAKE2b-512 objects without input; updated with a seed, their digests are its draws."""
    first, second = (
        hashlib.blake2b(digest_size=64, person=b"avatarchain-gen0", salt=bytes(15) + half)
        for half in (b"\x00", b"\x01")
    )
    return first, second


def _draws(seed: bytes) -> Iterator[int]:
    for half in draw_hashes():
        half.update(seed)
        block = half.digest()
        for at in range(0, 64, 2):
            yield block[at] << 8 | block[at + 1]


def founder(seed: bytes, cumulative: Cumulative) -> int:
    """The genome of the founder that a 32-byte seed draws from the weights of a species.

    `cumulative` is what `cumulate` returns. Draw k (16 bits) decides gene k: the allele is
    the first of its locus whose cumulative weight exceeds the draw.
    """
    check_length(seed)
    genome = 0
    for k, draw in enumerate(_draws(seed)):
        genome = genome << 4 | bisect_right(cumulative[k // GENES], draw)
    return genome


def cumulate(weights: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Running sums of 16 rows of 16 weights: the argument `cumulative` of `founder`."""
    assert len(weights) == LOCI  # noqa: S101 - the caller's mistake, not a file's
    sums = []
    for row in weights:
        total = 0
        sums.append(tuple(total := total + weight for weight in row))
    return tuple(sums)


def check_length(data: bytes, unit: str = "bytes") -> None:
    """Raise MalformedSeed unless `data` has 32 bytes; `unit` is the unit in the error message."""
    if len(data) != SEED_BYTES:
        raise MalformedSeed(reason=f"expected {SEED_BYTES} {unit}, got {len(data)}")
