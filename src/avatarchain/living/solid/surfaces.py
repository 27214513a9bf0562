"""Surfaces: the triangles of bodies, of the lines round them, and of what they show behind.

A body is cut into bands along its edge, where it gets round, and into the cells of a grid.
The outline of a body is a second, larger one that is inside out, in the colour of its line: of
that only the far side is seen, which is a line round the body from wherever one looks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from avatarchain.living.solid.backs import behind, chief_of, without_holes
from avatarchain.living.solid.fields import FLOOR
from avatarchain.living.solid.heights import Kind, Solid
from avatarchain.living.solid.parts import Part
from avatarchain.living.solid.plane import (
    Area,
    Floats,
    Ints,
    bounds,
    box,
    calmed,
    common,
    edges,
    grown,
    joined,
    pieces_of,
    triangles,
)

_BANDS = (4.0, 14.0)  # units from the edge of a body
_SMALL = 60.0  # units across; a smaller body has one band
_EDGE = 0.8  # units by which the edges of bands and of outlines may be off
_COARSE = 1.5
_FLOOR_STEPS = 20
_GAP = 0.5  # units


@dataclass(slots=True)
class Mesh:
    """Triangles as they are gathered: points (x, y, z in units), colours and bones."""

    points: list[Floats] = field(default_factory=list)
    faces: list[Ints] = field(default_factory=list)
    colours: list[str] = field(default_factory=list)
    bones: list[str] = field(default_factory=list)
    smooth: list[int] = field(default_factory=list)
    morphs: dict[str, list[tuple[int, Floats]]] = field(default_factory=dict)
    count: int = 0
    group: int = 0

    def add(
        self,
        flat: Floats,
        z: Floats,
        faces: Ints,
        colour: str,
        bone: str,
        morphs: Mapping[str, Floats] | None = None,
    ) -> None:
        """Add points (n × 2 and their z) and triangles; `morphs` are shifts, n × 3 each."""
        if not len(faces):
            return
        number = len(flat)
        self.points.append(np.column_stack([flat, z]))
        self.faces.append(faces + self.count)
        self.colours += [colour] * number
        self.bones += [bone] * number
        self.smooth += [self.group] * number
        for name, shifts in (morphs or {}).items():
            self.morphs.setdefault(name, []).append((self.count, shifts))
        self.count += number

    def next_group(self) -> None:
        """What comes now is not smoothed together with what came before."""
        self.group += 1


def add_solid(mesh: Mesh, solid: Solid, cell: float) -> None:
    """Add the triangles of a solid; `cell` is the side of the grid in units."""
    part = solid.part
    bands = _bands(part.body)
    mesh.next_group()
    for colour, region in part.regions:
        for band in bands:
            flat, faces = triangles(calmed(common(region, band)), cell)
            mesh.add(flat, solid.front(flat, body=True), faces, colour, part.bone)
    if bands and solid.kind is not Kind.RELIEF:
        for colour, region in behind(solid):
            for band in (bands[0], without_holes(part.body) - bands[0]):
                area = calmed(common(region, band))
                flat, faces = triangles(area, cell * _COARSE)
                z = solid.back(flat, body=True)
                mesh.add(flat, z, faces[:, ::-1], colour, part.bone)
        _add_wall(mesh, solid)
        _add_floor(mesh, solid)
    mesh.next_group()
    if part.ink:
        _add_line(mesh, solid, cell)
        _add_outline(mesh, solid, cell)


def _bands(body: Area) -> list[Area]:
    """The body cut into bands along its edge, the outermost first."""
    bands, rest = [], body
    if body.is_empty():
        return []
    left, top, right, bottom = bounds(body)
    small = min(right - left, bottom - top) < _SMALL
    for width in _BANDS[:1] if small else _BANDS:
        inner = grown(body, -width).simplify(_EDGE)
        band = rest - inner
        bands.append(band)
        rest = common(rest, inner)
    return [band for band in (*bands, rest) if not band.is_empty()]


def _add_line(mesh: Mesh, solid: Solid, cell: float) -> None:
    """What is drawn of the line round a body, flat on both sides, and what is line alone."""
    part = solid.part
    ring = part.silhouette - part.body
    for colour, region in part.regions:
        area = common(region, ring)
        if colour == part.ink:
            area = joined([common(area, solid.over), common(area, part.thin)])
        flat, faces = triangles(calmed(area), cell * _COARSE)
        mesh.add(flat, solid.front(flat, body=False), faces, colour, part.bone)
        if solid.kind is Kind.RELIEF:
            continue
        if colour == part.ink:
            area = common(area, part.thin)
            flat, faces = triangles(calmed(area), cell * _COARSE)
        z = solid.back(flat, body=False)
        mesh.add(flat, z, faces[:, ::-1], colour, part.bone)


def _add_outline(mesh: Mesh, solid: Solid, cell: float) -> None:
    part = solid.part
    whole = part.silhouette.simplify(_EDGE)
    inner = grown(whole, -7.0).simplify(_EDGE)
    for band in (whole - inner, inner):
        flat, faces = triangles(band, cell * _COARSE)
        if not len(faces):
            continue
        front, back = solid.outline(flat)
        mesh.add(flat, front, faces[:, ::-1], part.ink, part.bone)
        if solid.kind is not Kind.RELIEF:
            mesh.add(flat, back, faces, part.ink, part.bone)


def _add_wall(mesh: Mesh, solid: Solid) -> None:
    """Close a body along its edge where its front and its back do not meet there."""
    part = solid.part
    starts, ends = edges([common(part.body, box(-2000, -2000, 2000, FLOOR))])
    if not len(starts):
        return
    corners = np.concatenate([starts, ends])
    front, back = solid.front(corners, body=True), solid.back(corners, body=True)
    count = len(starts)
    gap = np.maximum(front - back, 0)
    level = (starts[:, 1] > FLOOR - 0.5) & (ends[:, 1] > FLOOR - 0.5)
    (open_,) = ((np.maximum(gap[:count], gap[count:]) > _GAP) & ~level).nonzero()
    if not len(open_):
        return
    flat = np.concatenate([starts[open_], ends[open_]] * 2)
    z = np.concatenate([front[open_], front[open_ + count], back[open_], back[open_ + count]])
    k, many = np.arange(len(open_)), len(open_)
    faces = np.concatenate(
        [
            np.column_stack([k, k + many, k + 2 * many]),
            np.column_stack([k + many, k + 3 * many, k + 2 * many]),
        ]
    )
    mesh.next_group()
    mesh.add(flat, z, faces, chief_of(part), part.bone)


def _add_floor(mesh: Mesh, solid: Solid) -> None:
    """Close a body where it is cut at the picture's lower edge."""
    body = solid.part.body
    if bounds_bottom(body) < FLOOR - 0.5:
        return
    mesh.next_group()
    for piece in pieces_of(common(body, box(-2000, FLOOR - 1, 2000, FLOOR))):
        left, _, right, _ = bounds(piece)
        x = left + (right - left) * np.arange(_FLOOR_STEPS) / (_FLOOR_STEPS - 1)
        flat = np.column_stack([x, np.full(_FLOOR_STEPS, float(FLOOR))])
        front, back = solid.front(flat, body=True), solid.back(flat, body=True)
        k = np.arange(_FLOOR_STEPS - 1)
        faces = np.concatenate(
            [
                np.column_stack([k, k + _FLOOR_STEPS, k + 1]),
                np.column_stack([k + 1, k + _FLOOR_STEPS, k + _FLOOR_STEPS + 1]),
            ]
        )
        mesh.add(
            np.concatenate([flat, flat]),
            np.concatenate([front, back]),
            faces,
            chief_of(solid.part),
            solid.part.bone,
        )


def bounds_bottom(area: Area) -> float:
    """The lowest edge of an area, in units; 0 if it is empty."""
    return 0.0 if area.is_empty() else bounds(area)[3]


def normals(mesh: Mesh, points: Floats, faces: Ints) -> Floats:
    """The directions (n × 3, of length 1) in which a surface faces at its points.

    Points of one group in the same place face the same way, whatever their colours.
    """
    key = np.column_stack([np.rint(points * 10), np.array(mesh.smooth)]).astype(np.int64)
    _, place = np.unique(key, axis=0, return_inverse=True)
    place = place.reshape(-1)
    corners = points[faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    sums = np.zeros((place.max() + 1, 3))
    for axis in range(3):
        for corner in range(3):
            sums[:, axis] += np.bincount(
                place[faces[:, corner]], across[:, axis], minlength=len(sums)
            )
    found = sums[place]
    lengths = np.sqrt((found * found).sum(axis=1, keepdims=True))
    flat = lengths[:, 0] < 1e-6
    directions: Floats = found / np.maximum(lengths, 1e-9)
    directions[flat] = (0, 0, 1)
    return directions


def gathered(mesh: Mesh) -> tuple[Floats, Ints]:
    """All points (n × 3, in units) and triangles of a mesh."""
    return np.concatenate(mesh.points), np.concatenate(mesh.faces)


def regions_without(parts: Sequence[Part]) -> list[str]:
    """The colours of some parts, in order, each once."""
    return list(dict.fromkeys(colour for part in parts for colour, _ in part.regions))
