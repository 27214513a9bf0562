"""A PNG that a browser may show as a page is refused, with papers and without."""

import struct
import zlib
from pathlib import Path

import pytest

from avatarchain.errors import NotAPicture
from avatarchain.papers.copies import open_copy
from avatarchain.papers.png import read_png

FILES = Path(__file__).resolve().parents[1] / "vectors" / "certificate" / "files"
GENUINE = (FILES / "good-with-a-manifest.png").read_bytes()


def with_page(page: bytes) -> bytes:
    """A genuine PNG in whose manifest one more box holds a page."""
    at = GENUINE.index(b"caBX") - 4
    (length,) = struct.unpack_from(">I", GENUINE, at)
    manifest = GENUINE[at + 8 : at + 8 + length] + struct.pack(">I4s", 8 + len(page), b"jumb")
    body = struct.pack(">I", len(manifest) + len(page)) + manifest[4:] + page
    check = zlib.crc32(b"caBX" + body)
    chunk = struct.pack(">I4s", len(body), b"caBX") + body + struct.pack(">I", check)
    return GENUINE[:at] + chunk + GENUINE[at + 12 + length :]


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body>another creature",
        b"<!DOCTYPE html>another creature",
        b"<div style='position:fixed'>another creature",
        b"<H1>another creature",
        b"<img\nsrc=x>",
        b"<plaintext>",
        b"<svg/onload=x>",
    ],
)
def test_a_page_in_a_manifest_is_refused(page: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotAPicture, match="a page stands in it"):
        read_png(with_page(page), "a.png")
    at = GENUINE.index(b"iTXt") - 4
    (length,) = struct.unpack_from(">I", GENUINE, at)
    bare = with_page(page).replace(GENUINE[at : at + 12 + length], b"")
    (tmp_path / "copy.png").write_bytes(bare)
    copy = open_copy(tmp_path / "copy.png")
    assert copy is not None
    assert copy.doubt is not None
    assert copy.doubt.has == "a page stands in it"


@pytest.mark.parametrize("text", [b"more", b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>", b"<b>", b"<3"])
def test_other_bytes_of_a_manifest_are_not_judged(text: bytes) -> None:
    assert "caBX" in read_png(with_page(text), "a.png").beside
