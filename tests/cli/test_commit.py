"""`commit` and `claim`: thousands promised by one root, registered one by one, once."""

import json
from pathlib import Path
from typing import Any

import pytest
from shell import ALWAYS, DEV0, DEV1, DEV2, Shell

COUNT = 50


@pytest.fixture
def crowd(devnet: Shell) -> Shell:
    """A shell with a generated file of COUNT avatars."""
    generate(devnet)
    return devnet


def generate(shell: Shell, name: str = "crowd.jsonl", count: int = COUNT) -> list[dict[str, Any]]:
    told = shell.run("generate", "--collection", "a crowd", "--count", count, "--out", name)
    assert told.code == 0, told.err
    return records(shell, name)


def records(shell: Shell, name: str = "crowd.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (shell.folder / name).read_text().splitlines()]


def write(shell: Shell, name: str, lines: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (shell.folder / name).write_text(text)


def test_a_file_is_committed_once_and_its_avatars_are_claimed_and_listed(crowd: Shell) -> None:
    told = crowd.json("commit", "crowd.jsonl", "--to", DEV1)
    keys = {"batch", "root", "count", "to", "transaction", "block", "gas", "new"}
    assert set(told) == keys
    assert (told["batch"], told["count"], told["to"], told["new"]) == (0, COUNT, DEV1, True)
    assert told["gas"] <= 72_000
    state = crowd.state()
    again = crowd.json("commit", "crowd.jsonl", "--to", DEV1)
    assert again == told | {"new": False, "gas": None}
    assert crowd.state() == state

    generated = records(crowd)
    for which, number in ((7, 7), (generated[8]["id"], 8), (generated[9]["id"][:12], 9)):
        claimed = crowd.json("claim", 0, which)
        assert set(claimed) == ALWAYS | {"transaction", "block", "batch", "gas"}
        assert (claimed["owner"], claimed["generation"]) == (DEV1, 0)
        for key in ("id", "genome", "dna", "species", "traits"):
            assert claimed[key] == generated[number][key]
    assert [one["id"] for one in crowd.avatars()] == [generated[n]["id"] for n in (7, 8, 9)]


def test_anyone_may_claim_and_the_avatar_goes_to_whom_it_was_promised(crowd: Shell) -> None:
    crowd.json("commit", "crowd.jsonl", "--to", DEV1)
    assert crowd.json("claim", 0, 3, "--account", "dev2")["owner"] == DEV1


def test_a_later_batch_costs_less_and_has_the_next_number(crowd: Shell) -> None:
    crowd.json("commit", "crowd.jsonl", "--to", DEV1)
    second = crowd.json("commit", "crowd.jsonl", "--to", DEV2, "--allow-repeats")
    assert second["batch"] == 1
    assert second["gas"] <= 55_000
    assert crowd.json("claim", 1, 0)["owner"] == DEV2
    # The first batch promises the same genome, which is registered now.
    assert "is registered already" in crowd.run("claim", 0, 0).refusal


def test_a_claim_made_twice_is_refused(crowd: Shell) -> None:
    crowd.json("commit", "crowd.jsonl", "--to", DEV1)
    id_ = crowd.json("claim", 0, 3)["id"]
    before = crowd.state()
    assert (
        f"{id_[:14]} is registered already and belongs to {DEV1}"
        in crowd.run("claim", 0, 3).refusal
    )
    assert crowd.state() == before


def test_what_a_batch_does_not_promise_is_refused(crowd: Shell) -> None:
    crowd.json("commit", "crowd.jsonl", "--to", DEV1)
    before = crowd.state()
    for which, sentence in (
        (COUNT, f"promises no avatar {COUNT}"),
        ("9" * 5000, "is not an avatar's id"),
        ("0x" + 64 * "0", "promises no avatar 0x0000"),
        ("seven", "'seven' is not an avatar's id"),
    ):
        assert sentence in crowd.run("claim", 0, which).refusal
    assert "has no batch 1: 1 are committed" in crowd.run("claim", 1, 0).refusal
    assert f"has no batch {2**256 - 1}: 1 are" in crowd.run("claim", 2**256 - 1, 0).refusal
    assert crowd.run("claim", -1, 0).code == 2
    assert crowd.state() == before


def test_a_dry_run_shows_the_proof_and_sends_nothing(crowd: Shell) -> None:
    from avatarchain.births import merkle

    root = crowd.json("commit", "crowd.jsonl", "--to", DEV1)["root"]
    before = crowd.state()
    told = crowd.json("claim", 0, 7, "--dry-run")
    assert crowd.state() == before
    assert told["id"] == records(crowd)[7]["id"]
    leaf = merkle.leaf(told["to"], int(told["genome"], 16))
    proof = [bytes.fromhex(node[2:]) for node in told["proof"]]
    assert "0x" + merkle.root_of(leaf, proof).hex() == told["root"] == root


def test_another_home_with_the_file_finds_the_batch_and_claims(node: str, shell: Shell) -> None:
    first = shell.on(node)
    generate(first)
    told = first.json("commit", "crowd.jsonl", "--to", DEV1)
    second = Shell(home=shell.folder.parent / "second", folder=shell.folder, rpc=node)
    second.home.mkdir()
    pins = (shell.home / "deployments.json").read_bytes()
    (second.home / "deployments.json").write_bytes(pins)
    assert "run `avatarchain commit FILE" in second.run("claim", 0, 3).refusal
    again = second.json("commit", "crowd.jsonl", "--to", DEV1)
    assert again == told | {"new": False, "gas": None}
    assert second.json("claim", 0, 3)["owner"] == DEV1


def test_a_commit_cut_off_before_it_was_kept_is_finished_by_the_next(shell: Shell) -> None:
    generate(shell)
    told = shell.json("commit", "crowd.jsonl", "--to", DEV1)
    for file in (shell.home / "batches").rglob("batch.json"):
        file.unlink()
    assert "not known here" in shell.run("claim", 0, 3).refusal
    assert shell.json("commit", "crowd.jsonl", "--to", DEV1)["batch"] == told["batch"]
    assert shell.json("claim", 0, 3)["owner"] == DEV1


def test_a_file_with_a_registered_avatar_is_refused(shell: Shell) -> None:
    generate(shell)
    there = shell.run(
        "mint", "--collection", "a crowd", "--count", 1, "--no-image", "--json"
    ).record
    before = shell.state()
    refusal = shell.run("commit", "crowd.jsonl", "--to", DEV1).refusal
    assert f"{there['id'][:14]} is registered already and belongs to {DEV0}" in refusal
    assert shell.state() == before


def test_only_the_issuer_commits(shell: Shell) -> None:
    generate(shell)
    shell.json("mint", "--seed", "alice", "--no-image")
    before = shell.state()
    words = ("commit", "crowd.jsonl", "--to", DEV1, "--account", "dev1")
    assert "is not the issuer" in shell.run(*words).refusal
    assert shell.state() == before


def test_a_batch_of_a_chain_that_is_gone_is_not_taken_for_that_of_the_next(shell: Shell) -> None:
    generate(shell)
    shell.json("commit", "crowd.jsonl", "--to", DEV1)
    kept = next((shell.home / "batches").iterdir())
    (shell.home / "chain.sqlite").unlink()
    for file in shell.home.glob("chain.sqlite-*"):
        file.unlink()
    (shell.home / "deployments.json").unlink()
    generate(shell, "more.jsonl", COUNT + 1)
    other = Shell(home=shell.folder.parent / "other", folder=shell.folder)
    other.json("commit", "more.jsonl", "--to", DEV1)
    for file in other.home.glob("*"):
        if file.is_file():
            (shell.home / file.name).write_bytes(file.read_bytes())
    assert kept.exists()
    assert "of another chain" in shell.run("claim", 0, 3).refusal
    assert shell.json("commit", "more.jsonl", "--to", DEV1)["new"] is False
    assert shell.json("claim", 0, COUNT)["owner"] == DEV1


@pytest.mark.parametrize("name", ["nodes", "leaves", "batch.json"])
def test_a_damaged_batch_is_told(shell: Shell, name: str) -> None:
    generate(shell)
    shell.json("commit", "crowd.jsonl", "--to", DEV1)
    (file,) = (shell.home / "batches").rglob(name)
    data = bytearray(file.read_bytes())
    for at in range(0, len(data), 8):
        data[at] ^= 255
    file.write_bytes(data)
    before = shell.state()
    told = [shell.run("claim", 0, 3).refusal]
    file.write_bytes(b"")
    told.append(shell.run("claim", 0, 3).refusal)
    assert "is damaged" in told[1]
    # Of leaves that say something else, none may be number 3.
    assert "is damaged" in told[0] or name == "leaves"
    file.write_bytes(data)
    assert shell.state() == before


def spoilt(lines: list[dict[str, Any]], how: str) -> str:
    """The text of a file with one fault in its third line, or of nothing."""
    line = dict(lines[2])
    match how:
        case "nothing":
            return ""
        case "twice":
            line = lines[1]
        case "another species":
            line["species"] = "0x" + 64 * "0"
        case "another id":
            line["id"] = lines[0]["id"]
        case "another genome":
            line["genome"] = lines[0]["genome"]
        case "no genome":
            del line["genome"]
        case "no number":
            line["number"] = "two"
        case "a negative number":
            line["number"] = -1
        case "a list":
            line = [1]  # type: ignore[assignment]
    text = "".join(json.dumps(one) + "\n" for one in [*lines[:2], line])
    return text[:-9] if how == "cut off" else text[:-1] if how == "no last newline" else text


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("nothing", "at least one leaf"),
        ("twice", "more than once"),
        ("another species", "line 3: the species is 0x"),
        ("another id", "line 3: the id does not follow"),
        ("another genome", "line 3: the id does not follow"),
        ("no genome", "line 3: it has no 'genome'"),
        ("no number", "line 3: the number is 'two'"),
        ("a negative number", "line 3: the number is -1"),
        ("a list", "line 3: it is no object"),
        ("cut off", "line 3: the line is cut off"),
        ("no last newline", "line 3: the line is cut off"),
    ],
)
def test_a_file_that_is_not_in_order_is_refused_and_no_chain_is_made(
    shell: Shell, how: str, sentence: str
) -> None:
    (shell.folder).mkdir()
    lines = generate(shell, count=3)
    (shell.folder / "crowd.jsonl").write_text(spoilt(lines, how))
    assert sentence in shell.run("commit", "crowd.jsonl", "--to", DEV1).refusal
    assert not (shell.home / "chain.sqlite").exists()


def test_commit_wants_a_file_and_an_address(shell: Shell) -> None:
    shell.folder.mkdir()
    assert "does not exist" in shell.run("commit", "nowhere.jsonl", "--to", DEV1).misuse
    generate(shell, count=1)
    assert "--to" in shell.run("commit", "crowd.jsonl").misuse
    refusal = shell.run("commit", "crowd.jsonl", "--to", "0x12").refusal
    assert "is not an address" in refusal
    assert not Path(shell.home / "chain.sqlite").exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"to": 5}, "`to` is 5, expected an address"),
        ({"to": "zz"}, '`to` is "zz", expected an address'),
        ({"to": DEV1.lower()}, "expected an address with its checksum"),
        ({"batch": 7}, "it is about batch 7"),
        ({"block": -1}, "`block` is -1, expected a number"),
        ({"count": 2**63}, "expected a number from 0"),
        ({"root": [1]}, "`root` is a list, expected 0x and 64 hex digits"),
        ({"transaction": "0x" + 63 * "0"}, "`transaction` is a text of 65 letters"),
        ({"colour": "red"}, 'it has the unknown key "colour"'),
    ],
)
def test_a_batch_whose_file_has_odd_values_is_refused_and_promises_nothing(
    shell: Shell, changes: dict[str, object], reason: str
) -> None:
    generate(shell)
    shell.json("commit", "crowd.jsonl", "--to", DEV1)
    (file,) = (shell.home / "batches").rglob("batch.json")
    good = file.read_bytes()
    file.write_text(json.dumps(json.loads(good) | changes))
    before = shell.state()
    for command in (["claim", 0, 3, "--dry-run"], ["list", "--promised"], ["claim", 0, 3]):
        refusal = shell.run(*command).refusal
        assert f"{file} is damaged (" in refusal
        assert reason in refusal
    assert shell.state() == before
    file.write_bytes(good)
    assert len(shell.run("list", "--promised", "--json").records) == COUNT
    assert shell.json("claim", 0, 3, "--dry-run")["to"] == DEV1
