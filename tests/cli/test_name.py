"""`name`: names that stay in the home, and stand for an id wherever one is asked for."""

import json

import pytest
from shell import Shell

from support.hostile_names import NAMES


@pytest.fixture
def ids(stocked: Shell) -> list[str]:
    """The ids of alice, bob and carol."""
    return [one["id"] for one in stocked.avatars()]


def test_a_name_stands_for_an_id_in_every_command(stocked: Shell, ids: list[str]) -> None:
    assert stocked.run("name", ids[0][:10], "Ada Lovelace").out == f"{ids[0][:14]}  Ada Lovelace\n"
    assert stocked.json("name", ids[1], "Zoë 🦊") == {"id": ids[1], "name": "Zoë 🦊"}
    shown = stocked.json("show", "ada lovelace")
    assert (shown["id"], shown["name"]) == (ids[0], "Ada Lovelace")
    assert stocked.json("show", "Zoe\u0308 🦊")["id"] == ids[1]
    assert stocked.json("odds", "Ada Lovelace", "Zoë 🦊")["mother"] == ids[0]
    listed = {one["id"]: one.get("name") for one in stocked.run("list", "--json").records}
    assert listed == {ids[0]: "Ada Lovelace", ids[1]: "Zoë 🦊", ids[2]: None}
    assert "Ada Lovelace" in stocked.run("list").out
    assert "Ada Lovelace" in stocked.run("tree", ids[0]).out
    assert stocked.json("tree", ids[0])["nodes"][0]["name"] == "Ada Lovelace"
    assert [one["name"] for one in stocked.run("name", "--json").records] == [
        "Ada Lovelace",
        "Zoë 🦊",
    ]


def test_a_name_with_blanks_and_without_quotes_is_told_to_stand_in_them(
    stocked: Shell, ids: list[str]
) -> None:
    for line in (("name", ids[0], "Ada", "Lovelace"), ("breed", "Ada", "Lovelace", "Bo")):
        assert stocked.run(*line).misuse.endswith("in quotes: 'Ada Lovelace'.\n")
    assert "in quotes" not in stocked.run("list", "a", "b").misuse


def test_a_name_never_reaches_the_chain_and_can_be_forgotten(
    stocked: Shell, ids: list[str]
) -> None:
    before = stocked.json("devnet", "status")
    assert stocked.run("name", ids[0], "Ada").code == 0
    assert stocked.json("devnet", "status") == before
    assert stocked.run("name", ids[0], "Grace").code == 0
    assert "no avatar here is called 'Ada'" in stocked.run("show", "Ada").refusal
    assert stocked.json("name", "Grace", "--forget") == {"id": ids[0], "name": None}
    assert "no avatar has a name yet" in stocked.run("name").err


def test_a_name_is_of_one_chain(stocked: Shell, ids: list[str], node: str) -> None:
    stocked.json("name", ids[0], "Ada")
    other = stocked.on(node)
    other.json("mint", "--seed", "alice", "--no-image")
    assert "is called 'Ada'" in other.run("show", "Ada").refusal
    other.json("name", ids[0], "Not Ada")
    assert stocked.json("show", "Ada")["name"] == "Ada"


def test_a_name_is_given_once(stocked: Shell, ids: list[str]) -> None:
    stocked.json("name", ids[0], "Ada")
    assert f"is the name of {ids[0][:14]}" in stocked.run("name", ids[1], "ADA").refusal
    told = stocked.run("name", ids[1], "Аda")
    assert told.code == 0
    assert "looks like Ada, which is there too (CYRILLIC CAPITAL LETTER A)" in told.err


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "is empty"),
        ("   ", "an avatar cannot be called '': it is empty"),
        (" Ada", "begins or ends with a blank"),
        ("0xAda", "begins like an id"),
        ("eip155:Ada", "begins like an id"),
        ("--Ada", "begins with a dash"),
        ("a" * 65, "has more than 64 letters"),
        ("a\u0301" * 65, "has more than 64 letters"),
        ("A\u200bda", "holds a letter that is not seen"),
        ("A\x1b[2Jda", "holds a letter that is not seen"),
        ("A\u202eda", "holds a letter that is not seen"),
        ("A\nda", "holds a letter that is not seen"),
    ],
)
def test_a_name_that_misleads_is_refused(
    stocked: Shell, ids: list[str], name: str, reason: str
) -> None:
    assert reason in stocked.run("name", "--", ids[0], name).refusal
    assert not (stocked.home / "names.json").exists()


def test_no_hostile_name_reaches_the_home(stocked: Shell, ids: list[str]) -> None:
    for name in NAMES:
        stocked.run("name", "--", ids[0], name)
        kept = stocked.home / "names.json"
        if kept.exists():
            (row,) = json.loads(kept.read_text())["names"]
            assert row["name"].isprintable()
        said = stocked.run("list").out + stocked.run("name").out
        assert all(line.isprintable() for line in said.splitlines())


def test_an_avatar_is_found_by_the_seed_that_made_it(stocked: Shell, ids: list[str]) -> None:
    assert stocked.json("show", "--seed", "alice")["id"] == ids[0]
    assert "is not minted here yet (0x" in stocked.run("show", "--seed", "nobody").refusal
    refusal = stocked.run("show", "alice").refusal
    assert "no avatar here is called 'alice'" in refusal
    assert "`avatarchain show --seed 'alice'`" in refusal
    assert "give an ID or --seed" in stocked.run("show").misuse
    assert "give an ID or --seed" in stocked.run("show", ids[0], "--seed", "a").misuse
    assert "--forget takes an ID alone" in stocked.run("name", "--forget").misuse


def test_an_id_without_its_0x_is_an_id(stocked: Shell, ids: list[str]) -> None:
    assert stocked.json("show", ids[0][2:10])["id"] == ids[0]
    assert "no avatar" in stocked.run("show", "00000000").refusal


def test_a_forgotten_name_is_said_to_be_forgotten(stocked: Shell, ids: list[str]) -> None:
    stocked.run("name", ids[0], "Ada")
    for answer in ("the name Ada is forgotten", "has no name"):
        assert stocked.run("name", ids[0], "--forget").out == f"{ids[0][:14]}  {answer}\n"
