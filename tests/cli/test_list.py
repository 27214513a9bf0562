"""`list`: who is registered, for people and for programs."""

import pytest
from shell import ALWAYS, DEV0, DEV1, DEV2, Shell


def test_avatars_are_listed_in_the_order_of_their_birth_with_their_holders(
    stocked: Shell,
) -> None:
    listed = stocked.avatars()
    assert [one["owner"] for one in listed] == [DEV0, DEV0, DEV1]
    assert [one["block"] for one in listed] == sorted(one["block"] for one in listed)
    assert all(set(one) == ALWAYS | {"transaction", "block"} for one in listed)


def test_for_people_each_avatar_is_a_row_that_a_pipe_does_not_cut(stocked: Shell) -> None:
    lines = stocked.run("list").out.splitlines()
    assert lines[0].split()[:4] == ["id", "gen", "block", "owner"]
    assert [line.split()[0] for line in lines[1:]] == [one["id"][:14] for one in stocked.avatars()]
    assert [line.split()[3] for line in lines[1:]] == [DEV0, DEV0, DEV1]


def test_the_avatars_of_one_holder_are_listed_alone(stocked: Shell) -> None:
    listed = stocked.avatars()
    of_dev1 = stocked.run("list", "--owner", DEV1.lower(), "--json")
    assert of_dev1.records == listed[2:]
    assert stocked.run("list", "--owner", DEV2, "--json").out == ""


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
    assert "nothing was minted or deployed there" in shell.on(url).run("list").refusal
    assert not list(shell.home.glob("*.sqlite"))
    assert not list(shell.folder.glob("*.sqlite"))


def test_a_chain_in_another_file_is_minted_to_and_listed(shell: Shell) -> None:
    elsewhere = shell.on(f"evm+sqlite://{shell.folder}/other.sqlite")
    minted = elsewhere.json("mint", "--seed", "alice", "--no-image")
    assert [one["id"] for one in elsewhere.avatars()] == [minted["id"]]
    assert "no registry" in shell.run("list").refusal
