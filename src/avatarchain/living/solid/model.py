"""Models: a genome as a solid bust in one `.glb` file.

The front of it, seen without perspective, is the portrait without its background. One palette
holds its colours, and there are two meshes: the figure, and the face with its morphs.
"""

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

import avatarchain
from avatarchain.base.canonical import to_hex
from avatarchain.errors import NoBody
from avatarchain.genetics.identity import identity
from avatarchain.living import Rig
from avatarchain.living.figure import figure
from avatarchain.living.solid import humanoid
from avatarchain.living.solid.face import MORPHS, add_face, raises
from avatarchain.living.solid.fields import FLOOR, at
from avatarchain.living.solid.gltf import Glb, Json
from avatarchain.living.solid.heights import Solid, head_of, solids_of
from avatarchain.living.solid.intricacy import check_corners, check_crossings
from avatarchain.living.solid.motion import (
    SCALE,
    Joint,
    add_clips,
    add_joints,
    check_keys,
    joints_of,
)
from avatarchain.living.solid.parts import parts_of
from avatarchain.living.solid.plane import Floats, Ints
from avatarchain.living.solid.springs import Spring, springs_of
from avatarchain.living.solid.surfaces import Mesh, add_solid, gathered, normals
from avatarchain.portrait.encode import chunk
from avatarchain.species import Species
from avatarchain.species.image import PNG_SIGNATURE

CELL = 22.0
"""The side of the cells into which surfaces are cut, in units."""

_SWATCH = 4  # pixels
_TENTHS = 10_000  # positions are rounded to so many in a metre: a tenth of a millimetre
_NORMAL = 1000
_LINEAR_NEAREST = 9728
_CLAMP = 33071


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A mesh in metres, y up: points, triangles, normals, colours and bones of the points.

    `morphs` are shifts of all points (n × 3) by name.
    """

    name: str
    points: Floats
    faces: Ints
    normals: Floats
    colours: tuple[str, ...]
    bones: tuple[str, ...]
    morphs: Mapping[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A genome as surfaces, and its skeleton. `head` is the bone that looks.

    A bust has no `springs`.
    """

    surfaces: tuple[Surface, ...]
    joints: tuple[Joint, ...]
    head: str
    springs: tuple[Spring, ...]


def shape_of(species: Species, genome: int, rig: Rig, *, whole: bool = False) -> Shape:
    """The surfaces of a genome's bust, and its bones; or of a `whole` figure on a body.

    Raises NoBody if nothing of it moves, and TooIntricate.
    """
    drawn = figure(species, genome, rig, background=False)
    check_crossings(drawn)
    parts = parts_of(drawn, rig)
    check_corners(drawn, rig, parts)
    if not parts:
        raise NoBody(species=species.name)
    head = head_of(parts, rig.face.skin)
    bone = parts[head].bone
    solids, bases = solids_of(parts, head, _hanging(rig, bone), raises(drawn, rig))
    body, face = Mesh(), Mesh()
    for solid in solids:
        add_solid(body, solid, CELL)
    add_face(face, drawn, rig, bases)
    depths, ground = _depths(solids, rig), float(FLOOR)
    joints = joints_of(rig, depths)
    springs: tuple[Spring, ...] = ()
    if whole:
        stand = humanoid.stature_of(solids)
        ground = stand.ground
        if stand.limbs:
            humanoid.add_limbs(body, stand)
        springs = springs_of(solids, rig, bone)
        joints = humanoid.joints_of(rig, depths, springs, stand)
    meshes = (("figure", body), ("face", face))
    surfaces = [_surface(name, mesh, ground) for name, mesh in meshes]
    return Shape(tuple(s for s in surfaces if len(s.faces)), tuple(joints), bone, springs)


def glb(
    species: Species,
    genome: int,
    rig: Rig,
    *,
    clips: Sequence[str] | None = None,
    unlit: bool = False,
    papers: str | None = None,
) -> bytes:
    """The bytes of a `.glb` file with a bust that has bones, morphs and clips.

    `clips` are the names of those that it has; all if it is None. With `unlit` it asks
    programs to show its colours as they are, where they can. `papers` stand in it as its papers.
    Raises TooManyKeys, and as `shape_of`.
    """
    played = [rig.clips[name] for name in clips or rig.clips]
    check_keys(rig, played, genome)
    shape = shape_of(species, genome, rig)
    file, colours = started(shape, extras(species, genome, rig, papers), unlit=unlit)
    numbers = add_joints(file, shape.joints)
    meshes = add_surfaces(file, shape.surfaces, colours, numbers)
    face = meshes.get("face")
    add_clips(file, rig, played, genome, shape.joints, numbers, shape.head, face)
    return file.data()


def started(shape: Shape, extras: Json, *, unlit: bool = False) -> tuple[Glb, list[str]]:
    """A file with what it says of itself, its palette and its material; and the colours."""
    file = Glb()
    file.json["asset"] |= {"generator": "avatarchain", "extras": extras}
    colours = sorted({colour for surface in shape.surfaces for colour in surface.colours})
    _add_material(file, colours, unlit=unlit)
    return file, colours


def extras(species: Species, genome: int, rig: Rig, papers: str | None) -> Json:
    """What a file says of itself: whom it shows, the versions of what made it, and its papers.

    With papers the versions are those that they name, so that a model which is made again to judge
    one of other versions says the same of itself.
    """
    made = made_by() if papers is None else json.loads(papers)["model"]["with"]
    said: Json = {
        "species": to_hex(species.id),
        "genome": to_hex(genome),
        "identity": to_hex(identity(species.id, genome)),
        "model": {"rig": rig.digest, "with": made},
    }
    return {"avatarchain": said | ({} if papers is None else {"papers": papers})}


def made_by() -> dict[str, str]:
    """The versions of all that the bytes of a model follow from besides species and rig."""
    return {
        "avatarchain": avatarchain.__version__,
        "manifold3d": version("manifold3d"),
        "numpy": np.__version__,
    }


def _add_material(file: Glb, colours: Sequence[str], *, unlit: bool) -> None:
    """Add the palette of some colours, and the one material."""
    side = _side(colours)
    pixels = np.zeros((side * _SWATCH, side * _SWATCH, 3), np.uint8)
    for number, colour in enumerate(colours):
        row, column = (part * _SWATCH for part in divmod(number, side))
        pixels[row : row + _SWATCH, column : column + _SWATCH] = _parts(colour)
    image = {"bufferView": file.view(png_of(pixels)), "mimeType": "image/png", "name": "palette"}
    file.json["images"] = [image]
    nearest = {"magFilter": _LINEAR_NEAREST, "minFilter": _LINEAR_NEAREST}
    file.json["samplers"] = [{**nearest, "wrapS": _CLAMP, "wrapT": _CLAMP}]
    file.json["textures"] = [{"source": 0, "sampler": 0}]
    material: Json = {
        "name": "avatar",
        "pbrMetallicRoughness": {
            "baseColorTexture": {"index": 0},
            "metallicFactor": 0,
            "roughnessFactor": 0.9,
        },
    }
    if unlit:
        material["extensions"] = {"KHR_materials_unlit": {}}
        file.json["extensionsUsed"] = ["KHR_materials_unlit"]
    file.json["materials"] = [material]


def add_surfaces(
    file: Glb, surfaces: Sequence[Surface], colours: Sequence[str], numbers: Mapping[str, int]
) -> dict[str, int]:
    """Add surfaces as meshes, and the scene; return the numbers of their nodes."""
    nodes: list[Json] = file.json["nodes"]
    joints = {node: place for place, node in enumerate(file.json["skins"][0]["joints"])}
    placed: dict[str, int] = {}
    for surface in surfaces:
        file.json.setdefault("meshes", []).append(_mesh(file, surface, colours, numbers, joints))
        placed[surface.name] = len(nodes)
        nodes.append(
            {"name": f"{surface.name}-mesh", "mesh": len(file.json["meshes"]) - 1, "skin": 0}
        )
    file.json["scene"] = 0
    file.json["scenes"] = [{"nodes": [file.json["skins"][0]["skeleton"], *placed.values()]}]
    return placed


def _mesh(
    file: Glb,
    surface: Surface,
    colours: Sequence[str],
    numbers: Mapping[str, int],
    joints: Mapping[int, int],
) -> Json:
    side, count = _side(colours), len(surface.points)
    spots = {}
    for number, colour in enumerate(colours):
        row, column = divmod(number, side)
        spots[colour] = [round((part + 0.5) / side * 65_535) for part in (column, row)]
    bones = np.zeros((count, 4), np.uint8)
    bones[:, 0] = [joints[numbers[bone]] for bone in surface.bones]
    weights = np.zeros((count, 4), np.uint8)
    weights[:, 0] = 255
    texture = np.array([spots[colour] for colour in surface.colours], np.uint16)
    primitive: Json = {
        "attributes": {
            "POSITION": file.array(surface.points.astype(np.float32), bounded=True),
            "NORMAL": file.array(surface.normals.astype(np.float32)),
            "TEXCOORD_0": file.array(texture, normalized=True),
            "JOINTS_0": file.array(bones),
            "WEIGHTS_0": file.array(weights, normalized=True),
        },
        "indices": file.indices(surface.faces, count),
        "material": 0,
    }
    mesh: Json = {"name": surface.name, "primitives": [primitive]}
    if surface.morphs:
        primitive["targets"] = [
            {"POSITION": file.shifts(surface.morphs[name].astype(np.float32))} for name in MORPHS
        ]
        mesh["weights"] = [0.0] * len(MORPHS)
        mesh["extras"] = {"targetNames": [*MORPHS]}
    return mesh


def _surface(name: str, mesh: Mesh, ground: float) -> Surface:
    """A mesh in metres; `ground` is the floor's y in the picture, in units."""
    if not mesh.faces:
        return Surface(name, np.zeros((0, 3)), np.zeros((0, 3), int), np.zeros((0, 3)), (), (), {})
    points, faces = gathered(mesh)
    points = (points - (256.0, ground, 0.0)) * (1.0, -1.0, 1.0) * SCALE
    points = np.rint(points * _TENTHS) / _TENTHS + 0.0
    morphs = {}
    if mesh.morphs:
        for morph in MORPHS:
            shifts = np.zeros_like(points)
            for start, rows in mesh.morphs.get(morph, ()):
                shifts[start : start + len(rows)] = rows * (SCALE, -SCALE, SCALE)
            morphs[morph] = np.rint(shifts * _TENTHS) / _TENTHS + 0.0
    seen = _unfolded(points, morphs) / SCALE
    directions = np.rint(normals(mesh, seen, faces) * _NORMAL) / _NORMAL + 0.0
    return Surface(name, points, faces, directions, tuple(mesh.colours), tuple(mesh.bones), morphs)


def _unfolded(points: Floats, morphs: Mapping[str, Floats]) -> Floats:
    """Points as they are where they are seen: lids closed, and the floor of the mouth open.

    At rest those are lines, which face nowhere.
    """
    unfolded, moved = points.copy(), np.zeros(len(points), bool)
    for name in ("blink", "happy", "aa"):
        if name in morphs:
            rows = morphs[name].any(axis=1) & ~moved
            unfolded[rows] += morphs[name][rows]
            moved |= rows
    return unfolded


def _hanging(rig: Rig, head: str) -> frozenset[str]:
    """The head's bone and all that hang on it."""
    names = {head}
    for bone in rig.bones.values():
        if bone.parent in names:
            names.add(bone.name)
    return frozenset(names)


def _depths(solids: Sequence[Solid], rig: Rig) -> dict[str, float]:
    """How far in front each bone turns, in units: in the middle of the first part it carries."""
    depths: dict[str, float] = {}
    for solid in solids:
        bone = solid.part.bone
        if bone not in depths:
            pivot = np.array([rig.bones[bone].pivot])
            depths[bone] = float(np.rint(at(solid.middle, pivot)[0]))
    return depths


def _side(colours: Sequence[str]) -> int:
    """The swatches a side of a palette: 8, or more where there are many colours."""
    side = 8
    while side * side < len(colours):
        side *= 2
    return side


def _parts(colour: str) -> list[int]:
    return [int(colour[k : k + 2], 16) for k in (1, 3, 5)]


def png_of(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG without compression, so that its bytes do not depend on zlib's build."""
    high, wide, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"".join(
        [
            PNG_SIGNATURE,
            chunk(b"IHDR", head),
            chunk(b"IDAT", zlib.compress(rows, 0)),
            chunk(b"IEND", b""),
        ]
    )
