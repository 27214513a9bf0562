"""The file of a home's chain is gone: every command says so, and none begins another chain."""

import pytest
from shell import Shell

COMMANDS = (
    "list",
    "show 0x1234",
    "tree 0x1234",
    "name",
    "mint --seed bob --no-image",
    "mint --seed bob --dry-run",
    "breed 0x1234 0x5678",
    "deploy",
    "deploy --again",
    "devnet status",
    "devnet check",
    "devnet export late.zip",
)
SENTENCE = (
    "chain.sqlite, with 1 name: bring the file back, "
    "`avatarchain devnet import FILE` takes an export, or `avatarchain devnet reset` begins a "
    "new one"
)


@pytest.fixture
def bereft(stocked: Shell) -> Shell:
    """A home with pins and a name, without the chain that they are of; an export is beside it."""
    assert stocked.run("name", stocked.avatars()[0]["id"], "Ada").code == 0
    assert stocked.run("devnet", "export", "mine.zip").code == 0
    for file in stocked.home.glob("chain.sqlite*"):
        file.unlink()
    return stocked


def test_every_command_says_it_and_makes_no_chain(bereft: Shell) -> None:
    for line in COMMANDS:
        refusal = bereft.run(*line.split()).refusal
        assert f"the chain of this home is missing: {bereft.home}" in refusal, line
        assert SENTENCE in refusal, line
        assert not (bereft.home / "chain.sqlite").exists(), line


def test_after_a_refused_mint_the_export_is_imported(bereft: Shell) -> None:
    assert bereft.run("mint", "--seed", "bob").refusal
    assert bereft.run("devnet", "import", "mine.zip").code == 0
    assert bereft.json("show", "Ada")["name"] == "Ada"


def test_a_reset_begins_a_new_one(bereft: Shell) -> None:
    assert bereft.run("devnet", "reset", "--yes").code == 0
    assert bereft.run("mint", "--seed", "bob", "--no-image").code == 0


def test_the_keys_are_listed_all_the_same(bereft: Shell) -> None:
    shown = bereft.run("account", "issuer", "show")
    assert (shown.code, SENTENCE in shown.err) == (0, True)
