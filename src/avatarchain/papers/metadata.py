"""What EXIF, XMP and the resources of Photoshop say of how a picture is shown.

Each is read as far as programs that show pictures go by it: turns, the shape of pixels, colours.
Of XMP and of resources those are listed that nobody goes by; others are doubted.
"""

import re
import struct

_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
_ORIENTATION, _WIDE, _HIGH, _BELOW, _COLOURS = 0x0112, 0x011A, 0x011B, 0x8769, 0xA001
# Curves, white, primaries, gamma, a profile; XMP and resources of Photoshop within EXIF.
_UNUSUAL = {0x012D, 0x013E, 0x013F, 0xA500, 0x8773, 0x02BC, 0x8649}
_READ_TAGS = {_ORIENTATION, _WIDE, _HIGH, _BELOW, _COLOURS}
_SHORT, _LONG, _RATIONAL, _DIRECTORY = 3, 4, 5, 13
# What lies below a directory: of a photograph, a place, other programs, and pictures.
_FURTHER = (_BELOW, 0x8825, 0xA005, 0x014A)
_MOST_DIRECTORIES = 32  # programs write four or five
_SRGB, _OF_A_PROFILE = 1, 0xFFFF

# How XMP names a turn, and how it writes its number: as an attribute or an element. No pattern
# tries a letter again with others behind it, and what may be long begins where a word begins or
# is bounded: so the time grows with the file's length alone.
_XMP_TURN = re.compile(rb"(/|(?<![\w.-])|(?=:))[\w.-]*+:Orientation(?=(.{0,4}))", re.DOTALL)
_XMP_NUMBER = re.compile(rb"(?:=[\"']|>)([1-8])[\"'<]", re.DOTALL)
_NAMESPACE = re.compile(
    rb"xmlns:[^\s=\"'<>]{1,64}+\s{0,64}+=\s{0,64}+(?:\"([^\"]{0,512}+)\"|'([^']{0,512}+)')"
)
_WIDE_LETTERS = re.compile(rb"x\0++m\0++l\0++n\0++s", re.IGNORECASE)  # of 16 or 32 bits
_DECLARATION = re.compile(rb"<\?xml\s([^<>]{0,512}+)(>?)", re.IGNORECASE)
_OTHER_ENCODING = re.compile(rb"encoding\s*+=\s*+(?![\"']utf-8[\"'])", re.IGNORECASE)
_ADOBE = b"http://ns.adobe.com/"
_NAMESPACES = {
    b"adobe:ns:meta/",
    b"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    b"http://purl.org/dc/elements/1.1/",
    b"http://www.gimp.org/xmp/",
    b"http://cipa.jp/exif/1.0/",
    _ADOBE + b"xap/1.0/",
    _ADOBE + b"xap/1.0/mm/",
    _ADOBE + b"xap/1.0/rights/",
    _ADOBE + b"xap/1.0/sType/ResourceEvent#",
    _ADOBE + b"xap/1.0/sType/ResourceRef#",
    _ADOBE + b"photoshop/1.0/",
    _ADOBE + b"tiff/1.0/",
    _ADOBE + b"exif/1.0/",
}
_RESOURCES = {  # of Photoshop
    0x03F3: "flags of printing",
    0x0404: "IPTC",
    0x0406: "the quality of a JPEG",
    0x040A: "whether there is a copyright",
    0x040B: "an address",
    0x0425: "the digest of IPTC",
}
_RESOLUTION = 0x03ED


def orientation(exif: bytes) -> int | None:
    """The orientation in EXIF, from 1 to 8; 1 if there is none, None if it is malformed."""
    try:
        _, tags = _opened(exif)
    except _Malformed:
        return None
    turns = [entry for tag, entry in tags if tag == _ORIENTATION]
    if not turns:
        return 1
    kind, count, (turn, *_) = turns[0]
    return turn if len(turns) == count == 1 and kind == _SHORT and 1 <= turn <= 8 else None


def odd_exif(exif: bytes, *, profiled: bool) -> str | None:
    """What EXIF says of pixels or colours that programs may go by; None: nothing.

    `profiled` tells whether the file has a profile of its colours.
    """
    try:
        body, tags = _opened(exif)
        entries = dict(tags)
        if _turned_below(body, orientation(exif)):
            return "it says in EXIF that parts of it are turned otherwise"
        if _BELOW in entries:
            tags += _directory(body, _number(entries, _BELOW, _LONG))
            entries = dict(tags)
        names = [tag for tag, _ in tags]
        if _UNUSUAL & set(names) or any(names.count(tag) > 1 for tag in _READ_TAGS):
            return "it says in EXIF what few programs read"
        shapes = [_ratio(body, entries[tag]) for tag in (_WIDE, _HIGH) if tag in entries]
        if shapes and (len(shapes) == 1 or shapes[0] != shapes[1]):
            return "it says in EXIF that its pixels are not square"
        usual = (_SRGB, _OF_A_PROFILE) if profiled else (_SRGB,)
        if _COLOURS in entries and _number(entries, _COLOURS, _SHORT) not in usual:
            return "it says in EXIF that its colours are not those of sRGB"
    except _Malformed:
        return "its EXIF is malformed"
    return None


class _Malformed(Exception):
    """It cannot be read."""


_Entry = tuple[int, int, tuple[int, int]]  # kind, count, and the value as 16 and as 32 bits


def _order(body: bytes) -> str:
    if body[:4] not in _ORDERS:
        raise _Malformed
    return _ORDERS[body[:4]]


def _opened(exif: bytes) -> tuple[bytes, list[tuple[int, _Entry]]]:
    """The bytes from which EXIF counts, and the entries of its first directory."""
    if not exif:
        return b"", []
    body = exif.removeprefix(b"Exif\0\0")
    order = _order(body)
    try:
        return body, _directory(body, struct.unpack_from(f"{order}I", body, 4)[0])
    except struct.error:
        raise _Malformed from None


def _directory(body: bytes, at: int) -> list[tuple[int, _Entry]]:
    """Tag and entry of each line of a directory of EXIF."""
    order = _order(body)
    try:
        (count,) = struct.unpack_from(f"{order}H", body, at)
        entries = []
        for place in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, many, number = struct.unpack_from(f"{order}HHII", body, place)
            (short,) = struct.unpack_from(f"{order}H", body, place + 8)
            entries.append((tag, (kind, many, (short, number))))
    except struct.error:
        raise _Malformed from None
    return entries


def _turned_below(body: bytes, turn: int | None) -> bool:
    """Whether another directory of EXIF than the first, such as its thumbnail's, has another turn.

    Programs that read all directories as one list go by it. Raises _Malformed.
    """
    if not body:
        return False
    order = _order(body)
    places, seen = [_place(body, order, 4)], set[int]()
    while places:
        at = places.pop()
        if at in seen or len(seen) == _MOST_DIRECTORIES:
            raise _Malformed
        first = not seen
        seen.add(at)
        tags = _directory(body, at)
        if not first and any(
            tag == _ORIENTATION and (kind, count, short) != (_SHORT, 1, turn)
            for tag, (kind, count, (short, _)) in tags
        ):
            return True
        behind = at + 2 + 12 * len(tags)
        if following := _place(body, order, behind) if len(body) >= behind + 4 else 0:
            places.append(following)
        for tag, (kind, count, (_, number)) in tags:
            if tag not in _FURTHER:
                continue
            if kind not in (_LONG, _DIRECTORY) or not 0 < count <= _MOST_DIRECTORIES:
                raise _Malformed
            places += (
                [number]
                if count == 1
                else [_place(body, order, number + 4 * each) for each in range(count)]
            )
    return False


def _place(body: bytes, order: str, at: int) -> int:
    """The place that four bytes of EXIF tell."""
    try:
        return int(struct.unpack_from(f"{order}I", body, at)[0])
    except struct.error:
        raise _Malformed from None


def _number(entries: dict[int, _Entry], tag: int, kind: int) -> int:
    form, count, (short, number) = entries[tag]
    if (form, count) != (kind, 1):
        raise _Malformed
    return short if kind == _SHORT else number


def _ratio(body: bytes, entry: _Entry) -> float:
    kind, count, (_, at) = entry
    try:
        above, below = struct.unpack_from(f"{_order(body)}II", body, at)
    except struct.error:
        raise _Malformed from None
    if (kind, count) != (_RATIONAL, 1) or not below:
        raise _Malformed
    return float(above / below)


def odd_xmp(data: bytes, turns: set[bytes]) -> str | None:
    """What the XMP in bytes says that programs may go by, beside these turns; None: nothing."""
    for closing, rest in _XMP_TURN.findall(data):
        number = _XMP_NUMBER.match(rest)
        if not closing and (number is None or number[1] not in turns):
            return "it says in XMP that it is turned"
    spaces = {double or single for double, single in _NAMESPACE.findall(data)}
    if spaces - _NAMESPACES or b"xmlns" in _NAMESPACE.sub(b"", data):
        return "it has XMP of a kind that few know"
    if _WIDE_LETTERS.search(data) or any(map(_is_odd, _DECLARATION.finditer(data))):
        return "it has XMP in letters that few read"
    return None


def _is_odd(declaration: re.Match[bytes]) -> bool:
    """Whether a declaration of XML has no end, or names other letters than UTF-8."""
    return not declaration[2] or _OTHER_ENCODING.search(declaration[1]) is not None


def odd_resources(body: bytes) -> bool:
    """Whether the resources of Photoshop in a segment, behind its name, are others than usual."""
    at = 0
    while at < len(body):
        sign, number = struct.unpack_from(">4sH", body.ljust(at + 6, b"\0"), at)
        name = body[at + 6] if at + 6 < len(body) else 0
        at += 6 + name + 2 - name % 2
        size = int.from_bytes(body[at : at + 4], "big")
        value = body[at + 4 : at + 4 + size]
        square = number == _RESOLUTION and size == 16 and value[:4] == value[8:12]
        if sign != b"8BIM" or len(value) < size or not (square or number in _RESOURCES):
            return True
        at += 4 + size + size % 2
    return False
