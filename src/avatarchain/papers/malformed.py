"""What is malformed in a PNG without papers, so that some programs show it and others do not.

Some stop at a wrong header, a palette of odd length or a window that is too small, and show
nothing, a part, or what they had before; others go on. Which chunks may stand in it, and what
they say, is judged by `doubts`.
"""

import struct
import sys
import zlib

from avatarchain.papers import deflate
from avatarchain.papers.png import Chunks

_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a pixel, by the kind of colours
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PALETTE = 3
_WHOLE = ((0, 0, 1, 1),)
_PASSES = (  # of an interlaced picture: the first column and row, and the steps
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
_LARGEST_WINDOW = 2**15  # bytes
_DEFLATE = 8


def malformed(chunks: Chunks) -> str | None:
    """What is malformed in the header, the palette, the rows or the end; None: nothing.

    Raises zlib.error if the rows cannot be unpacked.
    """
    bodies = dict(chunks)
    header, palette = bodies["IHDR"], bodies.get("PLTE")
    if len(header) != 13 or bodies["IEND"]:
        return "its header or its end has another length than in every PNG"
    width, height, depth, form, packing, filters, interlaced = struct.unpack(">IIBBBBB", header)
    if depth not in _DEPTHS.get(form, ()) or packing or filters or interlaced > 1:
        return "its header says what no PNG may say"
    if (form == _PALETTE) != (palette is not None):
        return "its palette is missing or superfluous"
    if palette is not None:
        colours, rest = divmod(len(palette), 3)
        if rest or not 0 < colours <= 2**depth or len(bodies.get("tRNS", b"")) > colours:
            return "its palette is malformed"
    pieces = [body for kind, body in chunks if kind == "IDAT"]
    if not all(pieces):
        return "a chunk of its rows is empty"
    bits = depth * _SAMPLES[form]
    return _of_rows(b"".join(pieces), _length(width, height, bits, interlaced=interlaced == 1))


def _length(width: int, height: int, bits: int, *, interlaced: bool) -> int:
    """The bytes that the rows have, with the number of its filter before each."""
    total = 0
    for left, top, right, down in _PASSES if interlaced else _WHOLE:
        columns, rows = -((left - width) // right), -((top - height) // down)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total


def _of_rows(stream: bytes, length: int) -> str | None:
    """What is malformed in the compressed rows. Raises zlib.error."""
    unpacker = zlib.decompressobj()
    rows = len(unpacker.decompress(stream, length + 1))
    if rows != length or not unpacker.eof:
        return "its compressed rows do not end with the last row"
    if unpacker.unused_data:
        return "bytes follow its compressed rows"
    if stream[0] & 15 != _DEFLATE or 1 << (stream[0] >> 4) + 8 < min(length, _LARGEST_WINDOW):
        return "the window of its compressed rows is too small"
    reason = deflate.oddity(stream, sys.maxsize - 1)
    return None if reason is None else f"not every decoder reads its compressed rows: {reason}"
