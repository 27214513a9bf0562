"""What a GIF, a JPEG or a WebP holds beside its one picture.

Programs that show pictures go through a file each in its own way, and stop or leave out other
things at what they do not expect. So the blocks of a copy are walked here, and each must be one
that is written often, in its place, and once. PNG, whose chunks say more, is judged by `doubts`.
"""

from collections.abc import Iterator
from itertools import islice

from avatarchain.papers.metadata import odd_resources
from avatarchain.papers.scans import ODD_TABLES, Frame, huffman_tables, odd_scans

MOST_BLOCKS = 2**17
"""The most blocks of a file that is read; a GIF of 16 MiB, in blocks of 255 bytes, has half."""

_OF_GIF = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"XMP DataXMP")  # names of its applications
_COMMENT, _APPLICATION, _CONTROL = 0xFE, 0xFF, 0xF9
_EXTENSION, _FRAME, _TRAILER = 0x21, 0x2C, 0x3B
_CODES = range(2, 9)  # bits at which a GIF's codes begin
_NOTE = 0xFE
_MANY_MARKERS = (0xDB, 0xC4, _NOTE)  # quantisation, Huffman tables, comments
# How comments begin by which ffmpeg takes a picture for one of a faulty program, and turns it
# upside down, changes its colours, stretches it or reads its fields in another order.
_STEERING = (
    b"AVID",
    b"CS=ITU601",
    b"Intel(R) JPEG Library",
    b"Metasoft MJPEG Codec",
    b"MULTISCOPE II",
)
_ONCE_MARKERS = (0xC0, 0xC1, 0xC2, 0xDD)  # frames (of Huffman's codes, 8 bits), restarts
_JFIF, _ADOBE = (0xE0, b"JFIF\0"), (0xEE, b"Adobe")
_PICTURES, _PHOTOSHOP = (0xE2, b"MPF\0"), (0xED, b"Photoshop 3.0\0")
_APPS = (  # of a JPEG: what the body of each begins with
    _JFIF,
    (0xE1, b"Exif\0\0"),
    (0xE1, b"http://ns.adobe.com/xap/1.0/\0"),
    (0xE2, b"ICC_PROFILE\0\1\1"),
    _PICTURES,
    (0xEB, b"JP"),
    (0xEC, b"Ducky"),
    _PHOTOSHOP,
    _ADOBE,
)
_BARE = {0x00, 0xC8, *range(0xD0, 0xDA), *range(0xF0, 0xFE)}  # markers without a length
_MOST_SCANS = 100  # programs write ten
_SCAN = 0xDA
_FRAMES, _RESTARTS = (0xC0, 0xC1, 0xC2), 0xDD
_QUANTISATION, _HUFFMAN = 0xDB, 0xC4
_QUANTISATIONS = 65  # bytes of a table with values of 8 bits; its first is its number, to 3
# How finely lightness is sampled, and both colours: four bits across, four down. The last three
# have no other sense than the first two; ffmpeg writes them.
_HALF = (b"\x11\x11", b"\x21\x11", b"\x22\x11", b"\x12\x11")
_SAMPLINGS = (*_HALF, b"\x12\x12", b"\x22\x12", b"\x22\x21")
_GREYS = {sampling[:1] for sampling in _SAMPLINGS}
_JFIF_ALONE = 14  # bytes of its segment without a small picture
_FROM_ONE, _FROM_ZERO = b"\1\2\3", b"\0\1\2"  # names of components, from that of lightness
_SQUARE = (0, 49)  # how a GIF says that its pixels are square
_OF_WEBP = (b"VP8X", b"ICCP", b"ALPH", b"VP8 ", b"VP8L", b"EXIF", b"XMP ")
_FLAGS = {b"ICCP": 0x20, b"EXIF": 0x08, b"XMP ": 0x04}
_PLAIN_LOSSY = 0x40  # what the first byte of a lossy picture's codes is below; see `_walk_webp`
_OPACITY = 0x10  # also of a picture that has no chunk for it


def oddity(data: bytes) -> str | None:
    """What a GIF, JPEG or WebP has that programs may take in different ways; None: nothing.

    Of other files nothing is said.
    """
    try:
        if data.startswith(b"GIF8"):
            _walk_gif(data)
        elif data.startswith(b"\xff\xd8"):
            _walk_jpeg(data)
        elif data.startswith(b"RIFF"):
            _walk_webp(data)
    except _Odd as odd:
        return str(odd)
    except IndexError:
        return "its blocks are cut off"
    return None


def too_many(data: bytes) -> str | None:
    """Why a library would need long to open a GIF, JPEG or WebP; None: it would not.

    A library keeps what it does not show, and passes over what no format has byte by byte. So
    both are counted before it sees any.
    """
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > _MOST_SCANS:
        return f"it has more than {_MOST_SCANS} scans"
    walks = ((b"GIF8", _gif_blocks), (b"\xff\xd8", _jpeg_blocks), (b"RIFF", _webp_blocks))
    blocks = next((walk(data) for start, walk in walks if data.startswith(start)), iter(()))
    try:
        if next(islice(blocks, MOST_BLOCKS, None), None) is not None:
            return f"it has more than {MOST_BLOCKS:,} blocks"
    except IndexError:
        pass  # it is cut off
    return None


def _gif_blocks(data: bytes) -> Iterator[int]:
    """Where each extension, frame, block of them and odd byte begins."""
    at = 13 + _palette(data[10])
    while (kind := data[at]) != _TRAILER:
        yield at
        if kind == _FRAME:
            at += 11 + _palette(data[at + 9])
        else:
            at += 2 if kind == _EXTENSION else 1
        if kind in (_EXTENSION, _FRAME):
            while length := data[at]:
                yield at
                at += 1 + length
            at += 1


def _jpeg_blocks(data: bytes) -> Iterator[int]:
    """Where each segment, marker and odd byte before the first scan begins."""
    at = 2
    while (marker := data[at + 1]) != _SCAN or data[at] != 0xFF:
        yield at
        if data[at] != 0xFF or marker == 0xFF:
            at += 1
        elif marker in _BARE:
            at += 2
        else:
            at += 2 + max(int.from_bytes(data[at + 2 : at + 4], "big"), 2)


def _webp_blocks(data: bytes) -> Iterator[int]:
    """Where each chunk begins."""
    at = 12
    while at < len(data):
        yield at
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + length % 2


class _Odd(Exception):
    """What the file has; the words follow upon "it has" in no case, and stand alone."""


def _walk_gif(data: bytes) -> None:
    """One frame that fills the screen, extensions that are known, and the trailer, last."""
    if data[12] not in _SQUARE:
        raise _Odd("it has pixels that are not square")
    at = 13 + _palette(data[10])
    controls = frames = 0
    while data[at] != _TRAILER:
        if data[at] == _EXTENSION:
            label, at = data[at + 1], at + 2
            controls += label == _CONTROL
            blocks, at = _blocks(data, at)
            if (frames and label == _CONTROL) or controls > 1:
                raise _Odd("its frame has two extensions that control it, or one behind it")
            if not _is_extension(label, blocks):
                raise _Odd("it has an extension that few know")
        elif data[at] == _FRAME:
            frames += 1
            if data[at + 1 : at + 9] != bytes(4) + data[6:10]:
                raise _Odd("its frame does not fill it")
            at += 10 + _palette(data[at + 9])
            if data[at] not in _CODES:
                raise _Odd("the size of its codes is one that no GIF has")
            clear = 1 << data[at]
            codes, at = _blocks(data, at + 1)
            if int.from_bytes(b"".join(codes[:2])[:2], "little") & (2 * clear - 1) != clear:
                raise _Odd("its codes do not begin with that which clears the table")
        else:
            raise _Odd("its blocks are not those of a GIF")
    if frames != 1:
        raise _Odd(f"it has {frames} frames")
    if at + 1 != len(data):
        raise _Odd("bytes follow its end")


def _palette(flags: int) -> int:
    """The length of the palette that a GIF's flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def colours_of(gif: bytes) -> int:
    """How many colours the frame of a GIF has that `oddity` says nothing of."""
    at = 13 + _palette(gif[10])
    while gif[at] == _EXTENSION:
        _, at = _blocks(gif, at + 2)
    own = _palette(gif[at + 9])
    return (own or _palette(gif[10])) // 3


def _blocks(data: bytes, at: int) -> tuple[list[bytes], int]:
    """The blocks of a GIF from a place on, and the place behind the empty one that ends them."""
    blocks = []
    while length := data[at]:
        blocks.append(data[at + 1 : at + 1 + length])
        at += 1 + length
    return blocks, at + 1


def _is_extension(label: int, blocks: list[bytes]) -> bool:
    if label == _CONTROL:
        return [len(block) for block in blocks] == [4]
    if label == _APPLICATION:
        return blocks[:1] != [] and blocks[0] in _OF_GIF
    return label == _COMMENT and bool(blocks)


def _walk_jpeg(data: bytes) -> None:
    """Segments that are known up to the first scan, and none that tells something behind it."""
    at, seen, frames, interval = 2, list[tuple[int, bytes]](), list[Frame](), 0
    codes = set[int]()
    while True:
        if data[at] != 0xFF:
            raise _Odd("its segments do not follow one another")
        marker = data[at + 1]
        if marker == _SCAN:
            break
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 2 + length]
        kind = next(
            (kind for kind in _APPS if kind[0] == marker and body.startswith(kind[1])), None
        )
        if kind is None and marker not in (*_MANY_MARKERS, *_ONCE_MARKERS):
            raise _Odd("it has a segment that few know")
        seen.append(kind or (marker, b""))
        if marker not in _MANY_MARKERS and marker != 0xED and seen.count(seen[-1]) > 1:
            raise _Odd("it has a segment twice that may stand once")
        if (kind == _ADOBE and body[11:12] != b"\1") or (
            marker in _FRAMES and _may_be_rgb(body, seen)
        ):
            raise _Odd("it says of its colours what programs read differently")
        if marker == _NOTE and body.startswith(_STEERING):
            raise _Odd("it has a comment by which programs change what they show")
        if kind == _JFIF and body[8:10] != body[10:12]:
            raise _Odd("it has pixels that are not square")
        if kind == _JFIF and len(body) != _JFIF_ALONE:
            raise _Odd("it has a small picture beside its own")
        tables = huffman_tables(body) if marker == _HUFFMAN else set()
        if tables is None or (marker == _QUANTISATION and _is_odd_quantisation(body)):
            raise _Odd(ODD_TABLES)
        codes |= tables
        if kind == _PICTURES:
            raise _Odd("it has several pictures")
        if kind == _PHOTOSHOP and odd_resources(body[len(_PHOTOSHOP[1]) :]):
            raise _Odd("it has resources of Photoshop that few know")
        if marker in _FRAMES:
            frames.append(Frame(marker, body))
        if marker == _RESTARTS:
            interval = int.from_bytes(body, "big")
        at += 2 + length
    if len(frames) != 1:
        raise _Odd(f"it has {len(frames)} frames")
    if _is_odd_sampling(frames[0].samplings):
        raise _Odd("its colours are sampled as few programs do")
    frames[0].interval, frames[0].tables = interval, codes
    if has := odd_scans(data, at, frames[0]):
        raise _Odd(has)


def _is_odd_quantisation(body: bytes) -> bool:
    """Whether tables of a JPEG have values of 16 bits, or zeros."""
    return bool(len(body) % _QUANTISATIONS) or any(
        body[at] > 3 or 0 in body[at + 1 : at + _QUANTISATIONS]
        for at in range(0, len(body), _QUANTISATIONS)
    )


def _is_odd_sampling(samplings: bytes) -> bool:
    """Whether a grey or coloured JPEG is sampled otherwise than usual. Of ink nothing is said."""
    if len(samplings) == 1:
        return samplings not in _GREYS
    return len(samplings) == 3 and (samplings[:2] not in _SAMPLINGS or samplings[1] != samplings[2])


def _may_be_rgb(frame: bytes, before: list[tuple[int, bytes]]) -> bool:
    """Whether the components of a JPEG's frame have names that some programs take for RGB.

    `before` are the segments before it, of which two say that no colour is RGB.
    """
    names = frame[6::3]
    if names == _FROM_ZERO:
        return not {_JFIF, _ADOBE} & set(before)
    return len(frame) == 15 and names != _FROM_ONE


def _walk_webp(data: bytes) -> None:
    """The chunks of one still picture, in order, as their header says, and no more."""
    if int.from_bytes(data[4:8], "little") + 8 != len(data):
        raise _Odd("its length is not what it says")
    at, kinds, flags = 12, list[bytes](), 0
    while at < len(data):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if kind not in _OF_WEBP:
            raise _Odd("it has a chunk that few know")
        if kind == b"VP8X":
            flags = data[at + 8]
        if kind == b"VP8 " and data[at + 15] >> 6 | data[at + 17] >> 6:
            raise _Odd("it says that it is to be enlarged")
        # The codes of a lossy picture begin with two bits: other colours, and no clamping.
        if kind == b"VP8 " and data[at + 18] >= _PLAIN_LOSSY:
            raise _Odd("it says that its colours are not those of other WebPs, or need no clamping")
        kinds.append(kind)
        at += 8 + length + length % 2
    pictures = [kind for kind in kinds if kind in (b"VP8 ", b"VP8L")]
    places = [_OF_WEBP.index(kind) for kind in kinds]
    if len(pictures) != 1 or places != sorted(set(places)):
        raise _Odd("its chunks are not those of one picture, in their order")
    if kinds[0] != b"VP8X" and len(kinds) > 1:
        raise _Odd("it has chunks that its header does not announce")
    announced = all(bool(flags & flag) == (kind in kinds) for kind, flag in _FLAGS.items())
    if not announced or (b"ALPH" in kinds and not flags & _OPACITY):
        raise _Odd("it has chunks that its header does not announce")


def lossless_of(webp: bytes) -> tuple[int, int] | None:
    """Where the lossless picture of a WebP begins and ends that `oddity` says nothing of."""
    at = 12
    while at < len(webp):
        length = int.from_bytes(webp[at + 4 : at + 8], "little")
        if webp[at : at + 4] == b"VP8L":
            return at + 8, at + 8 + length
        at += 8 + length + length % 2
    return None
