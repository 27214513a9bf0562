"""Questions about picture files: one good file, and one for each rule that is broken."""

import html
import io
import struct
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator

import png_rows
from ambiguous import chunk, chunks, manifest, read_in_two_ways, tar
from genetics_cases import Question, arbitrary
from nacl.signing import SigningKey
from papers_cases import KEY, papers_of, picture, png_fields
from PIL import Image
from species_cases import VEILLING, species_files

from avatarchain import portrait
from avatarchain.papers.certificate import embed_in_png, embed_in_svg, sign, spell
from avatarchain.species.unpacked import from_bytes


def _with_a_large_digit(head: bytes) -> bytes:
    """The sum in octal, with a last digit from 8 to 15, after one less."""
    rest, last = divmod(sum(head), 8)
    return b"%05o" % (rest - 1) + bytes([ord("0") + 8 + last]) + b"\0 "


ALMOST_TAR: dict[str, Callable[[bytes], bytes]] = {
    "without a sum": lambda _: bytes(8),
    "whose sum in base 256 has no mark": lambda head: sum(head).to_bytes(8, "big"),
    "whose sum has a digit too large": _with_a_large_digit,
    "whose sum in base 64 has blanks behind it": lambda _: b"+AAAA \0 ",
    "whose sum in base 64 is below 0": lambda _: b"-AAAAAAA",
    "whose sum in base 64 begins late": lambda _: b"!+AAAAAA",
    "whose sum in base 64 ends early": lambda _: b"+AAAAAA!",
    "whose sum in base 64 is a mark alone": lambda _: b"+" + bytes(7),
}
"""How eight bytes spell a sum, so that some are a header of a tar archive and some are none."""


def file_questions() -> Iterator[Question]:
    for name, data in _svg_files():
        yield f"SVG {name}", "file", {"base64": b64encode(data).decode()}
    for name, data in _png_files():
        yield f"PNG {name}", "file", {"base64": b64encode(data).decode()}
    for name, data in {
        "empty": b"",
        "of another kind": b"hello",
        "GIF": b"GIF89a" + bytes(20),
        "WebP": b"RIFF\0\0\0\0WEBP" + bytes(20),
        "papers alone": spell(papers_of("alice")),
    }.items():
        yield name, "file", {"base64": b64encode(data).decode()}
    papers = sign(papers_of("alice", painter={"name": "<&>\"'", "version": "1"}), SigningKey(KEY))
    svg = portrait.svg(from_bytes(species_files()[VEILLING], "veilling"), arbitrary("alice"))
    yield "embedded", "embed in SVG", {"svg": svg, "papers": spell(papers).decode()}


def _svg_files() -> Iterator[tuple[str, bytes]]:
    svg = portrait.svg(from_bytes(species_files()[VEILLING], "veilling"), arbitrary("alice"))
    good = embed_in_svg(
        svg, sign(papers_of("alice", painter={"name": "<&>\"'", "version": "1"}), SigningKey(KEY))
    )
    head, tail = good.index("<metadata"), "</metadata></svg>"
    meta = good[head:-6]
    yield "with papers", good.encode()
    yield "without papers", svg.encode()
    yield "with a tail", (good + "\n").encode()
    yield "with a blank in front", (" " + good).encode()
    yield "with a byte order mark", b"\xef\xbb\xbf" + good.encode()
    yield "with a declaration", b'<?xml version="1.0"?>' + good.encode()
    yield "that is cut", good[:-3].encode()
    yield "with papers twice", (good[:-6] + meta + "</svg>").encode()
    yield (
        "with papers in front",
        (svg[: svg.index(">") + 1] + meta + svg[svg.index(">") + 1 :]).encode(),
    )
    other = '<metadata id="other"></metadata>'
    yield "with other metadata before", (svg[:-6] + other + meta + "</svg>").encode()
    yield "with other metadata alone", (svg[:-6] + other + "</svg>").encode()
    yield (
        "with metadata of no end",
        (svg[:-6] + meta.removesuffix("</metadata>") + "</svg>").encode(),
    )
    yield "with a shape behind its papers", (good[:-6] + '<path d="M0 0"/></svg>').encode()
    yield "that is short and has metadata without an id", b"<svg <metadata></metadata></svg>"
    yield "with another id", good.replace('id="avatarchain"', 'id="avatar"').encode()
    yield "with quotes escaped", good.replace('"version"', "&quot;version&quot;").encode()
    yield "with a letter escaped", good.replace('"frame"', '"&#102;rame"').encode()
    yield "with CDATA", (good[:head] + '<metadata id="avatarchain"><![CDATA[{}]]>' + tail).encode()
    yield "with empty papers", (good[:head] + '<metadata id="avatarchain">' + tail).encode()
    yield "that is not UTF-8", good.encode().replace(b"path", b"p\xffth", 1)
    yield "in UTF-16", good.encode("utf-16")
    assert html.unescape(meta)


def _png_files() -> Iterator[tuple[str, bytes]]:
    plain = picture("carol")[1]
    papers = sign(papers_of("carol", **png_fields("carol")), SigningKey(KEY))
    good = embed_in_png(plain, papers)
    yield "with papers", good
    yield "without papers", plain
    with Image.open(io.BytesIO(plain)) as image:
        full = io.BytesIO()
        image.convert("RGB").save(full, "PNG")
    yield "of RGB", embed_in_png(full.getvalue(), papers)
    parts = chunks(good)
    comment, software = chunk(b"tEXt", b"Comment\0hi"), chunk(b"tEXt", b"Software\0none 1.0")
    yield "with a comment", b"".join([*parts[:2], comment, *parts[2:]])
    yield "with two texts at the end", good[:-12] + comment + software + good[-12:]
    yield "with a manifest", b"".join([*parts[:2], chunk(b"caBX", manifest()), *parts[2:]])
    box = struct.pack(">I", 12) + b"jumb" + b"more"
    for name, store in {
        "with a manifest of two boxes": manifest(box + box),
        "with a box that is longer than its manifest": manifest(box[:-1]),
        "with a box of no length": manifest(bytes(4) + b"jumb"),
    }.items():
        yield name, b"".join([*parts[:2], chunk(b"caBX", store), *parts[2:]])
    inside = [
        b"MSCF\0\0\0x",
        b"PK\1\2",
        b"%PDF",
        b" obj",
        b"a obj",
        b"Rar!\x1a",
        b"7z\xbc\xaf",
        b"CD00",
    ]
    whole = {
        "with a box of eight bytes": manifest(struct.pack(">I", 8) + b"jumb"),
        "with a box that is no jumb": manifest(struct.pack(">I", 12) + b"free" + b"more"),
        "with bytes behind the boxes": manifest(box) + b"more",
        "with a manifest that is too short": struct.pack(">I", 8) + manifest(box)[4:],
        "with almost every other file": manifest(
            struct.pack(">I", 8 + len(b"|".join(inside))) + b"jumb" + b"|".join(inside)
        ),
        **{
            f"with {mark!a} in a box": manifest(struct.pack(">I", 8 + len(mark)) + b"jumb" + mark)
            for mark in (b"MSCF\0\0\0\0", b"startxref", b"7 obj", b"7z\xbc\xaf'\x1c", b"CD001")
        },
    }
    for name, store in whole.items():
        yield name, b"".join([*parts[:2], chunk(b"caBX", store), *parts[2:]])
    for name, spelled in ALMOST_TAR.items():
        yield f"with a tar header {name}", tar(parts, spelled)
    old = {
        "with a name": {},
        "with a name of one letter": {"name": b"a"},
        "with a name of two lines": {"name": b"a\nb"},
        "with a name beyond ASCII": {"name": "é".encode()},
        "without a name": {"name": b""},
        "of a kind 7": {"kind": b"7"},
        "of a kind 0 that is no digit": {"kind": b"\0"},
    }
    for name, entry in old.items():
        yield f"with an old tar header {name}", tar(parts, block=1, **{"magic": b"", **entry})
    for name, other in {
        "with a header of no bytes": [parts[0] + chunk(b"IHDR", b""), *parts[2:]],
        "with an end that holds something": [*parts[:-1], chunk(b"IEND", b"more")],
        "with a header of 14 bytes": [
            parts[0] + chunk(b"IHDR", parts[1][8:-4] + b"\0"),
            *parts[2:],
        ],
    }.items():
        yield name, b"".join(other)
    split = png_rows.png(3, 2, b"\0\0\1\2\0\2\1\0", 8, 3, 0, 0, 0, PLTE=b"refabcdef")
    pieces = chunks(embed_in_png(split, papers))
    startx = chunk(b"tEXt", b"Comment\0startx")
    yield "with a mark that two chunks share", b"".join([*pieces[:3], startx, *pieces[3:]])
    for letters in (1024, 1025):
        long = chunk(b"tEXt", b"Comment\0" + b"a" * letters)
        yield f"with a comment of {letters}", b"".join([*parts[:2], long, *parts[2:]])
    for name, body in {
        "a comment of other letters": b"Comment\0a=b",
        "a comment of two lines": b"Comment\0a\nb",
        "an empty comment": b"Comment\0",
    }.items():
        yield f"with {name}", b"".join([*parts[:2], chunk(b"tEXt", body), *parts[2:]])
    yield "with two comments", b"".join([*parts[:2], comment, comment, *parts[2:]])
    yield (
        "with two manifests",
        b"".join([*parts[:2], chunk(b"caBX", manifest()), chunk(b"caBX", manifest()), *parts[2:]]),
    )
    yield (
        "with a text of another name",
        b"".join([*parts[:2], chunk(b"tEXt", b"A Comment\0hi"), *parts[2:]]),
    )
    rows = next(part for part in parts if part[4:8] == b"IDAT")[8:-4]
    pieces = b"".join(chunk(b"IDAT", rows[at : at + 30]) for at in range(0, len(rows), 30))
    yield "in many pieces", b"".join(pieces if one[4:8] == b"IDAT" else one for one in parts)
    ours = next(part for part in parts if part[4:8] == b"iTXt")
    yield "with papers twice", b"".join([*parts[:3], ours, *parts[3:]])
    body = ours[8:-4]
    packed = b"avatarchain\0\1\0\0\0" + zlib.compress(spell(papers))
    for name, other in {
        "with papers compressed": packed,
        "with papers in a language": body.replace(b"\0\0\0\0\0", b"\0\0\0en\0\0", 1),
    }.items():
        yield name, b"".join([*parts[:2], chunk(b"iTXt", other), *parts[3:]])
    for at in (8, 20, 33, 35, 60, len(good) - 12, len(good) - 1):
        yield f"cut at {at}", good[:at]
    for at in (20, 60, len(good) - 30):
        yield f"with a bit flipped at {at}", good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
    for name, data in (*png_rows.files(), *png_rows.odd_forms()):
        yield name, embed_in_png(data, papers)
    yield "with a tail", good + b"\0"
    yield "twice", good + good
    for name, data in read_in_two_ways(good):
        yield name, data[:6000] if name == "a-megabyte-behind-the-last-row" else data
