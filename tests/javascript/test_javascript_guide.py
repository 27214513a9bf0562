"""The programs of docs/javascript.md run: a face on a page, and a check against a chain."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.errors import FaultyPack
from avatarchain.genetics.seeds import founder, seed_from_text
from avatarchain.keys.seal import development
from avatarchain.living.figure import figure
from avatarchain.living.usual import rig_of
from avatarchain.papers import certificate
from avatarchain.species.pack import load, read_pack
from support.packs import write_pack

if TYPE_CHECKING:
    from selenium import webdriver

pytestmark = pytest.mark.xdist_group("javascript")

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "javascript.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAMS = dict(
    zip(
        ("face.js", "index.html", "moving.js", "pack.js", "check.js"),
        (code for kind, code in BLOCK.findall(GUIDE.read_text("utf-8")) if kind in ("js", "html")),
        strict=True,
    )
)


@pytest.fixture
def project(packed: Path, built: Path, folder: Path) -> Path:
    """A folder with the programs of the page, where the package is installed as it is packed."""
    modules = folder / "node_modules"
    modules.mkdir()
    shutil.unpack_archive(packed, modules, filter="data")
    (modules / "package").rename(modules / "avatarchain")
    for path in (built / "node_modules").iterdir():
        (modules / path.name).symlink_to(path)
    for name, code in PROGRAMS.items():
        (folder / name).write_text(code, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    return folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a web server for the files of a folder."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def lines(name: str) -> int:
    return len(PROGRAMS[name].strip().splitlines())


def test_the_programs_are_as_short_as_they_are_said_to_be() -> None:
    assert lines("face.js") + lines("index.html") <= 10
    assert lines("check.js") <= 36


def test_ten_lines_draw_a_face_on_a_page(project: Path, chromium: "webdriver.Chrome") -> None:
    command = re.search(r"^npx (esbuild .*)$", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert command is not None
    program, *words = command[1].split()
    binary = project / "node_modules" / ".bin" / program
    subprocess.run([binary, *words], cwd=project, check=True, capture_output=True)
    species = load("tuftling")
    expected = portrait.svg(species, founder(seed_from_text("alice"), species.cumulative))
    with served(project) as address:
        chromium.get(address)
        drawn = chromium.execute_script("return document.body.innerHTML")
    # HTML closes each element by a tag of its own.
    assert drawn == re.sub(r"<(\w+)([^<>]*)/>", r"<\1\2></\1>", expected)


STEPPED = """
const waiting = [];
window.requestAnimationFrame = (call) => waiting.push(call);
window.step = (now, count = 1) => {
  for (let k = 0; k < count; k += 1) waiting.splice(0).forEach((call) => call(now));
};
"""


def test_a_dozen_lines_move_a_face_that_follows_the_pointer(
    project: Path, chromium: "webdriver.Chrome"
) -> None:
    words = ["moving.js", "--bundle", "--format=esm", "--outfile=page.js"]
    binary = project / "node_modules" / ".bin" / "esbuild"
    subprocess.run([binary, *words], cwd=project, check=True, capture_output=True)
    species = load("tuftling")
    rig, genome = rig_of(species), founder(seed_from_text("alice"), species.cumulative)
    drawn = figure(species, genome, rig)
    script = chromium.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": STEPPED})
    places = (
        "return [...document.querySelectorAll('svg > g')].map(g => g.getAttribute('transform'))"
    )
    try:
        with served(project) as address:
            chromium.get(address)
            chromium.execute_script("step(0)")
            assert set(chromium.execute_script(places)) == {"matrix(1 0 0 1 0 0)"}
            chromium.execute_script(
                "dispatchEvent(new PointerEvent('pointermove', { clientX: innerWidth, "
                "clientY: innerHeight / 2 })); step(0, 200)"
            )
            told = chromium.execute_script(places)
            chromium.execute_script("step(1000)")
            assert chromium.execute_script(places) != told
    finally:
        chromium.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    turned = [
        f"matrix(1 0 0 1 {rig.turn[0] * piece.depth if piece.bone else 0:g} 0)"
        for piece in drawn.pieces
    ]
    assert told == turned


def test_where_people_ask_for_less_motion_the_face_stands_still(
    project: Path, chromium: "webdriver.Chrome"
) -> None:
    words = ["moving.js", "--bundle", "--format=esm", "--outfile=page.js"]
    binary = project / "node_modules" / ".bin" / "esbuild"
    subprocess.run([binary, *words], cwd=project, check=True, capture_output=True)
    species = load("tuftling")
    expected = portrait.svg(species, founder(seed_from_text("alice"), species.cumulative))
    wish = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", wish)
    try:
        with served(project) as address:
            chromium.get(address)
            seen = chromium.execute_script("return document.body.innerHTML")
    finally:
        chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert seen == re.sub(r"<(\w+)([^<>]*)/>", r"<\1\2></\1>", expected)


def test_two_dozen_lines_read_a_pack_and_paint_a_character_of_it(project: Path) -> None:
    pack = write_pack(project / "mine")
    species = read_pack(pack)
    command = ["node", "pack.js", "mine"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, to_hex(species.id) + "\n"), done.stderr
    assert (project / "testling.species").read_bytes() == species.art
    genome = founder(seed_from_text("alice"), species.cumulative)
    with Image.open(project / "alice.png") as picture:
        apart = abs(np.asarray(picture).astype(int) - portrait.pixels(species, genome))
    assert apart.mean() < 2
    write_pack(pack, spoiled='name = "face" -> name = "Face"')
    with pytest.raises(FaultyPack) as faulty:
        read_pack(pack)
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert (done.returncode, done.stderr.splitlines()) == (1, list(faulty.value.faults))


def test_three_dozen_lines_check_a_picture_against_a_chain(project: Path, node: str) -> None:
    run = {**os.environ, "AVATARCHAIN_HOME": str(project / "home")}
    words = ["mint", "--seed", "alice", "--format", "svg", "--out", str(project / "out")]
    program = [sys.executable, "-m", "avatarchain"]
    done = subprocess.run(
        [*program, *words, "--rpc", node], env=run, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (picture,) = (project / "out").glob("*.svg")
    token = re.search(r"eip155:31337/erc721:(0x\w{40})", picture.read_text("utf-8"))
    assert token is not None

    def check(file: Path, registry: str) -> tuple[int, list[str]]:
        done = subprocess.run(
            ["node", "check.js", file, node, f"eip155:31337:{registry}"],
            cwd=project,
            capture_output=True,
            text=True,
        )
        return done.returncode, re.findall(r"(\w+): false", done.stdout) or [done.stderr]

    assert check(picture, token[1]) == (0, [""])
    assert check(picture, "0x" + "1" * 40) == (1, ["registry"])
    edited = project / "edited.svg"
    text = picture.read_text("utf-8")
    edited.write_text(text.replace(' r="', ' r="1', 1), encoding="utf-8")
    assert edited.read_text("utf-8") != text
    assert check(edited, token[1]) == (1, ["picture"])
    assert forged(picture, check, token[1]) == {
        "generation": ["birth"],
        "mother": ["birth"],
        "father": ["birth"],
        "birth_block": ["block"],
        "seed": ["seed"],
        "painter": ["portrait"],
    }


def forged(
    picture: Path, check: Callable[[Path, str], tuple[int, list[str]]], registry: str
) -> dict[str, list[str]]:
    """The checks that fail where one thing of signed papers is false, by its key."""
    opened = certificate.open_file(picture)
    assert opened.papers is not None
    assert opened.svg is not None
    papers = certificate.parse(opened.papers)
    false: dict[str, Any] = {
        "generation": 7,
        "mother": "0x" + "11" * 32,
        "father": "0x" + "22" * 32,
        "birth_block": 0,
        "seed": "0x" + "33" * 32,
        "painter": {"name": "avatarchain", "version": "2"},
    }
    failed = {}
    for key, value in false.items():
        said = certificate.sign(replace(papers, **{key: value}), development())
        file = picture.with_name(f"{key}.svg")
        file.write_text(certificate.embed_in_svg(opened.svg, said), encoding="utf-8")
        code, failed[key] = check(file, registry)
        assert code == 1
    return failed
