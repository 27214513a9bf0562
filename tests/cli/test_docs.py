"""Every command has help, takes what all take, and stands in the README."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from avatarchain.cli import COMMANDS, program

README = Path(__file__).resolve().parents[2] / "README.md"


def commands(group: click.Group, words: str) -> Iterator[tuple[str, click.Command]]:
    """All commands below a group, each with the words that call it."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        yield f"{words} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{words} {name}")


EVERY = dict(commands(program, "avatarchain"))
LEAVES = {words: one for words, one in EVERY.items() if not isinstance(one, click.Group)}


def test_every_command_and_every_option_has_help() -> None:
    for words, command in EVERY.items():
        assert command.help, words
        for one in command.params:
            if isinstance(one, click.Option):
                assert one.help, f"{words} {one.opts[0]}"


def test_every_command_takes_what_all_take() -> None:
    for words, command in LEAVES.items():
        options = {name for one in command.params for name in one.opts}
        assert {"--json", "--home", "--rpc", "--timeout"} <= options, words


@pytest.mark.parametrize("words", EVERY)
def test_every_command_stands_in_the_readme(words: str) -> None:
    assert words in README.read_text(encoding="utf-8")


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    for name, line in COMMANDS.items():
        command = EVERY[f"avatarchain {name}"]
        assert command.get_short_help_str(limit=200) == line


def test_the_commands_are_told_after_any_of_them_was_used() -> None:
    """`list` is a command, and so a module beside the program."""
    assert program.get_command(click.Context(program), "list") is not None
    assert program.list_commands(click.Context(program)) == [*COMMANDS]
    assert "completion" in program.get_help(click.Context(program))
