"""Rows of a PNG that zlib reads and a stricter decoder does not: it shows half a picture."""

import struct
import zlib

from avatarchain.papers.png import chunks_of
from avatarchain.species.image import PNG_SIGNATURE


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def low(number: int, count: int) -> str:
    """A number of some bits, the lowest first."""
    return f"{number:0{count}b}"[::-1]


def empty_block(*, complete: bool) -> bytes:
    """A block of no bytes with its own trees, and a stored one behind it, up to a whole byte.

    Its tree of literals has the end alone, in one bit; if it is to be complete, a literal too.
    """
    lengths = {18: 1, 0: 2, 1: 2}
    bits = low(0, 1) + low(2, 2) + low(0, 5) + low(0, 5) + low(14, 4)
    order = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1)
    bits += "".join(low(lengths.get(symbol, 0), 3) for symbol in order)
    zeros = "0" + low(138 - 11, 7) + "0" + low((117 if complete else 118) - 11, 7)
    bits += ("11" if complete else "") + zeros + "11" + "10" + ("1" if complete else "0")
    bits += low(0, 3)
    return int(bits[::-1], 2).to_bytes(-(-len(bits) // 8), "little") + b"\0\0\xff\xff"


def packed(rows: bytes, level: int, strategy: int, between: bytes = b"") -> bytes:
    """A zlib stream of rows; `between` stands in their middle."""
    packer = zlib.compressobj(level, zlib.DEFLATED, 15, 8, strategy)
    start = packer.compress(rows[: len(rows) // 2]) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + between + packer.compress(rows[len(rows) // 2 :]) + packer.flush()


def half(png: bytes) -> bytes:
    """The same PNG, papers and pixels, with an incomplete tree in the middle of its rows."""
    chunks = [*chunks_of(png, "")]
    rows = zlib.decompress(b"".join(body for kind, body in chunks if kind == "IDAT"))
    stream = packed(rows, 9, zlib.Z_DEFAULT_STRATEGY, empty_block(complete=False))
    bodies = dict(chunks) | {"IDAT": stream}
    return PNG_SIGNATURE + b"".join(chunk(kind.encode(), body) for kind, body in bodies.items())
