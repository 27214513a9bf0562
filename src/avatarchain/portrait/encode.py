"""Write PNG files in a simple way: one header, one block of data, no filters.

Flat art consists of long runs of one colour. zlib's run-length strategy makes smaller files
of it than its fast levels, in less time, and PNG's filters would make them larger. The files
differ between builds of zlib, so pictures are compared by their pixels, never by these bytes.
"""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatarchain.species.image import PNG_SIGNATURE

try:
    from isal import isal_zlib
except ImportError:  # isal is optional: it makes files of the same size in a quarter of the time
    isal_zlib = None  # type: ignore[assignment, unused-ignore]

_PALETTE, _RGB, _RGBA = 3, 2, 6
_UP = 2


def chunk(kind: bytes, data: bytes) -> bytes:
    """One PNG chunk: length, kind (4 letters), data, CRC-32."""
    return b"".join(
        (struct.pack(">I", len(data)), kind, data, struct.pack(">I", zlib.crc32(kind + data)))
    )


def encode(indices: NDArray[np.uint8], palette: NDArray[np.uint8]) -> bytes:
    """The bytes of a PNG file with a palette.

    `indices` (rows × columns) gives the palette row of each pixel; `palette` is n × 4 (RGBA), n at
    most 256. Palette rows that no pixel uses are left out.
    """
    height, width = indices.shape
    used = np.bincount(indices.reshape(-1), minlength=len(palette)) > 0
    indices, palette = (used.cumsum() - 1).astype(np.uint8)[indices], palette[used]
    rows = np.zeros((height, 1 + width), np.uint8)  # each row begins with filter 0
    rows[:, 1:] = indices
    parts = [
        PNG_SIGNATURE,
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _PALETTE, 0, 0, 0)),
        chunk(b"PLTE", palette[:, :3].tobytes()),
    ]
    if (palette[:, 3] < 255).any():
        parts.append(chunk(b"tRNS", palette[:, 3].tobytes()))
    parts += [chunk(b"IDAT", _compress(rows)), chunk(b"IEND", b"")]
    return b"".join(parts)


def coloured(
    indices: NDArray[np.uint8], palette: NDArray[np.uint8], mode: str
) -> NDArray[np.uint8]:
    """The pixels of a picture with a palette, as `encode` takes it; `mode` is RGB or RGBA.

    Pillow does this three times as fast as indexing with numpy.
    """
    picture = Image.frombytes("P", indices.shape[::-1], indices.tobytes())
    picture.putpalette(palette[:, : len(mode)].tobytes(), mode)
    return np.array(picture.convert(mode))


def encode_full(pixels: NDArray[np.uint8]) -> bytes:
    """The bytes of a PNG file without a palette, from rows × columns × 3 (RGB) or 4 (RGBA)."""
    height, width, channels = pixels.shape
    rows = np.empty((height, 1 + width * channels), np.uint8)
    rows[:, 0] = _UP
    rows[:, 1:] = pixels.reshape(height, -1)
    rows[1:, 1:] -= pixels[:-1].reshape(height - 1, -1)
    kind = _RGB if channels == 3 else _RGBA
    parts = [
        PNG_SIGNATURE,
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
