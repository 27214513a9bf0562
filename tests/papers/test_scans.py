"""JPEGs that decoders show in different ways: scans, restarts, tables and sampling."""

import io
import re
import struct
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from avatarchain.papers.segments import oddity

SIDE = 64
PICTURES = [
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (SIDE, SIDE, 3), np.uint8))
    for seed in (1, 2)
]
SCAN = b"\xff\xda"
RESTART = re.compile(rb"\xff[\xd0-\xd7]")


def saved(picture: Image.Image = PICTURES[0], **how: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", **how)
    return buffer.getvalue()


def scans(jpeg: bytes) -> tuple[bytes, list[bytes]]:
    """What stands before the scans, and each scan with the tables behind it."""
    head, *rest = jpeg[:-2].split(SCAN)
    return head, [SCAN + scan for scan in rest]


def of_scans(head: bytes, *parts: bytes) -> bytes:
    return head + b"".join(parts) + b"\xff\xd9"


def progressive(order: Callable[[list[bytes]], list[bytes]]) -> bytes:
    """A progressive JPEG with its scans in another order, or fewer or more of them."""
    head, parts = scans(saved(progressive=True))
    return of_scans(head, *order(parts))


def tables(scan: bytes) -> bytes:
    """The tables behind a scan, without it."""
    return scan[scan.index(b"\xff\xc4") :]


def two_pictures() -> bytes:
    """A sequential JPEG with the scans of two pictures."""
    head, first = scans(saved(optimize=False))
    _, second = scans(saved(PICTURES[1], optimize=False))
    return of_scans(head, *second, *first)


def intervals(jpeg: bytes) -> tuple[bytes, list[bytes]]:
    """What stands up to the head of its one scan, and what is between its restarts."""
    at = jpeg.index(SCAN)
    at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return jpeg[:at], RESTART.split(jpeg[at:-2])


def restarted(numbers: Callable[[int], int]) -> bytes:
    """A JPEG with 16 intervals, behind each but the last the restart of a number."""
    head, parts = intervals(saved(subsampling=0, restart_marker_blocks=4))
    assert len(parts) == 16
    codes = b"".join(part + bytes([0xFF, 0xD0 + numbers(at)]) for at, part in enumerate(parts[:-1]))
    return head + codes + parts[-1] + b"\xff\xd9"


def without_interval() -> bytes:
    """A JPEG with restarts that it does not announce."""
    data = saved(restart_marker_blocks=4)
    return data.replace(b"\xff\xdd\0\4\0\4", b"")


def table_of_16_bits(value: int = 16) -> bytes:
    data = saved()
    at = data.index(b"\xff\xdb")
    table = b"\x10" + struct.pack(">64H", *[value] * 64)
    return data[:at] + b"\xff\xdb" + struct.pack(">H", 2 + len(table)) + table + data[at + 69 :]


def changed(segment: bytes, place: int, value: int, **how: object) -> bytes:
    """A JPEG with another byte behind the two of a segment."""
    data = bytearray(saved(**how))
    data[data.index(segment) + 2 + place] = value
    return bytes(data)


def sampled(*samplings: int) -> bytes:
    """A JPEG that says of its components that they are sampled so."""
    data = bytearray(saved(subsampling=0))
    at = data.index(b"\xff\xc0") + 11
    data[at : at + 9 : 3] = bytes(samplings)
    return bytes(data)


def with_thumbnail() -> bytes:
    data = saved()
    body = data[6:18] + bytes((2, 2)) + bytes(12)
    return data[:2] + b"\xff\xe0" + struct.pack(">H", 2 + len(body)) + body + data[20:]


USUAL = {
    "sequential": saved(),
    "progressive": saved(progressive=True),
    "grey": saved(PICTURES[0].convert("L")),
    "progressive and grey": saved(PICTURES[0].convert("L"), progressive=True),
    "of the best quality": saved(quality=100, subsampling=0),
    "of restarts": restarted(lambda at: at % 8),
    "of restarts in several scans": saved(
        PICTURES[0].resize((99, 71)), progressive=True, restart_marker_blocks=3
    ),
    "of few restarts": saved(PICTURES[0].resize((50, 31)), restart_marker_rows=1),
    "no restart where one interval is enough": saved(restart_marker_blocks=99),
    "as ffmpeg says that colours are whole": sampled(0x12, 0x12, 0x12),
    **{f"sampled as {number}": saved(subsampling=number) for number in range(3)},
}
ODD = {
    "once": {
        "two pictures": two_pictures(),
        "a scan twice": progressive(lambda parts: [*parts, parts[0]]),
        "a band twice": progressive(lambda parts: [*parts[:2], *parts[1:]]),
        "a refinement twice": progressive(lambda parts: [*parts, parts[-1]]),
        "no refinement": progressive(lambda parts: parts[:-1]),
        "no colours": progressive(lambda parts: [*parts[:2], *map(tables, parts[2:4]), *parts[4:]]),
        "details before means": progressive(lambda parts: [parts[1], parts[0], *parts[2:]]),
        "a part of the coefficients": changed(SCAN, 10, 40),
        "a component that is none": changed(SCAN, 3, 9),
        "a component twice in a scan": changed(SCAN, 5, 1),
        "no components": changed(SCAN, 2, 0),
    },
    "restarts": {
        "a restart again": restarted(lambda at: max(0, at - 1) % 8),
        "restarts that do not count": restarted(lambda _: 7),
        "too few restarts": changed(b"\xff\xdd", 3, 2, restart_marker_blocks=4),
        "too many restarts": changed(b"\xff\xdd", 3, 9, restart_marker_blocks=4),
        "restarts that are not announced": without_interval(),
    },
    "tables": {
        "values of 16 bits": table_of_16_bits(),
        "a value of zero": changed(b"\xff\xdb", 9, 0),
        "a table of another number": changed(b"\xff\xdb", 2, 4),
        "a number of 12 bits for a mean": changed(b"\xff\xc4", 19, 12),
        "a table that is longer than its segment": changed(b"\xff\xc4", 9, 90),
        "codes of a number of which there is no table": changed(b"\xff\xc4", 2, 4),
        "a table without codes": saved().replace(SCAN, b"\xff\xc4\0\x13\1" + bytes(16) + SCAN, 1),
        "a number of 12 bits in a table between scans": progressive(
            lambda parts: [
                re.sub(rb"(\xff\xc4..\x10.{16}).", b"\\1\x0c", parts[0], flags=re.DOTALL),
                *parts[1:],
            ]
        ),
    },
    "that are not there": {
        "a table of details that means do not need": changed(SCAN, 4, 0x04, progressive=True),
        "a table of means that details do not need": progressive(
            lambda parts: [parts[0], parts[1][:6] + b"\x20" + parts[1][7:], *parts[2:]]
        ),
        "a table of means that is nowhere": changed(SCAN, 4, 0x20),
        "a table of details that is nowhere": changed(SCAN, 4, 0x02),
        "a table that comes too late": progressive(
            lambda parts: [parts[0][: parts[0].index(b"\xff\xc4")], parts[1], *parts[2:]]
        ),
    },
    "sampled": {
        "finer colours": sampled(0x11, 0x22, 0x22),
        "colours of two kinds": sampled(0x22, 0x12, 0x21),
        "lightness of four": sampled(0x41, 0x11, 0x11),
        "lightness of three": sampled(0x31, 0x11, 0x11),
    },
    "small picture": {"a thumbnail in JFIF": with_thumbnail()},
}


@pytest.mark.parametrize("name", USUAL)
def test_what_usual_programs_write_is_read(name: str) -> None:
    assert oddity(USUAL[name]) is None


@pytest.mark.parametrize(
    ("reason", "name"), [(reason, name) for reason, cases in ODD.items() for name in cases]
)
def test_what_decoders_show_in_different_ways_is_told(reason: str, name: str) -> None:
    assert reason in (oddity(ODD[reason][name]) or "")
