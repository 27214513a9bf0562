"""Draws every picture of the documentation anew: `python tools/pictures.py [NAME …]`.

Each comes from the commands that a reader would give, in a home of its own, so that no id in it
is of an older version. Chromium is needed for the gallery and the terminal. Pictures of
benchmarks are made by `make bench`. Children are drawn by chance, so their faces differ from run
to run; look at what was drawn before you commit it.
"""

import json
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

DOCS = Path(__file__).resolve().parent.parent / "docs"


def run(*arguments: object) -> str:
    """What a command prints; it must succeed."""
    command = [sys.executable, "-m", "avatarchain", *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def typed(*arguments: object) -> str:
    """What a command prints in a terminal of 80 columns, with its colours."""
    outside, inside = pty.openpty()
    termios.tcsetwinsize(inside, (50, 80))
    command = [sys.executable, "-m", "avatarchain", *map(str, arguments)]
    kind = {"COLORTERM": "truecolor", "TERM": "xterm-256color"}
    with subprocess.Popen(command, env=os.environ | kind, stdout=inside, stderr=inside):
        os.close(inside)
        told = b""
        with suppress(OSError):  # a terminal that nobody writes to any more
            while part := os.read(outside, 65_536):
                told += part
    os.close(outside)
    return told.decode().replace("\r\n", "\n")


def avatars() -> list[dict[str, Any]]:
    """All avatars of the registry, the oldest first."""
    rows = [json.loads(line) for line in run("list", "--json").splitlines()]
    return sorted(rows, key=lambda row: row["block"])


def litter(mother: str, father: str, count: int) -> list[dict[str, Any]]:
    """Children of two avatars, the first one first."""
    run("breed", mother, father, "--litter", count)
    born = [row for row in avatars() if row["mother"] == mother]
    return [row for row in born if row["father"] == father][-count:]


def heir(mother: str, father: str, **shown: str) -> str:
    """A child of two avatars that shows these forms, however many children that takes."""
    for _ in range(40):
        for child in litter(mother, father, 8):
            if shown.items() <= child["traits"].items():
                return str(child["id"])
    raise SystemExit(f"no child of {mother} and {father} shows {shown}")


def founder(**shown: str) -> str:
    """A founder that shows these forms."""
    rows = [row for row in avatars() if row["generation"] == 0]
    return next(str(row["id"]) for row in rows if shown.items() <= row["traits"].items())


def tree(name: str, generations: int, file: str, width: int) -> None:
    """The ancestors of an avatar, as wide as the page of the documentation shows it."""
    run("tree", name, "--generations", generations, "--out", "tree.png")
    picture = Image.open("tree.png").convert("RGB")
    picture.thumbnail((width, 4 * width))
    picture.save(DOCS / file, optimize=True)


@contextmanager
def browser(*arguments: str) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars", *arguments):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    chrome = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
    try:
        yield chrome
    finally:
        chrome.quit()


def shot(chrome: webdriver.Chrome, address: str, width: int, height: int) -> Image.Image:
    """The page at an address, when it is drawn, in a window of this size."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    chrome.get("about:blank")
    chrome.get(address)
    chrome.execute_async_script("setTimeout(arguments[0], 3000)")
    return Image.open(BytesIO(chrome.get_screenshot_as_png())).convert("RGB")


def heirs() -> None:
    """Grandparents, parents and a child: unicorn horns from one side, a third eye from another."""
    run("mint", "--collection", "heirs", "--count", 120, "--no-image")
    horned, seer = founder(horns="unicorn"), founder(eyes="third")
    plain = [row["id"] for row in avatars() if row["generation"] == 0]
    others = [name for name in plain if name not in (horned, seer)]
    mother = heir(horned, others[0], horns="unicorn")
    father = heir(others[1], seer, eyes="third")
    child = heir(mother, father, horns="unicorn", eyes="third")
    (DOCS / "heirs.svg").unlink(missing_ok=True)  # of another child, which `tree` does not replace
    run("tree", child, "--generations", 2, "--moving", "--out", DOCS / "heirs.svg")


def family() -> None:
    """Five generations, with one whose parents share grandparents."""
    run("mint", "--collection", "family", "--count", 5, "--no-image")
    names = [row["id"] for row in avatars()]
    left, right = (row["id"] for row in litter(names[1], names[2], 2))
    one = litter(left, names[0], 1)[0]["id"]
    other = litter(right, names[3], 1)[0]["id"]
    close = litter(one, other, 1)[0]["id"]
    youngest = litter(names[4], close, 1)[0]["id"]
    tree(youngest, 4, "family.png", 1112)


def gallery() -> None:
    """The grid, and an avatar's page on a wide dark screen and on a phone."""
    run("mint", "--collection", "gallery", "--count", 100, "--no-image")
    names = [row["id"] for row in avatars()]
    mother = litter(names[0], names[1], 1)[0]["id"]
    father = litter(names[2], names[3], 1)[0]["id"]
    child = litter(mother, father, 1)[0]["id"]
    run("gallery", "--out", "pages")
    page = Path("pages/index.html").resolve().as_uri()
    with browser() as chrome:
        shot(chrome, page, 1000, 789).save(DOCS / "gallery.png")
        phone = shot(chrome, f"{page}#/{child}", 276, 1070)
    with browser("--force-dark-mode", "--blink-settings=preferredColorScheme=0") as chrome:
        wide = shot(chrome, f"{page}#/{child}", 906, 1070)
    beside(wide, phone).save(DOCS / "gallery-avatar.png")


def studio() -> None:
    """Two parents with likely children and odds, and a word with its face on a phone."""
    run("mint", "--collection", "studio", "--count", 60, "--no-image")
    names = [row["id"] for row in avatars()]
    command = [sys.executable, "-m", "avatarchain", "serve", "--port", "0", "--json"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        browser() as chrome,
    ):
        assert server.stdout is not None  # noqa: S101 - a pipe
        page = json.loads(server.stdout.readline())["page"]
        wide = shot(chrome, f"{page}#/breed/{names[3]}/{names[8]}", 906, 1070)
        phone = shot(chrome, f"{page}#/mint/hello", 276, 1070)
        chrome.get("about:blank")
        server.terminate()
    beside(wide, phone).save(DOCS / "studio.png")


def beside(wide: Image.Image, phone: Image.Image) -> Image.Image:
    """Two pictures of screens, beside each other."""
    both = Image.new("RGB", (1200, 1070), "white")
    both.paste(wide, (0, 0))
    both.paste(phone, (924, 0))
    return both


def terminal() -> None:
    """What `show` prints in a terminal with colours."""
    run("mint", "--seed", "hello", "--no-image")
    name = avatars()[0]["id"][:10]
    console = Console(record=True, width=80, file=StringIO(), highlight=False)
    console.print(f"$ avatarchain show {name}")
    console.print(Text.from_ansi(typed("show", name)))
    page = Path("terminal.html")
    page.write_text(console.export_html(theme=MONOKAI), encoding="utf-8")
    with browser() as chrome:
        picture = shot(chrome, page.resolve().as_uri(), 803, 900)
    rows = np.asarray(picture).reshape(picture.height, -1)
    last = np.flatnonzero((rows != rows[-1]).any(axis=1))[-1]
    picture.crop((0, 0, 803, int(last) + 16)).save(DOCS / "terminal.png")


def sheets() -> None:
    """Founders of both species, and every allele of the tuftling."""
    from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
    from avatarchain.portrait.sheet import portrait_sheet
    from avatarchain.species.pack import load

    run("species", "show", "--founders", DOCS / "founders.png", "--size", 96)
    run("species", "show", "--sheet", DOCS / "alleles.png", "--size", 96)
    glimmer = load("glimmer")
    master = seed_from_text("glimmer")
    genomes = [founder(item_seed(master, k), glimmer.cumulative) for k in range(32)]
    portrait_sheet(glimmer, genomes, 8, 128).save(DOCS / "glimmer.png")


PICTURES: dict[str, Callable[[], None]] = {
    "heirs": heirs,
    "family": family,
    "gallery": gallery,
    "studio": studio,
    "terminal": terminal,
    "sheets": sheets,
}


def main(names: list[str]) -> None:
    for name in names or PICTURES:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["AVATARCHAIN_HOME"] = str(Path(folder) / "home")
            os.chdir(folder)
            PICTURES[name]()
            os.chdir(DOCS)


if __name__ == "__main__":
    main(sys.argv[1:])
