"""What must not stand in a page: genomes, seeds, salts and answers, however they are spelled.

A secret is looked for by each of its eight bytes in a row, as it is, as hex, as base64 at any
offset and as a decimal number; an answer as its text. So a page that has a quarter of a genome
is found. It is a search for mistakes of ours: what is hidden on purpose can be hidden better.
"""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator

PIECE = 8
_HEX = re.compile(rb"[0-9a-fA-F]{16,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{11,}")
_DECIMAL = re.compile(rb"\d{17,90}")


def leaks(page: bytes, secrets: Iterable[bytes], texts: Iterable[str] = ()) -> list[bytes]:
    """The secrets' pieces of eight bytes, and the texts, that stand in the bytes of a page."""
    pieces = {
        secret[at : at + PIECE]
        for secret in secrets
        for at in range(0, len(secret) - PIECE + 1, PIECE)
    }
    answers = [text.encode() for text in texts]
    finds: set[bytes] = set()
    for data in _spellings(page):
        windows = {data[at : at + PIECE] for at in range(len(data) - PIECE + 1)}
        finds |= windows & pieces
        finds |= {answer for answer in answers if answer in data}
    return sorted(finds)


def _spellings(page: bytes) -> Iterator[bytes]:
    """The bytes of a page, and the bytes that texts in it spell."""
    yield page
    for run in _HEX.findall(page):
        for digits in (run, run[1:]):
            yield bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    for run in _BASE64.findall(page):
        letters = run.replace(b"-", b"+").replace(b"_", b"/")
        for offset in range(4):
            whole = letters[offset:]
            yield b64decode(whole[: len(whole) // 4 * 4])
    for run in _DECIMAL.findall(page):
        number = int(run)
        yield number.to_bytes((number.bit_length() + 7) // 8, "big")
