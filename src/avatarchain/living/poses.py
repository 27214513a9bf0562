"""Poses: what every channel of a rig is at a time of a clip, and where that puts a bone.

Between two keys a value goes as 3u² - 2u³, which starts and ends slowly. Clips that are played
inside another add up. When a clip is scattered, its times follow from the genome, so that a page
of characters does not blink in step.
"""

import hashlib
import itertools
from collections.abc import Collection, Mapping
from math import cos, radians, sin

from avatarchain.errors import UnknownClip
from avatarchain.genetics.genome import LOCI
from avatarchain.living import BLINK, HAPPY, LOOK_X, LOOK_Y, TALK, Clip, Pose, Rig
from avatarchain.species import Species
from avatarchain.species.outline import Matrix, multiply

UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SHARES = (BLINK, HAPPY, TALK)
_DIGEST = 64
_SMALLEST, _LARGEST = 0.05, 4.0
"""Of a bone, whatever clips add up to; one key makes it at least 0.5 and at most 1.5 as large."""

Keys = tuple[tuple[float, float], ...]
Part = tuple[float, Mapping[str, Keys]]
"""When some tracks start, in seconds, and the tracks."""


def clip_of(rig: Rig, species: Species, name: str) -> Clip:
    """The clip of this name. Raises UnknownClip."""
    if name not in rig.clips:
        raise UnknownClip(name=name, species=species.name, clips=", ".join(rig.clips))
    return rig.clips[name]


def parts_of(rig: Rig, clip: Clip, genome: int) -> list[Part]:
    """The tracks that a clip plays for a genome, and when each starts."""
    parts: list[Part] = [(0.0, clip.tracks)] if clip.tracks else []
    parts += [(start, rig.clips[name].tracks) for name, start in clip.plays]
    for name, count in clip.scattered:
        played = rig.clips[name]
        room = clip.seconds / count
        for number, share in enumerate(_shares(genome, name, count)):
            start = room * number + (room - played.seconds) * share
            parts.append((round(start, 2), played.tracks))
    return parts


def _shares(genome: int, name: str, count: int) -> list[float]:
    """`count` numbers from 0 up to 1, which follow from the genome and the name of a clip."""
    data = genome.to_bytes(2 * LOCI, "big") + name.encode()
    digest = hashlib.blake2b(data, digest_size=_DIGEST, person=b"avatarchain-clip").digest()
    return [int.from_bytes(digest[2 * k : 2 * k + 2], "big") / 65_536 for k in range(count)]


def pose_at(parts: list[Part], time: float) -> Pose:
    """The pose at a time in seconds from the start of a clip with these parts."""
    pose: dict[str, float] = {}
    for start, tracks in parts:
        for channel, keys in tracks.items():
            if start < time < start + keys[-1][0]:
                pose[channel] = pose.get(channel, 0.0) + _value(keys, time - start)
    for channel in _SHARES:
        if channel in pose:
            pose[channel] = min(1.0, max(0.0, pose[channel]))
    return pose


def times_of(parts: list[Part], channels: Collection[str], seconds: float) -> list[float]:
    """The times of the keys of some channels, from 0 to the end of the clip, rising."""
    times = {0.0, seconds}
    for start, tracks in parts:
        for keys in (tracks[channel] for channel in channels if channel in tracks):
            times |= {round(start + time, 4) for time, _ in keys if start + time < seconds}
    return sorted(times)


def _value(keys: Keys, time: float) -> float:
    for (early, before), (late, after) in itertools.pairwise(keys):
        if time <= late:
            share = (time - early) / (late - early)
            return before + (after - before) * share * share * (3 - 2 * share)
    return keys[-1][1]


def bone_matrix(rig: Rig, name: str, pose: Pose) -> Matrix:
    """Where a pose moves what hangs on a bone, in view box units."""
    matrix = UNMOVED
    bone = rig.bones.get(name)
    while bone is not None:
        matrix = multiply(_own_matrix(rig, bone.name, pose), matrix)
        bone = rig.bones.get(bone.parent) if bone.parent else None
    return matrix


def _own_matrix(rig: Rig, name: str, pose: Pose) -> Matrix:
    x, y, turn, grow = (pose.get(f"{name}.{what}", 0.0) for what in ("x", "y", "turn", "grow"))
    if not (x or y or turn or grow):
        return UNMOVED
    size, angle = size_of(grow), radians(turn)
    c, s = size * cos(angle), size * sin(angle)
    px, py = rig.bones[name].pivot
    return (c, s, -s, c, px + x - c * px + s * py, py + y - s * px - c * py)


def size_of(grow: float) -> float:
    """How many times as large a bone is; what shrank to nothing could not be painted."""
    return min(max(1 + grow, _SMALLEST), _LARGEST)


def parallax(rig: Rig, depth: float, pose: Pose) -> tuple[float, float]:
    """How far a look moves what stands at a depth, in view box units."""
    return (
        rig.turn[0] * depth * pose.get(LOOK_X, 0.0),
        rig.turn[1] * depth * pose.get(LOOK_Y, 0.0),
    )
