"""Where genomes come from: seeds, the founders they draw, the offspring of two parents.

There is no generator with a state, no `random` and no clock: each choice is a keyed
hash of what it is for, so any avatar can be made again alone, in any order, on any
machine. BLAKE2b draws founders; its `person` tag keeps the uses apart. Offspring are
drawn by keccak256, because the contract makes them too: inheritance works on all 16
lanes of the genome at once, in the same dozen operations here and there.

Who may mate, and when, is the contract's affair; what a birth is likely to bring is
told by `odds`, and the same rules for millions stand in `population`.
"""

import hashlib
import secrets
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from avatarchain.canonical import keccak256, word
from avatarchain.errors import MalformedSeed
from avatarchain.genome import GENES, LOCI

SEED_BYTES = 32

LANES = int("0001" * LOCI, 16)
"""The lowest bit of each lane; times 15, the lowest digit of each."""

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
    _check_length(master)
    return hashlib.blake2b(
        number.to_bytes(8, "big"), digest_size=32, key=master, person=b"avatarchain-item"
    ).digest()


def random_seed() -> bytes:
    """32 bytes from the operating system."""
    return secrets.token_bytes(SEED_BYTES)


def draw_hashes() -> tuple["hashlib.blake2b", "hashlib.blake2b"]:
    """The two BLAKE2b-512 that have yet to be fed a seed; their digests are a founder's draws."""
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
    """The genome that a 32-byte seed draws from the weights of a species.

    Draw k (16 bits) decides gene k: the allele is the first of its locus whose
    cumulative weight exceeds the draw.
    """
    _check_length(seed)
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


def birth_seed(block_hash: bytes, mother_id: int, father_id: int) -> bytes:
    """The 32-byte seed of a birth: the hash of the block of conception and both token ids."""
    _check_length(block_hash, "bytes of a block's hash")
    return keccak256(block_hash + word(mother_id) + word(father_id))


def offspring(mother: int, father: int, seed: bytes) -> int:
    """The genome of the child that a 32-byte birth seed gives two genomes."""
    _check_length(seed)
    r, q = (int.from_bytes(keccak256(seed + word(n)), "big") for n in (0, 1))
    return inherit(mother, father, r, q)


def inherit(mother: int, father: int, r: int, q: int) -> int:
    """The child of two genomes under the random words `r` and `q` (256 bits each).

    In each lane, counted from its right end, bits 0 … 5 of `r` shuffle the mother's
    genes, bits 6 … 11 the father's, and bits 12 … 15 choose for each digit whose gene
    is taken (1: the mother's). Where the three lowest bits of `q` are 0, the gene that
    its next six bits number (from the right) is changed by its next four.
    """
    take = 0
    for digit in range(GENES):
        take |= (r >> 12 + digit & LANES) * 15 << 4 * digit
    child = _shuffle(mother, r) & take | _shuffle(father, r >> 6) & ~take
    if q & 7 == 0:
        child ^= (q >> 9 & 15) << 4 * (q >> 3 & 63)
    return child


def _shuffle(genome: int, r: int) -> int:
    """Let recessive genes rise: three swaps of neighbours from the right, each at 1/4."""
    for step in range(GENES - 1):
        lanes = (r >> 2 * step & r >> 2 * step + 1 & LANES) * 15 << 4 * step
        difference = (genome ^ genome >> 4) & lanes
        genome ^= difference ^ difference << 4
    return genome


def _check_length(data: bytes, unit: str = "bytes") -> None:
    if len(data) != SEED_BYTES:
        raise MalformedSeed(reason=f"expected {SEED_BYTES} {unit}, got {len(data)}")
