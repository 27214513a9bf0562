"""Bytes of species that another program wrote: what is read all the same, and what is refused.

A `Bytes` is the art of a small pack, taken apart: tables, directory and heap (docs/species.md, "The
bytes of art"). Each case changes one of them.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from avatarchain.base.canonical import canonical_json

TABLES, TEXTS, LOCI = 40, 8, 16
RULES, NAME, VERSION, CREATOR, FORMS = 0, 1, 2, 4, 40  # places in the directory


@dataclass
class Bytes:
    """An art, taken apart; `directory` has offset, length and number of references of each."""

    tables: bytearray
    directory: list[list[int]]
    heap: bytearray
    drawings: int
    """The place of the first drawing in the directory."""

    def joined(self) -> bytes:
        sizes = (3, 3, 2)
        entries = (
            number.to_bytes(size, "big")
            for entry in self.directory
            for number, size in zip(entry, sizes, strict=True)
        )
        return bytes(self.tables) + b"".join(entries) + bytes(self.heap)

    def text(self, place: int) -> bytes:
        offset, length, references = self.directory[place]
        return bytes(self.heap[offset : offset + 4 * references + length])

    def replace(self, place: int, data: bytes, references: int = 0) -> None:
        """Have an entry lead to other bytes, at the end of the heap."""
        self.directory[place] = [len(self.heap), len(data) - 4 * references, references]
        self.heap += data

    def shift(self, by: int) -> None:
        """Have all entries but empty ones lead that much further."""
        for entry in self.directory:
            if entry[1]:
                entry[0] += by


def apart(art: bytes) -> Bytes:
    """An art without second digits, taken apart."""
    layers, kinds = art[6], art[8:24]
    forms = 16 * sum(kind in (1, 2) for kind in kinds)
    at = TABLES + layers + 2 * forms + 12 * 16 * kinds.count(1)
    count = TABLES + forms + 16 * layers
    rows = [art[at + 8 * n : at + 8 * n + 8] for n in range(count)]
    directory = [
        [int.from_bytes(row[a:b], "big") for a, b in ((0, 3), (3, 6), (6, 8))] for row in rows
    ]
    return Bytes(bytearray(art[:at]), directory, bytearray(art[at + 8 * count :]), TABLES + forms)


def crafted(art: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each case, made of an art of a colour and two shapes."""
    for name, change in (*_heaps(), *_tables(), *_references()):
        changed = apart(art)
        change(changed)
        yield name, changed.joined()
    for name, rules in _rules(json.loads(apart(art).text(RULES))):
        changed = apart(art)
        changed.replace(RULES, canonical_json(rules))
        yield name, changed.joined()


Change = Callable[[Bytes], Any]


def _heaps() -> Iterator[tuple[str, Change]]:
    def put(place: int, *entry: int) -> Change:
        return lambda art: art.directory.__setitem__(place, list(entry))

    def gap_in_front(art: Bytes) -> None:
        art.shift(3)
        art.heap[:0] = b"gap"

    def swap(art: Bytes) -> None:
        first, second = (art.text(place) for place in (NAME, VERSION))
        at = art.directory[NAME][0]
        art.heap[at : at + len(first + second)] = second + first
        art.directory[VERSION][0], art.directory[NAME][0] = at, at + len(second)

    def overlapping(art: Bytes) -> None:
        """Rules that are told twice, once without their first byte, and no gap that pays for it."""
        art.directory[CREATOR] = [1, art.directory[RULES][1] - 1, 0]

    def paid(art: Bytes) -> None:
        overlapping(art)
        art.heap += bytes(art.directory[RULES][1])

    yield "with a gap at the end", lambda art: art.heap.extend(b"gap")
    yield "with a gap in front", gap_in_front
    yield "with a text that stands twice", lambda art: art.replace(FORMS + 2, art.text(FORMS))
    yield "with texts in another order", swap
    yield "with an empty text elsewhere", put(CREATOR, 7, 0, 0)
    yield "with an empty text behind the heap", lambda art: put(CREATOR, len(art.heap), 0, 0)(art)
    yield "with an empty text beyond", lambda art: put(CREATOR, len(art.heap) + 1, 0, 0)(art)
    yield "with texts that overlap", overlapping
    yield "with texts that overlap and a gap", paid
    yield "with a creator that is no UTF-8", lambda art: art.replace(CREATOR, b"\xed\xa0\x80")
    yield "with a byte order mark", lambda art: art.replace(CREATOR, b"\xef\xbb\xbfme")
    yield "with a creator", lambda art: art.replace(CREATOR, "Ünï 帽子".encode())


def _tables() -> Iterator[tuple[str, Change]]:
    def byte(at: int, value: int) -> Change:
        return lambda art: art.tables.__setitem__(at, value)

    def unpainted(art: Bytes) -> None:
        del art.tables[TABLES : TABLES + art.tables[6]], art.directory[art.drawings :]
        art.tables[6] = 0

    def colour(digits: bytes) -> Change:
        """The first colour, which stands behind the layers and what each form hides."""
        at = TABLES + 2 + 2 * 48
        return lambda art: art.tables.__setitem__(slice(at, at + len(digits)), digits)

    for name, digits in {
        "another colour": b"0a9f00",
        "a colour in capitals": b"ABCDEF",
        "a colour of other letters": b"00000g",
        "a colour that ends its attribute": b'"><a b',
        "a colour that is no ASCII": "é0000".encode(),
        "a colour of other digits": "١٢٣".encode(),
    }.items():
        yield f"with {name}", colour(digits)
    yield "without layers", unpainted
    yield "with a background of locus 1", byte(7, 1)
    yield "with a background of locus 16", byte(7, 16)
    yield "with a background of locus 254", byte(7, 254)
    yield "with a second locus 16", byte(24 + 2, 16)
    yield "with a second locus 254", byte(24 + 2, 254)
    yield "of kind 4", byte(8 + 9, 4)
    yield "of kind 255", byte(8 + 9, 255)
    yield "with a layer of locus 16", byte(TABLES, 16)
    yield "with another layer at the bottom", byte(TABLES, 2)


def _references() -> Iterator[tuple[str, Change]]:
    def drawn(change: Callable[[bytes, bytes], bytes], count: int = 1) -> Change:
        """The first drawing with other references: of those bytes, and of its text."""

        def replace(art: Bytes) -> None:
            data = art.text(art.drawings)
            art.replace(art.drawings, change(data[:4], data[4:]), count)

        return replace

    yield "with a drawing that stands alone", drawn(lambda reference, text: reference + text)
    for number in (1, 2, 20, 31, 32, 255):
        yield (
            f"with a reference to colour {number}",
            drawn(lambda reference, text, n=number: reference[:3] + bytes([n]) + text),
        )
    yield (
        "with a reference to another place",
        drawn(
            lambda reference, text: reference[:2] + bytes([reference[2] + 1, reference[3]]) + text
        ),
    )
    yield (
        "with a reference more, which leads nowhere",
        drawn(lambda reference, text: reference + bytes([0, 0, 1, 0]) + text, 2),
    )
    yield "without its reference", drawn(lambda _, text: text, 0)
    yield (
        "with a reference that stands twice",
        drawn(lambda reference, text: reference + reference + text, 2),
    )
    yield (
        "with a reference to a fixed colour",
        drawn(lambda reference, text: reference + text.replace(b"000000", b"221133")),
    )


def _rules(rules: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    def weights(change: Callable[[list[list[Any]]], Any]) -> dict[str, Any]:
        changed = deepcopy(rules)
        change(changed["weights"])
        return changed

    yield "of other rules in another place", rules
    yield "with a key more in its rules", {**rules, "more": 1}
    yield "of rules that are a list", [rules]
    yield "of rules that are null", None
    yield "with 15 lists of weights", weights(lambda rows: rows.pop())
    yield "with 17 lists of weights", weights(lambda rows: rows.append([4096] * 16))
    yield "with 15 weights in a list", weights(lambda rows: rows.append([*rows.pop()[:14], 8192]))
    yield "with 17 weights in a list", weights(lambda rows: rows[15].extend([0]))
    for name, last in {
        "that are one too many": [4096] * 15 + [4097],
        "that are one too few": [4096] * 15 + [4095],
        "of 0": [8192, 0] + [4096] * 14,
        "below 0": [8193, -1] + [4096] * 14,
        "of halves": [4095.5, 4096.5] + [4096] * 14,
        "that are true": [8191, True] + [4096] * 14,
        "that are text": ["4096"] * 16,
        "that are null": [8192, None] + [4096] * 14,
        "that are steep": [1] * 15 + [65_521],
    }.items():
        yield f"with weights {name}", weights(lambda rows, row=last: rows.__setitem__(2, row))
