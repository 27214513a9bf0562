"""Living: the same genome as a character that moves.

A **rig** says how a species moves: its bones, which bone carries which layer, how far in
front each layer stands, and its clips. It lies in `rig.toml` beside `species.toml`, outside
rules and art, with a digest of its own, so it never changes an id and is never on a chain.
Only the portrait is canonical; a rig may be mended at any time.

`reading` reads rigs, and `usual` the one for packs without their own. `poses` turns a clip into
poses, `figure` a genome into pieces that move, with `eyes` and `mouth`. What comes out is in
`animated` (SVG), `frames` (pixels), `loops` (WebP, GIF) and `sprites`; models are in `solid`.

Left and right are the character's own: its left ear is on the right of the picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from avatarchain.species.outline import Point

LEFT, RIGHT = "-left", "-right"

BLINK, HAPPY, TALK = "blink", "happy", "talk"
LOOK_X, LOOK_Y, GAZE_X, GAZE_Y = "look.x", "look.y", "gaze.x", "gaze.y"
FACE_CHANNELS = (BLINK, HAPPY, TALK, LOOK_X, LOOK_Y, GAZE_X, GAZE_Y)
"""What a face does, each from 0 (or -1) to 1; `look` turns the head, `gaze` the eyes."""
BONE_CHANNELS = ("x", "y", "turn", "grow")
"""What a bone does: units to the right and down, degrees clockwise, and a share of its size."""

Pose = Mapping[str, float]
"""Channels and their values. One that is missing is 0; with all at 0 it is the portrait."""


@dataclass(frozen=True, slots=True)
class Bone:
    """A bone turns and grows about its `pivot` (view box units), and moves with its `parent`."""

    name: str
    parent: str | None
    pivot: Point


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a drawing is attached: its bone, its depth, and how thick it is as a solid.

    `bone` is the name of a bone, or of a pair of them without -left and -right; None for what
    never moves. `depth` is -1 … 1: how far in front of the axis of the head. `puff` is 0 … 1.
    `lids` is how many of its eyes have lids, from the first; None for all.
    """

    bone: str | None
    depth: float = 0.0
    puff: float = 0.5
    lids: int | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """A motion that begins and ends at rest.

    `tracks` map channels to keys, pairs of a time in seconds and a value; between two keys the
    value goes smoothly. `plays` are other clips and when they start. `scattered` are other
    clips and how often they are played, at times that follow from the genome.
    """

    name: str
    seconds: float
    tracks: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    plays: tuple[tuple[str, float], ...] = ()
    scattered: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Face:
    """The numbers of the layers with eyes, mouth and skin; `tongue` is #rrggbb, or empty."""

    eyes: frozenset[int]
    mouth: frozenset[int]
    skin: frozenset[int]
    tongue: str


PERMISSIONS: Mapping[str, tuple[str | bool, ...]] = {
    "avatarPermission": ("onlyAuthor", "onlySeparatelyLicensedPerson", "everyone"),
    "allowExcessivelyViolentUsage": (False, True),
    "allowExcessivelySexualUsage": (False, True),
    "commercialUsage": ("personalNonProfit", "personalProfit", "corporation"),
    "allowPoliticalOrReligiousUsage": (False, True),
    "allowAntisocialOrHateUsage": (False, True),
    "creditNotation": ("required", "unnecessary"),
    "allowRedistribution": (False, True),
    "modification": (
        "prohibited",
        "allowModification",
        "allowModificationRedistribution",
    ),
}
"""What a licence of VRM 1.0 says, and what each of it may be, the strictest first."""


@dataclass(frozen=True, slots=True)
class Rig:
    """How a species moves.

    `bones` are in an order in which parents come first. `seats` has one for each layer of the
    species, and `exceptions` those of single forms, by number of the layer and name of the
    form. `turn` and `gaze` are the units that depth 1 moves when the head has turned as far as
    it does, and that an eye moves. `license` is what it
    says of PERMISSIONS. `digest` is SHA-256 of the whole rig, 0x and 64 hex digits.
    """

    bones: Mapping[str, Bone]
    seats: tuple[Seat, ...]
    exceptions: Mapping[tuple[int, str], Seat]
    clips: Mapping[str, Clip]
    face: Face
    turn: Point
    gaze: Point
    digest: str
    license: Mapping[str, str | bool] = field(default_factory=dict)

    def seat(self, layer: int, form: str) -> Seat:
        """The seat of a form in the layer with this number."""
        return self.exceptions.get((layer, form), self.seats[layer])


__all__ = [
    "BLINK",
    "BONE_CHANNELS",
    "FACE_CHANNELS",
    "GAZE_X",
    "GAZE_Y",
    "HAPPY",
    "LEFT",
    "LOOK_X",
    "LOOK_Y",
    "PERMISSIONS",
    "RIGHT",
    "TALK",
    "Bone",
    "Clip",
    "Face",
    "Pose",
    "Rig",
    "Seat",
]
