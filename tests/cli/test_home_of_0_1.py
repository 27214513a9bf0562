"""A home that avatarchain 0.1 made: its keys work as ever, its chain is refused and moved aside."""

import hashlib
import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest
from shell import DEV1, Shell

from avatarchain.base.canonical import to_hex
from avatarchain.genetics.identity import identity
from avatarchain.keys import keystores, seal

HOMES = Path(__file__).resolve().parents[1] / "homes"
EXPECTED: dict[str, Any] = json.loads((HOMES / "home-0.1.json").read_bytes())
WAY_ON = "was made by avatarchain 0.1, and this version does not read it; nothing was changed: "

# What 0.1 wrote of chains, where it lies, and what is left of it in place: nothing.
OF_A_CHAIN = ("deployments.json", "canvases.json", "jobs", "batches")


def unpack(folder: Path) -> None:
    with tarfile.open(HOMES / "home-0.1.tar.xz") as packed:
        packed.extractall(folder, filter="data")


@pytest.fixture
def old(tmp_path: Path) -> Shell:
    """A copy of the home, its passphrases known, in a folder with the pack of its species."""
    unpack(tmp_path / "folder")
    (tmp_path / "folder" / "home").rename(tmp_path / "home")
    return Shell(home=tmp_path / "home", folder=tmp_path / "folder").knowing(
        AVATARCHAIN_PASSPHRASE=EXPECTED["passphrases"]["accounts"],
        AVATARCHAIN_ISSUER_PASSPHRASE=EXPECTED["passphrases"]["issuer"],
    )


def digests(home: Path) -> dict[str, str]:
    """The hash of every file of a home but its locks, which are empty."""
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


def keys(shell: Shell) -> dict[str, str]:
    """The files that must never change."""
    kept = ("keystore/", "issuer/", "accounts.json", "trust.json")
    return {name: hash_ for name, hash_ in digests(shell.home).items() if name.startswith(kept)}


def its_keys_work(shell: Shell) -> None:
    """All accounts, the default, all issuer's keys and the trust list, as 0.1 had them."""
    named = {row["name"]: row for row in shell.run("account", "list", "--json").records}
    assert {name: row["address"] for name, row in named.items()} == EXPECTED["accounts"]
    assert shell.json("account", "default")["name"] == EXPECTED["default_account"]
    assert shell.run("trust", "list", "--json").records == EXPECTED["trusted"]
    for number, (name, address) in enumerate(EXPECTED["accounts"].items()):
        out = shell.folder / f"{name}-{len(list(shell.folder.iterdir()))}-{number}.json"
        assert shell.json("account", "export", name, "--out", out)["address"] == address
        path = shell.home / "keystore" / name
        assert keystores.unlock(path, EXPECTED["passphrases"]["accounts"]).address == address
    here = {row["key"] for row in EXPECTED["issuer_keys"]["tuftling"] if row["here"]}
    shown = shell.run("account", "issuer", "show", "--json")
    assert shown.code == 0
    assert {row["key"] for row in shown.records if row["here"]} == here
    assert {key.key for key in seal.sealed(shell.home)} == here
    for key in seal.sealed(shell.home):
        seal.unseal(key, EXPECTED["passphrases"]["issuer"])


def test_its_keys_are_read_as_they_are_and_stay_as_they_are(old: Shell) -> None:
    before = digests(old.home)
    its_keys_work(old)
    assert digests(old.home) == before
    shown = old.run("account", "issuer", "show", "--json")
    assert WAY_ON in shown.err
    assert {row["state"] for row in shown.records} == {"unknown"}


COMMANDS = [
    ["list"],
    ["list", "--promised"],
    ["show", "0x1234"],
    ["mint", "--seed", "dora"],
    ["mint", "--dry-run", "--seed", "dora"],
    ["mint", "--resume"],
    ["breed", "0x1234", "0x5678"],
    ["transfer", "0x1234", DEV1],
    ["tree", "0x1234"],
    ["claim", "0", "1"],
    ["claim", "0", "1", "--dry-run"],
    ["deploy"],
    ["deploy", "--again"],
    ["devnet", "status"],
    ["devnet", "mine"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_its_chain_is_refused_by_one_sentence_and_nothing_is_changed(
    old: Shell, command: list[str]
) -> None:
    before, names = digests(old.home), sorted(old.home.rglob("*"))
    refusal = old.run(*command).refusal
    assert WAY_ON in refusal
    assert "go on with version 0.1, or run `avatarchain devnet reset`" in refusal
    assert refusal.startswith(str(old.home / ("jobs" if "--resume" in command else "chain.sqlite")))
    assert digests(old.home) == before
    assert sorted(old.home.rglob("*")) == names


def test_what_belongs_to_its_chain_is_refused_where_the_chain_is_gone(old: Shell) -> None:
    """And no chain is made in its place."""
    (old.home / "chain.sqlite").unlink()
    before = digests(old.home)
    for command in (["mint", "--seed", "dora"], ["deploy", "--again"]):
        refusal = old.run(*command).refusal
        assert refusal.startswith(f"{old.home / 'deployments.json'} {WAY_ON}")
    assert digests(old.home) == before
    assert old.run("devnet", "reset", "--yes").code == 0
    assert old.run("mint", "--seed", "dora", "--no-image").code == 0


def test_a_reset_moves_its_chain_aside_and_all_goes_on_with_the_same_keys(old: Shell) -> None:
    before, guarded = digests(old.home), keys(old)
    reset = old.run("devnet", "reset", "--yes")
    assert (reset.code, reset.out) == (0, "")
    assert "0.1" in reset.err
    assert str(old.home / "chain-0.1.sqlite") in reset.err

    moved = {
        name.replace("chain.sqlite", "chain-0.1.sqlite")
        if "chain" in name
        else f"0.1/{name}"
        if name.startswith(OF_A_CHAIN)
        else name: digest
        for name, digest in before.items()
    }
    assert digests(old.home) == moved
    assert "there is nothing here yet" in old.run("list").refusal
    assert "nothing to resume" in old.run("mint", "--resume").refusal

    founders = old.run(
        "mint", "--collection", "fixture", "--count", 8, "--no-image", "--json"
    ).records
    assert all(founder["new"] for founder in founders)
    # The same genomes; the species, and so the ids, are of a later version.
    species = bytes.fromhex(EXPECTED["registries"]["tuftling"]["species"][2:])
    assert [to_hex(identity(species, int(founder["genome"], 16))) for founder in founders] == [
        avatar["id"] for avatar in EXPECTED["avatars"] if avatar["species"] == "tuftling"
    ][:8]
    assert {founder["owner"] for founder in founders} == {EXPECTED["accounts"]["keeper"]}
    child = old.json("breed", founders[0]["id"], founders[1]["id"], "--out", "pictures")
    assert old.json("show", child["id"])["mother"] == founders[0]["id"]
    assert old.json("mint", "--species", "pebble", "--seed", "one", "--no-image")["new"]
    generate = ["generate", "--collection", "promised", "--count", 8, "--out", "again.jsonl"]
    assert old.run(*generate).code == 0
    committed = old.json("commit", "again.jsonl", "--to", EXPECTED["accounts"]["spare"])
    assert committed["root"] == EXPECTED["batch"]["root"]
    claimed = int(old.json("claim", 0, 3)["genome"], 16)
    assert to_hex(identity(species, claimed)) == EXPECTED["batch"]["claimed"][0]
    assert len(old.run("list", "--promised", "--json").records) == 8 + 1 + 8
    (key, *_) = (row["key"] for row in EXPECTED["issuer_keys"]["tuftling"] if row["here"])
    assert old.run("account", "issuer", "publish", key).code == 0
    assert keys(old) == guarded
    its_keys_work(old)
    assert {name: digests(old.home)[name] for name in moved if "0.1" in name} == {
        name: digest for name, digest in moved.items() if "0.1" in name
    }


def test_a_second_home_moved_aside_is_not_written_over_the_first(old: Shell) -> None:
    chain = (old.home / "chain.sqlite").read_bytes()
    pins = (old.home / "deployments.json").read_bytes()
    job = next((old.home / "jobs").iterdir())
    names = []
    for journal in (b"", b"first", b"second"):
        (old.home / "chain.sqlite").write_bytes(chain)
        (old.home / "deployments.json").write_bytes(pins)
        if journal:
            (old.home / "chain.sqlite-wal").write_bytes(journal)
        assert old.run("devnet", "reset", "--yes").code == 0
        names.append(
            sorted(path.name for path in old.home.glob("chain*") if ".lock" not in path.name)
        )
    assert names == [
        ["chain-0.1.sqlite"],
        ["chain-0.1-2.sqlite", "chain-0.1-2.sqlite-wal", "chain-0.1.sqlite"],
        [
            "chain-0.1-2.sqlite",
            "chain-0.1-2.sqlite-wal",
            "chain-0.1-3.sqlite",
            "chain-0.1-3.sqlite-wal",
            "chain-0.1.sqlite",
        ],
    ]
    assert (old.home / "chain-0.1-2.sqlite-wal").read_bytes() == b"first"
    assert {path.name for path in old.home.glob("0.1*")} == {"0.1", "0.1-2", "0.1-3"}
    assert (old.home / "0.1" / "jobs" / job.name).exists()
    assert (old.home / "0.1-3" / "deployments.json").read_bytes() == pins


def test_a_reset_for_the_sake_of_an_old_job_leaves_a_chain_of_today(stocked: Shell) -> None:
    """The refusal says that a reset deletes nothing, whatever it was that was refused."""
    unpack(stocked.folder / "old")
    name = Path(EXPECTED["job"]["file"]).name
    (stocked.home / "jobs").mkdir(exist_ok=True)
    shutil.copy(stocked.folder / "old" / "home" / "jobs" / name, stocked.home / "jobs" / name)
    avatars = stocked.avatars()
    assert f"{name} {WAY_ON}" in stocked.run("mint", "--resume").refusal
    assert stocked.run("devnet", "reset", "--yes").code == 0
    assert stocked.avatars() == avatars
    assert (stocked.home / "0.1" / "jobs" / name).exists()
    assert "nothing to resume" in stocked.run("mint", "--resume").refusal


def test_its_chain_outside_the_home_is_refused_without_a_word_of_a_reset(
    old: Shell,
) -> None:
    """A reset there would delete the devnet of today."""
    chain = (old.home / "chain.sqlite").rename(old.folder / "chain.sqlite")
    for command in (["list"], ["mint", "--seed", "dora"]):
        refusal = old.on(f"evm+sqlite://{chain}").run(*command).refusal
        assert refusal.startswith(f"{chain} {WAY_ON}")
        assert refusal.endswith("or name another chain with --rpc")


def test_a_reset_of_it_that_is_not_confirmed_moves_nothing(old: Shell) -> None:
    before = digests(old.home)
    assert "give --yes" in old.apart("devnet", "reset").refusal
    assert digests(old.home) == before
