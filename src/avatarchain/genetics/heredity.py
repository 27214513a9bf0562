"""Heredity: the genome of the child of two parents.

A birth seed decides every random choice, so a child can be computed again from its parents on any
machine. It is turned into random words by keccak256, because the contract computes children too:
inheritance works on all 16 lanes of the genome at once, with the same dozen operations in both
places.

The contract decides who may mate and when. `seeds` draws founders, `odds` computes the
chances of a birth, and `population` applies the same rules to millions of genomes.
"""

from avatarchain.base.canonical import keccak256, word
from avatarchain.genetics.genome import GENES, LOCI
from avatarchain.genetics.seeds import check_length

LANES = int("0001" * LOCI, 16)
"""A number with the lowest bit of each lane set; times 15, the lowest hex digit of each."""


def birth_seed(mix_hash: bytes, mother_id: int, father_id: int) -> bytes:
    """The 32-byte seed of a birth: keccak256 of three words.

    The first is the mixHash of the block of the draw, the others are the ids of both parents.
    """
    check_length(mix_hash, "bytes of a block's mixHash")
    return keccak256(mix_hash + word(mother_id) + word(father_id))


def offspring(mother: int, father: int, seed: bytes) -> int:
    """The genome of a child, from the genomes of its parents and a 32-byte birth seed."""
    check_length(seed)
    r, q = (int.from_bytes(keccak256(seed + word(n)), "big") for n in (0, 1))
    return inherit(mother, father, r, q)


def inherit(mother: int, father: int, r: int, q: int) -> int:
    """The genome of a child, from its parents' genomes and two random words of 256 bits.

    In each lane, counted from its right end, bits 0 … 5 of `r` shuffle the mother's
    genes, bits 6 … 11 the father's, and bits 12 … 15 choose for each digit whose gene
    is taken (1: the mother's). If the three lowest bits of `q` are 0, one gene mutates: the
    next six bits of `q` are its number, counted from the right, and it is XORed with the
    four bits after those.
    """
    take = 0
    for digit in range(GENES):
        take |= (r >> 12 + digit & LANES) * 15 << 4 * digit
    child = _shuffle(mother, r) & take | _shuffle(father, r >> 6) & ~take
    if q & 7 == 0:
        child ^= (q >> 9 & 15) << 4 * (q >> 3 & 63)
    return child


def _shuffle(genome: int, r: int) -> int:
    """Shuffle the genes of each locus: three swaps of neighbours, each with probability 1/4."""
    for step in range(GENES - 1):
        lanes = (r >> 2 * step & r >> 2 * step + 1 & LANES) * 15 << 4 * step
        difference = (genome ^ genome >> 4) & lanes
        genome ^= difference ^ difference << 4
    return genome
