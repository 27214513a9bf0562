"""Models of avatars and their papers: `export --as glb` and `vrm`, and `verify` of such files."""

import json
import struct
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from shell import Shell

from avatarchain import open_collection
from avatarchain.errors import NoBody
from avatarchain.library.reports import verify_content
from avatarchain.living.solid import model
from avatarchain.papers import alive
from avatarchain.session.terms import chain_url
from avatarchain.species.pack import DEFAULT as TUFTLING
from support.absent import absent

if find_spec("manifold3d") is None:
    absent("no manifold3d: pip install '.[3d]'")


def parted(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The JSON of a model and the bytes that follow it."""
    length = int.from_bytes(data[12:16], "little")
    return json.loads(data[20 : 20 + length]), data[20 + length :]


def joined(table: dict[str, Any], rest: bytes) -> bytes:
    text = json.dumps(table, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)
    head = struct.pack("<4sIIII", b"glTF", 2, 20 + len(text) + len(rest), len(text), 0x4E4F534A)
    return head + text + rest


def exported(shell: Shell, *line: object) -> Path:
    (file,) = shell.json("export", shell.avatars()[2]["id"], *line, "--out", "new")["files"]
    return shell.folder / file


def checks(shell: Shell, path: Path) -> dict[str, tuple[bool | None, str]]:
    """What `verify` answers of a file, by the names of its checks."""
    told = json.loads(shell.run("verify", path, "--json").out)
    return {row["name"]: (row["ok"], row["detail"]) for row in told["checks"]}


@pytest.mark.parametrize(
    "line",
    [("--as", "glb"), ("--as", "glb", "--unlit", "--clip", "nod"), ("--as", "vrm")],
    ids=["glb", "one-clip", "vrm"],
)
def test_a_model_of_an_avatar_is_verified_like_its_portrait(
    stocked: Shell, line: tuple[str, ...]
) -> None:
    path = exported(stocked, *line)
    told = checks(stocked, path)
    assert all(ok is not False for ok, _ in told.values()), told
    assert told["picture"] == (True, "is what the genome expresses, to the byte")
    assert told["signature"][0] is True
    assert told["token"][0] is True
    sent = verify_content(
        path.read_bytes(), home=stocked.home, url=chain_url(None), species=TUFTLING
    )
    assert sent.verdict == "verified"


def edited(table: dict[str, Any], rest: bytes) -> bytes:
    """A model of which one point lies elsewhere."""
    return joined(table, rest[:40_000] + bytes([rest[40_000] ^ 1]) + rest[40_001:])


def of_another(table: dict[str, Any], rest: bytes) -> bytes:
    """The papers of a model round other buffers."""
    return joined(table, rest[:8] + bytes(len(rest) - 8))


def renamed(table: dict[str, Any], rest: bytes) -> bytes:
    table["nodes"][0]["name"] = "mine"
    return joined(table, rest)


@pytest.mark.parametrize("change", [edited, of_another, renamed])
def test_a_model_that_somebody_has_changed_fails(
    stocked: Shell, change: Callable[[dict[str, Any], bytes], bytes]
) -> None:
    path = exported(stocked, "--as", "glb")
    path.write_bytes(change(*parted(path.read_bytes())))
    told = checks(stocked, path)
    assert told["picture"] == (False, "the model is not what the genome expresses")


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def longer(data: bytes) -> bytes:
    return data + b"more"


def nested(data: bytes) -> bytes:
    _, rest = parted(data)
    text = b"[" * 40_000
    length = 20 + len(text) + len(rest)
    return struct.pack("<4sIIII", b"glTF", 2, length, len(text), 0x4E4F534A) + text + rest


def vast(data: bytes) -> bytes:
    return data[:12] + struct.pack("<I", 0xFFFFFFF0) + data[16:]


def older(data: bytes) -> bytes:
    return data[:4] + struct.pack("<I", 1) + data[8:]


def without_papers(data: bytes) -> bytes:
    table, rest = parted(data)
    del table["asset"]["extras"]
    return joined(table, rest)


def odd_papers(data: bytes) -> bytes:
    table, rest = parted(data)
    table["asset"]["extras"]["avatarchain"]["papers"] = {"version": 2}
    return joined(table, rest)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (cut, "the model is cut off"),
        (longer, "bytes follow the end of the model"),
        (nested, "its JSON cannot be read"),
        (vast, "the model is cut off"),
        (older, "no model of glTF 2.0"),
        (without_papers, "carries none"),
        (odd_papers, "carries them as a text"),
    ],
)
def test_what_is_no_model_of_ours_is_refused_in_a_sentence(
    stocked: Shell, spoil: Callable[[bytes], bytes], words: str
) -> None:
    path = exported(stocked, "--as", "glb")
    path.write_bytes(spoil(path.read_bytes()))
    run = stocked.run("verify", path)
    assert run.code == 1
    assert words in run.out
    assert "NOT verified" in run.out


@pytest.mark.parametrize("form", ["glb", "vrm"])
def test_a_model_of_other_versions_passes_if_all_its_bytes_are_those_made_here(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    path = of_other_versions(stocked, monkeypatch, form)
    ok, detail = checks(stocked, path)["picture"]
    assert ok, detail
    assert "to the byte; by its papers it was made with avatarchain " in detail
    assert "manifold3d 2.0" in detail


def of_other_versions(shell: Shell, monkeypatch: pytest.MonkeyPatch, form: str) -> Path:
    here = model.made_by()
    with monkeypatch.context() as patch:
        patch.setattr(model, "made_by", lambda: {**here, "manifold3d": "2.0"})
        return exported(shell, "--as", form)


def hairlines(surface: model.Surface) -> model.Surface:
    """From each corner of a triangle a line as thin as a hair to its middle, and nothing else.

    The points and the middles of all triangles are where they were.
    """
    faces, count = surface.faces, len(surface.points)
    corners = surface.points[faces]
    middle = count + 2 * np.arange(len(faces))
    beside = corners.mean(axis=1) + 0.02 * (corners[:, 0] - corners[:, 1])
    lines = [np.column_stack([faces[:, corner], middle, middle + 1]) for corner in range(3)]
    first = np.repeat(faces[:, 0], 2)

    def grown(rows: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([rows, rows[first]])

    points = np.stack([corners.mean(axis=1), beside], axis=1).reshape(-1, 3)
    return replace(
        surface,
        points=np.concatenate([surface.points, points]),
        faces=np.concatenate(lines),
        normals=grown(surface.normals),
        colours=surface.colours + tuple(surface.colours[row] for row in first),
        bones=surface.bones + tuple(surface.bones[row] for row in first),
        morphs={name: grown(rows) for name, rows in surface.morphs.items()},
    )


def indices_of_floats(table: dict[str, Any], rest: bytes) -> bytes:
    """Three numbers of another kind where programs read what the triangles are."""
    accessor = table["accessors"][table["meshes"][0]["primitives"][0]["indices"]]
    accessor["componentType"] = 5126
    return joined(table, rest)


def nothing_said(table: dict[str, Any], rest: bytes) -> bytes:
    """An entry without a value, at which some programs stop."""
    table["extensions"] = None
    return joined(table, rest)


def unread(table: dict[str, Any], rest: bytes) -> bytes:
    """The end of an archive in bytes to which nothing points."""
    body = rest[8:] + bytes(4) + b"PK\5\6" + bytes(20)
    table["buffers"] = [{"byteLength": len(body)}]
    return joined(table, struct.pack("<I4s", len(body), b"BIN\0") + body)


def said_twice(table: dict[str, Any], rest: bytes) -> bytes:
    """A key that stands twice; readers take the first or the last."""
    text = joined(table, rest)[20:].replace(b'{"asset"', b'{"scene":1,"asset"', 1)
    length = int.from_bytes(joined(table, rest)[12:16], "little") + len(b'"scene":1,')
    text = text[:length] + b" " * (-length % 4) + text[length:]
    length += -length % 4
    return struct.pack("<4sIIII", b"glTF", 2, 20 + len(text), length, 0x4E4F534A) + text


def images_over_images(table: dict[str, Any], rest: bytes) -> bytes:
    """Many images that are each as long as the file."""
    table["bufferViews"].append({"buffer": 0, "byteOffset": 4, "byteLength": len(rest) - 12})
    view = len(table["bufferViews"]) - 1
    table["images"] = [{**table["images"][0], "bufferView": view}] * 10_000
    return joined(table, rest)


def test_of_other_versions_nothing_else_passes(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its papers say of versions: what is only near, or read in two ways, is refused."""
    path = of_other_versions(stocked, monkeypatch, "glb")
    parts = path.read_bytes()
    made = model.shape_of

    def thinned(*given: Any) -> model.Shape:
        shape = made(*given)
        return replace(shape, surfaces=tuple(map(hairlines, shape.surfaces)))

    with monkeypatch.context() as patch:
        patch.setattr(model, "shape_of", thinned)
        forged = [of_other_versions(stocked, patch, "glb").read_bytes()]
    changes = (indices_of_floats, nothing_said, unread, said_twice, images_over_images)
    forged += [change(*parted(parts)) for change in changes]
    for data in forged:
        path.write_bytes(data)
        ok, detail = checks(stocked, path)["picture"]
        assert ok is False
        assert "cannot tell: by its papers it was made with avatarchain " in detail


def test_a_model_of_a_pack_of_ones_own_is_judged_by_the_rig_of_the_pack(shell: Shell) -> None:
    shell.json("species", "new", "mine")
    rig = shell.folder / "mine" / "rig.toml"
    rig.write_text("rig = 1\n[bones]\nhead = { pivot = [256, 400] }\n", encoding="utf-8")
    use = ("--species", "mine")
    born = shell.json("mint", "--seed", "a", "--no-image", *use)
    (path,) = shell.json("export", born["id"], "--as", "glb", "--clip", "nod", *use)["files"]
    assert shell.json("verify", path, *use)["ok"] is True
    with open_collection(home=shell.home, species=shell.folder / "mine") as collection:
        assert collection.verify(shell.folder / path).ok
    rig.write_text("rig = 1\n", encoding="utf-8")
    assert "made with another rig" in shell.run("verify", path, *use).out
    rig.write_text("rig = 2\n", encoding="utf-8")
    assert "cannot tell: " in shell.run("verify", path, *use).out


def test_papers_of_a_model_that_cannot_be_made_fail_by_their_picture_alone(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = exported(stocked, "--as", "glb")

    def bodiless(*_: object, **__: object) -> None:
        raise NoBody(species="tuftling")

    monkeypatch.setattr(alive, "export", bodiless)
    told = checks(stocked, path)
    assert told["picture"] == (False, str(NoBody(species="tuftling")))
    assert told["token"][0] is True


def test_the_papers_of_a_model_are_none_of_a_picture(stocked: Shell) -> None:
    table, _ = parted(exported(stocked, "--as", "glb").read_bytes())
    alone = stocked.folder / "alone.json"
    alone.write_text(table["asset"]["extras"]["avatarchain"]["papers"], encoding="utf-8")
    ok, detail = checks(stocked, alone)["picture"]
    assert (ok, detail) == (False, "the papers speak of a model, and the file is none")


def test_a_model_is_misnamed_by_another_ending(stocked: Shell) -> None:
    path = exported(stocked, "--as", "vrm")
    other = path.with_suffix(".glb")
    path.rename(other)
    assert "its name ends in .glb, and in it is VRM" in stocked.run("verify", other).out


def test_in_a_folder_a_model_is_not_passed_over(stocked: Shell) -> None:
    path = exported(stocked, "--as", "glb")
    assert stocked.run("verify", path.parent).code == 0
    path.write_bytes(path.read_bytes()[:-4] + b"more")
    assert stocked.run("verify", path.parent).code == 1


def test_without_manifold3d_a_model_does_not_pass(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = exported(stocked, "--as", "glb")
    monkeypatch.setitem(sys.modules, "manifold3d", None)
    ok, detail = checks(stocked, path)["picture"]
    assert not ok
    assert "cannot tell: this needs manifold3d" in detail
    assert "avatarchain[3d]" in stocked.run("export", "--seed", "a", "--as", "glb").err
