"""Every PNG of the corpus that passes is the same picture in every decoder as for `verify`.

Besides Pillow, which `verify` uses: libpng, a browser, and two decoders in JavaScript.
"""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from avatarchain.papers.png import read_png
from support.absent import absent

if TYPE_CHECKING:
    from selenium import webdriver

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).resolve().parents[1] / "vectors" / "certificate"
CASES = json.loads((CORPUS / "cases.json").read_bytes())
GOOD = [case["file"] for case in CASES if not case["refused_by"] and case["file"].endswith(".png")]
DECODE = """
const [address, done] = arguments, image = new Image();
image.onload = () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  done([canvas.width, canvas.height,
    Array.from(context.getImageData(0, 0, canvas.width, canvas.height).data)]);
};
image.onerror = () => done(null);
image.src = address;
"""


def judged(name: str) -> tuple[int, int, bytes]:
    """Width, height and RGB bytes of a file that passes, as `verify` read them."""
    pixels = read_png((CORPUS / "files" / name).read_bytes(), name).pixels
    assert pixels is not None
    _, width, height, raw = pixels
    return width, height, raw


def in_libpng(path: Path) -> tuple[int, int, bytes]:
    """What Debian's pngtopnm makes of a file."""
    program = shutil.which("pngtopnm")
    if program is None:
        absent("no pngtopnm: install netpbm")
    done = subprocess.run([program, path], capture_output=True, check=True)
    kind, size, most, rest = done.stdout.split(b"\n", 3)
    assert (kind, most) == (b"P6", b"255")
    width, height = map(int, size.split())
    return width, height, rest


def in_javascript(path: Path) -> dict[str, tuple[int, int, bytes] | None]:
    """What pngjs and fast-png make of a file; None if one refuses it."""
    node, modules = shutil.which("node"), ROOT / "tests" / "gallery" / "node_modules"
    if node is None or not (modules / "pngjs").exists():
        absent("no pngjs: install node, then run npm ci in tests/gallery/")
    script = Path(__file__).with_name("decode.mjs")
    done = subprocess.run([node, script, modules, path], capture_output=True, check=True)
    answers: dict[str, list[Any] | None] = json.loads(done.stdout)
    return {
        name: answer and (answer[0], answer[1], bytes.fromhex(answer[2]))
        for name, answer in answers.items()
    }


@pytest.mark.parametrize("name", GOOD)
def test_libpng_and_two_decoders_in_javascript_see_the_pixels_that_were_judged(name: str) -> None:
    path, pixels = CORPUS / "files" / name, judged(name)
    assert in_libpng(path) == pixels
    assert in_javascript(path) == {"pngjs": pixels, "fast-png": pixels}


@pytest.mark.parametrize("name", GOOD)
def test_a_browser_shows_the_pixels_that_were_judged(
    name: str, chromium: "webdriver.Chrome"
) -> None:
    width, height, raw = judged(name)
    data = (CORPUS / "files" / name).read_bytes()
    chromium.get("data:text/html,<p>")
    address = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    shown = chromium.execute_async_script(DECODE, address)
    assert shown is not None
    assert shown[:2] == [width, height]
    seen = bytes(shown[2])
    assert seen[3::4] == b"\xff" * (width * height)
    assert bytes(value for at, value in enumerate(seen) if at % 4 != 3) == raw


def test_decoders_differ_on_a_file_that_is_refused() -> None:
    """Two palettes: one decoder believes the first, another the second."""
    names = [case["file"] for case in CASES if "palette-inverted-before-ours" in case["file"]]
    assert names
    pixels = judged(GOOD[0])
    answers = in_javascript(CORPUS / "files" / names[0])
    assert any(answer != pixels for answer in answers.values())
