"""Compressed rows that zlib reads and a stricter decoder does not: half a picture."""

import struct
import zlib
from collections.abc import Callable

import pytest

from avatarchain import portrait
from avatarchain.errors import NotAPicture
from avatarchain.papers import deflate
from avatarchain.papers.certificate import Papers, embed_in_png
from avatarchain.papers.malformed import malformed
from avatarchain.papers.png import PngFile, chunks_of, read_png
from avatarchain.portrait import encode
from avatarchain.species.image import PNG_SIGNATURE
from avatarchain.species.pack import load
from support.half_pictures import chunk, empty_block, packed

WORD = "0x" + "1" * 64
PAPERS = Papers(species=WORD, genome=WORD, identity=WORD)
PORTRAIT = embed_in_png(portrait.png(load("tuftling"), 12345, 128), PAPERS)
CHUNKS = dict(chunks_of(PORTRAIT, ""))
ROWS = zlib.decompress(CHUNKS["IDAT"])
STRATEGIES = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE)
STRATEGIES = (*STRATEGIES, zlib.Z_FIXED)


def with_rows(stream: bytes) -> bytes:
    """The portrait with another stream of rows."""
    bodies = CHUNKS | {"IDAT": stream}
    return PNG_SIGNATURE + b"".join(chunk(kind.encode(), body) for kind, body in bodies.items())


def pixels(data: bytes) -> object:
    png: PngFile = read_png(data, "a.png")
    return png.pixels


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_block_that_has_only_its_end_is_refused_wherever_it_stands(strategy: int) -> None:
    """Behind stored blocks, fixed ones, and those with trees of their own."""
    for level in range(10):
        for between in (empty_block(complete=False), empty_block(complete=True) * 9):
            stream = packed(ROWS, level, strategy, between)
            assert zlib.decompress(stream) == ROWS
            if len(between) > 100:
                assert pixels(with_rows(stream)) == pixels(PORTRAIT)
            else:
                with pytest.raises(NotAPicture, match="a tree of codes is not complete"):
                    read_png(with_rows(stream), "a.png")


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_what_zlib_writes_at_every_level_is_read(strategy: int) -> None:
    for level in range(10):
        packer = zlib.compressobj(level, zlib.DEFLATED, 15, 9, strategy)
        stream = packer.compress(ROWS) + packer.flush()
        assert pixels(with_rows(stream)) == pixels(PORTRAIT)


@pytest.mark.parametrize("size", [64, 512, 2048])
@pytest.mark.parametrize("fast", [True, False], ids=["isal", "zlib"])
def test_our_own_pictures_are_read(size: int, fast: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not fast:
        monkeypatch.setattr(encode, "isal_zlib", None)
    picture = portrait.png(load("tuftling"), size, size)
    assert read_png(embed_in_png(picture, PAPERS), "a.png").pixels is not None


def noisy(count: int) -> bytes:
    """Bytes without a pattern, and the same for all."""
    numbers = (zlib.crc32(struct.pack(">I", at)) for at in range(count // 4))
    return b"".join(number.to_bytes(4, "big") for number in numbers)


@pytest.mark.parametrize(
    "raw",
    [lambda: noisy(300_000), lambda: bytes(300_000), lambda: noisy(20_000) * 10],
    ids=["noise", "zeros", "far"],
)
def test_other_bytes_are_walked_to_their_end_too(raw: Callable[[], bytes]) -> None:
    for level, strategy in ((0, 0), (1, 0), (6, 0), (9, 0), (6, zlib.Z_FIXED), (6, zlib.Z_RLE)):
        assert deflate.oddity(packed(raw(), level, strategy)) is None
        odd = packed(raw(), level, strategy, empty_block(complete=False))
        assert "not complete" in (deflate.oddity(odd) or "")


def test_a_copy_at_which_a_stricter_decoder_ends_is_doubted() -> None:
    """It has no papers, so what is said of it is what all programs show, or nothing."""
    for complete in (True, False):
        stream = packed(ROWS, 6, 0, empty_block(complete=complete))
        bodies = {kind: body for kind, body in CHUNKS.items() if kind != "iTXt"}
        doubt = malformed(tuple((bodies | {"IDAT": stream}).items()))
        assert ("a tree of codes is not complete" in (doubt or "")) is not complete


def one_block(codes: int) -> bytes:
    """A zlib stream of one block with fixed trees and as many zeros, each a code of its own."""
    bits = int("1" + "10" + "00110000" * codes + "0000000", 2)
    length = 3 + 8 * codes + 7
    reversed_bits = int(f"{bits:0{length}b}"[::-1], 2)
    body = reversed_bits.to_bytes(-(-length // 8), "little")
    return b"\x78\x01" + body + struct.pack(">I", zlib.adler32(bytes(codes)))


def test_a_block_of_more_codes_than_ours_have_is_refused() -> None:
    """A decoder in JavaScript has room for as many, and loses the others."""
    for codes in (deflate.MAX_CODES, deflate.MAX_CODES + 1):
        stream = one_block(codes)
        assert zlib.decompress(stream) == bytes(codes)
        assert (deflate.oddity(stream) is None) is (codes == deflate.MAX_CODES)
        assert deflate.oddity(stream, 2**62) is None


def test_a_stream_of_endless_blocks_is_refused_soon() -> None:
    stream = packed(ROWS, 6, 0, empty_block(complete=True) * (deflate.MAX_BLOCKS // 2))
    assert zlib.decompress(stream) == ROWS
    with pytest.raises(NotAPicture, match="more than 8,192 blocks"):
        read_png(with_rows(stream), "a.png")
