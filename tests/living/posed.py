"""What tests of models that move share: a `.glb` file in a frame of a clip, as programs pose it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from support.model_rows import Opened, opened

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Posed:
    """A model in a pose: points (n × 3), triangles, and the name of the bone of each point."""

    points: Floats
    faces: NDArray[np.int64]
    bones: NDArray[np.str_]


def frames_of(file: Opened, clip: dict[str, Any]) -> int:
    """How many frames an animation has."""
    return len(file.array(clip["samplers"][0]["input"]))


def rest_and_clips(data: bytes) -> tuple[Opened, list[dict[str, Any]]]:
    """A file, and its animations."""
    file = opened(data)
    return file, file.json["animations"]


def posed(file: Opened, clip: dict[str, Any] | None, frame: int) -> Posed:
    """A model in a frame of an animation; at rest without one."""
    nodes = [dict(node) for node in file.json["nodes"]]
    for channel in clip["channels"] if clip else ():
        sampler = clip["samplers"][channel["sampler"]] if clip else {}
        count = len(file.array(sampler["input"]))
        rows = file.array(sampler["output"]).astype(float).reshape(count, -1)
        nodes[channel["target"]["node"]][channel["target"]["path"]] = rows[frame]
    moved = _moved(file, nodes)
    names = np.array([nodes[node]["name"] for node in file.json["skins"][0]["joints"]])
    points, faces, bones, start = [], [], [], 0
    for node in nodes:
        if "mesh" not in node:
            continue
        (primitive,) = file.json["meshes"][node["mesh"]]["primitives"]
        at = file.array(primitive["attributes"]["POSITION"]).astype(float)
        weights = node.get("weights", ())
        for weight, target in zip(weights, primitive.get("targets", ()), strict=False):
            if weight:
                at += weight * file.array(target["POSITION"])
        joint = file.array(primitive["attributes"]["JOINTS_0"])[:, 0]
        whole = np.column_stack([at, np.ones(len(at))])
        points.append(np.einsum("nij,nj->ni", moved[joint], whole)[:, :3])
        faces.append(file.array(primitive["indices"]).reshape(-1, 3).astype(np.int64) + start)
        bones.append(names[joint])
        start += len(at)
    return Posed(np.concatenate(points), np.concatenate(faces), np.concatenate(bones))


def _moved(file: Opened, nodes: list[dict[str, Any]]) -> Floats:
    """Where each joint of the skin takes what hangs on it (4 × 4)."""
    skin = file.json["skins"][0]
    worlds = dict(_worlds(nodes, skin["skeleton"], np.eye(4)))
    back = file.array(skin["inverseBindMatrices"]).astype(float).reshape(-1, 4, 4)
    return np.array([worlds[joint] @ back[k].T for k, joint in enumerate(skin["joints"])])


def _worlds(
    nodes: list[dict[str, Any]], number: int, parent: Floats
) -> Iterator[tuple[int, Floats]]:
    node = nodes[number]
    x, y, z, w = node.get("rotation", (0.0, 0.0, 0.0, 1.0))
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    here = np.eye(4)
    here[:3, :3] = turn * np.array(node.get("scale", (1.0, 1.0, 1.0)))
    here[:3, 3] = node["translation"]
    world = parent @ here
    yield number, world
    for child in node.get("children", ()):
        yield from _worlds(nodes, child, world)
