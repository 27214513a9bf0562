"""The papers: what a picture file says about the avatar in it.

Papers are one JSON object in canonical form (RFC 8785; 256-bit numbers and hashes as 0x-hex
text) inside the file: in a PNG one iTXt chunk `avatarchain`, in an SVG one
`<metadata id="avatarchain">` right before `</svg>`. They describe the picture without these
bytes. Detached papers are a file of their own.

The issuer signs papers with Ed25519: the signature covers their canonical form without the
key `signature`. This module makes papers, signs them, embeds them and reads them. Files may
come from strangers, so every byte is checked. `audit` decides whether the papers are true and
whose key signed them.
"""

import html
import os
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain.base.canonical import canonical_json, read_json, to_hex
from avatarchain.base.regular import read_regular
from avatarchain.chain.notation import is_caip19
from avatarchain.errors import BadPapers, NotAPicture, OldPapers
from avatarchain.papers.models import FORMS, MAGIC, MOVING, read_model
from avatarchain.papers.png import ITXT_HEAD, read_png
from avatarchain.species.image import PNG_SIGNATURE
from avatarchain.species.rules import FRAME

if TYPE_CHECKING:
    from nacl.signing import SigningKey

VERSION = 2
_MADE_BY = {1: "0.1"}  # older versions of papers, and the avatarchain that wrote them
MAX_FILE = 32 * 2**20
MAX_PAPERS = 64 * 1024
_HEADS = {b"\x89": ".png", b"{": ".json", b"GIF": ".gif", b"RIFF": ".webp", b"\xff\xd8": ".jpg"}

_OPEN, _CLOSE, _TAIL = '<metadata id="avatarchain">', "</metadata>", "</svg>"

# What other programs write before an SVG.
_BEFORE_SVG = {b"\xef\xbb\xbf": "the byte order mark", b"<?xml": "the XML declaration"}
_BEFORE_SVG |= {b" ": "the blank", b"\n": "the new line", b"\r": "the new line"}

NEVER = "carry no papers; verify a PNG or SVG of the same avatar"
"""What is said of a picture of a kind that has no room for papers."""
_WITHOUT_PAPERS = {b"GIF": "GIF", b"\xff\xd8\xff": "JPEG"}

_HASH = re.compile(r"0x[0-9a-f]{64}")
_NAME = re.compile(r"[0-9A-Za-z._+ -]{1,99}")
_NUMBERS = ("version", "generation", "draw", "birth_block")
_LARGEST = 2**53 - 1  # the largest number that every reader of JSON has exactly


@dataclass(frozen=True, slots=True)
class Papers:
    """What papers say of one avatar; None stands for what is not known (yet).

    `species`, `genome`, `identity`, `mother`, `father`, `seed`, `genesis`, `svg` and `issuer`
    are 32 bytes as 0x-hex; `signature` is 64 bytes. `frame` is the version of the SVG's frame.
    `founding` has the number of the founding that a founder comes from and its index there;
    `draw` is the number of the block that drew the avatar. `issuer` is the public key that
    signed, `caip19` the token, `genesis` the hash of block 0 of its chain. `svg` is the SHA-256
    of the canonical SVG text. `pixels` (PNG only) has mode, width, height and the SHA-256 of
    the raw bytes of the picture in that mode, and `painter` (PNG only) name and version of the
    program that painted them. `model` (GLB, VRM and an SVG that moves only) says what made the
    file: its `form`, `unlit`, `clip`, the digest of the `rig`, and the versions of what it was
    made `with`.
    """

    species: str
    genome: str
    identity: str
    generation: int | None = None
    mother: str | None = None
    father: str | None = None
    seed: str | None = None
    founding: Mapping[str, int] | None = None
    draw: int | None = None
    caip19: str | None = None
    genesis: str | None = None
    birth_block: int | None = None
    svg: str | None = None
    pixels: Mapping[str, Any] | None = None
    painter: Mapping[str, str] | None = None
    model: Mapping[str, Any] | None = None
    issuer: str | None = None
    signature: str | None = None
    frame: int = FRAME
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The parts of a picture file: its picture, and the bytes of its papers (None: no papers).

    If it has papers, either `svg` (the text without papers) or `pixels` (mode, width, height,
    raw bytes) or `model` (all bytes of the file) is set; for detached papers none is. `beside`
    are the kinds of chunks in a PNG that were not read.
    """

    papers: bytes | None
    svg: str | None = None
    pixels: tuple[str, int, int, bytes] | None = None
    beside: tuple[str, ...] = ()
    model: bytes | None = None


def digest(data: bytes) -> str:
    """The SHA-256 of `data`, as 0x-hex."""
    return to_hex(sha256(data).digest())


def pixel_digest(mode: str, width: int, height: int, raw: bytes) -> dict[str, Any]:
    """The field `pixels` of papers. `raw` is the picture's decoded pixels, row by row."""
    return {"mode": mode, "width": width, "height": height, "sha256": digest(raw)}


def spell(papers: Papers) -> bytes:
    """The bytes of papers: canonical JSON (RFC 8785), UTF-8."""
    return canonical_json(asdict(papers))


def sign(papers: Papers, key: "SigningKey") -> Papers:
    """The papers, signed with `key`; their `issuer` is the public key that belongs to it."""
    named = replace(papers, issuer=to_hex(bytes(key.verify_key)), signature=None)
    return replace(named, signature=to_hex(key.sign(_message(named)).signature))


def is_signed(papers: Papers) -> bool:
    """Whether papers are signed, and the signature is good for their `issuer`."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    if papers.issuer is None or papers.signature is None:
        return False
    try:
        VerifyKey(bytes.fromhex(papers.issuer[2:])).verify(
            _message(papers), bytes.fromhex(papers.signature[2:])
        )
    except BadSignatureError:
        return False
    return True


def _message(papers: Papers) -> bytes:
    return canonical_json({k: v for k, v in asdict(papers).items() if k != "signature"})


def parse(data: bytes) -> Papers:
    """Read papers.

    Raises BadPapers if the bytes are not canonical JSON, or a key is missing, unknown or has
    a value that it cannot have; OldPapers for papers of an older version.
    """
    if len(data) > MAX_PAPERS:
        raise BadPapers(reason=f"{len(data):,} bytes long, at most {MAX_PAPERS:,} are read")
    try:
        value = read_json(data, object_pairs_hook=_no_duplicates)
        canonical = canonical_json(value)
    except (ValueError, RecursionError) as error:
        raise BadPapers(reason=f"not canonical JSON ({error})") from None
    if not isinstance(value, dict) or canonical != data:
        raise BadPapers(reason="not in canonical spelling (RFC 8785)")
    _check_version(value.get("version"))
    expected = {field.name for field in fields(Papers)}
    if set(value) != expected:
        odd = sorted(set(value) ^ expected)
        raise BadPapers(reason=f"the key {odd[0]!r} is missing or unknown")
    for key, content in value.items():
        if not _well_formed(key, content):
            raise BadPapers(reason=f"{key} is {content!r:.80}")
    return Papers(**value)


def _check_version(version: Any) -> None:
    if type(version) is int and version in _MADE_BY:
        raise OldPapers(version=_MADE_BY[version])
    if type(version) is not int or version != VERSION:
        reason = f"version {version!r:.80} is not {VERSION}, the only one known here"
        raise BadPapers(reason=reason)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError("a key stands twice")
    return table


def _well_formed(key: str, value: Any) -> bool:
    if value is None:
        return key not in ("species", "frame", "genome", "identity", "version")
    if key in _NUMBERS:
        return _is_number(value)
    if key == "frame":
        return _is_number(value) and value == FRAME
    if key == "pixels":
        return (
            _has(value, "mode", "width", "height", "sha256")
            and value["mode"] in ("RGB", "RGBA")
            and all(_is_number(value[side]) and value[side] > 0 for side in ("width", "height"))
            and isinstance(value["sha256"], str)
            and _HASH.fullmatch(value["sha256"]) is not None
        )
    if key == "founding":
        return _has(value, "number", "index") and all(map(_is_number, value.values()))
    if key == "painter":
        return _has(value, "name", "version") and all(map(_is_name, value.values()))
    if key == "model":
        return _is_model(value)
    if not isinstance(value, str):
        return False
    if key == "caip19":
        return is_caip19(value)
    if key == "signature":
        return re.fullmatch(r"0x[0-9a-f]{128}", value) is not None
    return _HASH.fullmatch(value) is not None


def _is_model(value: Any) -> bool:
    """Whether the value says what made a model."""
    return (
        _has(value, "form", "unlit", "clip", "rig", "with")
        and value["form"] in (*FORMS, MOVING)
        and isinstance(value["unlit"], bool)
        and (value["clip"] is None or isinstance(value["clip"], str))
        and isinstance(value["rig"], str)
        and _HASH.fullmatch(value["rig"]) is not None
        and isinstance(value["with"], dict)
        and all(map(_is_name, (*value["with"], *value["with"].values())))
    )


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _LARGEST


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _has(value: Any, *keys: str) -> bool:
    """Whether the value is an object with exactly these keys."""
    return isinstance(value, dict) and value.keys() == set(keys)


def embed_in_svg(text: str, papers: Papers) -> str:
    """The text of an SVG file: the canonical SVG `text` with the papers before `</svg>`."""
    return write_into_svg(text, spell(papers).decode())


def write_into_svg(text: str, spelled: str) -> str:
    """The text of an SVG file: the SVG `text` with papers, as `spell` spells them."""
    body = html.escape(spelled, quote=False)
    return f"{text.removesuffix(_TAIL)}{_OPEN}{body}{_CLOSE}{_TAIL}"


def embed_in_png(data: bytes, papers: Papers) -> bytes:
    """The bytes of a PNG file: `data` with the papers right after the header chunk."""
    at = len(PNG_SIGNATURE) + 25  # length, kind, 13 bytes of header, checksum
    body = b"iTXt" + ITXT_HEAD + spell(papers)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:at] + chunk + data[at:]


def open_file(path: Path) -> OpenedFile:
    """Read a file: a PNG, an SVG, a model or detached papers. The papers are not parsed.

    Raises NotAPicture for other or broken files, BadPapers if the papers are embedded wrongly.
    """
    try:
        if path.is_dir():
            os.listdir(path)
            raise NotAPicture(file=str(path), reason="no picture is in it")
        if path.stat().st_size > MAX_FILE:
            raise NotAPicture(file=str(path), reason=f"larger than {MAX_FILE >> 20} MiB")
        data = read_regular(path, MAX_FILE)
    except OSError as error:
        raise NotAPicture(file=str(path), reason=error.strerror or str(error)) from None
    opened, ending = _read(data, str(path))
    if path.suffix.lower() != ending:
        kind = ending[1:].upper()
        reason = f"its name ends in {path.suffix or 'nothing'}, and in it is {kind}"
        raise NotAPicture(file=str(path), reason=reason)
    return opened


def ending_of(data: bytes) -> str:
    """How the name of a file ends that holds these bytes, whatever becomes of them."""
    if data.startswith(MAGIC):
        try:
            return f".{read_model(data, '')[1]}"
        except (NotAPicture, BadPapers):
            return ".glb"
    return next((ending for head, ending in _HEADS.items() if data.startswith(head)), ".svg")


def _read(data: bytes, file: str) -> tuple[OpenedFile, str]:
    """What the bytes of a file hold, and how the names of such files end."""
    if data.startswith(PNG_SIGNATURE):
        png = read_png(data, file)
        return OpenedFile(png.papers, pixels=png.pixels, beside=png.beside), ".png"
    if data.startswith(b"<svg "):
        return _open_svg(data, file), ".svg"
    if data.startswith(MAGIC):
        papers, form = read_model(data, file)
        return OpenedFile(papers, model=data), f".{form}"
    if data.startswith(b"{"):
        return OpenedFile(papers=data), ".json"
    webp = (data[:4], data[8:12]) == (b"RIFF", b"WEBP")
    kind = "WebP" if webp else _WITHOUT_PAPERS.get(data[:3])
    if kind is not None:
        raise NotAPicture(file=file, reason=f"{kind} files {NEVER}")
    for head, name in _BEFORE_SVG.items():
        if data.startswith(head) and b"<svg " in data:
            reason = f"no portrait of ours, or a changed one: remove {name} before <svg"
            raise NotAPicture(file=file, reason=reason)
    raise NotAPicture(file=file, reason="neither PNG nor an SVG of ours, nor papers")


def _open_svg(data: bytes, file: str) -> OpenedFile:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise NotAPicture(file=file, reason="the text is not UTF-8") from None
    if not text.endswith(_TAIL):
        blank = text.rstrip().endswith(_TAIL)
        end = (
            "a blank or a new line follows </svg>: remove it"
            if blank
            else "it does not end in </svg>"
        )
        raise NotAPicture(file=file, reason=f"no portrait of ours, or a changed one: {end}")
    if "<metadata" not in text:
        return OpenedFile(papers=None, svg=text)
    if text.count("<metadata") > 1 or not text.endswith(_CLOSE + _TAIL) or _OPEN not in text:
        raise BadPapers(reason="an SVG carries them in one metadata element before </svg>")
    before, _, rest = text.partition(_OPEN)
    body = rest.removesuffix(_CLOSE + _TAIL)
    papers = html.unescape(body)
    if html.escape(papers, quote=False) != body:
        raise BadPapers(reason="their text is escaped in another way than ours")
    return OpenedFile(papers=papers.encode(), svg=before + _TAIL)
