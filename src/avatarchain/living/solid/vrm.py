"""VRM 1.0: a genome as a whole figure, for virtual worlds, video calls and other companions.

Who may do what with a character, the rig's `[license]` says; where it is silent the strictest
holds. The picture that programs show of a file is the portrait.
"""

from collections.abc import Mapping

import numpy as np

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.genetics.identity import identity
from avatarchain.living import PERMISSIONS, Rig
from avatarchain.living.solid.face import MORPHS
from avatarchain.living.solid.gltf import Json
from avatarchain.living.solid.humanoid import HUMAN
from avatarchain.living.solid.model import (
    Shape,
    add_surfaces,
    extras,
    png_of,
    shape_of,
    started,
)
from avatarchain.living.solid.motion import add_joints
from avatarchain.living.solid.springs import said_of
from avatarchain.species import Species

_THUMBNAIL = 256
_NAME_DIGITS = 12
_LICENSE = "https://vrm.dev/licenses/1.0/"
_LIMBS = ("UpperArm", "LowerArm", "Hand", "UpperLeg", "LowerLeg", "Foot")
_EXPRESSIONS: Mapping[str, Mapping[str, float]] = {
    "happy": {"happy": 1},
    "relaxed": {"happy": 0.5},
    "blink": {"blink": 1},
    "blinkLeft": {"blinkLeft": 1},
    "blinkRight": {"blinkRight": 1},
    "aa": {"aa": 1},
    "ih": {"aa": 0.35},
    "ou": {"oh": 0.55},
    "ee": {"aa": 0.5},
    "oh": {"oh": 1},
    "lookUp": {"lookUp": 1},
    "lookDown": {"lookDown": 1},
    "lookLeft": {"lookLeft": 1},
    "lookRight": {"lookRight": 1},
}
_TOON: Json = {
    "specVersion": "1.0",
    "shadeColorFactor": [0.72, 0.66, 0.78],
    "shadeMultiplyTexture": {"index": 0},
    "shadingShiftFactor": -0.1,
    "shadingToonyFactor": 0.55,
    "giEqualizationFactor": 0.9,
}


def vrm(species: Species, genome: int, rig: Rig, *, papers: str | None = None) -> bytes:
    """The bytes of a `.vrm` file with a whole figure; `papers` stand in it as its papers."""
    shape = shape_of(species, genome, rig, whole=True)
    file, colours = started(shape, extras(species, genome, rig, papers))
    numbers = add_joints(file, shape.joints)
    meshes = add_surfaces(file, shape.surfaces, colours, numbers)
    pixels = portrait.pixels(species, genome, _THUMBNAIL)[..., :3]
    view = file.view(png_of(np.ascontiguousarray(pixels)))
    file.json["images"].append({"bufferView": view, "mimeType": "image/png", "name": "portrait"})
    file.json["materials"][0]["extensions"] = {"VRMC_materials_mtoon": _TOON}
    extensions = {
        "VRMC_vrm": _avatar(species, genome, rig, shape, numbers, meshes),
        **said_of(shape.springs, shape.joints, numbers, shape.head),
    }
    file.json["extensions"] = extensions
    file.json["extensionsUsed"] = sorted(["VRMC_materials_mtoon", *extensions])
    return file.data()


def _avatar(
    species: Species,
    genome: int,
    rig: Rig,
    shape: Shape,
    numbers: Mapping[str, int],
    meshes: Mapping[str, int],
) -> Json:
    sides = [side + limb for side in ("left", "right") for limb in _LIMBS]
    bones = {name: {"node": numbers[name]} for name in (*HUMAN, "neck", "head", *sides)}
    annotations = [{"node": node, "type": "auto"} for node in meshes.values()]
    reach = {"inputMaxValue": 40, "outputScale": 1}
    return {
        "specVersion": "1.0",
        "meta": _meta(species, genome, rig),
        "humanoid": {"humanBones": bones},
        "firstPerson": {"meshAnnotations": annotations},
        "expressions": {"preset": _expressions(meshes.get("face"))},
        "lookAt": {
            "type": "expression",
            "offsetFromHeadBone": [0, 0.13, 0.1],
            "rangeMapHorizontalInner": reach,
            "rangeMapHorizontalOuter": reach,
            "rangeMapVerticalDown": reach,
            "rangeMapVerticalUp": reach,
        },
    }


def _meta(species: Species, genome: int, rig: Rig) -> Json:
    address = to_hex(identity(species.id, genome))
    return {
        "name": f"{species.name} {address[:_NAME_DIGITS]}",
        "version": species.version,
        "authors": [species.creator or species.name],
        "copyrightInformation": f"Drawings: {species.license or 'all rights reserved'}",
        "references": [f"species {to_hex(species.id)}", f"genome {to_hex(genome)}"],
        "licenseUrl": _LICENSE,
        "thumbnailImage": 1,
        **{key: values[0] for key, values in PERMISSIONS.items()},
        **rig.license,
    }


def _expressions(face: int | None) -> Json:
    """What a face does, by VRM's names. A laugh has its own lids, so nothing blinks meanwhile."""
    if face is None:
        return {}
    presets: Json = {}
    for name, weights in _EXPRESSIONS.items():
        binds = [
            {"node": face, "index": MORPHS.index(morph), "weight": weight}
            for morph, weight in weights.items()
        ]
        presets[name] = {"morphTargetBinds": binds}
    for name in ("happy", "relaxed"):
        presets[name]["overrideBlink"] = "block"
    return presets
