"""`transfer`: given away by its holder, and by nobody else."""

import json

import click
import pytest
from shell import ALWAYS, DEV0, DEV1, DEV2, Shell

from avatarchain.cli.options import Common
from avatarchain.cli.recipients import check_recipient, recipient
from avatarchain.errors import BadAddress


def test_the_holder_gives_and_the_receiver_gives_on(devnet: Shell) -> None:
    minted = devnet.json("mint", "--seed", "alice", "--no-image")
    given = devnet.json("transfer", minted["id"][:6], DEV1.lower())
    assert set(given) == ALWAYS | {"transaction", "block"}
    assert given["owner"] == DEV1
    assert given["block"] == minted["block"] + 1
    assert given["transaction"] != minted["transaction"]
    on = devnet.run("transfer", given["caip19"], DEV2, "--account", "dev1")
    assert on.code == 0
    assert on.out == f"{minted['id'][:14]}  belongs to {DEV2} since block {given['block'] + 1}\n"
    assert [one["owner"] for one in devnet.avatars()] == [DEV2]


def test_an_account_is_a_recipient_by_its_name(stocked: Shell) -> None:
    alice, bob = (avatar["id"] for avatar in stocked.avatars()[:2])
    assert stocked.json("transfer", alice, "dev1")["owner"] == DEV1
    assert stocked.json("mint", "--seed", "x", "--no-image", "--to", "dev2")["owner"] == DEV2
    assert stocked.json("stud", bob, "dev1")["offered_to"] == DEV1
    folder = stocked.home / "keystore"
    folder.mkdir()
    (folder / "mine").write_text(json.dumps({"address": DEV2[2:].lower()}))
    (folder / "silent").write_text("{}")
    assert "does not tell its address" in stocked.run("transfer", bob, "silent").refusal
    assert (
        stocked.json("found", "--count", 1, "--to", "mine", "--dry-run")["recipients"][26:]
        == DEV2[2:].lower()
    )
    assert stocked.json("transfer", bob, "mine")["owner"] == DEV2
    refusal = stocked.run("transfer", bob, "dev10").refusal
    assert "or the name of an account: `avatarchain devnet accounts` shows" in refusal


def test_dev_accounts_get_nothing_on_a_real_chain(shell: Shell) -> None:
    common = Common(False, shell.home, None, "tuftling", None)
    with click.Context(click.Command("transfer")):
        assert recipient(common, "dev1") == DEV1
        check_recipient(31337)
        with pytest.raises(BadAddress, match="everybody has the key"):
            check_recipient(1)
        assert not shell.home.exists()
    with click.Context(click.Command("transfer")):
        recipient(common, DEV1)
        check_recipient(1)


def test_who_does_not_hold_it_cannot_give_it(devnet: Shell) -> None:
    minted = devnet.json("mint", "--seed", "alice", "--no-image")
    before = devnet.state()
    refusal = devnet.run("transfer", minted["id"], DEV2, "--account", "dev1").refusal
    assert refusal.startswith(f"{DEV1} neither holds {minted['id'][:14]}")
    assert devnet.state() == before
    assert devnet.avatars()[0]["owner"] == DEV0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["0x0000", DEV1], "no avatar 0x0000"),
        (["0x" + 64 * "0", DEV1], "no avatar 0x0000"),
        (["nobody", DEV1], "no avatar here is called 'nobody'"),
        (["{alice}", DEV1.swapcase().replace("X", "x")], "checksum"),
        (["{alice}", "0x12"], "expected 0x and 40 hex digits"),
        (["{alice}", "alice.eth"], "expected 0x and 40 hex digits"),
        (["{alice}", DEV1, "--account", "nobody"], "no account 'nobody'"),
        (["{alice}", "0x" + 40 * "0"], "it is the zero address"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    stocked: Shell, arguments: list[str], sentence: str
) -> None:
    alice = stocked.avatars()[0]["id"]
    before = stocked.state()
    words = [word.format(alice=alice) for word in arguments]
    assert sentence in stocked.run("transfer", *words).refusal
    assert stocked.state() == before


def test_in_an_empty_home_nothing_is_made_for_it(shell: Shell) -> None:
    assert "there is nothing here yet" in shell.run("transfer", "0x1234", DEV1).refusal
    assert not (shell.home / "chain.sqlite").exists()


def test_without_a_receiver_it_is_wrong_usage(stocked: Shell) -> None:
    assert "Missing argument" in stocked.run("transfer", "0x1234").misuse
