"""Loops: a clip as a WebP file without loss, or as a GIF.

They are for display and carry no papers. The commonest colours of all frames are kept exactly;
the others, which stand at edges, become the nearest of these. That halves a file, and its first
frame is the portrait as nearly as before.
"""

import io
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

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
"""Of one clip. Frames take about 20 milliseconds each, and clear ones four bytes for each pixel."""

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
) -> Iterator[Image.Image]:
    """The frames of a clip, size × size pixels: RGB, or RGBA without background.

    The first one is the portrait; each is painted when it is taken. Raises UnknownClip,
    TooManyFrames and TooMuchPainting before that, and ImageChanged as `portrait.pixels`.
    """
    poses = poses_of(species, genome, rig, clip, size, milliseconds)
    stage = Stage(
        species, figure(species, genome, rig, background=background), rig, size, opaque=background
    )
    check_work(f"the clip {clip}", stage.work(poses), size)
    return map(stage.frame, poses)


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


def webp_of(frames: Iterable[Image.Image], milliseconds: int = MILLISECONDS) -> bytes:
    """The bytes of a WebP file that shows frames without end and without loss.

    RGB frames have few colours in it.
    """
    painted = iter(frames)
    first = next(painted)
    whole = chain((first,), painted)
    first, *others = _reduced(whole, WEBP_COLOURS) if first.mode == "RGB" else whole
    buffer = io.BytesIO()
    first.save(
        buffer,
        "WEBP",
        save_all=True,
        append_images=others,
        duration=milliseconds,
        loop=0,
        lossless=True,
        quality=30,
        method=1,
    )
    return buffer.getvalue()


def gif_of(frames: Iterable[Image.Image], milliseconds: int = GIF_MILLISECONDS) -> bytes:
    """The bytes of a GIF that shows RGB frames without end; they have few colours in it."""
    first, *others = _reduced(frames, GIF_COLOURS)
    buffer = io.BytesIO()
    first.save(
        buffer,
        "GIF",
        save_all=True,
        append_images=others,
        duration=milliseconds,
        loop=0,
        optimize=False,
        disposal=1,
    )
    return buffer.getvalue()


def _reduced(frames: Iterable[Image.Image], most: int) -> list[Image.Image]:
    """RGB frames of one palette of `most` colours: the commonest, and for others the nearest.

    The nearest of colours that are as near is the commoner one. Until the palette is known the
    frames are packed: a painted one takes a twentieth then.
    """
    packed, size = [], (0, 0)
    used, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for frame in frames:
        size = frame.size
        packed.append(zlib.compress(frame.tobytes(), 1))
        colours, often = np.unique(_numbers(frame), return_counts=True)
        used, places = np.unique(np.concatenate([used, colours]), return_inverse=True)
        counts = np.bincount(places, np.concatenate([counts, often])).astype(np.int64)
    commonest = used[np.argsort(-counts, kind="stable")[:most]]
    palette = _parts(commonest)
    rows = np.zeros(1 << 24, np.uint8)
    for start in range(0, len(used), _AT_ONCE):
        part = used[start : start + _AT_ONCE]
        distance = ((_parts(part)[:, None] - palette[None]) ** 2).sum(axis=2)
        rows[part] = distance.argmin(axis=1)
    drawn = []
    for content in packed:
        frame = Image.frombytes("RGB", size, zlib.decompress(content))
        drawn.append(Image.fromarray(rows[_numbers(frame)], "P"))
        drawn[-1].putpalette(palette.astype(np.uint8).tobytes())
    return drawn


def _numbers(frame: Image.Image) -> NDArray[np.int32]:
    pixels = np.asarray(frame).astype(np.int32)
    numbers: NDArray[np.int32] = pixels[:, :, 0] << 16 | pixels[:, :, 1] << 8 | pixels[:, :, 2]
    return numbers


def _parts(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Red, green and blue of colours that are one number each."""
    return np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=1)
