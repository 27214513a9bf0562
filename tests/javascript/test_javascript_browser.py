"""The JavaScript package in a browser: it answers the kit as in Node, and reads pictures."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from avatarchain.papers.certificate import open_file, pixel_digest

if TYPE_CHECKING:
    from selenium import webdriver

pytestmark = pytest.mark.xdist_group("javascript")

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "conformance"
FILES = ROOT / "tests" / "vectors" / "certificate" / "files"
ALL = """export * from "./src/index.ts"; export * from "./src/papers/index.ts";
export * from "./kit/answers.mjs";"""
ALIASES = [
    "--alias:avatarchain=./src/index.ts",
    "--alias:avatarchain/papers=./src/papers/index.ts",
    "--alias:avatarchain/drawings=./src/drawings/index.ts",
    "--alias:avatarchain/pack=./src/pack/index.ts",
    "--alias:avatarchain/painting=./src/painting/index.ts",
]
SETS = [json.loads(path.read_bytes()) for path in sorted((KIT / "sets").iterdir())]


@pytest.fixture(scope="module")
def run(tool: Callable[..., str], started_chromium: "webdriver.Chrome") -> Callable[..., Any]:
    """Runs a function body in a page that has the package as the global `avatarchain`."""
    words = ["--bundle", "--format=iife", "--global-name=avatarchain", "--log-level=error"]
    source = tool("node_modules/.bin/esbuild", *words, *ALIASES, "--loader=ts", text=ALL)
    started_chromium.get("about:blank")
    started_chromium.execute_script(f"{source};window.avatarchain = avatarchain")

    def call(body: str, *given: Any) -> Any:
        return started_chromium.execute_async_script(
            "const [given, done] = [[...arguments].slice(0, -1), arguments[arguments.length - 1]];"
            f"(async (...given) => {{ {body} }})(...given)"
            ".then(done, (error) => done({ kind: error.kind ?? String(error) }))",
            *given,
        )

    return call


@pytest.fixture(scope="module")
def known(run: Callable[..., Any]) -> None:
    """The browser knows the species in the files of the kit."""
    for path in sorted((KIT / "files").iterdir()):
        run(
            "avatarchain.addSpecies(given[0], Uint8Array.from(atob(given[1]), "
            "(letter) => letter.charCodeAt(0)))",
            f"files/{path.name}",
            b64encode(path.read_bytes()).decode(),
        )


@pytest.mark.parametrize("told", SETS, ids=lambda told: told["set"])
def test_a_browser_gives_the_answers_of_the_kit(
    run: Callable[..., Any], known: None, told: dict[str, Any]
) -> None:
    wrong = run(
        "const wrong = [];"
        "for (const { answer: expected, within, ...question } of given[0]) {"
        "  const answer = await avatarchain.answer(question);"
        "  if (!(await avatarchain.isRight(expected, answer, within))) wrong.push(answer);"
        "}"
        "return wrong",
        told["cases"],
    )
    assert wrong == []


def test_a_letter_that_the_browser_knows_and_unicode_15_0_does_not_is_refused(
    run: Callable[..., Any],
) -> None:
    newer = "\u2ffc"  # of Unicode 15.1
    assert run(r"return /\p{Assigned}/u.test(given[0])", newer) is True
    assert run("return avatarchain.seedFromText(given[0])", newer) == {"kind": "MalformedSeed"}


@pytest.mark.parametrize(
    "name", ["good-alice.png", "good-child.png", "registry-of-an-impostor.png"]
)
def test_papers_signature_and_pixels_of_a_png_are_read_in_a_browser(
    run: Callable[..., Any], name: str
) -> None:
    told = run(
        "const bytes = Uint8Array.from(atob(given[0]), (letter) => letter.charCodeAt(0));"
        "const papers = avatarchain.parsePapers(avatarchain.openPicture(bytes).papers);"
        "const pixels = avatarchain.pixelDigest(await avatarchain.pixelsOf(bytes));"
        "return { signed: avatarchain.isSigned(papers), papers, pixels }",
        b64encode((FILES / name).read_bytes()).decode(),
    )
    file = open_file(FILES / name)
    assert file.papers is not None
    assert file.pixels is not None
    assert told["signed"] is True
    assert told["papers"] == json.loads(file.papers)
    assert told["pixels"] == pixel_digest(*file.pixels)
    assert told["pixels"] == told["papers"]["pixels"]


def test_a_broken_png_is_refused_in_a_browser(run: Callable[..., Any]) -> None:
    told = run(
        "return avatarchain.openPicture(Uint8Array.from(atob(given[0]), (l) => l.charCodeAt(0)))",
        b64encode((FILES / "file-bit-flipped-in-pixels.png").read_bytes()).decode(),
    )
    assert told == {"kind": "NotAPicture"}
