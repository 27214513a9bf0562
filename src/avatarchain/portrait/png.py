"""PNG, the short way: one header, one block of data, no filter search.

Flat art compresses well without PNG's filters, and zlib's quickest level is quick; an
encoder that tries every filter takes several times longer for the same size. Where
`isal` is installed it compresses instead. Files differ between zlib builds, so pictures
are compared by their pixels, never by these bytes.
"""

import struct
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOUR_TYPE = {3: 2, 4: 6}  # channels → RGB, RGBA


def chunk(kind: bytes, data: bytes) -> bytes:
    """One PNG chunk: length, kind (4 letters), data, CRC-32."""
    return b"".join(
        (struct.pack(">I", len(data)), kind, data, struct.pack(">I", zlib.crc32(kind + data)))
    )


def encode(pixels: NDArray[np.uint8]) -> bytes:
    """The PNG of rows × columns × 3 (RGB) or 4 (RGBA) bytes."""
    height, width, channels = pixels.shape
    rows = np.zeros((height, 1 + width * channels), np.uint8)
    rows[:, 1:] = pixels.reshape(height, width * channels)
    header = struct.pack(">IIBBBBB", width, height, 8, _COLOUR_TYPE[channels], 0, 0, 0)
    return b"".join(
        (
            SIGNATURE,
            chunk(b"IHDR", header),
            chunk(b"IDAT", _compressor()(rows)),
            chunk(b"IEND", b""),
        )
    )


@cache
def _compressor() -> Callable[[Any], bytes]:
    try:
        from isal import isal_zlib  # type: ignore[import-not-found]
    except ImportError:

        def compress(data: Any) -> bytes:
            packer = zlib.compressobj(1, zlib.DEFLATED, 15, 9)
            return packer.compress(data) + packer.flush()

        return compress
    return lambda data: bytes(isal_zlib.compress(data, 1))
