"""A sheet of poses, to look at while a rig is made: founders in rows, poses side by side."""

from PIL import Image

from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
from avatarchain.living import BLINK, GAZE_X, HAPPY, LOOK_X, LOOK_Y, TALK, Pose, Rig
from avatarchain.living.figure import figure
from avatarchain.living.frames import Stage
from avatarchain.living.poses import parts_of, pose_at
from avatarchain.species import Species

FOUNDERS = 8

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
    `size` pixels wide (64 … 2048).
    """
    master = seed_from_text(species.name)
    genomes = [founder(item_seed(master, k), species.cumulative) for k in range(FOUNDERS)]
    clips = [clip for clip in rig.clips.values() if not clip.plays and not clip.scattered]
    columns = len(_FACES) + len(_SHARES) * len(clips)
    sheet = Image.new("RGB", (columns * size, FOUNDERS * size))
    for row, genome in enumerate(genomes):
        stage = Stage(species, figure(species, genome, rig), rig, size, opaque=True)
        poses = [*_FACES]
        for clip in clips:
            parts = parts_of(rig, clip, genome)
            poses += [pose_at(parts, share * clip.seconds) for share in _SHARES]
        for column, pose in enumerate(poses):
            sheet.paste(stage.frame(pose), (column * size, row * size))
    return sheet
