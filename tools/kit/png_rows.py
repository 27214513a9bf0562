"""PNGs whose rows go through every filter, of every colour type, and of the largest sizes."""

import struct
import zlib
from collections.abc import Iterator

from ambiguous import chunk
from genetics_cases import arbitrary
from species_answers import CHANNELS

STEP = 3  # bytes a pixel of RGB


def predicted(kind: int, left: int, above: int, corner: int) -> int:
    """What a filter expects of a byte (PNG, section 9)."""
    if kind < 3:
        return (0, left, above)[kind]
    if kind == 3:
        return (left + above) // 2
    estimate = left + above - corner
    return min((left, above, corner), key=lambda one: abs(estimate - one))


def filtered(rows: list[bytes], step: int = STEP) -> bytes:
    """Rows of pixels of `step` bytes, the filters 0 to 4 one after another."""
    data, before = bytearray(), bytes(len(rows[0]))
    for number, row in enumerate(rows):
        kind = number % 5
        data.append(kind)
        for at, byte in enumerate(row):
            left = row[at - step] if at >= step else 0
            corner = before[at - step] if at >= step else 0
            data.append((byte - predicted(kind, left, before[at], corner)) % 256)
        before = row
    return bytes(data)


def png(width: int, height: int, raw: bytes, *form: int, **more: bytes) -> bytes:
    """A PNG with these filtered rows; `form` is bits, colour type and three zeros, 8 and RGB if it
    is not given, `more` are chunks before the rows.
    """
    header = struct.pack(">IIBBBBB", width, height, *(form or (8, 2, 0, 0, 0)))
    parts = [(b"IHDR", header), *((name.encode(), body) for name, body in more.items())]
    parts += [(b"IDAT", zlib.compress(raw, 9)), (b"IEND", b"")]
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


def odd_forms() -> Iterator[tuple[str, bytes]]:
    """PNGs of no pixels, or with a palette that is none or not theirs; and one that looks odd."""
    yield "of no width", png(0, 1, b"\0")
    yield "of no height", png(1, 0, b"")
    raw = b"\0\0\1\2\0\2\1\0"
    palette = bytes(range(9))
    for name, colours in {
        "with a palette": palette,
        "with an empty palette": b"",
        "with a palette of ten bytes": palette + b"\0",
        "with a colour too many": palette + b"\1\2\3",
        "with a colour too few": palette[:6],
        "with a palette of 257 colours": bytes(771),
    }.items():
        yield name, png(3, 2, raw, 8, 3, 0, 0, 0, PLTE=colours)
    used = raw.replace(b"\2", b"\7")
    yield "with a colour beyond its palette", png(3, 2, used, 8, 3, 0, 0, 0, PLTE=palette)
    behind = raw.replace(b"\2", b"\3")
    yield "with a colour right behind its palette", png(3, 2, behind, 8, 3, 0, 0, 0, PLTE=palette)
    every = bytes([0, *range(256)])
    full = bytes(byte for colour in range(256) for byte in (colour, 0, 255 - colour))
    yield "of all 256 colours", png(256, 1, every, 8, 3, 0, 0, 0, PLTE=full)
    yield "of RGB with a palette", png(1, 1, bytes(4), 8, 2, 0, 0, 0, PLTE=palette)
    # What ends a zip, without what a zip has before: a filter 0 and a pixel and a third.
    yield "with the end of a zip", stored(b"PK\5\6ab")
    yield "with a zip in its rows", stored(b"PK\1\2PK\5\6a")
    yield "with a PDF in its rows", stored(bytes(1200) + b"%PDF-1")


def stored(row: bytes) -> bytes:
    """A PNG of one row of RGB, whose bytes stand in the file as they are."""
    header = struct.pack(">IIBBBBB", len(row) // STEP, 1, 8, 2, 0, 0, 0)
    rows = zlib.compressobj(0)
    packed = rows.compress(b"\0" + row) + rows.flush()
    parts = (b"IHDR", header), (b"IDAT", b"\x78" + packed[1:]), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def forms() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of PNGs of every colour type, with and without transparent colours."""
    noise = b"".join(arbitrary(f"form {n}").to_bytes(32, "big") for n in range(40))
    palette = bytes(noise[at % len(noise)] for at in range(768))
    for type_, channels in CHANNELS.items():
        width = 9
        rows = [noise[at : at + width * channels] for at in range(0, 23 * 11, 23)]
        rows[1] = rows[0][:1] + bytes([rows[0][1] ^ 1]) + rows[1][2:]  # equal in one channel
        raw = filtered(rows, channels)
        more = {"PLTE": palette} if type_ == 3 else {}
        form = 8, type_, 0, 0, 0
        yield f"type {type_}", png(width, len(rows), raw, *form, **more)
        first = rows[0][:channels]
        clear = {
            0: bytes([0, *first]),
            2: bytes(b for one in first for b in (0, one)),
            3: noise[:200],
        }
        if type_ in clear:
            data = png(width, len(rows), raw, *form, **more, tRNS=clear[type_])
            yield f"type {type_} with a transparent colour", data
    raw = bytes(5 * 4)
    for name, form in {
        "16 bits": (16, 2, 0, 0, 0),
        "18 bits": (18, 2, 0, 0, 0),
        "4 bits": (4, 0, 0, 0, 0),
        "interlaced rows": (8, 2, 0, 0, 1),
        "colour type 1": (8, 1, 0, 0, 0),
    }.items():
        yield f"of {name}", png(1, 5, raw, *form)
    good = filtered([bytes([9, 8, 7])] * 5)
    wrong = {
        "a row too few": good[:-4],
        "a row too many": good + bytes(4),
        "a filter 5": good[:4] + b"\5" + good[5:],
        "a byte too few": good[:-1],
        "no rows": b"",
    }
    for name, raw in wrong.items():
        yield f"with {name}", png(1, 5, raw)
    yield "of one column", png(1, 5, good)
    for width, height in ((4096, 1), (4097, 1), (1, 4097)):
        yield f"of {width} × {height}", png(width, height, bytes(1 + STEP * width) * height)
