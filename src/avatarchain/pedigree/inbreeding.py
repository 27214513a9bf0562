"""Exact kinship and inbreeding of characters with four ordered genes at each locus.

A locus has four places; the gene at place 0 is expressed, those at 1, 2 and 3 are
recessive. Two genes are identical by descent if both are copies of one gene of one founder.
The kinship of two avatars is a table of 4 × 4 numbers: K[x, y][i][j] is the probability that
the gene at place i of x and the gene at place j of y are identical by descent. The
coefficient of inbreeding F of x is the mean of K[x, x][i][j] over the six pairs of different
places: the probability that two genes of a locus, drawn without putting the first back, are
identical by descent.

Wright's rules for two genes at each locus do not hold here. First the four genes of each parent are
shuffled by three swaps of neighbours, beginning at the most recessive end; each swap is made with
probability 1/4. Then each place of the child takes the gene of that place from the mother or from
the father, with probability 1/2 each (`genetics.heredity`). T[i][a] is the probability that place i
of a shuffled parent holds that parent's gene a. J is the same for two places of one parent: it
takes a table of a parent with itself to the table after the shuffle. For a child x of m and f:

K[x, y] = ½ T·(K[m, y] + K[f, y])           y neither x nor a descendant of x
    K[x, x][i][j] = ¼ J·(K[m, m] + K[f, f])[i][j]
                  + ¼ T·(K[m, f] + K[f, m])·Tᵗ[i][j]       for i ≠ j, and 1 for i = j

A founder has four different genes that nobody else has. The same holds for an unknown parent.
Mutation is left out, because identity by descent is only about copies.

Only the pairs that an answer needs are computed. The younger avatar of a pair is always replaced by
its parents, so no table of all pairs is made, there is no recursion, and full siblings share their
rows. All numbers are integers: the table of two avatars of generations g and h is stored times
2^(7·(g + h)), and nothing is rounded. Of a thousand generations such a number has thousands of
digits; so there is another scale too, in which every table is stored times 2^128 and rounded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from avatarchain.genetics.genome import GENES
from avatarchain.pedigree.places import (
    BITS,
    EXACT,
    ROUNDED_WIDTH,
    Fields,
    Scale,
    both_shuffled,
    columns_shuffled,
    diagonal,
    fields,
    off_diagonal,
    rounded_scale,
    rows_shuffled,
    turned,
    unpacked,
)
from avatarchain.registry import AvatarRecord

KinshipTable = tuple[tuple[Fraction, ...], ...]
"""Four rows, one for each place of the first avatar, of four probabilities, one for each place
of the second avatar.
"""

_ABSENT = -1
_ITSELF = -2

DEEP = 256
"""Beyond this generation exact coefficients take much memory and time."""

# (number of a couple, number of an avatar): the kinship of the couple's child with that older
# avatar. The second number is _ITSELF for the kinship of the child with itself.
_Pair = tuple[int, int]


@dataclass(slots=True)
class _Line:
    """Avatars with all their ancestors, and the pairs that must be computed.

    Avatars have numbers, and parents have smaller numbers than their children. `number` gives
    the number of an identity. For each avatar, `generation` is its generation, and `couple` the
    number of its parents' couple. For each couple, `parents` are the numbers of its two avatars,
    and `children_at` is the generation of its children. `pairs` are the pairs that are needed,
    by the sum of their two generations.
    """

    number: dict[int, int]
    generation: list[int]
    couple: list[int]
    parents: list[tuple[int, int]]
    children_at: list[int]
    pairs: dict[int, set[_Pair]]


def inbreeding(
    avatars: Mapping[int, AvatarRecord], identities: Iterable[int]
) -> dict[int, Fraction]:
    """F of each identity, 0 … 1, exactly.

    `avatars` must contain them and all their ancestors. The generation of each must be 1 more than
    the higher of its parents' generations, as in a registry. Raises KeyError if an ancestor is
    missing.
    """
    coefficients = inbreeding_within(avatars, identities, None)
    assert coefficients is not None  # noqa: S101 - without a limit there is always an answer
    return coefficients


def inbreeding_within(
    avatars: Mapping[int, AvatarRecord], identities: Iterable[int], limit: int | None
) -> dict[int, Fraction] | None:
    """The same as `inbreeding`, or None if more than `limit` pairs would have to be computed.

    It is None for an avatar beyond the generation DEEP too. `limit` None means no limit at all.
    """
    identities = list(identities)
    line = _line(avatars, identities)
    if limit is not None and max(line.generation, default=0) > DEEP:
        return None
    couples = {identity: line.couple[line.number[identity]] for identity in identities}
    if not _collect(line, [(couple, _ITSELF) for couple in set(couples.values())], limit):
        return None
    shape = _shape(line)
    tables = _solve(line, shape)
    return {
        identity: _mean_of_places(
            shape, tables[couple, _ITSELF], 2 * BITS * line.children_at[couple]
        )
        for identity, couple in couples.items()
    }


def inbreeding_rounded(
    avatars: Mapping[int, AvatarRecord], identities: Iterable[int], limit: int
) -> dict[int, Fraction] | None:
    """The same as `inbreeding_within`, correct to thirty decimals, for families of any depth."""
    identities = list(identities)
    line = _line(avatars, identities)
    couples = {identity: line.couple[line.number[identity]] for identity in identities}
    if not _collect(line, [(couple, _ITSELF) for couple in set(couples.values())], limit):
        return None
    shape = fields(ROUNDED_WIDTH)
    scale = rounded_scale(shape)
    tables = _solve(line, shape, scale)
    return {
        identity: _mean_of_places(shape, tables[couple, _ITSELF], scale.exponent(0))
        for identity, couple in couples.items()
    }


def kinship(avatars: Mapping[int, AvatarRecord], first: int, second: int) -> KinshipTable:
    """The kinship of two avatars, given by their identities; they may be the same.

    If the two are exchanged, the table is transposed. Raises KeyError as `inbreeding` does.
    """
    line = _line(avatars, [first, second])
    at, other = line.number[first], line.number[second]
    _collect(line, _pairs_of(line, at, other), None)
    shape = _shape(line)
    rows = unpacked(shape, _between(line, shape, _solve(line, shape), at, other))
    scale = 1 << BITS * (line.generation[at] + line.generation[other])
    return tuple(tuple(Fraction(value, scale) for value in row) for row in rows)


def inbreeding_of_child(avatars: Mapping[int, AvatarRecord], mother: int, father: int) -> Fraction:
    """F that a child of two avatars would have, 0 … 1. Raises KeyError as `inbreeding` does."""
    line = _line(avatars, [mother, father])
    couple = _couple_of(line, line.number[mother], line.number[father])
    _collect(line, [(couple, _ITSELF)], None)
    shape = _shape(line)
    tables = _solve(line, shape)
    return _mean_of_places(shape, tables[couple, _ITSELF], 2 * BITS * line.children_at[couple])


def with_ancestors(
    avatars: Mapping[int, AvatarRecord], identities: Iterable[int]
) -> list[AvatarRecord]:
    """The avatars of these identities and all their ancestors, in the order of generations.

    Raises KeyError where one of them is missing.
    """
    needed = set(identities)
    edge = list(needed)
    while edge:
        avatar = avatars[edge.pop()]
        for parent in (avatar.mother, avatar.father):
            if parent and parent not in needed:
                needed.add(parent)
                edge.append(parent)
    return sorted((avatars[identity] for identity in needed), key=lambda avatar: avatar.generation)


# --- which pairs ---------------------------------------------------------------------------


def _line(avatars: Mapping[int, AvatarRecord], identities: Iterable[int]) -> _Line:
    """The avatars and all their ancestors; no pairs yet."""
    order = with_ancestors(avatars, identities)
    number = {avatar.identity: at for at, avatar in enumerate(order)} | {0: _ABSENT}
    line = _Line(number, [avatar.generation for avatar in order], [], [], [], {})
    couples: dict[tuple[int, int], int] = {}
    for avatar in order:
        mother, father = sorted((number[avatar.mother], number[avatar.father]))
        # Every founder is the child of a couple of its own.
        key = (mother, father) if father != _ABSENT else (_ABSENT, -2 - len(line.couple))
        if key not in couples:
            couples[key] = _couple_of(line, mother, father)
        line.couple.append(couples[key])
    return line


def _couple_of(line: _Line, mother: int, father: int) -> int:
    """Add a new couple to the line; return its number."""
    older = [line.generation[parent] for parent in (mother, father) if parent != _ABSENT]
    line.parents.append((mother, father))
    line.children_at.append(1 + max(older, default=-1))
    return len(line.parents) - 1


def _pairs_of(line: _Line, first: int, second: int) -> list[_Pair]:
    """The pair for the kinship of two avatars, in a list; an empty list if one is unknown."""
    if _ABSENT in (first, second):
        return []
    if first == second:
        return [(line.couple[first], _ITSELF)]
    return [(line.couple[max(first, second)], min(first, second))]


def _collect(line: _Line, pairs: Iterable[_Pair], limit: int | None) -> bool:
    """Add pairs, and all that they need, to the line; False if these are more than `limit`."""
    for couple, other in pairs:
        _put(line, couple, other)
    # The pairs that a pair needs always have a smaller sum of generations.
    size = 0
    for total in range(max(line.pairs, default=0), -1, -1):
        level = line.pairs.get(total, set())
        size += len(level)
        if limit is not None and size > limit:
            return False
        for couple, other in level:
            mother, father = line.parents[couple]
            if other == _ITSELF:
                for pair in (
                    *_pairs_of(line, mother, mother),
                    *_pairs_of(line, father, father),
                    *_pairs_of(line, mother, father),
                ):
                    _put(line, *pair)
                continue
            for parent in (mother, father):
                if parent > other:
                    _put(line, line.couple[parent], other)
                elif parent == other:
                    _put(line, line.couple[parent], _ITSELF)
                elif parent != _ABSENT:
                    _put(line, line.couple[other], parent)
    return True


def _put(line: _Line, couple: int, other: int) -> None:
    """Add a pair to the line."""
    own = line.children_at[couple]
    total = own + (own if other == _ITSELF else line.generation[other])
    line.pairs.setdefault(total, set()).add((couple, other))


# --- their tables --------------------------------------------------------------------------


def _solve(line: _Line, shape: Fields, scale: Scale = EXACT) -> dict[_Pair, int]:
    """The table of every pair of the line, in a scale."""
    tables: dict[_Pair, int] = {}
    for total in sorted(line.pairs):
        for pair in line.pairs[total]:
            couple, other = pair
            if other == _ITSELF:
                tables[pair] = _with_itself(line, shape, scale, tables, couple)
                continue
            above, both = line.children_at[couple] - 1, 0
            for parent in line.parents[couple]:
                if parent != _ABSENT:
                    raised = scale.raised(above - line.generation[parent])
                    both += _between(line, shape, tables, parent, other) << raised
            tables[pair] = scale.lowered(rows_shuffled(shape, both), BITS) if both else 0
    return tables


def _with_itself(
    line: _Line, shape: Fields, scale: Scale, tables: dict[_Pair, int], couple: int
) -> int:
    """The table of a couple's child with itself."""
    generation, parents = line.children_at[couple], line.parents[couple]
    above = generation - 1
    whole = diagonal(shape, 1 << scale.exponent(2 * generation))
    if parents == (_ABSENT, _ABSENT):
        return whole

    selves = across = 0
    for parent in parents:
        if parent == _ABSENT:
            selves += diagonal(shape, 1 << scale.exponent(2 * above))
        else:
            raised = scale.raised(2 * (above - line.generation[parent]))
            selves += tables[line.couple[parent], _ITSELF] << raised
    if _ABSENT not in parents:
        raised = scale.raised(2 * above - sum(line.generation[parent] for parent in parents))
        across = _between(line, shape, tables, *parents) << raised
    # J has the denominator 64, and T · … · Tᵗ has 64 · 64.
    table = both_shuffled(shape, selves) << 6
    if across:
        across += turned(shape, across)
        table += columns_shuffled(shape, rows_shuffled(shape, across))
    return off_diagonal(shape, scale.lowered(table, 2 * BITS)) | whole


def _between(line: _Line, shape: Fields, tables: dict[_Pair, int], first: int, second: int) -> int:
    """The table of two avatars, the places of the first in rows."""
    if first == second:
        return tables[line.couple[first], _ITSELF]
    if first > second:
        return tables[line.couple[first], second]
    return turned(shape, tables[line.couple[second], first])


def _shape(line: _Line) -> Fields:
    """Fields wide enough for every number: a probability 1 is stored as 2^(14·generation)."""
    return fields(2 * BITS * max(line.children_at, default=0) + 2)


def _mean_of_places(shape: Fields, table: int, bits: int) -> Fraction:
    """F: the mean over the six pairs of places of an avatar's table with itself, times 2^bits."""
    rows = unpacked(shape, table)
    pairs = list(combinations(range(GENES), 2))
    return Fraction(sum(rows[i][j] for i, j in pairs), len(pairs) << bits)
