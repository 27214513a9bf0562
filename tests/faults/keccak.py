"""Keccak-256, written from its specification, for a reader that shares no code with the program.

The standard library has SHA-3, which pads in another way and so gives other digests.
"""

from functools import cache

_RATE = 136  # bytes that are taken in at a time
_MASK = (1 << 64) - 1


def _constants() -> list[int]:
    """The 24 round constants: bits of a shift register of eight bits."""
    constants, state = [], 1
    for _ in range(24):
        constant = 0
        for power in range(7):
            if state & 1:
                constant |= 1 << (1 << power) - 1
            state = state << 1 ^ (0x171 if state & 0x80 else 0)
        constants.append(constant)
    return constants


def _steps() -> list[tuple[int, int, int]]:
    """Where each lane comes from and goes to, and by how many bits it is turned."""
    steps, x, y = [(0, 0, 0)], 1, 0
    for step in range(24):
        turn = (step + 1) * (step + 2) // 2 % 64
        steps.append((x + 5 * y, y + 5 * ((2 * x + 3 * y) % 5), turn))
        x, y = y, (2 * x + 3 * y) % 5
    return steps


_CONSTANTS, _STEPS = _constants(), _steps()


def _permuted(a: list[int]) -> list[int]:
    for constant in _CONSTANTS:
        c = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        d = [c[x - 1] ^ (c[x - 4] << 1 | c[x - 4] >> 63) & _MASK for x in range(5)]
        b = [0] * 25
        for source, target, turn in _STEPS:
            lane = a[source] ^ d[source % 5]
            b[target] = (lane << turn | lane >> 64 - turn) & _MASK
        a = [
            b[y + x] ^ ~b[y + (x + 1) % 5] & b[y + (x + 2) % 5]
            for y in range(0, 25, 5)
            for x in range(5)
        ]
        a[0] ^= constant
    return a


@cache
def keccak(data: bytes) -> bytes:
    """The digest, 32 bytes. It is remembered: copies of one chain are read again and again."""
    padded = bytearray(data + b"\1" + bytes(-(len(data) + 1) % _RATE))
    padded[-1] |= 0x80
    state = [0] * 25
    for start in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            at = start + 8 * lane
            state[lane] ^= int.from_bytes(padded[at : at + 8], "little")
        state = _permuted(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])
