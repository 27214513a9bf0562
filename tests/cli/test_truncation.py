"""Files that end too early, as after a power cut: each is repaired, or refused in one sentence.

Every file that we write is cut at every tenth of its length, and by `make faults` at every
hundredth; what is then read of it is what was written, or the command says no.
"""

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from shell import DEV1, Outcome, Shell

STEP = int(os.environ.get("FAULT_STEP", "10"))  # percent
SHARES = range(0, 100, STEP)
# One a block.
LATE = [
    "mint",
    "--collection",
    "late",
    "--count",
    5,
    "--every",
    "1ms",
    "--no-image",
    "--account",
    "dev0",
]


def cut(full: Path, place: Path, pattern: str, share: int) -> tuple[Shell, Path]:
    """A copy of everything, the one file that the pattern names cut to a share of its length."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(full, place)
    (file,) = place.glob(pattern)
    os.truncate(file, file.stat().st_size * share // 100)
    shell = Shell(home=place / "home", folder=place / "folder")
    return shell.knowing(AVATARCHAIN_PASSPHRASE="a", AVATARCHAIN_ISSUER_PASSPHRASE="b"), file


def told(outcome: Outcome) -> Any:
    """What a command said on stdout, or None where it refused in one sentence."""
    assert "Traceback" not in outcome.err
    if outcome.code == 0:
        return outcome.out
    assert outcome.refusal
    return None


REFUSED = [
    ("home/deployments.json", "list"),
    ("home/canvases.json", "deploy --again --account dev0"),
    ("home/jobs/*.json", "mint --resume"),
    ("home/accounts.json", "account default"),
    ("home/keystore/kim", "account export kim --out again.json"),
    ("home/issuer/*.json", "account issuer publish --account dev0"),
    ("home/trust.json", "trust list"),
    ("home/batches/*/leaves", "claim 0 2 --dry-run"),
    ("home/batches/*/nodes", "claim 0 2 --dry-run"),
    ("home/batches/*/batch.json", "claim 0 2 --dry-run"),
]


@pytest.mark.parametrize(("pattern", "command"), REFUSED)
def test_a_file_of_the_home_that_was_cut_off_is_refused_and_left_alone(
    full: Path, tmp_path: Path, pattern: str, command: str
) -> None:
    shell, file = cut(full, tmp_path / "whole", pattern, 100)
    whole = file.read_bytes()
    assert shell.run(*command.split()).code == 0
    for share in SHARES:
        shell, file = cut(full, tmp_path / "cut", pattern, share)
        before = file.read_bytes()
        if before + b"\n" == whole:  # nothing is missing but the end of the last line
            continue
        assert str(file.name)[:12] in shell.run(*command.split()).refusal
        assert file.read_bytes() == before


@pytest.mark.parametrize("pattern", ["folder/*.png", "folder/*.svg", "folder/0x*.json"])
def test_a_picture_that_was_cut_off_is_not_verified(
    full: Path, tmp_path: Path, pattern: str
) -> None:
    shell, file = cut(full, tmp_path / "whole", pattern, 100)
    assert shell.run("verify", file).code == 0
    for share in SHARES:
        shell, file = cut(full, tmp_path / "cut", pattern, share)
        outcome = shell.run("verify", file)
        assert outcome.code == 1
        assert "Traceback" not in outcome.err


def test_a_slice_that_was_cut_off_is_not_committed_and_is_made_whole_by_the_same_command(
    full: Path, tmp_path: Path
) -> None:
    """Unless it ends with a whole line: then it is a smaller slice, and says how large."""
    whole = (full / "folder" / "herd.jsonl").read_bytes()
    for share in SHARES:
        shell, file = cut(full, tmp_path / "cut", "folder/herd.jsonl", share)
        if file.read_bytes()[-1:] != b"\n":
            commit = ["commit", "herd.jsonl", "--to", DEV1, "--account", "dev0"]
            assert shell.run(*commit).refusal
        again = ["generate", "--collection", "herd", "--count", 40, "--out", "herd.jsonl"]
        assert shell.run(*again).code == 0
        assert file.read_bytes() == whole


def test_a_chain_that_was_cut_off_is_refused(full: Path, tmp_path: Path) -> None:
    for share in SHARES:
        shell, _ = cut(full, tmp_path / "cut", "home/chain.sqlite", share)
        assert "not a whole avatarchain devnet" in shell.run("list").refusal
        assert "not a whole avatarchain devnet" in shell.run("mint", "--account", "dev0").refusal


def test_an_index_that_was_cut_off_is_made_again(full: Path, tmp_path: Path) -> None:
    shell, _ = cut(full, tmp_path / "whole", "home/index/*.sqlite", 100)
    whole = shell.avatars()
    for share in SHARES:
        shell, _ = cut(full, tmp_path / "cut", "home/index/*.sqlite", share)
        assert shell.avatars() == whole


@pytest.fixture(scope="module")
def unplugged(full: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a machine that lost power: the last blocks stand in the chain's journal only."""
    place, snapshot = tmp_path_factory.mktemp("running"), tmp_path_factory.mktemp("unplugged")
    for name in ("home", "folder"):
        shutil.copytree(full / name, place / name)
    shell = Shell(home=place / "home", folder=place / "folder")
    reader = sqlite3.connect(shell.home / "chain.sqlite", isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from receipt").fetchone()
    minted = shell.run(*LATE)
    assert minted.code == 0, minted.err
    for name in ("home", "folder"):
        shutil.copytree(place / name, snapshot / name)
    reader.close()
    (snapshot / "home" / "chain.sqlite-shm").unlink()
    assert (snapshot / "home" / "chain.sqlite-wal").stat().st_size > 100_000
    return snapshot


def test_a_journal_that_was_cut_off_takes_the_last_blocks_and_no_more(
    unplugged: Path, tmp_path: Path
) -> None:
    """And what it took is minted again by the same command."""
    shell, _ = cut(unplugged, tmp_path / "whole", "home/chain.sqlite-wal", 100)
    whole = shell.avatars()
    lengths = set()
    for share in SHARES:
        shell, _ = cut(unplugged, tmp_path / "cut", "home/chain.sqlite-wal", share)
        kept = shell.avatars()
        assert kept == whole[: len(kept)]
        lengths.add(len(kept))
        again = shell.run(*LATE)
        assert again.code == 0, again.err
        assert {one["id"] for one in shell.avatars()} == {one["id"] for one in whole}
    assert min(lengths) == len(whole) - 5
    assert len(lengths) > 2


def test_a_chain_cut_off_beside_its_journal_is_refused_or_whole(
    unplugged: Path, tmp_path: Path
) -> None:
    shell, _ = cut(unplugged, tmp_path / "whole", "home/chain.sqlite", 100)
    whole = shell.run("list", "--json").out
    for share in SHARES:
        shell, _ = cut(unplugged, tmp_path / "cut", "home/chain.sqlite", share)
        assert told(shell.run("list", "--json")) in (whole, None)
        told(shell.run("mint", "--seed", "later", "--no-image", "--account", "dev0"))


def test_random_bytes_in_the_place_of_a_block_are_refused_or_not_read(
    full: Path, tmp_path: Path
) -> None:
    shell, _ = cut(full, tmp_path / "whole", "home/chain.sqlite", 100)
    whole = shell.run("list", "--json").out
    for share in SHARES:
        shell, file = cut(full, tmp_path / "cut", "home/chain.sqlite", 100)
        with file.open("r+b") as chain:
            chain.seek(file.stat().st_size * share // 100 // 4096 * 4096)
            chain.write(os.urandom(4096))
        assert told(shell.run("list", "--json")) in (whole, None)
