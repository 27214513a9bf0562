"""What tests of several rooms need: a folder of their own, a known key, a real anvil."""

import os
import shutil
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount

ROOT = Path(__file__).resolve().parent.parent

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
    if found:
        return found
    sentence = "no anvil: put Foundry's on the PATH, or run npm ci in contracts/"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)
