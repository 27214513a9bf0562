"""Which compressed rows every decoder reads: a walk over the blocks of a zlib stream (RFC 1951).

zlib takes a tree of literals and lengths that is not complete, if the end of the block is all
that it has, in one bit. Stricter decoders refuse it, Chromium's among them, and show the rows
before it alone: half a picture. Of the other trees zlib takes no more than those do. A tree of
distances may have one code or none, since many programs write such.

Only block headers matter; of what stands in a block the walk finds the end.
"""

from collections.abc import Sequence

MAX_BLOCKS = 8192
"""zlib writes a block for 16,383 symbols or 64 KiB; so no picture of 4,096 pixels has as many."""

MAX_CODES = 131072
"""Literals and lengths of a block. zlib and isal write fewer; fflate loses what follows of more."""

_STORED, _FIXED = 0, 1
_END = 256  # the symbol that ends a block
_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
# Symbols 16 to 18 in a header: how many bits follow, and how often the last length or 0 stands.
_REPEATS = {16: (2, 3), 17: (3, 3), 18: (7, 11)}
_LONGEST_HEADER = 1024  # bytes; 320 lengths of 14 bits and what is before them take fewer
_FIXED_LITERALS = (8,) * 144 + (9,) * 112 + (7,) * 24 + (8,) * 8
_FIXED_DISTANCES = (5,) * 30
# Bits that follow a symbol.
_LITERAL_EXTRA = (0,) * 265 + tuple((symbol - 261) // 4 for symbol in range(265, 285)) + (0,) * 3
_DISTANCE_EXTRA = tuple(max(0, symbol // 2 - 1) for symbol in range(30))
_MATCH, _STOP = 64, 128  # added to the bits of a length, and of the end
_MOST = 48  # bits of a length with its distance


def oddity(stream: bytes, most: int = MAX_CODES) -> str | None:
    """What of a whole zlib stream, which zlib has read, is not for every decoder; None if nothing.

    The stream has a head of two bytes and no dictionary; no block may have more than `most` codes.
    """
    at = 16
    fixed = _table(_FIXED_LITERALS, literal=True), _table(_FIXED_DISTANCES)
    for _ in range(MAX_BLOCKS):
        head = _Bits(stream, at)
        last, kind = head.take(1), head.take(2)
        end: int | None
        if kind == _STORED:
            start = (head.at + 7) // 8
            end = 8 * (start + 4 + int.from_bytes(stream[start : start + 2], "little"))
        elif kind == _FIXED:
            end = _behind(stream, head.at, most, *fixed)
        else:
            literals, distances = _lengths(head)
            if sum(2**-length for length in literals if length) < 1:
                return "a tree of codes is not complete"
            tables = _table(literals, literal=True), _table(distances)
            end = _behind(stream, head.at, most, *tables)
        if end is None:
            return f"a block has more than {most:,} codes"
        at = end
        if last:
            return None
    return f"they have more than {MAX_BLOCKS:,} blocks"


class _Bits:
    """The bits of a block's header; `at` is the next one, counted from the start of the stream."""

    def __init__(self, stream: bytes, at: int) -> None:
        self.at = at
        self._bits = int.from_bytes(stream[at // 8 : at // 8 + _LONGEST_HEADER], "little") >> at % 8

    def see(self, count: int) -> int:
        """The next bits as a number, the first of them the lowest."""
        return self._bits & ((1 << count) - 1)

    def take(self, count: int) -> int:
        """As `see`, and go on behind them."""
        number = self.see(count)
        self._bits >>= count
        self.at += count
        return number


def _lengths(head: _Bits) -> tuple[list[int], list[int]]:
    """The bits of each symbol of a block with trees of its own: literals, then distances."""
    literals, distances, count = head.take(5) + 257, head.take(5) + 1, head.take(4) + 4
    lengths = [0] * len(_ORDER)
    for symbol in _ORDER[:count]:
        lengths[symbol] = head.take(3)
    deepest = max(lengths)
    codes = {code: symbol for symbol, code in _codes(lengths)}
    both: list[int] = []
    while len(both) < literals + distances:
        length = next(bits for bits in range(1, deepest + 1) if (bits, head.see(bits)) in codes)
        symbol = codes[length, head.take(length)]
        if symbol < min(_REPEATS):
            both.append(symbol)
        else:
            bits, least = _REPEATS[symbol]
            repeated = both[-1] if symbol == min(_REPEATS) else 0
            both += [repeated] * (least + head.take(bits))
    return both[:literals], both[literals:]


def _codes(lengths: Sequence[int]) -> list[tuple[int, tuple[int, int]]]:
    """Each symbol with its code: how many bits, and these as a number, the first the lowest."""
    codes, code, before = [], 0, 0
    for bits, symbol in sorted((bits, symbol) for symbol, bits in enumerate(lengths) if bits):
        code <<= bits - before
        codes.append((symbol, (bits, int(f"{code:0{bits}b}"[::-1], 2))))
        code, before = code + 1, bits
    return codes


def _table(lengths: Sequence[int], *, literal: bool = False) -> list[int]:
    """By the next bits, as many as the longest code has: how many to go on.

    With a `literal`, _MATCH is added for a length and _STOP for the end of the block.
    """
    deepest = max(lengths)
    table = [0] * (1 << deepest)
    for symbol, (length, code) in _codes(lengths):
        step = length + (_LITERAL_EXTRA if literal else _DISTANCE_EXTRA)[symbol]
        if literal and symbol >= _END:
            step += _STOP if symbol == _END else _MATCH
        table[code :: 1 << length] = [step] * (1 << (deepest - length))
    return table


def _behind(
    stream: bytes, at: int, most: int, literals: list[int], distances: list[int]
) -> int | None:
    """The first bit behind the block whose symbols begin at bit `at`; None if it has too many."""
    here, literal, distance = at // 8, len(literals) - 1, len(distances) - 1
    bits, count = int.from_bytes(stream[here : here + 8], "little") >> at % 8, 64 - at % 8
    here += 8
    for _ in range(most + 1):  # the last is the end
        if count < _MOST:
            bits |= int.from_bytes(stream[here : here + 8], "little") << count
            here, count = here + 8, count + 64
        step = literals[bits & literal]
        if step >= _MATCH:
            if step >= _STOP:
                return 8 * here - count + step - _STOP
            step -= _MATCH
            step += distances[bits >> step & distance]
        bits >>= step
        count -= step
    return None
