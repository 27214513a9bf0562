"""Reading the keys of clips: each track of a clip, its times, its values and its ends."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from avatarchain.living import (
    BLINK,
    BONE_CHANNELS,
    FACE_CHANNELS,
    HAPPY,
    TALK,
    Bone,
    Clip,
)

MOST_CLIPS, MOST_KEYS, MOST_SECONDS = 32, 200, 60
"""Of a rig, of a track, and of a clip."""

MOST_PLAYED = 1_000
"""Keys of a clip and of all that it plays; `idle` of a usual rig plays 80."""

_RANGES = {"x": (-256, 256), "y": (-256, 256), "turn": (-90, 90), "grow": (-0.5, 0.5)}

Keys = tuple[tuple[float, float], ...]


class Reporter(Protocol):
    """What notes faults: `reading.Reader`."""

    def fault(self, place: Sequence[str], reason: str) -> None: ...
    def table(self, place: Sequence[str], value: Any) -> dict[str, Any]: ...
    def number(self, place: Sequence[str], value: Any, low: float, high: float) -> float: ...


def channels_of(bones: Mapping[str, Bone]) -> dict[str, tuple[float, float]]:
    """Every channel that a track of a rig with these bones may move, and its range."""
    ranges: dict[str, tuple[float, float]] = {
        name: (0, 1) if name in (BLINK, HAPPY, TALK) else (-1, 1) for name in FACE_CHANNELS
    }
    for bone in bones:
        ranges |= {f"{bone}.{what}": _RANGES[what] for what in BONE_CHANNELS}
    return ranges


def read_tracks(
    place: Sequence[str], table: Any, seconds: float, bones: Mapping[str, Bone], reader: Reporter
) -> dict[str, Keys]:
    """The tracks of a clip, by channel, from its table `keys`; what is wrong is left out."""
    ranges = channels_of(bones)
    tracks = {}
    for channel, value in _flat(reader.table(place, table)).items():
        where = (*place, *channel.split(".", 1))
        if channel not in ranges:
            reader.fault(where, "is no channel: a bone with .x .y .turn or .grow, or one of a face")
            continue
        keys = _keys(where, value, seconds, ranges[channel], reader)
        if keys:
            tracks[channel] = keys
    return tracks


def _flat(table: dict[str, Any]) -> dict[str, Any]:
    """`a.b` for what stands in the table b of a."""
    flat: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            flat[name] = value
    return flat


def _keys(
    place: Sequence[str], value: Any, seconds: float, limits: tuple[float, float], reader: Reporter
) -> Keys:
    if not isinstance(value, list) or not 2 <= len(value) <= MOST_KEYS:
        count = len(value) if isinstance(value, list) else 0
        reader.fault(place, f"expected 2 to {MOST_KEYS} keys, [time, value], got {count}")
        return ()
    keys = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2:
            reader.fault(place, "a key is a pair, [time, value]")
            return ()
        keys.append((reader.number(place, pair[0], 0, 60), reader.number(place, pair[1], *limits)))
    times = [time for time, _ in keys]
    if any(late <= early for early, late in itertools.pairwise(times)):
        reader.fault(place, "the times of keys must rise")
    elif times[0] != 0 or abs(times[-1] - seconds) > 1e-9:
        reader.fault(place, f"keys go from 0 to the end of the clip, {seconds:g} seconds")
    elif keys[0][1] != 0 or keys[-1][1] != 0:
        reader.fault(place, "the first and the last value must be 0: a clip begins as the portrait")
    else:
        return tuple(keys)
    return ()


def check_plays(clips: Mapping[str, Clip], own: Mapping[str, Clip], reader: Reporter) -> None:
    """Add a fault for what the clips `own` play that is no clip, plays others, or is too long."""
    for name, clip in own.items():
        played = [(other, at, "plays") for other, at in clip.plays]
        played += [(other, 0, "scatter") for other, _ in clip.scattered]
        for other, start, key in played:
            place = ("clips", name, key)
            if other not in clips:
                reader.fault(place, f"{other!r} is no clip")
            elif clips[other].plays or clips[other].scattered:
                reader.fault(place, f"{other!r} plays clips itself")
            elif start + clips[other].seconds > clip.seconds + 1e-9:
                reader.fault(place, f"{other!r} does not end within {clip.seconds:g} seconds")
        for other, count in clip.scattered:
            if count < 1:
                reader.fault(("clips", name, "scatter"), f"{other!r} is played less than once")
            elif other in clips and count * clips[other].seconds > clip.seconds:
                reader.fault(("clips", name, "scatter"), f"{other!r} has no room {count} times")
    for name, clip in clips.items():
        parts = [clip, *(clips[other] for other, _ in clip.plays if other in clips)]
        for other, count in clip.scattered:
            parts += [clips[other]] * count if other in clips else []
        total = sum(len(keys) for part in parts for keys in part.tracks.values())
        if total > MOST_PLAYED:
            reader.fault(
                ("clips", name), f"plays {total:,} keys, and a clip plays at most {MOST_PLAYED:,}"
            )
