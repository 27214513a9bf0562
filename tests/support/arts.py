"""Arts of species that no pack made, as a stranger's contract may hold them."""

import json
from collections.abc import Sequence

FORMS, TEXTS = 256, 40
RULES = json.dumps({"weights": [[4096] * 16] * 16}).encode()


def crafted_art(
    layers: int, drawing: Sequence[tuple[int, int]], heap: bytes = b"", name: str = "a"
) -> bytes:
    """An art of 8 shape loci of 256 forms, whose rules and other names are of no use.

    It paints the first locus `layers` times. `drawing` has offset and length of the drawings in
    `heap`, which are taken in turn.
    """
    tables = b"AVART\x02" + bytes([layers, 255]) + bytes([2, 3] * 8)
    tables += bytes(255 if locus % 2 else locus + 1 for locus in range(16)) + bytes(layers)
    tables += bytes(2 * 8 * FORMS)
    named = (len(RULES) + 1 + len(heap), len(name.encode()))
    entries = [(0, len(RULES)), named, *[(0, 0)] * (TEXTS - 2)]
    entries += [(len(RULES), 1)] * (8 * FORMS)
    for number in range(layers * FORMS):
        offset, length = drawing[number % len(drawing)]
        entries.append((len(RULES) + 1 + offset, length))
    directory = b"".join(
        offset.to_bytes(3, "big") + length.to_bytes(3, "big") + b"\0\0"
        for offset, length in entries
    )
    return tables + directory + RULES + b"a" + heap + name.encode()
