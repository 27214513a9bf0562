"""Heredity for millions: the rules of `heredity` and `identity`, on numpy arrays.

A population is an array of n × 16 unsigned 16-bit numbers: one row for each genome, one
column for each locus. Locus 0 comes first, and the highest hex digit of a number is gene 0,
so `population[:, 3] >> 12` is the expressed allele of locus 3 of every genome. Hashes
(seeds, birth seeds, identities) are arrays of n × 32 bytes.

Each row of a result is exactly what the function for a single genome returns; tests compare
them. The lanes of a genome do not influence each other, so four of them are computed in one
64-bit number, on blocks of rows small enough to stay in the processor's cache.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatarchain.base.canonical import keccak256, word
from avatarchain.errors import MalformedSeed
from avatarchain.genetics.genome import ALLELES, GENES, LOCI
from avatarchain.genetics.seeds import SEED_BYTES, Cumulative, draw_hashes, item_seed

Population = NDArray[np.uint16]
"""n × 16 lanes."""

Hashes = NDArray[np.uint8]
"""n × 32 bytes."""

# Unsigned 64-bit; numpy's types lose that as soon as a plain number shifts one.
_Words = NDArray[Any]

_LANES = np.uint64(0x0001_0001_0001_0001)
_BLOCK = 4096


def from_integers(genomes: Iterable[int]) -> Population:
    """The population (n × 16) of n genomes, or other 256-bit words, given as integers."""
    data = b"".join(word(genome) for genome in genomes)
    return np.frombuffer(data, ">u2").reshape(-1, LOCI).astype(np.uint16)


def to_integers(population: Population) -> list[int]:
    """The genomes of a population as a list of integers."""
    return [int.from_bytes(row, "big") for row in _rows(_bytes(population))]


def item_seeds(master: bytes, first: int, count: int) -> Hashes:
    """The seeds (`count` × 32 bytes) of items `first`, `first` + 1, … of a collection."""
    return _hashes([item_seed(master, number) for number in range(first, first + count)])


def founders(seeds: Hashes, cumulative: Cumulative) -> Population:
    """The founder of each seed (n × 16), drawn by the weights of a species."""
    _check_hashes(seeds)
    first, second = draw_hashes()
    blocks = []
    for seed in _rows(seeds):
        for start in (first, second):
            draw = start.copy()
            draw.update(seed)
            blocks.append(draw.digest())
    draws = np.frombuffer(b"".join(blocks), ">u2").reshape(-1, LOCI, GENES).astype(np.uint16)
    population = np.empty((len(seeds), LOCI), np.uint16)
    for locus, sums in enumerate(cumulative):
        alleles = np.repeat(np.arange(ALLELES, dtype=np.uint16), np.diff(sums, prepend=0))
        genes = alleles[draws[:, locus]].T
        population[:, locus] = genes[0] << 12 | genes[1] << 8 | genes[2] << 4 | genes[3]
    return population


def offspring(mothers: Population, fathers: Population, seeds: Hashes) -> Population:
    """The child of each couple (n × 16), from n birth seeds.

    `mothers` or `fathers` may have one row, which is then a parent of all the children.
    """
    _check_hashes(seeds)
    ends = word(0), word(1)
    draws = [keccak256(seed + end) for seed in _rows(seeds) for end in ends]
    words = np.frombuffer(b"".join(draws), ">u2").reshape(-1, 2, LOCI)
    return inherit(mothers, fathers, words[:, 0].astype(np.uint16), words[:, 1, -1])


def inherit(
    mothers: Population, fathers: Population, r: Population, q: NDArray[np.uint16]
) -> Population:
    """The child of each couple (n × 16), from random words that are already computed.

    `r` is n × 16 lanes, laid out as a population; `q` is n numbers, the lowest 16 bits of each
    second word, since the higher ones are not used. `mothers` or `fathers` may have one row for all
    n. Raises ValueError for other lengths that differ.
    """
    mother, father, random = map(_words, np.broadcast_arrays(mothers, fathers, r))
    children = np.empty((len(random), LOCI), np.uint16)
    words = children.view(np.uint64)
    for start in range(0, len(words), _BLOCK):
        rows = slice(start, start + _BLOCK)
        words[rows] = _recombine(mother[rows], father[rows], random[rows])
    _mutate(children, np.broadcast_to(q, len(children)))
    return children


def identities(species_id: bytes, population: Population) -> Hashes:
    """The identity of each genome, as n × 32 big-endian bytes."""
    return _hashes([keccak256(species_id + row) for row in _rows(_bytes(population))])


def _recombine(mother: _Words, father: _Words, r: _Words) -> _Words:
    take = r >> 12 & _LANES
    for digit in range(1, GENES):
        take |= (r >> 12 + digit & _LANES) << 4 * digit
    dam, sire = _shuffle(mother, r), _shuffle(father, r >> 6)
    return sire ^ (dam ^ sire) & _digits(take)


def _shuffle(genomes: _Words, r: _Words) -> _Words:
    for step in range(GENES - 1):
        swaps = r >> 2 * step & r >> 2 * step + 1 & _LANES
        difference = (genomes ^ genomes >> 4) & _digits(swaps << 4 * step)
        genomes = genomes ^ difference ^ difference << 4
    return genomes


def _digits(bits: _Words) -> _Words:
    """Replace each digit whose lowest bit is set by 15: times 15, in two fast steps."""
    return (bits << 4) - bits


def _mutate(children: Population, q: NDArray[np.uint16]) -> None:
    (rows,) = np.nonzero(q & 7 == 0)
    drawn = q[rows].astype(np.uint16)
    digit = drawn >> 3 & 63
    children[rows, LOCI - 1 - digit // GENES] ^= (drawn >> 9 & 15) << 4 * (digit % GENES)


def _words(population: Population) -> _Words:
    return np.ascontiguousarray(population, np.uint16).view(np.uint64)


def _bytes(population: Population) -> Hashes:
    return np.ascontiguousarray(population, ">u2").view(np.uint8)


def _rows(hashes: Hashes) -> list[bytes]:
    data = hashes.tobytes()
    return [data[at : at + SEED_BYTES] for at in range(0, len(data), SEED_BYTES)]


def _hashes(rows: Sequence[bytes]) -> Hashes:
    return np.frombuffer(b"".join(rows), np.uint8).reshape(-1, SEED_BYTES)


def _check_hashes(seeds: Hashes) -> None:
    if seeds.dtype != np.uint8 or seeds.ndim != 2 or seeds.shape[1] != SEED_BYTES:
        raise MalformedSeed(
            reason=f"expected rows of {SEED_BYTES} bytes, got {seeds.dtype} {seeds.shape}"
        )
