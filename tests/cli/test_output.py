"""What every command has in common: JSON lines, exit codes, a reader that leaves, a full disk."""

import subprocess
import sys
from pathlib import Path

import pytest
from shell import DEV1, Outcome, Shell

from avatarchain.cli import COMMANDS

EVERY = [
    ["mint", "--seed", "dora", "--size", "64"],
    ["mint", "--count", "2", "--no-image"],
    ["mint", "--seed", "dora", "--dry-run"],
    ["show", "{alice}"],
    ["list"],
    ["transfer", "{alice}", DEV1],
    ["verify", "{picture}"],
    ["deploy"],
    ["devnet", "status"],
    ["devnet", "accounts"],
    ["devnet", "mine"],
    ["species", "show"],
    ["account", "list"],
    ["devnet", "reset", "--yes"],
]


@pytest.mark.parametrize("arguments", EVERY, ids=" ".join)
def test_with_json_stdout_holds_one_object_a_line_and_nothing_else(
    stocked: Shell, alice: Path, arguments: list[str]
) -> None:
    names = {"alice": stocked.avatars()[0]["id"], "picture": alice}
    words = [word.format(**names) for word in arguments]
    outcome = stocked.run(*words, "--json")
    assert outcome.code == 0
    assert len(outcome.records) == len(outcome.out.splitlines())
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["species", "show"]])
def test_a_full_disk_behind_stdout_is_one_sentence(stocked: Shell, arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "avatarchain", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=stocked.variables(),
        )
    assert "No space left on device" in Outcome(ended.returncode, "", ended.stderr).refusal


def test_an_unknown_command_or_option_is_wrong_usage(shell: Shell) -> None:
    assert "there is no command 'conjure'" in shell.run("conjure").misuse
    for command in COMMANDS:
        assert shell.run(command, "--conjure").misuse.startswith("Usage: avatarchain")


def test_what_needs_no_chain_loads_none_of_its_libraries(shell: Shell) -> None:
    """web3 alone takes a second to import; one process, for it is the import that counts."""
    script = """
import contextlib, io, sys
from avatarchain.cli import main
for command in (["--help"], ["--version"], ["mint", "--help"], ["species", "show", "--json"]):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            main(command)
    except SystemExit as end:
        assert not end.code
    print(command, sorted({"web3", "eth", "eth_account", "eth_utils", "PIL"} & set(sys.modules)))
"""
    outcome = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=shell.variables()
    )
    assert outcome.stderr == ""
    assert len(outcome.stdout.splitlines()) == 4
    assert all(line.endswith("] []") for line in outcome.stdout.splitlines())
