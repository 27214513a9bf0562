"""A real browser, and galleries for it to open from the disk."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from exhibits import collection
from reader import Page, absent
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from avatarchain.gallery import write_site

QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def _chromium() -> Iterator[webdriver.Chrome]:
    binary = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        absent("no browser: install chromium and chromium-driver")
    assert binary is not None
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for argument in QUIET:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chromium = webdriver.Chrome(options, Service(driver))
    yield chromium
    chromium.quit()


@pytest.fixture
def page(_chromium: webdriver.Chrome) -> Iterator[Page]:
    """A wide, light page; nothing may be said on its console."""
    page = Page(_chromium)
    page.complaints()
    page.look(1280)
    yield page
    assert page.complaints() == []


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """A gallery of so many founders and seven births, written once."""
    folders: dict[int, Path] = {}

    def make(founders: int) -> Path:
        if founders not in folders:
            folders[founders] = tmp_path_factory.mktemp(f"gallery-{founders}")
            write_site(folders[founders], collection(founders))
        return folders[founders]

    return make


@pytest.fixture
def site(made: Callable[[int], Path]) -> Path:
    """A gallery of 100 founders and seven births. Not to be changed."""
    return made(100)
