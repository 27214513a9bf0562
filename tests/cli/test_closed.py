"""A program whose stdout or stderr is closed: nothing is done that cannot be told."""

import os
import subprocess
import sys

import pytest
from shell import Shell


def closed(shell: Shell, which: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    shell.folder.mkdir(exist_ok=True)
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {which}', "sh", sys.executable, "-m", "avatarchain", *arguments],
        capture_output=True,
        text=True,
        cwd=shell.folder,
        env=os.environ | shell.variables(),
    )


@pytest.mark.parametrize("which", [">&-", ">&- 2>&-"])
def test_without_stdout_nothing_is_minted(shell: Shell, which: str) -> None:
    done = closed(shell, which, "mint", "--seed", "hello", "--no-image")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not (shell.home / "chain.sqlite").exists()
    assert ("stdout is closed" in done.stderr) == (which == ">&-")


def test_without_stderr_a_command_works(stocked: Shell) -> None:
    done = closed(stocked, "2>&-", "list")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 4
