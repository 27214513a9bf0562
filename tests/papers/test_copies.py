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
from avatarchain.papers.doubts import orientation
from avatarchain.papers.png import MAX_CHUNKS

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


def turned(number: int) -> tuple[int, int, int, bytes]:
    return 0x0112, 3, 1, struct.pack("<I", number)


def srgb(*, swapped: bool = False, renamed: bytes = b"rTRC") -> bytes:
    """The profile of sRGB; `swapped` takes red for blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    head, tags = profile[:132], profile[132:]
    if swapped:
        tags = tags.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
    return head + tags.replace(b"rTRC", renamed, 1)


PRIMARIES = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
SRGB = struct.pack(">8I", *PRIMARIES)
SWAPPED = struct.pack(">8I", *PRIMARIES[:2], *PRIMARIES[6:], *PRIMARIES[4:6], *PRIMARIES[2:4])
XMP = b'XML:com.adobe.xmp\0\0\0\0\0<x tiff:Orientation="6"/>'
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
    "a palette": ("png", saved("PNG", PICTURE.quantize())),
    "a GIF": ("gif", saved("GIF")),
    "a WebP": ("webp", saved("WEBP", icc_profile=srgb())),
    "a JPEG": ("jpg", saved("JPEG", icc_profile=srgb())),
    "a progressive JPEG": ("jpg", saved("JPEG", progressive=True)),
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
    "opacity in a WebP": ("webp", saved("WEBP", CLEAR)),
    "ink": ("jpg", saved("JPEG", PICTURE.convert("CMYK"))),
    "a frame that is half as high": ("gif", HALF),
    "two frames": ("gif", saved("GIF", save_all=True, append_images=[PICTURE.rotate(90)])),
}


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
    with pytest.raises(NotAPicture, match=f"more than {MAX_CHUNKS:,} chunks"):
        read("png", png_with(*[(b"IDAT", b"")] * MAX_CHUNKS))


def test_no_warning_of_the_library_reaches_anybody(
    read: Read, recwarn: pytest.WarningsRecorder
) -> None:
    with pytest.raises(NotAPicture):
        read("png", LARGE)
    read("png", saved("PNG", PICTURE.quantize(), transparency=b"\x80" * 9))
    assert not recwarn.list
