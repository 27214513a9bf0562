"""`devnet export` and `import`: a chain goes on in another home, with its notes and no keys."""

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount
from shell import DEV1, DEV2, Shell

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain import connect, embedded, mining, url_of
from avatarchain.keys import accounts
from avatarchain.registry.genuine import PORTRAIT, build_of
from avatarchain.registry.names import NAMES_FILE
from avatarchain.session import handover
from avatarchain.workshop.imported import make_pack
from support.constructors import returning
from support.layers import write_layers

Members = dict[str, bytes]


def elsewhere(shell: Shell) -> Shell:
    """The same folder, with a home of its own."""
    return replace(shell, home=shell.home.with_name("other"))


def members(file: Path) -> Members:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_export_that_is_there_gets_another_name_proposed(stocked: Shell) -> None:
    (stocked.folder / "mine.zip").touch()
    refusal = stocked.run("devnet", "export", "mine.zip").refusal
    assert refusal.endswith("or name another file, such as mine-2.zip")


def written(file: Path, content: Members, kind: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, data in content.items():
            archive.writestr(name, data)


@pytest.fixture
def rich(stocked: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A home with all that goes along, and with all that does not."""
    monkeypatch.setattr(accounts, "SCRYPT_N", 2)
    monkeypatch.setenv("AVATARCHAIN_PASSPHRASE", "a")
    monkeypatch.setenv("AVATARCHAIN_ISSUER_PASSPHRASE", "b")
    first = stocked.avatars()[0]["id"]
    for line in (
        f"name {first} Ada",
        "generate --collection herd --count 3 --out herd.jsonl",
        f"commit herd.jsonl --to {DEV1}",
        "account new ann",
        "account issuer new",
        f"trust add eip155:1:{DEV1} --genesis 0x{64 * '1'}",
    ):
        assert stocked.run(*line.split()).code == 0
    return stocked


def test_a_devnet_goes_on_in_another_home_with_its_names_and_batches(rich: Shell) -> None:
    exported = rich.json("devnet", "export", "kept.zip")
    pinned = rich.json("devnet", "status")["contract"]
    assert (exported["registries"], exported["names"], exported["batches"]) == ([pinned], 1, 1)
    other = elsewhere(rich)
    assert other.json("devnet", "import", "kept.zip") == exported
    assert other.avatars() == rich.avatars()
    here = {"home": str(other.home)}
    assert other.json("devnet", "status") == rich.json("devnet", "status") | here
    assert other.json("devnet", "check")["ok"] is True
    assert other.json("show", "Ada") == rich.json("show", "Ada")
    assert other.json("claim", 0, 1)["owner"] == DEV1
    assert other.json("mint", "--seed", "new", "--no-image")["new"] is True
    assert len(rich.avatars()) + 2 == len(other.avatars())


def test_no_key_and_nothing_of_other_chains_goes_along(rich: Shell) -> None:
    pins = rich.home / "deployments.json"
    document = json.loads(pins.read_text())
    stranger = document["deployments"][0] | {"genesis": "0x" + "11" * 32, "url": "127.0.0.1:1"}
    document["deployments"].append(stranger)
    pins.write_text(json.dumps(document))
    rich.run("mint", "--count", 2, "--every", "1ms", "--account", "ann")  # refused: leaves no job
    assert rich.run("devnet", "export", "kept.zip").code == 0
    content = members(rich.folder / "kept.zip")
    assert {name.partition("/")[0] for name in content} == {
        "devnet.json",
        "chain.sqlite",
        "deployments.json",
        "canvases.json",
        "names.json",
        "batches",
    }
    for folder in ("keystore", "issuer"):
        for path in (rich.home / folder).iterdir():
            for data in content.values():
                assert path.read_bytes() not in data
    assert b"11111111" not in content["deployments.json"]
    other = elsewhere(rich)
    assert other.run("devnet", "import", "kept.zip").code == 0
    assert not (other.home / "keystore").exists()
    assert not (other.home / "trust.json").exists()


def test_what_only_the_journal_holds_goes_along(stocked: Shell) -> None:
    with closing(sqlite3.connect(stocked.home / "chain.sqlite")) as reader:
        reader.execute("begin").execute("select * from receipt").fetchone()  # nothing is merged
        stocked.json("mint", "--seed", "late", "--no-image")
        assert (stocked.home / "chain.sqlite-wal").stat().st_size > 0
        assert stocked.run("devnet", "export", "kept.zip").code == 0
    other = elsewhere(stocked)
    assert other.run("devnet", "import", "kept.zip").code == 0
    assert other.avatars() == stocked.avatars()


def test_a_copy_in_the_middle_of_a_mint_is_whole_and_goes_on_to_the_same_end(
    stocked: Shell,
) -> None:
    line = ("mint", "--collection", "herd", "--count", 30, "--every", "1ms", "--no-image", "--json")
    before = len(stocked.avatars())
    running = stocked.start(*line)
    running.wait_for(2)
    exported = stocked.json("devnet", "export", "kept.zip")
    assert running.ended().code == 0
    other = elsewhere(stocked)
    assert other.json("devnet", "import", "kept.zip") == exported
    assert other.json("devnet", "check")["blocks"] == exported["block"] + 1
    carried = other.avatars()
    assert before + 2 <= len(carried) <= before + 30
    assert carried == stocked.avatars()[: len(carried)]
    assert other.run(*line).code == 0
    assert len(other.avatars()) == before + 30


def test_a_left_journal_is_not_replayed_over_what_is_imported(stocked: Shell) -> None:
    assert stocked.run("devnet", "export", "kept.zip").code == 0
    other = elsewhere(stocked)
    other.home.mkdir()
    (other.home / "chain.sqlite-wal").write_bytes(b"of another chain")
    assert other.run("devnet", "import", "kept.zip").code == 0
    assert other.avatars() == stocked.avatars()


def test_a_chain_in_another_file_is_exported_and_imported_by_its_address(stocked: Shell) -> None:
    assert stocked.run("devnet", "export", "kept.zip").code == 0
    other = elsewhere(stocked)
    place = f"evm+sqlite://{stocked.folder}/class.sqlite"
    assert other.run("devnet", "import", "kept.zip", "--rpc", place).code == 0
    assert other.on(place).avatars() == stocked.avatars()
    assert other.on(place).run("devnet", "export", "again.zip").code == 0
    assert (
        members(stocked.folder / "again.zip").keys() == members(stocked.folder / "kept.zip").keys()
    )


def test_nothing_is_written_over(stocked: Shell) -> None:
    assert stocked.run("devnet", "export", "kept.zip").code == 0
    before = stocked.state()
    assert "kept.zip is there already" in stocked.run("devnet", "export", "kept.zip").refusal
    refusal = stocked.run("devnet", "import", "kept.zip").refusal
    assert "chain.sqlite is a devnet already: nothing was imported" in refusal
    assert "devnet reset" in refusal
    assert stocked.state() == before


def test_only_a_devnet_in_a_file_is_exported(shell: Shell, nobody: str) -> None:
    assert "there is nothing here yet: " in shell.run("devnet", "export", "a.zip").refusal
    for command in (("export", "a.zip"), ("import", "a.zip")):
        refusal = shell.run("devnet", *command, "--rpc", nobody).refusal
        assert "not the file of an embedded devnet" in refusal
    assert "No such file" in shell.run("devnet", "import", "a.zip").refusal
    assert not (shell.folder / "a.zip").exists()


def test_a_name_that_the_home_gave_to_another_avatar_stays(rich: Shell) -> None:
    assert rich.run("devnet", "export", "kept.zip").code == 0
    second = rich.avatars()[1]["id"]
    assert rich.run("name", "Ada", "Eve").code == 0
    assert rich.run("name", second, "Ada").code == 0
    assert rich.run("devnet", "reset", "--yes").code == 0
    assert rich.run("devnet", "import", "kept.zip").code == 0
    assert rich.json("show", "Ada")["id"] == second


def forked(shell: Shell) -> tuple[Shell, str]:
    """Another home that goes on with the same chain, where it has a registry of its own."""
    assert shell.run("devnet", "export", "first.zip").code == 0
    other = elsewhere(shell)
    assert other.run("devnet", "import", "first.zip").code == 0
    assert other.run("deploy", "--again", "--account", "dev1").code == 0
    return other, other.json("devnet", "status")["contract"]


def test_an_import_never_takes_the_place_of_your_registry_on_that_chain(rich: Shell) -> None:
    other, foreign = forked(rich)
    assert other.run("devnet", "export", "evil.zip").code == 0
    before, pinned = rich.state(), rich.json("devnet", "status")["contract"]
    place = f"evm+sqlite://{rich.folder}/elsewhere.sqlite"
    refusal = rich.on(place).run("devnet", "import", "evil.zip").refusal
    assert f"has the registry {foreign} for the species 0x" in refusal
    assert f"yours on the same chain is {pinned}: nothing was imported" in refusal
    assert rich.state() == before
    assert not (rich.folder / "elsewhere.sqlite").exists()


def test_an_import_says_which_registry_the_home_trusts_from_now_on(rich: Shell) -> None:
    pinned = rich.json("devnet", "status")["contract"]
    assert rich.run("devnet", "export", "kept.zip").code == 0
    imported = elsewhere(rich).run("devnet", "import", "kept.zip")
    assert f"registries  {pinned}" in imported.out
    said = f"from now on your home trusts the registry {pinned} on chain 31337"
    assert said in imported.err


def test_what_the_home_has_of_the_same_chain_stays(rich: Shell) -> None:
    """A name, art that was begun and the files of a batch, of which a file tells others."""
    first = rich.avatars()[0]["id"]
    canvases = (rich.home / "canvases.json").read_text()
    assert rich.run("devnet", "export", "kept.zip").code == 0
    file = rich.folder / "kept.zip"
    contract = json.loads(canvases)["canvases"][0]["contract"]
    art = json.loads(canvases)
    art["canvases"][0]["contract"] = DEV1
    content = members(file)
    batch = batch_file(content, "batch.json")
    place = f"evm+sqlite://{rich.folder}/elsewhere.sqlite"
    assert rich.run("name", first, "Eve").code == 0
    written(file, content | {"canvases.json": json.dumps(art).encode()})
    assert rich.on(place).run("devnet", "import", "kept.zip").code == 0
    assert rich.json("show", "Eve")["id"] == first
    assert contract in (rich.home / "canvases.json").read_text()
    (rich.folder / "elsewhere.sqlite").unlink()
    changed = content | {batch: content[batch].replace(b'"block": ', b'"block": 9')}
    written(file, changed)
    before = rich.state()
    refusal = rich.on(place).run("devnet", "import", "kept.zip").refusal
    assert "batch.json is there already" in refusal
    assert rich.state() == before


def test_a_pin_that_does_not_fit_the_chain_in_the_file_is_refused(stocked: Shell) -> None:
    assert stocked.run("devnet", "export", "kept.zip").code == 0
    file = stocked.folder / "kept.zip"
    content = members(file)
    other = {"chain_id": 560048, "contract": DEV1, "block": 1}
    for key in ("chain_id", "contract", "code_hash", "species", "block"):
        document = json.loads(content["deployments.json"])
        document["deployments"][0][key] = other.get(key, "0x" + 64 * "1")
        written(file, content | {"deployments.json": json.dumps(document).encode()})
        refusal = elsewhere(stocked).run("devnet", "import", "kept.zip").refusal
        assert "kept.zip is not a complete export of a devnet (it" in refusal, key
        assert not elsewhere(stocked).home.exists()


def test_the_block_of_a_registry_of_images_is_checked_too(shell: Shell) -> None:
    """Its art is on no chain, so its name is believed."""
    shell.folder.mkdir()
    make_pack(write_layers(shell.folder / "layers"), shell.folder / "pack", "foxes")
    assert shell.run("deploy", "--species", "./pack").code == 0
    assert shell.run("devnet", "export", "kept.zip").code == 0
    content = members(shell.folder / "kept.zip")
    document = json.loads(content["deployments.json"])
    document["deployments"][0]["block"] += 1
    changed = content | {"deployments.json": json.dumps(document).encode()}
    written(shell.folder / "later.zip", changed)
    refusal = elsewhere(shell).run("devnet", "import", "later.zip").refusal
    assert "was made in another block than it says" in refusal
    assert elsewhere(shell).run("devnet", "import", "kept.zip").code == 0


def test_pins_are_counted_and_each_is_checked_once(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stocked.run("devnet", "export", "kept.zip").code == 0
    file, checks = stocked.folder / "kept.zip", list[object]()
    content = members(file)
    document = json.loads(content["deployments.json"])
    (row,) = document["deployments"]
    rows = [row | {"url": f"127.0.0.1:{number}"} for number in range(handover.MOST_NOTES)]
    check = handover._check_pin
    monkeypatch.setattr(handover, "_check_pin", lambda *it: (checks.append(it), check(*it)))
    document["deployments"] = [*rows, row]
    written(file, content | {"deployments.json": json.dumps(document).encode()})
    refusal = elsewhere(stocked).run("devnet", "import", "kept.zip").refusal
    assert "it has more than 1,000 pins" in refusal
    document["deployments"] = rows
    written(file, content | {"deployments.json": json.dumps(document).encode()})
    assert elsewhere(stocked).run("devnet", "import", "kept.zip").code == 0
    assert len(checks) == 1


@pytest.mark.parametrize("drawn", [True, False], ids=["with a portrait", "without"])
def test_a_registry_that_another_constructor_made_is_not_imported(
    stocked: Shell, development_key: LocalAccount, drawn: bool
) -> None:
    """The code is ours, and the constructor may have laid anything there."""
    pins = stocked.home / "deployments.json"
    document = json.loads(pins.read_text())
    with connect("evm+sqlite://", folder=stocked.home) as chain:
        code = bytearray(chain.code(document["deployments"][0]["contract"]))
        for place in () if drawn else build_of("this").places[PORTRAIT]:
            code[place : place + 32] = bytes(32)
        forged = chain.send(development_key, None, returning(bytes(code)), gas=15_000_000)
    document["deployments"][0] |= {
        "contract": forged.contract_address,
        "block": forged.block_number,
        "code_hash": to_hex(keccak256(bytes(code))),
    }
    pins.write_text(json.dumps(document))
    assert stocked.run("devnet", "export", "kept.zip").code == 0
    refusal = elsewhere(stocked).run("devnet", "import", "kept.zip").refusal
    assert f"its registry {forged.contract_address} is not genuine" in refusal


def spoiled(name: str, old: bytes, new: bytes) -> Callable[[Members], Members]:
    def change(content: Members) -> Members:
        assert old in content[name]
        return content | {name: content[name].replace(old, new, 1)}

    return change


def without(name: str) -> Callable[[Members], Members]:
    return lambda content: {each: data for each, data in content.items() if each != name}


def batch_file(content: Members, ending: str) -> str:
    return next(name for name in content if name.endswith(ending))


def with_other(ending: str) -> Callable[[Members], Members]:
    """One byte at the end of a file of the batch is another."""

    def change(content: Members) -> Members:
        name = batch_file(content, ending)
        data = content[name]
        return content | {name: data[:-1] + bytes([data[-1] ^ 1])}

    return change


def promised_to_another(content: Members) -> Members:
    name = batch_file(content, "/batch.json")
    assert DEV1.encode() in content[name]
    return content | {name: content[name].replace(DEV1.encode(), DEV2.encode())}


def of_other_tables(content: Members) -> Members:
    """A chain with a table that a trigger of a stranger's watches."""
    file = Path("spoiled.sqlite")
    file.write_bytes(content["chain.sqlite"])
    with closing(sqlite3.connect(file)) as sql:
        sql.execute("create trigger spy after insert on log begin delete from log; end")
        sql.commit()
        sql.execute("pragma wal_checkpoint(truncate)")
    return content | {"chain.sqlite": file.read_bytes()}


def with_a_changed_value(content: Members) -> Members:
    file = Path("spoiled.sqlite")
    file.write_bytes(content["chain.sqlite"])
    with closing(sqlite3.connect(file)) as sql:
        query = "select key, value from node where length(key) = 32 order by length(value)"
        key, value = sql.execute(query).fetchall()[-1]
        sql.execute("update node set value = ? where key = ?", (value + b"!", key))
        sql.commit()
        sql.execute("pragma wal_checkpoint(truncate)")
    return content | {"chain.sqlite": file.read_bytes()}


def with_a_forged_block(content: Members) -> Members:
    """A chain that somebody went on with by rules of their own; all its hashes are right."""

    def forged(place: embedded.DevelopmentChain, header: Any) -> Any:
        vm = embedded.begun(place, header)
        vm.state.set_balance(embedded.DEVELOPMENT_ACCOUNTS[1], 10**30)
        return vm

    file = Path("spoiled.sqlite").resolve()
    file.write_bytes(content["chain.sqlite"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mining, "begun", forged)
        with connect(url_of(file), folder=file.parent) as chain:
            chain.mine()
    return content | {"chain.sqlite": file.read_bytes()}


SPOILED: dict[str, tuple[Any, str]] = {
    "no chain": (without("chain.sqlite"), "it holds no devnet"),
    "no label": (without("devnet.json"), "it holds no devnet"),
    "a path that leads out": (lambda content: content | {"../evil": b""}, "it holds other files"),
    "a key": (lambda content: content | {"keystore/ann": b"{}"}, "it holds other files"),
    "half a chain": (
        lambda content: content | {"chain.sqlite": content["chain.sqlite"][:50_000]},
        "its chain is not whole",
    ),
    "no database": (lambda content: content | {"chain.sqlite": b"x" * 5000}, "its chain is not"),
    "other tables": (of_other_tables, "its chain has other tables"),
    "a changed value": (with_a_changed_value, "has another hash"),
    "a forged block": (with_a_forged_block, "when they are executed again"),
    "another label": (spoiled("devnet.json", b'"block": ', b'"block": 9'), "another chain than"),
    "a damaged note": (spoiled("deployments.json", b'"url"', b'"urn"'), "deployments.json in it"),
    "a short batch": (
        lambda content: content | {batch_file(content, "/leaves"): b"short"},
        "leaves in it: expected 120 bytes",
    ),
    "other avatars in a batch": (with_other("/leaves"), "leaves in it: it does not lead to the"),
    "other proofs in a batch": (with_other("/nodes"), "leaves in it: it does not lead to the root"),
    "another recipient": (promised_to_another, "leaves in it: it does not lead to the root"),
    "a batch under another number": (
        lambda content: {name.replace("-0/", "-7/"): data for name, data in content.items()},
        "batch.json in it: it is about batch 0",
    ),
    "a newer version": (
        spoiled("devnet.json", b'"format": 3', b'"format": 4'),
        "was written by a newer avatarchain",
    ),
}


@pytest.mark.parametrize("case", SPOILED)
def test_a_file_that_somebody_changed_is_refused_and_leaves_nothing(
    rich: Shell, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, words = SPOILED[case]
    assert rich.run("devnet", "export", "kept.zip").code == 0
    monkeypatch.chdir(rich.folder)
    written(Path("kept.zip"), change(members(Path("kept.zip"))))
    other = elsewhere(rich)
    refusal = other.run("devnet", "import", "kept.zip").refusal
    assert "kept.zip" in refusal
    assert words in refusal
    assert str(other.home) not in refusal
    assert not other.home.exists()


def compressed(file: Path) -> None:
    written(file, members(file), zipfile.ZIP_DEFLATED)


def twice(file: Path) -> None:
    content = members(file)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("names.json", content["names.json"])


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    at = data.index(b"SQLite format 3") + 5000
    data[at] ^= 1
    file.write_bytes(data)


def a_picture(file: Path) -> None:
    file.write_bytes(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("spoil", [compressed, twice, cut, flipped, a_picture])
def test_a_file_that_is_no_whole_archive_is_refused(
    stocked: Shell, spoil: Callable[[Path], None]
) -> None:
    first = stocked.avatars()[0]["id"]
    assert stocked.run("name", first, "Ada").code == 0
    assert stocked.run("devnet", "export", "kept.zip").code == 0
    spoil(stocked.folder / "kept.zip")
    other = elsewhere(stocked)
    assert "kept.zip is not a complete export of a devnet (" in (
        other.run("devnet", "import", "kept.zip").refusal
    )
    assert not other.home.exists()


def test_a_refused_import_leaves_the_folders_that_were_there(stocked: Shell) -> None:
    stocked.folder.mkdir(exist_ok=True)
    (stocked.folder / "kept.zip").write_bytes(b"")
    other = elsewhere(stocked)
    other.home.mkdir()
    below = replace(other, home=other.home / "a" / "b")
    for shell in (below, other):
        assert "is not a complete export" in shell.run("devnet", "import", "kept.zip").refusal
    assert not (other.home / "a").exists()
    assert other.home.exists()
    shutil.rmtree(other.home)
    other.home.write_bytes(b"")
    for shell in (below, other):
        refusal = shell.run("devnet", "import", "kept.zip").refusal
        assert refusal.startswith("cannot write in ")


def test_a_folder_is_no_export(shell: Shell) -> None:
    shell.folder.mkdir()
    (shell.folder / "kept").mkdir()
    assert "is a directory" in shell.run("devnet", "import", "kept").misuse
    assert "is a directory" in shell.run("devnet", "export", "kept").misuse


def test_a_name_of_a_stranger_that_could_not_be_given_is_left_out(rich: Shell) -> None:
    assert rich.run("devnet", "export", "kept.zip").code == 0
    file = rich.folder / "kept.zip"
    content = members(file)
    names = json.loads(content[NAMES_FILE])
    names["names"][0]["name"] = "A‮da"
    written(file, content | {NAMES_FILE: json.dumps(names).encode()})
    other = elsewhere(rich)
    assert other.run("devnet", "import", "kept.zip").code == 0
    assert json.loads((other.home / NAMES_FILE).read_text())["names"] == []


def test_a_home_that_cannot_be_written_says_so(stocked: Shell) -> None:
    assert stocked.run("devnet", "export", "no/such/kept.zip").code == 0
    shutil.rmtree(stocked.folder / "no")
    (stocked.folder / "no").write_bytes(b"")
    refusal = stocked.run("devnet", "export", "no/kept.zip").refusal
    assert refusal.startswith("cannot write in ")
