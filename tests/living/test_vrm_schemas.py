"""What VRM files say of themselves, by VRM's own JSON schemas.

`VRM_SPECIFICATION` names the folder of a copy of vrm-c/vrm-specification. Its schemas are in no
package of a registry; without a copy these tests skip. The few that they take from glTF are
written here.
"""

import json
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from rigged import founders

from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from support.absent import absent

if find_spec("manifold3d") is None:
    absent("no manifold3d: pip install '.[3d]'")

from solids import contents

from avatarchain.living.solid.vrm import vrm

pytestmark = pytest.mark.nightly

MODELS = int(os.environ.get("MODELS", "4"))
NAMES = ("VRMC_vrm", "VRMC_springBone", "VRMC_materials_mtoon")
NUMBER = {"type": "integer", "minimum": 0}
OF_GLTF: dict[str, Any] = {
    "glTFid.schema.json": NUMBER,
    "glTFProperty.schema.json": {"type": "object", "properties": {"extensions": {}, "extras": {}}},
    "textureInfo.schema.json": {
        "type": "object",
        "properties": {"index": NUMBER, "texCoord": NUMBER},
        "required": ["index"],
    },
}


@pytest.fixture(scope="module")
def validators() -> dict[str, Draft202012Validator]:
    """A validator for each extension, by its name."""
    place = os.environ.get("VRM_SPECIFICATION")
    if place is None:
        pytest.skip("no schemas of VRM: VRM_SPECIFICATION names a copy of vrm-specification")
    folder = Path(place) / "specification"
    schemas = dict(OF_GLTF)
    for name in NAMES:
        for path in sorted((folder / f"{name}-1.0" / "schema").glob("*.json")):
            schemas[path.name] = json.loads(path.read_text(encoding="utf-8"))
    registry: Registry[Any] = Registry().with_resources(
        (name, DRAFT202012.create_resource(schema)) for name, schema in schemas.items()
    )
    return {
        name: Draft202012Validator({"$ref": f"{name}.schema.json"}, registry=registry)
        for name in NAMES
    }


def said_in(data: bytes) -> dict[str, Any]:
    """What a file says in each extension."""
    told = contents(data)
    return {**told["extensions"], **told["materials"][0]["extensions"]}


def test_what_a_file_says_is_as_vrm_says(
    species: Species, validators: dict[str, Draft202012Validator]
) -> None:
    rig = rig_of(species)
    for genome in founders(species, MODELS):
        said = said_in(vrm(species, genome, rig))
        assert set(said) >= {"VRMC_vrm", "VRMC_materials_mtoon"}
        for name, part in said.items():
            assert [error.message for error in validators[name].iter_errors(part)] == []


def test_what_is_wrong_is_seen_by_the_schemas(
    species: Species, validators: dict[str, Draft202012Validator]
) -> None:
    (genome,) = founders(species, 1)
    said = said_in(vrm(species, genome, rig_of(species)))
    del said["VRMC_vrm"]["humanoid"]["humanBones"]["hips"]
    said["VRMC_springBone"] = {"specVersion": "1.0", "springs": []}
    said["VRMC_materials_mtoon"]["shadeColorFactor"] = [1, 1]
    for name, validator in validators.items():
        assert list(validator.iter_errors(said[name])), name
