"""Models of avatars and their papers: `export --as glb` and `vrm`, and `verify` of such files."""

import json
import struct
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from shell import Shell

from avatarchain import open_collection
from avatarchain.living.solid import model
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
def test_the_surfaces_of_a_model_that_other_versions_made_are_compared(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    here = model.made_by()
    monkeypatch.setattr(model, "made_by", lambda: {**here, "manifold3d": "2.0"})
    path = exported(stocked, "--as", form)
    monkeypatch.undo()
    ok, detail = checks(stocked, path)["picture"]
    assert ok, detail
    assert "within 0.5 mm; it was made with" in detail
    assert "manifold3d 2.0" in detail
    table, rest = parted(path.read_bytes())
    table["materials"][0]["alphaMode"] = "BLEND"
    path.write_bytes(joined(table, rest))
    ok, detail = checks(stocked, path)["picture"]
    assert not ok
    assert "is not what is made here: its materials are others" in detail


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
