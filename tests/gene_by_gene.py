"""Inheritance told slowly, one gene at a time: what the word-wide code is held against.

It shares no operation with it: genes are lists, random bits are asked for one by one,
and a swap is a swap.
"""

from avatarchain import genome
from avatarchain.canonical import keccak256
from avatarchain.genome import GENES, LOCI


def offspring(mother: int, father: int, seed: bytes) -> int:
    """The child that a birth seed gives."""
    words = [int.from_bytes(keccak256(seed + n.to_bytes(32, "big")), "big") for n in (0, 1)]
    return inherit(mother, father, *words)


def inherit(mother: int, father: int, r: int, q: int) -> int:
    """The child under two random words."""
    child = []
    for locus in range(LOCI):
        bits = [r // 2 ** (16 * (LOCI - 1 - locus) + n) % 2 for n in range(16)]
        dam = shuffled([genome.gene(mother, locus, slot) for slot in range(GENES)], bits[0:6])
        sire = shuffled([genome.gene(father, locus, slot) for slot in range(GENES)], bits[6:12])
        for slot in range(GENES):
            child.append(dam[slot] if bits[12 + 3 - slot] == 1 else sire[slot])
    if q % 8 == 0:
        from_the_right = q // 8 % 64
        child[63 - from_the_right] ^= q // 512 % 16
    return genome.from_genes(child)


def shuffled(genes: list[int], bits: list[int]) -> list[int]:
    """Three possible swaps, the most recessive pair first; each needs two bits set."""
    genes = list(genes)
    for step, (left, right) in enumerate([(2, 3), (1, 2), (0, 1)]):
        if bits[2 * step] == 1 and bits[2 * step + 1] == 1:
            genes[left], genes[right] = genes[right], genes[left]
    return genes
