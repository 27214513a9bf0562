"""Loops: a clip as a WebP file without loss, or as a GIF.

They are for display and carry no papers. The commonest colours of all frames are kept exactly;
the others, which stand at edges, become the nearest of these. That halves a file, and its first
frame is the portrait as nearly as before.
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatarchain.errors import TooManyFrames
from avatarchain.living import Clip, Pose, Rig
from avatarchain.living.figure import figure
from avatarchain.living.frames import Stage
from avatarchain.living.poses import clip_of, parts_of, pose_at
from avatarchain.living.weighing import check_work
from avatarchain.species import Species

MILLISECONDS, GIF_MILLISECONDS = 80, 100
"""How long a frame is shown. A GIF counts hundredths of a second."""

WEBP_COLOURS, GIF_COLOURS = 64, 48
"""Of all frames of a loop: a character has some thirty; the others are of edges."""

MOST_FRAMES, MOST_PIXELS = 200, 100_000_000
"""Of one clip. Frames take about 20 milliseconds each, and three bytes for each pixel."""

_AT_ONCE = 4096


def frames_of(clip: Clip, milliseconds: int) -> int:
    """The number of frames of a clip that are each shown so long."""
    return max(1, round(1000 * clip.seconds / milliseconds))


def clip_frames(
    species: Species,
    genome: int,
    rig: Rig,
    clip: str,
    size: int,
    *,
    background: bool = True,
    milliseconds: int = MILLISECONDS,
) -> list[Image.Image]:
    """The frames of a clip, size × size pixels: RGB, or RGBA without background.

    The first one is the portrait. Raises UnknownClip, TooManyFrames and TooMuchPainting before
    any is painted, and ImageChanged as `portrait.pixels`.
    """
    poses = poses_of(species, genome, rig, clip, size, milliseconds)
    stage = Stage(
        species, figure(species, genome, rig, background=background), rig, size, opaque=background
    )
    check_work(f"the clip {clip}", stage.work(poses), size)
    return [stage.frame(pose) for pose in poses]


def poses_of(
    species: Species, genome: int, rig: Rig, clip: str, size: int, milliseconds: int
) -> list[Pose]:
    """The pose of each frame of a clip. Raises UnknownClip, TooManyFrames."""
    played = clip_of(rig, species, clip)
    count, most = frames_of(played, milliseconds), min(MOST_FRAMES, MOST_PIXELS // size**2)
    if count > most:
        raise TooManyFrames(what=f"the clip {clip}", frames=count, size=size, most=most)
    parts = parts_of(rig, played, genome)
    return [pose_at(parts, number * milliseconds / 1000) for number in range(count)]


def webp_of(frames: list[Image.Image], milliseconds: int = MILLISECONDS) -> bytes:
    """The bytes of a WebP file that shows frames without end and without loss.

    The list's frames get fewer colours.
    """
    if frames[0].mode == "RGB":
        _reduce(frames, WEBP_COLOURS)
    buffer = io.BytesIO()
    frames[0].save(
        buffer,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=milliseconds,
        loop=0,
        lossless=True,
        quality=30,
        method=1,
    )
    return buffer.getvalue()


def gif_of(frames: list[Image.Image], milliseconds: int = GIF_MILLISECONDS) -> bytes:
    """The bytes of a GIF that shows RGB frames without end; the list's frames get fewer colours."""
    _reduce(frames, GIF_COLOURS)
    buffer = io.BytesIO()
    frames[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=milliseconds,
        loop=0,
        optimize=False,
        disposal=1,
    )
    return buffer.getvalue()


def _reduce(frames: list[Image.Image], most: int) -> None:
    """Give RGB frames one palette of `most` colours: the commonest, and for others the nearest.

    The nearest of colours that are as near is the commoner one. Each frame is replaced in the
    list, so that all of them are not held twice.
    """
    counts = np.zeros(1 << 24, np.uint32)
    for frame in frames:
        colours, often = np.unique(_numbers(frame), return_counts=True)
        counts[colours] += often.astype(np.uint32)
    (used,) = counts.nonzero()
    commonest = used[np.argsort(-counts[used].astype(np.int64), kind="stable")[:most]]
    palette = _parts(commonest)
    rows = np.zeros(1 << 24, np.uint8)
    for start in range(0, len(used), _AT_ONCE):
        part = used[start : start + _AT_ONCE]
        distance = ((_parts(part)[:, None] - palette[None]) ** 2).sum(axis=2)
        rows[part] = distance.argmin(axis=1)
    for place, frame in enumerate(frames):
        frames[place] = Image.fromarray(rows[_numbers(frame)], "P")
        frames[place].putpalette(palette.astype(np.uint8).tobytes())


def _numbers(frame: Image.Image) -> NDArray[np.int32]:
    pixels = np.asarray(frame).astype(np.int32)
    numbers: NDArray[np.int32] = pixels[:, :, 0] << 16 | pixels[:, :, 1] << 8 | pixels[:, :, 2]
    return numbers


def _parts(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Red, green and blue of colours that are one number each."""
    return np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=1)
