"""Inheritance told slowly, one gene at a time: what the word-wide code is held against.

It shares no operation with it: genes are lists, random bits are asked for one by one,
and a swap is a swap.
"""

from avatarchain.base.canonical import keccak256
from avatarchain.genetics import genome
from avatarchain.genetics.genome import GENES, LOCI


def offspring(mother: int, father: int, seed: bytes) -> int:
    """The child that a birth seed gives."""
    words = [int.from_bytes(keccak256(seed + n.to_bytes(32, "big")), "big") for n in (0, 1)]
    return inherit(mother, father, *words)


def inherit(mother: int, father: int, r: int, q: int) -> int:
    """The child under two random words."""
    child = []
    mothers, fathers, random = genome.genes(mother), genome.genes(father), f"{r:0256b}"
    for locus in range(LOCI):
        lane = random[16 * locus : 16 * locus + 16]
        bits = [int(bit) for bit in reversed(lane)]
        dam = shuffled(mothers[locus], bits[0:6])
        sire = shuffled(fathers[locus], bits[6:12])
        for slot in range(GENES):
            child.append(dam[slot] if bits[12 + 3 - slot] == 1 else sire[slot])
    if q % 8 == 0:
        from_the_right = q // 8 % 64
        child[63 - from_the_right] ^= q // 512 % 16
    return genome.from_genes(child)


def shuffled(genes: tuple[int, ...], bits: list[int]) -> list[int]:
    """Three possible swaps, the most recessive pair first; each needs two bits set."""
    order = list(genes)
    for step, (left, right) in enumerate([(2, 3), (1, 2), (0, 1)]):
        if bits[2 * step] == 1 and bits[2 * step + 1] == 1:
            order[left], order[right] = order[right], order[left]
    return order
