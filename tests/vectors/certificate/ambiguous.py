"""Files that two programs read in two ways, each made of a good PNG with papers.

Every one is a kind for itself: what decoders ignore, or believe, differs from one to the next.
`read_png` has to refuse them all, whatever Pillow makes of them.
"""

import struct
import zlib
from collections.abc import Callable, Iterator

Parts = list[bytes]
ORIENTED = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
ZIP = b"PK\5\6" + bytes(18)


def chunks(data: bytes) -> Parts:
    """The signature, then each chunk of a PNG as it stands."""
    found, at = [data[:8]], 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        found.append(data[at : at + 12 + length])
        at += 12 + length
    return found


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def manifest(more: bytes = b"") -> bytes:
    """The outermost box of a C2PA manifest store, with a description and nothing said."""
    told = b"jumd" + bytes.fromhex("63327061 00110010 800000aa00389b71") + b"\3c2pa\0"
    inner = struct.pack(">I", 4 + len(told)) + told + more
    return struct.pack(">I", 8 + len(inner)) + b"jumb" + inner


def _box(content: bytes) -> bytes:
    """A box of JUMBF, such as a manifest in the store."""
    return struct.pack(">I", 8 + len(content)) + b"jumb" + content


def _octal(head: bytes) -> bytes:
    return b"%06o\0 " % sum(head)


def _octal_and_more(head: bytes) -> bytes:
    return b"%06o\0" % sum(head) + b"7"


def _signed(head: bytes) -> bytes:
    """The sum as old programs formed it: bytes from 128 count as 256 less."""
    return b"%06o\0 " % sum(struct.unpack("512b", head))


def _base_256(head: bytes) -> bytes:
    return b"\x80" + sum(head).to_bytes(7, "big")


def _base_64(head: bytes) -> bytes:
    """As versions of GNU tar that were tests wrote it."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    number = sum(head)
    return b"+" + "".join(digits[number >> 6 * at & 63] for at in range(6, -1, -1)).encode()


def tar(
    parts: Parts,
    spelled: Callable[[bytes], bytes] = _octal,
    block: int = 0,
    *,
    name: bytes = b"a.txt",
    kind: bytes = b"0",
    magic: bytes = b"ustar\x0000",
) -> bytes:
    """A file of which 512 bytes are the header of a tar archive with one empty file.

    Its sum is `spelled` in eight bytes. Some programs go on to the next block if a file does not
    begin with a header. The first block begins as a PNG and has no name.
    """
    start = len(b"".join(parts[:2])) + 8
    end = 512 * (block + 1)
    data = bytearray(b"".join(parts[:2]) + struct.pack(">I4s", end - start, b"caBX"))
    data += manifest(_box(bytes(end - start - len(manifest(_box(b""))))))
    head = data[512 * block :]
    if block:
        head[: len(name)] = name
    head[100:124] = b"0000644\0" + b"0000000\0" * 2
    head[124:148] = b"00000000000\0" * 2
    head[148:157] = b" " * 8 + kind
    head[257 : 257 + len(magic)] = magic
    head[148:156] = spelled(bytes(head))
    body = bytes(data[start : 512 * block] if block else b"") + bytes(head[0 if block else start :])
    return b"".join([*parts[:2], chunk(b"caBX", body), *parts[2:]])


def _zip_in_the_palette(parts: Parts) -> bytes:
    """A palette behind whose colours stands an archive with one file."""
    name, content = b"a.txt", b"another avatar"
    palette = _palette(parts)
    start = len(b"".join(part for part in parts[:3])) + 8 + len(palette)
    entry = struct.pack("<5H3I2H", 20, 0, 0, 0, 33, zlib.crc32(content), *[len(content)] * 2, 5, 0)
    local = b"PK\3\4" + entry + name + content
    listed = b"PK\1\2" + struct.pack("<H", 20) + entry + struct.pack("<3H2I", 0, 0, 0, 0, start)
    listed += name
    end = b"PK\5\6" + struct.pack("<4H2IH", 0, 0, 1, 1, len(listed), start + len(local), 0)
    archive = local + listed + end
    more = palette + archive + bytes(-len(archive) % 3)
    return _with(parts, b"PLTE", lambda _: chunk(b"PLTE", more))


def _rows(parts: Parts) -> bytes:
    return b"".join(part[8:-4] for part in parts if part[4:8] == b"IDAT")


def _palette(parts: Parts) -> bytes:
    return next(part[8:-4] for part in parts if part[4:8] == b"PLTE")


def _with(parts: Parts, kind: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The file with each chunk of a kind replaced by what `change` makes of its body."""
    return b"".join(change(part[8:-4]) if part[4:8] == kind else part for part in parts)


def _beside(parts: Parts, kind: bytes, more: bytes, *, before: bool) -> bytes:
    """The file with other bytes before, or behind, the chunks of a kind."""
    return _with(parts, kind, lambda body: more * before + chunk(kind, body) + more * (not before))


def read_in_two_ways(png: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each. The PNG has a palette, our iTXt, and one IDAT."""
    parts = chunks(png)
    yield from _of_the_rows(parts)
    yield from _of_chunks(parts)
    yield from _of_texts(parts)
    yield from _of_the_header(parts)


def _of_the_rows(parts: Parts) -> Iterator[tuple[str, bytes]]:
    rows, raw = _rows(parts), zlib.decompress(_rows(parts))
    side = struct.unpack_from(">I", parts[1], 8)[0]

    def rows_are(stream: bytes) -> bytes:
        return _with(parts, b"IDAT", lambda _: chunk(b"IDAT", stream))

    for cut in (1, 4, 5, 6):
        yield f"rows-{cut}-bytes-short", rows_are(rows[:-cut])
    yield "rows-with-another-sum", rows_are(rows[:-4] + bytes(4))
    yield "rows-and-foreign-bytes", rows_are(rows + bytes(5000))
    yield "rows-and-one-byte", rows_are(rows + b"\0")
    yield "rows-and-a-zip", rows_are(rows + ZIP)
    yield "rows-and-a-second-stream", rows_are(rows + zlib.compress(raw[::-1]))
    yield "one-row-more", rows_are(zlib.compress(raw + raw[: side + 1]))
    yield "a-megabyte-behind-the-last-row", rows_are(zlib.compress(raw + bytes(10**6)))
    yield "one-byte-behind-the-last-row", rows_are(zlib.compress(raw + b"\0"))
    yield "one-row-less", rows_are(zlib.compress(raw[: -side - 1]))
    yield "half-a-row-less", rows_are(zlib.compress(raw[: -side // 2]))
    small = zlib.compressobj(9, zlib.DEFLATED, 9)
    yield "rows-in-a-small-window", rows_are(small.compress(raw) + small.flush())
    bare = zlib.compressobj(9, zlib.DEFLATED, -15)
    yield "rows-without-a-zlib-header", rows_are(bare.compress(raw) + bare.flush())
    wrapped = zlib.compressobj(9, zlib.DEFLATED, 31)
    yield "rows-in-gzip", rows_are(wrapped.compress(raw) + wrapped.flush())
    keyed = zlib.compressobj(9, zdict=raw[:100])
    yield "rows-with-a-dictionary", rows_are(keyed.compress(raw) + keyed.flush())
    for number in (5, 64, 255):
        yield f"a-row-of-filter-{number}", rows_are(zlib.compress(bytes([number]) + raw[1:]))
    yield "rows-behind-an-empty-chunk", _beside(parts, b"IDAT", chunk(b"IDAT", b""), before=True)
    yield "rows-before-an-empty-chunk", _beside(parts, b"IDAT", chunk(b"IDAT", b""), before=False)
    stored = zlib.compress(raw, 0)
    bytewise = b"".join(chunk(b"IDAT", stored[at : at + 1]) for at in range(len(stored)))
    yield "rows-in-four-thousand-chunks", _with(parts, b"IDAT", lambda _: bytewise)
    yield "a-colour-beyond-the-palette", rows_are(zlib.compress(raw[:-1] + b"\xff"))


def _of_chunks(parts: Parts) -> Iterator[tuple[str, bytes]]:
    palette = _palette(parts)
    inverted = chunk(b"PLTE", bytes(255 - value for value in palette))
    white = chunk(b"PLTE", b"\xff" * len(palette))
    comment = chunk(b"tEXt", b"Comment\0hi")
    rows = _rows(parts)
    for name, other in (("inverted", inverted), ("white", white)):
        yield f"palette-{name}-before-ours", _beside(parts, b"PLTE", other, before=True)
        yield f"palette-{name}-behind-ours", _beside(parts, b"PLTE", other, before=False)
        yield f"palette-{name}-behind-the-rows", _beside(parts, b"IDAT", other, before=False)
    yield (
        "palette-only-behind-the-rows",
        b"".join(
            [
                *(one for one in parts[:-1] if one[4:8] != b"PLTE"),
                chunk(b"PLTE", palette),
                parts[-1],
            ]
        ),
    )
    yield "a-comment-before-the-header", _beside(parts, b"IHDR", comment, before=True)
    yield "no-palette", _with(parts, b"PLTE", lambda _: b"")
    yield "an-empty-palette", _with(parts, b"PLTE", lambda _: chunk(b"PLTE", b""))
    yield "a-palette-of-thirds", _with(parts, b"PLTE", lambda one: chunk(b"PLTE", one[:-1]))
    longer = palette.ljust(257 * 3, b"\0")
    yield "a-palette-of-257", _with(parts, b"PLTE", lambda _: chunk(b"PLTE", longer))
    spare = chunk(b"PLTE", palette + palette[:3])
    yield "a-colour-that-no-pixel-has", _with(parts, b"PLTE", lambda _: spare)
    yield "a-zip-in-the-palette", _zip_in_the_palette(parts)
    yield "a-palette-too-short", _with(parts, b"PLTE", lambda one: chunk(b"PLTE", one[:6]))
    clear = chunk(b"tRNS", bytes(len(palette) // 3))
    yield "clear-before-the-rows", _beside(parts, b"IDAT", clear, before=True)
    yield "clear-behind-the-rows", _beside(parts, b"IDAT", clear, before=False)
    opaque = chunk(b"tRNS", b"\xff")
    yield "opaque-by-a-chunk", _beside(parts, b"IDAT", opaque, before=True)
    yield (
        "rows-parted-by-a-comment",
        _with(
            parts,
            b"IDAT",
            lambda _: chunk(b"IDAT", rows[:99]) + comment + chunk(b"IDAT", rows[99:]),
        ),
    )
    yield "papers-behind-the-palette", b"".join([*parts[:2], parts[3], parts[2], *parts[4:]])
    yield "papers-behind-the-rows", b"".join([*parts[:2], *parts[3:-1], parts[2], parts[-1]])
    yield "no-rows", _with(parts, b"IDAT", lambda _: b"")
    yield "the-end-with-data", _with(parts, b"IEND", lambda _: chunk(b"IEND", b"more"))
    yield "the-end-twice", _beside(parts, b"IEND", parts[-1], before=False)
    for kind, body in {
        b"acTL": struct.pack(">II", 1, 0),
        b"fcTL": bytes(26),
        b"fdAT": bytes(20),
        b"gAMA": struct.pack(">I", 10_000),
        b"cHRM": bytes(32),
        b"sRGB": b"\0",
        b"iCCP": b"p\0\0" + zlib.compress(b"no profile"),
        b"cICP": b"\x09\x10\0\1",
        b"mDCV": bytes(24),
        b"cLLI": bytes(8),
        b"sBIT": b"\1\1\1",
        b"bKGD": b"\0",
        b"hIST": bytes(2 * (len(palette) // 3)),
        b"pHYs": struct.pack(">IIB", 1, 100, 0),
        b"oFFs": struct.pack(">iiB", 30, 30, 0),
        b"sCAL": b"\1" + b"1\0" + b"9",
        b"sTER": b"\0",
        b"eXIf": ORIENTED,
        b"tIME": struct.pack(">HBBBBB", 2026, 1, 1, 0, 0, 0),
        b"sPLT": b"p\0\x08" + bytes(6),
        b"CgBI": bytes(4),
        b"iDOT": bytes(28),
        b"vpAg": bytes(9),
        b"pRVT": b"private",
        b"ABCD": b"critical",
        b"1234": b"nameless",
    }.items():
        yield f"a-chunk-{kind.decode()}", _beside(parts, b"IHDR", chunk(kind, body), before=False)


def _of_texts(parts: Parts) -> Iterator[tuple[str, bytes]]:
    def text(kind: bytes, body: bytes) -> bytes:
        return _beside(parts, b"IHDR", chunk(kind, body), before=False)

    profile = b"\nexif\n      26\n" + ORIENTED.hex().encode() + b"\n"
    yield "turned-by-a-tEXt", text(b"tEXt", b"Raw profile type exif\0" + profile)
    yield "turned-by-a-zTXt", text(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(profile))
    yield "turned-by-an-iTXt", text(b"iTXt", b"Raw profile type exif\0\0\0\0\0" + profile)
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" tiff:Orientation="6"/>'
    yield "turned-by-xmp", text(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp)
    yield "a-text-of-another-keyword", text(b"tEXt", b"Note\0hi")
    yield "a-text-named-as-ours", text(b"tEXt", b"avatarchain\0{}")
    yield "a-text-without-a-keyword", text(b"tEXt", b"Comment")
    yield "a-text-of-a-keyword-with-a-blank", text(b"tEXt", b"Comment \0hi")
    yield "a-text-of-many-lines", text(b"tEXt", b"Comment\0one\ntwo")
    yield "a-text-of-a-script", text(b"tEXt", b"Comment\0<script>alert(1)</script>")
    yield "a-text-with-an-accent", text(b"tEXt", b"Comment\0caf\xe9")
    yield "a-text-that-moves-the-terminal", text(b"tEXt", b"Comment\0\x1b[2J")
    yield "a-text-of-two-kilobytes", text(b"tEXt", b"Comment\0" + b"x" * 2000)
    comment = chunk(b"tEXt", b"Comment\0hi")
    yield "two-comments", _beside(parts, b"IHDR", comment * 2, before=False)
    packed = chunk(b"tEXt", b"Comment\0" + ZIP)
    yield "a-zip-in-the-last-text", _beside(parts, b"IEND", packed, before=True)
    yield "a-zip-in-a-manifest", text(b"caBX", manifest(_box(ZIP)))
    yield "a-pdf-in-a-manifest", text(b"caBX", manifest(_box(b"%PDF-1.4\n%%EOF\n")))
    late = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n0\n%%EOF\n"
    yield "a-pdf-late-in-a-manifest", text(b"caBX", manifest(_box(bytes(1024) + late)))
    yield "a-pdf-without-a-head", text(b"caBX", manifest(_box(late[9:])))
    yield "a-pdf-of-an-object", text(b"caBX", manifest(_box(late[9:29])))
    yield "a-tar-in-a-manifest", tar(parts)
    yield "a-tar-with-a-sum-and-more", tar(parts, _octal_and_more)
    yield "a-tar-with-a-signed-sum", tar(parts, _signed)
    yield "a-tar-with-a-sum-in-base-256", tar(parts, _base_256)
    yield "a-tar-with-a-sum-in-base-64", tar(parts, _base_64)
    yield "a-tar-in-the-second-block", tar(parts, block=1)
    for name, sign in (
        ("rar", b"Rar!\x1a\x07\0"),
        ("7z", b"7z\xbc\xaf\x27\x1c"),
        ("cabinet", b"MSCF\0\0\0\0"),
        ("disk", b"\1CD001\1"),
    ):
        yield f"a-{name}-in-a-manifest", text(b"caBX", manifest(_box(bytes(9) + sign)))
    yield "a-manifest-with-bytes-in-no-box", text(b"caBX", manifest(b"more"))
    yield "a-manifest-with-an-endless-box", text(b"caBX", manifest(bytes(8)))
    yield "a-manifest-with-a-box-cut-short", text(b"caBX", manifest(_box(b"more")[:-1]))
    yield "a-manifest-of-another-store", text(b"caBX", manifest().replace(b"\3c2pa", b"\3c3pa"))
    yield "a-manifest-that-is-none", text(b"caBX", b"no box")
    yield "a-manifest-of-another-length", text(b"caBX", manifest() + b"more")
    whole = chunk(b"caBX", manifest())
    yield "two-manifests", _beside(parts, b"IHDR", whole * 2, before=False)
    yield (
        "a-manifest-among-the-rows",
        _with(
            parts,
            b"IDAT",
            lambda one: chunk(b"IDAT", one[:50]) + whole + chunk(b"IDAT", one[50:]),
        ),
    )


def _of_the_header(parts: Parts) -> Iterator[tuple[str, bytes]]:
    header, rows, palette = parts[1][8:-4], zlib.decompress(_rows(parts)), _palette(parts)
    (side,) = struct.unpack_from(">I", header)

    def headed(form: bytes, pixels: bytes | None = None, colours: bytes | None = palette) -> bytes:
        made = {b"IHDR": header[:8] + form, b"IDAT": zlib.compress(pixels or rows)}
        if colours is not None:
            made[b"PLTE"] = colours
        whole = [parts[0]]
        for part in parts[1:]:
            if part[4:8] != b"PLTE" or colours is not None:
                whole.append(chunk(part[4:8], made.get(part[4:8], part[8:-4])))
        return b"".join(whole)

    lines = [rows[at + 1 : at + 1 + side] for at in range(0, len(rows), side + 1)]
    flat = [b"".join(palette[3 * one : 3 * one + 3] for one in line) for line in lines]
    deep = b"".join(b"\0" + bytes(v for one in line for v in (one, one ^ 0x5A)) for line in flat)
    full = b"".join(b"\0" + line for line in flat)
    clear = b"".join(
        b"\0" + b"".join(line[at : at + 3] + b"\xff" for at in range(0, len(line), 3))
        for line in flat
    )
    yield "sixteen-bits-with-noise", headed(b"\x10\2\0\0\0", deep, None)
    yield "rgb-with-a-palette", headed(b"\x08\2\0\0\0", full)
    yield "rgb-with-a-whole-palette", headed(b"\x08\2\0\0\0", full, bytes(3 * 256))
    yield "rgb-with-opacity", headed(b"\x08\6\0\0\0", clear, None)
    grey = b"".join(b"\0" + line[::3] for line in flat)
    yield "grey", headed(b"\x08\0\0\0\0", grey, None)
    yield "interlaced", headed(b"\x08\3\0\0\1")
    yield "interlaced-in-an-unknown-way", headed(b"\x08\3\0\0\2")
    yield "of-another-compression", headed(b"\x08\3\1\0\0")
    yield "of-another-filter-method", headed(b"\x08\3\0\x40\0")
    yield "of-an-unknown-kind", headed(b"\x08\7\0\0\0")
    yield "of-four-bits", headed(b"\4\3\0\0\0")
    twice = chunk(b"IHDR", header)
    yield "two-headers", _beside(parts, b"IHDR", twice, before=False)
    other = chunk(b"IHDR", struct.pack(">II", 2 * side, side) + header[8:])
    yield "two-headers-of-two-sizes", _beside(parts, b"IHDR", other, before=False)
    yield "a-second-header-behind-the-rows", _beside(parts, b"IDAT", other, before=False)
    longer = chunk(b"IHDR", header + b"\0")
    yield "a-longer-header", _with(parts, b"IHDR", lambda _: longer)
    yield "a-shorter-header", _with(parts, b"IHDR", lambda _: chunk(b"IHDR", header[:12]))
    wide = chunk(b"IHDR", struct.pack(">II", 2**31, side) + header[8:])
    yield "of-a-negative-width", _with(parts, b"IHDR", lambda _: wide)


def misnamed(png: bytes, svg: str, papers: bytes) -> Iterator[tuple[str, bytes]]:
    """Whole files under names that say something else, and drawings with something before."""
    yield "png.svg", png
    yield "png.json", png
    yield "png.html", png
    yield "png.jpg", png
    yield "png.png.bak", png
    yield "png", png
    yield "svg.png", svg.encode()
    yield "svg.html", svg.encode()
    yield "svg.xml", svg.encode()
    yield "papers.png", papers
    yield "papers.svg", papers
    yield "papers.txt", papers
    yield "a-byte-order-mark.svg", b"\xef\xbb\xbf" + svg.encode()
    yield "a-byte-order-mark.json", b"\xef\xbb\xbf" + papers
    yield "a-declaration.svg", b'<?xml version="1.0"?>' + svg.encode()
    yield "a-doctype.svg", b"<!DOCTYPE svg>" + svg.encode()
    yield "a-comment-first.svg", b"<!-- -->" + svg.encode()
    yield "a-blank-first.svg", b" " + svg.encode()
    yield "a-line-first.svg", b"\n" + svg.encode()
    yield "a-line-at-the-end.svg", svg.encode() + b"\r\n"
    yield "in-utf-16.svg", svg.encode("utf-16")
    yield "with-a-nul.svg", svg.encode() + b"\0"
