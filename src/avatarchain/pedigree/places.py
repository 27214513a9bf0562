"""A table of 4 × 4 large integers packed into one integer, and its changes by inheritance.

Exact kinship needs millions of small tables of large integers, and Python needs about as much
time for a small integer as for a large one. So the 16 numbers of a table are fields of one
integer: the number of row i and column j stands at bit (4·i + j)·width. To add two tables, add
the integers; to double all numbers, shift the integer by one bit. A field must never overflow,
so the caller must choose a `width` that is large enough.

Rows and columns are the places of a locus, place 0 the expressed one.
"""

from dataclasses import dataclass

from avatarchain.genetics.genome import GENES

BITS = 7
"""Of the denominator of a table, for each generation: ½ and the 1/64 of three swaps."""

_ROUNDED = 128  # bits of the denominator, where numbers are rounded

ROUNDED_WIDTH = _ROUNDED + 2 * BITS + 2
"""Bits of a field of a table that is rounded."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Bit masks for a swap of two neighbouring rows (or columns) of a table.

    `first` has all bits set in the fields of the first of the two, `rest` in those of the
    rows that stay; `shift` is the distance in bits from the first to the second.
    """

    first: int
    rest: int
    shift: int


@dataclass(frozen=True, slots=True)
class Fields:
    """Bit masks for tables whose fields have `width` bits.

    `rows` and `columns` are the three exchanges of a shuffle in their order, from the most
    recessive places on. `turns` are the two steps of a transposition, each a shift and a mask.
    """

    width: int
    rows: tuple[Exchange, ...]
    columns: tuple[Exchange, ...]
    turns: tuple[tuple[int, int], ...]


def fields(width: int) -> Fields:
    """The `Fields` for a width in bits, with all masks."""
    places = range(GENES)

    def mask(*chosen: tuple[int, int]) -> int:
        field = (1 << width) - 1
        return sum(field << (GENES * row + column) * width for row, column in chosen)

    rows, columns = [], []
    for upper in reversed(range(GENES - 1)):
        pair = (upper, upper + 1)
        rows.append(
            Exchange(
                mask(*((upper, column) for column in places)),
                mask(*((row, column) for row in places for column in places if row not in pair)),
                GENES * width,
            )
        )
        columns.append(
            Exchange(
                mask(*((row, upper) for row in places)),
                mask(*((row, column) for row in places for column in places if column not in pair)),
                width,
            )
        )
    # First the quarter of rows 0, 1 and columns 2, 3 is exchanged with the opposite quarter.
    # Then, in each quarter, the field right of the diagonal is exchanged with the field below it.
    turns = (
        (2 * (GENES - 1) * width, mask((0, 2), (0, 3), (1, 2), (1, 3))),
        ((GENES - 1) * width, mask((0, 1), (0, 3), (2, 1), (2, 3))),
    )
    return Fields(width, tuple(rows), tuple(columns), turns)


def diagonal(shape: Fields, value: int) -> int:
    """The table with `value` on the diagonal and 0 elsewhere."""
    return sum(value << (GENES + 1) * place * shape.width for place in range(GENES))


def off_diagonal(shape: Fields, table: int) -> int:
    """The table with the diagonal set to 0."""
    return table & ~diagonal(shape, (1 << shape.width) - 1)


def unpacked(shape: Fields, table: int) -> list[list[int]]:
    """The four rows of a table, of four integers each."""
    field = (1 << shape.width) - 1
    return [
        [table >> (GENES * row + column) * shape.width & field for column in range(GENES)]
        for row in range(GENES)
    ]


def turned(shape: Fields, table: int) -> int:
    """The transpose of a table."""
    for shift, mask in shape.turns:
        difference = (table ^ table >> shift) & mask
        table ^= difference ^ difference << shift
    return table


def rows_shuffled(shape: Fields, table: int) -> int:
    """64 · T · table: the rows after the three swaps, each made with probability 1/4."""
    for swap in shape.rows:
        table = 3 * table + _exchanged(table, swap)
    return table


def columns_shuffled(shape: Fields, table: int) -> int:
    """64 · table · Tᵗ: the columns after the three swaps, each made with probability 1/4."""
    for swap in shape.columns:
        table = 3 * table + _exchanged(table, swap)
    return table


def both_shuffled(shape: Fields, table: int) -> int:
    """64 · J · table: rows and columns belong to the same parent, and are swapped together."""
    for rows, columns in zip(shape.rows, shape.columns, strict=True):
        table = 3 * table + _exchanged(_exchanged(table, rows), columns)
    return table


def _exchanged(table: int, swap: Exchange) -> int:
    first, shift = swap.first, swap.shift
    return table & swap.rest | (table & first) << shift | table >> shift & first


# --- how large the numbers are -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """The table of two avatars of generations g and h is stored times 2^(base + each·(g + h)).

    `low` is a mask of the bits that a table can have; None: nothing is rounded.
    """

    base: int
    each: int
    low: int | None

    def exponent(self, generations: int) -> int:
        """The exponent for two avatars whose generations have this sum."""
        return self.base + self.each * generations

    def raised(self, generations: int) -> int:
        """How much larger the exponent is of generations whose sum is larger by this."""
        return self.each * generations

    def lowered(self, table: int, bits: int) -> int:
        """The table of children, from one that was multiplied by 2^bits when they inherited."""
        # What a field loses must not appear at the top of the next one.
        return table if self.low is None else table >> bits & self.low


EXACT = Scale(0, BITS, None)


def rounded_scale(shape: Fields) -> Scale:
    """The scale of tables that are rounded; their `shape` has the width ROUNDED_WIDTH."""
    field = (1 << _ROUNDED + 1) - 1
    low = sum(field << place * shape.width for place in range(GENES * GENES))
    return Scale(_ROUNDED, 0, low)
