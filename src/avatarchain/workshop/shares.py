"""Weights of any sum, made to the sums that a species needs, exactly and always alike.

All in whole numbers: each gets its quota rounded down and at least one; what is left
goes to the largest remainders, and what is missing is taken from the largest shares.
Of equals the first comes first.
"""

import itertools
from collections.abc import Sequence

from avatarchain.genome import ALLELES
from avatarchain.species import TOTAL_WEIGHT


def apportion(weights: Sequence[int], total: int) -> list[int]:
    """Whole numbers from 1 that sum to `total`, in proportion to `weights` (from 1).

    There are at most `total` weights.
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
    """For each of at most 16 forms, the weights of its alleles; they are 16, and sum to 65,536.

    The more common a form, the more alleles it has: so mutation, which knows no weights,
    brings it more often, too.
    """
    shares, counts = apportion(weights, TOTAL_WEIGHT), apportion(weights, ALLELES)
    return [
        [share // count + (k < share % count) for k in range(count)]
        for share, count in zip(shares, counts, strict=True)
    ]


def digits(weights: Sequence[int]) -> tuple[list[int], list[list[int]]]:
    """Weights of 16 first digits, and for each of 17 to 256 forms the places it stands at.

    Forms are ranked by weight and cut into 16 groups of like number; a group has one
    first digit, with the weight of all its forms, and its 16 places are shared out.
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
