"""Layers that are PNG files: their size and mode are checked, and their digest is computed.

A pack of images states the digest of every layer's pixels, so its id is known without decoding
hundreds of files: this module reads only the header of a file. The package `portrait` decodes the
files, and compares the pixels with the digest whenever it opens one.

Only regular files are opened. A pipe, a device or a loop of links is a fault.
"""

import hashlib
import re
import stat
import struct
from dataclasses import dataclass
from pathlib import Path

from avatarchain.base.canonical import to_hex
from avatarchain.species.drawing import Fault

DIGEST = re.compile(r"0x[0-9a-f]{64}")
SMALLEST, LARGEST = 8, 2048
MAX_FILE = 32 * 2**20
MAX_PIXELS = 200_000_000
"""Of all images of a pack, which are opened and compared before anything is sent: in 4 seconds."""

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAD = 33  # bytes: the signature and the whole header chunk
_MODES = {0: "grey", 2: "RGB", 3: "palette", 4: "grey and opacity", 6: "RGBA"}
_RGBA = 6


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a PNG file: size in pixels, bits per channel, PNG's colour type."""

    width: int
    height: int
    bits: int
    colours: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.width, self.height

    @property
    def mode(self) -> str:
        """The mode as text, such as RGBA, with the bits per channel if they are not 8."""
        name = _MODES.get(self.colours, f"colour type {self.colours}")
        return name if self.bits == 8 else f"{name} of {self.bits} bits"


def check_side(side: object) -> int:
    """`side` if it is a whole number from 8 to 2048 (pixels); otherwise raise Fault."""
    if type(side) is not int or not SMALLEST <= side <= LARGEST:
        raise Fault(f"side must be a whole number, {SMALLEST} to {LARGEST}, got {side!r}")
    return side


def check_pixels(count: int, side: int) -> None:
    """Raise Fault if so many images, side × side, have more than MAX_PIXELS."""
    if (pixels := count * side**2) > MAX_PIXELS:
        fits = int((MAX_PIXELS / count) ** 0.5)
        raise Fault(
            f"its {count:,} images have {pixels:,} pixels in all, where {MAX_PIXELS:,} are "
            f"allowed: so many fit with a side of {fits}"
        )


def check_regular(path: Path) -> None:
    """Raise Fault unless the path leads to a regular file. A missing one raises OSError."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise Fault(error.strerror or str(error)) from None
    except RuntimeError:  # a loop of links, in the words of some Pythons
        raise Fault("leads in a circle of links") from None
    if not stat.S_ISREG(mode):
        raise Fault("is no regular file")


def read_header(path: Path) -> Header:
    """The header of a PNG file; the rest is not read. Raises Fault as `header_of` does."""
    check_regular(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if path.stat().st_size > MAX_FILE:
        raise Fault(f"is larger than {MAX_FILE >> 20} MiB")
    return header_of(head)


def read_regular(path: Path) -> bytes:
    """The bytes of a file. Raises Fault if it is no regular file or larger than 32 MiB."""
    check_regular(path)
    with path.open("rb") as file:
        data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise Fault(f"is larger than {MAX_FILE >> 20} MiB")
    return data


def header_of(data: bytes) -> Header:
    """The header in the first bytes of a PNG file. Raises Fault for bytes of another format."""
    if not data.startswith(PNG_SIGNATURE) or len(data) < _HEAD or data[12:16] != b"IHDR":
        raise Fault("is no PNG file")
    return Header(*struct.unpack_from(">IIBB", data, 16))


def check_header(header: Header, side: int) -> None:
    """Raise Fault unless the header is of an RGBA image, side × side, 8 bits per channel."""
    if header.size != (side, side):
        width, height = header.size
        raise Fault(f"is {width} × {height} pixels, where the pack's side is {side}")
    if (header.colours, header.bits) != (_RGBA, 8):
        raise Fault(f"is {header.mode}: a layer is RGBA, 8 bits a channel")


def digest(pixels: bytes) -> str:
    """The digest of an image: SHA-256 of its RGBA pixels, as 0x and 64 hex digits."""
    return to_hex(hashlib.sha256(pixels).digest())
