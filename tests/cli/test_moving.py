"""Drawings of avatars that move and their papers: `export --as svg`, and `verify` of such files."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from shell import Shell

from avatarchain.keys import seal
from avatarchain.living import animated
from avatarchain.living.usual import rig_of
from avatarchain.papers import alive
from avatarchain.papers.certificate import embed_in_png, embed_in_svg, open_file, parse, sign
from avatarchain.portrait import png
from avatarchain.species.pack import load


def exported(shell: Shell, *line: object) -> Path:
    (file,) = shell.json("export", shell.avatars()[2]["id"], *line, "--out", "new")["files"]
    return shell.folder / file


def picture_of(shell: Shell, path: Path, *line: object) -> tuple[bool | None, str]:
    """What `verify` answers of the picture in a file."""
    told = json.loads(shell.run("verify", path, "--json", *line).out)
    (row,) = (row for row in told["checks"] if row["name"] == "picture")
    return row["ok"], row["detail"]


@pytest.mark.parametrize("line", [(), ("--clip", "nod")], ids=["idle", "nod"])
def test_an_svg_that_moves_is_verified_like_a_portrait(
    stocked: Shell, line: tuple[str, ...]
) -> None:
    path = exported(stocked, *line)
    told = stocked.json("verify", path)
    assert told["ok"] is True
    rows = {row["name"]: row for row in told["checks"]}
    assert rows["picture"]["detail"].startswith("is what the genome expresses, to the letter")
    assert rows["signature"]["ok"] is True
    assert rows["token"]["ok"] is True


def hurried(text: str) -> str:
    return text.replace("animation:", "animation:2s ", 1)


def painted(text: str) -> str:
    return text.replace('fill="#', 'fill="#0', 1)


def of_another_clip(text: str) -> str:
    return text.replace('"clip":"idle"', '"clip":"nod"')


def of_no_clip(text: str) -> str:
    return text.replace('"clip":"idle"', '"clip":"jig"')


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (hurried, "the drawing that moves is not what the genome expresses"),
        (painted, "the drawing that moves is not what the genome expresses"),
        (of_another_clip, "the drawing that moves is not what the genome expresses"),
        (of_no_clip, "jig"),
    ],
)
def test_an_svg_that_somebody_has_changed_fails(
    stocked: Shell, change: Callable[[str], str], words: str
) -> None:
    path = exported(stocked)
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")
    ok, detail = picture_of(stocked, path)
    assert ok is False
    assert words in detail


def test_papers_of_a_drawing_that_moves_are_none_of_a_portrait(stocked: Shell, bob: Path) -> None:
    text = exported(stocked).read_text(encoding="utf-8")
    still = bob.read_text(encoding="utf-8")
    at, end = "<metadata", "</svg>"
    papers = text[text.index(at) : text.index(end)]
    moving = bob.with_name("moving.svg")
    moving.write_text(text.replace(papers, still[still.index(at) : still.index(end)]))
    assert stocked.run("verify", moving).code == 1
    alone = bob.with_name("alone.json")
    start = papers.index("{")
    alone.write_text(papers[start : papers.rindex("}") + 1], encoding="utf-8")
    detail = "the papers speak of a drawing that moves, and the file is none"
    assert picture_of(stocked, alone) == (False, detail)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("glb", "the papers speak of a model, and the file is none"),
        ("vrm", "the papers speak of a model, and the file is none"),
        ("svg", "the papers speak of a drawing that moves, and the file is none"),
    ],
)
def test_a_portrait_with_papers_of_what_was_made_otherwise_fails(
    stocked: Shell, alice: Path, bob: Path, form: str, words: str
) -> None:
    """Although the issuer's key signed them."""
    said = {"form": form, "unlit": False, "clip": "idle", "rig": rig_of(load("tuftling")).digest}
    said |= {"with": animated.drawn_by()}
    for path, picture_words in (
        (alice, words),
        (bob, "the drawing that moves is not" if form == "svg" else words),
    ):
        opened = open_file(path)
        papers = sign(replace(parse(opened.papers or b""), model=said), seal.development())
        if opened.svg is None:
            bare = png(load("tuftling"), int(papers.genome, 16), 128)
            path.write_bytes(embed_in_png(bare, papers))
        else:
            path.write_text(embed_in_svg(opened.svg, papers), encoding="utf-8")
        told = json.loads(stocked.run("verify", path, "--json").out)["checks"]
        assert {row["name"] for row in told if row["ok"] is False} == {"picture"}
        assert picture_words in picture_of(stocked, path)[1]


def test_an_svg_of_other_versions_passes_only_if_it_is_the_same(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = exported(stocked)
    (version,) = animated.drawn_by().values()
    monkeypatch.setattr(alive, "drawn_by", lambda: {"avatarchain": "99"})
    ok, detail = picture_of(stocked, path)
    assert ok is True
    assert detail.endswith(f"; by its papers it was made with avatarchain {version}")
    path.write_text(hurried(path.read_text(encoding="utf-8")), encoding="utf-8")
    ok, detail = picture_of(stocked, path)
    assert ok is False
    assert f"cannot tell: by its papers it was made with avatarchain {version}" in detail


@pytest.mark.parametrize(
    ("changed", "passes", "words"),
    [
        ({"with": {"Another Editor": "29"}}, True, "made with Another Editor 29"),
        ({"with": {}}, True, "made with what they do not name"),
        ({"clip": None}, False, "the papers name no clip"),
    ],
    ids=["editor", "nothing", "clip"],
)
def test_signed_papers_that_say_what_ours_do_not_are_told_or_refused(
    stocked: Shell, changed: dict[str, object], passes: bool, words: str
) -> None:
    path = exported(stocked)
    opened = open_file(path)
    papers = parse(opened.papers or b"")
    said = {**(papers.model or {}), **changed}
    signed = sign(replace(papers, model=said), seal.development())
    path.write_text(embed_in_svg(opened.svg or "", signed), encoding="utf-8")
    ok, detail = picture_of(stocked, path)
    assert ok is passes
    assert words in detail


def test_an_svg_of_a_pack_of_ones_own_is_judged_by_the_rig_of_the_pack(shell: Shell) -> None:
    shell.json("species", "new", "mine")
    rig = shell.folder / "mine" / "rig.toml"
    rig.write_text("rig = 1\n[bones]\nhead = { pivot = [256, 400] }\n", encoding="utf-8")
    use = ("--species", "mine")
    born = shell.json("mint", "--seed", "a", "--no-image", *use)
    (path,) = shell.json("export", born["id"], *use)["files"]
    assert shell.json("verify", path, *use)["ok"] is True
    rig.write_text("rig = 1\n", encoding="utf-8")
    assert "made with another rig" in picture_of(shell, shell.folder / path, *use)[1]
    rig.write_text("rig = 2\n", encoding="utf-8")
    assert "cannot tell: " in picture_of(shell, shell.folder / path, *use)[1]


def test_what_moves_has_no_papers_without_background_or_registry(stocked: Shell) -> None:
    clear = exported(stocked, "--background", "none")
    assert "<metadata" not in clear.read_text(encoding="utf-8")
    (file,) = stocked.json("export", "--seed", "a", "--out", "new")["files"]
    assert "<metadata" not in (stocked.folder / file).read_text(encoding="utf-8")
