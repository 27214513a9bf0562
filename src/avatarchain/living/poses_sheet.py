"""A sheet of poses, to look at while a rig is made: founders in rows, poses side by side."""

from collections.abc import Sequence

from PIL import Image

from avatarchain.errors import SheetTooLarge
from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
from avatarchain.living import BLINK, GAZE_X, HAPPY, LOOK_X, LOOK_Y, TALK, Clip, Pose, Rig
from avatarchain.living.figure import figure
from avatarchain.living.frames import Stage
from avatarchain.living.poses import parts_of, pose_at
from avatarchain.living.weighing import check_work
from avatarchain.species import Species

FOUNDERS = 8
LARGEST, MOST_WORK = 8192, 7_000
"""Pixels on a side of a sheet, and its effort; usual ones of 512 pixels take 6,000."""

_FACES: tuple[Pose, ...] = (
    {},
    {BLINK: 0.5},
    {BLINK: 1.0},
    {HAPPY: 1.0, TALK: 0.7},
    {TALK: 0.4},
    {TALK: 1.0},
    {LOOK_X: -1.0, GAZE_X: -1.0},
    {LOOK_X: 1.0, GAZE_X: 1.0},
    {LOOK_Y: 1.0},
)
_SHARES = (0.3,)


def pose_sheet(species: Species, rig: Rig, size: int) -> Image.Image:
    """Poses of the first founders of the collection whose seed is the name of the species.

    First come the face's own poses, then some of every clip that plays no others. A picture is
    `size` pixels wide (64 … 2048). Raises SheetTooLarge, TooMuchPainting and TooManyEyes before
    any of them is painted.
    """
    master = seed_from_text(species.name)
    genomes = [founder(item_seed(master, k), species.cumulative) for k in range(FOUNDERS)]
    clips = [clip for clip in rig.clips.values() if not clip.plays and not clip.scattered]
    columns = len(_FACES) + len(_SHARES) * len(clips)
    if (side := max(columns, FOUNDERS) * size) > LARGEST:
        raise SheetTooLarge(side=side, largest=LARGEST, frames=columns * FOUNDERS)
    work = sum(
        _stage(species, genome, rig, size).work(_poses(rig, clips, genome)) for genome in genomes
    )
    check_work("a sheet of poses", work, size, MOST_WORK)
    sheet = Image.new("RGB", (columns * size, FOUNDERS * size))
    for row, genome in enumerate(genomes):
        stage = _stage(species, genome, rig, size)
        for column, pose in enumerate(_poses(rig, clips, genome)):
            sheet.paste(stage.frame(pose), (column * size, row * size))
    return sheet


def _stage(species: Species, genome: int, rig: Rig, size: int) -> Stage:
    return Stage(species, figure(species, genome, rig), rig, size, opaque=True)


def _poses(rig: Rig, clips: Sequence[Clip], genome: int) -> list[Pose]:
    """The poses of one row: those of the face, and of each clip those at some shares of it."""
    poses = [*_FACES]
    for clip in clips:
        parts = parts_of(rig, clip, genome)
        poses += [pose_at(parts, share * clip.seconds) for share in _SHARES]
    return poses
