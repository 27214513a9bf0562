"""Reading models back: the document of a `.glb` file of ours, and its rows of numbers."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DTYPES = {5126: "<f4", 5121: "<u1", 5123: "<u2", 5125: "<u4"}
_COLUMNS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


@dataclass(frozen=True, slots=True)
class Opened:
    """The document of a file, and the bytes to which it points."""

    json: dict[str, Any]
    data: bytes

    def array(self, number: int) -> NDArray[Any]:
        """The numbers of an accessor, one row each."""
        said = self.json["accessors"][number]
        kind, columns = np.dtype(_DTYPES[said["componentType"]]), _COLUMNS[said["type"]]
        values = np.zeros((said["count"], columns), kind)
        if "bufferView" in said:
            values[:] = self._rows(said["bufferView"], kind, columns, said["count"])
        if sparse := said.get("sparse"):
            indices, moved = sparse["indices"], sparse["values"]
            places = np.dtype(_DTYPES[indices["componentType"]])
            at = self._rows(indices["bufferView"], places, 1, sparse["count"])[:, 0]
            values[at] = self._rows(moved["bufferView"], kind, columns, sparse["count"])
        return values

    def _rows(self, number: int, kind: np.dtype[Any], columns: int, count: int) -> NDArray[Any]:
        view = self.json["bufferViews"][number]
        stride = view.get("byteStride", kind.itemsize * columns)
        steps = (stride, kind.itemsize)
        return np.ndarray((count, columns), kind, self.data, view["byteOffset"], steps)


def opened(data: bytes) -> Opened:
    """A `.glb` file."""
    length = int.from_bytes(data[12:16], "little")
    return Opened(json.loads(data[20 : 20 + length]), data[28 + length :])
