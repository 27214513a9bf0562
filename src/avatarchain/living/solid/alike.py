"""Is a model that other versions made the one that is made here?

Other versions may cut a surface into other triangles and round it in another way. So each point
of either must lie on the other's surface, with its colour and its bone, and so it must with each
morph; clips and bones are the same, and so is all else that the file says.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avatarchain.living.solid.gltf import spelled
from avatarchain.living.solid.opened import Odd, Opened, opened
from avatarchain.living.solid.plane import Floats, Ints

Mask = NDArray[np.bool_]

NEAR = 0.0005
"""Metres that a point may be off the other's surface; and what else moves, in its unit."""

_PACKING = {"accessors", "bufferViews", "buffers", "images"}
_WIDE = 10.0  # metres from the middle, at most
_CELL = 0.008  # metres, of the grid by which triangles are found
_MOST_CELLS, _MOST_PAIRS, _AT_ONCE = 10_000_000, 20_000_000, 60_000
_MOST_TIMES = 10  # as many points as are made here
_ALONG = 0.5  # the cosine of what two directions may be apart
_SMALL = 1e-9  # square metres: a triangle that faces nowhere
_INNER = np.array([[4, 1, 1], [1, 4, 1], [1, 1, 4], [2, 2, 2]]) / 6
_ODD = "it is not laid out as ours are"


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A mesh: points, their directions, what colour and bone they have, triangles, morphs."""

    points: Floats
    normals: Floats
    kinds: Ints
    faces: Ints
    shifts: tuple[Floats, ...]


def difference(data: bytes, made: bytes) -> str | None:
    """What differs between a model and the one that is `made` here; None if nothing does.

    What the two files say of what made them is not compared.
    """
    try:
        theirs, ours = opened(data), opened(made)
        return _of_documents(theirs, ours) or _of_numbers(theirs, ours)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError):
        return _ODD


def _of_documents(theirs: Opened, ours: Opened) -> str | None:
    for file in (theirs, ours):
        del file.json["asset"]["extras"]["avatarchain"]["model"]["with"]
    for key in sorted((theirs.json.keys() | ours.json.keys()) - _PACKING):
        if spelled(theirs.json.get(key)) != spelled(ours.json.get(key)):
            return f"its {key} are others"
    if _images(theirs) != _images(ours):
        return "its colours are others"
    if len(theirs.json["accessors"]) != len(ours.json["accessors"]):
        return _ODD
    return None


def _images(file: Opened) -> list[tuple[bytes, bytes]]:
    """The bytes of the images, and what is said of each."""
    return [
        (file.view(image["bufferView"]), spelled({**image, "bufferView": 0}))
        for image in file.json["images"]
    ]


def _of_numbers(theirs: Opened, ours: Opened) -> str | None:
    """What differs in clips, bones and surfaces, of files whose documents are the same."""
    meshed: set[int] = set()
    for mesh in ours.json["meshes"]:
        (primitive,) = mesh["primitives"]
        rows = [primitive["indices"], *primitive["attributes"].values()]
        rows += [target["POSITION"] for target in primitive.get("targets", ())]
        meshed.update(rows)
        if not all(_alike_in_kind(theirs, ours, row) for row in rows[1:]):
            return _ODD
        if sentence := _of_surfaces(mesh["name"], *_sheets(theirs, ours, primitive)):
            return sentence
    for number in range(len(ours.json["accessors"])):
        if number not in meshed:
            first, second = theirs.array(number), ours.array(number)
            same = _alike_in_kind(theirs, ours, number) and first.shape == second.shape
            if not same or np.abs(first.astype(float) - second).max() > NEAR:
                return "its bones or clips are others"
    return None


def _alike_in_kind(theirs: Opened, ours: Opened, number: int) -> bool:
    """Whether two accessors hold the same kind of numbers."""
    first, second = (file.json["accessors"][number] for file in (theirs, ours))
    kinds = ("componentType", "type", "normalized")
    if [first.get(key) for key in kinds] != [second.get(key) for key in kinds]:
        return False
    return all((end in first) == (end in second) for end in ("min", "max"))


def _sheets(theirs: Opened, ours: Opened, primitive: dict[str, Any]) -> tuple[_Sheet, _Sheet]:
    """A mesh of both. Raises Odd."""
    names = ("TEXCOORD_0", "JOINTS_0", "WEIGHTS_0")
    attributes = primitive["attributes"]
    rows = [
        np.hstack([file.array(attributes[name]).astype(np.int64) for name in names])
        for file in (theirs, ours)
    ]
    _, kinds = np.unique(np.concatenate(rows), axis=0, return_inverse=True)
    first, second = np.split(kinds.reshape(-1), [len(rows[0])])
    if len(first) > _MOST_TIMES * len(second):
        raise Odd
    return _sheet(theirs, primitive, first), _sheet(ours, primitive, second)


def _sheet(file: Opened, primitive: dict[str, Any], kinds: Ints) -> _Sheet:
    points, normals, *shifts = (
        file.array(number).astype(float)
        for number in (
            primitive["attributes"]["POSITION"],
            primitive["attributes"]["NORMAL"],
            *(target["POSITION"] for target in primitive.get("targets", ())),
        )
    )
    faces = file.array(primitive["indices"]).reshape(-1, 3).astype(np.int64)
    lengths = {len(rows) for rows in (points, normals, kinds, *shifts)}
    if len(lengths) > 1 or faces.max() >= len(points) or faces.dtype.kind != "i":
        raise Odd
    if max(np.abs(rows).max() for rows in (points, *shifts)) > _WIDE:
        raise Odd
    return _Sheet(points, normals, kinds, faces, tuple(shifts))


def _of_surfaces(name: str, first: _Sheet, second: _Sheet) -> str | None:
    whole = (sheet.kinds >= 0 for sheet in (first, second))
    if _apart(first, second, first.points, second.points, *whole):
        return f"its surfaces are others ({name})"
    for here, there in zip(first.shifts, second.shifts, strict=True):
        moved = ((rows != 0).max(axis=1) for rows in (here, there))
        if _apart(first, second, first.points + here, second.points + there, *moved):
            return f"its morphs are others ({name})"
    return None


def _apart(
    first: _Sheet, second: _Sheet, here: Floats, there: Floats, mine: Mask, others: Mask
) -> bool:
    """Whether a point of one that is looked at is off the surface of the other, either way."""
    return _off(first, here, mine, second, there) or _off(second, there, others, first, here)


def _off(sheet: _Sheet, points: Floats, looked: Mask, other: _Sheet, there: Floats) -> bool:
    """Whether corners or triangles of a mesh are off the surface of another.

    A corner lies beside a corner of its kind that is lit alike; what is within a triangle lies on
    one of the same kinds that faces the same way.
    """
    corners = there[other.faces]
    kinds = other.kinds[other.faces]
    lit = _off_triangles(
        points[looked],
        sheet.normals[looked],
        sheet.kinds[looked, None],
        corners,
        other.normals[other.faces],
        kinds,
    )
    if lit:
        return True
    faces = sheet.faces[looked[sheet.faces].any(axis=1)]
    inner = np.einsum("kc,fcx->fkx", _INNER, points[faces]).reshape(-1, 3)
    facing = np.repeat(_facing(points[faces]), len(_INNER), axis=0)
    whose = np.repeat(np.sort(sheet.kinds[faces], axis=1), len(_INNER), axis=0)
    away = _facing(corners)[:, None]
    return _off_triangles(inner, facing, whose, corners, away, np.sort(kinds, axis=1))


def _facing(corners: Floats) -> Floats:
    """The directions in which triangles (n × 3 × 3) face; 0 if they are too small to face any."""
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    size = np.sqrt((across**2).sum(axis=1))[:, None]
    return np.where(size > 2 * _SMALL, across / np.maximum(size, 1e-30), 0.0)


def _off_triangles(
    points: Floats,
    ways: Floats,
    kinds: Ints,
    corners: Floats,
    facings: Floats,
    theirs: Ints,
) -> bool:
    """Whether a point is farther than NEAR from all triangles that are of its kind.

    `kinds` is of n × 1 numbers, one of which a triangle has to have, or n × 3, all of them.
    Raises Odd if that is too much to find out.
    """
    if not len(points):
        return False
    order, cells, low, sides = _grid(corners)
    at = np.floor(points / _CELL).astype(np.int64) - low
    outside = ((at < 0) | (at >= sides)).any(axis=1)
    if outside.any():
        return True
    number = (at[:, 0] * sides[1] + at[:, 1]) * sides[2] + at[:, 2]
    begin = np.searchsorted(cells, number, side="left")
    counts = np.searchsorted(cells, number, side="right") - begin
    if counts.sum() > _MOST_PAIRS:
        raise Odd
    ends = np.cumsum(counts)
    start = 0
    while start < len(points):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _AT_ONCE, side="right")))
        part = np.arange(start, stop)
        point = np.repeat(part, counts[part])
        step = np.arange(len(point)) - np.repeat(ends[part] - counts[part] - before, counts[part])
        triangle = order[np.repeat(begin[part], counts[part]) + step]
        alike = theirs[triangle] == kinds[point]
        fits = alike.any(axis=1) if kinds.shape[1] == 1 else alike.all(axis=1)
        point, triangle = point[fits], triangle[fits]
        along = np.einsum("pkx,px->pk", facings[triangle], ways[point]).max(axis=1)
        fits = (along >= _ALONG) | ~ways[point].any(axis=1)
        point, triangle = point[fits], triangle[fits]
        near = _distances(points[point], corners[triangle]) <= NEAR
        if len(np.unique(point[near])) < stop - start:
            return True
        start = stop
    return False


def _grid(corners: Floats) -> tuple[Ints, Ints, Ints, Ints]:
    """The triangles in the cells that they reach, the cells in order, the first cell, the sides."""
    first = np.floor((corners.min(axis=1) - NEAR) / _CELL).astype(np.int64)
    last = np.floor((corners.max(axis=1) + NEAR) / _CELL).astype(np.int64)
    low = first.min(axis=0)
    sides = last.max(axis=0) - low + 1
    spans = last - first + 1
    counts = spans.prod(axis=1)
    if counts.sum() > _MOST_CELLS:
        raise Odd
    triangle = np.repeat(np.arange(len(corners)), counts)
    step = np.arange(len(triangle)) - np.repeat(np.cumsum(counts) - counts, counts)
    high, deep = spans[triangle, 1], spans[triangle, 2]
    x, y, z = step // (high * deep), step // deep % high, step % deep
    begin = first[triangle] - low
    cells = ((begin[:, 0] + x) * sides[1] + begin[:, 1] + y) * sides[2] + begin[:, 2] + z
    order = np.argsort(cells, kind="stable")
    return triangle[order], cells[order], low, sides


def _distances(points: Floats, corners: Floats) -> Floats:
    """How far each point (n × 3) is from its triangle (n × 3 × 3)."""
    least = np.full(len(points), np.inf)
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    inside = np.ones(len(points), bool)
    for k in range(3):
        start, edge = corners[:, k], corners[:, (k + 1) % 3] - corners[:, k]
        to = points - start
        share = (to * edge).sum(axis=1) / np.maximum((edge**2).sum(axis=1), 1e-30)
        off = to - np.clip(share, 0, 1)[:, None] * edge
        least = np.minimum(least, np.sqrt((off**2).sum(axis=1)))
        inside &= (np.cross(edge, to) * across).sum(axis=1) >= 0
    size = np.sqrt((across**2).sum(axis=1))
    plane = np.abs(((points - corners[:, 0]) * across).sum(axis=1)) / np.maximum(size, 1e-30)
    return np.where(inside & (size > 2 * _SMALL), np.minimum(plane, least), least)
