"""`gallery --models`: which avatars the pages can turn, and what is refused."""

import os
import sys
from importlib.util import find_spec

import pytest
from shell import Shell

from support.absent import absent

if find_spec("manifold3d") is None:
    absent("no manifold3d: pip install '.[3d]'")


def models(shell: Shell) -> list[str]:
    """The names of the models in the folder of the pages."""
    return sorted(path.name for path in (shell.folder / "pages" / "models").glob("*.glb"))


def test_avatars_are_named_by_their_ids_or_names_and_earlier_models_stay(stocked: Shell) -> None:
    first, second, _ = (avatar["id"] for avatar in stocked.avatars())
    assert stocked.run("name", second, "Ada").code == 0
    told = stocked.json("gallery", "--out", "pages", "--models", "Ada")
    assert told == {"folder": "pages", "count": 3}
    assert models(stocked) == [f"{second}.glb"]
    stocked.json("gallery", "--out", "pages", "--models", first[:12], "--models", "Ada")
    stocked.json("gallery", "--out", "pages")
    assert models(stocked) == sorted([f"{first}.glb", f"{second}.glb"])


def test_an_avatar_that_is_not_there_is_refused_before_anything_is_written(
    stocked: Shell,
) -> None:
    outcome = stocked.run("gallery", "--out", "pages", "--models", "0x123456")
    assert outcome.code != 0
    assert outcome.refusal
    assert not (stocked.folder / "pages").exists()


def test_without_manifold3d_a_sentence_says_how_to_get_it(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "manifold3d", None)
    avatar = stocked.avatars()[0]["id"]
    outcome = stocked.run("gallery", "--out", "pages", "--models", avatar)
    assert "pip install 'avatarchain[3d]'" in outcome.refusal
    assert not (stocked.folder / "pages").exists()
    assert stocked.run("gallery", "--out", "pages").code == 0


@pytest.mark.parametrize("kind", ["pipe", "sparse", "loop", "endless"])
def test_what_is_no_script_of_a_model_gives_no_button(stocked: Shell, kind: str) -> None:
    pages = stocked.folder / "pages"
    assert stocked.run("gallery", "--out", pages).code == 0
    (pages / "models").mkdir()
    path = pages / "models" / f"{stocked.avatars()[0]['id']}.js"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "sparse":
            with path.open("wb") as file:
                file.truncate(1 << 40)
        case "loop":
            path.symlink_to(path.name)
        case "endless":
            path.symlink_to("/dev/zero")
    assert stocked.run("gallery", "--out", pages).code == 0
