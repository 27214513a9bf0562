"""Passphrases and keystores that editors, systems and programs write in their own way."""

import json
import os
from pathlib import Path
from threading import Timer

import pytest
from eth_account import Account
from eth_keyfile.keyfile import create_keyfile_json

from avatarchain.base.texts import text_of
from avatarchain.errors import BadKey, BadKeystore, IssuerKeyStaysSealed, WrongPassphrase
from avatarchain.keys import accounts, seal
from avatarchain.keys.keystores import unlock

KEY = bytes.fromhex("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d")
COMPOSED, DECOMPOSED = "p\u00e4ssw\u00f6rd", "pa\u0308sswo\u0308rd"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "SCRYPT_N", 2)


def keystore(folder: Path, secret: str, **fields: object) -> Path:
    content = create_keyfile_json(KEY, secret.encode(), kdf="pbkdf2", iterations=2)
    content = {name: value for name, value in content.items() if name != "address"}
    path = folder / "keystore.json"
    path.write_text(json.dumps(content | fields), encoding="utf-8")
    return path


def test_a_byte_order_mark_is_no_part_of_a_passphrase(folder: Path) -> None:
    file = folder / "passphrase"
    file.write_bytes(b"\xef\xbb\xbfcorrect horse\r\n")
    secret = accounts.passphrase("?", file, None)
    stored = accounts.create(folder, "ada", secret, KEY)
    assert unlock(stored.path, "correct horse").key == KEY


def test_a_passphrase_in_utf_16_is_told(folder: Path) -> None:
    file = folder / "passphrase"
    file.write_bytes("secret\n".encode("utf-16"))
    with pytest.raises(BadKeystore, match="UTF-16: save it as UTF-8"):
        accounts.passphrase("?", file, None)


@pytest.mark.skipif(os.name == "nt", reason="there the environment is UTF-16")
@pytest.mark.parametrize("variable", [accounts.PASSPHRASE_VARIABLE, seal.PASSPHRASE_VARIABLE])
def test_a_passphrase_of_the_environment_that_is_no_utf_8_is_refused(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, os.fsdecode(b"\xff\xfe"))
    with pytest.raises(BadKeystore, match=rf"\${variable}: no passphrase in it .it is not UTF-8"):
        accounts.passphrase("?", None, None, variable)


@pytest.mark.parametrize("secret", ["", "\ufeffsecret", "sec\x00ret", "sec\tret", "\x7f"])
def test_a_passphrase_that_nobody_types_again_seals_nothing(folder: Path, secret: str) -> None:
    with pytest.raises(BadKey):
        accounts.create(folder, "ada", secret, KEY)
    assert not (folder / "keystore").exists()


@pytest.mark.parametrize(
    ("sealed", "typed"),
    [
        (COMPOSED, DECOMPOSED),
        (DECOMPOSED, COMPOSED),
        ("fish", "\ufb01sh"),
        (DECOMPOSED, DECOMPOSED),
        ("\ufb01sh", "\ufb01sh"),
    ],
)
def test_a_keystore_of_another_program_opens_however_its_passphrase_was_spelled(
    folder: Path, sealed: str, typed: str
) -> None:
    path = keystore(folder, sealed)
    assert unlock(path, typed).key == KEY
    with pytest.raises(WrongPassphrase):
        unlock(path, typed + "x")


@pytest.fixture
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "OPERATIONS", 1)
    monkeypatch.setattr(seal, "MEMORY", 2**13)


@pytest.mark.usefixtures("_light")
@pytest.mark.parametrize(
    ("sealed", "typed"),
    [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED), (DECOMPOSED, DECOMPOSED)],
)
def test_an_issuer_key_opens_however_its_passphrase_was_spelled(
    folder: Path, sealed: str, typed: str
) -> None:
    made = seal.make(folder, sealed)
    assert seal.to_hex(bytes(seal.unseal(made, typed).verify_key)) == made.key
    with pytest.raises(IssuerKeyStaysSealed):
        seal.unseal(made, typed + "x")


@pytest.mark.usefixtures("_light")
def test_an_issuer_key_that_was_sealed_with_another_spelling_still_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As versions sealed it that took a passphrase as it was typed."""
    with monkeypatch.context() as patch:
        patch.setattr(seal.passphrases, "new", lambda secret: secret)
        made = seal.make(folder, DECOMPOSED)
    for typed in (DECOMPOSED, COMPOSED):
        assert seal.unseal(made, typed)


@pytest.mark.parametrize("secret", ["", "\ufeffsecret", "sec\x00ret", "sec\tret", "\x7f"])
def test_a_passphrase_that_nobody_types_again_seals_no_issuer_key(
    folder: Path, secret: str
) -> None:
    with pytest.raises(BadKey):
        seal.make(folder, secret)
    assert not (folder / "issuer").exists()


def test_a_new_keystore_is_sealed_with_the_composed_spelling(folder: Path) -> None:
    stored = accounts.create(folder, "ada", DECOMPOSED, KEY)
    content = json.loads(stored.path.read_bytes())
    assert bytes(Account.decrypt(content, COMPOSED)) == KEY


def test_a_keystore_with_the_address_of_another_key_is_refused(folder: Path) -> None:
    right = Account.from_key(KEY).address
    assert unlock(keystore(folder, "foo", address=right[2:].lower()), "foo").key == KEY
    path = keystore(folder, "foo", address="0x" + "11" * 20)
    with pytest.raises(BadKeystore, match="not that of the key in it"):
        unlock(path, "foo")
    with pytest.raises(BadKeystore, match="not that of the key in it"):
        accounts.export(folder, str(path), "foo", folder / "out.json")
    assert not (folder / "out.json").exists()


def test_a_keystore_with_a_byte_order_mark_opens(folder: Path) -> None:
    path = keystore(folder, "foo")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert unlock(path, "foo").key == KEY


def test_only_a_mark_in_front_is_no_text() -> None:
    assert text_of(b"\xef\xbb\xbfa\xef\xbb\xbf") == "a\ufeff"
    assert text_of("\u00e4".encode()) == "\u00e4"


def test_a_key_without_its_zeros_in_front_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first programs wrote a key of 30 bytes where it began with two zeros."""
    path = keystore(folder, "foo")
    monkeypatch.setattr(Account, "decrypt", lambda content, secret: KEY[2:])
    assert unlock(path, "foo").key == b"\0\0" + KEY[2:]


@pytest.mark.parametrize("number", range(10))
def test_a_development_key_is_the_mnemonics(number: int) -> None:
    Account.enable_unaudited_hdwallet_features()
    words = "test " * 11 + "junk"
    right = Account.from_mnemonic(words, account_path=f"m/44'/60'/0'/0/{number}")
    assert accounts.development(number).key == right.key


def test_a_passphrase_comes_from_a_pipe_that_a_program_writes_into(folder: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        writer = Timer(0.2, lambda: (pipe.write(b"correct horse\nmore\n"), pipe.flush()))
        writer.start()
        assert accounts.passphrase("?", Path(f"/dev/fd/{reading}"), None) == "correct horse"
        writer.join()
    os.close(reading)


def test_a_pipe_that_nobody_writes_into_is_told_at_once(folder: Path) -> None:
    os.mkfifo(folder / "passphrase")
    with pytest.raises(BadKeystore, match="a pipe that nobody writes into"):
        accounts.passphrase("?", folder / "passphrase", None)


class Rounds:
    """Counts how often a keystore is tried, in place of doing the work."""

    def __init__(self) -> None:
        self.count = 0

    def decrypt(self, *_: object) -> bytes:
        self.count += 1
        raise ValueError("MAC mismatch")


def work(**factors: int) -> dict[str, object]:
    content = create_keyfile_json(KEY, b"right", kdf="pbkdf2", iterations=2)
    if "n" in factors:
        content["crypto"]["kdf"] = "scrypt"
        content["crypto"]["kdfparams"] |= {"r": 8, "p": 1}
        del content["crypto"]["kdfparams"]["c"]
    content["crypto"]["kdfparams"] |= factors
    return {"crypto": content["crypto"]}


# A ligature, an accent of its own and a letter that is composed: four spellings.
SPELLED_IN_FOUR_WAYS = "\ufb01a\u0308\u00f6"


@pytest.mark.parametrize(
    ("factors", "tries"),
    [
        ({"n": 2**18}, 4),
        ({"n": 2**17}, 4),
        ({"n": 2**13}, 4),
        ({"n": 2**12, "p": 6}, 4),
        ({"n": 2**18, "p": 2}, 2),
        ({"n": 2**16, "p": 8}, 2),
        ({"c": 262_144}, 4),
        ({"c": 1_000_000}, 4),
        ({"c": 1_500_000}, 2),
        ({"c": 2_000_000}, 2),
    ],
    ids=str,
)
def test_the_work_for_all_spellings_of_a_passphrase_together_is_bounded(
    folder: Path, monkeypatch: pytest.MonkeyPatch, factors: dict[str, int], tries: int
) -> None:
    rounds = Rounds()
    monkeypatch.setattr(Account, "decrypt", rounds.decrypt)
    file = keystore(folder, "right", **work(**factors))
    with pytest.raises((WrongPassphrase, BadKeystore)) as refusal:
        unlock(file, SPELLED_IN_FOUR_WAYS)
    assert ("each way to spell it" in str(refusal.value)) == (tries < 4)
    assert rounds.count == tries


@pytest.mark.parametrize(
    "factors",
    [
        {"n": 2**18, "p": 3},
        {"n": 2**19},
        {"n": 2, "r": 1, "p": 2**20},
        {"n": 2, "r": 1, "p": 17},
        {"n": 2, "r": 33},
        {"c": 2_000_001},
    ],
    ids=str,
)
def test_a_keystore_of_more_work_is_not_tried_at_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch, factors: dict[str, int]
) -> None:
    rounds = Rounds()
    monkeypatch.setattr(Account, "decrypt", rounds.decrypt)
    with pytest.raises(BadKeystore, match="it asks for more work than any program"):
        unlock(keystore(folder, "right", **work(**factors)), "right")
    assert rounds.count == 0


@pytest.mark.parametrize("factor", [2**18, 2**17])
def test_what_geth_and_ethers_usually_take_still_opens(folder: Path, factor: int) -> None:
    content = create_keyfile_json(KEY, b"right", kdf="scrypt", iterations=factor)
    path = folder / "keystore.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert content["crypto"]["kdfparams"] | {"n": factor, "p": 1} == content["crypto"]["kdfparams"]
    assert unlock(path, "right").key == KEY
