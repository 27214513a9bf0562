"""Why programs may show a picture otherwise than it is read here.

A picture without papers comes from anybody. What is said of it goes by one reading: the first
frame, on white, in sRGB, turned as the EXIF of a JPEG says. Files that other programs show in
another way hold something that this reading leaves out. So it is listed what may stand in a file
and where: of a PNG here and in `malformed`, of the other kinds in `segments`. Of all kinds the
profile must be sRGB, and what EXIF and XMP say must be what is done (see `metadata`).
"""

import io
import re
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatarchain.papers.malformed import malformed
from avatarchain.papers.metadata import odd_exif, odd_xmp, orientation
from avatarchain.papers.png import Chunks, another_kind
from avatarchain.papers.segments import colours_of, lossless_of, oddity

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Doubt:
    """Nothing certain can be said of a picture: it `has` something, so that programs differ as in
    `so`. What is looked up all the same is its `reading`."""

    has: str
    so: str = "programs differ in what they show"
    reading: str = "its picture without that"


MOVES = Doubt("it moves", "may show anything later", "its first frame")
_CLEAR = Doubt(
    "parts of it are transparent", "look different on each ground", "its picture on white"
)

_TEXTS = ("tEXt", "zTXt", "iTXt")
_MANY = ("IDAT", *_TEXTS)
_COLOURS = ("sRGB", "gAMA", "cHRM", "cICP", "iCCP")
_ONCE = ("IHDR", "PLTE", "tRNS", "IEND", "bKGD", "pHYs", "tIME", "sBIT", "eXIf", "caBX")
_BEHIND = (*_TEXTS, "IDAT", "tIME", "eXIf", "IEND")  # what may follow the first row
_WITH_PALETTE = ("tRNS", "bKGD")  # which stand behind it
_OF_A_PALETTE = b"\3"  # the kind of colours that numbers of a palette are
_HINT_AT, _HINT = 4, 0x10  # where a lossless WebP says whether it has opacity: bit 28 of 32
_FRAMES = ("acTL", "fcTL", "fdAT")
_MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA")
_GAMMA, _PRIMARIES = (45455,), (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
_CICP = bytes((1, 13, 0, 1))  # sRGB, as ITU-T H.273 numbers it
_GAIN_MAP = re.compile(rb"gain.?map", re.IGNORECASE)
_RAW_PROFILE = b"raw profile type"  # EXIF, XMP or colours in letters, as ImageMagick writes them
# The keys of texts, in small letters, that the standard of PNG names or programs usually write. By
# others ImageMagick sets colours, depth and place of the picture.
_KEYS = {b"title", b"author", b"description", b"copyright", b"creation time", b"software"}
_KEYS |= {b"disclaimer", b"warning", b"source", b"comment", b"xml:com.adobe.xmp"}
_KEYS |= {b"date:create", b"date:modify", b"date:timestamp"}
_KEYS |= {b"chara", b"ccv3"}  # character cards, ours among them
_OF_THUMBNAILS = b"thumb::"  # what freedesktop.org has for them
_MOST_TEXT = 2**20  # bytes that texts of a PNG may have together, inflated
# What a profile of a matrix and three curves has; others have tables, which programs may prefer.
_TAGS = {"desc", "cprt", "wtpt", "bkpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "chad"}
_TAGS |= {"chrm", "dmnd", "dmdd", "lumi", "meas", "tech", "view", "vued", "targ"}
_NOT_OPAQUE = [255] * 255 + [0]
_NEAR = 4  # of 255: by which a colour may change that a profile of sRGB does not change


def doubt_of(image: "Image", data: bytes, chunks: Chunks) -> Doubt | None:
    """Why an opened picture, with these bytes, may be shown otherwise; None if nothing is found.

    `chunks` are those of a PNG. Raises what Pillow raises of broken files.
    """
    if image.format in ("GIF", "WEBP") and getattr(image, "is_animated", False):
        return MOVES
    if doubt := _of_chunks(chunks):
        return doubt
    if has := oddity(data):
        return Doubt(has)
    if has := another_kind(data, chunks or (("", data),)):
        return Doubt(has)
    if _lacks_colours(image, data, chunks):
        return Doubt("it has pixels of a colour that its palette does not have")
    profile = image.info.get("icc_profile")
    announced = any(kind == "iCCP" for kind, _ in chunks)
    if (profile or announced) and not (profile and _is_srgb(profile)):
        return Doubt("it has a colour profile that is not sRGB")
    if image.mode not in _MODES:
        return Doubt(f"it has colours of another kind ({image.mode})")
    turn = orientation(image.info.get("exif", b""))
    if turn is None or (turn != 1 and image.format not in ("JPEG", "MPO")):
        return Doubt("it says in EXIF how it is turned, and not as photographs do")
    for exif in (image.info.get("exif", b""), *(body for kind, body in chunks if kind == "eXIf")):
        if has := odd_exif(exif, profiled=bool(profile)):
            return Doubt(has)
    if has := odd_xmp(data + _inflated(chunks), {b"1", str(turn).encode()}):
        return Doubt(has)
    if _GAIN_MAP.search(data):
        return Doubt("it has a gain map, which bright screens show")
    if image.format == "WEBP" and _has_hidden_holes(data):
        return _CLEAR
    if not image.has_transparency_data:
        return None
    clear = image.convert("RGBA").getchannel("A").point(_NOT_OPAQUE).getbbox()
    return _CLEAR if clear else None


def _has_hidden_holes(webp: bytes) -> bool:
    """Whether a lossless WebP says that it is opaque, and pixels are not; programs show them so."""
    from PIL import Image

    lossless = lossless_of(webp)
    if lossless is None:
        return False
    picture = bytearray(webp[slice(*lossless)])
    picture[_HINT_AT] |= _HINT
    size = len(picture) + len(picture) % 2
    head = struct.pack("<4sI4s4sI", b"RIFF", 12 + size, b"WEBP", b"VP8L", len(picture))
    with Image.open(io.BytesIO(head + picture.ljust(size, b"\0")), formats=("WEBP",)) as whole:
        return whole.convert("RGBA").getchannel("A").getextrema() != (255, 255)


def _lacks_colours(image: "Image", data: bytes, chunks: Chunks) -> bool:
    """Whether a PNG or a GIF has numbers of colours for which there are none."""
    if image.mode != "P" and (image.format, image.mode) != ("GIF", "L"):
        return False
    last = max(number for number, count in enumerate(image.histogram()) if count)
    palette = dict(chunks).get("PLTE", b"")
    return last >= (colours_of(data) if image.format == "GIF" else len(palette) // 3)


def _of_chunks(chunks: Chunks) -> Doubt | None:
    kinds = [kind for kind, _ in chunks]
    if any(kind in _FRAMES for kind in kinds):
        return MOVES
    for number, (kind, body) in enumerate(chunks):
        if kind not in (*_ONCE, *_COLOURS, *_MANY):
            return Doubt(f"it has a chunk {kind}")
        if kind not in _MANY and kind in kinds[:number]:
            return Doubt(f"it has two chunks {kind}")
        if not _stands_well(kind, kinds[:number]):
            return Doubt(f"its chunk {kind} is not in its place")
        if not _says_nothing_odd(kind, body):
            return Doubt(f"its chunk {kind} says otherwise than usual what colours or pixels are")
        if kind == "tRNS" and chunks[0][1][9:10] != _OF_A_PALETTE:
            return Doubt("it has a colour that is transparent")
        if kind == "eXIf" and orientation(body) != 1:
            return Doubt("it says in EXIF how it is turned, and not as photographs do")
        if kind in _TEXTS and body.lower().startswith(_RAW_PROFILE):
            return Doubt("it has a profile in a text")
        if kind in _TEXTS and not _is_usual_text(body):
            return Doubt("it has a text under a name by which programs may set its colours or size")
    if len(_inflated(chunks)) > _MOST_TEXT:
        return Doubt("its texts are long")
    has = malformed(chunks) if chunks else None
    return Doubt(has) if has else None


def _is_usual_text(body: bytes) -> bool:
    key = body.partition(b"\0")[0].lower()
    return key in _KEYS or key.startswith(_OF_THUMBNAILS)


def _stands_well(kind: str, before: list[str]) -> bool:
    """Whether a chunk of a PNG may follow these."""
    if "IDAT" in before and (kind not in _BEHIND or (kind == "IDAT" != before[-1])):
        return False
    if kind in (*_COLOURS, "sBIT"):
        return "PLTE" not in before
    return kind != "PLTE" or not set(before) & set(_WITH_PALETTE)


def _inflated(chunks: Chunks) -> bytes:
    """The compressed texts of a PNG, one behind the other; no more than decides that they are long.

    Raises zlib.error.
    """
    texts = b""
    for kind, body in chunks:
        if kind not in ("zTXt", "iTXt"):
            continue
        _, _, rest = body.partition(b"\0")
        if kind == "iTXt":
            compressed, rest = rest[:1] == b"\1", rest[2:]
            rest = rest.partition(b"\0")[2].partition(b"\0")[2] if compressed else b""
        else:
            rest = rest[1:]
        if rest:
            most = _MOST_TEXT + 1 - len(texts)
            texts += zlib.decompressobj().decompress(rest, most) if most > 0 else b""
    return texts


def _says_nothing_odd(kind: str, body: bytes) -> bool:
    if kind == "gAMA":
        return _near(body, _GAMMA, 500)
    if kind == "cHRM":
        return _near(body, _PRIMARIES, 100)
    if kind == "cICP":
        return body == _CICP
    if kind == "sBIT":
        return set(body) == {8}
    return kind != "pHYs" or body[:4] == body[4:8]


def _near(body: bytes, usual: tuple[int, ...], most: int) -> bool:
    if len(body) != 4 * len(usual):
        return False
    numbers = struct.unpack(f">{len(usual)}I", body)
    return all(abs(number - right) <= most for number, right in zip(numbers, usual, strict=True))


def _is_srgb(profile: bytes) -> bool:
    """Whether an ICC profile leaves all colours of sRGB as they are, whoever applies it.

    What it has is three curves and a matrix. So each curve is tried at all its values, by itself,
    and the matrix with mixtures.
    """
    from PIL import Image, ImageChops, ImageCms

    count = int.from_bytes(profile[128:132], "big")
    if count > len(_TAGS) or len(profile) < 132 + 12 * count:
        return False
    tags = [profile[at : at + 4].decode("latin-1") for at in range(132, 132 + 12 * count, 12)]
    if set(tags) - _TAGS or len(set(tags)) < count:
        return False
    steps = range(0, 256, 51)
    mixtures = [(red, green, blue) for red in steps for green in steps for blue in steps]
    curves = [
        tuple(value * (channel in (each, 3)) for channel in range(3))
        for each in range(4)
        for value in range(256)
    ]
    colours = Image.new("RGB", (len(mixtures) + len(curves), 1))
    colours.putdata([*mixtures, *curves])
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    shown = ImageCms.profileToProfile(colours, given, srgb)
    if shown is None:
        return False
    return max(ImageChops.difference(colours, shown).tobytes()) <= _NEAR
