"""Rescale weights of any sum to the sums that a species needs, always in the same way.

All numbers are whole. Each weight gets its share of the total, rounded down, and at least one. If
the shares then sum to less than the total, the rest goes to the largest remainders; if they sum to
more, because of those raised to one, it is taken from the largest shares. Among equals the first
comes first.
"""

import itertools
from collections.abc import Sequence

from avatarchain.genetics.genome import ALLELES
from avatarchain.species import TOTAL_WEIGHT


def apportion(weights: Sequence[int], total: int) -> list[int]:
    """Whole numbers from 1 that sum to `total`, in proportion to `weights`.

    `weights` are whole numbers from 1, at most `total` of them.
    """
    whole = sum(weights)
    shares = [max(1, weight * total // whole) for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda k: -(weights[k] * total % whole))
    for k in by_remainder[: max(0, total - sum(shares))]:
        shares[k] += 1
    while sum(shares) > total:
        shares[shares.index(max(shares))] -= 1
    return shares


def alleles(weights: Sequence[int]) -> list[list[int]]:
    """Share 16 alleles out among at most 16 forms: for each form, the weights of its alleles.

    `weights` are those of the forms, in any unit. The weights that are returned sum to 65,536.
    A more common form gets more alleles, so mutation, which ignores weights, also makes that
    form more often.
    """
    shares, counts = apportion(weights, TOTAL_WEIGHT), apportion(weights, ALLELES)
    return [
        [share // count + (k < share % count) for k in range(count)]
        for share, count in zip(shares, counts, strict=True)
    ]


def digits(weights: Sequence[int]) -> tuple[list[int], list[list[int]]]:
    """The weights of the 16 first digits, and for each of 17 to 256 forms its places 0 … 255.

    Forms are ranked by weight and cut into 16 groups of about equal number. A group has one
    first digit, with the weight of all its forms, and its 16 places are shared among them.
    """
    ranked = sorted(range(len(weights)), key=lambda k: -weights[k])
    bounds = [len(ranked) * digit // ALLELES for digit in range(ALLELES + 1)]
    groups = [ranked[low:high] for low, high in itertools.pairwise(bounds)]
    places: list[list[int]] = [[] for _ in weights]
    for digit, group in enumerate(groups):
        place = ALLELES * digit
        for form, count in zip(group, apportion([weights[k] for k in group], ALLELES), strict=True):
            places[form] = list(range(place, place + count))
            place += count
    return apportion([sum(weights[k] for k in group) for group in groups], TOTAL_WEIGHT), places
