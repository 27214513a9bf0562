"""Eyes and mouth on a solid head: what lies on the skin, and what opens, closes and looks.

Every piece lies on the skin, a little above what was painted before it. Eyes bulge. What slides
in a window in the plane (lids, the floor of a mouth) is here drawn as it is in the end, and at
rest pulled together into a line at the edge from which it comes; a morph takes it there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from avatarchain.living import Rig
from avatarchain.living.elements import Inked, box_of
from avatarchain.living.pieces import Figure, Piece, Slide
from avatarchain.living.slides import GAPE_DOWN, GAPE_IN
from avatarchain.living.solid.fields import Field, Mask, at, blown, empty, inside
from avatarchain.living.solid.parts import is_face, overlay
from avatarchain.living.solid.plane import (
    Area,
    Floats,
    bounds,
    common,
    edges,
    filled,
    joined,
    triangles,
)
from avatarchain.living.solid.surfaces import Mesh

MORPHS = (
    "blink",
    "blinkLeft",
    "blinkRight",
    "happy",
    "aa",
    "oh",
    "lookLeft",
    "lookRight",
    "lookUp",
    "lookDown",
)
"""What a face does; left and right are the character's own."""

_BULGE = 0.45  # of √u
_STEP = 1.1  # units between what is painted over one another
_LIFT = 5.0  # units by which lids stand off, so that they pass over the bulge
_HIDDEN = -10.0
_TUCKED = -0.5  # units above the skin at which lids are while they are open, below all lines
_RAISED = {True: 9.0, False: 4.0}  # what eyes and a mouth take up, in units
_CELL = 14.0
_RUN = 512  # points
_MIDDLE, _ASIDE = 256.0, 12.0
_NARROW, _OH_IN, _OH_DOWN = 0.55, 0.4, 0.2
_SMILE, _SMILE_REACH, _WIDE = 7.0, 52.0, 50.0
_LIDS = {
    Slide.UPPER: ("blink", True),
    Slide.LOWER: ("blink", False),
    Slide.CURVED: ("happy", True),
    Slide.CHEEK: ("happy", False),
}


@dataclass(frozen=True, slots=True)
class Skin:
    """What pieces lie on: `base` is z of the face, `bulge` u of the eyes' openings."""

    base: Field
    bulge: Field

    def z(self, points: Floats, height: float) -> Floats:
        """z of some points (n × 2), `height` units above the skin."""
        return at(self.base, points) + _BULGE * np.sqrt(at(self.bulge, points)) + height


def raises(figure: Figure, rig: Rig) -> dict[int, Field]:
    """By how much eyes and mouth raise what lies below them, by layer, in units."""
    fields: dict[int, Field] = {}
    for layer in sorted({piece.layer for piece in figure.pieces if is_face(piece, rig)}):
        pieces = [piece for piece in figure.pieces if piece.layer == layer]
        shapes = [shape for piece in pieces if piece.slide is None for shape in piece.shapes]
        area = joined([region for _, region in overlay(shapes)])
        bulge = _BULGE * np.sqrt(_openings(figure, layer))
        raised = _RAISED[layer in rig.face.eyes]
        fields[layer] = bulge + raised * (inside(area) | (bulge > 0))
    return fields


def add_face(mesh: Mesh, figure: Figure, rig: Rig, bases: Mapping[int, Field]) -> None:
    """Add the triangles of eyes and mouth; `bases` are what their layers lie on."""
    skins = {layer: Skin(base, _openings(figure, layer)) for layer, base in bases.items()}
    levels: list[tuple[Area, int]] = []
    for piece in figure.pieces:
        if piece.bone is None or not is_face(piece, rig):
            continue
        mesh.next_group()
        window = None if piece.window is None else filled(figure.windows[piece.window])
        drawn = overlay(piece.shapes)
        if window is not None:
            drawn = tuple((colour, common(area, window)) for colour, area in drawn)
        whole = joined([area for _, area in drawn])
        if whole.is_empty():
            continue
        level = 1 + max((rank for area, rank in levels if _meet(area, whole)), default=0)
        levels.append((whole, level))
        for colour, area in drawn:
            flat, faces = triangles(area, _CELL)
            if len(faces):
                skin, height = skins[piece.layer], level * _STEP
                rest, z, morphs = _moved(piece, flat, skin, height, window, rig)
                mesh.add(rest, z, faces, colour, piece.bone, morphs)


def _meet(first: Area, second: Area) -> bool:
    a, b = bounds(first), bounds(second)
    apart = a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
    return not apart and not common(first, second).is_empty()


def _openings(figure: Figure, layer: int) -> Field:
    """u of the openings of the eyes that are drawn in a layer."""
    numbers = {
        piece.window
        for piece in figure.pieces
        if piece.layer == layer and piece.slide in (Slide.GAZE, *_LIDS) and piece.window is not None
    }
    field = empty()
    for number in sorted(numbers):
        field = np.maximum(field, blown(filled(figure.windows[number])))
    return field


def _moved(
    piece: Piece, flat: Floats, skin: Skin, height: float, window: Area | None, rig: Rig
) -> tuple[Floats, Floats, dict[str, Floats]]:
    """Where points of a piece are at rest (n × 2 and z), and how each morph shifts them."""
    z = skin.z(flat, height)
    morphs: dict[str, Floats] = {}
    match piece.slide:
        case Slide.GAZE if window is not None:
            for name, step in _gazes(rig).items():
                morphs[name] = _shift(flat, z, _within(flat, step, window), skin, height)
            return flat, z, morphs
        case Slide.UPPER | Slide.LOWER | Slide.CURVED | Slide.CHEEK if window is not None:
            name, upper = _LIDS[piece.slide]
            height += _LIFT
            rest = _drawn_in(flat, window, upper=upper)
            z = skin.z(rest, _TUCKED)
            shift = _shift(rest, z, flat, skin, height)
            return rest, z, dict.fromkeys((name, *_side(name, window)), shift)
        case Slide.RIM:
            up = np.zeros((len(flat), 3))
            up[:, 2] = _LIFT - _HIDDEN
            names = ("blink", "happy", *_side("blink", joined([filled(s) for s in piece.shapes])))
            return flat, z + _HIDDEN, dict.fromkeys(names, up)
        case Slide.JAW if window is not None:
            rest = _drawn_in(flat, window, upper=True)
            z = skin.z(rest, height)
            left, _, right, _ = bounds(window)
            narrow = flat.copy()
            narrow[:, 0] = (left + right) / 2 + (flat[:, 0] - (left + right) / 2) * _NARROW
            return (
                rest,
                z,
                {
                    "aa": _shift(rest, z, flat, skin, height),
                    "oh": _shift(rest, z, narrow, skin, height),
                },
            )
        case Slide.GAPE:
            for name, inward, down in (("aa", GAPE_IN, GAPE_DOWN), ("oh", _OH_IN, _OH_DOWN)):
                goal = np.column_stack(
                    [
                        _MIDDLE + (flat[:, 0] - _MIDDLE) * (1 - inward),
                        piece.travel + (flat[:, 1] - piece.travel) * (1 + down),
                    ]
                )
                morphs[name] = _shift(flat, z, goal, skin, height)
        case _:
            pass
    if piece.layer in rig.face.mouth and _width(piece.shapes) > _WIDE:
        goal = flat.copy()
        away = np.clip(np.abs(flat[:, 0] - _MIDDLE) / _SMILE_REACH, 0, 1.3)
        goal[:, 1] -= _SMILE * away * away
        morphs["happy"] = _shift(flat, z, goal, skin, height)
    return flat, z, morphs


def _width(shapes: Sequence[Inked]) -> float:
    boxes = [box_of(shape) for shape in shapes]
    return max(box[2] for box in boxes) - min(box[0] for box in boxes)


def _shift(rest: Floats, z: Floats, goal: Floats, skin: Skin, height: float) -> Floats:
    return np.column_stack([goal - rest, skin.z(goal, height) - z])


def _gazes(rig: Rig) -> dict[str, tuple[float, float]]:
    across, down = rig.gaze
    return {
        "lookLeft": (across, 0.0),
        "lookRight": (-across, 0.0),
        "lookUp": (0.0, -down),
        "lookDown": (0.0, down),
    }


def _side(name: str, window: Area) -> tuple[str, ...]:
    """The morph of a lid that is not on both sides; empty for an eye in the middle."""
    left, _, right, _ = bounds(window)
    aside = (left + right) / 2 - _MIDDLE
    if name != "blink" or abs(aside) < _ASIDE:
        return ()
    return ("blinkLeft",) if aside > 0 else ("blinkRight",)


def _within(points: Floats, step: tuple[float, float], window: Area) -> Floats:
    """Points (n × 2) moved by a step, but no farther than the edge of a window."""
    starts, ends = edges([window])
    return _in_runs(points, lambda run: _stopped(run, step, starts, ends))


def _in_runs(points: Floats, move: Callable[[Floats], Floats]) -> Floats:
    """Points moved a few hundred at a time: each is held against all sides of a window."""
    runs = [move(points[first : first + _RUN]) for first in range(0, len(points), _RUN)]
    return np.concatenate(runs) if runs else points


def _stopped(points: Floats, step: tuple[float, float], starts: Floats, ends: Floats) -> Floats:
    """Points moved by a step, but no farther than the first edge from `starts` to `ends`."""
    sides = ends - starts
    dx, dy = step
    # The step and a side cross at share s of the step and t of the side.
    cross = dx * sides[:, 1] - dy * sides[:, 0]
    safe = np.where(np.abs(cross) < 1e-9, np.inf, cross)
    away_x = starts[:, 0] - points[:, 0, None]
    away_y = starts[:, 1] - points[:, 1, None]
    s = (away_x * sides[:, 1] - away_y * sides[:, 0]) / safe
    t = (away_x * dy - away_y * dx) / safe
    hits = (t >= -1e-6) & (t <= 1 + 1e-6) & (s > 0.02)
    share = np.where(hits, s, 1.0).min(axis=1).clip(0.0, 1.0)
    inward = (points + 0.05 * np.array(step))[:, None, :]
    inner = _holds(inward[:, 0], starts, ends)
    moved: Floats = points + np.where(inner, share, 0.0)[:, None] * np.array(step)
    return moved


def _holds(points: Floats, starts: Floats, ends: Floats) -> Mask:
    """Whether an area with these edges contains each point."""
    x, y = points[:, 0, None], points[:, 1, None]
    (x0, y0), (x1, y1) = starts.T, ends.T
    rise = np.where(y1 == y0, 1.0, y1 - y0)
    crossed = ((y0 > y) != (y1 > y)) & (x < x0 + (x1 - x0) * (y - y0) / rise)
    odd: Mask = crossed.sum(axis=1) % 2 == 1
    return odd


def _drawn_in(points: Floats, window: Area, *, upper: bool) -> Floats:
    """Points moved up or down to the edge of a window."""
    starts, ends = edges([window])
    return _in_runs(points, lambda run: _at_edge(run, starts, ends, upper=upper))


def _at_edge(points: Floats, starts: Floats, ends: Floats, *, upper: bool) -> Floats:
    """Points moved up or down to the highest or the lowest edge at their place."""
    x = points[:, 0, None]
    (x0, y0), (x1, y1) = starts.T, ends.T
    low, high = np.minimum(x0, x1), np.maximum(x0, x1)
    run = np.where(x1 == x0, 1.0, x1 - x0)
    y = y0 + (y1 - y0) * np.clip((x - x0) / run, 0, 1)
    met = (x >= low - 1e-6) & (x <= high + 1e-6)
    edge = np.where(met, y, np.inf if upper else -np.inf)
    end = edge.min(axis=1) if upper else edge.max(axis=1)
    return np.column_stack([points[:, 0], np.where(np.isfinite(end), end, points[:, 1])])
