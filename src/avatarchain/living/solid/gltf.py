"""Writing glTF 2.0: the JSON and the bytes of one `.glb` file, always in the same order."""

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAGIC, _VERSION = b"glTF", 2
_ARRAY, _ELEMENTS = 34962, 34963
_TYPES = {"f4": 5126, "u1": 5121, "u2": 5123, "u4": 5125}
_KINDS = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
_SPARSE = 0.6  # of a shift's points may move for it to be written sparsely

Json = dict[str, Any]


def spelled(value: Any) -> bytes:
    """The text of a document, or of a part of one."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode()


class Glb:
    """A file in the making: `json` is its document, to which views and accessors are added."""

    def __init__(self) -> None:
        self.json: Json = {"asset": {"version": "2.0"}}
        self._bytes = bytearray()

    def view(self, data: bytes, target: int | None = None, stride: int | None = None) -> int:
        """Add bytes; return the number of their view."""
        self._bytes += b"\0" * (-len(self._bytes) % 4)
        view: Json = {"buffer": 0, "byteOffset": len(self._bytes), "byteLength": len(data)}
        if stride:
            view["byteStride"] = stride
        if target:
            view["target"] = target
        self._bytes += data
        return self._number("bufferViews", view)

    def array(
        self,
        values: NDArray[Any],
        *,
        target: int | None = _ARRAY,
        normalized: bool = False,
        bounded: bool = False,
    ) -> int:
        """Add rows of numbers; return the number of their accessor.

        With `bounded` it says the least and the greatest of each column.
        """
        row = values.dtype.itemsize * (1 if values.ndim == 1 else values.shape[1])
        stride = row + -row % 4 if target == _ARRAY else None
        data = values
        if stride and stride != row:
            data = np.zeros((len(values), stride // values.dtype.itemsize), values.dtype)
            data[:, : values.shape[1]] = values
        accessor = self._accessor(values, bounded=bounded)
        wide = stride if stride and target == _ARRAY else None
        accessor["bufferView"] = self.view(_little(data), target, wide)
        if normalized:
            accessor["normalized"] = True
        return self._number("accessors", accessor)

    def indices(self, faces: NDArray[np.int64], points: int) -> int:
        """Add triangles; return the number of their accessor."""
        kind = np.uint16 if points < 65_535 else np.uint32
        return self.array(faces.reshape(-1).astype(kind), target=_ELEMENTS)

    def numbers(self, values: NDArray[np.float32], *, bounded: bool = False) -> int:
        """Add what is no part of a mesh, such as times; return the number of its accessor."""
        return self.array(values, target=None, bounded=bounded)

    def shifts(self, values: NDArray[np.float32]) -> int:
        """Add the shifts of a morph (n × 3); what does not move takes no room."""
        moved = np.unique(values.nonzero()[0])
        if len(moved) > _SPARSE * len(values):
            return self.array(values, bounded=True)
        accessor = self._accessor(values, bounded=True)
        if len(moved):
            kind = np.dtype(np.uint16 if len(values) < 65_535 else np.uint32)
            accessor["sparse"] = {
                "count": len(moved),
                "indices": {
                    "bufferView": self.view(_little(moved.astype(kind))),
                    "componentType": _TYPES[kind.str[1:]],
                },
                "values": {"bufferView": self.view(_little(values[moved]))},
            }
        return self._number("accessors", accessor)

    def data(self) -> bytes:
        """The bytes of the file."""
        self._bytes += b"\0" * (-len(self._bytes) % 4)
        self.json["buffers"] = [{"byteLength": len(self._bytes)}]
        text = spelled(self.json)
        text += b" " * (-len(text) % 4)
        length = 12 + 8 + len(text) + 8 + len(self._bytes)
        return (
            struct.pack("<4sII", _MAGIC, _VERSION, length)
            + struct.pack("<I4s", len(text), b"JSON")
            + text
            + struct.pack("<I4s", len(self._bytes), b"BIN\0")
            + bytes(self._bytes)
        )

    def _accessor(self, values: NDArray[Any], *, bounded: bool) -> Json:
        columns = 1 if values.ndim == 1 else values.shape[1]
        accessor: Json = {
            "componentType": _TYPES[values.dtype.str[1:]],
            "count": len(values),
            "type": _KINDS[columns],
        }
        if bounded:
            accessor["min"] = _list(values.min(axis=0))
            accessor["max"] = _list(values.max(axis=0))
        return accessor

    def _number(self, kind: str, row: Json) -> int:
        rows: list[Json] = self.json.setdefault(kind, [])
        rows.append(row)
        return len(rows) - 1


def _little(values: NDArray[Any]) -> bytes:
    return np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<"))).tobytes()


def _list(values: NDArray[Any]) -> list[float]:
    return [float(value) for value in np.atleast_1d(values)]
