"""The page that plays alone: one file of a release, opened from a disk, without a network."""

import base64
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image
from selenium.webdriver.support.ui import WebDriverWait

import avatarchain
from avatarchain.papers import certificate
from avatarchain.species.pack import shipped
from support.half_pictures import half
from support.reader import Page, serious_faults

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests/vectors/certificate"
CASES = {
    case["file"]: case["refused_by"] for case in json.loads((CORPUS / "cases.json").read_text())
}
# Pictures of another iris or scene, whose papers were signed anew: no browser sees that.
SMALL_PARTS = ("picture-other-iris-1.png", "picture-other-scene-8.png")
FORGED = ("picture-other-fur-1.png", "identity-of-another.json", "signature-flipped.json")
EVERY_SO_MANY = 17
EXAMINE = (
    "const [name, data, done] = arguments;"
    "gallery.examine(new File([genetics.fromBase64(data)], name)).then(({ ok, checks }) =>"
    " done({ ok, checks:"
    " Object.fromEntries(checks.map((check) => [check.name, [check.ok, check.detail]])) }))"
)
ALICE = avatarchain.founder("alice").dna
WIDTHS = pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("play_build", ROOT / "tools/play/build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def alone(builder: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the file, in a folder of its own."""
    file = tmp_path_factory.mktemp("alone") / "avatarchain-play.html"
    file.write_bytes(builder.document())
    return file.as_uri()


def test_it_is_one_file_of_at_most_400_kilobytes(builder: ModuleType) -> None:
    assert len(builder.document()) <= 400_000 == builder.MOST
    assert {row["name"] for row in builder.species()} == set(shipped())


def test_its_policy_allows_its_own_scripts_and_styles_alone(builder: ModuleType) -> None:
    head = builder.document().decode().partition("<title>")[0]
    allowed = f"script-src{builder.digests(builder.scripts())}; style-src"
    assert (
        f"default-src 'none'; {allowed}{builder.digests(builder.styles())}; img-src data: " in head
    )


def test_a_script_that_would_end_itself_is_refused(
    builder: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "scripts", lambda: ["'</script>'"])
    with pytest.raises(ValueError, match="ends a script"):
        builder.document()


def look_round(page: Page, width: int) -> None:
    """Nothing is too wide, hard to use, or from another place."""
    assert page.run("return document.documentElement.scrollWidth") <= width
    assert serious_faults(page) == []
    addresses = page.run("return performance.getEntriesByType('resource').map((e) => e.name)")
    assert [address for address in addresses if not address.startswith(("data:", "blob:"))] == []


def save(page: Page, folder: Path, genome: avatarchain.Genome) -> tuple[Path, Path]:
    """The SVG and the PNG that the browser saves of the face that is shown."""
    files = tuple(folder / f"{genome.id[:18]}-bare.{ending}" for ending in ("svg", "png"))
    command = {"behavior": "allow", "downloadPath": str(folder)}
    page.browser.execute_cdp_cmd("Browser.setDownloadBehavior", command)
    page.run(
        "for (const made of document.querySelectorAll('.files button'))"
        " if (/^(PNG|SVG) /.test(made.textContent)) made.click()"
    )
    for file in files:  # a file has this name when it is whole
        WebDriverWait(page.browser, 60, 0.05).until(lambda _, file=file: file.exists())
    return files


@WIDTHS
def test_a_word_becomes_a_face_that_moves_and_can_be_saved(
    page: Page, alone: str, folder: Path, width: int, dark: bool
) -> None:
    page.look(width, dark=dark)
    page.open(alone)
    page.until("return document.getElementById('word')")
    page.set_value("#word", "alice")
    page.until("return document.querySelector('.easel .living svg')")
    pose = "return document.querySelector('.living svg').innerHTML"
    still = page.run(pose)
    page.until(f"{pose} !== arguments[0]", still)
    look_round(page, width)
    page.run("document.querySelector('#about-face a').click()")
    page.until("return document.getElementById('s-genome')")
    assert page.browser.current_url.endswith(f"#/face/{ALICE}")
    look_round(page, width)

    genome = avatarchain.founder("alice")
    svg, png = save(page, folder, genome)
    assert svg.read_text("utf-8") == genome.svg()
    with Image.open(png) as image:
        assert image.size == (1024, 1024)


@WIDTHS
def test_two_faces_have_children_and_odds(page: Page, alone: str, width: int, dark: bool) -> None:
    page.look(width, dark=dark)
    page.open(alone, "#/breed")
    page.until("return document.getElementById('faces')")
    look_round(page, width)
    page.run(
        "const hearts = document.querySelectorAll('#faces .pick');"
        "hearts[0].click(); hearts[1].click();"
        "document.querySelector('#tray .primary').click()"
    )
    page.until("return document.getElementById('litter')")
    children = page.run(
        "return [...document.querySelectorAll('#litter a')].map((e) => e.href.split('/').at(-1))"
    )
    mother, father = avatarchain.founder("1"), avatarchain.founder("2")
    assert children == [
        avatarchain.offspring(mother, father, str(number)).dna for number in range(1, 13)
    ]
    assert len(page.text(".odds li")) == 16
    look_round(page, width)


def test_each_species_is_chosen_and_stands_in_the_address(page: Page, alone: str) -> None:
    page.open(alone, f"?glimmer#/face/{ALICE}")
    page.until("return document.getElementById('s-genome')")
    founder = avatarchain.founder("alice", species="glimmer")
    assert founder.id in page.text("#room")[0]
    page.run("document.querySelector('#kinds button').click()")
    page.until(
        "return document.querySelector('#room').innerText.includes(arguments[0])",
        avatarchain.founder("alice").id,
    )
    assert "?tuftling#/face/" in page.browser.current_url


@WIDTHS
def test_a_good_and_a_forged_picture_are_told_apart(
    page: Page, alone: str, width: int, dark: bool
) -> None:
    page.look(width, dark=dark)
    verdicts = []
    for name in (
        "good-alice.png",
        "picture-one-pixel-edited.png",
        "good-child.svg",
        "picture-edited.svg",
    ):
        page.open(alone, "#/")  # so that no verdict of the file before is left
        page.until("return !document.querySelector('.checks.long')")
        page.open(alone, "#/verify")
        page.until("return document.getElementById('file')").send_keys(str(CORPUS / "files" / name))
        page.until("return document.querySelector('.checks.long')")
        verdicts += page.text(".verdict .lead")
        look_round(page, width)
    assert verdicts == ["✓ Unchanged since it was signed", "✗ NOT what it says it is"] * 2


def examine(page: Page, name: str) -> dict[str, Any]:
    """What the page says of a file of the corpus: `ok`, and the answers by their checks' names."""
    data = base64.b64encode((CORPUS / "files" / name).read_bytes()).decode()
    report: dict[str, Any] = page.browser.execute_async_script(EXAMINE, name, data)
    return report


def test_a_file_is_refused_where_it_alone_shows_why(page: Page, alone: str) -> None:
    page.open(alone)
    for name in (*list(CASES)[::EVERY_SO_MANY], *FORGED):
        report = examine(page, name)
        failed = {check for check, (ok, _) in report["checks"].items() if ok is False}
        if CASES[name] == "picture":
            assert failed & {"picture", "pixels"}, name
        elif CASES[name] in ("papers", "identity", "signature"):
            assert CASES[name] in failed, name
        elif name != "registry-of-another-token.json":  # papers that contradict themselves
            assert failed == set(), name
        assert report["ok"] is (not failed), name


def test_a_picture_of_which_this_browser_shows_half_is_refused(
    page: Page, alone: str, folder: Path
) -> None:
    """Its rows have a tree of codes that is not complete: zlib reads on, and Chromium stops."""
    whole = (CORPUS / "files/good-alice.png").read_bytes()
    (folder / "half.png").write_bytes(half(whole))
    (folder / "whole.png").write_bytes(whole)
    verdicts, details = [], []
    for name in ("half.png", "whole.png"):
        page.open(alone, "#/verify")
        page.until("return document.getElementById('file')").send_keys(str(folder / name))
        page.until("return document.querySelector('.checks.long')")
        verdicts += page.text(".verdict .lead")
        details.append(page.text(".checks.long li p")[0])
    assert verdicts == ["✗ NOT a picture with papers", "✓ Unchanged since it was signed"]
    assert details[0].startswith("this browser shows another picture than the pixels in the file")
    assert details[1].endswith("; this browser shows the pixels that were read")


def test_where_a_browser_hides_what_it_paints_the_page_does_not_say_what_it_shows(
    page: Page, alone: str
) -> None:
    page.open(alone)
    page.run(
        "const { getImageData } = CanvasRenderingContext2D.prototype;"
        "CanvasRenderingContext2D.prototype.getImageData = function (...given) {"
        " const told = getImageData.apply(this, given); told.data[9] ^= 1; return told; }"
    )
    ok, words = examine(page, "good-alice.png")["checks"]["papers"]
    assert ok is None
    assert "this browser hides what it paints" in words


def test_what_moves_is_neither_praised_nor_blamed(page: Page, alone: str, folder: Path) -> None:
    opened = certificate.open_file(CORPUS / "files/good-alice.svg")
    assert opened.papers is not None
    assert opened.svg is not None
    made = {"form": "svg", "unlit": False, "clip": "idle", "rig": "0x" + 64 * "0", "with": {}}
    papers = json.dumps(
        json.loads(opened.papers) | {"model": made}, separators=(",", ":"), sort_keys=True
    )
    moving = folder / "moving.svg"
    moving.write_text(certificate.write_into_svg(opened.svg, papers), "utf-8")
    model = folder / "model.glb"
    model.write_bytes(b"glTF")
    for file in (moving, model):
        page.open(alone, "#/verify")
        page.until("return document.getElementById('file')").send_keys(str(file))
        (words,) = page.until("return [...document.querySelectorAll('.refusal:not([hidden])')]")
        assert words.text.endswith("cannot judge: avatarchain verify can.")
        assert page.text(".verdict") == []


def test_of_small_parts_of_a_png_and_of_the_chain_the_page_says_that_it_cannot_tell(
    page: Page, alone: str
) -> None:
    page.open(alone)
    for name in SMALL_PARTS:
        checks = examine(page, name)["checks"]
        assert checks["picture"][0] is None, name
        assert checks["picture"][1].startswith("cannot tell for small parts"), name
        assert [checks[check][0] for check in ("registry", "key", "token", "origin")] == [None] * 4
