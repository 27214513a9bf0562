"""Every snippet of docs/ runs: Python as it stands, commands in a home of their own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from avatarchain.cli import program

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = sorted(DOCS.glob("*.md"))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPOKEN = re.compile(r"`avatarchain ([^`]+)`")
OPTION = re.compile(r"(--[a-z][a-z-]*)")
LINK = re.compile(r"\]\(([^)#]+)\)")


def snippets(guide: Path, language: str) -> list[str]:
    return [
        code for kind, code in BLOCK.findall(guide.read_text(encoding="utf-8")) if kind == language
    ]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_the_python_of_a_guide_runs_from_its_first_snippet_to_its_last(
    guide: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    for code in snippets(guide, "python"):
        exec(compile(code, guide.name, "exec"), names)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_the_commands_of_a_guide_run_in_an_empty_home(guide: Path, folder: Path) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {
        **{name: value for name, value in os.environ.items() if name != "ETH_RPC_URL"},
        "PATH": path,
        "AVATARCHAIN_HOME": str(folder / "home"),
    }
    for code in snippets(guide, "sh"):
        done = subprocess.run(
            ["sh", "-e", "-c", code], cwd=folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_a_command_that_is_only_spoken_of_exists_with_its_options(guide: Path) -> None:
    for words in SPOKEN.findall(BLOCK.sub("", guide.read_text(encoding="utf-8"))):
        command: click.Command = program
        for word in words.split():
            if isinstance(command, click.Group) and word.isidentifier() and word.islower():
                found = command.get_command(click.Context(command), word)
                assert found is not None, words
                command = found
        options = {name for one in command.params for name in one.opts} | {"--help"}
        assert set(OPTION.findall(words)) <= options, words


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_the_links_of_a_guide_lead_somewhere(guide: Path) -> None:
    for target in LINK.findall(guide.read_text(encoding="utf-8")):
        assert "://" in target or (guide.parent / target).exists(), target
