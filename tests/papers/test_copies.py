"""Pictures without papers, read in one way: what is read, refused, and doubted."""

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from avatarchain.errors import NotAPicture
from avatarchain.papers.copies import MAX_COPY, Copy, open_copy
from avatarchain.papers.metadata import orientation
from avatarchain.papers.png import MAX_CHUNKS
from avatarchain.papers.segments import oddity

SIDE = 64
PICTURE = Image.fromarray(
    np.random.default_rng(1).integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)
)
Read = Callable[[str, bytes], Copy | None]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(ending: str, data: bytes) -> Copy | None:
        path = tmp_path / f"it.{ending}"
        path.write_bytes(data)
        return open_copy(path)

    return reading


def saved(form: str, picture: Image.Image = PICTURE, **how: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **how)
    return buffer.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    data = saved("PNG")
    return data[:33] + b"".join(chunk(*each) for each in chunks) + data[33:]


def exif(*tags: tuple[int, int, int, bytes]) -> bytes:
    """EXIF with tags: number, kind, count, and four bytes of value."""
    entries = b"".join(struct.pack("<HHI4s", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)


def resolutions(wide: int, high: int) -> bytes:
    """EXIF with two resolutions."""
    tags = exif((0x011A, 5, 1, struct.pack("<I", 38)), (0x011B, 5, 1, struct.pack("<I", 46)))
    return tags + struct.pack("<4I", wide, 1, high, 1)


def below(tag: int, number: int, first: tuple[int, int, int, bytes] | None = None) -> bytes:
    """EXIF with a turn in another directory: below a tag of the first, or behind it for 0."""
    tags = ([first] if first else []) + [(tag, 4, 1, bytes(4))] * bool(tag)
    tags = tags or [(0x0128, 3, 1, struct.pack("<I", 2))]
    place = struct.pack("<I", 14 + 12 * len(tags))
    tags = [(*each[:3], place) if each[0] == tag else each for each in tags]
    head = exif(*tags)[:-4] + (bytes(4) if tag else place)
    return head + exif(turned(number))[8:]


def colours(number: int) -> bytes:
    """EXIF that says in its second directory which colours these are; 1 is sRGB."""
    head = exif((0x8769, 4, 1, struct.pack("<I", 26)))
    return head + exif((0xA001, 3, 1, struct.pack("<I", number)))[8:]


def in_jpeg(exif_body: bytes, **how: object) -> bytes:
    return saved("JPEG", exif=b"Exif\0\0" + exif_body, **how)


def resource(number: int, body: bytes) -> bytes:
    """A segment of a JPEG with a resource of Photoshop."""
    head = b"8BIM" + struct.pack(">H2xI", number, len(body))
    return segment(0xED, b"Photoshop 3.0\0" + head + body + bytes(len(body) % 2))


def adobe(transform: int) -> bytes:
    return segment(0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([transform]))


def without_jfif(jpeg: bytes, *segments: bytes) -> bytes:
    return jpeg[:2] + b"".join(segments) + jpeg[20:]


def dense(wide: int, high: int) -> bytes:
    """A JPEG with two densities in its first segment."""
    data = saved("JPEG")
    return data[:14] + struct.pack(">HH", wide, high) + data[18:]


def space(uri: str, prefix: str = ":t", rest: str = "") -> str:
    """XMP with a namespace."""
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns{prefix}="{uri}">{rest}</x:xmpmeta>'


def turned(number: int) -> tuple[int, int, int, bytes]:
    return 0x0112, 3, 1, struct.pack("<I", number)


def srgb(*, swapped: bool = False, renamed: bytes = b"rTRC") -> bytes:
    """The profile of sRGB; `swapped` takes red for blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    head, tags = profile[:132], profile[132:]
    if swapped:
        tags = tags.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
    return head + tags.replace(b"rTRC", renamed, 1)


def steep(middle: int) -> bytes:
    """A profile whose curves are those of sRGB at each 51st value, and inverted elsewhere."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    (count,) = struct.unpack_from(">I", profile, 128)
    places = [struct.unpack_from(">4sII", profile, 132 + 12 * at) for at in range(count)]
    tags = {name: profile[at : at + size] for name, at, size in places}
    values = []
    for value in range(256):
        nearest = min(range(0, 256, 51), key=lambda step: abs(step - value))
        light = (255 - value if abs(nearest - value) > middle else value) / 255
        values.append(light / 12.92 if light <= 0.04045 else ((light + 0.055) / 1.055) ** 2.4)
    curve = b"curv" + struct.pack(">4xI256H", 256, *(round(65535 * value) for value in values))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, body = b"", b""
    for name, data in tags.items():
        at = 132 + 12 * len(tags) + len(body)
        table += struct.pack(">4sII", name, at, len(data))
        body += data + bytes(-len(data) % 4)
    whole = profile[4:128] + struct.pack(">I", len(tags)) + table + body
    return struct.pack(">I", 4 + len(whole)) + whole


def behind(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG with chunks between its rows and its end."""
    data = saved("PNG")
    return data[:-12] + b"".join(chunk(*each) for each in chunks) + data[-12:]


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg_with(*segments: bytes) -> bytes:
    data = saved("JPEG")
    return data[:2] + b"".join(segments) + data[2:]


def before_last_scan(segments: bytes) -> bytes:
    data = saved("JPEG", progressive=True)
    at = data.rindex(b"\xff\xda")
    return data[:at] + segments + data[at:]


def named_components(names: bytes) -> bytes:
    """A JPEG whose components have other names than 1, 2 and 3."""
    data = bytearray(saved("JPEG"))
    frame, scan = data.index(b"\xff\xc0"), data.index(b"\xff\xda")
    data[frame + 10 : frame + 19 : 3] = names
    data[scan + 5 : scan + 11 : 2] = names
    return bytes(data)


def png_of_few_colours() -> bytes:
    """A PNG with 16 colours and a palette of two."""
    data = saved("PNG", PICTURE.quantize(16))
    at = data.index(b"PLTE") - 4
    (length,) = struct.unpack_from(">I", data, at)
    return data[:at] + chunk(b"PLTE", data[at + 8 : at + 14]) + data[at + 12 + length :]


def png_of(
    *, header: bytes = b"", palette: bytes = b"", behind: bytes = b"", end: bytes = b""
) -> bytes:
    """A PNG with bytes behind its header, its palette, its compressed rows or its end."""
    data, at, pieces = saved("PNG", PICTURE.quantize(16)), 8, b""
    more = {b"IHDR": header, b"PLTE": palette, b"IDAT": behind, b"IEND": end}
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        pieces += chunk(kind, data[at + 8 : at + 8 + length] + more[kind])
        at += 12 + length
    return data[:8] + pieces


def png_of_rows(rows: bytes, header: bytes = b"\x08\2\0\0\0", window: int = 15) -> bytes:
    """A PNG with these rows of bytes, the end of this header, and a window of 2**window bytes."""
    packer = zlib.compressobj(wbits=window)
    head = chunk(b"IHDR", struct.pack(">II", SIDE, SIDE) + header)
    packed = chunk(b"IDAT", packer.compress(rows) + packer.flush())
    return saved("PNG")[:8] + head + packed + chunk(b"IEND", b"")


def small_window() -> bytes:
    """A PNG whose header says of its window that it has 256 bytes, though it has more."""
    data = zlib.compress(ROWS)
    check = -(0x08 << 8) % 31
    rows = chunk(b"IDAT", bytes((0x08, check)) + data[2:])
    return png_of_rows(ROWS)[:33] + rows + chunk(b"IEND", b"")


def transparent(form: int, depth: int, key: bytes) -> bytes:
    """A PNG of this kind of colours and depth, whose pixels are one, and that has a tRNS."""
    row = b"\0" + SIDE * key if depth >= 8 else b"\0" + bytes(SIDE * depth // 8)
    header = struct.pack(">IIBBBBB", SIDE, SIDE, depth, form, 0, 0, 0)
    rows = (b"IDAT", zlib.compress(SIDE * row))
    chunks = ((b"IHDR", header), (b"tRNS", key), rows, (b"IEND", b""))
    return saved("PNG")[:8] + b"".join(chunk(*each) for each in chunks)


def gif_of_few_colours() -> bytes:
    """A GIF with 16 colours and a palette of two."""
    data = saved("GIF", PICTURE.quantize(16))
    behind = 13 + (3 << (data[10] & 7) + 1)
    return data[:10] + bytes([data[10] & 0xF8]) + data[11:19] + data[behind:]


def interlaced(side: int) -> bytes:
    """The rows of a black RGB picture in the seven passes of a PNG; `side` is divided by 8."""
    passes = ((8, 8), (8, 8), (4, 8), (4, 4), (2, 4), (2, 2), (1, 2))
    return b"".join(side // down * bytes(1 + 3 * (side // right)) for right, down in passes)


def gif_of_codes(bits: int, *, cleared: bool = True) -> bytes:
    """A GIF of black pixels whose codes begin with these bits and one, each of them a pixel.

    Every hundred pixels the table is cleared, and at first if it is `cleared`.
    """
    clear = 1 << bits
    numbers = [clear] if cleared else []
    for at in range(SIDE * SIDE):
        numbers += [clear, 0] if at and at % 100 == 0 else [0]
    bits += 1
    stream = sum(number << bits * at for at, number in enumerate([*numbers, clear + 1]))
    data = stream.to_bytes(bits * len(numbers) // 8 + 3, "little")
    blocks = b"".join(
        bytes([len(data[at : at + 255])]) + data[at : at + 255] for at in range(0, len(data), 255)
    )
    screen = struct.pack("<HHBBB", SIDE, SIDE, 0x80, 0, 0) + bytes(6)
    return (
        b"GIF89a"
        + screen
        + b","
        + struct.pack("<4HB", 0, 0, SIDE, SIDE, 0)
        + bytes([bits - 1])
        + blocks
        + b"\0;"
    )


def gif_with(extension: bytes, *, frames: int = 1) -> bytes:
    """A GIF with an extension behind its frame, which stands in it several times."""
    data = saved("GIF", PICTURE.quantize(16))
    frame = data[data.index(b"\x2c" + bytes(4)) : -1]
    return data[: -1 - len(frame)] + frame + extension + frame * (frames - 1) + b";"


def enlarged(place: int) -> bytes:
    """A lossy WebP that says that it is to be shown larger, across or down."""
    data = bytearray(saved("WEBP"))
    data[data.index(b"\x9d\x01\x2a") + place] |= 0x40
    return bytes(data)


def lossy_of_bits(bits: int) -> bytes:
    """A lossy WebP of which one of the first two bits of its codes is set as well."""
    data = bytearray(saved("WEBP"))
    data[data.index(b"\x9d\x01\x2a") + 7] |= bits
    return bytes(data)


def webp_with(*chunks: tuple[bytes, bytes], flags: int | None = None) -> bytes:
    """A WebP with a header that announces these chunks, or has other flags."""
    data = saved("WEBP", lossless=True)
    bits = {b"ICCP": 0x20, b"EXIF": 0x08, b"XMP ": 0x04}
    said = sum(bits.get(kind, 0) for kind, _ in chunks) if flags is None else flags
    size = (SIDE - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<IB3x", 10, said) + size + size + data[12:]
    for kind, content in chunks:
        body += kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_of_layers() -> bytes:
    """A WebP of lossy colours, with an opacity that its header does not announce."""
    data = bytearray(saved("WEBP", CLEAR))
    data[20] = 0
    return bytes(data)


def webp_of_holes() -> bytes:
    """A lossless WebP with a hole, whose header says that it has none."""
    picture = PICTURE.convert("RGBA")
    picture.paste((0, 0, 0, 0), (20, 20, 40, 40))
    data = bytearray(saved("WEBP", picture, lossless=True))
    data[data.index(b"VP8L") + 12] &= 0xEF
    return bytes(data)


def xmp(turn: str) -> bytes:
    return b"http://ns.adobe.com/xap/1.0/\0" + turn.encode()


RAW = (
    b"\nexif\n      32\n"
    + (b"Exif\0\0" + exif((0x0112, 3, 1, struct.pack("<I", 3)))).hex().encode()
)
# Behind an empty extension some count on in the next one, and meet an end there.
HIDING = b"\x21\xaa\0\x21\xfe" + bytes([40]) + 31 * b"x" + b"\0;" + 7 * b"x" + b"\0"
PRIMARIES = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
SRGB = struct.pack(">8I", *PRIMARIES)
SWAPPED = struct.pack(">8I", *PRIMARIES[:2], *PRIMARIES[6:], *PRIMARIES[4:6], *PRIMARIES[2:4])
XMP = b'XML:com.adobe.xmp\0\0\0\0\0<x tiff:Orientation="6"/>'
TIFF = "http://ns.adobe.com/tiff/1.0/"
ROWS = b"".join(b"\0" + row.tobytes() for row in np.asarray(PICTURE))
ARCHIVE = b"PK\1\2" + bytes(42) + b"PK\5\6" + bytes(18)
CLEAR = PICTURE.copy()
CLEAR.putalpha(254)
HALF = saved("GIF", Image.new("P", (SIDE, SIDE))).replace(
    struct.pack("<4H", 0, 0, SIDE, SIDE), struct.pack("<4H", 0, 0, SIDE, SIDE // 2)
)

PLAIN = {
    "a PNG": ("png", saved("PNG")),
    "of sRGB": ("png", saved("PNG", icc_profile=srgb())),
    "of the usual chunks": (
        "png",
        png_with(
            (b"gAMA", struct.pack(">I", 45455)),
            (b"cHRM", SRGB),
            (b"sRGB", b"\0"),
            (b"cICP", bytes((1, 13, 0, 1))),
            (b"pHYs", struct.pack(">IIB", 2835, 2835, 1)),
            (b"tEXt", b"Comment\0hi"),
            (b"eXIf", exif(turned(1))),
        ),
    ),
    "rows of RGB": ("png", png_of_rows(ROWS)),
    "a small picture with a small window": (
        "png",
        png_of_rows(SIDE * bytes(1 + SIDE), b"\x08\0\0\0\0", window=13),
    ),
    "an interlaced PNG": ("png", png_of_rows(interlaced(SIDE), b"\x08\2\0\0\1")),
    "a palette": ("png", saved("PNG", PICTURE.quantize())),
    "a GIF": ("gif", saved("GIF")),
    "a WebP": ("webp", saved("WEBP", icc_profile=srgb())),
    "a JPEG": ("jpg", saved("JPEG", icc_profile=srgb())),
    "a progressive JPEG": ("jpg", saved("JPEG", progressive=True)),
    "texts and a time behind the rows": (
        "png",
        behind((b"zTXt", b"Comment\0\0" + zlib.compress(b"hi")), (b"tIME", bytes(7))),
    ),
    "compressed XMP": (
        "png",
        png_with((b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"<x/>"))),
    ),
    "texts that programs write": (
        "png",
        png_with(
            (b"tEXt", b"date:create\x002026-11-28T00:00:00+00:00"),
            (b"tEXt", b"Thumb::URI\0file:///a.png"),
            (b"zTXt", b"Creation Time\0\0" + zlib.compress(b"today")),
            (b"iTXt", b"Description\0\0\0\0\0an avatar"),
        ),
    ),
    "a JPEG with a comment of a program": ("jpg", saved("JPEG", comment=b"CREATOR: gd-jpeg v1.0")),
    "a GIF with a comment": ("gif", saved("GIF", comment=b"hi", interlace=True)),
    "a GIF of codes that are pixels": ("gif", gif_of_codes(8)),
    "a GIF of 16 colours": ("gif", gif_with(b"")),
    "a lossless WebP": ("webp", saved("WEBP", lossless=True)),
    "a WebP with XMP": ("webp", saved("WEBP", xmp=b'<x tiff:Orientation="1"/>')),
    "a WebP with EXIF": ("webp", saved("WEBP", exif=exif(turned(1)), icc_profile=srgb())),
    "a WebP of chunks": ("webp", webp_with((b"EXIF", exif(turned(1))))),
    "a JPEG and its thumbnail that are turned alike": ("jpg", in_jpeg(below(0, 6, turned(6)))),
    "a JPEG with EXIF of a place": ("jpg", in_jpeg(below(0x8825, 1))),
    "a JPEG with XMP": (
        "jpg",
        jpeg_with(
            segment(0xE1, xmp("<tiff:Orientation>1</tiff:Orientation>")),
            segment(0xED, b"Photoshop 3.0\0"),
            segment(0xEE, b"Adobe\0\x64\0\0\0\0\1"),
            segment(0xFE, b"hi"),
        ),
    ),
    "a grey JPEG": ("jpg", saved("JPEG", PICTURE.convert("L"), dpi=(72, 72), comment=b"hi")),
    "a PNG with an ending in capitals": ("PNG", saved("PNG")),
    "a JPEG with a longer ending": ("jpeg", saved("JPEG")),
    "equal resolutions": ("jpg", in_jpeg(resolutions(96, 96), dpi=(96, 96))),
    "the colours of sRGB in EXIF": ("jpg", in_jpeg(colours(1))),
    "colours of a profile": ("jpg", in_jpeg(colours(0xFFFF), icc_profile=srgb())),
    "components from 0": ("jpg", named_components(b"\0\1\2")),
    "no JFIF": ("jpg", without_jfif(saved("JPEG"))),
    "no JFIF and components from 0": (
        "jpg",
        without_jfif(named_components(b"\0\1\2"), adobe(1)),
    ),
    "usual XMP": ("jpg", jpeg_with(segment(0xE1, xmp(space(TIFF))))),
    "usual resources": (
        "jpg",
        jpeg_with(
            resource(0x0404, b"\x1c\2\0"),
            resource(0x03ED, struct.pack(">IHHIHH", 72 << 16, 1, 1, 72 << 16, 1, 1)),
        ),
    ),
    "a turned JPEG": ("jpg", saved("JPEG", exif=b"Exif\0\0" + exif(turned(6)))),
}
LARGE = b"".join(
    [
        saved("PNG")[:8],
        chunk(b"IHDR", struct.pack(">IIBBBBB", 12000, 10000, 8, 2, 0, 0, 0)),
        chunk(b"IDAT", zlib.compress(b"")),
        chunk(b"IEND", b""),
    ]
)
DOUBTFUL = {
    "a swapped profile": ("png", saved("PNG", icc_profile=srgb(swapped=True))),
    "a swapped profile in a JPEG": ("jpg", saved("JPEG", icc_profile=srgb(swapped=True))),
    "a swapped profile in a WebP": ("webp", saved("WEBP", icc_profile=srgb(swapped=True))),
    "a profile with a table": ("png", saved("PNG", icc_profile=srgb(renamed=b"A2B0"))),
    "a profile with a tag twice": ("png", saved("PNG", icc_profile=srgb(renamed=b"gTRC"))),
    **{
        f"a turn in EXIF {where} of a {form}": (
            ending,
            saved(form, exif=b"Exif\0\0" + below(tag, 3)),
        )
        for where, tag in (
            ("of a photograph", 0x8769),
            ("of a place", 0x8825),
            ("of other pictures", 0x014A),
            ("of a thumbnail", 0),
        )
        for form, ending in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"))
    },
    "a turn back in EXIF of a thumbnail": ("jpg", in_jpeg(below(0, 1, turned(6)))),
    "directories of EXIF in a circle": (
        "jpg",
        in_jpeg(exif((0x8769, 4, 1, struct.pack("<I", 8)))),
    ),
    "another gamma": ("png", png_with((b"gAMA", struct.pack(">I", 700_000)))),
    "swapped primaries": ("png", png_with((b"cHRM", SWAPPED))),
    "colours of HDR": ("png", png_with((b"cICP", bytes((9, 16, 0, 1))))),
    "pixels that are not square": ("png", png_with((b"pHYs", struct.pack(">IIB", 1, 2, 0)))),
    "a chunk that few know": ("png", png_with((b"oFFs", bytes(9)))),
    "a chunk twice": ("png", png_with((b"sRGB", b"\0"), (b"sRGB", b"\0"))),
    "frames that are counted": ("png", png_with((b"acTL", struct.pack(">II", 1, 0)))),
    "a turn in a PNG": ("png", png_with((b"eXIf", exif(turned(6))))),
    "a turn in a WebP": ("webp", saved("WEBP", exif=exif(turned(6)))),
    "two turns": ("jpg", saved("JPEG", exif=b"Exif\0\0" + exif(turned(1), turned(6)))),
    "no EXIF": ("jpg", saved("JPEG", exif=b"Exif\0\0MM")),
    "a turn in XMP": ("png", png_with((b"iTXt", XMP))),
    "opacity": ("png", saved("PNG", CLEAR)),
    "opacity of a colour": ("png", saved("PNG", PICTURE.quantize(), transparency=0)),
    "opacity of a colour of 16 bits": ("png", transparent(2, 16, bytes((9, 1, 9, 1, 9, 1)))),
    "opacity of a grey of 4 bits": ("png", transparent(0, 4, b"\0\1")),
    "opacity in a WebP": ("webp", saved("WEBP", CLEAR)),
    "ink": ("jpg", saved("JPEG", PICTURE.convert("CMYK"))),
    "a frame that is half as high": ("gif", HALF),
    "a curve that is not sRGB's between the steps": ("png", saved("PNG", icc_profile=steep(1))),
    "such a curve in a JPEG": ("jpg", saved("JPEG", icc_profile=steep(1))),
    "such a curve in a WebP": ("webp", saved("WEBP", icc_profile=steep(1))),
    "a profile that cannot be unpacked": ("png", png_with((b"iCCP", b"icc\0\0abcd"))),
    "a turn behind the rows": ("png", behind((b"eXIf", exif(turned(2))))),
    "colours behind the rows": ("png", behind((b"gAMA", struct.pack(">I", 45455)))),
    "opacity behind the rows": ("png", behind((b"tRNS", bytes(6)))),
    "a turn in a text": ("png", png_with((b"tEXt", b"Raw profile type exif\0" + RAW))),
    "a turn in a packed text": (
        "png",
        png_with((b"zTXt", b"Raw profile type APP1\0\0" + zlib.compress(RAW))),
    ),
    "a turn in packed XMP": (
        "png",
        png_with((b"iTXt", XMP[:18] + b"\1\0\0\0" + zlib.compress(XMP[22:]))),
    ),
    "a turn in XMP after blanks": ("png", png_with((b"iTXt", XMP.replace(b"=", 99 * b" " + b"=")))),
    "a turn under another prefix": ("png", png_with((b"iTXt", XMP.replace(b"tiff:", b"t:")))),
    "a text that is too long": (
        "png",
        png_with(*2 * [(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(2**19 + 1)))]),
    ),
    "rows in two places that Apple reads at once": ("png", png_with((b"iDOT", bytes(28)))),
    "fewer bits than there are": ("png", png_with((b"sBIT", bytes((1, 1, 1))))),
    "EXIF with a filling": ("jpg", jpeg_with(segment(0xE1, b"Exif\0\1" + exif(turned(3))))),
    "EXIF twice": (
        "jpg",
        jpeg_with(*(segment(0xE1, b"Exif\0\0" + exif(turned(each))) for each in (1, 3))),
    ),
    "EXIF between scans": (
        "jpg",
        saved("JPEG")[:-2] + segment(0xE1, b"Exif\0\0" + exif(turned(3))) + saved("JPEG")[-2:],
    ),
    "colours that are said to be RGB": (
        "jpg",
        jpeg_with(segment(0xEE, b"Adobe\0\x64\0\0\0\0\0")),
    ),
    "a profile in parts": (
        "jpg",
        jpeg_with(*(segment(0xE2, b"ICC_PROFILE\0" + bytes((n, 2)) + srgb()) for n in (1, 2))),
    ),
    "a segment that few know": ("jpg", jpeg_with(segment(0xE5, b"meta"))),
    "a frame behind an empty extension": (
        "gif",
        gif_with(HIDING, frames=2),
    ),
    "a frame behind an empty comment": ("gif", gif_with(b"\x21\xfe\0", frames=2)),
    "an application that few know": (
        "gif",
        gif_with(b"\x21\xff\x0bICCRGBG1012\x01a\0"),
    ),
    "a control behind the frame": ("gif", gif_with(b"\x21\xf9\4\4\0\0\0\0")),
    "a frame larger than its screen": (
        "gif",
        gif_with(b"")[:6] + struct.pack("<HH", 32, 32) + gif_with(b"")[10:],
    ),
    "bytes behind a GIF": ("gif", gif_with(b"") + b"more"),
    "bytes behind a WebP": ("webp", saved("WEBP") + b"more"),
    "a turn that a WebP does not announce": (
        "webp",
        webp_with((b"EXIF", exif(turned(6))), flags=0),
    ),
    "a profile that a WebP does not announce": (
        "webp",
        webp_with((b"ICCP", srgb(swapped=True)), flags=0),
    ),
    "codes of a GIF that clear nothing at first": ("gif", gif_of_codes(8, cleared=False)),
    "a WebP that is to be wider": ("webp", enlarged(4)),
    "a WebP that is to be higher": ("webp", enlarged(6)),
    "a lossy WebP that says it need not be clamped": ("webp", lossy_of_bits(0x40)),
    **{
        f"a {kind.decode()} {key.decode()} {where.__name__}": ("png", where((kind, key + text)))
        for key in (b"colorspace", b"Depth", b"page", b"exif:Orientation", b"comment ")
        for kind, text in (
            (b"tEXt", b"\0Gray"),
            (b"zTXt", b"\0\0" + zlib.compress(b"Gray")),
            (b"iTXt", b"\0\0\0\0\0Gray"),
        )
        for where in (png_with, behind)
    },
    "a text without an end of its name": ("png", png_with((b"tEXt", b"depth"))),
    **{
        f"a comment {words.decode()}": ("jpg", saved("JPEG", comment=words))
        for words in (
            b"AVID\0",
            b"CS=ITU601",
            b"Intel(R) JPEG Library, version 1.5",
            b"Metasoft MJPEG Codec\0",
            b"MULTISCOPE II\n",
        )
    },
    "a chunk of a WebP that few know": ("webp", webp_with((b"ABCD", b"1234"))),
    "bytes behind a JPEG": ("jpg", saved("JPEG") + b"more"),
    "an end before the last scan": ("jpg", before_last_scan(b"\xff\xd9")),
    "another height behind the first scan": ("jpg", before_last_scan(segment(0xDC, b"\0\x20"))),
    "other quantisation behind the first scan": (
        "jpg",
        before_last_scan(segment(0xDB, b"\0" + bytes([9]) * 64)),
    ),
    "a comment between scans": ("jpg", before_last_scan(segment(0xFE, b"hi"))),
    "components with the names of RGB": ("jpg", named_components(b"RGB")),
    "a gain map": (
        "jpg",
        jpeg_with(segment(0xE1, xmp("<x xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'/>"))),
    ),
    "a GIF whose pixels are not square": ("gif", gif_with(b"")[:12] + b"\x10" + gif_with(b"")[13:]),
    "a GIF with fewer colours than its pixels": ("gif", gif_of_few_colours()),
    "a PNG with fewer colours than its pixels": ("png", png_of_few_colours()),
    "opacity that a WebP does not announce": (
        "webp",
        webp_of_layers(),
    ),
    "opacity that a lossless WebP denies": ("webp", webp_of_holes()),
    "a PNG that is named as a page": ("html", saved("PNG")),
    "a PNG that is named as a model": ("glb", saved("PNG")),
    "a PNG that is named as a JPEG": ("jpg", saved("PNG")),
    "a page in a text": ("png", png_with((b"tEXt", b"Comment\0<!DOCTYPE html><p>"))),
    "a page in a JPEG": ("jpg", saved("JPEG", comment=b"<html ><p>")),
    "an archive in a PNG": ("png", png_with((b"tEXt", b"Comment\0" + ARCHIVE))),
    "an archive in a GIF": ("gif", saved("GIF", comment=ARCHIVE)),
    "an archive in a JPEG": ("jpg", saved("JPEG", comment=b"Rar!\x1a\7\1\0")),
    "a long header": ("png", png_of(header=b"\0")),
    "a palette that is not of threes": ("png", png_of(palette=b"\0")),
    "a palette of more colours than there are numbers": ("png", png_of(palette=bytes(3))),
    "bytes behind the rows": ("png", png_of(behind=b"more")),
    "bytes in the end": ("png", png_of(end=b"more")),
    "a packing that no PNG has": ("png", png_of_rows(ROWS, b"\x08\2\1\0\0")),
    "more rows than are shown": ("png", png_of_rows(ROWS + b"\0")),
    "fewer rows than are shown": ("png", png_of_rows(ROWS[: -3 * SIDE - 1])),
    "a window that is too small": ("png", small_window()),
    "codes of nine bits in a GIF": ("gif", gif_of_codes(9)),
    "unequal resolutions in a JPEG": ("jpg", in_jpeg(resolutions(72, 288))),
    "unequal resolutions in a PNG": ("png", behind((b"eXIf", resolutions(72, 288)))),
    "unequal resolutions in a WebP": ("webp", saved("WEBP", exif=resolutions(72, 288))),
    "one resolution": ("jpg", in_jpeg(exif((0x011A, 5, 1, bytes(4))))),
    "unequal densities": ("jpg", dense(1, 4)),
    "components from 0 in no JFIF": ("jpg", without_jfif(named_components(b"\0\1\2"))),
    "a transform that is not 1": ("jpg", jpeg_with(adobe(2))),
    "Adobe's colours in EXIF": ("jpg", in_jpeg(colours(2))),
    "colours of no profile": ("jpg", in_jpeg(colours(0xFFFF))),
    "EXIF with a gamma": ("jpg", in_jpeg(exif((0xA500, 5, 1, bytes(4))))),
    "colours twice in EXIF": (
        "jpg",
        in_jpeg(exif(*2 * [(0xA001, 3, 1, struct.pack("<I", 1))])),
    ),
    "a directory of EXIF that is not there": (
        "jpg",
        in_jpeg(exif((0x8769, 4, 1, struct.pack("<I", 999)))),
    ),
    "a panorama in XMP": (
        "jpg",
        jpeg_with(segment(0xE1, xmp(space("http://ns.google.com/photos/1.0/panorama/")))),
    ),
    "a turn without a prefix": (
        "jpg",
        jpeg_with(
            segment(0xE1, xmp(space(TIFF, "", "<Orientation>3</Orientation>"))),
        ),
    ),
    "XMP in letters of 16 bits": (
        "jpg",
        jpeg_with(segment(0xE1, xmp("") + space(TIFF).encode("utf-16"))),
    ),
    "XMP in other letters": (
        "webp",
        saved("WEBP", xmp=b"<?xml version='1.0' encoding='UTF-7'?><x/>"),
    ),
    "a profile among resources": ("jpg", jpeg_with(resource(0x040F, srgb(swapped=True)))),
    "EXIF among resources": ("jpg", jpeg_with(resource(0x0422, exif(turned(3))))),
    "unequal resolutions among resources": (
        "jpg",
        jpeg_with(resource(0x03ED, struct.pack(">IHHIHH", 72 << 16, 1, 1, 288 << 16, 1, 1))),
    ),
    "resources that are cut off": ("jpg", jpeg_with(segment(0xED, b"Photoshop 3.0\x008BIM"))),
    "several pictures": ("jpg", jpeg_with(segment(0xE2, b"MPF\0" + exif()))),
    "two frames": ("gif", saved("GIF", save_all=True, append_images=[PICTURE.rotate(90)])),
}


def test_a_lossy_webp_of_other_colours_is_odd() -> None:
    assert "its colours are not those" in (oddity(lossy_of_bits(0x80)) or "")


@pytest.mark.parametrize("name", PLAIN)
def test_what_all_programs_show_alike_is_read(read: Read, name: str) -> None:
    copy = read(*PLAIN[name])
    assert copy is not None
    assert copy.doubt is None
    assert len(copy.squares) >= 1


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_programs_may_show_otherwise_is_doubted(read: Read, name: str) -> None:
    copy = read(*DOUBTFUL[name])
    assert copy is not None
    assert copy.doubt is not None


@pytest.mark.parametrize(
    "data",
    [
        saved("PNG") + b"more",
        saved("PNG")[:-1],
        png_with((b"gAMA", b"\0")),
        png_with((b"fdAT", bytes(20))),
    ],
)
def test_a_broken_png_is_refused(read: Read, data: bytes) -> None:
    with pytest.raises(NotAPicture):
        read("png", data)


def test_each_turn_of_a_photograph_is_undone(read: Read) -> None:
    shown = Image.new("RGB", (SIDE, SIDE), "white")
    shown.paste((255, 0, 0), (0, 0, 40, 20))
    for number, undone in (
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (4, Image.Transpose.FLIP_TOP_BOTTOM),
        (5, Image.Transpose.TRANSPOSE),
        (6, Image.Transpose.ROTATE_90),
        (7, Image.Transpose.TRANSVERSE),
        (8, Image.Transpose.ROTATE_270),
    ):
        data = b"Exif\0\0" + exif(turned(number))
        jpeg = saved("JPEG", shown.transpose(undone), quality=95, subsampling=0, exif=data)
        copy = read("jpg", jpeg)
        assert copy is not None
        pixels = copy.squares[0][0].astype(int)
        assert abs(pixels - np.asarray(shown).astype(int)).mean() < 5, number
        assert orientation(data) == number


def test_a_margin_holds_nothing_that_is_seen(read: Read) -> None:
    """Blue counts little in a grey, and is seen as well as other colours."""
    picture = Image.new("RGB", (3 * SIDE, 2 * SIDE), "white")
    picture.paste(PICTURE, (9, 9))
    copy = read("png", saved("PNG", picture))
    assert copy is not None
    assert [len(square) for square, _ in copy.squares] == [SIDE]
    for colour in ((255, 255, 155), (155, 255, 255), (255, 155, 255)):
        picture.paste(colour, (2 * SIDE, 9, 3 * SIDE - 9, 2 * SIDE - 9))
        copy = read("png", saved("PNG", picture))
        assert copy is not None
        assert copy.squares == ()


def test_exif_that_cannot_be_read_ends_no_run(read: Read) -> None:
    odd = [(0x0100, kind, 1, struct.pack("<f", 1.5)) for kind in range(14)]
    for tag in odd:
        for form, ending in (("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")):
            assert read(ending, saved(form, exif=b"Exif\0\0" + exif(tag, turned(3)))) is not None
    for length in range(len(exif(turned(6)))):
        orientation(exif(turned(6))[:length])
    assert orientation(exif((0x0112, 4, 1, struct.pack("<I", 6)))) is None
    assert orientation(exif(turned(9))) is None


def test_whatever_the_library_raises_the_file_is_refused(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise AttributeError("no such thing")

    monkeypatch.setattr(Image.Image, "convert", failing)
    with pytest.raises(NotAPicture, match="no such thing"):
        read("png", saved("PNG"))


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "z.png"
    os.mkfifo(pipe)
    with pytest.raises(NotAPicture, match="is no regular file"):
        open_copy(pipe)


def test_what_would_take_long_to_read_is_not_read(read: Read) -> None:
    jpeg = saved("JPEG", progressive=True)
    scan = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    copy = read("jpg", jpeg[:-2] + scan * 200 + jpeg[-2:])
    assert copy == Copy((), None, "it has more than 100 scans")
    copy = read("gif", saved("GIF") + bytes(MAX_COPY))
    assert copy == Copy((), None, "it is larger than 16 MiB")
    copy = read("webp", saved("WEBP", Image.new("RGB", (4096, 2049)), lossless=True))
    assert copy == Copy((), None, "it has 4096 × 2049 pixels; at most 8388608 are read")
    with pytest.raises(NotAPicture, match=f"more than {MAX_CHUNKS:,} chunks"):
        read("png", png_with(*[(b"IDAT", b"")] * MAX_CHUNKS))


@pytest.mark.parametrize("count", [2**32 - 1, 24])
def test_a_profile_says_how_many_tags_it_has_before_they_are_listed(read: Read, count: int) -> None:
    profile = srgb()
    announced = profile[:128] + struct.pack(">I", count) + profile[132:]
    copy = read("png", saved("PNG", icc_profile=announced))
    assert copy is not None
    assert copy.doubt is not None
    assert copy.doubt.has == "it has a colour profile that is not sRGB"


def test_no_warning_of_the_library_reaches_anybody(
    read: Read, recwarn: pytest.WarningsRecorder
) -> None:
    with pytest.raises(NotAPicture):
        read("png", LARGE)
    read("png", saved("PNG", PICTURE.quantize(), transparency=b"\x80" * 9))
    assert not recwarn.list
