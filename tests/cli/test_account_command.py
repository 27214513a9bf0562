"""`account`: keys in keystores, passphrases from anywhere but the command line."""

import json
import os
import pty
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from shell import DEV0, DEV1, Shell

from avatarchain.chain import connect
from avatarchain.keys import accounts, seal
from avatarchain.keys.accounts import development

# A key for these tests alone, and its keystore with little work in it, so that they are quick.
KEY = "0x" + 31 * "11" + "22"
SECRET = "correct horse"


@pytest.fixture(scope="session")
def keystore() -> str:
    return json.dumps(Account.encrypt(KEY, SECRET, kdf="scrypt", iterations=2))


@pytest.fixture
def keyed(stocked: Shell, keystore: str) -> Shell:
    """A home with an account `kim`, whose passphrase is in the environment."""
    (stocked.home / "keystore").mkdir()
    (stocked.home / "keystore" / "kim").write_text(keystore)
    return stocked.knowing(AVATARCHAIN_PASSPHRASE=SECRET)


KIM = Account.from_key(KEY).address


def fund(shell: Shell, address: str) -> None:
    """Send an ether from the first development account, past the program."""
    giver: LocalAccount = development(0)
    with connect("evm+sqlite://", folder=shell.home) as chain:
        fields = {
            "type": 2,
            "chainId": 31337,
            "to": address,
            "value": 10**18,
            "data": b"",
            "gas": 21_000,
            "maxFeePerGas": 10**11,
            "maxPriorityFeePerGas": 1,
            "nonce": chain.w3.eth.get_transaction_count(giver.address),
        }
        signed = giver.sign_transaction(fields)
        chain.w3.eth.wait_for_transaction_receipt(
            chain.w3.eth.send_raw_transaction(signed.raw_transaction)
        )


def test_a_new_account_is_a_keystore_that_only_its_owner_reads(shell: Shell) -> None:
    password = shell.folder.parent / "password"
    password.write_text(f"{SECRET}\nanother line\n")
    told = shell.json("account", "new", "ann", "--password-file", password)
    path = shell.home / "keystore" / "ann"
    assert path.stat().st_mode & 0o777 == 0o600
    assert shell.home.stat().st_mode & 0o777 == 0o700
    content = json.loads(path.read_bytes())
    assert content["version"] == 3
    assert content["crypto"]["kdf"] == "scrypt"
    assert content["crypto"]["kdfparams"]["n"] == 2**18
    opened = Account.from_key(Account.decrypt(content, SECRET))
    assert told == {"name": "ann", "address": opened.address}
    assert shell.run("account", "list").out == f"ann  {opened.address}\n"


def test_an_imported_key_is_the_same_account_and_is_never_repeated(shell: Shell) -> None:
    """The key on stdin, the passphrase in the environment."""
    reading, writing = os.pipe()
    os.write(writing, KEY.encode() + b"\n")
    os.close(writing)
    child = shell.knowing(AVATARCHAIN_PASSPHRASE=SECRET)
    done = child.apart("account", "import", "kim", "--json", standing_in=reading)
    assert done.record == {"name": "kim", "address": KIM}
    assert KEY[2:] not in done.out + done.err
    assert shell.json("account", "list") == {"name": "kim", "address": KIM, "default": False}


def test_a_keystore_of_another_program_is_imported(
    shell: Shell, keystore: str, tmp_path: Path
) -> None:
    (tmp_path / "theirs.json").write_text(keystore)
    knowing = shell.knowing(AVATARCHAIN_PASSPHRASE=SECRET)
    arguments = ["account", "import", "kim", "--keystore", tmp_path / "theirs.json"]
    assert knowing.json(*arguments)["address"] == KIM


def test_a_passphrase_is_no_option_of_any_command(shell: Shell) -> None:
    for command in (["account", "new", "ann"], ["account", "import", "ann"], ["mint"]):
        for option in ("--password", "--passphrase", "--private-key", "--key"):
            assert "No such option" in shell.run(*command, option, SECRET).misuse


def test_a_keystore_account_deploys_mints_and_transfers(keyed: Shell) -> None:
    fund(keyed, KIM)
    assert keyed.json("deploy", "--again", "--account", "kim")["issuer"] == KIM
    minted = keyed.json("mint", "--seed", "alice", "--account", KIM, "--size", 64)
    assert minted["owner"] == KIM
    assert keyed.run("verify", minted["image"]).code == 0
    file = keyed.home / "keystore" / "kim"
    given = keyed.json("transfer", minted["id"], DEV1, "--account", file)
    assert given["owner"] == DEV1


def test_a_keystore_account_that_is_not_the_issuer_is_refused(keyed: Shell) -> None:
    before = keyed.state()
    assert f"{KIM} is not the issuer" in keyed.run("mint", "--account", "kim").refusal
    alice = keyed.avatars()[0]
    assert alice["owner"] == DEV0
    refusal = keyed.run("transfer", alice["id"], DEV1, "--account", "kim").refusal
    assert f"{KIM} neither holds" in refusal
    assert keyed.state() == before


def test_a_wrong_passphrase_is_refused(keyed: Shell) -> None:
    before = keyed.state()
    wrong = keyed.knowing(AVATARCHAIN_PASSPHRASE="wrong").run("mint", "--account", "kim")
    assert wrong.refusal == "the passphrase does not open the keystore kim"
    assert keyed.state() == before


def test_without_a_terminal_a_passphrase_is_not_waited_for(stocked: Shell, keystore: str) -> None:
    (stocked.home / "keystore").mkdir()
    (stocked.home / "keystore" / "kim").write_text(keystore)
    for command in (["mint", "--account", "kim"], ["account", "new", "ann"]):
        refusal = stocked.apart(*command).refusal
        assert "no terminal to ask on: give --password-file" in refusal
        assert "$AVATARCHAIN_PASSPHRASE" in refusal


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "../x", "dev0", "dev9", DEV0, "-x ", "a b", 65 * "a", "ä"]
)
def test_a_name_that_cannot_be_one_is_refused(shell: Shell, name: str) -> None:
    before = shell.state()
    refusal = shell.run("account", "new", "--", name).refusal
    assert "cannot be an account's name" in refusal
    assert shell.state() == before


def test_a_name_taken_is_refused_and_its_key_kept(keyed: Shell) -> None:
    before = keyed.state()
    for command in ("new", "import"):
        refusal = keyed.run("account", command, "kim").refusal
        assert refusal == "an account named 'kim' exists already: choose another name"
    assert keyed.state() == before


def test_an_exported_keystore_is_the_same_key_sealed_and_says_its_address(keyed: Shell) -> None:
    """Foundry's keystores do not say it; geth and MetaMask want it."""
    kept = json.loads((keyed.home / "keystore" / "kim").read_bytes())
    del kept["address"]
    (keyed.home / "keystore" / "kim").write_text(json.dumps(kept))
    told = keyed.json("account", "export", "kim")
    assert told == {"name": "kim", "address": KIM, "file": "kim.json"}
    path = keyed.folder / "kim.json"
    assert path.stat().st_mode & 0o777 == 0o600
    written = json.loads(path.read_bytes())
    assert written == kept | {"address": KIM[2:].lower()}
    assert Account.from_key(Account.decrypt(written, SECRET)).address == KIM
    assert KEY[2:].encode() not in path.read_bytes()
    assert keyed.json("account", "import", "back", "--keystore", path)["address"] == KIM


def test_an_export_is_not_written_over_a_file_nor_of_what_does_not_open(keyed: Shell) -> None:
    (keyed.folder / "kim.json").write_text("mine")
    assert "kim.json is there already" in keyed.run("account", "export", "kim").refusal
    assert (keyed.folder / "kim.json").read_text() == "mine"
    wrong = keyed.knowing(AVATARCHAIN_PASSPHRASE="wrong")
    refusal = wrong.run("account", "export", "kim", "--out", "new.json").refusal
    assert refusal == "the passphrase does not open the keystore kim"
    for name in ("nobody", "dev0"):
        assert f"no account {name!r}" in keyed.run("account", "export", name).refusal
    assert "cannot write" in keyed.run("account", "export", "kim", "--out", "kim.json/a").refusal
    assert not (keyed.folder / "new.json").exists()


def test_all_keys_are_exported_and_are_there_again_in_another_home(
    keyed: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "SCRYPT_N", 2)
    monkeypatch.setattr(seal, "OPERATIONS", 1)
    monkeypatch.setattr(seal, "MEMORY", 2**13)
    sealing = keyed.knowing(AVATARCHAIN_ISSUER_PASSPHRASE="issuing")
    key = sealing.json("account", "issuer", "new")["key"]
    ann = keyed.knowing(AVATARCHAIN_PASSPHRASE="another").json("account", "new", "ann")
    assert keyed.run("account", "default", "kim").code == 0
    keyed = replace(keyed, environment={})
    exported = keyed.run("account", "export", "--all", "--json")
    assert exported.records == [
        {"name": "ann", "address": ann["address"], "file": "keys/keystore/ann"},
        {"name": "kim", "address": KIM, "file": "keys/keystore/kim"},
        {"key": key, "file": f"keys/issuer/{key}.json"},
        {"default": "kim", "file": "keys/accounts.json"},
    ]
    other = replace(keyed, home=keyed.folder / "keys")
    assert other.run("account", "list").out == keyed.run("account", "list").out
    assert [each.key for each in seal.sealed(other.home)] == [key]
    for path in other.home.rglob("*"):
        assert path.is_dir() or path.stat().st_mode & 0o777 == 0o600
    # What is the same is left, so an export that was cut off is completed.
    (other.home / "keystore" / "kim").unlink()
    assert keyed.run("account", "export", "--all", "--json").records == exported.records
    assert "ann  " in keyed.run("account", "export", "--all").out


def test_all_keys_are_exported_or_none(keyed: Shell, shell: Shell) -> None:
    assert keyed.json("account", "import", "lee", "--keystore", keyed.home / "keystore/kim")
    (keyed.folder / "keys" / "keystore").mkdir(parents=True)
    (keyed.folder / "keys" / "keystore" / "lee").write_text("mine")
    refusal = keyed.run("account", "export", "--all").refusal
    assert refusal == "keys/keystore/lee is there already: move it away, or name another --out"
    assert not (keyed.folder / "keys" / "keystore" / "kim").exists()
    for words in ([], ["kim", "--all"]):
        assert "give NAME or --all" in keyed.run("account", "export", *words).misuse


def test_issuer_keys_are_exported_where_there_is_no_account(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = shell.run("account", "export", "--all").refusal
    assert refusal == "there is no key in your home: `avatarchain account new NAME` makes one"
    assert not (shell.folder / "keys").exists()
    monkeypatch.setattr(seal, "OPERATIONS", 1)
    monkeypatch.setattr(seal, "MEMORY", 2**13)
    sealing = shell.knowing(AVATARCHAIN_ISSUER_PASSPHRASE="issuing")
    key = sealing.json("account", "issuer", "new")["key"]
    assert shell.run("account", "export", "--all").out == f"{key}  keys/issuer/{key}.json\n"
    copy = (shell.folder / "keys" / "issuer" / f"{key}.json").read_bytes()
    assert copy == (shell.home / "issuer" / f"{key}.json").read_bytes()


def test_the_default_account_signs_where_none_is_named(keyed: Shell) -> None:
    assert keyed.run("account", "default").err.startswith("no account is chosen: dev0 signs")
    chosen = {"name": "kim", "address": KIM, "default": True}
    assert keyed.json("account", "default", KIM) == chosen
    assert keyed.json("account", "default") == chosen
    assert keyed.json("account", "list") == chosen
    assert f"{KIM} is not the issuer" in keyed.run("mint", "--no-image").refusal
    assert keyed.run("mint", "--no-image", "--account", "dev0").code == 0
    fund(keyed, KIM)
    assert keyed.json("deploy", "--again")["issuer"] == KIM
    assert keyed.run("account", "default", "--none").code == 0
    assert f"{DEV0} is not the issuer" in keyed.run("mint", "--no-image").refusal


def test_a_default_of_a_devnet_is_listed_and_is_for_devnets_only(keyed: Shell) -> None:
    assert keyed.run("account", "default", "dev1").out == f"dev1  {DEV1}  (default)\n"
    assert keyed.run("account", "list").out == f"kim  {KIM}\ndev1  {DEV1}  (default)\n"
    assert f"{DEV1} is not the issuer" in keyed.run("mint", "--no-image").refusal


def test_a_default_that_is_none_or_gone_or_damaged_is_refused(keyed: Shell) -> None:
    assert "no account 'nobody'" in keyed.run("account", "default", "nobody").refusal
    assert "give NAME or --none" in keyed.run("account", "default", "kim", "--none").misuse
    assert keyed.run("account", "default", "kim").code == 0
    (keyed.home / "keystore" / "kim").unlink()
    before = keyed.state()
    assert "no account 'kim'" in keyed.run("mint", "--no-image").refusal
    odd = ('{"format": 1, "default": 7}', '{"format": "1", "default": "x"}')
    for content in ("", "[]", "{}", *odd):
        (keyed.home / "accounts.json").write_text(content)
        for command in (["mint", "--no-image"], ["account", "list"], ["account", "default"]):
            assert "accounts.json is damaged" in keyed.run(*command).refusal
    assert keyed.state()["head"] == before["head"]


def test_of_two_that_make_an_account_of_one_name_at_once_one_is_refused(shell: Shell) -> None:
    """Written over, the first one's key would be lost with all that it holds."""
    knowing = shell.knowing(AVATARCHAIN_PASSPHRASE=SECRET)
    knowing.home.mkdir()
    both = [knowing.start("account", "new", "ann", "--json") for _ in range(2)]
    ended = sorted((one.ended() for one in both), key=lambda one: one.code)
    assert [one.code for one in ended] == [0, 1]
    assert "an account named 'ann' exists already" in ended[1].refusal
    assert shell.json("account", "list")["address"] == ended[0].record["address"]


def test_an_empty_passphrase_seals_nothing(shell: Shell) -> None:
    empty = shell.knowing(AVATARCHAIN_PASSPHRASE="")
    assert "an empty passphrase" in empty.run("account", "new", "ann").refusal
    assert not (shell.home / "keystore").exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("n", 2**40),
        ("n", 2**19),
        ("n", -1),
        ("n", 0),
        ("n", 3),
        ("n", "2"),
        ("r", 2**30),
        ("p", 2**20),
        ("p", 17),
        ("r", 33),
        ("N", 2**40),
        ("dklen", -1),
        ("dklen", 2**40),
        ("salt", 5),
        ("salt", "zz"),
    ],
)
def test_a_keystore_that_asks_for_too_much_or_nonsense_is_refused(
    keyed: Shell, keystore: str, key: str, value: object
) -> None:
    odd = json.loads(keystore)
    if key == "N":
        del odd["crypto"]["kdfparams"]["n"]
    odd["crypto"]["kdfparams"][key] = value
    (keyed.home / "keystore" / "odd").write_text(json.dumps(odd))
    assert "cannot read a key from" in keyed.run("mint", "--account", "odd").refusal


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"version": 3}', '{"version": 1}', '{"version": 3, "crypto": 5}']
)
def test_a_file_that_is_no_keystore_is_refused(keyed: Shell, content: str) -> None:
    (keyed.home / "keystore" / "odd").write_text(content)
    before = keyed.state()
    assert "cannot read a key from" in keyed.run("mint", "--account", "odd").refusal
    listed = keyed.run("account", "list", "--json").records
    assert [(one["name"], one["address"]) for one in listed] == [("kim", KIM), ("odd", None)]
    assert keyed.state() == before


def test_a_password_file_that_is_missing_or_empty_is_refused(keyed: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for name in ("missing", "empty"):
        arguments = ["--account", "kim", "--password-file", tmp_path / name]
        assert "no passphrase in it" in keyed.run("mint", *arguments).refusal


@pytest.mark.parametrize("text", ["", "0x12", 64 * "g", 64 * "0", 64 * "f"])
def test_a_text_that_is_no_key_is_refused_without_repeating_it(shell: Shell, text: str) -> None:
    reading, writing = os.pipe()
    os.write(writing, text.encode() + b"\n")
    os.close(writing)
    knowing = shell.knowing(AVATARCHAIN_PASSPHRASE=SECRET)
    refusal = knowing.apart("account", "import", "ann", standing_in=reading).refusal
    assert refusal.startswith("cannot make an account from this")
    assert not text or text not in refusal
    assert not (shell.home / "keystore").exists()


def test_on_a_terminal_a_passphrase_is_asked_unseen(keyed: Shell) -> None:
    """And Ctrl-C there ends the command with one word and 130, as shells do."""
    person = Shell(keyed.home, keyed.folder)
    ours, theirs = pty.openpty()
    asking = person.start("mint", "--account", "kim", standing_in=theirs)
    asking.hear("Passphrase of kim")
    os.write(ours, SECRET.encode() + b"\n")
    asked = asking.ended()
    assert SECRET not in asked.out + asked.err
    assert f"{KIM} is not the issuer" in asked.err
    waiting = person.start("mint", "--account", "kim", standing_in=theirs)
    waiting.hear("Passphrase of kim")
    waiting.signal(signal.SIGINT)
    stopped = waiting.ended()
    assert stopped.code == 130
    assert stopped.err.splitlines()[-1] == "stopped"
    for end in (ours, theirs):
        os.close(end)
