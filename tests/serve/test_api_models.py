"""Models by `/api`, the metadata that names them, and where there are none."""

import json
import sys
from importlib.util import find_spec

import pytest
from doors import Door

import avatarchain
from avatarchain.serve.solids import are_made
from avatarchain.species.pack import load
from support.absent import absent

if find_spec("manifold3d") is None:
    absent("no manifold3d: pip install '.[3d]'")

LASTING = "public, max-age=31536000, immutable"


def test_a_model_of_an_avatar_is_the_one_of_the_library(family: Door) -> None:
    ada = family.get("/avatars")["avatars"][0]
    path = f"/api/avatars/{ada['id']}/model.glb"
    answer = family.fetch("GET", path)
    assert answer.headers["content-type"] == "model/gltf-binary"
    assert answer.body == avatarchain.founder("ada").model()
    again = family.fetch("GET", path, if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    bare = family.fetch("GET", f"/api/genomes/{ada['dna']}/model.glb")
    assert bare.body == answer.body


def test_a_figure_is_another_file_than_a_bust(family: Door) -> None:
    paths = [f"/api/avatars/Grey/model.{form}" for form in ("glb", "vrm")]
    bust, figure = (family.fetch("GET", path) for path in paths)
    assert b"VRMC_vrm" in figure.body
    assert b"VRMC_vrm" not in bust.body
    assert bust.headers["etag"] != figure.headers["etag"]
    assert figure.headers["content-type"] == "model/gltf-binary"


@pytest.mark.parametrize("form", ["glb", "vrm", "glb?clip=nod"])
def test_a_model_with_papers_is_verified(family: Door, form: str) -> None:
    bearer = f"Bearer {family.token}"
    path = f"/api/avatars/Grey/papers.{form}"
    answer = family.fetch("GET", path, authorization=bearer)
    assert (answer.status, answer.headers["content-type"]) == (200, "model/gltf-binary")
    report = json.loads(family.fetch("POST", "/api/verify", answer.body).body)
    assert (report["ok"], report["verdict"]) == (True, "verified"), report
    changed = answer.body[:-1] + bytes([answer.body[-1] ^ 1])
    assert json.loads(family.fetch("POST", "/api/verify", changed).body)["ok"] is False


def test_a_model_may_be_kept_for_ever_where_its_address_names_the_rig(family: Door) -> None:
    ada = family.get("/avatars")["avatars"][0]
    rig = f"rig={family.get('/species/tuftling/rig')['digest']}"
    for path, caching in (
        (f"avatars/{ada['id']}/model.glb?{rig}", LASTING),
        (f"avatars/{ada['id']}/model.glb", "no-cache"),
        (f"genomes/{ada['genome']}/model.glb?species={ada['species']}&{rig}", LASTING),
        (f"genomes/{ada['genome']}/model.glb?{rig}", "no-cache"),
    ):
        answer = family.fetch("HEAD", f"/api/{path}")
        assert (answer.status, answer.headers["cache-control"]) == (200, caching), path


@pytest.mark.parametrize(
    ("path", "status"),
    [("model.obj", 422), (f"model.glb?rig=0x{'ab' * 32}", 404), ("model.glb?clip=idle", 422)],
)
def test_what_is_no_model_is_a_problem(family: Door, path: str, status: int) -> None:
    assert family.get(f"/avatars/Grey/{path}", status)["status"] == status


def test_the_metadata_of_a_token_names_its_model(family: Door) -> None:
    ada = family.get("/avatars")["avatars"][0]
    told = family.get(f"/avatars/{ada['id']}/metadata.json")
    assert told["properties"]["genome"] == ada["genome"]
    assert told["image"].startswith("data:image/svg+xml;base64,")
    assert told["animation_url"] == f"{family.api}/avatars/{ada['id']}/model.glb"
    address = told["animation_url"].removeprefix(family.api.removesuffix("/api"))
    assert family.fetch("GET", address).body[:4] == b"glTF"


def test_the_place_says_whether_models_are_made(family: Door) -> None:
    assert family.get("")["models"] is True


def test_without_manifold3d_no_models_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    species = load("tuftling")
    assert are_made(species)
    monkeypatch.setitem(sys.modules, "manifold3d", None)
    assert not are_made(species)
