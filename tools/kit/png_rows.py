"""PNGs whose rows go through every filter of PNG, and some of the largest sizes."""

import struct
import zlib
from collections.abc import Iterator

from ambiguous import chunk
from genetics_cases import arbitrary

STEP = 3  # bytes a pixel


def predicted(kind: int, left: int, above: int, corner: int) -> int:
    """What a filter expects of a byte (PNG, section 9)."""
    if kind < 3:
        return (0, left, above)[kind]
    if kind == 3:
        return (left + above) // 2
    estimate = left + above - corner
    return min((left, above, corner), key=lambda one: abs(estimate - one))


def filtered(rows: list[bytes]) -> bytes:
    """Rows of RGB, the filters 0 to 4 one after another."""
    data, before = bytearray(), bytes(len(rows[0]))
    for number, row in enumerate(rows):
        kind = number % 5
        data.append(kind)
        for at, byte in enumerate(row):
            left = row[at - STEP] if at >= STEP else 0
            corner = before[at - STEP] if at >= STEP else 0
            data.append((byte - predicted(kind, left, before[at], corner)) % 256)
        before = row
    return bytes(data)


def png(width: int, height: int, raw: bytes) -> bytes:
    """A PNG of RGB with these filtered rows."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def files() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each, without papers."""
    noise = b"".join(arbitrary(f"noise {n}").to_bytes(32, "big") for n in range(60))
    steps = bytes(7 * x * y % 251 // 9 * 9 for y in range(20) for x in range(30))
    for name, data in (("noise", noise), ("steps", steps)):
        rows = [data[at : at + 30] for at in range(0, 600, 30)]
        yield f"of {name} in every filter", png(10, 20, filtered(rows))
    for width, height in ((4096, 1), (1, 4096), (4097, 1), (1, 4097)):
        yield f"of {width} × {height}", png(width, height, (bytes(1 + STEP * width)) * height)
