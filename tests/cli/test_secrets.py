"""Secrets stay secret: keystores that others read, and nothing told of what opens them."""

import io
import json
import os
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from eth_account import Account
from nacl.signing import SigningKey
from shell import Shell
from test_docs import LEAVES

from avatarchain.errors import IssuerKeyStaysSealed
from avatarchain.keys import accounts, seal

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


@pytest.mark.parametrize(
    "line",
    [
        "mint --seed a --account {}",
        "transfer 0x1234 DEV1 --account {}",
        "transfer 0x1234 {}",
        "mint --seed a --to {}",
        "account new {}",
        "account import {} nothing.json",
        "account import mine nothing.json {}",
        "account default {}",
        "account export {}",
    ],
)
def test_a_key_that_is_typed_for_a_name_is_not_printed(stocked: Shell, line: str) -> None:
    for key in (KEY, KEY[2:], KEY + "0"):
        outcome = stocked.run(*line.format(key).replace("DEV1", "0x" + 20 * "11").split())
        assert outcome.code != 0
        assert key[8:] not in outcome.out + outcome.err
    assert not list(stocked.home.glob("keystore/*"))


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
    shell.json("account", "export", "ann", "--password-file", secret, "--out", "out.json")
    out = [cast, "wallet", "decrypt-keystore", "-k", shell.folder, "out.json"]
    again = subprocess.run([*out, *order[5:]], capture_output=True, text=True, check=True).stdout
    assert key in again

    theirs = shell.folder.parent / "theirs"
    subprocess.run(
        [
            cast,
            "wallet",
            "import",
            "kim",
            "-k",
            theirs,
            "--private-key",
            KEY,
            "--unsafe-password",
            WORDS[0],
        ],
        capture_output=True,
        check=True,
    )
    taken = shell.json(
        "account", "import", "kim", "--keystore", theirs / "kim", "--password-file", secret
    )
    assert taken["address"] == Account.from_key(KEY).address


# What a long run of all commands says and writes; A and B stand for ids that there are.
RUN = """
mint --seed alice --size 64
mint --seed bob --size 64 --json
mint --count 2 --no-image
mint --seed dora --dry-run
mint --resume
account new ann
account import kim --keystore HOME/keystore/ann
account import leo
account list
account export ann --out out.json
account export --all
account default ann --json
account default --none
account issuer rotate
account issuer new
account issuer publish
account issuer show
account issuer revoke KEY
mint --seed erin --size 64
mint --seed x --account ann
transfer B 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --account ann
transfer B 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
breed A C
odds A C
stud A 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
show A
name A Ada
species list
export A --clip blink
list
tree A
gallery --out gallery --models A
verify avatars
generate --collection herd --count 3 --out herd.jsonl
commit herd.jsonl --to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
claim 0 1
audit 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
trust list
trust add eip155:1:0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --genesis GENESIS
trust remove eip155:1:0x70997970C51812dc3A010C7d01b50e0d17dc79C8
species show
species new mine
species check mine
species import-layers nothing
species import-dicebear nothing
species fetch 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
found --count 2 --to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
completion bash
devnet status
devnet accounts
devnet mine 1
devnet check
devnet export kept.zip
devnet import kept.zip
deploy
deploy --again
abi
class new 5b --pupils 2
class lesson 5b hidden --children 40
class mark 5b nothing.json --out marks.csv
devnet reset --yes
"""


def test_no_command_writes_or_says_a_secret_anywhere(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command as JSON with the right passphrases, then in words with wrong ones."""
    monkeypatch.setattr(accounts, "SCRYPT_N", 2**8)
    monkeypatch.setattr(seal, "OPERATIONS", 1)
    monkeypatch.setattr(seal, "MEMORY", 2**13)
    right = shell.knowing(AVATARCHAIN_PASSPHRASE=WORDS[0], AVATARCHAIN_ISSUER_PASSPHRASE=WORDS[1])
    wrong = shell.knowing(AVATARCHAIN_PASSPHRASE=WORDS[2], AVATARCHAIN_ISSUER_PASSPHRASE=WORDS[2])
    names = dict.fromkeys(("A", "B", "C", "KEY"), "0x0000") | {"GENESIS": "0x" + 64 * "1"}
    said, ran = [], set()
    for line in RUN.strip().splitlines():
        words = [names.get(word, word).replace("HOME", str(shell.home)) for word in line.split()]
        deep = 3 if words[:2] == ["account", "issuer"] else 2
        ran |= {" ".join(words[:length]) for length in (1, deep)}
        for where, told in ((right, ["--json"]), (wrong, [])):
            monkeypatch.setattr("sys.stdin", io.StringIO(KEY + "\n"))
            outcome = where.run(*words, *told)
            assert "Traceback" not in outcome.err, line
            said.append(outcome.out + outcome.err)
        if line.startswith("mint --count"):
            names |= dict(zip("ABC", (one["id"] for one in shell.avatars()), strict=False))
        if keys := seal.sealed(shell.home):
            names["KEY"] = keys[0].key
    # `devnet anvil` turns the process into anvil, which has none of our secrets, and `serve` opens
    # none of them; where its token stands is looked at in tests/serve.
    servers = {"devnet anvil", "serve"}
    assert {words.removeprefix("avatarchain ") for words in LEAVES} - ran == servers

    secrets = [word.encode() for word in WORDS] + [KEY[2:].encode(), bytes.fromhex(KEY[2:])]
    for one in seal.sealed(shell.home):
        secrets += _both(bytes(unsealed(one)))
    for path in (shell.home / "keystore").iterdir():
        content = json.loads(path.read_bytes())
        for word in WORDS:
            with suppress(ValueError):
                secrets += _both(bytes(Account.decrypt(content, word)))
    assert len(secrets) > 10
    places = {str(index): words.encode() for index, words in enumerate(said)}
    for root in (shell.home, shell.folder):
        places |= {str(one): one.read_bytes() for one in root.rglob("*") if one.is_file()}
    assert len(places) > 140
    found = [name for name, data in places.items() for secret in secrets if secret in data]
    assert found == []


def _both(key: bytes) -> list[bytes]:
    return [key, key.hex().encode()]


def unsealed(one: seal.Sealed) -> SigningKey:
    """An issuer key, by whichever of the passphrases seals it."""
    for word in WORDS:
        with suppress(IssuerKeyStaysSealed):
            return seal.unseal(one, word)
    raise AssertionError(one)
