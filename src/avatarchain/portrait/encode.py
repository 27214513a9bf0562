"""PNG, the short way: one header, one block of data, no filter search.

Flat art is long runs of one palette row: zlib's run-length strategy makes smaller files
of it than its quick levels, in less time, and PNG's filters only get in the way. Files
differ between zlib builds, so pictures are compared by their pixels, never by these
bytes.
"""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

try:
    from isal import isal_zlib
except ImportError:  # optional: a quarter of the time for the same size
    isal_zlib = None  # type: ignore[assignment, unused-ignore]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PALETTE, _RGB, _RGBA = 3, 2, 6
_UP = 2


def chunk(kind: bytes, data: bytes) -> bytes:
    """One PNG chunk: length, kind (4 letters), data, CRC-32."""
    return b"".join(
        (struct.pack(">I", len(data)), kind, data, struct.pack(">I", zlib.crc32(kind + data)))
    )


def encode(indices: NDArray[np.uint8], palette: NDArray[np.uint8]) -> bytes:
    """The PNG of rows × columns palette rows, with a palette of n ≤ 256 × RGBA."""
    height, width = indices.shape
    rows = np.zeros((height, 1 + width), np.uint8)  # each row begins with filter 0
    rows[:, 1:] = indices
    parts = [
        SIGNATURE,
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _PALETTE, 0, 0, 0)),
        chunk(b"PLTE", palette[:, :3].tobytes()),
    ]
    if (palette[:, 3] < 255).any():
        parts.append(chunk(b"tRNS", palette[:, 3].tobytes()))
    parts += [chunk(b"IDAT", _compress(rows)), chunk(b"IEND", b"")]
    return b"".join(parts)


def encode_full(pixels: NDArray[np.uint8]) -> bytes:
    """The PNG of rows × columns × 3 or 4 bytes, RGB or RGBA: for art of any colours."""
    height, width, channels = pixels.shape
    rows = np.empty((height, 1 + width * channels), np.uint8)
    rows[:, 0] = _UP
    rows[:, 1:] = pixels.reshape(height, -1)
    rows[1:, 1:] -= pixels[:-1].reshape(height - 1, -1)
    kind = _RGB if channels == 3 else _RGBA
    parts = [
        SIGNATURE,
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
        chunk(b"IDAT", _compress(rows)),
        chunk(b"IEND", b""),
    ]
    return b"".join(parts)


def _compress(data: NDArray[np.uint8]) -> bytes:
    if isal_zlib is not None:
        packed: bytes = isal_zlib.compress(data.tobytes(), 1)
        return packed
    packer = zlib.compressobj(1, zlib.DEFLATED, 15, 8, zlib.Z_RLE)
    return packer.compress(data.tobytes()) + packer.flush()
