"""`found`, and `generate` and `commit` of a founding: promised first, drawn by a later block."""

import json
from pathlib import Path
from typing import Any

import pytest
from shell import ALWAYS, DEV0, DEV1, DEV2, Shell

from avatarchain.genetics.seeds import item_seed
from avatarchain.papers.certificate import open_file, parse

COUNT = 12


@pytest.fixture
def promised(stocked: Shell) -> Shell:
    """A shell whose registry has promised COUNT founders to DEV1."""
    stocked.json("found", "--count", COUNT, "--to", DEV1)
    return stocked


def lines(shell: Shell, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (shell.folder / name).read_text().splitlines()]


def write_list(shell: Shell, *addresses: str, name: str = "list.txt") -> str:
    shell.folder.mkdir(exist_ok=True)
    (shell.folder / name).write_text("".join(f"{address}\n" for address in addresses))
    return name


def test_a_founding_is_promised_drawn_generated_committed_claimed_and_verified(
    devnet: Shell,
) -> None:
    told = devnet.json("found", "--count", COUNT, "--to", DEV1.lower())
    keys = {"contract", "founding", "count", "recipients", "to", "block", "draw"}
    assert set(told) == keys | {"transaction", "gas", "new"}
    assert (told["founding"], told["count"], told["to"], told["new"]) == (0, COUNT, DEV1, True)
    assert told["recipients"] == "0x" + 24 * "0" + DEV1[2:].lower()
    assert told["draw"] == told["block"] + 8
    assert told["gas"] <= 35_000

    generated = devnet.json("generate", "--founding", 0, "--out", "crowd.jsonl")
    assert (generated["count"], generated["new"]) == (COUNT, COUNT)
    founders = lines(devnet, "crowd.jsonl")
    committed = devnet.json("commit", "--founding", 0)
    keys = {"batch", "root", "count", "to", "transaction", "block", "gas", "new", "founding"}
    assert set(committed) == keys
    assert (committed["batch"], committed["to"], committed["new"]) == (0, DEV1, True)
    again = devnet.json("commit", "--founding", 0)
    assert again == committed | {"new": False, "gas": None}

    promised = devnet.run("list", "--promised", "--json").records
    assert {one["id"] for one in promised} == {one["id"] for one in founders}
    claimed = devnet.json("claim", 0, 7, "--account", "dev2")
    assert set(claimed) == ALWAYS | {"transaction", "block", "batch", "gas"}
    assert (claimed["id"], claimed["owner"]) == (founders[7]["id"], DEV1)
    shown = devnet.json("show", claimed["id"], "--out", ".", "--size", 64)
    assert shown["founding"]["index"] == 7
    assert shown["founding"]["seed"] == founders[7]["seed"]
    papers = parse(open_file(devnet.folder / shown["image"]).papers or b"")
    assert papers.founding == {"number": 0, "index": 7}
    assert (papers.draw, papers.seed) == (told["draw"], founders[7]["seed"])
    verified = devnet.run("verify", shown["image"])
    assert verified.code == 0
    assert f"number 7 of the {COUNT} of founding 0, promised in block {told['block']}" in (
        " ".join(verified.out.split())
    )


def test_the_same_seed_gives_the_same_collection_without_the_chain(promised: Shell) -> None:
    promised.json("generate", "--founding", 0, "--out", "a.jsonl")
    shown = lines(promised, "a.jsonl")
    promised.json("commit", "--founding", 0)
    born = promised.json("claim", 0, 3)
    founding = promised.json("show", born["id"])["founding"]
    assert founding["seed"] == shown[3]["seed"]
    part = promised.json(
        "generate", "--founding", 0, "--first", 2, "--count", 3, "--out", "b.jsonl"
    )
    assert (part["first"], part["count"]) == (2, 3)
    assert lines(promised, "b.jsonl") == shown[2:5]
    # Anybody can make it from the master seed alone.
    from avatarchain.births.foundings import drawn
    from avatarchain.chain import connect
    from avatarchain.registry import find_pinned
    from avatarchain.registry.foundings import founding as promise
    from avatarchain.species.pack import load

    with connect("evm+sqlite://", folder=promised.home) as chain:
        book = find_pinned(promised.home, chain, load("tuftling"))
        assert book is not None
        master = drawn(book, promise(book, 0)).master
    assert item_seed(master, 3).hex() == shown[3]["seed"][2:]
    (promised.folder / "master.txt").write_text(master.hex())
    promised.json("generate", "--master-seed", "master.txt", "--count", COUNT, "--out", "c.jsonl")
    assert (promised.folder / "c.jsonl").read_bytes() == (promised.folder / "a.jsonl").read_bytes()


def test_a_list_is_promised_and_asked_for_again(stocked: Shell) -> None:
    name = write_list(stocked, DEV0, DEV1, DEV2)
    told = stocked.json("found", "--count", 3, "--to-file", name)
    assert told["to"] is None
    again = stocked.run("found", "--count", 3, "--to-file", name).err
    assert again.endswith(f"avatarchain commit --founding 0 --to-file {name}\n")
    assert "so the list is needed again: give its file with --to-file" in (
        stocked.run("commit", "--founding", 0).refusal
    )
    other = write_list(stocked, DEV1, DEV0, DEV2, name="other.txt")
    before = stocked.state()
    refusal = stocked.run("commit", "--founding", 0, "--to-file", other).refusal
    assert "not the list that founding 0 is promised to" in refusal
    short = write_list(stocked, DEV0, DEV1, name="short.txt")
    refusal = stocked.run("commit", "--founding", 0, "--to-file", short).refusal
    assert "has 2 addresses for 3 avatars" in refusal
    assert stocked.state()["head"] == before["head"]
    committed = stocked.json("commit", "--founding", 0, "--to-file", name)
    assert (committed["to"], committed["count"]) == (None, 3)
    owners = [stocked.json("claim", 0, number)["owner"] for number in range(3)]
    assert owners == [DEV0, DEV1, DEV2]


def test_a_promise_that_is_made_already_is_shown_and_again_makes_another(promised: Shell) -> None:
    words = ("found", "--count", COUNT, "--to", DEV1)
    before = promised.state()
    told = promised.json(*words)
    assert (told["founding"], told["new"], told["gas"]) == (0, False, None)
    assert "founding 0: 12 founders" in promised.run(*words).out
    assert promised.state() == before
    assert promised.json(*words, "--again")["founding"] == 1
    promised.run("devnet", "mine", 10)
    assert promised.json(*words)["founding"] == 2


def test_where_nothing_is_promised_the_list_is_empty(stocked: Shell) -> None:
    assert stocked.run("found", "--list").err == "no founding is promised\n"
    assert stocked.run("found", "--list", "--json").out == ""


def test_foundings_are_listed_with_what_became_of_them(promised: Shell) -> None:
    assert promised.run("found", "--count", 1, "--to", DEV2, "--ahead", 30).code == 0
    assert "not drawn yet" in promised.run("found", "--list").out
    promised.json("commit", "--founding", 0)
    promised.json("claim", 0, 5)
    before = promised.state()
    first, second = promised.run("found", "--list", "--json").records
    assert (first["founding"], first["count"], first["to"], first["batch"]) == (0, COUNT, DEV1, 0)
    assert (first["drawn"], first["follows"], first["closed"]) == (True, True, None)
    assert (first["claimed"], first["claimable"], first["taken"]) == (1, COUNT, [])
    assert "issuance open: the issuer can register drawn founders first" in first["told"]
    assert (second["drawn"], second["follows"], second["claimed"]) == (False, None, None)
    lines = promised.run("found", "--list").out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["founding 0", "founding 1"]
    assert "founding 1 of 2 by this issuer; 1 of its 12 claimed, 11 claimable" in lines[0]
    assert promised.state() == before


def test_a_root_that_was_committed_before_the_draw_is_told_and_ends_with_1(
    promised: Shell,
) -> None:
    from avatarchain.births.foundings import await_draw
    from avatarchain.chain import connect
    from avatarchain.keys.accounts import development
    from avatarchain.registry import find_pinned
    from avatarchain.registry.foundings import commit_founding
    from avatarchain.species.pack import load

    assert promised.run("found", "--list").code == 0
    with connect("evm+sqlite://", folder=promised.home) as chain:
        book = find_pinned(promised.home, chain, load("tuftling"))
        assert book is not None
        commit_founding(book, development(0), 0, bytes(range(32)))
        await_draw(book, 0)
    listed = promised.run("found", "--list")
    assert "not the one that follows, so the promise was broken" in listed.out
    assert listed.code == 1
    promised.json("generate", "--founding", 0, "--out", "crowd.jsonl")
    genome = lines(promised, "crowd.jsonl")[4]["genome"]
    born = promised.json("mint", "--genome", genome, "--no-image", "--to", DEV1)
    shown = promised.run("show", born["id"])
    assert "so it does not follow" in " ".join(shown.out.split())
    assert shown.code == 1
    shown = promised.run("show", born["id"], "--json")
    assert (shown.code, shown.records[0]["founding"]["follows"]) == (1, False)


def test_a_founder_that_the_issuer_took_is_told(promised: Shell) -> None:
    promised.json("generate", "--founding", 0, "--out", "crowd.jsonl")
    genome = lines(promised, "crowd.jsonl")[4]["genome"]
    took = promised.json("mint", "--genome", genome, "--no-image", "--to", DEV2)
    promised.json("commit", "--founding", 0)
    shown = promised.json("show", took["id"], "--out", ".", "--format", "json")
    how = f"it was not claimed, but registered otherwise for {DEV2} in block {took['block']}"
    assert shown["founding"]["claimed"] is False
    assert shown["founding"]["told"].endswith(how)
    verified = promised.run("verify", shown["image"], "--json").record
    (origin,) = [check for check in verified["checks"] if check["name"] == "origin"]
    assert origin["ok"]
    assert how in origin["detail"]
    assert (
        "0 of its 12 claimed, 11 claimable, 1 taken: number 4 registered otherwise"
        in (origin["detail"])
    )
    assert "is registered already" in promised.run("claim", 0, 4).refusal
    assert promised.run("found", "--list").code == 1


def test_a_dry_run_of_found_sends_nothing(promised: Shell) -> None:
    before = promised.state()
    told = promised.json("found", "--count", 3, "--to", DEV2, "--ahead", 20, "--dry-run")
    assert (told["founding"], told["count"], told["to"]) == (1, 3, DEV2)
    assert promised.run("found", "--close", "--dry-run").err == "nothing was sent\n"
    assert promised.state() == before


def test_closing_is_confirmed_is_for_good_and_is_told(stocked: Shell) -> None:
    before = stocked.state()
    refusal = stocked.run("found", "--close").refusal
    assert refusal == ("the issuance is not closed: there is no terminal to ask on, so give --yes")
    assert stocked.state() == before
    told = stocked.json("found", "--count", 4, "--to", DEV1, "--close", "--yes")
    assert told["closed"] == told["block"] + 1 < told["draw"] - 1
    assert stocked.json("found", "--close", "--yes") == {
        "contract": told["contract"],
        "closed": told["closed"],
    }
    after = stocked.state()
    for words in (
        ("mint", "--seed", "dan", "--no-image"),
        ("mint", "--collection", "dan", "--no-image", "--count", 2),
        ("found", "--count", 1, "--to", DEV1),
    ):
        assert "issuance of this registry is closed for good" in stocked.run(*words).err
    assert stocked.state()["head"] == after["head"]
    stocked.json("commit", "--founding", 0)
    stocked.json("claim", 0, 0)
    assert f"the issuance was closed in block {told['closed']}: no new" in stocked.run("list").err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--count", 0, "--to", DEV1), "promises 1 founder or more, fewer than 2**64, not 0"),
        (("--count", -5, "--to", DEV1), "promises 1 founder or more, fewer than 2**64, not -5"),
        (("--count", 2**64, "--to", DEV1), f"fewer than 2**64, not {2**64}"),
        (("--count", 1, "--to", "0x12"), "'0x12' is not an address"),
        (("--count", 1, "--to", "0x" + 40 * "0"), "nobody holds what the zero address gets"),
        (("--count", 2, "--to-file", "all.txt"), "has more than 2 addresses for 2 avatars"),
        (("--count", 3, "--to-file", "list.txt"), "line 3: 0xf39F"),
    ],
)
def test_a_founding_that_cannot_be_is_refused_before_a_chain_is_made(
    shell: Shell, words: tuple[Any, ...], sentence: str
) -> None:
    write_list(shell, DEV0, DEV1, DEV0)
    write_list(shell, DEV0, DEV1, DEV2, name="all.txt")
    assert sentence in shell.run("found", *words).refusal
    assert not (shell.home / "chain.sqlite").exists()


def test_an_address_may_stand_twice_in_a_list_if_that_is_meant(stocked: Shell) -> None:
    name = write_list(stocked, DEV0, DEV1, DEV0)
    words = ("found", "--count", 3, "--to-file", name)
    assert stocked.run(*words).refusal.endswith(
        "is in line 1 already; if it is to get several founders, give --allow-repeats"
    )
    assert stocked.json(*words, "--allow-repeats")["new"] is True


def test_draws_that_are_past_or_too_far_and_foundings_that_are_not_there_are_refused(
    promised: Shell,
) -> None:
    before = promised.state()
    for ahead in (7, -20, 2**64):
        words = ("found", "--count", 1, "--to", DEV1, "--ahead", ahead)
        assert f"{ahead} blocks ahead is not possible" in promised.run(*words).refusal
    for words in (("commit", "--founding", 1), ("generate", "--founding", 1)):
        assert "no founding 1: 1 are promised" in promised.run(*words).refusal
    assert promised.state() == before
    beyond = ("generate", "--founding", 0, "--count", COUNT + 1, "--out", "a.jsonl")
    assert f"promises {COUNT} founders, numbered from 0, so there is no {COUNT}" in (
        promised.run(*beyond).refusal
    )


@pytest.mark.parametrize(
    "words",
    [
        ("found",),
        ("found", "--count", 1),
        ("found", "--to", DEV1),
        ("found", "--count", 1, "--to", DEV1, "--to-file", "list.txt"),
        ("found", "--close", "--to", DEV1),
        ("found", "--list", "--close"),
        ("found", "--list", "--count", 1),
        ("found", "--count", 1, "--to-file", "nowhere.txt"),
        ("commit", "--founding", 0, "--to", DEV1),
        ("commit", "list.txt", "--to", DEV1, "--to-file", "list.txt"),
        ("commit", "list.txt", "--founding", 0),
        ("commit",),
        ("commit", "--founding", -1),
        ("generate", "--founding", 0, "--collection", "a crowd"),
        ("generate", "--collection", "a crowd"),
        ("generate", "--founding", "first"),
    ],
)
def test_what_does_not_belong_together_is_misuse(shell: Shell, words: tuple[Any, ...]) -> None:
    write_list(shell, DEV0)
    assert shell.run(*words).misuse
    assert not (shell.home / "chain.sqlite").exists()


def test_only_the_issuer_founds_and_commits(promised: Shell) -> None:
    before = promised.state()
    words = ("found", "--count", 1, "--to", DEV1, "--account", "dev1")
    assert "is not the issuer" in promised.run(*words).refusal
    assert "is not the issuer" in (
        promised.run("found", "--close", "--yes", "--account", "dev1").refusal
    )
    assert promised.state() == before
    assert "is not the issuer" in (
        promised.run("commit", "--founding", 0, "--account", "dev1").refusal
    )
    assert not (promised.home / "batches").exists()


def test_another_home_claims_after_it_committed_again(node: str, shell: Shell) -> None:
    first = shell.on(node)
    first.json("found", "--count", COUNT, "--to", DEV1)
    told = first.json("commit", "--founding", 0)
    second = Shell(home=shell.folder.parent / "second", folder=shell.folder, rpc=node)
    second.home.mkdir()
    pins = (shell.home / "deployments.json").read_bytes()
    (second.home / "deployments.json").write_bytes(pins)
    assert "or `avatarchain commit --founding N`" in second.run("claim", 0, 3).refusal
    # Whoever it is: it is committed, so nothing is sent.
    again = second.json("commit", "--founding", 0, "--account", "dev3")
    assert again == told | {"new": False, "gas": None}
    assert second.json("claim", 0, 3)["owner"] == DEV1


def test_a_draw_that_the_chain_replaced_does_not_continue_the_file_of_the_old_one(
    node: str, shell: Shell
) -> None:
    from avatarchain.chain import connect

    there = shell.on(node)
    draw = there.json("found", "--count", COUNT, "--to", DEV1)["draw"]
    words = ("generate", "--founding", 0, "--out", "crowd.jsonl")
    there.json(*words)
    before = (there.folder / "crowd.jsonl").read_bytes()
    with connect(node, folder=there.folder) as chain:
        chain.ask("anvil_reorg", chain.head().number - draw + 2, [])
    assert "something else" in there.run(*words).refusal
    assert (there.folder / "crowd.jsonl").read_bytes() == before


@pytest.mark.parametrize("name", ["holders", "leaves"])
def test_damaged_files_of_a_list_are_told(stocked: Shell, name: str) -> None:
    listed = write_list(stocked, DEV0, DEV1, DEV2)
    stocked.json("found", "--count", 3, "--to-file", listed)
    stocked.json("commit", "--founding", 0, "--to-file", listed)
    (file,) = (stocked.home / "batches").rglob(name)
    data = Path(file).read_bytes()
    file.write_bytes(data[:-1])
    assert f"{name} is damaged (expected {len(data)} bytes)" in stocked.run("claim", 0, 1).refusal
    file.write_bytes(bytes(reversed(data)))
    assert stocked.run("claim", 0, 1).code == 1
    file.write_bytes(data)
    assert stocked.json("claim", 0, 1)["owner"] == DEV1
