"""What tests of springs share: VRM's algorithm, and what is seen of a head when its parts swing.

The algorithm is that of the specification of VRMC_springBone 1.0, for springs of one bone that
hang on a head, which turns about its joint.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin, tau
from typing import Any

import numpy as np
import zbuffer
from numpy.typing import NDArray
from solids import contents

from avatarchain.living import Rig
from avatarchain.living.figure import figure
from avatarchain.living.solid.face import raises
from avatarchain.living.solid.heights import Solid, head_of, solids_of
from avatarchain.living.solid.model import CELL
from avatarchain.living.solid.motion import SCALE
from avatarchain.living.solid.parts import parts_of
from avatarchain.living.solid.surfaces import Mesh, add_solid, gathered
from avatarchain.species import Species

Floats = NDArray[np.float64]

MOTIONS = {"nod": 0, "turn": 1, "roll": 2}
"""Motions of a head, and the axis about which it turns: once a second by 30° to both sides."""

FPS, SECONDS, MOST = 60, 2.5, 30.0
SIDE = 160


@dataclass(frozen=True, slots=True)
class Sprung:
    """A spring of a file, at rest: where its bone, its end and its head are, in metres."""

    bone: str
    pivot: Floats
    end: Floats
    head: Floats
    follows: bool
    joint: Mapping[str, Any]
    balls: tuple[tuple[Floats, float], ...]


def springs_in(data: bytes) -> list[Sprung]:
    """The springs of a `.vrm` file; `follows` is whether they are measured from the head itself."""
    file = contents(data)
    nodes, said = file["nodes"], file["extensions"].get("VRMC_springBone", {"springs": []})
    parents = {child: k for k, node in enumerate(nodes) for child in node.get("children", ())}
    head = file["extensions"]["VRMC_vrm"]["humanoid"]["humanBones"]["head"]["node"]

    def place(number: int) -> Floats:
        above = place(parents[number]) if number in parents else np.zeros(3)
        return np.asarray(above + nodes[number]["translation"])

    springs = []
    for row in said["springs"]:
        first, last = row["joints"]
        balls = [
            (place(ball["node"]) + ball["shape"]["sphere"]["offset"], ball["shape"]["sphere"])
            for group in row.get("colliderGroups", ())
            for ball in (said["colliders"][k] for k in said["colliderGroups"][group]["colliders"])
        ]
        springs.append(
            Sprung(
                bone=nodes[first["node"]]["name"],
                pivot=place(first["node"]),
                end=place(last["node"]),
                head=place(head),
                follows=row.get("center") == head,
                joint=first,
                balls=tuple((middle, float(sphere["radius"])) for middle, sphere in balls),
            )
        )
    return springs


def turned(axis: int, degrees: float) -> Floats:
    """The turn about an axis, 3 × 3."""
    a, b = ((1, 2), (2, 0), (0, 1))[axis]
    turn = np.eye(3)
    turn[a, a] = turn[b, b] = cos(radians(degrees))
    turn[a, b], turn[b, a] = -sin(radians(degrees)), sin(radians(degrees))
    return turn


def swung(spring: Sprung, axis: int, most: float = MOST) -> Floats:
    """How the bone of a spring is turned in each frame, as seen from the head (frames × 3 × 3)."""
    long = float(np.linalg.norm(spring.end - spring.pivot))
    axis_at_rest = (spring.end - spring.pivot) / long
    stiff = spring.joint["stiffness"] / FPS
    left, radius = 1 - spring.joint["dragForce"], spring.joint["hitRadius"]
    end = before = spring.end
    turns = []
    for frame in range(int(SECONDS * FPS) + 1):
        head = turned(axis, most * sin(tau * frame / FPS))
        if spring.follows:
            head = np.eye(3)
        pivot = head @ (spring.pivot - spring.head) + spring.head

        def kept_long(spot: Floats, pivot: Floats = pivot) -> Floats:
            return (spot - pivot) / np.linalg.norm(spot - pivot) * long + pivot

        after = kept_long(end + (end - before) * left + head @ axis_at_rest * stiff)
        for middle, ball in spring.balls:
            off = after - (head @ (middle - spring.head) + spring.head)
            away = float(np.linalg.norm(off))
            if away < ball + radius:
                after = kept_long(after + off / away * (ball + radius - away))
        before, end = end, after
        turns.append(_between(axis_at_rest, head.T @ (end - pivot) / long))
    return np.array(turns)


def _between(start: Floats, stop: Floats) -> Floats:
    """The least turn from one direction to another."""
    x, y, z = np.cross(start, stop)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + cross + cross @ cross / (1 + start @ stop))


def angles(turns: Floats) -> Floats:
    """By how many degrees each of some turns (n × 3 × 3) turns."""
    return np.degrees(np.arccos(np.clip((np.trace(turns, axis1=1, axis2=2) - 1) / 2, -1, 1)))


@dataclass(frozen=True, slots=True)
class Headed:
    """The parts on a head, in paint order, with points in metres as in the `.vrm` file."""

    solids: tuple[Solid, ...]
    meshes: tuple[tuple[Floats, NDArray[np.int64]], ...]
    box: tuple[float, float, float, float]


def headed(species: Species, genome: int, rig: Rig, head: Floats) -> Headed:
    """The parts on a head whose joint is at `head`."""
    drawn = figure(species, genome, rig, background=False)
    parts = parts_of(drawn, rig)
    chief = head_of(parts, rig.face.skin)
    bone = parts[chief].bone
    hanging = {name for name, each in rig.bones.items() if bone in (name, each.parent)}
    solids, _ = solids_of(parts, chief, frozenset(hanging), raises(drawn, rig))
    x, y = rig.bones[bone].pivot
    meshes = []
    for solid in (solids := [solid for solid in solids if solid.part.bone in hanging]):
        mesh = Mesh()
        add_solid(mesh, solid, CELL)
        points, faces = gathered(mesh)
        meshes.append(((points - (x, y, 0)) * (SCALE, -SCALE, SCALE) + (*head[:2], 0), faces))
    box = (head[0] - 0.3, head[1] - 0.12, head[0] + 0.3, head[1] + 0.48)
    return Headed(tuple(solids), tuple(meshes), box)


def wrong(model: Headed, springs: Sequence[Sprung], turns: Mapping[str, Floats]) -> int:
    """The pixels, of SIDE × SIDE, in which a part is seen through one that is painted over it.

    Seen from before the head, so that a portrait has none. `turns` are of bones.
    """
    pivots = {spring.bone: spring.pivot for spring in springs}
    points, faces, numbers, covers, count = [], [], [], [], 0
    for number, (solid, (at, triangles)) in enumerate(zip(model.solids, model.meshes, strict=True)):
        bone = solid.part.bone
        if bone in turns:
            at = (at - pivots[bone]) @ turns[bone].T + pivots[bone]
        covers.append(zbuffer.nearest_of(at, triangles, model.box, SIDE) >= 0)
        points.append(at)
        faces.append(triangles + count)
        numbers += [number] * len(triangles)
        count += len(at)
    near = zbuffer.nearest_of(np.concatenate(points), np.concatenate(faces), model.box, SIDE)
    seen = np.where(near >= 0, np.array(numbers)[near], len(covers))
    bones = np.array([solid.part.bone for solid in model.solids] + [""])
    hidden = np.zeros(SIDE * SIDE, np.bool_)
    for number, cover in enumerate(covers):
        hidden |= cover & (seen < number) & (bones[seen] != bones[number])
    return int(hidden.sum())
