"""How long the pages of a Parquet file are when they are unpacked, read from the pages themselves.

The foot of a file says how long its columns are, and may lie; pyarrow makes room for what is before
each page. That is a struct of Thrift's compact protocol, whose first three numbers are the kind of
the page and its length before and after it was packed.
"""

import os
from typing import Any

_READ = 4096  # bytes, in which what is before a page has to end: it has two texts at most
_MOST_PAGES = 10_000  # of a column in one group of rows
_DEEPEST = 8  # structs in one another
_BOOLEANS, _BYTE, _NUMBERS, _DOUBLE, _TEXT, _LISTS, _STRUCT = (
    (1, 2),
    3,
    (4, 5, 6),
    7,
    8,
    (9, 10),
    12,
)


def unpacked(descriptor: int, column: Any) -> int:
    """The bytes that all pages of a column have, in the group of rows whose metadata is `column`.

    Raises ValueError if they are not as pages are.
    """
    at = column.data_page_offset
    if column.dictionary_page_offset is not None and 0 < column.dictionary_page_offset < at:
        at = column.dictionary_page_offset
    end, total = at + column.total_compressed_size, 0
    for _ in range(_MOST_PAGES):
        if at >= end:
            return total
        os.lseek(descriptor, at, os.SEEK_SET)
        head = _Head(os.read(descriptor, _READ))
        length, packed = head.sizes()
        total += length
        at += head.at + packed
    raise ValueError("a column has too many pages")


class _Head:
    """The bytes before a page, and how far they are read."""

    def __init__(self, data: bytes) -> None:
        self.at = 0
        self._data = data

    def sizes(self) -> tuple[int, int]:
        """The bytes of the page, unpacked and packed; everything before it is then read."""
        numbers: dict[int, int] = {}
        try:
            self._struct(numbers, 0)
            return numbers[2], numbers[3]
        except (IndexError, KeyError):
            raise ValueError("a page does not say how long it is") from None

    def _byte(self) -> int:
        self.at += 1
        return self._data[self.at - 1]

    def _varint(self) -> int:
        number = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
        raise IndexError

    def _struct(self, numbers: dict[int, int], depth: int) -> None:
        """Read a struct; what it has of numbers is put into `numbers`, by their fields."""
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else _signed(self._varint())
            kind = head & 15
            if kind in _NUMBERS:
                number = _signed(self._varint())
                if number < 0 and field in (2, 3) and not depth:
                    raise IndexError
                numbers[field] = number
            elif kind not in _BOOLEANS:
                self._skip(kind, depth)

    def _skip(self, kind: int, depth: int) -> None:
        """Read over a value that is no number, or over an item of a list."""
        if depth > _DEEPEST:
            raise IndexError
        if kind in (_BYTE, *_BOOLEANS):
            self._byte()
        elif kind in _NUMBERS:
            self._varint()
        elif kind in (_DOUBLE, _TEXT):
            length = 8 if kind == _DOUBLE else self._varint()
            self.at += length
        elif kind == _STRUCT:
            self._struct({}, depth + 1)
        elif kind in _LISTS:
            head = self._byte()
            for _ in range(head >> 4 if head >> 4 < 15 else self._varint()):
                self._skip(head & 15, depth + 1)
        else:
            raise IndexError


def _signed(number: int) -> int:
    """The number that a varint stands for: 0, −1, 1, −2 …"""
    return (number >> 1) ^ -(number & 1)
