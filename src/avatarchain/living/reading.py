"""Reading `rig.toml`: every fault with its line and reason.

A rig says only what is different from the usual one (`usual`): bones, clips and layers that it
does not name are as there. The format, key by key, is in `docs/living.md`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from avatarchain.base.toml import read_toml
from avatarchain.living import LEFT, PERMISSIONS, RIGHT, Bone, Clip, Seat
from avatarchain.living.lines import line_numbers, line_of
from avatarchain.living.tracks import MOST_CLIPS, MOST_SECONDS, read_tracks
from avatarchain.species.faults import Faults

FILE = "rig.toml"
MAX_BYTES = 256_000
MOST_BONES, DEEPEST_BONE = 64, 16
_LOWEST, _HIGHEST = -512, 1024
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SHOWN = 64  # letters of a key that a fault tells

_KEYS = {"rig", "turn", "gaze", "face", "bones", "layers", "clips", "license"}
_SEAT_KEYS = {"bone", "depth", "puff", "still", "lids"}
_FACE_KEYS = ("eyes", "mouth", "skin")


@dataclass(frozen=True, slots=True)
class Written:
    """What a rig file says; what it does not say is None or missing.

    `layers` are seats by the name of a layer or `layer/form`, `face` lists of layers.
    """

    bones: Mapping[str, Bone]
    layers: Mapping[str, Seat]
    clips: Mapping[str, Clip]
    face: Mapping[str, tuple[str, ...]]
    tongue: str | None = None
    turn: tuple[float, float] | None = None
    gaze: tuple[float, float] | None = None
    license: Mapping[str, str | bool] = field(default_factory=dict)


@dataclass(slots=True)
class Reader:
    """The faults so far, and the lines of the file's keys."""

    lines: dict[tuple[str, ...], int]
    faults: Faults = field(default_factory=Faults)

    def fault(self, place: Sequence[str], reason: str) -> None:
        """Add a fault of the key at `place`."""
        name = ".".join(key if len(key) <= _SHOWN else f"{key[:_SHOWN]}…" for key in place)
        sentence = f"{name}: {reason}" if name else reason
        self.faults.add(sentence, FILE, line_of(self.lines, place))

    def table(self, place: Sequence[str], value: Any) -> dict[str, Any]:
        """`value` if it is a table; otherwise an empty one, with a fault."""
        if isinstance(value, dict):
            return value
        self.fault(place, f"must be a table, got {_shown(value)}")
        return {}

    def is_name(self, place: Sequence[str]) -> bool:
        """Whether the last key of `place` may name a bone or a clip; otherwise a fault is added."""
        if _NAME.fullmatch(place[-1]):
            return True
        self.fault(place, "a name has 1 to 64 letters a-z or A-Z, digits, - or _")
        return False

    def number(self, place: Sequence[str], value: Any, low: float, high: float) -> float:
        """`value` if it is a number in low … high; otherwise `low` or 0, with a fault."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and isfinite(value) and low <= value <= high:
            return float(value)
        self.fault(place, f"must be a number from {low:g} to {high:g}, got {_shown(value)}")
        return max(low, 0.0)

    def point(
        self, place: Sequence[str], value: Any, low: float = _LOWEST, high: float = _HIGHEST
    ) -> tuple[float, float]:
        """`value` if it is a pair of numbers in low … high; otherwise (0, 0), with a fault."""
        if isinstance(value, list) and len(value) == 2:
            x, y = (self.number(place, part, low, high) for part in value)
            return x, y
        self.fault(place, f"must be two numbers, [x, y], got {_shown(value)}")
        return 0.0, 0.0

    def strangers(self, place: Sequence[str], table: Mapping[str, Any], known: set[str]) -> None:
        """Add a fault for each key of a table that is not known."""
        for key in sorted(set(table) - known):
            self.fault((*place, key), "unknown key")


def read_rig(data: bytes, usual: Mapping[str, Bone] | None = None) -> tuple[Written, Reader]:
    """What the bytes of a rig file say, and the reader with the faults.

    `usual` are the bones that the rig has besides its own.
    """
    try:
        text = data.decode()
        table = read_toml(data)
    except ValueError as error:
        reader = Reader({})
        reader.fault((), str(error))
        return Written({}, {}, {}, {}), reader
    reader = Reader(line_numbers(text))
    reader.strangers((), table, _KEYS)
    if table.get("rig") != 1 or isinstance(table.get("rig"), bool):
        reader.fault(("rig",), f"must be 1, got {_shown(table.get('rig'))}")
    bones = _bones(table.get("bones", {}), dict(usual or {}), reader)
    layers = _layers(table.get("layers", {}), bones, reader)
    clips = _clips(table.get("clips", {}), bones, reader)
    face = reader.table(("face",), table.get("face", {}))
    reader.strangers(("face",), face, {*_FACE_KEYS, "tongue"})
    tongue = face.get("tongue")
    if tongue is not None and not isinstance(tongue, str):
        reader.fault(("face", "tongue"), f"must be the name of a colour, got {_shown(tongue)}")
    written = Written(
        bones=bones,
        layers=layers,
        clips=clips,
        face={key: _names(("face", key), face[key], reader) for key in _FACE_KEYS if key in face},
        tongue=tongue if isinstance(tongue, str) else None,
        turn=reader.point(("turn",), table["turn"], 0, 64) if "turn" in table else None,
        gaze=reader.point(("gaze",), table["gaze"], 0, 64) if "gaze" in table else None,
        license=_license(table.get("license", {}), reader),
    )
    return written, reader


def _license(table: Any, reader: Reader) -> dict[str, str | bool]:
    """What a rig permits, by VRM's names."""
    said: dict[str, str | bool] = {}
    row = reader.table(("license",), table)
    reader.strangers(("license",), row, set(PERMISSIONS))
    for key, values in PERMISSIONS.items():
        value = row.get(key)
        if isinstance(value, type(values[0])) and value in values:
            said[key] = value
        elif key in row:
            choices = ", ".join(
                str(choice).lower() if isinstance(choice, bool) else choice for choice in values
            )
            reader.fault(("license", key), f"must be one of {choices}, got {_shown(value)}")
    return said


def _shown(value: Any) -> str:
    return type(value).__name__ if isinstance(value, dict | list) else repr(value)[:40]


def _names(place: Sequence[str], value: Any, reader: Reader) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    reader.fault(place, "must be a list of names of layers")
    return ()


def _bones(table: Any, usual: dict[str, Bone], reader: Reader) -> dict[str, Bone]:
    """All bones of the rig, parents first."""
    bones = dict(usual)
    for name, row in reader.table(("bones",), table).items():
        place = ("bones", name)
        if not reader.is_name(place):
            continue
        row = reader.table(place, row)
        reader.strangers(place, row, {"parent", "pivot"})
        parent = row.get("parent")
        if parent is not None and not isinstance(parent, str):
            reader.fault(place, f"parent must be the name of a bone, got {_shown(parent)}")
            parent = None
        if "pivot" not in row:
            reader.fault(place, "lacks a pivot, [x, y]")
        pivot = reader.point(place, row["pivot"]) if "pivot" in row else (0.0, 0.0)
        bones[name] = Bone(name, parent, pivot)
    if len(bones) > MOST_BONES:
        reader.fault(("bones",), f"a rig has at most {MOST_BONES} bones, got {len(bones)}")
        return dict(usual)
    return _parents_first(bones, reader)


def _parents_first(bones: dict[str, Bone], reader: Reader) -> dict[str, Bone]:
    depths: dict[str, int] = {}
    for name, bone in bones.items():
        chain = [name]
        while bone.parent is not None:
            if bone.parent not in bones:
                reader.fault(("bones", chain[-1]), f"its parent {bone.parent!r} is no bone")
                break
            if bone.parent in chain:
                reader.fault(("bones", name), "its parents lead back to itself")
                break
            bone = bones[bone.parent]
            chain.append(bone.name)
        if len(chain) > DEEPEST_BONE:
            reader.fault(("bones", name), f"has more than {DEEPEST_BONE} bones above it")
        depths[name] = len(chain)
    return {name: bones[name] for name in sorted(bones, key=lambda name: (depths[name], name))}


def is_bone(name: str, bones: Mapping[str, Bone]) -> bool:
    """Whether there is a bone, or a pair of a left and a right one, with this name."""
    return name in bones or (name + LEFT in bones and name + RIGHT in bones)


def _layers(table: Any, bones: Mapping[str, Bone], reader: Reader) -> dict[str, Seat]:
    seats = {}
    for name, row in reader.table(("layers",), table).items():
        place = ("layers", name)
        row = reader.table(place, row)
        reader.strangers(place, row, _SEAT_KEYS)
        bone, still = row.get("bone"), row.get("still", False)
        if not isinstance(still, bool):
            reader.fault(place, f"still must be true or false, got {_shown(still)}")
        elif still and bone is not None:
            reader.fault(place, "what is still has no bone")
        elif bone is not None and not (isinstance(bone, str) and is_bone(bone, bones)):
            reader.fault(place, f"bone {_shown(bone)} is no bone, nor a -left and a -right one")
        lids = row.get("lids")
        if lids is not None and (not isinstance(lids, int) or not 0 <= lids <= 16):
            reader.fault(place, f"lids must be a whole number from 0 to 16, got {_shown(lids)}")
        seats[name] = Seat(
            bone="" if bone is None and not still else bone,
            depth=reader.number(place, row.get("depth", 0), -1, 1),
            puff=reader.number(place, row.get("puff", 0.5), 0, 1),
            lids=lids if isinstance(lids, int) else None,
        )
    return seats


def _clips(table: Any, bones: Mapping[str, Bone], reader: Reader) -> dict[str, Clip]:
    clips = {}
    rows = reader.table(("clips",), table)
    if len(rows) > MOST_CLIPS:
        reader.fault(("clips",), f"a rig has at most {MOST_CLIPS} clips, got {len(rows)}")
        return {}
    for name, row in rows.items():
        place = ("clips", name)
        if not reader.is_name(place):
            continue
        row = reader.table(place, row)
        reader.strangers(place, row, {"seconds", "keys", "plays", "scatter"})
        seconds = reader.number((*place, "seconds"), row.get("seconds"), 0.1, MOST_SECONDS)
        tracks = read_tracks((*place, "keys"), row.get("keys", {}), seconds, bones, reader)
        plays = _pairs((*place, "plays"), row.get("plays", []), MOST_SECONDS, reader)
        times = _pairs((*place, "scatter"), row.get("scatter", []), 32, reader)
        scattered = tuple((other, int(count)) for other, count in times)
        clips[name] = Clip(name, seconds, tracks, plays, scattered)
    return clips


def _pairs(
    place: Sequence[str], value: Any, most: float, reader: Reader
) -> tuple[tuple[str, float], ...]:
    """A list of pairs of the name of a clip and a number 0 … `most`."""
    if not isinstance(value, list) or len(value) > 64:
        reader.fault(place, "must be a list of at most 64 pairs of a clip and a number")
        return ()
    pairs = []
    for pair in value:
        if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str):
            pairs.append((pair[0], reader.number(place, pair[1], 0, most)))
        else:
            reader.fault(place, f"expected a pair of a clip and a number, got {_shown(pair)}")
    return tuple(pairs)
