"""A genome: one unsigned 256-bit integer, read as 16 loci of 4 genes of 4 bits.

Locus i is the 16-bit lane whose highest bit is 255 − 16·i, so that in 64 hex digits
locus 0 is the first four. In a lane the first digit is gene 0, the expressed one; the
other three are recessive. A gene is the number (0 … 15) of an allele of its locus.

A genome is a plain `int` everywhere: this module only reads, builds and writes it. The
species decides what an allele looks like. A genome can also be written as DNA: 128 letters
of two bits each, from the most significant end, 00=A 01=C 10=G 11=T.
"""

from collections.abc import Iterable
from itertools import product

from avatarchain.errors import MalformedGenome

LOCI = 16
GENES = 4
ALLELES = 16
HEX_DIGITS = LOCI * GENES
BASES = 2 * HEX_DIGITS

_HEX = "0123456789abcdef"
_DNA = "ACGT"
_QUADS = ["".join(bases) for bases in product(_DNA, repeat=4)]  # of a byte
_BASE_BITS = {base: bits for bits, base in enumerate(_DNA)}


def gene(genome: int, locus: int, slot: int) -> int:
    """The allele number 0 … 15 in `slot` 0 … 3 (0 is expressed) of `locus` 0 … 15."""
    return genome >> (252 - 16 * locus - 4 * slot) & 15


def genes(genome: int) -> tuple[tuple[int, ...], ...]:
    """All 64 allele numbers: 16 tuples, one for each locus, of 4 genes, the expressed one first."""
    return tuple(tuple(gene(genome, locus, slot) for slot in range(GENES)) for locus in range(LOCI))


def expressed(genome: int) -> tuple[int, ...]:
    """The 16 expressed allele numbers 0 … 15, in the order of the loci."""
    return tuple(genome >> (252 - 16 * locus) & 15 for locus in range(LOCI))


def from_genes(alleles: Iterable[int]) -> int:
    """The genome of 64 allele numbers 0 … 15, locus by locus, gene 0 first."""
    return int.from_bytes(bytes(h << 4 | low for h, low in _couples(alleles)), "big")


def _couples(alleles: Iterable[int]) -> Iterable[tuple[int, int]]:
    flat = list(alleles)
    if len(flat) != HEX_DIGITS:
        raise MalformedGenome(reason=f"expected {HEX_DIGITS} genes, got {len(flat)}")
    for position, allele in enumerate(flat, start=1):
        if not 0 <= allele < ALLELES:
            raise MalformedGenome(reason=f"gene {position} is {allele}, not one of 0 to 15")
    return zip(flat[::2], flat[1::2], strict=True)


def to_dna(genome: int) -> str:
    """The genome as DNA: 128 capital letters A, C, G, T."""
    return "".join([_QUADS[byte] for byte in genome.to_bytes(HEX_DIGITS // 2, "big")])


def parse(text: str) -> int:
    """Read a genome from `text`: 64 hex digits with or without 0x, or 128 letters of DNA.

    Capitals and lower case are both accepted. Anything else raises MalformedGenome, which
    gives the position of the first wrong character, counted from 1.
    """
    body, offset = (text[2:], 2) if text[:2].lower() == "0x" else (text, 0)
    bases_only = all(letter.upper() in _BASE_BITS for letter in body)
    looks_like_dna = len(body) > (HEX_DIGITS + BASES) // 2 or (
        bases_only and len(body) != HEX_DIGITS
    )
    if looks_like_dna and not offset:
        return _parse(body, offset, BASES, "DNA", "ACGT", "letters", base_bits=2)
    return _parse(body, offset, HEX_DIGITS, "hex", "0-9 a-f", "digits", base_bits=4)


def _parse(
    body: str, offset: int, length: int, spelling: str, alphabet: str, units: str, base_bits: int
) -> int:
    values = _BASE_BITS if base_bits == 2 else {digit: n for n, digit in enumerate(_HEX)}
    number = 0
    for position, letter in enumerate(body, start=1):
        value = values.get(letter.upper() if base_bits == 2 else letter.lower())
        if value is None or not letter.isascii():
            raise MalformedGenome(
                reason=f"{letter!r} at position {position + offset} is not one of {alphabet}"
            )
        if position > length:
            break
        number = number << base_bits | value
    if len(body) != length:
        raise MalformedGenome(
            reason=f"expected {length} {units} of {spelling}, got {len(body)}"
            + (
                f" (the first too many is at position {length + 1 + offset})"
                if len(body) > length
                else f" (position {len(body) + 1 + offset} is missing)"
            )
        )
    return number
