"""What XMP says of how a picture is shown, in bytes that anybody chose."""

import base64
import random

import pytest

from avatarchain.papers.metadata import odd_xmp

LONG = 400_000
"""Bytes. A pattern that tries a letter again for each one before it would take minutes for them."""

TURNED, UNUSUAL, WIDE = (
    "it says in XMP that it is turned",
    "it has XMP of a kind that few know",
    "it has XMP in letters that few read",
)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("unit", "says"),
    [
        (b"a", None),
        (b'a"', None),
        (b"/a.-", None),
        (b"x\0\0\0", None),
        (b':Orientation="1"', None),
        (b"xmlns:", UNUSUAL),
        (b"xmlns:a ", UNUSUAL),
        (b'xmlns:a="', UNUSUAL),
        (b"xmlns:a=\"'xmlns:b='\"", UNUSUAL),
        (b"<?xml ", WIDE),
        (b"<?xml encoding", WIDE),
        (b"<?xml encoding=" + bytes([32]) * 900, WIDE),
    ],
)
def test_what_repeats_is_read_once(unit: bytes, says: str | None) -> None:
    assert odd_xmp(unit * (LONG // len(unit)), {b"1"}) == says


@pytest.mark.timeout(60)
def test_honest_xmp_may_have_long_base64() -> None:
    picture = base64.b64encode(random.Random(1).randbytes(LONG // 2))
    head = b'<?xml version="1.0" encoding="UTF-8"?><x xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
    assert odd_xmp(head + b' tiff:Orientation="6"><a>' + picture + b"</a></x>", {b"6"}) is None
    turned = head + b"><a>" + picture + b"</a><tiff:Orientation>3</tiff:Orientation></x>"
    assert odd_xmp(turned, {b"6"}) == TURNED


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"<a:Orientation>1</a:Orientation>", None),
        (b"<a:Orientation>7</a:Orientation>", TURNED),
        (b"a/b:Orientation='7'", None),
        (b"/b:Orientation:Orientation='7'", TURNED),
        (b"xmlns:" + b"a" * 65 + b"='adobe:ns:meta/'", UNUSUAL),
        (b"xmlns:a = 'adobe:ns:meta/'", None),
        (b"xmlns:a='" + b"b" * 513 + b"'", UNUSUAL),
        (b"<?xml encoding = 'utf-8' ?>", None),
        (b"<?XML version='1.0' Encoding='utf-16'?>", WIDE),
        (b"<?xml version='1.0'", WIDE),
        (b"x\0m\0L\0n\0s\0", WIDE),
    ],
)
def test_what_is_doubted(text: bytes, says: str | None) -> None:
    assert odd_xmp(text, {b"1"}) == says
