"""The skeleton of a model, and its clips as animations.

Left and right are the character's own, as in the rig: its left is the picture's right.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from avatarchain.errors import TooManyKeys
from avatarchain.living import BLINK, GAZE_X, GAZE_Y, HAPPY, LOOK_X, LOOK_Y, TALK, Clip, Pose, Rig
from avatarchain.living.poses import parts_of, pose_at, size_of
from avatarchain.living.solid.face import MORPHS
from avatarchain.living.solid.gltf import Glb, Json

SCALE = 0.001
"""Metres of a unit: a bust is half a metre high."""

FRAMES = 24
"""A second of an animation."""

MOST_KEYS = 200_000
"""Of the animations of a model: each moment of each track is one; a usual rig's take 4,000."""

ROOT = "root"

_TURN = 24.0, 13.0  # degrees that a head turns when it looks aside, and down

Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Joint:
    """A bone of a model: where it turns, in metres, y up; `parent` is a name, or None."""

    name: str
    parent: str | None
    place: Place


def place(x: float, y: float, z: float, *, ground: float = 512.0) -> Place:
    """Convert a point from units of the picture to metres; `ground` is the floor's y, in units."""
    return (
        _rounded((x - 256) * SCALE),
        _rounded((ground - y) * SCALE),
        _rounded(z * SCALE),
    )


def joints_of(rig: Rig, depths: Mapping[str, float]) -> list[Joint]:
    """The bones of a bust, parents first; `depths` are how far in front they turn, in units."""
    joints = [Joint(ROOT, None, place(256, 512, 0))]
    for bone in rig.bones.values():
        x, y = bone.pivot
        depth = depths.get(bone.name, 0.0)
        joints.append(Joint(bone.name, bone.parent or ROOT, place(x, y, depth)))
    return joints


def add_joints(glb: Glb, joints: Sequence[Joint]) -> dict[str, int]:
    """Add bones as nodes and as the file's one skin; return the numbers of their nodes."""
    nodes: list[Json] = glb.json.setdefault("nodes", [])
    places = {joint.name: joint.place for joint in joints}
    numbers: dict[str, int] = {}
    for joint in joints:
        numbers[joint.name] = len(nodes)
        node: Json = {"name": joint.name}
        origin = places[joint.parent] if joint.parent else (0.0, 0.0, 0.0)
        node["translation"] = [_rounded(a - b) for a, b in zip(joint.place, origin, strict=True)]
        nodes.append(node)
        if joint.parent:
            nodes[numbers[joint.parent]].setdefault("children", []).append(numbers[joint.name])
    back = np.zeros((len(joints), 16), np.float32)
    for row, joint in zip(back, joints, strict=True):
        row[[0, 5, 10, 15]] = 1
        row[12:15] = [-value for value in joint.place]
    glb.json["skins"] = [
        {
            "joints": [numbers[joint.name] for joint in joints],
            "inverseBindMatrices": glb.numbers(back),
            "skeleton": numbers[joints[0].name],
        }
    ]
    return numbers


def check_keys(rig: Rig, clips: Sequence[Clip], genome: int) -> None:
    """Raise TooManyKeys if some clips of a rig are too many keys at FRAMES a second."""
    keys = sum(
        moments_of(clip) * sum(len(tracks) for _, tracks in parts_of(rig, clip, genome))
        for clip in clips
    )
    if keys > MOST_KEYS:
        raise TooManyKeys(
            what="a model with these clips",
            most=MOST_KEYS,
            less="fewer, shorter or simpler clips",
        )


def moments_of(clip: Clip) -> int:
    """How many poses of a clip a model has."""
    return max(2, round(clip.seconds * FRAMES) + 1)


def add_clips(
    glb: Glb,
    rig: Rig,
    clips: Sequence[Clip],
    genome: int,
    joints: Sequence[Joint],
    numbers: Mapping[str, int],
    head: str,
    face: int | None,
) -> None:
    """Add some clips of a rig as animations, with the times of this genome.

    `numbers` are the nodes of the bones, `head` the one that looks, `face` the node with the
    morphs, if there is one.
    """
    for clip in clips:
        parts = parts_of(rig, clip, genome)
        moved = {channel for _, tracks in parts for channel in tracks}
        count = moments_of(clip)
        times = [clip.seconds * k / (count - 1) for k in range(count)]
        poses = [pose_at(parts, time) for time in times]
        track = _Track(glb, np.array(times, np.float32), clip.name)
        for joint in joints:
            _add_bone(track, joint, joints, numbers, poses, moved, looks=joint.name == head)
        if face is not None and moved & {BLINK, HAPPY, TALK, GAZE_X, GAZE_Y}:
            track.add(face, "weights", [_weights(pose) for pose in poses])
        track.end()


class _Track:
    """One animation: its times, samplers and channels."""

    def __init__(self, glb: Glb, times: np.ndarray[tuple[int], np.dtype[np.float32]], name: str):
        self._glb, self._times, self._name = glb, times, name
        self._input = -1
        self._samplers: list[Json] = []
        self._channels: list[Json] = []

    def add(self, node: int, path: str, rows: Sequence[Sequence[float]]) -> None:
        values = np.array([[_rounded(value) for value in row] for row in rows], np.float32)
        if path == "weights":
            values = values.reshape(-1)
        if self._input < 0:
            self._input = self._glb.numbers(self._times, bounded=True)
        sampler = {"input": self._input, "output": self._glb.numbers(values)}
        self._samplers.append({**sampler, "interpolation": "LINEAR"})
        target = {"node": node, "path": path}
        self._channels.append({"sampler": len(self._samplers) - 1, "target": target})

    def end(self) -> None:
        if self._channels:
            row = {"name": self._name, "samplers": self._samplers, "channels": self._channels}
            self._glb.json.setdefault("animations", []).append(row)


def _add_bone(
    track: _Track,
    joint: Joint,
    joints: Sequence[Joint],
    numbers: Mapping[str, int],
    poses: Sequence[Pose],
    moved: set[str],
    *,
    looks: bool,
) -> None:
    """Add what a bone does in some poses, if it does anything."""
    name, node = joint.name, numbers[joint.name]
    if {f"{name}.x", f"{name}.y"} & moved:
        parent = next((other for other in joints if other.name == joint.parent), None)
        origin = parent.place if parent else (0.0, 0.0, 0.0)
        rest = [a - b for a, b in zip(joint.place, origin, strict=True)]
        track.add(
            node,
            "translation",
            [
                [
                    rest[0] + pose.get(f"{name}.x", 0.0) * SCALE,
                    rest[1] - pose.get(f"{name}.y", 0.0) * SCALE,
                    rest[2],
                ]
                for pose in poses
            ],
        )
    if f"{name}.turn" in moved or (looks and {LOOK_X, LOOK_Y} & moved):
        track.add(node, "rotation", [_turned(name, pose, looks=looks) for pose in poses])
    if f"{name}.grow" in moved:
        track.add(node, "scale", [[size_of(pose.get(f"{name}.grow", 0.0))] * 3 for pose in poses])


def _turned(name: str, pose: Pose, *, looks: bool) -> list[float]:
    roll = _about(2, -pose.get(f"{name}.turn", 0.0))
    if not looks:
        return roll
    yaw = _about(1, _TURN[0] * pose.get(LOOK_X, 0.0))
    pitch = _about(0, _TURN[1] * pose.get(LOOK_Y, 0.0))
    return _after(_after(yaw, pitch), roll)


def _about(axis: int, degrees: float) -> list[float]:
    """The quaternion x y z w of a turn about an axis."""
    half = radians(degrees) / 2
    turn = [0.0, 0.0, 0.0, cos(half)]
    turn[axis] = sin(half)
    return turn


def _after(a: Sequence[float], b: Sequence[float]) -> list[float]:
    """The turn that is first `b`, then `a`."""
    x, y, z, w = a
    p, q, r, s = b
    return [
        w * p + x * s + y * r - z * q,
        w * q - x * r + y * s + z * p,
        w * r + x * q - y * p + z * s,
        w * s - x * p - y * q - z * r,
    ]


_WEIGHTS: dict[str, Callable[[Pose], float]] = {
    "blink": lambda pose: pose.get(BLINK, 0.0),
    "happy": lambda pose: pose.get(HAPPY, 0.0),
    "aa": lambda pose: pose.get(TALK, 0.0),
    "lookLeft": lambda pose: max(pose.get(GAZE_X, 0.0), 0.0),
    "lookRight": lambda pose: max(-pose.get(GAZE_X, 0.0), 0.0),
    "lookUp": lambda pose: max(-pose.get(GAZE_Y, 0.0), 0.0),
    "lookDown": lambda pose: max(pose.get(GAZE_Y, 0.0), 0.0),
}


def _weights(pose: Pose) -> list[float]:
    return [_WEIGHTS[name](pose) if name in _WEIGHTS else 0.0 for name in MORPHS]


def _rounded(number: float) -> float:
    """A number to six decimals; the last digits of sines are not the same everywhere."""
    return round(number, 6) + 0.0
