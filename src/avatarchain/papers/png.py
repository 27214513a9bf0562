"""One reading of a PNG: the chunks that we write, in our order, and hardly anything else.

Programs that show PNGs differ in what they make of odd files: which of two palettes counts, what
follows the last row, which chunk turns the picture. A file that everybody sees alike has none of
this. So a PNG with papers holds the header, our iTXt, a palette, the rows and the end, once each
and in this order; the compressed rows end where the last row ends, and no decoder stops before.
Beside them stand only what `BESIDE` names: short texts that nobody shows as part of a picture, and
a C2PA manifest, which is reported and not read. Nor may the file be an archive, a PDF or a page to
another program. A PNG without papers is not judged here.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from avatarchain.errors import BadPapers, NotAPicture
from avatarchain.papers import deflate, within
from avatarchain.species.image import PNG_SIGNATURE

MAX_SIDE = 4096
MAX_CHUNKS = 4096
MAX_TEXT = 1024
BESIDE = ("tEXt", "caBX")
"""Chunks that may stand beside ours, because they cannot change what is seen."""

Chunks = tuple[tuple[str, bytes], ...]
"""Kind and body of each chunk."""

# keyword, not compressed, no language, no translated keyword
ITXT_HEAD = b"avatarchain\0\0\0\0\0"
_ORDER = ("IHDR", "iTXt", "PLTE", "IDAT", "IEND")
_TEXTS = (b"Comment", b"Software")
_LETTERS = re.compile(rb"[0-9A-Za-z .,:;/()_+@-]*")
_RGB, _PALETTE = 2, 3
_DEFLATE_32K = 0x78  # the first byte of the zlib streams that we write
_PALETTES = range(3, 3 * 256 + 1, 3)  # bytes
_FILTERS = 5
_PDF, _PDF_WITHIN = b"%PDF-", 1024
# What a browser shows as a page, wherever it stands, if a file's name or its server says that it
# is one. Elements with shorter names are left out: compressed bytes have such by chance.
_ELEMENTS = (
    rb"!doctype|html|head|body|base|title|style|meta|link|script|noscript|template|frameset|"
    rb"iframe|object|embed|img|image|svg|math|canvas|audio|video|map|area|div|span|main|section|"
    rb"article|aside|header|footer|nav|h[1-6]|pre|blockquote|center|font|big|small|strong|mark|"
    rb"marquee|plaintext|listing|xmp|table|tbody|caption|form|input|button|textarea|select|"
    rb"fieldset|legend|label|dialog|details|summary|figure|figcaption|ruby|menu|slot"
)
_PAGE = re.compile(rb"<(%b)[\s/>]" % _ELEMENTS, re.IGNORECASE)
# What the outermost box of a manifest begins with, behind its length: its description.
_STORE = b"jumb\0\0\0\x1ejumd" + bytes.fromhex("6332706100110010800000aa00389b71") + b"\3c2pa\0"


@dataclass(frozen=True, slots=True)
class PngFile:
    """A PNG: the bytes of its papers, its picture (mode, width, height, raw bytes), and `beside`.

    `beside` are the kinds of the chunks that are reported but not read. Without papers the
    picture is None.
    """

    papers: bytes | None
    pixels: tuple[str, int, int, bytes] | None = None
    beside: tuple[str, ...] = ()


def read_png(data: bytes, file: str) -> PngFile:
    """Read the bytes of a PNG, which `file` names in refusals.

    Raises NotAPicture if it is broken, or if it has papers and is not what we write;
    BadPapers if the papers are embedded wrongly.
    """
    chunks = tuple(chunks_of(data, file))
    ours = [body for kind, body in chunks if kind == "iTXt" and body.startswith(b"avatarchain\0")]
    if not ours:
        return PngFile(None)
    if len(ours) > 1 or not ours[0].startswith(ITXT_HEAD):
        raise BadPapers(reason="a PNG carries them in one uncompressed iTXt chunk")
    try:
        _check_order([kind for kind, _ in chunks])
        _check_beside(chunks)
        _check_alone(data, chunks)
        pixels = _picture(data, chunks)
    except _Odd as odd:
        raise NotAPicture(file=file, reason=str(odd)) from None
    beside = tuple(kind for kind, _ in chunks if kind in BESIDE)
    return PngFile(ours[0][len(ITXT_HEAD) :], pixels, beside)


class _Odd(Exception):
    """The file is not what we write, and why."""


def chunks_of(data: bytes, file: str) -> Iterator[tuple[str, bytes]]:
    """Kind and body of each chunk. Raises NotAPicture if they are cut off or damaged."""
    at, kind = len(PNG_SIGNATURE), ""
    for _ in range(MAX_CHUNKS):
        if at >= len(data) or kind == "IEND":
            break
        length, letters = struct.unpack_from(">I4s", data.ljust(at + 8, b"\0"), at)
        body = data[at + 8 : at + 8 + length]
        check = data[at + 8 + length : at + 12 + length]
        if len(check) < 4:
            raise NotAPicture(file=file, reason="the PNG is cut off")
        known = letters.isalpha() and letters.isascii()
        kind = letters.decode() if known else "nameless"
        if struct.unpack(">I", check)[0] != zlib.crc32(letters + body):
            raise NotAPicture(file=file, reason=f"a chunk fails its checksum ({kind})")
        if at == len(PNG_SIGNATURE) and kind != "IHDR":
            raise NotAPicture(file=file, reason="the PNG does not begin with its header")
        yield kind, body
        at += 12 + length
    else:
        raise NotAPicture(file=file, reason=f"it has more than {MAX_CHUNKS:,} chunks")
    if kind != "IEND":
        raise NotAPicture(file=file, reason="the PNG is cut off")
    if at != len(data):
        raise NotAPicture(file=file, reason="bytes follow the end of the PNG")


def _check_order(kinds: list[str]) -> None:
    for kind in kinds:
        if kind not in _ORDER and kind not in BESIDE:
            raise _Odd(f"a chunk {kind} may change what is seen")
    if any(kinds.count(kind) > 1 for kind in _ORDER if kind != "IDAT"):
        raise _Odd("a chunk stands twice that may stand once")
    if "IDAT" not in kinds:
        raise _Odd("the PNG has no rows")
    first = kinds.index("IDAT")
    if set(kinds[first : first + kinds.count("IDAT")]) != {"IDAT"}:
        raise _Odd("other chunks stand between those of the rows")
    ours = [_ORDER.index(kind) for kind in kinds if kind in _ORDER]
    if ours != sorted(ours):
        raise _Odd("the chunks are not in the order in which we write them")


def _check_beside(chunks: Chunks) -> None:
    """Refuse texts and manifests that are more than texts and manifests."""
    texts = [body.partition(b"\0") for kind, body in chunks if kind == "tEXt"]
    keywords = [keyword for keyword, _, _ in texts]
    if set(keywords) - set(_TEXTS) or len(set(keywords)) < len(keywords):
        raise _Odd("of texts only one Comment and one Software may stand beside the papers")
    for _, end, text in texts:
        if not end or len(text) > MAX_TEXT or not _LETTERS.fullmatch(text):
            raise _Odd(f"a text is longer than {MAX_TEXT} bytes, or its letters are not plain")
    manifests = [body for kind, body in chunks if kind == "caBX"]
    if len(manifests) > 1:
        raise _Odd("two C2PA manifests stand in it")
    for body in manifests:
        if not _is_manifest(body):
            raise _Odd("the chunk caBX holds no C2PA manifest")


def _is_manifest(body: bytes) -> bool:
    """Whether this is the box of JUMBF (ISO 19566-5) that holds manifests, and boxes fill it."""
    at = 4 + len(_STORE)
    if not body.startswith(struct.pack(">I", len(body)) + _STORE):
        return False
    while at < len(body):
        length, kind = struct.unpack_from(">I4s", body.ljust(at + 8, b"\0"), at)
        if length < 8 or kind != b"jumb":
            return False
        at += length
    return at == len(body)


def another_kind(data: bytes, chunks: Chunks) -> str | None:
    """What a file is as well to some program, beside a picture; None: nothing that is known.

    `chunks` are those of a PNG, or all bytes of a file of another kind as one chunk.
    """
    try:
        _check_alone(data, chunks)
    except _Odd as odd:
        return str(odd)
    return None


def _check_alone(data: bytes, chunks: Chunks) -> None:
    """Refuse a file that is something else as well, to a program that looks for it anywhere."""
    aside = b"\0".join(body for kind, body in chunks if kind != "IDAT")
    if within.is_zip(data, aside):
        raise _Odd("a ZIP archive stands in it")
    if _PAGE.search(aside):
        raise _Odd("a page stands in it")
    if _PDF in data[:_PDF_WITHIN]:
        raise _Odd("a PDF stands in it")
    other = within.other_file(data, aside)
    if other is not None:
        raise _Odd(f"{other} stands in it")
    if within.is_tar(data):
        raise _Odd("it is a tar archive too")


def _picture(data: bytes, chunks: Chunks) -> tuple[str, int, int, bytes]:
    bodies = dict(chunks)
    if bodies["IEND"] or len(bodies["IHDR"]) != 13:
        raise _Odd("its header or its end has another length than in every PNG")
    width, height, *form = struct.unpack(">IIBBBBB", bodies["IHDR"])
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise _Odd(f"{width} × {height} pixels; at most {MAX_SIDE} a side are read")
    if form not in ([8, _RGB, 0, 0, 0], [8, _PALETTE, 0, 0, 0]):
        raise _Odd("it has another form of pixels than ours: RGB or a palette, 8 bits, in order")
    palette, wanted = bodies.get("PLTE"), form[1] == _PALETTE
    if (palette is not None) != wanted or (wanted and len(palette or b"") not in _PALETTES):
        raise _Odd("its palette is missing, superfluous or malformed")
    row = 1 + width * (3 if form[1] == _RGB else 1)
    pieces = [body for kind, body in chunks if kind == "IDAT"]
    if not all(pieces):
        raise _Odd("a chunk of the rows is empty")
    rows = _inflated(b"".join(pieces), height * row)
    if max(rows[::row]) >= _FILTERS:
        raise _Odd("a row has a filter that no PNG has")
    return _decoded(data, width, height, len(palette or b"") // 3)


def _inflated(stream: bytes, length: int) -> bytes:
    """The rows, of `length` bytes together, with which the stream ends and its sum agrees."""
    unpacker = zlib.decompressobj()
    try:
        rows = unpacker.decompress(stream, length + 1)
        if stream[:1] != bytes([_DEFLATE_32K]) or len(rows) != length or not unpacker.eof:
            raise _Odd("the compressed rows do not end with the last row")
    except zlib.error as error:
        raise _Odd(f"the rows cannot be decoded ({error})") from None
    if unpacker.unused_data:
        raise _Odd("bytes follow the compressed rows")
    reason = deflate.oddity(stream)
    if reason is not None:
        raise _Odd(f"not every decoder reads the compressed rows: {reason}")
    return rows


def _decoded(data: bytes, width: int, height: int, colours: int) -> tuple[str, int, int, bytes]:
    # `Image.open` would import the readers of four other formats, a fiftieth of a whole `verify`.
    from PIL.PngImagePlugin import PngImageFile

    try:
        with PngImageFile(io.BytesIO(data)) as image:
            if colours and set(image.tobytes()) != set(range(colours)):
                raise _Odd(
                    "its palette has not exactly the colours that pixels have; if an earlier "
                    "version made it, have it written anew"
                )
            return "RGB", width, height, image.convert("RGB").tobytes()
    except (OSError, SyntaxError, ValueError, zlib.error, struct.error) as error:
        raise _Odd(f"the PNG cannot be decoded ({error})") from None
