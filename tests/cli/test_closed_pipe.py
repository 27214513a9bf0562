"""A reader that stops reading ends every command in one way, as it ends other programs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from shell import Shell

PROGRAM = [sys.executable, "-m", "avatarchain"]


@pytest.mark.parametrize(
    "line",
    [
        "generate --collection herd --count 20000",
        "list --json",
        "list",
        "tree ALICE",
        "odds ALICE BOB",
        "species show",
        "--help",
        "--version",
        "mint --help",
    ],
)
def test_a_command_whose_reader_left_ends_with_141_and_says_nothing(
    stocked: Shell, line: str
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    variables = os.environ | stocked.variables()
    alice, bob, *_ = stocked.avatars()
    line = line.replace("ALICE", alice["id"]).replace("BOB", bob["id"])
    ended = subprocess.run(
        [*PROGRAM, *line.split()],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=variables,
        cwd=stocked.folder,
        check=False,
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, b"")


def test_a_mint_whose_reader_left_registers_nothing_that_it_did_not_tell(
    stocked: Shell, tmp_path: Path
) -> None:
    before = len(stocked.avatars())
    script = "$0 -m avatarchain mint --collection herd --count 300 --no-image | head -n 1 > told"
    subprocess.run(
        ["/bin/sh", "-c", script, sys.executable],
        env=os.environ | stocked.variables(),
        cwd=tmp_path,
        check=True,
    )
    assert (tmp_path / "told").read_text().startswith("herd, number 0 → 0x")
    assert stocked.run("mint", "--collection", "herd", "--count", 300, "--no-image").code == 0
    assert len(stocked.avatars()) == before + 300
