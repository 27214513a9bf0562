"""Questions about papers and picture files: one good file, and one for each rule that is broken."""

import html
import io
import json
import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import png_rows
from ambiguous import chunk, chunks, manifest, read_in_two_ways
from genetics_cases import Question, account, arbitrary
from nacl.signing import SigningKey
from PIL import Image
from species_cases import VEILLING, species_files

from avatarchain import portrait
from avatarchain.base.canonical import canonical_json, to_hex
from avatarchain.genetics.identity import identity
from avatarchain.papers.certificate import (
    Papers,
    digest,
    embed_in_png,
    embed_in_svg,
    pixel_digest,
    sign,
    spell,
)
from avatarchain.species.unpacked import from_bytes

KEY = bytes(range(32))
"""The private test key of the kit: the bytes 0 to 31."""

GROUP = 2**252 + 27742317777372353535851937790883648493  # the order of Ed25519's base point


def papers_of(name: str, **more: Any) -> Papers:
    """Papers of a veilling, not signed."""
    kind = from_bytes(species_files()[VEILLING], "veilling")
    genome = arbitrary(name)
    svg = portrait.svg(kind, genome)
    number = identity(kind.id, genome)
    plain = Papers(
        species=to_hex(kind.id),
        genome=to_hex(genome),
        identity=to_hex(number),
        generation=0,
        seed=to_hex(arbitrary(f"seed of {name}")),
        caip19=f"eip155:31337/erc721:{account('registry')}/{number}",
        genesis=to_hex(arbitrary("genesis")),
        birth_block=7,
        svg=digest(svg.encode()),
    )
    return Papers(**{**asdict(plain), **more})


def papers_questions() -> Iterator[Question]:
    key = SigningKey(KEY)
    good = sign(papers_of("alice"), key)
    child = {"mother": to_hex(1), "father": to_hex(2**256 - 1), "generation": 2**53 - 1, "draw": 99}
    for name, papers in {
        "signed": good,
        "not signed": papers_of("alice"),
        "of a child": sign(papers_of("child", seed=None, **child), key),
        "of a founding": sign(papers_of("bob", founding={"number": 0, "index": 1}, draw=8), key),
        "of nothing but an id": Papers(good.species, good.genome, good.identity),
        "of a PNG": sign(papers_of("carol", **png_fields("carol")), key),
    }.items():
        yield name, "papers", {"text": spell(papers).decode()}
        plain = {k: v for k, v in asdict(papers).items() if k not in ("issuer", "signature")}
        yield f"to be signed, {name}", "sign", {"papers": plain, "key": to_hex(KEY)}
    record = asdict(good)
    for name, value in _forged(good, key).items():
        yield name, "papers", {"text": canonical_json({**record, **value}).decode()}
    for name, value in _changes():
        key_changed = name.split(" ")[0]
        changed = {**record, key_changed: value}
        text = json.dumps(changed, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        yield f"with {name}", "papers", {"text": text}
    for name, text in _spellings(spell(good).decode()).items():
        yield name, "papers", {"text": text}
    values = [
        {"b": 1, "a": [True, None, -0.0, 1e21, 1.5, 'é\u0007\\"/\u2028']},
        {"\U0001f98a": 1, "\ufb01": 2},
    ]
    values += [{}, [], "", 0, 2**53 - 1, {"ö": {"z": [[]], "": {}}}, "\u007f\u0080\n\t\u001f"]
    for n, value in enumerate(values):
        yield f"canonical JSON {n}", "canonical JSON", {"value": value}


def _forged(good: Papers, key: SigningKey) -> dict[str, dict[str, Any]]:
    """Signatures that are wrong, each in its way."""
    assert good.signature is not None
    data = bytes.fromhex(good.signature[2:])
    scalar = int.from_bytes(data[32:], "little") + GROUP
    malleable = data[:32] + scalar.to_bytes(32, "little")
    other = bytes(SigningKey(bytes(32)).verify_key)
    small, zero = bytes([1]) + bytes(31), bytes(32)
    return {
        "signature of other papers": {"seed": to_hex(1)},
        "signature with a bit flipped": {"signature": to_hex(bytes([data[0] ^ 1]) + data[1:])},
        "signature that is malleable": {"signature": to_hex(malleable)},
        "signature of another key": {"issuer": to_hex(other)},
        "signature of a key of small order": {
            "issuer": to_hex(small),
            "signature": to_hex(small + zero),
        },
        "signature of a key that is no point": {"issuer": to_hex(b"\2" + bytes(31))},
        "signature of a key of zeros": {"issuer": to_hex(zero), "signature": to_hex(small + zero)},
        "signature without an issuer": {"issuer": None},
        "issuer without a signature": {"signature": None},
    }


def _changes() -> Iterator[tuple[str, Any]]:
    """Values that a key cannot have, or just can."""
    hashes = (
        "species",
        "genome",
        "identity",
        "mother",
        "father",
        "seed",
        "genesis",
        "svg",
        "issuer",
    )
    for key in hashes:
        yield f"{key} null", None
        for name, value in {
            "short": "0x" + "1" * 63,
            "long": "0x" + "1" * 65,
            "in capitals": "0x" + "A" * 64,
            "without 0x": "1" * 64,
            "a number": 1,
        }.items():
            yield f"{key} {name}", value
    yield "frame 99", 99
    for key in ("version", "frame", "generation", "draw", "birth_block"):
        for value in (None, True, -1, 1.5, 2**53, "1", 0):
            yield f"{key} {json.dumps(value)}", value
    for length in (199, 200):
        yield f"caip19 of {length}", "x" * length
    yield "caip19 a number", 1
    yield "caip19 in small letters", f"eip155:31337/erc721:{account('registry').lower()}/7"
    yield "caip19 with a zero in front", f"eip155:031337/erc721:{account('registry')}/7"
    for value in ({}, {"number": 1}, {"number": 1, "index": -1}, {"number": 1, "index": 2}, [1, 2]):
        yield f"founding {json.dumps(value)}", value
    yield "founding with more", {"number": 1, "index": 2, "of": 3}
    for length in (0, 99, 100):
        yield f"painter of {length}", {"name": "x" * length, "version": "1"}
    for letter in ("~", "<", "é", "🦊", "\n", "\x7f", "\u202e", "\ufffe", "\uffff"):
        yield f"painter with {letter!a}", {"name": f"{letter}x", "version": "1"}
    yield "painter of all letters", {"name": "Az09 ._+-", "version": "1.0+b_2-c"}
    yield "painter of a version with an ampersand", {"name": "x", "version": "1&2"}
    yield "painter without a version", {"name": "x"}
    yield "painter of numbers", {"name": "x", "version": 1}
    pixels = {"mode": "RGB", "width": 1, "height": 1, "sha256": to_hex(1)}
    changes = ({}, {"mode": "L"}, {"width": 0}, {"height": 1.5}, {"sha256": "0x1"}, {"more": 1})
    for change in (*changes, {"mode": "RGBA"}):
        yield f"pixels {json.dumps(change)}", {**pixels, **change}
    yield from _models()
    yield "signature short", "0x" + "1" * 127
    yield "signature a hash", to_hex(1)
    yield "signature in capitals", "0x" + "A" * 128


def _models() -> Iterator[tuple[str, Any]]:
    """What papers of models say of the model, or cannot say."""
    good = {"form": "glb", "unlit": False, "clip": None, "rig": to_hex(1), "with": {"a b": "1.0"}}
    yield "model of a GLB", good
    for name, change in {
        "of a VRM, unlit, with one clip": {"form": "vrm", "unlit": True, "clip": "Wörk 🦊"},
        "of an SVG with all letters": {"form": "svg", "with": {"Az09 ._+-": "x" * 99, "b": "2"}},
        "of nothing": {"with": {}},
        "with a clip of no letters": {"clip": ""},
        "of a PNG": {"form": "png"},
        "of capitals": {"form": "GLB"},
        "of no form": {"form": None},
        "that is unlit by a number": {"unlit": 1},
        "that is neither lit nor unlit": {"unlit": None},
        "with a clip that is a number": {"clip": 1},
        "with a list of clips": {"clip": ["idle"]},
        "with a short rig": {"rig": "0x1"},
        "with a rig in capitals": {"rig": "0x" + "A" * 64},
        "without a rig": {"rig": None},
        "with a list of versions": {"with": ["a", "1"]},
        "with versions that are null": {"with": None},
        "with a version that is a number": {"with": {"a": 1}},
        "with a version of no letters": {"with": {"a": ""}},
        "with a name of no letters": {"with": {"": "1"}},
        "with a name of 100": {"with": {"x" * 100: "1"}},
        "with a name of other letters": {"with": {"é": "1"}},
        "with more": {"more": 1},
    }.items():
        yield f"model {name}", {**good, **change}
    yield "model an object", {}
    yield "model a text", "glb"
    yield "model true", True
    yield "model without a clip", {key: good[key] for key in good if key != "clip"}


def _spellings(text: str) -> dict[str, str]:
    """Texts that are papers to a parser of JSON, and not canonical."""
    value = json.loads(text)
    backwards = dict(reversed(value.items()))
    return {
        "with a blank": text.replace(":", ": ", 1),
        "with a newline": text + "\n",
        "with a byte order mark": "\ufeff" + text,
        "in another order": json.dumps(backwards, separators=(",", ":")),
        "with a key twice": text[:-1] + ',"version":2}',
        "with a key more": text[:-1] + ',"zzz":null}',
        "with a key less": text.replace('"model":null,', ""),
        "with a letter escaped": text.replace("eip155", "\\u0065ip155"),
        "with 7.0 for 7": text.replace('"birth_block":7', '"birth_block":7.0'),
        "with 7e0 for 7": text.replace('"birth_block":7', '"birth_block":7e0'),
        "with NaN": text.replace('"birth_block":7', '"birth_block":NaN'),
        "of version 1": text.replace('"version":2', '"version":1'),
        "of version 3": text.replace('"version":2', '"version":3'),
        "without a version": text.replace(',"version":2', ""),
        "a list": "[]",
        "null": "null",
        "empty": "",
        "a lone surrogate": text.replace("eip155", "\\ud800"),
        "200 brackets": "[" * 200 + "]" * 200,
        "longer than 64 KiB": text.replace("eip155", "e" * 66_000),
        "of 65,536 bytes": _long(text, 65_536),
        "of 65,537 bytes": _long(text, 65_537),
        "of 65,536 bytes and fewer letters": _long(text, 65_536, "é"),
        "of 65,536 letters and more bytes": _long(text, 65_537, "é"),
    }


def _long(text: str, size: int, letter: str = "") -> str:
    """Papers of this many bytes, by the name of a clip, which may have any length."""
    model = {"clip": letter, "form": "glb", "rig": to_hex(1), "unlit": True, "with": {}}
    value = {**json.loads(text), "model": model}
    model["clip"] = letter + "x" * (size - len(canonical_json(value)))
    return canonical_json(value).decode()


def png_fields(name: str) -> dict[str, Any]:
    raw = picture(name)[0]
    return {
        "pixels": pixel_digest("RGB", 64, 64, raw),
        "painter": {"name": "avatarchain", "version": "2"},
    }


def picture(name: str) -> tuple[bytes, bytes]:
    """Raw pixels and PNG file of a picture of 64 × 64 pixels in 8 colours."""
    data = bytes(((x // 8 + y // 8 + len(name)) % 8) for y in range(64) for x in range(64))
    palette = [(37 * n + shift) % 256 for n in range(8) for shift in (0, 90, 180)]
    raw = b"".join(bytes(palette[3 * index : 3 * index + 3]) for index in data)
    header = struct.pack(">IIBBBBB", 64, 64, 8, 3, 0, 0, 0)
    rows = b"".join(b"\0" + data[at : at + 64] for at in range(0, 4096, 64))
    parts = (
        (b"IHDR", header),
        (b"PLTE", bytes(palette)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return raw, b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


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
