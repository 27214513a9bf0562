"""The documentation as a site: it builds without a warning, is whole, and calls nobody."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest

import avatarchain
from avatarchain.cli import program

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built where every warning is a fault."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return folder


class _Loads(HTMLParser):
    """What a page loads by itself, and where its links lead."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.linked: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("src", "href", "srcset", "poster") and value:
                (self.linked if tag == "a" else self.loaded).append(value)


def outside(address: str) -> bool:
    return re.match(r"(\w+:)?//", address) is not None


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = sorted(site.glob("*.html"))
    assert len(pages) > 20
    for page in pages:
        told = _Loads(page)
        assert told.loaded
        assert [one for one in told.loaded if outside(one)] == [], page.name
    for style in site.rglob("*.css"):
        told_by_style = re.findall(r"url\(['\"]?((?:\w+:)?//[^)]*)", style.read_text("utf-8"))
        assert told_by_style == [], style.name


def test_every_page_of_docs_is_a_page_of_the_site(site: Path) -> None:
    named = {page.stem for page in (ROOT / "docs").glob("*.md")}
    assert named <= {page.stem for page in site.glob("*.html")}
    menu = {one.partition("#")[0] for one in _Loads(site / "index.html").linked}
    assert {f"{name}.html" for name in named} <= menu


def test_the_reference_has_every_command_with_its_options(site: Path) -> None:
    text = (site / "commands.html").read_text(encoding="utf-8")
    context = click.Context(program)
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        assert command is not None
        assert f'id="avatarchain-{name}"' in text
        for one in command.params:
            if isinstance(one, click.Option):
                assert one.opts[0] in text, f"{name} {one.opts[0]}"


def test_the_reference_has_what_the_library_offers(site: Path) -> None:
    text = (site / "library.html").read_text(encoding="utf-8")
    for name in avatarchain.__all__:
        assert f'id="{name.lower()}"' in text or f"<code>{name}" in text, name
