"""`devnet`: how far it is, who is rich there, and an anvil to talk to."""

import os
import pty
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from shell import BEGUN, DEV0, DEV1, Outcome, Shell

from avatarchain.chain import connect


def test_status_tells_chain_head_and_registry(devnet: Shell) -> None:
    devnet.run("deploy")
    told = devnet.json("devnet", "status")
    assert set(told) == {
        "home",
        "url",
        "url_from",
        "kind",
        "chain_id",
        "genesis",
        "block",
        "block_hash",
        "contract",
        "issuer",
    }
    assert told["kind"] == ("remote" if devnet.rpc else "embedded")
    assert (told["chain_id"], told["block"], told["issuer"]) == (31337, BEGUN, DEV0)
    assert told["home"] == str(devnet.home)
    text = "".join(devnet.run("devnet", "status").out.split())
    assert all("".join(str(value).split()) in text for value in told.values())


def test_a_devnet_that_does_not_exist_is_not_made_to_be_looked_at(shell: Shell) -> None:
    for command in ("status", "mine", "check"):
        assert "there is nothing here yet" in shell.run("devnet", command).refusal
    assert not (shell.home / "chain.sqlite").exists()


def test_blocks_are_mined_when_asked(devnet: Shell) -> None:
    devnet.run("deploy")
    assert devnet.json("devnet", "mine") == {"block": BEGUN + 1}
    assert devnet.run("devnet", "mine", 5).out == f"block {BEGUN + 6}\n"
    assert devnet.json("devnet", "status")["block"] == BEGUN + 6
    assert "'0' is no whole number from 1 to 10,000" in devnet.run("devnet", "mine", 0).misuse


def test_the_ten_accounts_of_every_devnet_are_listed_without_a_chain(shell: Shell) -> None:
    told = shell.run("devnet", "accounts", "--json").records
    assert [one["name"] for one in told] == [f"dev{number}" for number in range(10)]
    assert [one["address"] for one in told[:2]] == [DEV0, DEV1]
    assert shell.run("devnet", "accounts").out.splitlines()[1] == f"dev1  {DEV1}"
    assert not (shell.home / "chain.sqlite").exists()


def test_a_devnet_that_nobody_changed_is_checked_and_whole(stocked: Shell) -> None:
    told = stocked.json("devnet", "check")
    assert told["ok"] is True
    assert told["blocks"] == stocked.json("devnet", "status")["block"] + 1
    assert (told["file"], told["logs"] > 3) == (str(stocked.home / "chain.sqlite"), True)
    assert "verdict       whole" in stocked.run("devnet", "check").out


def test_a_state_that_was_changed_is_told_with_its_block_and_exit_code_1(stocked: Shell) -> None:
    """`list` and `show` do not see it; a check does."""
    with closing(sqlite3.connect(stocked.home / "chain.sqlite")) as sql:
        query = "select key, value from node where length(key) = 32 order by length(value)"
        key, value = sql.execute(query).fetchall()[-1]
        changed = value[:-1] + bytes([value[-1] ^ 1])
        sql.execute("update node set value = ? where key = ?", (changed, key))
        sql.commit()
    assert stocked.run("list").code == 0
    outcome = stocked.run("devnet", "check")
    assert "was changed or damaged: block " in outcome.refusal
    assert f"the value under 0x{key.hex()[:16]}… has another hash" in outcome.refusal
    told = stocked.run("devnet", "check", "--json")
    assert told.code == 1
    (record,) = told.records
    assert (record["ok"], record["block"] > 0) == (False, True)


def test_only_a_file_is_checked(shell: Shell, nobody: str) -> None:
    for url in (nobody, f"evm+sqlite://{shell.home}/other.sqlite"):
        refusal = shell.run("devnet", "check", "--rpc", url).refusal
        assert f"{url} is not the file of an embedded devnet" in refusal
        assert "name one with --rpc evm+sqlite" in refusal
    assert not (shell.home / "chain.sqlite").exists()


def test_a_reset_devnet_is_gone_and_the_next_mint_begins_another(stocked: Shell) -> None:
    old = stocked.avatars()[0]
    assert list((stocked.home / "index").glob("*.sqlite*"))
    reset = stocked.run("devnet", "reset", "--yes")
    assert (reset.code, reset.out) == (0, "")
    assert not list((stocked.home / "index").glob("*.sqlite*"))
    assert "there is nothing here yet" in stocked.run("list").refusal
    new = stocked.json("mint", "--seed", "alice", "--no-image")
    assert (new["id"], new["new"]) == (old["id"], True)
    assert new["genesis"] != old["genesis"]


def test_a_reset_leaves_other_chains_alone(stocked: Shell, node: str) -> None:
    there = stocked.on(node)
    minted = there.json("mint", "--seed", "alice", "--no-image")
    stocked.avatars()
    there.avatars()
    indexes = list((there.home / "index").glob("*.sqlite"))
    assert len(indexes) == 2
    assert stocked.run("devnet", "reset", "--yes").code == 0
    assert len(list((there.home / "index").glob("*.sqlite"))) == 1
    assert [one["id"] for one in there.avatars()] == [minted["id"]]


def test_no_other_chain_that_was_named_is_reset_and_not_the_homes_own_in_its_place(
    stocked: Shell, nobody: str
) -> None:
    before = stocked.state()
    other = f"evm+sqlite://{stocked.folder}/other.sqlite"
    for url in (nobody, other, "anvil:"):
        refused = stocked.run("devnet", "reset", "--yes", "--rpc", url).refusal
        assert refused == (
            f"{url} is not the devnet in {stocked.home}, and no other chain can be reset: nothing "
            "is deleted; to delete that devnet, give --rpc evm+sqlite://"
        )
    assert "(the address is from $ETH_RPC_URL)" in (
        stocked.on(nobody).run("devnet", "reset", "--yes").refusal
    )
    assert stocked.state() == before
    assert stocked.on(nobody).run("devnet", "reset", "--yes", "--rpc", "evm+sqlite://").code == 0
    assert not (stocked.home / "chain.sqlite").exists()


def test_the_homes_own_devnet_may_be_named_by_its_path(stocked: Shell) -> None:
    own = f"evm+sqlite://{stocked.home}/chain.sqlite"
    assert stocked.run("devnet", "reset", "--yes", "--rpc", own).code == 0
    assert not (stocked.home / "chain.sqlite").exists()


def test_an_anvil_is_not_given_a_chain(shell: Shell, nobody: str) -> None:
    assert "leave out --rpc" in shell.run("devnet", "anvil", "--rpc", nobody).misuse


def test_a_reset_that_is_not_confirmed_changes_nothing(stocked: Shell) -> None:
    before = stocked.state()
    refused = stocked.apart("devnet", "reset")
    assert refused.refusal == (
        f"the devnet in {stocked.home} is not deleted: there is no terminal to ask on, so give "
        "--yes"
    )
    assert stocked.state() == before


@pytest.mark.parametrize(("answer", "code"), [("n", 130), ("y", 0)])
def test_on_a_terminal_a_reset_asks_first(stocked: Shell, answer: str, code: int) -> None:
    before = stocked.state()
    ours, theirs = pty.openpty()
    try:
        running = stocked.start("devnet", "reset", standing_in=theirs)
        running.hear("Delete the devnet")
        os.write(ours, answer.encode() + b"\n")
        assert running.ended().code == code
    finally:
        os.close(ours)
        os.close(theirs)
    assert (stocked.state() == before) == bool(code)


def test_an_anvil_is_run_for_other_shells_until_ctrl_c(
    shell: Shell, anvil_binary: str, nobody: str, tmp_path: Path
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "anvil").symlink_to(anvil_binary)
    port = nobody.rsplit(":", 1)[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "avatarchain", "devnet", "anvil", "--port", port, "--json"],
        env={**os.environ, "PATH": str(tmp_path / "bin"), "AVATARCHAIN_HOME": str(shell.home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        while "Listening" not in process.stderr.readline():
            assert process.poll() is None
        assert shell.on(nobody).run("mint", "--seed", "alice", "--no-image").code == 0
        with connect(nobody, folder=tmp_path) as chain:
            assert chain.head().number == BEGUN + 1
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert Outcome(0, out, err).record == {"url": nobody}


def test_without_an_anvil_it_says_where_one_is_to_be_had(shell: Shell) -> None:
    refused = shell.knowing(PATH="/nowhere").run("devnet", "anvil")
    assert "no anvil at 'anvil': install Foundry" in refused.refusal
    assert "is no whole number from 1 to 65,535" in shell.run("devnet", "anvil", "--port", 0).misuse
