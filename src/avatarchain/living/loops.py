"""Loops: a clip as a WebP file without loss, or as a GIF.

They are for display and carry no papers. The commonest colours of all frames are kept exactly;
the others, which stand at edges, become the nearest of these. That halves a file, and its first
frame is the portrait as nearly as before.
"""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatarchain.living import Rig
from avatarchain.living.figure import figure
from avatarchain.living.frames import Stage
from avatarchain.living.poses import clip_of, parts_of, pose_at
from avatarchain.species import Species

MILLISECONDS, GIF_MILLISECONDS = 80, 100
"""How long a frame is shown. A GIF counts hundredths of a second."""

WEBP_COLOURS, GIF_COLOURS = 64, 48
"""Of all frames of a loop: a character has some thirty; the others are of edges."""

_AT_ONCE = 4096


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

    The first one is the portrait. Raises UnknownClip, and ImageChanged as `portrait.pixels`.
    """
    played = clip_of(rig, species, clip)
    parts = parts_of(rig, played, genome)
    drawn = figure(species, genome, rig, background=background)
    stage = Stage(species, drawn, rig, size, opaque=background)
    count = max(1, round(1000 * played.seconds / milliseconds))
    return [stage.frame(pose_at(parts, number * milliseconds / 1000)) for number in range(count)]


def webp_of(frames: Sequence[Image.Image], milliseconds: int = MILLISECONDS) -> bytes:
    """The bytes of a WebP file that shows frames without end and without loss."""
    if frames[0].mode == "RGB":
        frames = [frame.convert("RGB") for frame in _reduced(frames, WEBP_COLOURS)]
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


def gif_of(frames: Sequence[Image.Image], milliseconds: int = GIF_MILLISECONDS) -> bytes:
    """The bytes of a GIF that shows RGB frames without end."""
    reduced = _reduced(frames, GIF_COLOURS)
    buffer = io.BytesIO()
    reduced[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=reduced[1:],
        duration=milliseconds,
        loop=0,
        optimize=False,
        disposal=1,
    )
    return buffer.getvalue()


def _reduced(frames: Sequence[Image.Image], most: int) -> list[Image.Image]:
    """RGB frames with one palette of `most` colours: the commonest, and for others the nearest.

    The nearest of colours that are as near is the commoner one.
    """
    numbers = [_numbers(frame) for frame in frames]
    counts = np.zeros(1 << 24, np.int64)
    for number in numbers:
        colours, often = np.unique(number, return_counts=True)
        counts[colours] += often
    (used,) = counts.nonzero()
    commonest = used[np.argsort(-counts[used], kind="stable")[:most]]
    palette = _parts(commonest)
    rows = np.zeros(1 << 24, np.uint8)
    for start in range(0, len(used), _AT_ONCE):
        part = used[start : start + _AT_ONCE]
        distance = ((_parts(part)[:, None] - palette[None]) ** 2).sum(axis=2)
        rows[part] = distance.argmin(axis=1)
    reduced = []
    for number in numbers:
        image = Image.fromarray(rows[number], "P")
        image.putpalette(palette.astype(np.uint8).tobytes())
        reduced.append(image)
    return reduced


def _numbers(frame: Image.Image) -> NDArray[np.int32]:
    pixels = np.asarray(frame).astype(np.int32)
    numbers: NDArray[np.int32] = pixels[:, :, 0] << 16 | pixels[:, :, 1] << 8 | pixels[:, :, 2]
    return numbers


def _parts(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Red, green and blue of colours that are one number each."""
    return np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=1)
