"""What the EVM computes with numbers of 256 bits (yellow paper, appendix H).

Each function takes its numbers in the order of the stack, the top first, and returns an integer of
any size; the caller reduces it modulo 2^256.
"""

from collections.abc import Callable

MOST = 2**256 - 1
_SIGN = 2**255


def signed(number: int) -> int:
    """The signed number that a word of 256 bits stands for in two's complement."""
    return number - MOST - 1 if number & _SIGN else number


def _divided(first: int, second: int) -> int:
    """`first` divided by `second`, rounded towards zero; 0 for a division by 0."""
    if not second:
        return 0
    quotient = abs(first) // abs(second)
    return quotient if (first < 0) == (second < 0) else -quotient


def _remainder(first: int, second: int) -> int:
    """The remainder of `first` / `second`, with the sign of `first`; 0 if `second` is 0."""
    if not second:
        return 0
    rest = abs(first) % abs(second)
    return -rest if first < 0 else rest


def _extended(place: int, number: int) -> int:
    """A number of `place` + 1 bytes in two's complement, extended to 256 bits."""
    if place > 30:
        return number
    bits = 8 * (place + 1)
    low = number & ((1 << bits) - 1)
    return low - (1 << bits) if low >> (bits - 1) else low


TWO: dict[int, tuple[Callable[[int, int], int], int]] = {
    0x02: (lambda a, b: a * b, 5),
    0x03: (lambda a, b: a - b, 3),
    0x04: (lambda a, b: a // b if b else 0, 5),
    0x05: (lambda a, b: _divided(signed(a), signed(b)), 5),
    0x06: (lambda a, b: a % b if b else 0, 5),
    0x07: (lambda a, b: _remainder(signed(a), signed(b)), 5),
    0x0B: (_extended, 5),
    0x10: (lambda a, b: a < b, 3),
    0x11: (lambda a, b: a > b, 3),
    0x12: (lambda a, b: signed(a) < signed(b), 3),
    0x13: (lambda a, b: signed(a) > signed(b), 3),
    0x14: (lambda a, b: a == b, 3),
    0x18: (lambda a, b: a ^ b, 3),
    0x1A: (lambda at, number: number >> (8 * (31 - at)) & 0xFF if at < 32 else 0, 3),
    0x1B: (lambda by, number: number << by if by < 256 else 0, 3),
    0x1C: (lambda by, number: number >> by if by < 256 else 0, 3),
    0x1D: (lambda by, number: signed(number) >> min(by, 255), 3),
}
"""Opcode → its function of two numbers, and the gas that it costs."""

THREE: dict[int, tuple[Callable[[int, int, int], int], int]] = {
    0x08: (lambda a, b, n: (a + b) % n if n else 0, 8),
    0x09: (lambda a, b, n: a * b % n if n else 0, 8),
}
"""Opcode → its function of three numbers, and the gas that it costs."""
