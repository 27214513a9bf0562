"""A whole figure for VRM: the bust on a simple body, with the bones of a human being.

A bust, which the picture cuts at its lower edge, gets arms and legs: ellipsoids in the colours
of its clothes and its head, with a line round them. A figure that is whole in the picture keeps
its shape and gets the bones alone. Left and right are the character's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np

from avatarchain.living import Rig
from avatarchain.living.solid.backs import chief_of
from avatarchain.living.solid.fields import FLOOR
from avatarchain.living.solid.heights import Kind, Solid
from avatarchain.living.solid.motion import ROOT, Joint, place
from avatarchain.living.solid.plane import Floats, Ints, bounds, box, common
from avatarchain.living.solid.springs import END, Spot, Spring
from avatarchain.living.solid.surfaces import Mesh, bounds_bottom

TALL = 164.0
"""The height of a bust's lower edge above the ground, in units."""

HUMAN = ("hips", "spine", "chest")
_SIDES = (("left", 1), ("right", -1))
_LIMBS = ("UpperArm", "LowerArm", "Hand", "UpperLeg", "LowerLeg", "Foot")
_MIDDLE, _DEEP = 256.0, -35.0
_ROUND = 14
_BUST = 160.0  # units; what is cut less wide ends there, and is no bust
_USUAL, _NARROWEST, _WIDEST = 112.0, 70.0, 150.0  # half the width of a bust where it is cut
_LINE = 6.0


@dataclass(frozen=True, slots=True)
class Stature:
    """How a figure stands: `ground` is where it touches it (y of the picture), in units.

    `wide` is half the width of the body. `limbs` is whether it needs arms and legs, whose
    colours are those of `cloth`, `skin` and `ink`.
    """

    ground: float
    wide: float
    limbs: bool
    cloth: str
    skin: str
    ink: str


def stature_of(solids: Sequence[Solid]) -> Stature:
    """How a figure of these parts stands."""
    head = next(solid for solid in solids if solid.kind is Kind.HEAD)
    trunk = [solid for solid in solids if solid.kind is Kind.BODY and _cut(solid) > _BUST]
    skin, ink = chief_of(head.part, edge=True), head.part.ink
    if not trunk:
        low = max(bounds_bottom(solid.part.silhouette) for solid in solids)
        return Stature(low, _USUAL, limbs=False, cloth=skin, skin=skin, ink=ink)
    body = trunk[-1].part
    wide = min(max(_cut(trunk[-1]) / 2, _NARROWEST), _WIDEST)
    return Stature(FLOOR + TALL, wide, limbs=True, cloth=chief_of(body), skin=skin, ink=ink)


def _cut(solid: Solid) -> float:
    """How wide a part is where the picture cuts it, in units; 0 if it is not cut."""
    strip = common(solid.part.body, box(-2000, FLOOR - 3, 2000, FLOOR))
    if strip.is_empty():
        return 0.0
    left, _, right, _ = bounds(strip)
    return right - left


def joints_of(
    rig: Rig, depths: Mapping[str, float], springs: Sequence[Spring], stand: Stature
) -> list[Joint]:
    """The bones, parents first: those of a human being, those of the rig, and ends of springs."""
    spots = _human(stand)
    joints = [Joint(ROOT, None, place(_MIDDLE, stand.ground, 0, ground=stand.ground))]
    parents = {"hips": ROOT, "spine": "hips", "chest": "spine"}
    for name, spot in spots.items():
        limb = next((limb for limb in _LIMBS if name.endswith(limb)), None)
        parent = parents.get(name) or _before(name, limb or "")
        joints.append(Joint(name, parent, place(*spot, ground=stand.ground)))
    for bone in rig.bones.values():
        x, y = bone.pivot
        parent = bone.parent or "chest"
        spot = place(x, y, depths.get(bone.name, 0.0), ground=stand.ground)
        joints.append(Joint(bone.name, parent, spot))
    for spring in springs:
        spot = place(*spring.end, ground=stand.ground)
        joints.append(Joint(spring.bone + END, spring.bone, spot))
    return joints


def _before(name: str, limb: str) -> str:
    """The parent of a limb."""
    number = _LIMBS.index(limb)
    if number in (0, 3):
        return "chest" if number == 0 else "hips"
    return name.removesuffix(limb) + _LIMBS[number - 1]


def _human(stand: Stature) -> dict[str, Spot]:
    """Where the bones of a human being turn, in units of the picture."""
    scale, leg = stand.wide / _USUAL, stand.ground - FLOOR if stand.limbs else 60.0
    foot = stand.ground
    spots: dict[str, Spot] = {
        "hips": (_MIDDLE, foot - leg + 24, _DEEP),
        "spine": (_MIDDLE, foot - leg, _DEEP),
        "chest": (_MIDDLE, foot - leg - 32, _DEEP),
    }
    arm = foot - leg - 50
    for side, x in _SIDES:
        for limb, away in (("UpperArm", 78), ("LowerArm", 138), ("Hand", 192)):
            spots[side + limb] = (_MIDDLE + x * away * scale, arm, _DEEP - 5)
        for limb, down in (("UpperLeg", 0.73), ("LowerLeg", 0.4), ("Foot", 0.13)):
            spots[side + limb] = (_MIDDLE + x * 44 * scale, foot - down * leg, _DEEP)
    return spots


def add_limbs(mesh: Mesh, stand: Stature) -> None:
    """Add hips, arms and legs of a bust."""
    scale, y = stand.wide / _USUAL, float(FLOOR)
    hips = (108 * scale, 46.0, 62.0)
    _add(mesh, (_MIDDLE, y + 10, -38.0), hips, stand.cloth, "hips", stand.ink)
    for side, x in _SIDES:
        for limb, away, down, deep, size, skin in (
            ("UpperArm", 98, -50, -40, (52, 27, 27), False),
            ("LowerArm", 162, -50, -40, (46, 23, 23), False),
            ("Hand", 212, -50, -40, (30, 25, 26), True),
            ("UpperLeg", 46, 66, -35, (36, 48, 38), False),
            ("LowerLeg", 46, 118, -35, (30, 36, 32), True),
            ("Foot", 48, 148, -20, (36, 16, 50), True),
        ):
            spot = (_MIDDLE + x * away * scale, y + down, float(deep))
            colour = stand.skin if skin else stand.cloth
            _add(mesh, spot, size, colour, side + limb, stand.ink)


def _add(
    mesh: Mesh, middle: Spot, size: Spot | tuple[int, int, int], colour: str, bone: str, ink: str
) -> None:
    """Add an ellipsoid, and the line round it."""
    points, faces = _ball()
    for more, hue, turned in ((0.0, colour, False), (_LINE, ink, True)):
        if not hue:
            continue
        mesh.next_group()
        spots = points * (np.array(size, float) + more) + middle
        mesh.add(spots[:, :2], spots[:, 2], faces[:, ::-1] if turned else faces, hue, bone)


def _ball() -> tuple[Floats, Ints]:
    """A ball of radius 1: points (y down) and triangles that face outward with y up."""
    rings = _ROUND // 2
    points = [(0.0, -1.0, 0.0)]
    for ring in range(1, rings):
        down = pi * ring / rings
        for step in range(_ROUND):
            turn = 2 * pi * step / _ROUND
            points.append((sin(down) * cos(turn), -cos(down), sin(down) * sin(turn)))
    points.append((0.0, 1.0, 0.0))
    faces, last = [], len(points) - 1
    for step in range(_ROUND):
        after = (step + 1) % _ROUND
        faces.append((0, 1 + after, 1 + step))
        for ring in range(rings - 2):
            a, b = 1 + ring * _ROUND + step, 1 + ring * _ROUND + after
            faces += [(a, b, a + _ROUND), (b, b + _ROUND, a + _ROUND)]
        base = 1 + (rings - 2) * _ROUND
        faces.append((base + step, base + after, last))
    return np.round(np.array(points), 6), np.array(faces, np.int64)
