"""The papers: what a picture file says about the avatar in it.

One JSON object in canonical spelling (RFC 8785; 256-bit numbers and hashes as 0x-hex
text) travels inside the file: in a PNG as one iTXt chunk `avatarchain`, in an SVG as one
`<metadata id="avatarchain">` right before `</svg>`. The picture without these bytes is
what the papers speak of. Detached, the object is a file by itself.

The issuer signs papers with Ed25519, over their canonical spelling without the key
`signature`. This room makes papers, signs them, puts them in and reads them back,
trusting nothing: files come from strangers. Whether what they say is true, and whether
the key that signed is anybody's, is the audit's question.
"""

import html
import io
import re
import struct
import zlib
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain.canonical import canonical_json, read_json
from avatarchain.errors import BadPapers, NotAPicture

if TYPE_CHECKING:
    from nacl.signing import SigningKey

VERSION = 1
MAX_FILE = 64 * 2**20
MAX_PAPERS = 64 * 1024
MAX_SIDE = 4096

_PNG = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"avatarchain"
# Chunks that cannot make another program show other pixels than those we read: no
# animation, no colour profile, no orientation.
_KNOWN_CHUNKS = frozenset(
    b"IHDR PLTE tRNS IDAT IEND iTXt tEXt zTXt tIME pHYs sRGB sBIT bKGD hIST".split()
)
# keyword, not compressed, no language, no translated keyword
_ITXT_HEAD = _KEYWORD + b"\0\0\0\0\0"
_OPEN, _CLOSE, _TAIL = '<metadata id="avatarchain">', "</metadata>", "</svg>"

_HASH = re.compile(r"0x[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Papers:
    """What is said of one avatar; None is what is not known (yet).

    `species`, `genome`, `identity`, `mother`, `father`, `seed`, `genesis`, `svg` and
    `issuer` are 32 bytes as 0x-hex; `signature` is 64. `svg` is the SHA-256 of the
    canonical SVG text. `pixels` (PNG only) has mode, width, height and the SHA-256 of
    the raw bytes of the picture in that mode.
    """

    species: str
    genome: str
    identity: str
    generation: int | None = None
    mother: str | None = None
    father: str | None = None
    seed: str | None = None
    caip19: str | None = None
    genesis: str | None = None
    birth_block: int | None = None
    svg: str | None = None
    pixels: dict[str, Any] | None = None
    issuer: str | None = None
    signature: str | None = None
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file taken apart: what it shows, and the papers' bytes (None: no papers).

    One of `svg` (the text without its papers) and `pixels` (mode, width, height, raw
    bytes) is set; neither where the papers are detached.
    """

    papers: bytes | None
    svg: str | None = None
    pixels: tuple[str, int, int, bytes] | None = None


def digest(data: bytes) -> str:
    """SHA-256 as 0x-hex."""
    return "0x" + sha256(data).hexdigest()


def pixel_digest(mode: str, width: int, height: int, raw: bytes) -> dict[str, Any]:
    """What papers say of a picture's pixels."""
    return {"mode": mode, "width": width, "height": height, "sha256": digest(raw)}


def spell(papers: Papers) -> bytes:
    """The papers in their one canonical spelling, UTF-8."""
    return canonical_json(asdict(papers))


def sign(papers: Papers, key: "SigningKey") -> Papers:
    """The papers with `key`'s public half as their issuer, signed."""
    named = replace(papers, issuer="0x" + bytes(key.verify_key).hex(), signature=None)
    return replace(named, signature="0x" + key.sign(_message(named)).signature.hex())


def is_signed(papers: Papers) -> bool:
    """Whether the signature is that of the issuer whom the papers name."""
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
    """Read papers; BadPapers unless every key is known, well-formed and canonical."""
    if len(data) > MAX_PAPERS:
        raise BadPapers(reason=f"{len(data):,} bytes long, at most {MAX_PAPERS:,} are read")
    try:
        value = read_json(data, object_pairs_hook=_no_duplicates)
        canonical = canonical_json(value)
    except (ValueError, RecursionError) as error:
        raise BadPapers(reason=f"not canonical JSON ({error})") from None
    if not isinstance(value, dict) or canonical != data:
        raise BadPapers(reason="not in canonical spelling (RFC 8785)")
    if value.get("version") != VERSION:
        raise BadPapers(
            reason=f"version {value.get('version')!r} is not {VERSION}, the only one known here"
        )
    expected = {field.name for field in fields(Papers)}
    if set(value) != expected:
        odd = sorted(set(value) ^ expected)
        raise BadPapers(reason=f"the key {odd[0]!r} is missing or unknown")
    for key, one in value.items():
        if not _well_formed(key, one):
            raise BadPapers(reason=f"{key} is {one!r:.80}")
    return Papers(**value)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _well_formed(key: str, value: Any) -> bool:
    if value is None:
        return key not in ("species", "genome", "identity", "version")
    if key in ("version", "generation", "birth_block"):
        return type(value) is int and value >= 0
    if key == "pixels":
        return (
            isinstance(value, dict)
            and set(value) == {"mode", "width", "height", "sha256"}
            and value["mode"] in ("RGB", "RGBA")
            and all(type(value[side]) is int and value[side] > 0 for side in ("width", "height"))
            and isinstance(value["sha256"], str)
            and _HASH.fullmatch(value["sha256"]) is not None
        )
    if not isinstance(value, str):
        return False
    if key == "caip19":
        return len(value) < 200
    if key == "signature":
        return re.fullmatch(r"0x[0-9a-f]{128}", value) is not None
    return _HASH.fullmatch(value) is not None


def embed_in_svg(text: str, papers: Papers) -> str:
    """The SVG file: its canonical text with papers before `</svg>`."""
    body = html.escape(spell(papers).decode(), quote=False)
    return f"{text.removesuffix(_TAIL)}{_OPEN}{body}{_CLOSE}{_TAIL}"


def embed_in_png(data: bytes, papers: Papers) -> bytes:
    """The PNG file with papers right after its header chunk."""
    at = len(_PNG) + 25  # length, kind, 13 bytes of header, checksum
    body = b"iTXt" + _ITXT_HEAD + spell(papers)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:at] + chunk + data[at:]


def open_picture(path: Path) -> Picture:
    """Take a PNG, an SVG or detached papers apart; NotAPicture where it is none of them."""
    try:
        if not path.is_file():
            reason = "no picture is in it" if path.is_dir() else "no such file"
            raise NotAPicture(file=str(path), reason=reason)
        if path.stat().st_size > MAX_FILE:
            raise NotAPicture(file=str(path), reason=f"larger than {MAX_FILE >> 20} MiB")
        data = path.read_bytes()
    except OSError as error:
        raise NotAPicture(file=str(path), reason=error.strerror or str(error)) from None
    if data.startswith(_PNG):
        return _open_png(data, str(path))
    if data.startswith(b"<svg "):
        return _open_svg(data, str(path))
    if data.startswith(b"{"):
        return Picture(papers=data)
    if data.startswith(b"GIF8") or (data[:4], data[8:12]) == (b"RIFF", b"WEBP"):
        kind = "GIF" if data.startswith(b"GIF8") else "WebP"
        reason = f"{kind} files carry no papers; verify a PNG or SVG of the same avatar"
        raise NotAPicture(file=str(path), reason=reason)
    raise NotAPicture(file=str(path), reason="neither PNG nor an SVG of ours, nor papers")


def _open_svg(data: bytes, file: str) -> Picture:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise NotAPicture(file=file, reason="the text is not UTF-8") from None
    if not text.endswith(_TAIL):
        blank = text.rstrip().endswith(_TAIL)
        end = "a blank or a new line follows </svg>" if blank else "it does not end in </svg>"
        raise NotAPicture(file=file, reason=f"no portrait of ours, or a changed one: {end}")
    if "<metadata" not in text:
        return Picture(papers=None, svg=text)
    if text.count("<metadata") > 1 or not text.endswith(_CLOSE + _TAIL) or _OPEN not in text:
        raise BadPapers(reason="an SVG carries them in one metadata element before </svg>")
    before, _, rest = text.partition(_OPEN)
    body = rest.removesuffix(_CLOSE + _TAIL)
    papers = html.unescape(body)
    if html.escape(papers, quote=False) != body:
        raise BadPapers(reason="their text is escaped in another way than ours")
    return Picture(papers=papers.encode(), svg=before + _TAIL)


def _open_png(data: bytes, file: str) -> Picture:
    papers: bytes | None = None
    at = len(_PNG)
    kinds: list[bytes] = []
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data.ljust(at + 8, b"\0"), at)
        body = data[at + 8 : at + 8 + length]
        check = data[at + 8 + length : at + 12 + length]
        if len(check) < 4:
            raise NotAPicture(file=file, reason="the PNG is cut off")
        if struct.unpack(">I", check)[0] != zlib.crc32(kind + body):
            raise NotAPicture(file=file, reason=f"a {kind!r} chunk fails its checksum")
        if kind not in _KNOWN_CHUNKS:
            raise NotAPicture(file=file, reason=f"a {kind!r} chunk may change what is seen")
        if kind == b"iTXt" and body.startswith(_KEYWORD + b"\0"):
            if papers is not None or not body.startswith(_ITXT_HEAD):
                raise BadPapers(reason="a PNG carries them in one uncompressed iTXt chunk")
            papers = body[len(_ITXT_HEAD) :]
        kinds.append(kind)
        at += 12 + length
        if kind == b"IEND":
            break
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"]:
        raise NotAPicture(file=file, reason="the PNG is cut off")
    if at != len(data):
        raise NotAPicture(file=file, reason="bytes follow the end of the PNG")
    return Picture(papers=papers, pixels=_decode(data, file))


def _decode(data: bytes, file: str) -> tuple[str, int, int, bytes]:
    from PIL import Image

    width, height = struct.unpack_from(">II", data, 16)
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise NotAPicture(
            file=file, reason=f"{width} × {height} pixels; at most {MAX_SIDE} a side are read"
        )
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            mode = "RGBA" if image.has_transparency_data else "RGB"
            picture = image.convert(mode)
    except (OSError, SyntaxError, ValueError, zlib.error, Image.DecompressionBombError) as error:
        raise NotAPicture(file=file, reason=f"the PNG cannot be decoded ({error})") from None
    return mode, picture.width, picture.height, picture.tobytes()
