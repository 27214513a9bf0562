"""Springs: what hangs on a head swings when the head or the figure moves, and through nothing.

Not all of it swings. Hair that goes round the head, and what lies flat on it, would leave it bald;
what its bone holds in the middle, such as a fin, would turn like a propeller; and what a crown or
a hood goes round is held by that. What swings has stops, balls that touch its end where it may not
go: not forward if the head, horns or hair are before it, not back if something is behind it, and
not into the head if it hangs down beside that.

Springs are measured from the root of the figure: every motion of its bones shakes them, and a walk
through a world does not, for which programs move the whole figure. Measured from the head they
would be dead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from avatarchain.living import Rig
from avatarchain.living.solid.fields import LOW, SIDE, STEP, at, inside
from avatarchain.living.solid.gltf import Json
from avatarchain.living.solid.heights import Kind, Solid
from avatarchain.living.solid.motion import ROOT, Joint
from avatarchain.living.solid.plane import common, joined
from avatarchain.species.outline import Point

END = "-end"
"""What follows the name of a bone that swings, in the name of the joint at its end."""

Spot = tuple[float, float, float]

_SPRING = {"hitRadius": 0.02, "stiffness": 4.0, "gravityPower": 0, "dragForce": 0.45}
_STOP = 0.25  # metres; a stop is so large that its side is almost flat
_BEYOND = 0.5  # of the length of what hangs on a bone; what reaches farther beyond it is held
_MIDDLE = 256.0
_TOUCHES = 25.0  # square units

# Where a stop is, as seen from the character.
_FORWARD, _BACK, _LEFT, _RIGHT = (0, 0, 1), (0, 0, -1), (1, 0, 0), (-1, 0, 0)


@dataclass(frozen=True, slots=True)
class Spring:
    """A bone that swings, where what hangs on it ends (units), and where that may not go.

    `stops` are directions, x y z of length 1 with y up.
    """

    bone: str
    end: Spot
    stops: tuple[tuple[int, int, int], ...]


def springs_of(solids: Sequence[Solid], rig: Rig, head: str) -> tuple[Spring, ...]:
    """The springs of a figure; `head` is the bone of its head."""
    hung: dict[str, list[int]] = {}
    for number, solid in enumerate(solids):
        if rig.bones[solid.part.bone].parent == head:
            hung.setdefault(solid.part.bone, []).append(number)
    springs = []
    for bone, numbers in hung.items():
        parts = [solids[number] for number in numbers]
        before = _touching(solids[: numbers[0]], parts)
        after = _touching(solids[numbers[-1] + 1 :], parts)
        pivot = rig.bones[bone].pivot
        end, beyond = _extent(parts, pivot)
        lies = any(part.kind in (Kind.ROUND, Kind.RELIEF) for part in parts)
        worn = any(part.kind is Kind.ROUND and part.part.bone == head for part in after)
        if lies or worn or beyond > _BEYOND:
            continue
        under = parts[0].kind is Kind.UNDER
        hangs = not under and end[1] > pivot[1]
        stops = [_FORWARD] if under or after else []
        stops += [_BACK] if hangs or before else []
        stops += [_LEFT if end[0] < _MIDDLE else _RIGHT] if hangs else []
        springs.append(Spring(bone, end, tuple(stops)))
    return tuple(springs)


def _touching(solids: Sequence[Solid], parts: Sequence[Solid]) -> list[Solid]:
    """Which solids on the head, but for the head itself, are drawn where some parts are.

    What the head hides of these parts does not count.
    """
    area = joined([part.part.silhouette - part.hidden for part in parts])
    among = (solid for solid in solids if solid.kind not in (Kind.HEAD, Kind.BODY))
    return [solid for solid in among if common(solid.part.silhouette, area).area() > _TOUCHES]


def _extent(parts: Sequence[Solid], pivot: Point) -> tuple[Spot, float]:
    """Where some parts end that hang on one bone: as far as they reach towards their middle.

    And how far they reach the other way from the pivot of that bone, as a share of that.
    """
    seen = np.zeros((SIDE, SIDE), np.bool_)
    for part in parts:
        seen |= inside(part.part.silhouette)
    rows, columns = seen.nonzero()
    places = LOW + STEP * np.column_stack([columns, rows]) - pivot
    middle = places.sum(axis=0) / max(len(places), 1)
    long = float(np.hypot(*middle))
    if long < 1:
        return (*pivot, 0.0), 1.0
    along = (places * (middle / long)).sum(axis=1)
    x, y = (float(np.rint(value)) for value in pivot + along.max() * middle / long)
    depth = float(np.rint(at(parts[0].middle, np.array([[x, y]]))[0]))
    return (x, y, depth), float(-along.min() / along.max())


def said_of(
    springs: Sequence[Spring], joints: Sequence[Joint], numbers: Mapping[str, int], head: str
) -> Json:
    """The extension of springs, which may not be empty: nothing where nothing swings.

    `numbers` are the nodes of the joints, and `head` the bone that carries the stops.
    """
    if not springs:
        return {}
    places = {joint.name: joint.place for joint in joints}
    colliders: list[Json] = []
    groups: list[Json] = []
    rows: list[Json] = []
    for spring in springs:
        nodes = numbers[spring.bone], numbers[spring.bone + END]
        row: Json = {"name": spring.bone, "center": numbers[ROOT]}
        row["joints"] = [{"node": nodes[0], **_SPRING}, {"node": nodes[1]}]
        if spring.stops:
            row["colliderGroups"] = [len(groups)]
            first = len(colliders)
            groups.append(
                {"name": spring.bone, "colliders": [*range(first, first + len(spring.stops))]}
            )
        for stop in spring.stops:
            away = _STOP + _SPRING["hitRadius"]
            origin = zip(places[spring.bone + END], places[head], stop, strict=True)
            offset = [round(at - head_at + away * to, 6) + 0.0 for at, head_at, to in origin]
            ball = {"offset": offset, "radius": _STOP}
            colliders.append({"node": numbers[head], "shape": {"sphere": ball}})
        rows.append(row)
    stops = {"colliders": colliders, "colliderGroups": groups} if groups else {}
    return {"VRMC_springBone": {"specVersion": "1.0", **stops, "springs": rows}}
