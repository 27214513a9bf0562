"""`deploy`: a registry once, told after that, and a new one only when asked."""

import signal

import pytest
from shell import DEPLOYED, DEV0, DEV1, Shell

from support.packs import write_pack


def height(shell: Shell) -> int:
    told = shell.run("devnet", "status", "--json")
    return told.record["block"] if told.code == 0 else 0


def test_a_registry_is_deployed_once_and_then_only_told(devnet: Shell) -> None:
    told = devnet.json("deploy")
    facts = ["contract", "chain_id", "genesis", "species", "block", "issuer", "portrait", "gas"]
    assert list(told) == facts
    assert (told["chain_id"], told["block"], told["issuer"]) == (31337, DEPLOYED, DEV0)
    assert 25_000_000 < told["gas"] < 30_000_000
    head = devnet.json("devnet", "status")["block_hash"]
    told["gas"] = 0
    assert devnet.json("deploy") == told
    assert devnet.json("devnet", "status")["block_hash"] == head
    assert devnet.json("mint", "--seed", "alice", "--no-image")["contract"] == told["contract"]
    text = devnet.run("deploy").out
    assert all(str(value) in text for value in told.values())


def test_asked_again_a_new_registry_takes_the_place_of_the_old(stocked: Shell) -> None:
    old = stocked.avatars()[0]
    new = stocked.json("deploy", "--again")
    assert new["contract"] != old["contract"]
    assert stocked.avatars() == []
    minted = stocked.json("mint", "--seed", "alice", "--no-image")
    assert minted["new"] is True
    assert minted["id"] == old["id"]
    assert minted["contract"] == new["contract"]


def test_who_deploys_is_the_issuer(shell: Shell) -> None:
    assert shell.json("deploy", "--account", "dev1")["issuer"] == DEV1
    before = shell.state()
    assert f"{DEV0} is not the issuer" in shell.run("mint", "--seed", "a").refusal
    assert shell.state() == before
    minted = shell.json("mint", "--seed", "a", "--account", "dev1", "--no-image")
    assert minted["owner"] == DEV1


def test_each_species_has_a_registry_of_its_own(stocked: Shell) -> None:
    pack = write_pack(stocked.folder / "blob")
    told = stocked.json("deploy", "--species", pack)
    assert told["contract"] != stocked.avatars()[0]["contract"]
    assert told["species"] == stocked.json("species", "show", "--species", pack)["id"]
    minted = stocked.json("mint", "--seed", "alice", "--species", pack, "--size", 64)
    assert minted["contract"] == told["contract"]
    assert stocked.run("verify", minted["image"], "--species", pack).code == 0
    assert "give its pack with --species" in stocked.run("verify", minted["image"]).out
    assert len(stocked.avatars()) == 3


@pytest.mark.parametrize("sent", [1, 3, 5])
def test_a_deployment_that_was_killed_goes_on_and_pays_for_no_chunk_twice(
    shell: Shell, sent: int
) -> None:
    running = shell.start("deploy")
    assert running.process.pid is not None
    while height(shell) < sent or not (shell.home / "canvases.json").exists():
        assert running.process.is_alive()
    running.signal(signal.SIGKILL)
    assert running.ended().code == -signal.SIGKILL
    assert sent <= height(shell) < DEPLOYED
    told = shell.json("deploy")
    assert told["block"] == DEPLOYED
    minted = shell.json("mint", "--seed", "alice", "--size", 64)
    assert shell.run("verify", minted["image"]).code == 0


def test_a_new_registry_uses_the_art_that_is_there(stocked: Shell) -> None:
    old, new = stocked.json("deploy"), stocked.json("deploy", "--again")
    assert new["portrait"] == old["portrait"]
    assert 0 < new["gas"] < 3_700_000
