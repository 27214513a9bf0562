"""What tests of several rooms need: a folder of their own, a known key, real chains."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from hypothesis import settings
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from absent import absent
from avatarchain.chain import Chain, connect
from avatarchain.chain.anvil import Anvil
from avatarchain.registry import Registry, deploy
from avatarchain.species.pack import load

# How long an example takes is the machine's affair: speed is shown in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent

QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

# Account 0 of the mnemonic "test test test test test test test test test test test junk".
DEVELOPMENT_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder that only this test uses."""
    return tmp_path


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


@pytest.fixture(params=["embedded", "anvil"])
def chain(request: pytest.FixtureRequest, folder: Path) -> Iterator[Chain]:
    """An empty devnet of each kind, the embedded one and an anvil."""
    if request.param == "embedded":
        url = "evm+sqlite://"
    else:
        url = f"anvil:{request.getfixturevalue('anvil_binary')}"
    with connect(url, folder=folder) as chain:
        yield chain


@pytest.fixture
def book(chain: Chain, development_key: LocalAccount) -> Registry:
    """A registry of the shipped species on it, whose issuer is the development key."""
    return deploy(chain, development_key, load("tuftling"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[webdriver.Chrome]:
    """A real browser without a window."""
    binary = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        absent("no browser: install chromium and chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for argument in QUIET:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, Service(driver))
    yield browser
    browser.quit()
