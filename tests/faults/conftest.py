"""A home with something for every command, copied for each test."""

import json
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS / "cli"))

from aftermath import PASSPHRASES, Place  # noqa: E402 - it needs the path above
from commands import DEV1, GENESIS, STRANGER  # noqa: E402
from shell import Shell  # noqa: E402

from avatarchain.classroom import register  # noqa: E402
from avatarchain.keys import accounts, seal  # noqa: E402
from support.layers import write_layers  # noqa: E402

LINES = (
    "mint --seed alice --size 64 --out .",
    "mint --seed bob --no-image",
    f"mint --seed carol --no-image --to {DEV1}",
    "account new kim",
    "account issuer rotate",
    f"trust add {STRANGER} --genesis {GENESIS}",
    "generate --collection herd --count 9 --out herd.jsonl",
    "generate --collection flock --count 9 --out flock.jsonl",
    f"commit herd.jsonl --to {DEV1}",
    f"found --count 4 --to {DEV1}",
    "species new mine-too",
    "list",
    "devnet export kept.zip",
    "class new 5b --pupils 2",
)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the person at this machine has set is not for the tests; keys open fast."""
    for name in ("AVATARCHAIN_HOME", "ETH_RPC_URL", "AVATARCHAIN_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(accounts, "SCRYPT_N", 2)
    monkeypatch.setattr(seal, "OPERATIONS", 1)
    monkeypatch.setattr(seal, "MEMORY", 2**13)


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The home that is copied; nobody writes to it."""
    root = tmp_path_factory.mktemp("crowd")
    shell = Shell(home=root / "home", folder=root / "folder").knowing(**PASSPHRASES)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ETH_RPC_URL", raising=False)
        patch.setattr(accounts, "SCRYPT_N", 2)
        patch.setattr(seal, "OPERATIONS", 1)
        patch.setattr(seal, "MEMORY", 2**13)
        for line in LINES:
            outcome = shell.run(*line.split())
            assert outcome.code == 0, outcome.err
    write_layers(shell.folder / "layers")
    answer = {"avatarchain": 1, "class": register.read(shell.folder / "5b").mark, "pupil": 1}
    answer |= {"lesson": "hidden", "answer": ["leaf", "moon"], "children": 40, "counts": {}}
    (shell.folder / "answer.json").write_text(json.dumps(answer | {"keepers": [1, 2]}))
    return Place.of(shell)


@pytest.fixture
def place(crowd: Place, tmp_path: Path) -> Place:
    """A copy of it that this test may change."""
    return crowd.copied(tmp_path)
