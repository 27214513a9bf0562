"""`list`: who is registered, for people and for programs."""

import sqlite3

import pytest
from shell import ALWAYS, DEV0, DEV1, DEV2, Shell


def test_avatars_are_listed_in_the_order_of_their_birth_with_their_holders(
    stocked: Shell,
) -> None:
    listed = stocked.avatars()
    assert [one["owner"] for one in listed] == [DEV0, DEV0, DEV1]
    assert [one["block"] for one in listed] == sorted(one["block"] for one in listed)
    assert all(set(one) == ALWAYS | {"transaction", "block", "rarity"} for one in listed)


def test_for_people_each_avatar_is_a_row_that_a_pipe_does_not_cut(stocked: Shell) -> None:
    lines = stocked.run("list").out.splitlines()
    assert lines[0].split()[:5] == ["id", "gen", "one", "in", "owner"]
    assert [line.split()[0] for line in lines[1:]] == [one["id"][:14] for one in stocked.avatars()]
    assert [line.split()[5] for line in lines[1:]] == [DEV0, DEV0, DEV1]
    assert all(" × 10^" in line for line in lines[1:])


def test_the_avatars_of_one_holder_are_listed_alone(stocked: Shell) -> None:
    listed = stocked.avatars()
    of_dev1 = stocked.run("list", "--owner", DEV1.lower(), "--json")
    assert of_dev1.records == listed[2:]
    assert stocked.run("list", "--owner", "dev1", "--json").records == listed[2:]
    assert stocked.run("list", "--owner", DEV2, "--json").out == ""


def test_where_no_avatar_is_like_that_it_is_told(stocked: Shell) -> None:
    none = stocked.run("list", "--generation", 7)
    assert (none.code, none.out) == (0, "")
    assert "no avatar matches" in none.err


def test_an_owner_that_is_no_address_is_refused(stocked: Shell) -> None:
    assert "is not an address" in stocked.run("list", "--owner", "bob").refusal


@pytest.mark.parametrize("url", ["evm+sqlite://", "evm+sqlite:", "EVM+SQLITE://"])
def test_every_spelling_of_the_default_chain_is_the_default_chain(stocked: Shell, url: str) -> None:
    assert stocked.on(url).avatars() == stocked.avatars()


@pytest.mark.parametrize("at", ["evm+sqlite://", "evm+sqlite:", "evm+sqlite://{folder}/x.sqlite"])
def test_where_nothing_was_minted_there_is_nothing_to_list_and_nothing_is_made(
    shell: Shell, at: str
) -> None:
    url = at.format(folder=shell.folder)
    refusal = shell.on(url).run("list").refusal
    assert "there is nothing here yet" in refusal or "nothing was minted" in refusal
    assert not list(shell.home.glob("*.sqlite"))
    assert not list(shell.folder.glob("*.sqlite"))


def test_a_chain_in_another_file_is_minted_to_and_listed(shell: Shell) -> None:
    elsewhere = shell.on(f"evm+sqlite://{shell.folder}/other.sqlite")
    minted = elsewhere.json("mint", "--seed", "alice", "--no-image")
    assert [one["id"] for one in elsewhere.avatars()] == [minted["id"]]
    assert "there is nothing here yet" in shell.run("list").refusal


def test_lists_are_filtered_sorted_and_cut_into_pages(stocked: Shell) -> None:
    everyone = stocked.avatars()
    alice = everyone[0]
    asked = [f"--trait=fur={alice['traits']['fur']}", f"--trait=iris={alice['traits']['iris']}"]
    assert alice in stocked.run("list", *asked, "--json").records
    assert stocked.run("list", "--generation", "1..", "--json").records == []
    rarest = stocked.run("list", "--sort", "rarity", "--json").records
    assert rarest == sorted(everyone, key=lambda one: -one["rarity"])
    least = rarest[1]["rarity"]
    assert (
        stocked.run("list", "--rarity", f"{least}..", "--sort", "rarity", "--json").records
        == (rarest[:2])
    )
    page = stocked.run("list", "--sort", "rarity", "--reverse", "--limit", "1", "--offset", "1")
    assert [line.split()[0] for line in page.out.splitlines()[1:]] == [rarest[1]["id"][:14]]
    assert page.err.startswith("2 to 2 of 3;")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--trait", "fur"], "such as fur=moss"),
        (["--trait", "fur=pink"], "fur is one of moss"),
        (["--generation", "old"], "expected a number, or a range"),
        (["--generation", ""], "expected a number, or a range"),
        (["--rarity", "45-50"], "expected a number, or a range"),
        (["--rarity", "80..20"], "nothing is between"),
        (["--generation", "2..1"], "nothing is between"),
    ],
)
def test_a_list_that_cannot_be_is_refused(stocked: Shell, words: list[str], says: str) -> None:
    assert says in stocked.run("list", *words).refusal


def test_promised_avatars_are_listed_and_claimed_ones_as_registered(stocked: Shell) -> None:
    made = stocked.run("generate", "--collection", "crowd", "--count", "5", "--out", "crowd.jsonl")
    assert made.code == 0
    assert stocked.run("commit", "crowd.jsonl", "--to", DEV2).code == 0
    claimed = stocked.json("claim", "0", "3")
    records = stocked.run("list", "--promised", "--json").records
    assert [one["owner"] for one in records] == [DEV0, DEV0, DEV1, DEV2] + 4 * [None]
    assert records[3]["id"] == claimed["id"]
    assert all(set(one) == ALWAYS | {"rarity", "promised"} for one in records[4:])
    assert [one["promised"] for one in records[4:]] == [
        {"batch": 0, "number": number, "to": DEV2} for number in (0, 1, 2, 4)
    ]
    assert len(stocked.avatars()) == 4
    told = stocked.run("list", "--promised").out
    assert "batch 0, number 4" in told


def test_an_index_can_be_deleted_and_a_damaged_one_is_told_of(stocked: Shell) -> None:
    before = stocked.avatars()
    (path,) = (stocked.home / "index").glob("*.sqlite")
    path.unlink()
    assert stocked.avatars() == before
    path.write_bytes(path.read_bytes()[:5000])
    listed = stocked.run("list", "--json")
    assert listed.records == before
    assert "could not be used" in listed.err
    with sqlite3.connect(path) as sql:
        sql.execute("pragma user_version = 99")
    sql.close()
    assert "newer avatarchain" in stocked.run("list").refusal


def test_a_page_beyond_what_can_be_counted_is_wrong_usage(stocked: Shell) -> None:
    for option in ("--limit", "--offset"):
        assert "is too large" in stocked.run("list", option, 2**63).misuse
        assert stocked.run("list", option, 2**63 - 1).code == 0


def test_a_closed_issuance_is_told_beside_the_list(stocked: Shell) -> None:
    from avatarchain import registry
    from avatarchain.chain import connect
    from avatarchain.keys.accounts import development
    from avatarchain.registry import foundings
    from avatarchain.species.pack import load

    assert "closed" not in stocked.run("list").err
    with connect("evm+sqlite://", folder=stocked.home) as chain:
        book = registry.find_pinned(stocked.home, chain, load("tuftling"))
        assert book is not None
        block = foundings.close_issuance(book, development(0)).block_number
    told = stocked.run("list")
    assert told.code == 0
    assert f"the issuance was closed in block {block}: no new founders" in told.err
