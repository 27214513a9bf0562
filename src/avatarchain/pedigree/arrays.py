"""Kinship and inbreeding of many avatars, in floating point. `inbreeding` defines both.

There are two methods. `coefficients` works on any pedigree, such as that of a registry, and needs
little memory: it follows the genes of each parent up through its ancestors (T. H. E. Meuwissen and
Z. Luo, 1992, Genetics Selection Evolution 24:305-313, here with four places instead of one).
`unrelated`, `children` and `inbred` are for populations in which only the youngest generation
matters. They store one table with every pair of avatars, and compute one generation at a time.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from avatarchain.genetics.genome import GENES
from avatarchain.pedigree.inbreeding import with_ancestors
from avatarchain.registry import AvatarRecord

Floats = NDArray[Any]
Rows = NDArray[np.intp]

_CELLS = 2_500_000  # ancestors × parents in one step of `coefficients`; 32 bytes each
_PAIRS = tuple(combinations(range(GENES), 2))
_CACHED = 16_384  # pairs of a table that fit into a processor's cache


def _exchanges() -> list[Floats]:
    """The three swaps of a shuffle as permutations, from the most recessive places on."""
    swaps = []
    for upper in reversed(range(GENES - 1)):
        swap = np.eye(GENES)
        swap[[upper, upper + 1]] = swap[[upper + 1, upper]]
        swaps.append(swap)
    return swaps


def _shuffle() -> Floats:
    """T, 4 × 4: the probability that place i holds the parent's gene a after the swaps."""
    law = np.eye(GENES)
    for swap in _exchanges():
        law = (3 * law + swap @ law) / 4
    return law


T = _shuffle()


# --- any pedigree --------------------------------------------------------------------------


def inbreeding_of_many(
    avatars: Mapping[int, AvatarRecord], identities: Iterable[int]
) -> dict[int, float]:
    """Identity → F, 0 … 1, correct to about twelve decimals.

    `avatars` are as for `inbreeding.inbreeding`. Raises KeyError if an ancestor is missing.
    """
    identities = list(identities)
    order = with_ancestors(avatars, identities)
    number = {avatar.identity: at for at, avatar in enumerate(order)} | {0: -1}
    values = coefficients(
        [number[avatar.mother] for avatar in order], [number[avatar.father] for avatar in order]
    )
    return {identity: float(values[number[identity]]) for identity in identities}


def coefficients(mothers: ArrayLike, fathers: ArrayLike) -> Floats:
    """F of every avatar: n numbers from 0 to 1, correct to about twelve decimals.

    The parents of avatar k are the avatars `mothers[k]` and `fathers[k]`. These numbers are
    smaller than k, or −1 for an unknown parent. The time grows with the number of couples times
    the number of parents. It takes a few hundred megabytes of memory at most.
    """
    parents = np.stack([np.asarray(mothers, np.intp), np.asarray(fathers, np.intp)], axis=1)
    size = len(parents)
    generation = np.zeros(size, np.intp)
    for row, couple in enumerate(parents.tolist()):
        generation[row] = 1 + max(generation[p] if p >= 0 else -1 for p in couple)

    roots, basis = np.linalg.eig(T)
    inverse = np.linalg.inv(basis)
    selves = np.broadcast_to(np.eye(GENES), (size, GENES, GENES)).copy()
    # The part of an avatar's kinship with itself that its parents do not explain, in the
    # basis in which T is diagonal.
    own = np.broadcast_to(inverse @ inverse.T, selves.shape).copy()
    chunk = max(1, _CELLS // max(1, size))
    for now in range(1, int(generation.max(initial=0)) + 1):
        born = np.flatnonzero(generation == now)
        couples, which = np.unique(np.sort(parents[born], axis=1), axis=0, return_inverse=True)
        across = np.zeros((len(couples), GENES, GENES))
        complete = np.flatnonzero((couples >= 0).all(axis=1))
        for start in range(0, len(complete), chunk):
            some = complete[start : start + chunk]
            across[some] = basis @ _across(parents, couples[some], own, roots / 2) @ basis.T
        there = (couples >= 0)[:, :, None, None]
        of_parents = np.where(there, selves[couples], np.eye(GENES))
        table = _with_itself(of_parents.sum(axis=1), across)
        explained = np.where(there, of_parents, 0).sum(axis=1) + across + across.mT
        rest = inverse @ (table - T @ explained @ T.T / 4) @ inverse.T
        selves[born], own[born] = table[which.ravel()], rest[which.ravel()]
    return inbred(selves)


def _across(parents: Rows, couples: Rows, own: Floats, halves: Floats) -> Floats:
    """The kinship of each couple, n × 4 × 4, in the basis of T.

    `own` must be filled in for all ancestors. `halves` are half the eigenvalues of T.
    """
    ends, places = np.unique(couples, return_inverse=True)
    places = places.reshape(couples.shape)
    # The share of the genes of each avatar in `ends` that comes through an ancestor:
    # ancestors × ends × 4.
    flow = np.zeros((ends[-1] + 1, len(ends), GENES))
    flow[ends, np.arange(len(ends))] = 1
    reached = np.zeros(len(flow), bool)
    reached[ends] = True
    for row in range(len(flow) - 1, -1, -1):
        if reached[row]:
            for parent in parents[row]:
                if parent >= 0:
                    flow[parent] += flow[row] * halves
                    reached[parent] = True
    (lines,) = np.nonzero(reached)
    flow = flow[lines]
    first, second = flow[:, places[:, 0]], flow[:, places[:, 1]]
    return np.asarray(np.einsum("abk,akl,abl->bkl", first, own[lines], second))


def _with_itself(selves: Floats, across: Floats) -> Floats:
    """The kinship of children with themselves, n × 4 × 4.

    `selves` is K_mm + K_ff, the kinships of the parents with themselves, and `across` is K_mf,
    the kinship of mother and father.
    """
    for swap in _exchanges():
        selves = (3 * selves + swap @ selves @ swap) / 4
    table = (selves + T @ (across + across.mT) @ T.T) / 4
    places = np.arange(GENES)
    table[..., places, places] = 1
    return np.asarray(table)


# --- a population, generation by generation --------------------------------------------------


def unrelated(size: int) -> Floats:
    """The kinship of founders: an array of size × size × 4 × 4 numbers of 32 bits.

    `kinship[x, y, i, j]` is the probability that the gene at place i of x and the gene at
    place j of y are copies of one founder's gene.
    """
    kinship = np.zeros((size, size, GENES, GENES), np.float32)
    everyone = np.arange(size)
    kinship[everyone, everyone] = np.eye(GENES)
    return kinship


def children(kinship: Floats, mothers: ArrayLike, fathers: ArrayLike) -> Floats:
    """The kinship of the next generation, n × n × 4 × 4 for n children.

    `kinship` is that of the present generation, and the parents of child k are numbers `mothers[k]`
    and `fathers[k]` in it. After 200 generations the numbers are correct to five decimals.
    """
    dams, sires = np.asarray(mothers, np.intp), np.asarray(fathers, np.intp)
    size, square = len(dams), GENES * GENES
    # One matrix product shuffles the genes of both avatars of a pair (16 numbers in a row).
    law = np.ascontiguousarray(np.kron(T, T).T / 4, kinship.dtype)
    grown = np.empty((size, size, GENES, GENES), kinship.dtype)
    step = max(1, _CACHED // size)
    for start in range(0, size, step):
        rows = slice(start, start + step)
        half = kinship[dams[rows]] + kinship[sires[rows]]
        quarter = half[:, dams] + half[:, sires]
        grown[rows] = (quarter.reshape(-1, square) @ law).reshape(quarter.shape)
    everyone = np.arange(size)
    selves = kinship[dams, dams] + kinship[sires, sires]
    grown[everyone, everyone] = _with_itself(selves, kinship[dams, sires])
    return grown


def inbred(kinship: Floats) -> Floats:
    """F of every avatar: n numbers from 0 to 1.

    `kinship` is that of every pair of avatars, n × n × 4 × 4, or only that of each avatar with
    itself, n × 4 × 4.
    """
    selves = kinship
    if kinship.ndim == 4:
        everyone = np.arange(len(kinship))
        selves = kinship[everyone, everyone]
    return np.asarray(sum(selves[:, i, j] for i, j in _PAIRS) / len(_PAIRS))
