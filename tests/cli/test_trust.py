"""`trust` and `--registry`: whose registries count; and the impostor, who has it all but that."""

from pathlib import Path

import pytest
from shell import DEV1, Shell

from avatarchain.keys import seal


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
    assert "not among those" in stranger.run("trust", "remove", name).refusal


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
