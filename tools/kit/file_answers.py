"""Python's answers about papers and picture files."""

import json
from base64 import b64decode
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nacl.signing import SigningKey

from avatarchain.base.canonical import canonical_json
from avatarchain.papers import certificate
from avatarchain.papers.certificate import Papers, open_file, pixel_digest

Answer = Any

ENDINGS = {b"\x89": ".png", b"<": ".svg", b"{": ".json"}


def papers(text: str) -> Answer:
    """What is signed of papers, and whether the signature is good."""
    found = certificate.parse(text.encode("utf-8", "surrogatepass"))
    message = canonical_json({k: v for k, v in asdict(found).items() if k != "signature"})
    return {"message": message.decode(), "signed": certificate.is_signed(found)}


def signed_papers(papers: dict[str, Any], key: str) -> Answer:
    """The text of papers that are signed with the private key `key` (32 bytes)."""
    signed = certificate.sign(Papers(**papers), SigningKey(bytes.fromhex(key[2:])))
    return certificate.spell(signed).decode()


def canonical(value: Any) -> Answer:
    return canonical_json(value).decode()


def file(base64: str) -> Answer:
    """What a file holds: its kind, the text of its papers, its SVG text, and its pixels' digest."""
    data = b64decode(base64)
    ending = ENDINGS.get(data[:1], ".png")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"it{ending}"
        path.write_bytes(data)
        opened = open_file(path)
    return {
        "kind": {".png": "png", ".svg": "svg", ".json": "papers"}[ending],
        "papers": None if opened.papers is None else opened.papers.decode(),
        "svg": opened.svg,
        "pixels": None if opened.pixels is None else pixel_digest(*opened.pixels),
    }


def embedded(svg: str, papers: str) -> Answer:
    """The text of an SVG file with papers."""
    return certificate.embed_in_svg(svg, Papers(**json.loads(papers)))


ANSWERS = {
    "papers": papers,
    "sign": signed_papers,
    "canonical JSON": canonical,
    "file": file,
    "embed in SVG": embedded,
}
