"""Homes to work in: an empty one, and one with three avatars, copied for each test."""

import shutil
import socket
from pathlib import Path

import pytest
from shell import DEV1, Shell

from avatarchain.births.jobs import keep_job
from avatarchain.keys import accounts, seal
from support.interrupted import JOB

STRANGER = "eip155:1:0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the person at this machine has set is not for the tests."""
    for name in ("AVATARCHAIN_HOME", "ETH_RPC_URL", "AVATARCHAIN_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """An empty folder and a home that does not exist yet."""
    return Shell(home=tmp_path / "home", folder=tmp_path / "folder")


@pytest.fixture(scope="session")
def _stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """alice (a PNG) and bob (an SVG) of dev0, carol (no picture) of dev1."""
    place = tmp_path_factory.mktemp("stock")
    shell = Shell(home=place / "home", folder=place / "folder")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ETH_RPC_URL", raising=False)
        for arguments in (
            ["--seed", "alice", "--size", "128", "--out", "."],
            ["--seed", "bob", "--format", "svg", "--out", "."],
            ["--seed", "carol", "--to", DEV1, "--no-image"],
        ):
            outcome = shell.run("mint", *arguments)
            assert outcome.code == 0, outcome.err
    return place


@pytest.fixture
def stocked(_stock: Path, tmp_path: Path) -> Shell:
    """A copy of a home whose chain has alice, bob and carol, pictures in the folder."""
    for name in ("home", "folder"):
        shutil.copytree(_stock / name, tmp_path / name)
    return Shell(home=tmp_path / "home", folder=tmp_path / "folder")


@pytest.fixture
def nobody() -> str:
    """An HTTP address where nothing answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(params=["embedded", "remote"])
def devnet(request: pytest.FixtureRequest, shell: Shell) -> Shell:
    """An empty home on each kind of devnet: the embedded one, and a node behind HTTP."""
    if request.param == "embedded":
        return shell
    return shell.on(request.getfixturevalue("node"))


@pytest.fixture
def alice(stocked: Shell) -> Path:
    """The PNG of alice, of 128 pixels, with her papers."""
    (path,) = stocked.folder.glob("*.png")
    return path


@pytest.fixture
def bob(stocked: Shell) -> Path:
    """The SVG of bob, with his papers."""
    (path,) = stocked.folder.glob("*.svg")
    return path


@pytest.fixture(scope="session")
def full(_stock: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one of everything, and a folder with what commands write there."""
    place = tmp_path_factory.mktemp("full")
    for name in ("home", "folder"):
        shutil.copytree(_stock / name, place / name)
    shell = Shell(home=place / "home", folder=place / "folder")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ETH_RPC_URL", raising=False)
        patch.setattr(accounts, "SCRYPT_N", 2)
        patch.setattr(seal, "OPERATIONS", 1)
        patch.setattr(seal, "MEMORY", 2**13)
        knowing = shell.knowing(AVATARCHAIN_PASSPHRASE="a", AVATARCHAIN_ISSUER_PASSPHRASE="b")
        for line in (
            "account new kim",
            "account default kim",
            "account issuer new",
            f"trust add {STRANGER} --genesis 0x{64 * '1'}",
            "generate --collection herd --count 40 --out herd.jsonl",
            f"commit herd.jsonl --to {DEV1} --account dev0",
            "list",
            "claim 0 1 --account dev0",
            "mint --seed dan --format json --out . --account dev0",
        ):
            outcome = knowing.run(*line.split())
            assert outcome.code == 0, outcome.err
        keep_job(shell.home, JOB)
    return place
