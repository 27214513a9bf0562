"""Sprite sheets: clips of one or more characters in one PNG, and JSON that says what is where.

The JSON has the array form of Aseprite's export, which game engines read: `frames`, each with
its place and its duration in milliseconds, and `meta.frameTags`, which name the clips.
"""

import io
import json
from collections.abc import Mapping, Sequence
from math import ceil, sqrt
from typing import Any

from PIL import Image

import avatarchain
from avatarchain.errors import SheetTooLarge, TooManyFrames
from avatarchain.living import Rig
from avatarchain.living.figure import figure
from avatarchain.living.frames import Stage
from avatarchain.living.loops import MILLISECONDS, frames_of, poses_of
from avatarchain.living.weighing import check_work
from avatarchain.portrait.sheet import titled
from avatarchain.species import Species

LARGEST = 8192
"""Pixels on a side of a sheet; many graphics cards take no more."""

MOST_FRAMES = 500
"""Of one character; one with what is usual has 231."""


def sprite_sheet(
    species: Species,
    genomes: Mapping[str, int],
    rig: Rig,
    clips: Sequence[str],
    *,
    image: str,
    title: str = "",
    size: int = 128,
    padding: int = 0,
    background: bool = False,
    milliseconds: int = MILLISECONDS,
) -> tuple[bytes, bytes]:
    """The bytes of the PNG and of the JSON file of a sheet.

    `genomes` are named; the tags are `name/clip`, and without a name the clips alone. `image` is
    the name of the PNG file, `title`, in ASCII, a text in both files, and `padding` the clear
    pixels round each frame. Raises SheetTooLarge, TooManyFrames, TooMuchPainting, UnknownClip.
    """
    cell = size + 2 * padding
    count = sum(frames_of(rig.clips[name], milliseconds) for name in {*clips} & {*rig.clips})
    if count > MOST_FRAMES:
        raise TooManyFrames(
            what="a sheet of these clips", frames=count, size=size, most=MOST_FRAMES
        )
    columns = max(1, ceil(sqrt(count * len(genomes))))
    side = columns * cell
    if side > LARGEST:
        raise SheetTooLarge(side=side, largest=LARGEST, frames=count * len(genomes))
    rows = ceil(count * len(genomes) / columns)
    sheet = Image.new("RGBA", (side, rows * cell), (0, 0, 0, 0))
    places: list[dict[str, Any]] = []
    tags: list[dict[str, Any]] = []
    for name, genome in genomes.items():
        played = {clip: poses_of(species, genome, rig, clip, size, milliseconds) for clip in clips}
        drawn = figure(species, genome, rig, background=background)
        stage = Stage(species, drawn, rig, size, opaque=background)
        every = [pose for poses in played.values() for pose in poses]
        check_work("a sheet of these clips", stage.work(every), size)
        for clip, poses in played.items():
            tag = f"{name}/{clip}" if name else clip
            last = len(places) + len(poses) - 1
            tags.append({"name": tag, "from": len(places), "to": last, "direction": "forward"})
            for pose in poses:
                number = len(places)
                x, y = number % columns * cell + padding, number // columns * cell + padding
                sheet.paste(stage.frame(pose), (x, y))
                places.append(_place(number, x, y, size, milliseconds))
    meta = {
        "app": "https://pypi.org/project/avatarchain/",
        "version": avatarchain.__version__,
        "image": image,
        "format": "RGBA8888",
        "size": {"w": sheet.width, "h": sheet.height},
        "scale": "1",
        "frameTags": tags,
    }
    if title:
        meta["title"] = title
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", compress_level=6, pnginfo=titled(title))
    text = json.dumps({"frames": places, "meta": meta}, indent=1)
    return buffer.getvalue(), text.encode() + b"\n"


def _place(number: int, x: int, y: int, size: int, milliseconds: int) -> dict[str, Any]:
    return {
        "filename": str(number),
        "frame": {"x": x, "y": y, "w": size, "h": size},
        "rotated": False,
        "trimmed": False,
        "spriteSourceSize": {"x": 0, "y": 0, "w": size, "h": size},
        "sourceSize": {"w": size, "h": size},
        "duration": milliseconds,
    }
