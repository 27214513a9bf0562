"""The chain's file is deleted, replaced, cut off from its journal, or on a full disk."""

import shutil
import signal
from pathlib import Path

import pytest
from shell import Shell

from avatarchain.base.sqlite import ENDINGS
from avatarchain.chain import connect
from avatarchain.errors import ChainGone
from avatarchain.keys.accounts import development

DEV1 = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
HERD = ["mint", "--collection", "herd", "--count", 400, "--no-image", "--every", "10ms"]


def test_a_writer_whose_file_was_deleted_writes_nothing_more(folder: Path) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        chain.mine()
        (folder / "chain.sqlite").unlink()
        with pytest.raises(ChainGone, match="was deleted or replaced"):
            chain.mine()
        with connect("evm+sqlite://", folder=folder) as another:
            another.mine(3)
            with pytest.raises(ChainGone):
                chain.send(development(0), DEV1, b"")
            assert another.head().number == 3


def test_a_mint_whose_home_is_reset_does_not_go_on_saying_minted(shell: Shell) -> None:
    assert shell.run("deploy").code == 0
    running = shell.start(*HERD)
    running.wait_for(2)
    assert shell.run("devnet", "reset", "--yes").code == 0
    ended = running.ended()
    assert ended.code == 1
    assert "deleted or replaced" in ended.err
    assert "Traceback" not in ended.err


def test_a_journal_of_a_chain_that_is_gone_is_not_replayed_over_a_new_one(shell: Shell) -> None:
    assert shell.run("deploy").code == 0
    running = shell.start(*HERD)
    running.wait_for(2)
    running.signal(signal.SIGKILL)
    running.ended()
    assert (shell.home / "chain.sqlite-wal").stat().st_size
    (shell.home / "chain.sqlite").unlink()
    assert shell.run("devnet", "reset", "--yes").code == 0
    assert not any((shell.home / f"chain.sqlite{ending}").exists() for ending in ENDINGS)
    alice = shell.json("mint", "--seed", "alice", "--no-image")
    assert [avatar["id"] for avatar in shell.avatars()] == [alice["id"]]


def test_a_new_chain_is_made_in_the_place_of_one_that_left_its_journal(shell: Shell) -> None:
    running = shell.start(*HERD)
    running.wait_for(2)
    running.signal(signal.SIGKILL)
    running.ended()
    (shell.home / "chain.sqlite").unlink()
    (shell.home / "deployments.json").unlink()
    alice = shell.json("mint", "--seed", "alice", "--no-image")
    assert [avatar["id"] for avatar in shell.avatars()] == [alice["id"]]


def test_a_power_cut_after_the_first_pin_leaves_a_chain_that_has_the_registry(
    shell: Shell,
) -> None:
    running = shell.start(*HERD)
    running.wait_for(1)
    running.signal(signal.SIGKILL)
    running.ended()
    for ending in ENDINGS[1:]:  # what was not flushed yet
        (shell.home / f"chain.sqlite{ending}").unlink(missing_ok=True)
    alice = shell.json("mint", "--seed", "alice", "--no-image")
    assert alice["id"] in {avatar["id"] for avatar in shell.avatars()}


def test_a_reset_needs_no_space(stocked: Shell) -> None:
    stocked.run("list")
    # Not even what it says can be written then.
    stocked.apart("devnet", "reset", "--yes", largest_file=0)
    assert not (stocked.home / "chain.sqlite").exists()
    assert not list((stocked.home / "index").glob("*.sqlite*"))
    assert not (stocked.home / "deployments.json").exists()
    assert stocked.run("mint", "--seed", "alice", "--no-image").code == 0


def test_a_full_disk_while_the_index_is_made_is_one_sentence(stocked: Shell) -> None:
    shutil.rmtree(stocked.home / "index", ignore_errors=True)
    outcome = stocked.apart("list", largest_file=40_000)
    assert "Traceback" not in outcome.err
    assert "cannot write in" in outcome.refusal
    assert len(stocked.avatars()) == 3
