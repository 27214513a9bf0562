"""Models in three.js and three-vrm, in a real browser: no message, and faces do as they say."""

import base64
import io
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from rigged import founders, showing

from avatarchain.living import Rig
from avatarchain.living.figure import colours_of, figure
from avatarchain.living.pieces import Figure, Slide
from avatarchain.living.usual import rig_of
from avatarchain.species import Species, express
from avatarchain.species.pack import load
from support.absent import absent
from support.reader import Page

if find_spec("manifold3d") is None:
    absent("no manifold3d: pip install '.[3d]'")

from sprung import FPS, MOST, MOTIONS, SECONDS, angles, springs_in, swung

from avatarchain.living.solid.model import glb, shape_of
from avatarchain.living.solid.plane import filled
from avatarchain.living.solid.vrm import vrm

pytestmark = pytest.mark.xdist_group("three")

HERE = Path(__file__).parent
MODULES = HERE.parent / "gallery" / "node_modules"
EXAMPLE = HERE.parents[1] / "examples" / "three"
SIDE = 256
UNITS = 512 / SIDE
LIDS = (Slide.UPPER, Slide.LOWER, Slide.RIM)
MOST_BESIDE = 12
"""Pixels, of 65,536, that may change beside the openings of the eyes."""

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a web server for the files of a folder."""
    handler = partial(Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def stage(page: Page, folder: Path) -> Iterator[Page]:
    """A page in which models are loaded from `folder`; nothing may be said on its console."""
    if not (MODULES / "@pixiv" / "three-vrm").exists():
        absent("no three-vrm: run npm ci in tests/gallery/")
    shutil.copy(HERE / "three.html", folder)
    (folder / "node_modules").symlink_to(MODULES)
    page.browser.set_script_timeout(300)
    with served(folder) as address:
        page.browser.get(address + "three.html")
        page.browser.execute_async_script(
            "const done = arguments[0];"
            "const look = () => (document.title === 'ready' ? done() : setTimeout(look, 20));"
            "look();"
        )
        yield page


def loaded(stage: Page, name: str) -> dict[str, Any]:
    """What a file has, by name: once without a picture, once drawn with its own materials."""
    said: dict[str, Any] = stage.browser.execute_async_script(
        "const done = arguments[1]; load(arguments[0]).then((said) => (plain(), done(said)))", name
    )
    return said


def seen(stage: Page, low: float, pose: Mapping[str, Any]) -> Pixels:
    """The front (SIDE × SIDE × 3) of the model that is loaded, on black."""
    data = base64.b64decode(
        stage.browser.execute_async_script(
            "const [low, pose, done] = arguments; seen(low, pose).then(done)", low, pose
        )
    )
    return np.frombuffer(data, np.uint8).reshape(SIDE, SIDE, 4)[..., :3].copy()


def of_colour(picture: Pixels, *colours: str) -> Mask:
    """The pixels that have one of some colours, #rrggbb, up to what a texture rounds."""
    rows = np.array([[int(colour[k : k + 2], 16) for k in (1, 3, 5)] for colour in colours])
    near: Mask = (np.abs(picture[:, :, None].astype(int) - rows) <= 3).all(axis=3).any(axis=2)
    return near


def openings(drawn: Figure) -> Mask:
    """The pixels of the openings of the eyes and of the lines round them."""
    numbers = {piece.window for piece in drawn.pieces if piece.slide in LIDS}
    picture = Image.new("L", (SIDE, SIDE))
    draw = ImageDraw.Draw(picture)
    for number in sorted(number for number in numbers if number is not None):
        for ring in filled(drawn.windows[number]).to_polygons():
            corners = [(float(x) / UNITS, float(y) / UNITS) for x, y in ring]
            draw.polygon(corners, fill=255)
            draw.line([*corners, corners[0]], fill=255, width=6)
    return np.asarray(picture) > 0


def lid_colours(drawn: Figure) -> set[str]:
    shapes = [shape for piece in drawn.pieces if piece.slide in LIDS for shape in piece.shapes]
    return {colour for shape in shapes for colour in (shape.fill, shape.line) if colour}


def lower_edge(species: Species, genome: int, rig: Rig) -> float:
    """How high above the ground the lower edge of the picture is in a whole figure, in metres."""
    heights = [
        shape_of(species, genome, rig, whole=whole).surfaces[-1].points[0, 1]
        for whole in (True, False)
    ]
    return float(heights[0] - heights[1])


def height_of_nose(drawn: Figure) -> float:
    """The row of pixels above which no mouth may move: 12 units above the end of the eyes."""
    return float(openings(drawn).nonzero()[0].max()) - 12 / UNITS


CASES = [
    ("tuftling", {"eyes": 0}),
    ("tuftling", {"eyes": 1, "garb": 15, "horns": 8}),
    ("tuftling", {"eyes": 13, "ears": 10, "crest": 8}),
    ("glimmer", {}),
]


@pytest.mark.parametrize(("name", "alleles"), CASES)
def test_a_whole_figure_blinks_and_speaks_in_three_vrm(
    stage: Page, folder: Path, name: str, alleles: dict[str, int]
) -> None:
    species = load(name)
    genome, rig = showing(species, **alleles), rig_of(species)
    (folder / "a.vrm").write_bytes(vrm(species, genome, rig))
    said = loaded(stage, "a.vrm")
    assert {"happy", "blink", "blinkLeft", "aa", "oh", "lookUp"} <= set(said["expressions"])
    low = lower_edge(species, genome, rig)
    drawn = figure(species, genome, rig)
    rest, blink, speak = (seen(stage, low, pose) for pose in ({}, {"blink": 1}, {"aa": 1}))
    iris = of_colour(rest, colours_of(species, express(species, genome))["iris"]) & openings(drawn)
    assert iris.sum() > 20
    assert of_colour(blink, *lid_colours(drawn))[iris].mean() >= 0.6
    changed = (blink != rest).any(axis=2)
    assert (changed & ~openings(drawn)).sum() <= MOST_BESIDE
    opened = (speak != rest).any(axis=2)
    assert opened.sum() > 40
    assert opened.nonzero()[0].min() > height_of_nose(drawn)
    assert (seen(stage, low, {}) == rest).all()


def test_springs_swing_in_three_vrm_as_the_specification_says(stage: Page, folder: Path) -> None:
    species = load("tuftling")
    data = vrm(species, showing(species, ears=6, crest=10, garb=3), rig_of(species))
    (folder / "a.vrm").write_bytes(data)
    springs = springs_in(data)
    assert loaded(stage, "a.vrm")["springs"] == len(springs) == 3
    for axis in MOTIONS.values():
        frames = stage.browser.execute_script(
            "return swung(...arguments)", axis, MOST, FPS, SECONDS
        )
        for spring in springs:
            here = swung(spring, axis)
            turns = np.array([frame[spring.bone] for frame in frames]).reshape(-1, 3, 3)
            assert angles(turns @ here.transpose(0, 2, 1)).max() < 0.5


def test_a_bust_has_its_bones_and_plays_its_clips_in_three(stage: Page, folder: Path) -> None:
    species = load("tuftling")
    (genome,) = founders(species, 1)
    rig = rig_of(species)
    (folder / "a.glb").write_bytes(glb(species, genome, rig))
    said = loaded(stage, "a.glb")
    assert said["bones"] == ["root", *rig.bones]
    assert said["clips"] == [*rig.clips]
    rest = seen(stage, 0.0, {})
    for clip in rig.clips.values():
        moved = seen(stage, 0.0, {"clip": clip.name, "seconds": clip.seconds * 0.3})
        assert (moved != rest).any() or clip.name == "twitch", clip.name


def test_the_family_of_the_example_stands_in_a_page(page: Page, folder: Path) -> None:
    if not (MODULES / "@pixiv" / "three-vrm").exists():
        absent("no three-vrm: run npm ci in tests/gallery/")
    for path in EXAMPLE.iterdir():
        if path.suffix in (".html", ".js", ".py"):
            shutil.copy(path, folder)
    (folder / "node_modules").symlink_to(MODULES)
    subprocess.run([sys.executable, folder / "family.py"], check=True, capture_output=True)
    with served(folder) as address:
        page.open(address)
        data = base64.b64decode(page.browser.get_screenshot_as_base64())
        page.browser.get("about:blank")
    # Chromium complains of the screenshot, which reads what a graphics card drew.
    assert [line for line in page.complaints() if "due to ReadPixels" not in line] == []
    with Image.open(io.BytesIO(data)) as image:
        picture = np.asarray(image.convert("RGB")).astype(int)
    columns = (np.abs(picture - picture[0, 0]) > 12).any(axis=(0, 2))
    assert (columns[1:] & ~columns[:-1]).sum() == 4


def test_a_lid_that_does_not_close_is_seen(stage: Page, folder: Path) -> None:
    """The checks above, on a figure whose blink has a name that VRM does not have."""
    species = load("tuftling")
    genome, rig = showing(species), rig_of(species)
    data = vrm(species, genome, rig)
    spoiled = data.replace(b'"blink":{', b'"blunk":{')
    assert spoiled != data
    (folder / "a.vrm").write_bytes(spoiled)
    loaded(stage, "a.vrm")
    low = lower_edge(species, genome, rig)
    assert (seen(stage, low, {}) == seen(stage, low, {"blink": 1})).all()
    assert any("blunk" in line for line in stage.complaints())
