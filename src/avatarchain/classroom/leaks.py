"""Search a page for secrets: genomes, seeds, salts and answers, in several encodings.

Each secret is cut into pieces of eight bytes. Each piece is searched as raw bytes, as hex, as
base64 at any offset, and as a decimal number; an answer is searched as text. So even a quarter of a
genome is found. The search finds our own mistakes, not secrets that somebody hid on purpose.
"""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator

PIECE = 8
_HEX = re.compile(rb"[0-9a-fA-F]{16,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{11,}")
_DECIMAL = re.compile(rb"\d{17,90}")


def leaks(page: bytes, secrets: Iterable[bytes], texts: Iterable[str] = ()) -> list[bytes]:
    """The pieces of eight bytes of secrets, and the texts, that the bytes of a page contain."""
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
    """Yield the bytes of a page, and the bytes that hex, base64 and numbers in it encode."""
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
