"""Copies with so many blocks that a library would need long, and much memory, to open them."""

import io
import struct

import pytest
from PIL import Image

from avatarchain.papers.segments import MOST_BLOCKS, oddity, too_many

MANY = f"it has more than {MOST_BLOCKS:,} blocks"
COMMENT = {"GIF": b"\x21\xfe\x01a\0", "JPEG": b"\xff\xfe\0\2", "WEBP": b"XMP \0\0\0\0"}
ODD = {"GIF": b"\0", "JPEG": b"\0"}
"""A byte that belongs to no block, and that a library passes over by itself."""


def _with(form: str, blocks: bytes) -> bytes:
    """A picture of this form with blocks before its pixels."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), (9, 200, 9)).save(buffer, form)
    data = buffer.getvalue()
    at = {"GIF": 13 + (3 << (data[10] & 7) + 1), "JPEG": 2, "WEBP": 12}[form]
    whole = data[:at] + blocks + data[at:]
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:] if form == "WEBP" else whole


@pytest.mark.parametrize("form", ["GIF", "JPEG", "WEBP"])
def test_blocks_are_counted_before_a_library_sees_them(form: str) -> None:
    least = 3 if form == "GIF" else 1
    assert too_many(_with(form, COMMENT[form] * (MOST_BLOCKS // least // 2))) is None
    assert too_many(_with(form, COMMENT[form] * (MOST_BLOCKS + 1))) == MANY
    assert too_many(_with(form, COMMENT[form])[:60]) is None


@pytest.mark.parametrize("form", ["GIF", "JPEG"])
def test_odd_bytes_hide_no_blocks(form: str) -> None:
    assert too_many(_with(form, ODD[form] * 9 + COMMENT[form] * MOST_BLOCKS)) == MANY
    assert too_many(_with(form, ODD[form] * (MOST_BLOCKS + 1))) == MANY


def test_one_comment_of_a_gif_may_not_have_many_blocks_either() -> None:
    assert too_many(_with("GIF", b"\x21\xfe" + b"\x01a" * (MOST_BLOCKS + 1) + b"\0")) == MANY


def test_markers_of_a_jpeg_without_a_length_hide_no_segments() -> None:
    data = _with("JPEG", b"\xff\xff\xd0\xff\x00\xff\xf0" + COMMENT["JPEG"] * (MOST_BLOCKS + 1))
    assert too_many(data) == MANY


@pytest.mark.timeout(60)
def test_extensions_are_counted_once() -> None:
    """To count them again for each one took 11 s for 60,000, and minutes for these."""
    data = _with("GIF", b"\x21\xfe\x01a\0" * 400_000)
    assert oddity(data) is None
    control = b"\x21\xf9\4\0\0\0\0\0"
    assert oddity(_with("GIF", control + COMMENT["GIF"] + control)) is not None
