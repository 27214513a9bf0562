"""What tests of several rooms need: a folder of their own, a known key, real chains."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from hypothesis import settings

from avatarchain.chain import Chain, connect
from avatarchain.chain.anvil import Anvil
from avatarchain.registry import Registry, deploy
from avatarchain.species import Species
from avatarchain.species.pack import load, shipped
from support.absent import absent
from support.both import Compared, comparing

if TYPE_CHECKING:
    from selenium import webdriver

    from support.reader import Page

pytest_plugins = ["support.processor"]

# How long an example takes is the machine's affair: speed is shown in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What one run painted the next one is not to find.
os.environ["AVATARCHAIN_CACHE"] = ""

ROOT = Path(__file__).resolve().parent.parent

QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",  # or it complains of each page with a model
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",  # WebGL by the processor
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)

# Account 0 of the mnemonic "test test test test test test test test test test test junk".
DEVELOPMENT_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"


@pytest.fixture(autouse=True, scope="session")
def compared() -> Iterator[Compared]:
    """What the embedded devnet answers in this process is held against py-evm's answer."""
    with comparing() as both:
        yield both


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder that only this test uses."""
    return tmp_path


@pytest.fixture(params=shipped())
def species(request: pytest.FixtureRequest) -> Species:
    """Each species that comes with avatarchain: for what holds of all of them."""
    return load(request.param)


@pytest.fixture(scope="session")
def development_key() -> LocalAccount:
    """The signer of the first development account, rich on every devnet."""
    return Account.from_key(DEVELOPMENT_KEY)


@pytest.fixture(scope="session")
def anvil_binary() -> str:
    """A real anvil; its absence skips with a sentence, and fails where CI=true."""
    installed = sorted((ROOT / "contracts" / "node_modules").glob("@foundry-rs/anvil-*/bin/anvil"))
    found = shutil.which("anvil") or next(map(str, installed), None)
    if found is None:
        absent("no anvil: put Foundry's on the PATH, or run npm ci in contracts/")
    return found


@pytest.fixture(scope="session")
def toolchain() -> Path:
    """The installed forge; its absence skips with a sentence, and fails where CI=true."""
    tools = ROOT / "contracts" / "node_modules"
    forge = shutil.which("forge", path=tools / ".bin") or shutil.which("forge")
    if forge is None or shutil.which("node") is None or not (tools / "solc").exists():
        absent("the contracts' tools are missing: install node, then run npm ci in contracts/")
    return Path(forge)


@pytest.fixture
def node(anvil_binary: str) -> Iterator[str]:
    """The HTTP address of an anvil that this test has to itself."""
    anvil = Anvil(anvil_binary, 30)
    yield anvil.url
    anvil.close()


@pytest.fixture(scope="session")
def founded(
    tmp_path_factory: pytest.TempPathFactory, development_key: LocalAccount
) -> tuple[Path, Registry]:
    """A folder with an embedded chain, closed again, and the registry of the tuftling on it.

    Putting the art and the registry on a chain takes a second: a worker does it once, and
    each test that asks for `book` gets a copy of the folder, which it may change.
    """
    folder = tmp_path_factory.mktemp("founded")
    with connect("evm+sqlite://", folder=folder) as chain:
        return folder, deploy(chain, development_key, load("tuftling"))


@pytest.fixture(scope="session")
def founded_on_anvil(
    anvil_binary: str, tmp_path_factory: pytest.TempPathFactory, development_key: LocalAccount
) -> Iterator[Registry]:
    """The registry of the tuftling on an anvil that all tests of a worker use, one by one.

    Each test that asks for `book` begins with the registry as it was deployed: what the test
    before it did is taken back.
    """
    folder = tmp_path_factory.mktemp("anvil")
    with connect(f"anvil:{anvil_binary}", folder=folder) as chain:
        yield deploy(chain, development_key, load("tuftling"))


@pytest.fixture(params=["embedded", "anvil"])
def chain(request: pytest.FixtureRequest, folder: Path) -> Iterator[Chain]:
    """A devnet of each kind, the embedded one and an anvil; empty but for a test's `book`.

    A test marked `own_chain` does to an anvil what cannot be taken back: it replaces blocks or
    code. Others share one.
    """
    has_book = "book" in request.fixturenames
    if request.param == "embedded":
        if has_book:
            shutil.copytree(request.getfixturevalue("founded")[0], folder, dirs_exist_ok=True)
        with connect("evm+sqlite://", folder=folder) as chain:
            yield chain
    elif has_book and request.node.get_closest_marker("own_chain") is None:
        chain = request.getfixturevalue("founded_on_anvil").chain
        snapshot = chain.ask("evm_snapshot")
        yield chain
        assert chain.ask("evm_revert", snapshot)
    else:
        with connect(f"anvil:{request.getfixturevalue('anvil_binary')}", folder=folder) as chain:
            yield chain


@pytest.fixture
def book(request: pytest.FixtureRequest, chain: Chain) -> Registry:
    """A registry of the shipped species on it, whose issuer is the development key."""
    if chain.kind == "embedded":
        return replace(request.getfixturevalue("founded")[1], chain=chain)
    if request.node.get_closest_marker("own_chain"):
        return deploy(chain, request.getfixturevalue("development_key"), load("tuftling"))
    return request.getfixturevalue("founded_on_anvil")


@pytest.fixture(scope="session")
def started_chromium() -> Iterator["webdriver.Chrome"]:
    """A real browser without a window, started once for all tests of a worker."""
    binary = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        absent("no browser: install chromium and chromium-driver")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for argument in QUIET:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, Service(driver))
    # Elements take the focus also where another window would have it.
    browser.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
    yield browser
    browser.quit()


@pytest.fixture
def chromium(started_chromium: "webdriver.Chrome") -> Iterator["webdriver.Chrome"]:
    """A real browser; no width, colours or page of one test is left to the next."""
    yield started_chromium
    started_chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    started_chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    started_chromium.get("about:blank")


@pytest.fixture
def page(chromium: "webdriver.Chrome") -> Iterator["Page"]:
    """A wide, light page; nothing may be said on its console."""
    from support.reader import Page

    page = Page(chromium)
    page.complaints()
    page.look(1280)
    yield page
    assert page.complaints() == []
