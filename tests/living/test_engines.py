"""Models in Blender and Godot: all bones, morphs and clips are there. `make engines` runs this.

Blender comes as the package bpy in `.venv-blender`, and Godot as Debian's `godot3-server`. What
is not here is told, and skipped.
"""

import json
import shutil
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from rigged import founders

from avatarchain.living.usual import rig_of
from avatarchain.species import Species
from support.absent import absent

if find_spec("manifold3d") is None:
    absent("no manifold3d: pip install '.[3d]'")

from avatarchain.living.solid.face import MORPHS
from avatarchain.living.solid.model import glb

pytestmark = pytest.mark.nightly

HERE = Path(__file__).parent
BLENDER = HERE.parents[1] / ".venv-blender" / "bin" / "python"


def facts_in(text: str) -> dict[str, Any]:
    """What a program printed of a model: its only line in JSON."""
    (line,) = [line for line in text.splitlines() if line.startswith("{")]
    said: dict[str, Any] = json.loads(line)
    print(said["version"])
    return said


def imported_by_blender(model: Path) -> dict[str, Any]:
    if not BLENDER.exists():
        absent("no Blender: make engines installs bpy where Python is 3.11")
    line = [BLENDER, HERE / "in_blender.py", model]
    return facts_in(subprocess.run(line, capture_output=True, text=True, check=True).stdout)


def imported_by_godot(model: Path) -> dict[str, Any]:
    """Godot imports what lies in a project while its editor runs, which does not end by itself."""
    godot = shutil.which("godot3-server")
    if godot is None:
        absent("no Godot: install godot3-server")
    project = model.parent
    (project / "project.godot").write_text("config_version=4\n", encoding="utf-8")
    shutil.copy(HERE / "in_godot.gd", project)
    words = [godot, "--path", project]
    environment = {"HOME": str(project / "home"), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(
        [*words, "--editor"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as editor:
        while editor.poll() is None and not list(project.glob(".import/*.md5")):
            time.sleep(0.2)
        editor.kill()
    script = [*words, "--script", "in_godot.gd"]
    done = subprocess.run(script, env=environment, capture_output=True, text=True, check=True)
    return facts_in(done.stdout)


@pytest.fixture
def model(species: Species, folder: Path) -> Path:
    (genome,) = founders(species, 1)
    path = folder / "a.glb"
    path.write_bytes(glb(species, genome, rig_of(species)))
    return path


def test_blender_imports_bones_morphs_and_clips(species: Species, model: Path) -> None:
    rig, said = rig_of(species), imported_by_blender(model)
    assert sorted(said["bones"]) == sorted(["root", *rig.bones])
    assert said["morphs"] == ["Basis", *MORPHS]
    assert {name.split("_")[0] for name in said["clips"]} == set(rig.clips)


def test_godot_imports_bones_morphs_and_clips(species: Species, model: Path) -> None:
    """Godot 3 leaves the hyphens out of the names of bones."""
    rig, said = rig_of(species), imported_by_godot(model)
    assert said["bones"] == [name.replace("-", "") for name in ("root", *rig.bones)]
    assert said["morphs"] == [*MORPHS]
    assert sorted(said["clips"]) == sorted(rig.clips)
