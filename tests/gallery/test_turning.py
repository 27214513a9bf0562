"""Turn it: the model of an avatar on its page, in a real browser, opened from the disk."""

import gzip
import io
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exhibits import collection, tuftling
from numpy.typing import NDArray
from PIL import Image
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.interaction import POINTER_TOUCH
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from avatarchain.base.canonical import to_hex
from avatarchain.gallery import pages, write_models, write_site
from support.absent import absent
from support.model_rows import Opened, opened
from support.reader import Page, serious_faults

if find_spec("manifold3d") is None:
    absent("no manifold3d: pip install '.[3d]'")

KNOWN = collection(4)
AVATAR, OTHER = KNOWN.avatars[:2]
CANVAS = ".turning canvas"
FACE = "figure > img, .turning"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gallery of seven avatars, of which one has a model. Not to be changed."""
    folder = tmp_path_factory.mktemp("turned")
    write_models(folder, tuftling(), [AVATAR])
    write_site(folder, KNOWN)
    return folder


@pytest.fixture
def page(page: Page) -> Page:
    """A page as narrow as a phone's, calm: so little is drawn."""
    page.look(390, calm=True)
    return page


def show(page: Page, site: Path, identity: int = AVATAR.identity) -> None:
    page.open(site, f"#/{to_hex(identity)}")
    page.until("return document.getElementById('s-chain')")


def press(page: Page) -> None:
    """Press the button until the model is there."""
    page.run("document.querySelector('button.turn').click()")
    page.until("return document.activeElement.matches(arguments[0])", CANVAS)


def keys(page: Page, *pressed: str) -> None:
    page.browser.switch_to.active_element.send_keys(*pressed)


def seen(page: Page) -> NDArray[np.int64]:
    """The pixels where the face is, once all that was asked is drawn."""
    page.browser.execute_async_script(
        "const done = arguments[0]; document.activeElement.blur();"
        "requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    left, top, side = page.run(
        "const place = [...document.querySelectorAll(arguments[0])].filter((e) => e.clientWidth)"
        ".at(-1).getBoundingClientRect(); return [place.left, place.top, place.width]",
        FACE,
    )
    picture = Image.open(io.BytesIO(page.browser.get_screenshot_as_png())).convert("RGB")
    return np.asarray(picture.crop((left, top, left + side, top + side))).astype(np.int64)


def apart(first: NDArray[np.int64], second: NDArray[np.int64]) -> float:
    """How two pictures differ, in the mean, of 255."""
    return float(np.abs(first - second).mean())


def motions(page: Page) -> list[str]:
    """The buttons by which something moves or is held."""
    return [
        text
        for text in page.run(
            "return [...document.querySelectorAll('figure .motion')]"
            ".map((e) => e.checkVisibility() && e.innerText)"
        )
        if text
    ]


def told(page: Page) -> tuple[int, str]:
    """How far it is turned, in degrees and in words, as it is told to who hears the page."""
    number, words = page.run(
        "const canvas = document.querySelector(arguments[0]);"
        "return [canvas.ariaValueNow, canvas.ariaValueText]",
        CANVAS,
    )
    return int(number), words


def test_the_front_of_the_model_is_the_portrait_and_keys_turn_it(page: Page, shop: Path) -> None:
    show(page, shop)
    portrait = seen(page)
    press(page)
    front = seen(page)
    assert 0 < apart(front, portrait) < 5
    page.run("document.querySelector(arguments[0]).style.visibility = 'hidden'", CANVAS)
    ground = seen(page)
    page.run("document.querySelector(arguments[0]).style.visibility = ''", CANVAS)
    views = [front]
    for _ in range(3):
        page.run("document.querySelector(arguments[0]).focus()", CANVAS)
        keys(page, *6 * [Keys.ARROW_RIGHT])
        views.append(seen(page))
    assert told(page) == (-90, "its left side")
    for number, view in enumerate(views):
        assert (np.abs(view - ground).max(axis=2) > 32).mean() > 0.3
        assert all(apart(view, other) > 8 for other in views[:number])
    page.run("document.querySelector(arguments[0]).focus()", CANVAS)
    keys(page, Keys.HOME)
    assert told(page) == (0, "the front")
    assert apart(seen(page), front) < 0.1


def test_it_is_told_in_words_from_where_it_is_seen(page: Page, shop: Path) -> None:
    show(page, shop)
    press(page)
    for pressed, words in (
        ([Keys.ARROW_RIGHT] * 2, (30, "the front and its right side")),
        ([Keys.ARROW_RIGHT] * 4, (90, "its right side")),
        ([Keys.END], (180, "the back")),
        ([Keys.ARROW_RIGHT], (-165, "the back and its left side")),
        ([Keys.HOME], (0, "the front")),
        ([Keys.ARROW_DOWN] * 9, (0, "the front, from above")),
        ([Keys.ARROW_UP] * 30, (0, "the front, from below")),
    ):
        keys(page, *pressed)
        assert told(page) == words
    assert "The model of" in page.run("return document.activeElement.ariaLabel")


def test_pointer_and_finger_turn_it(page: Page, shop: Path) -> None:
    show(page, shop)
    press(page)
    canvas = page.browser.find_element(By.CSS_SELECTOR, CANVAS)
    ActionChains(page.browser).drag_and_drop_by_offset(canvas, 100, 0).perform()
    dragged, _ = told(page)
    assert dragged > 20
    ActionChains(page.browser).move_to_element_with_offset(canvas, 9, 9).perform()
    assert told(page)[0] == dragged
    finger = ActionBuilder(page.browser, mouse=PointerInput(POINTER_TOUCH, "finger"))
    hand = finger.pointer_action.move_to(canvas).pointer_down()
    hand.move_to(canvas, -60, 0).move_to(canvas, -120, 0).pointer_up()
    finger.perform()
    assert told(page)[0] < dragged - 20


def test_it_breathes_until_it_is_held_and_the_portrait_comes_back(page: Page, shop: Path) -> None:
    page.look(390)
    show(page, shop)
    page.until("return document.querySelector('.living')")
    press(page)
    first = seen(page)
    WebDriverWait(page.browser, 60, 0.05).until(lambda _: apart(seen(page), first) > 0.05)
    assert motions(page) == ["Hold still"]
    page.run("document.querySelectorAll('figure .motion')[1].click()")
    assert motions(page) == ["Move"]
    assert apart(seen(page), seen(page)) == 0
    page.run("document.querySelector('button.turn').click()")
    page.until("return document.querySelector('.living')")
    assert page.text("button.turn") == ["Turn it"]
    assert page.text(CANVAS) == []
    assert motions(page) == ["Hold still"]


def test_with_less_motion_nothing_moves_but_what_is_turned(page: Page, shop: Path) -> None:
    show(page, shop)
    press(page)
    assert motions(page) == []
    assert apart(seen(page), seen(page)) == 0


def test_paper_shows_the_portrait(page: Page, shop: Path) -> None:
    show(page, shop)
    press(page)
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    visible = "return document.querySelector(arguments[0]).checkVisibility()"
    assert [page.run(visible, each) for each in ("figure > img", ".turning")] == [True, False]


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1280, False)])
def test_axe_finds_nothing_serious_beside_a_model(
    page: Page, shop: Path, width: int, dark: bool
) -> None:
    page.look(width, dark=dark, calm=True)
    show(page, shop)
    press(page)
    assert serious_faults(page) == []
    assert page.run("return document.documentElement.scrollWidth") <= width


def test_where_no_model_was_written_there_is_no_button(page: Page, shop: Path, site: Path) -> None:
    show(page, shop, OTHER.identity)
    assert page.text("button.turn") == []
    show(page, site)
    assert page.text("button.turn") == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("gallery.source.model = () => async () => new Uint8Array(99)", "This file is no model."),
        (
            "HTMLCanvasElement.prototype.getContext = () => null",
            "This browser cannot draw models: WebGL is off, or too old.",
        ),
    ],
)
def test_what_cannot_be_shown_is_said(page: Page, shop: Path, fault: str, sentence: str) -> None:
    page.open(shop)
    page.run(fault)
    page.run("location.hash = arguments[0]", f"#/{to_hex(AVATAR.identity)}")
    page.until("return document.querySelector('button.turn')")
    page.run("document.querySelector('button.turn').click()")
    page.until("return document.querySelector('figure .refusal').checkVisibility()")
    assert page.text("figure .refusal") == [sentence]
    assert page.text("button.turn") == ["Turn it"]
    assert page.run("return document.querySelector('figure > img').checkVisibility()")


def test_a_drawing_that_the_browser_takes_away_is_told_and_one_that_is_left_is_given_back(
    page: Page, shop: Path
) -> None:
    lose = "window.gl = document.querySelector(arguments[0]).getContext('webgl2');"
    show(page, shop)
    press(page)
    page.run(f"{lose} gl.getExtension('WEBGL_lose_context').loseContext()", CANVAS)
    page.until("return document.querySelector('figure .refusal').checkVisibility()")
    assert page.text("button.turn") == ["Turn it"]
    press(page)
    assert not page.run("return document.querySelector('figure .refusal').checkVisibility()")
    page.run(lose, CANVAS)
    assert not page.run("return gl.isContextLost()")
    page.run("location.hash = '#/'")
    page.until("return gl.isContextLost()")


def test_a_pose_is_the_one_that_the_file_says(page: Page, shop: Path) -> None:
    data = (shop / "models" / f"{to_hex(AVATAR.identity)}.glb").read_bytes()
    page.open(shop)
    for clip, share in ((None, 0.0), ("look", 0.4), ("happy", 0.5), ("twitch", 0.37)):
        seconds, own = posed(data, clip, share)
        drawn = page.browser.execute_async_script(
            "const [id, clip, seconds, done] = arguments;"
            "gallery.source.model({id})().then(gallery.readModel).then((model) =>"
            " done(gallery.poseModel(model, clip, seconds).map((mesh) => [...mesh.placed])))",
            to_hex(AVATAR.identity),
            clip,
            seconds,
        )
        for mine, theirs in zip(own, drawn, strict=True):
            assert np.abs(mine.reshape(-1) - np.array(theirs)).max() < 1e-5, clip


def test_what_shows_models_is_small() -> None:
    size = sum(len(gzip.compress(pages.file(name))) for name in ("model.js", "turn.js"))
    assert size < 10_000


def posed(data: bytes, clip: str | None, share: float) -> tuple[float, list[NDArray[np.float64]]]:
    """The seconds of a share of a clip, and where the points of each mesh then are."""
    file = opened(data)
    nodes: list[dict[str, Any]] = [dict(node) for node in file.json["nodes"]]
    seconds = 0.0
    for animation in file.json["animations"]:
        for channel in animation["channels"] if animation["name"] == clip else ():
            sampler, target = animation["samplers"][channel["sampler"]], channel["target"]
            times = file.array(sampler["input"]).reshape(-1)
            seconds = float(times[-1] * share)
            rows = file.array(sampler["output"]).reshape(len(times), -1)
            row = [float(np.interp(seconds, times, column)) for column in rows.T]
            nodes[target["node"]][target["path"]] = row
    seats: dict[int, NDArray[np.float64]] = {}

    def seat(number: int, parent: NDArray[np.float64]) -> None:
        seats[number] = parent @ local(nodes[number])
        for child in nodes[number].get("children", []):
            seat(child, seats[number])

    (skin,) = file.json["skins"]
    seat(skin["skeleton"], np.eye(4))
    back = file.array(skin["inverseBindMatrices"]).reshape(-1, 4, 4).transpose(0, 2, 1)
    bones = np.array([seats[joint] @ back[at] for at, joint in enumerate(skin["joints"])])
    return seconds, [placed(file, node, bones) for node in nodes if "mesh" in node]


def placed(file: Opened, node: dict[str, Any], bones: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where the points of the mesh of a node are, by the matrices of the bones."""
    (primitive,) = file.json["meshes"][node["mesh"]]["primitives"]
    points = file.array(primitive["attributes"]["POSITION"]).astype(float)
    for target, weight in zip(primitive.get("targets", []), node.get("weights", []), strict=False):
        points += weight * file.array(target["POSITION"])
    joints = file.array(primitive["attributes"]["JOINTS_0"])[:, 0]
    flat = np.column_stack([points, np.ones(len(points))])
    seats: NDArray[np.float64] = np.einsum("nij,nj->ni", bones[joints], flat)[:, :3]
    return seats


def local(node: dict[str, Any]) -> NDArray[np.float64]:
    """The matrix of a node: the turn of v is v + 2 q × (q × v + w v)."""
    *axis, w = node.get("rotation", (0.0, 0.0, 0.0, 1.0))
    size = np.hypot(np.linalg.norm(axis), w)
    q, w, unit = np.array(axis) / size, w / size, np.eye(3)
    turned = unit + 2 * np.cross(q, np.cross(q, unit) + w * unit)
    matrix = np.eye(4)
    matrix[:3, :3] = turned.T * node.get("scale", (1.0, 1.0, 1.0))
    matrix[:3, 3] = node["translation"]
    return matrix
