"""`deploy`: a registry once, told after that, and a new one only when asked."""

import hashlib
import json
import signal
from dataclasses import replace

import pytest
from shell import DEPLOYED, DEV0, DEV1, Shell

from avatarchain.chain import connect
from avatarchain.chain.anvil import Anvil
from avatarchain.registry.contract import artefact
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


def test_what_a_deployment_takes_is_told_and_nothing_is_sent(stocked: Shell) -> None:
    before = stocked.state()
    forecast = stocked.json("deploy", "--dry-run", "--again")
    assert forecast["transactions"] == 2  # the art is there; the registry and its key are not
    assert 3_000_000 < forecast["gas"] < 4_000_000
    assert forecast["account"] == DEV0
    assert 0 < float(forecast["cost_ether"]) < float(forecast["most_ether"])
    assert float(forecast["most_ether"]) < float(forecast["balance_ether"])
    there = stocked.json("deploy", "--dry-run")
    assert (there["transactions"], there["gas"], there["cost_ether"]) == (0, 0, "0")
    assert there["contract"] == stocked.avatars()[0]["contract"]
    other = stocked.run("deploy", "--dry-run", "--species", "glimmer", "--account", "dev1")
    assert "transactions   8" in other.out
    assert DEV1 in other.out
    assert other.err == "nothing was sent\n"
    assert "no account 'nobody'" in (
        stocked.run("deploy", "--dry-run", "--account", "nobody").refusal
    )
    assert stocked.state() == before


def test_what_a_deployment_takes_is_told_before_there_is_a_devnet_or_a_home(shell: Shell) -> None:
    empty = replace(shell, home=shell.folder / "new")
    forecast = empty.json("deploy", "--dry-run")
    assert (forecast["contract"], forecast["transactions"]) == (None, 9)
    assert (forecast["account"], forecast["balance_ether"]) == (DEV0, "10000")
    assert not empty.home.exists()
    poor = empty.knowing(AVATARCHAIN_PASSPHRASE="x")
    assert poor.run("account", "new", "poor").code == 0
    assert poor.run("account", "default", "poor").code == 0
    assert empty.json("deploy", "--dry-run")["balance_ether"] == "0"
    assert not (empty.home / "chain.sqlite").exists()


def test_the_cost_on_a_public_network_is_told_without_leave_to_send(
    shell: Shell, anvil_binary: str
) -> None:
    node = Anvil(anvil_binary, 30)
    try:
        with connect(node.url, folder=shell.folder.parent) as chain:
            chain.ask("anvil_setChainId", 11155111)
        here = shell.on(node.url)
        forecast = here.json("deploy", "--dry-run")
        assert (forecast["chain_id"], forecast["contract"]) == (11155111, None)
        assert 28_000_000 < forecast["gas"] < 29_000_000
        assert (forecast["account"], forecast["balance_ether"]) == (None, None)
        assert here.json("devnet", "status")["block"] == 0
    finally:
        node.close()


def test_the_cost_of_another_registry_is_told_on_a_chain_that_began_anew(stocked: Shell) -> None:
    """Other blocks at the same address, as of an anvil that was started again."""
    (stocked.home / "chain.sqlite").unlink()
    assert replace(stocked, home=stocked.folder / "new").run("deploy").code == 0
    (stocked.folder / "new" / "chain.sqlite").rename(stocked.home / "chain.sqlite")
    assert "is another chain than before" in stocked.run("deploy", "--dry-run").refusal
    forecast = stocked.json("deploy", "--dry-run", "--again")
    assert (forecast["contract"], forecast["transactions"]) == (None, 9)


def test_blocks_that_are_too_small_for_the_art_are_named(shell: Shell, node: str) -> None:
    with connect(node, folder=shell.folder.parent) as chain:
        chain.ask("evm_setBlockGasLimit", hex(4_000_000))
        chain.mine()
    here = shell.on(node)
    refusal = here.run("deploy", "--dry-run").refusal
    assert "gas, and a block of this chain has only 4000000: use a chain with larger" in refusal
    assert here.run("deploy").refusal == (
        "the chain did not store a piece of the art (DeploymentFailed): most likely one block has "
        "too little room for it; `avatarchain deploy --dry-run` compares them"
    )


def test_the_source_for_explorers_is_that_of_the_artefact(shell: Shell) -> None:
    record = shell.json("deploy", "--standard-json", "source.json")
    assert record["compiler"] == artefact("Registry")["compiler"]
    assert record["contracts"] == ["src/Registry.sol:Registry", "src/Portrait.sol:Portrait"]
    source = json.loads((shell.folder / "source.json").read_text("utf-8"))
    hashes = {
        name.removeprefix("node_modules/"): hashlib.sha256(each["content"].encode()).hexdigest()
        for name, each in source["sources"].items()
    }
    assert hashes == artefact("Registry")["sources"]
    assert artefact("Portrait")["sources"].items() <= hashes.items()
    settings = {name: it for name, it in source["settings"].items() if name != "outputSelection"}
    assert settings == artefact("Registry")["settings"] == artefact("Portrait")["settings"]
    assert "source.json is there already" in (
        shell.run("deploy", "--standard-json", "source.json").refusal
    )
    for option in ("--again", "--dry-run"):
        misuse = shell.run("deploy", "--standard-json", "new.json", option).misuse
        assert "give it alone" in misuse
    assert "src/Portrait.sol:Portrait" in shell.run("deploy", "--standard-json", "b.json").out


@pytest.mark.parametrize("contract", ["registry", "portrait"])
def test_the_interface_is_printed_for_other_programs(shell: Shell, contract: str) -> None:
    abi = artefact(contract.capitalize())["abi"]
    assert json.loads(shell.run("abi", contract).out) == abi
    assert shell.json("abi", contract.upper())["abi"] == abi
    assert json.loads(shell.run("abi").out) == artefact("Registry")["abi"]
    assert "is not one of" in shell.run("abi", "wallet").misuse
