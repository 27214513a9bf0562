"""A real browser, and pages of lessons for it to open from the disk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rooms import CHILDREN, glimmer, room
from selenium import webdriver

from avatarchain.classroom import page as pages
from avatarchain.classroom.lessons import content_of
from support.reader import Page


@pytest.fixture
def page(chromium: webdriver.Chrome) -> Iterator[Page]:
    """A wide, light page; nothing may be said on its console, and nothing stays in the browser."""
    page = Page(chromium)
    page.complaints()
    page.look(1280)
    yield page
    page.run("localStorage.clear()")
    assert page.complaints() == []


@pytest.fixture(scope="session")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], str]:
    """The address of a lesson's page in a language, written once."""
    folder = tmp_path_factory.mktemp("lessons")
    children = {"hidden": CHILDREN, "mendel": 40}  # fewer than usual: browsers take their time

    def write(kind: str, language: str = "en") -> str:
        path: Path = folder / f"{kind}-{language}.html"
        if not path.exists():
            content = content_of(room(), glimmer(), kind, 1, children.get(kind))
            path.write_bytes(pages.written(room(), content, glimmer(), language))
        return path.as_uri()

    return write
