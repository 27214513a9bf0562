"""`trust` and `--registry`: whose registries count; and the impostor, who has it all but that."""

from pathlib import Path

import pytest
from shell import DEV1, Shell

from avatarchain.chain import connect
from avatarchain.chain.notation import address_created
from avatarchain.keys import seal
from avatarchain.keys.accounts import development
from avatarchain.registry import Registry, portrait_of
from avatarchain.registry.contract import creation
from avatarchain.registry.events import OWNED
from avatarchain.species.pack import load
from support.constructors import factory, returning

SPECIES = load("tuftling")


@pytest.fixture(autouse=True)
def _little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "OPERATIONS", 1)
    monkeypatch.setattr(seal, "MEMORY", 2**13)


def place(shell: Shell) -> tuple[str, str]:
    """The CAIP-10 name of the shell's registry, and the genesis hash."""
    status = shell.avatars()[0]
    return f"eip155:31337:{status['contract']}", status["genesis"]


@pytest.fixture
def impostor(tmp_path: Path) -> Shell:
    """Another's home: the same code, a chain of the same id, a key of his own."""
    shell = Shell(home=tmp_path / "his", folder=tmp_path / "his_folder").knowing(
        AVATARCHAIN_ISSUER_PASSPHRASE="his"
    )
    assert shell.run("mint", "--seed", "alice", "--no-image").code == 0
    assert shell.run("account", "issuer", "rotate").code == 0
    assert shell.run("mint", "--seed", "alice", "--format", "svg", "--out", ".").code == 0
    return shell


def test_an_impostors_papers_are_consistent_and_pass_nothing(
    stocked: Shell, impostor: Shell, tmp_path: Path
) -> None:
    (his,) = impostor.folder.glob("*.svg")
    assert impostor.run("verify", his).code == 0
    for victim in (stocked, stocked.on(f"evm+sqlite://{impostor.home}/chain.sqlite")):
        outcome = victim.run("verify", his)
        assert outcome.code == 1
        first = outcome.out.splitlines()[0]
        assert first.endswith("NOT verified: papers consistent, issuer unknown to you")
        assert "if you know who made it" in outcome.err
        assert "devnet import" not in victim.run("verify", his, "--json").err
        (report,) = victim.run("verify", his, "--json").records
        assert [one["name"] for one in report["checks"] if one["ok"] is False] == ["registry"]
    # Twice the same address: without the hash of block 0 the name would be his as well.
    assert place(stocked)[0] == place(impostor)[0]
    name, genesis = place(stocked)
    assert stocked.run("trust", "add", name, "--genesis", genesis).code == 0
    lured = stocked.on(f"evm+sqlite://{impostor.home}/chain.sqlite")
    assert lured.run("verify", his).code == 1
    # Without the hash the chain is asked, and what it answers is remembered.
    assert stocked.json("trust", "add", name) == {"registry": name, "genesis": genesis}


def test_a_registry_of_somebody_else_counts_once_it_is_trusted(
    stocked: Shell, alice: Path, tmp_path: Path
) -> None:
    stranger = Shell(home=tmp_path / "elsewhere", folder=stocked.folder)
    stranger = stranger.on(f"evm+sqlite://{stocked.home}/chain.sqlite")
    name, genesis = place(stocked)
    assert stranger.run("verify", alice).code == 1
    assert stranger.run("verify", alice, "--registry", name).code == 0
    assert stranger.run("verify", alice, "--registry", name.split(":")[-1]).code == 0
    added = stranger.json("trust", "add", name.lower(), "--genesis", genesis.upper()[2:])
    assert added == {"registry": name, "genesis": genesis}
    assert stranger.run("trust", "add", name, "--genesis", genesis).code == 0
    assert stranger.run("trust", "list", "--json").records == [added]
    assert stranger.run("verify", alice).code == 0
    assert stranger.run("trust", "remove", name).code == 0
    assert stranger.run("verify", alice).code == 1
    assert "is not on your trust list" in stranger.run("trust", "remove", name).refusal


def test_show_and_list_read_the_registry_that_is_named(stocked: Shell, tmp_path: Path) -> None:
    stranger = Shell(home=tmp_path / "elsewhere", folder=stocked.folder)
    stranger = stranger.on(f"evm+sqlite://{stocked.home}/chain.sqlite")
    name, _ = place(stocked)
    listed = stranger.run("list", "--registry", name, "--json").records
    assert listed == stocked.avatars()
    shown = stranger.json("show", listed[0]["id"], "--registry", name)
    assert shown["id"] == listed[0]["id"]
    assert "no contract" in stranger.run("list", "--registry", DEV1).refusal
    other = name.replace("31337", "1")
    assert "which is chain 31337" in stranger.run("list", "--registry", other).refusal


def _named_alike(registry: Registry) -> bytes:
    """Code that stores the name of the species where a registry has it: SSTORE of its word."""
    name = SPECIES.name.encode()
    short = name.ljust(31, b"\0") + bytes([2 * len(name)])
    stored = [
        registry.chain.ask("eth_getStorageAt", registry.address, hex(slot), "latest")
        for slot in range(32)
    ]
    return b"\x7f" + short + b"\x60" + bytes([stored.index(f"0x{short.hex()}")]) + b"\x55"


@pytest.fixture
def unshown(stocked: Shell) -> tuple[str, str]:
    """The addresses of two registries with our code on the shell's chain.

    Another constructor than ours laid the storage of the first; a factory made the second.
    """
    with connect("evm+sqlite://", folder=stocked.home) as chain:
        registry = Registry(chain, stocked.avatars()[0]["contract"], SPECIES.id, 0)
        first_event = b"\x5f\x33\x7f" + OWNED + b"\x5f\x5f\xa3"
        forged = returning(chain.code(registry.address), _named_alike(registry) + first_event)
        portrait = portrait_of(registry)
        assert portrait is not None
        types = ["bytes32", "address", "string"]
        data = creation("Registry", types, SPECIES.id, portrait.address, SPECIES.name)
        made = [
            chain.send(development(0), None, code, gas=15_000_000).contract_address or ""
            for code in (forged, factory(data))
        ]
    return made[0], address_created(made[1], 1)


def test_a_registry_that_our_code_did_not_make_is_refused_loudly_unless_it_is_named_unproven(
    stocked: Shell, unshown: tuple[str, str]
) -> None:
    reasons = ("other code than ours made it", "another contract made it, such as a factory")
    for address, reason in zip(unshown, reasons, strict=True):
        name = f"eip155:31337:{address}"
        for command in (
            ("list", "--registry", name),
            ("list", "--registry", address),
            ("show", "0x1234", "--registry", name),
            ("trust", "add", name),
        ):
            refusal = stocked.run(*command).refusal
            assert f"how the registry {address} was created: {reason}" in refusal
            assert "--unproven" in refusal
        assert stocked.run("trust", "list", "--json").records == []
        assert stocked.run("list", "--unproven", name, "--json").records == []
        assert "no avatar" in stocked.run("show", "0x1234", "--unproven", name).refusal
        assert stocked.json("trust", "add", name, "--unproven")["registry"] == name
        stocked.run("trust", "remove", name)
    asked = stocked.run("list", "--registry", unshown[0], "--unproven", unshown[1])
    assert "give --registry or --unproven, not both" in asked.misuse


def test_a_registry_that_list_or_trust_found_genuine_is_not_asked_again(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, _ = place(stocked)
    for first in (("list", "--registry", name), ("trust", "add", name)):
        (stocked.home / "genuine.json").unlink(missing_ok=True)
        assert stocked.run(*first).code == 0
        with monkeypatch.context() as patch:
            for question in ("portrait_in_code", "creation_of"):
                patch.setattr(f"avatarchain.papers.vouching.{question}", pytest.fail)
            assert stocked.run("list", "--registry", name).code == 0
            assert stocked.run("trust", "add", name).code == 0
            assert stocked.run("show", "--seed", "alice", "--registry", name).code == 0


@pytest.mark.parametrize(
    "text",
    ["", "eip155:1", "0x" + 40 * "1", "eip155:1:0x12", f"eip155:1:0xF{DEV1[3:]}", "eip155:x"],
)
def test_a_name_that_is_none_is_refused(shell: Shell, text: str) -> None:
    assert "names no registry" in shell.run("trust", "add", text).refusal
    assert not (shell.home / "trust.json").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format":"1","trusted":[]}',
        '{"format":1,"trusted":[{"registry":1}]}',
        5000 * "[",
        '{"format":1,"trusted":[{"registry":"eip155:1:0x12","genesis":null}]}',
        '{"format":1}',
    ],
)
def test_a_damaged_list_is_refused(stocked: Shell, alice: Path, text: str) -> None:
    (stocked.home / "trust.json").write_text(text)
    assert "is damaged" in stocked.run("trust", "list").refusal
    assert "is damaged" in stocked.run("verify", alice).refusal
