"""What tests of models share: a model as it is seen, and the checks of Khronos' validator."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import zbuffer
from numpy.typing import NDArray

from avatarchain import portrait
from avatarchain.living.solid.model import Shape, Surface
from avatarchain.species import Species
from support.absent import absent

ROOT = Path(__file__).resolve().parents[2]
GROUND = (244, 241, 234)
PICTURE = (-0.256, 0.0, 0.256, 0.512)
"""What the portrait shows of a bust, in metres: left, bottom, right, top."""


class Likeness(NamedTuple):
    """How a picture differs from another: the mean of 255, and the share of pixels off by 48."""

    mean: float
    off: float


def seen(shape: Shape, size: int, weights: Mapping[str, float] | None = None) -> NDArray[np.uint8]:
    """The front of a model without shadows, size × size pixels; `weights` are of its morphs."""
    points, faces, colours = together(shape, weights or {})
    return zbuffer.painted(points, faces, colours, PICTURE, size, ground=GROUND)


def together(
    shape: Shape, weights: Mapping[str, float]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.uint8]]:
    """Points, triangles and colours of all surfaces of a model, some morphs applied."""
    points, faces, colours, count = [], [], [], 0
    for surface in shape.surfaces:
        points.append(morphed(surface, weights))
        faces.append(surface.faces + count)
        colours.append(rgb(surface))
        count += len(surface.points)
    return np.concatenate(points), np.concatenate(faces), np.concatenate(colours)


def morphed(surface: Surface, weights: Mapping[str, float]) -> NDArray[np.float64]:
    """The points of a surface, some morphs applied."""
    points = surface.points.copy()
    for name, weight in weights.items():
        if surface.morphs:
            points += weight * surface.morphs[name]
    return points


def rgb(surface: Surface) -> NDArray[np.uint8]:
    """The colours of the points of a surface (n × 3)."""
    rows = [[int(colour[k : k + 2], 16) for k in (1, 3, 5)] for colour in surface.colours]
    return np.array(rows, np.uint8)


def portrait_of(species: Species, genome: int, size: int) -> NDArray[np.uint8]:
    """The portrait without background, on the ground of `seen`."""
    pixels = portrait.pixels(species, genome, size, background=False).astype(float)
    alpha = pixels[..., 3:] / 255
    mixed = pixels[..., :3] * alpha + np.array(GROUND) * (1 - alpha)
    return np.rint(mixed).astype(np.uint8)


def likeness(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> Likeness:
    """How two pictures of one size differ."""
    apart = np.abs(first.astype(int) - second.astype(int))
    return Likeness(float(apart.mean()), float((apart.max(axis=2) > 48).mean()))


def contents(data: bytes) -> dict[str, Any]:
    """The JSON of a `.glb` file."""
    length = int.from_bytes(data[12:16], "little")
    parsed: dict[str, Any] = json.loads(data[20 : 20 + length])
    return parsed


def validated(*paths: Path) -> list[dict[str, Any]]:
    """What Khronos' validator says of some files."""
    folder = ROOT / "tests" / "gallery"
    node = shutil.which("node")
    if node is None or not (folder / "node_modules" / "gltf-validator").exists():
        absent("no gltf-validator: install node, then run npm ci in tests/gallery/")
    line = [node, folder / "validate.mjs", *paths]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    return [json.loads(row) for row in done.stdout.splitlines()]
