"""Secrets stay secret: keystores that others read, and nothing told of what opens them."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from eth_account import Account
from shell import DEV1, Shell

from avatarchain import accounts
from avatarchain.issuer import seal

ROOT = Path(__file__).resolve().parents[2]
KEY = "0x" + 31 * "22" + "33"
WORDS = ("a-passphrase-of-a-keystore", "a-passphrase-of-an-issuer", "a-wrong-passphrase")


@pytest.fixture
def cast() -> Path:
    """Foundry's cast; its absence skips with a sentence, and fails where CI=true."""
    found = sorted((ROOT / "contracts" / "node_modules").glob("@foundry-rs/cast-*/bin/cast"))
    if found:
        return found[0]
    sentence = "no cast: run npm ci in contracts/"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


def test_cast_opens_our_keystore_and_we_open_one_of_cast(
    shell: Shell, cast: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "SCRYPT_N", 2**12)
    secret = shell.folder.parent / "word"
    secret.write_text(WORDS[0])
    made = shell.json("account", "new", "ann", "--password-file", secret)
    folder = shell.home / "keystore"
    order = [cast, "wallet", "decrypt-keystore", "-k", folder, "--unsafe-password", WORDS[0]]
    told = subprocess.run([*order, "ann"], capture_output=True, text=True, check=True).stdout
    key = re.findall(r"0x[0-9a-f]{64}", told)[-1]
    assert Account.from_key(key).address == made["address"]

    theirs = shell.folder.parent / "theirs"
    subprocess.run(
        [
            cast, "wallet", "import", "kim", "-k", theirs, "--private-key", KEY,
            "--unsafe-password", WORDS[0],
        ],
        capture_output=True, check=True,
    )  # fmt: skip
    taken = shell.json(
        "account", "import", "kim", "--keystore", theirs / "kim", "--password-file", secret
    )
    assert taken["address"] == Account.from_key(KEY).address


def test_no_command_writes_or_says_a_secret_anywhere(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "SCRYPT_N", 2**8)
    monkeypatch.setattr(seal, "OPERATIONS", 1)
    monkeypatch.setattr(seal, "MEMORY", 2**13)
    right = shell.knowing(AVATARCHAIN_PASSPHRASE=WORDS[0], AVATARCHAIN_ISSUER_PASSPHRASE=WORDS[1])
    wrong = shell.knowing(AVATARCHAIN_PASSPHRASE=WORDS[2], AVATARCHAIN_ISSUER_PASSPHRASE=WORDS[2])
    said = []
    for where, words in (
        (right, "mint --seed alice --size 64"), (right, "account new ann"),
        (right, "account issuer rotate"), (right, "account issuer rotate --json"),
        (right, "mint --seed bob --size 64 --json"), (right, "account list --json"),
        (right, "account issuer show --json"), (right, "list --json"), (right, "verify avatars"),
        (right, f"transfer 0x12345678 {DEV1}"), (right, "mint --seed x --account ann"),
        (wrong, "mint --seed y --account ann"), (wrong, "mint --seed z"),
        (wrong, "account issuer publish"), (wrong, "account import kim --keystore nothing"),
        (wrong, "breed 0x1234 0x5678"), (right, "deploy --again"), (right, "devnet status"),
    ):  # fmt: skip
        outcome = where.run(*words.split())
        assert "Traceback" not in outcome.err
        said.append(outcome.out + outcome.err)
    ann = Account.decrypt(json.loads((shell.home / "keystore" / "ann").read_bytes()), WORDS[0])
    secrets = [word.encode() for word in WORDS] + [
        bytes(ann),
        ann.hex().removeprefix("0x").encode(),
    ]
    for one in seal.sealed(shell.home):
        key = bytes(seal.unseal(one, WORDS[1]))
        secrets += [key, key.hex().encode()]
    places = {str(index): words.encode() for index, words in enumerate(said)}
    for root in (shell.home, shell.folder):
        places |= {str(one): one.read_bytes() for one in root.rglob("*") if one.is_file()}
    assert len(places) > 25
    found = [name for name, data in places.items() for secret in secrets if secret in data]
    assert found == []
