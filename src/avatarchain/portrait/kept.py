"""A cache on disk of stencils, the drawings as pixels at one size (see `stencil`).

Making the stencils of a picture takes several times longer than painting with them. A stencil
depends only on its drawing, the names of the colours, the size, and the version of Pillow, so it is
stored under the digest of these (see `base.cache`).
"""

import sys
import zlib
from collections.abc import Mapping
from hashlib import sha256
from struct import Struct
from struct import error as Misfit  # noqa: N812 - a class with the name of a variable
from typing import Any

import numpy as np
import PIL
from numpy.typing import NDArray

from avatarchain.base import cache
from avatarchain.portrait.stencil import Stencil, cut
from avatarchain.species.drawing import shapes

FORM = 2
"""The version of stored stencils; it changes when the code gives other stencils."""

_HEAD = Struct("<8i")  # the box, how many edges, names and mixtures, and whether it is faded


def stencil_of(
    drawing: str, names: Mapping[str, int], size: int, *, fine: bool = False
) -> Stencil | None:
    """The stencil of a drawing in canonical text, from the cache or made anew; see `cut`."""
    given = (FORM, PIL.__version__, sys.byteorder, size, fine, *names.items(), drawing)
    key = sha256(repr(given).encode()).hexdigest()
    content = cache.read(key)
    if content is not None:
        try:
            return _read(content, max(names.values(), default=0), size)
        except (ValueError, Misfit, zlib.error):
            pass  # it is cut anew
    stencil = cut(shapes(drawing, dict(names)), dict(names), size, fine=fine)
    cache.write(key, _written(stencil))
    return stencil


def _written(stencil: Stencil | None) -> bytes:
    """A stencil as bytes; None as no bytes.

    `keeps` is left out, because it follows from `labels`.
    """
    if stencil is None:
        return b""
    counts = len(stencil.edges), len(stencil.names), len(stencil.mixtures)
    arrays = (stencil.labels, stencil.edges, stencil.blends, stencil.names, stencil.mixtures)
    head = _HEAD.pack(*stencil.box, *counts, stencil.faded)
    return zlib.compress(head + b"".join(array.tobytes() for array in arrays), 1)


def _read(content: bytes, rows: int, size: int) -> Stencil | None:
    """The stencil in these bytes, of a drawing with `rows` names of colours.

    Raises ValueError, Misfit or zlib.error for other bytes.
    """
    if not content:
        return None
    data = zlib.decompress(content)
    *box, edges, names, mixtures, faded = _HEAD.unpack_from(data)
    left, top, right, bottom = box
    if not (0 <= left < right <= size and 0 <= top < bottom <= size):
        raise ValueError("a box that is not on the canvas")
    at = _HEAD.size
    arrays: list[NDArray[Any]] = []
    for kind, count in (
        (np.uint8, (bottom - top) * (right - left)),
        (np.int32, edges),
        (np.int32, edges),
        (np.uint8, names),
        (np.float32, mixtures * (1 + names)),
    ):
        arrays.append(np.frombuffer(data, kind, count, at) if count else np.zeros(0, kind))
        at += arrays[-1].nbytes
    bounds = (rows, size * size - 1, mixtures - 1, rows)
    for array, most in zip(arrays, bounds, strict=False):
        if array.size and not 0 <= array.min() <= array.max() <= most:
            raise ValueError("a place or a row that is not there")
    if at != len(data) or not np.isfinite(arrays[4]).all():
        raise ValueError("no stencil")
    labels = arrays[0].reshape(bottom - top, right - left)
    return Stencil(
        box=(left, top, right, bottom),
        labels=labels,
        keeps=np.where(labels, np.uint8(0), np.uint8(255)),
        edges=arrays[1],
        blends=arrays[2],
        names=arrays[3],
        mixtures=arrays[4].reshape(mixtures, 1 + names),
        faded=bool(faded),
    )
