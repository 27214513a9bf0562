"""The same command in two processes at once: both succeed, or one is refused in a sentence.

Which of the two depends on who comes first, and what is left afterwards does not.
"""

import shutil
from pathlib import Path

import pytest
from shell import DEV1, Shell

from avatarchain.keys import accounts, seal

SECRETS = {"AVATARCHAIN_PASSPHRASE": "a", "AVATARCHAIN_ISSUER_PASSPHRASE": "b"}


@pytest.fixture(scope="module")
def crowd(_stock: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an account, a batch and a slice of avatars."""
    place = tmp_path_factory.mktemp("crowd")
    for name in ("home", "folder"):
        shutil.copytree(_stock / name, place / name)
    shell = Shell(home=place / "home", folder=place / "folder").knowing(**SECRETS)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ETH_RPC_URL", raising=False)
        patch.setattr(accounts, "SCRYPT_N", 2)
        for line in (
            "account new kim",
            "generate --collection herd --count 9 --out herd.jsonl",
            f"commit herd.jsonl --to {DEV1}",
            "generate --collection flock --count 9 --out f.jsonl",
        ):
            outcome = shell.run(*line.split())
            assert outcome.code == 0, outcome.err
    return place


# Each command, whether one of the two may be refused, and how many avatars there are afterwards.
@pytest.mark.parametrize(
    ("line", "may_refuse", "avatars"),
    [
        ("mint --collection new --count 4 --size 64", False, 7),
        ("mint --count 2 --no-image", False, 7),
        ("mint --seed one --no-image", False, 4),
        ("breed ALICE BOB", True, None),
        ("stud ALICE DEV1", False, 3),
        ("transfer ALICE DEV1", True, 3),
        ("show ALICE --out o", False, 3),
        ("list", False, 3),
        ("tree ALICE --out tree.svg", False, 3),
        ("gallery --out site", False, 3),
        ("generate --collection pack --count 3000 --out pack.jsonl", True, 3),
        ("commit f.jsonl --to DEV1", False, 3),
        ("claim 0 1", True, 4),
        (f"trust add eip155:1:DEV1 --genesis 0x{64 * '1'}", False, 3),
        ("deploy", False, 3),
        ("deploy --again", False, 0),
        ("devnet mine 2", False, 3),
        ("account default dev1", False, 3),
        ("account export kim --out kim.json", True, 3),
        ("account issuer rotate", False, 3),
        ("species new mine", True, 3),
    ],
)
def test_two_of_a_command_at_once_leave_what_is_whole(
    crowd: Path, tmp_path: Path, line: str, may_refuse: bool, avatars: int | None
) -> None:
    for name in ("home", "folder"):
        shutil.copytree(crowd / name, tmp_path / name)
    shell = Shell(home=tmp_path / "home", folder=tmp_path / "folder").knowing(**SECRETS)
    alice, bob = (one["id"] for one in shell.avatars()[:2])
    line = line.replace("ALICE", alice).replace("BOB", bob).replace("DEV1", DEV1)
    both = [shell.start(*line.split(), "--json") for _ in range(2)]
    ended = [one.ended() for one in both]
    assert [one.code for one in ended].count(0) >= (1 if may_refuse else 2), ended
    for one in ended:
        assert "Traceback" not in one.err
        if one.code:
            assert one.refusal
    found = shell.avatars()
    assert len({one["id"] for one in found}) == len(found)
    # Who comes second may find the mother delivered, and breed her again.
    assert len(found) in ((4, 5) if avatars is None else (avatars,))
    left = [one for root in (shell.home, shell.folder) for one in root.rglob(".*.????????")]
    assert left == []


def test_two_first_mints_at_once_make_one_chain_and_one_registry(shell: Shell) -> None:
    both = [shell.start("mint", "--seed", seed, "--json", "--no-image") for seed in ("a", "b")]
    ended = [one.ended() for one in both]
    assert [one.code for one in ended] == [0, 0], ended
    assert len({one.record["contract"] for one in ended}) == 1
    assert {one["id"] for one in shell.avatars()} == {one.record["id"] for one in ended}


def test_two_issuer_keys_made_at_once_are_both_kept(shell: Shell) -> None:
    knowing = shell.knowing(**SECRETS)
    both = [knowing.start("account", "issuer", "new", "--json") for _ in range(2)]
    assert [one.ended().code for one in both] == [0, 0]
    assert len(seal.sealed(shell.home)) == 2
