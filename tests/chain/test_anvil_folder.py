"""anvil takes settings from a file `.env` in its current folder, so it runs in the root folder."""

import os
from pathlib import Path

import pytest

from avatarchain.chain import anvil
from avatarchain.errors import AnvilFailed, AnvilMissing


@pytest.fixture
def binary(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A program in the current folder that says where it runs, and ends; a relative path."""
    path = folder / "anvil"
    path.write_text("#!/bin/sh\npwd\n")
    path.chmod(0o755)
    monkeypatch.chdir(folder)
    return "./anvil"


def test_a_started_anvil_runs_in_the_root_folder(binary: str) -> None:
    with pytest.raises(AnvilFailed) as refused:
        anvil.Anvil(binary, 30)
    assert refused.value.words == "/"


def test_the_anvil_that_this_process_becomes_runs_in_the_root_folder(
    binary: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[tuple[str, str]] = []
    monkeypatch.setattr(os, "execv", lambda path, _: begun.append((path, os.getcwd())))
    anvil.become(binary, 8545)
    assert begun == [(str(folder / "anvil"), "/")]
    with pytest.raises(AnvilMissing):
        anvil.become("./anvil", 8545)
