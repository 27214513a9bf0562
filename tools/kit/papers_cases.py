"""Questions about papers: good ones, and one for each rule that is broken."""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from ambiguous import chunk
from genetics_cases import Question, account, arbitrary
from nacl.signing import SigningKey
from species_cases import VEILLING, species_files

from avatarchain import portrait
from avatarchain.base.canonical import canonical_json, to_hex
from avatarchain.genetics.identity import identity
from avatarchain.papers.certificate import (
    Papers,
    digest,
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
    yield "seed that begins early", "00x" + "1" * 64
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
    changes = (
        {},
        {"mode": "L"},
        {"mode": "RGBAX"},
        {"mode": "XRGB"},
        {"width": 0},
        {"height": 1.5},
        {"sha256": "0x1"},
        {"more": 1},
    )
    for change in (*changes, {"mode": "RGBA"}):
        yield f"pixels {json.dumps(change)}", {**pixels, **change}
    yield from _models()
    yield "signature short", "0x" + "1" * 127
    yield "signature long", "0x" + "1" * 129
    yield "signature that begins early", "00x" + "1" * 128
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
        "of a form that goes on": {"form": "glb2"},
        "of a form that begins early": {"form": "1svg"},
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
        "with versions that are a text": {"with": "ab"},
        "with versions that are a number": {"with": 5},
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
        "a lone surrogate as a clip": _clip(text, "\\ud800"),
        "a letter escaped as a clip": _clip(text, "\\u0061"),
        "a pair escaped as a clip": _clip(text, "\\ud83e\\udd8a"),
        "200 brackets": "[" * 200 + "]" * 200,
        "longer than 64 KiB": text.replace("eip155", "e" * 66_000),
        "of 65,536 bytes": _long(text, 65_536),
        "of 65,537 bytes": _long(text, 65_537),
        "of 65,536 bytes and fewer letters": _long(text, 65_536, "é"),
        "of 65,536 letters and more bytes": _long(text, 65_537, "é"),
    }


def _clip(text: str, spelled: str) -> str:
    """Papers of a model with one clip, whose name is spelled as in JSON."""
    return _long(text, 2_000, "CLIP").replace("CLIP", spelled)


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
