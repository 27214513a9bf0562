"""`avatarchain audit`: what it prints, and how it ends."""

import json
import sys
from pathlib import Path

import pytest
from shell import DEV1, DEV2, Shell

from avatarchain.chain import connect
from avatarchain.keys.accounts import development
from avatarchain.registry import Registry
from avatarchain.registry.contract import send
from avatarchain.species.pack import load
from support.packs import write_pack

SPECIES = load("tuftling")


def registry_of(shell: Shell) -> str:
    return str(shell.json("deploy")["contract"])


def head_of(shell: Shell) -> int:
    return int(shell.json("devnet", "status")["block"])


def test_an_honest_registry_is_told_line_by_line_and_ends_with_0(stocked: Shell) -> None:
    outcome = stocked.run("audit", registry_of(stocked))
    assert outcome.code == 0, outcome.out
    lines = outcome.out.splitlines()
    assert lines[0].startswith("ok    code        the registry's is ours")
    head = f"as of block {head_of(stocked)}"
    assert f"  block       what may change is told {head}, of 20" in outcome.out
    assert lines[-1].endswith(f"tuftling 0x{SPECIES.id.hex()}: all that is promised holds")
    assert len(lines) == 17


def test_the_answers_are_objects_and_the_last_is_the_sum(stocked: Shell) -> None:
    contract = registry_of(stocked)
    *findings, last = stocked.run("audit", f"eip155:31337:{contract}", "--json").records
    assert [set(finding) for finding in findings] == [{"name", "ok", "detail", "rows"}] * 16
    assert last["ok"] is True
    assert last["registry"] == f"eip155:31337:{contract}"
    assert last["block"] == head_of(stocked)


def test_papers_tell_seeds_and_verbose_each_founder(stocked: Shell, tmp_path: Path) -> None:
    assert (
        stocked.run("mint", "--seed", "more", "--size", 64, "--out", tmp_path / "faces").code == 0
    )
    outcome = stocked.run("audit", registry_of(stocked), "-v", "--papers", tmp_path / "faces")
    assert "1 of them with the seed in their papers" in outcome.out
    assert outcome.out.count(": outside, of a seed in its papers") == 1
    assert outcome.out.count(": outside, of no known seed") >= 1


def test_a_root_that_cannot_follow_ends_with_1(stocked: Shell) -> None:
    # It is committed before its draw.
    assert stocked.run("found", "--count", 2, "--to", DEV1, "--ahead", 40).code == 0
    with connect("evm+sqlite://", folder=stocked.home) as chain:
        book = Registry(chain, registry_of(stocked), bytes(32), 0)
        send(book, development(0), "commitFounding(uint256,bytes32)", 0, bytes(range(32)))
        chain.mine(40)
    outcome = stocked.run("audit", registry_of(stocked))
    assert outcome.code == 1
    assert "FAIL  foundings   the committed root does not follow from the draw" in outcome.out
    assert "NOT all that is promised holds" in outcome.out


def test_what_is_no_registry_is_refused(stocked: Shell) -> None:
    assert f"no contract at {DEV2}" in stocked.run("audit", DEV2).refusal
    assert stocked.run("audit", "0x12").code == 1
    portrait = stocked.json("deploy")["portrait"]
    outcome = stocked.run("audit", portrait)
    assert outcome.code == 1
    assert outcome.out.startswith("FAIL  code        its code is that of no version of avatarchain")


def test_a_registry_of_another_species_is_audited_by_its_own_art(
    shell: Shell,
) -> None:
    contract = shell.json("deploy", "--species", "glimmer")["contract"]
    assert (
        shell.run("audit", contract)
        .out.splitlines()[-1]
        .endswith(f"glimmer 0x{load('glimmer').id.hex()}: all that is promised holds")
    )


def test_an_audit_that_was_cut_off_goes_on_where_it_stopped(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read is kept: an audit that follows reads no block again."""
    contract = registry_of(stocked)
    reading = sys.modules["avatarchain.index.sync"]
    ranges: list[int] = []
    whole = reading._range

    def cut(*place: object) -> object:
        ranges.append(place[1])  # type: ignore[arg-type]
        if len(ranges) == 3:
            raise KeyboardInterrupt
        return whole(*place)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "_FIRST", 2)
    monkeypatch.setattr(reading, "_LARGEST", 2)
    monkeypatch.setattr(reading, "_range", cut)
    for file in (stocked.home / "index").glob("*"):
        file.unlink()
    assert stocked.run("audit", contract).code == 130
    outcome = stocked.run("audit", contract, "--json")
    assert outcome.code == 0
    assert json.loads(outcome.out.splitlines()[-1])["ok"] is True
    assert len(set(ranges)) == len(ranges) - 1  # the one that was cut off


def named(shell: Shell, pack: Path, name: str) -> str:
    """The registry of another species, which somebody calls so, on the shell's chain."""
    write_pack(pack, name=f'name = "testling" -> name = "{name}"')
    other = Shell(home=pack.parent / "his", folder=shell.folder)
    chain = f"evm+sqlite://{shell.home}/chain.sqlite"
    return str(other.on(chain).json("deploy", "--species", pack)["contract"])


def test_another_species_with_the_name_of_a_known_one_is_told_and_not_trusted(
    stocked: Shell, tmp_path: Path
) -> None:
    pack = tmp_path / "pack"
    contract = named(stocked, pack, "tuftling")
    outcome = stocked.run("audit", contract)
    assert outcome.code == 1
    assert f"NOT your tuftling, 0x{SPECIES.id.hex()}" in " ".join(outcome.out.split())
    *findings, last = stocked.run("audit", contract, "--json").records
    assert [finding["name"] for finding in findings if finding["ok"] is False] == ["name"]
    assert last["species"] != "0x" + SPECIES.id.hex()
    assert last["species"] in outcome.out.splitlines()[-1]
    place = f"eip155:31337:{contract}"
    assert "NOT your tuftling" in stocked.run("trust", "add", place).refusal
    assert stocked.run("trust", "list", "--json").records == []
    # Whoever gives its pack means it.
    assert stocked.run("audit", contract, "--species", pack).code == 0
    assert stocked.run("trust", "add", place, "--species", pack).code == 0


def test_another_species_with_a_name_of_its_own_can_be_trusted(
    stocked: Shell, tmp_path: Path
) -> None:
    contract = named(stocked, tmp_path / "pack", "tuftlings")
    assert stocked.run("audit", contract).code == 0
    assert stocked.run("trust", "add", f"eip155:31337:{contract}").code == 0
