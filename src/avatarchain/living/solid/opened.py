"""Reading models back: the document of a `.glb` file and its rows of numbers.

A file may come from a stranger. What is not laid out as `gltf` writes it is not read.
"""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatarchain.living.solid.gltf import COLUMNS, DTYPES, Json, spelled

MOST_ROWS = 1_000_000
_ACCESSOR = {"bufferView", "componentType", "count", "max", "min", "normalized", "sparse", "type"}
_VIEW = {"buffer", "byteLength", "byteOffset", "byteStride", "target"}


class Odd(ValueError):
    """A file is not laid out as ours are."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The document of a file, and the bytes to which it points."""

    json: Json
    data: bytes

    def view(self, number: int) -> bytes:
        """The bytes of a view. Raises Odd."""
        start, size, _ = self._place(number)
        return self.data[start : start + size]

    def array(self, number: int) -> NDArray[Any]:
        """The numbers of an accessor, one row each. Raises Odd."""
        said = self.json["accessors"][number]
        count = said["count"]
        if not (said.keys() <= _ACCESSOR and type(count) is int and 0 < count <= MOST_ROWS):
            raise Odd
        kind, columns = np.dtype(DTYPES[said["componentType"]]), COLUMNS[said["type"]]
        values = np.zeros((count, columns), kind)
        if "bufferView" in said:
            values[:] = self._rows(said["bufferView"], kind, columns, count)
        if "sparse" in said:
            self._fill(values, said["sparse"])
        if not np.isfinite(values).all():
            raise Odd
        for end, value in (("min", values.min(axis=0)), ("max", values.max(axis=0))):
            if end in said and said[end] != value.tolist():
                raise Odd
        return values

    def _fill(self, values: NDArray[Any], sparse: Json) -> None:
        if sparse.keys() != {"count", "indices", "values"}:
            raise Odd
        indices, moved = sparse["indices"], sparse["values"]
        if indices.keys() != {"bufferView", "componentType"} or moved.keys() != {"bufferView"}:
            raise Odd
        count, kind = sparse["count"], np.dtype(DTYPES[indices["componentType"]])
        places = self._rows(indices["bufferView"], kind, 1, count)[:, 0].astype(np.int64)
        if (np.diff(places) <= 0).any() or places[-1] >= len(values):
            raise Odd
        values[places] = self._rows(moved["bufferView"], values.dtype, values.shape[1], count)

    def _rows(self, number: int, kind: np.dtype[Any], columns: int, count: int) -> NDArray[Any]:
        start, size, stride = self._place(number)
        width = kind.itemsize * columns
        stride = stride or width
        if type(count) is not int or count < 1:
            raise Odd
        if not width <= stride <= 252 or (count - 1) * stride + width > size:
            raise Odd
        return np.ndarray((count, columns), kind, self.data, start, (stride, kind.itemsize))

    def _place(self, number: int) -> tuple[int, int, int | None]:
        """Where a view begins, how many bytes it has, and from row to row."""
        said = self.json["bufferViews"][number]
        start, size, stride = said["byteOffset"], said["byteLength"], said.get("byteStride")
        whole = all(type(value) is int and value >= 0 for value in (start, size, stride or 0))
        if not whole or not said.keys() <= _VIEW or said["buffer"] != 0:
            raise Odd
        if start + size > len(self.data):
            raise Odd
        return start, size, stride


def opened(data: bytes) -> Opened:
    """A `.glb` file, whose header and JSON are in order. Raises Odd."""
    length = int.from_bytes(data[12:16], "little")
    text, rest = data[20 : 20 + length], data[20 + length :]
    table = json.loads(text)
    body = rest[8:]
    if spelled(table) != text.rstrip(b" ") or rest[4:8] != b"BIN\0":
        raise Odd
    if int.from_bytes(rest[:4], "little") != len(body):
        raise Odd
    if table.get("buffers") != [{"byteLength": len(body)}]:
        raise Odd
    return Opened(table, body)
