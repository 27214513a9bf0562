"""Layers that are PNG files: what the rule asks of one, and its name, which is its digest.

A pack of images says the digest of every layer's pixels, so that its id is known without
decoding hundreds of files: here only the head of a file is read. Decoding is the
portrait's work, which holds the pixels against the digest whenever it opens a file.
"""

import hashlib
import re
import struct
from pathlib import Path

from avatarchain.species.drawing import Fault

DIGEST = re.compile(r"0x[0-9a-f]{64}")
SMALLEST, LARGEST = 8, 2048
MAX_FILE = 32 * 2**20

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MODES = {0: "grey", 2: "RGB", 3: "palette", 4: "grey and opacity", 6: "RGBA"}
_RGBA = 6


def check_side(side: object) -> int:
    """A pack's `side`; Fault unless it is 8 to 2048."""
    if type(side) is not int or not SMALLEST <= side <= LARGEST:
        raise Fault(f"side must be a whole number, {SMALLEST} to {LARGEST}, got {side!r}")
    return side


def read_header(path: Path) -> tuple[int, int, str]:
    """Width, height and mode of a PNG file; the mode tells bits a channel unless they are 8.

    Fault where it is none, animated or not, or larger than 32 MiB.
    """
    with path.open("rb") as file:
        head = file.read(33)
    if not head.startswith(_SIGNATURE) or len(head) < 33 or head[12:16] != b"IHDR":
        raise Fault("is no PNG file")
    if path.stat().st_size > MAX_FILE:
        raise Fault(f"is larger than {MAX_FILE >> 20} MiB")
    width, height, bits, colours = struct.unpack_from(">IIBB", head, 16)
    mode = _MODES.get(colours, f"colour type {colours}")
    return width, height, mode if bits == 8 else f"{mode} of {bits} bits"


def check_header(path: Path, side: int) -> None:
    """Fault unless the file is an RGBA PNG of side × side pixels, 8 bits a channel."""
    width, height, mode = read_header(path)
    if (width, height) != (side, side):
        raise Fault(f"is {width} × {height} pixels, where the pack's side is {side}")
    if mode != _MODES[_RGBA]:
        raise Fault(f"is {mode}: a layer is RGBA, 8 bits a channel")


def digest(pixels: bytes) -> str:
    """The name of an image's RGBA pixels."""
    return "0x" + hashlib.sha256(pixels).hexdigest()
