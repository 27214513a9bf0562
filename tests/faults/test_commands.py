"""The table of commands is whole: a command or a file to write that it does not name fails here."""

from collections.abc import Mapping, Sequence

import click
import pytest
from aftermath import Place
from commands import READERS, SERVERS, WRITERS, command_of, leaves, outputs

WRITING = [writer.line for writer in WRITERS]


def unlisted(
    commands: Mapping[str, click.Command], writing: Sequence[str], others: Sequence[str]
) -> list[str]:
    """Commands that no line calls, and options to write a file that no writing line gives."""
    missing = []
    for words, command in commands.items():
        lines = [line for line in writing if command_of(line, commands) == words]
        if not lines and words not in {command_of(line, commands) for line in others}:
            missing.append(words)
        given = " ".join(lines).split()
        missing += [f"{words} {name}" for name in sorted(outputs(command)) if name not in given]
    return sorted(missing)


def test_every_command_and_every_file_that_one_writes_is_in_the_table() -> None:
    assert unlisted(dict(leaves()), WRITING, [*READERS, *SERVERS]) == []


def test_a_command_or_an_option_that_nobody_listed_is_seen() -> None:
    group = click.Group("program")
    save = click.Option(["--save"], type=click.Path())
    group.add_command(click.Command("mint", params=[save]))
    group.add_command(click.Command("burn"))
    assert unlisted(dict(leaves(group)), ["mint --seed a"], []) == ["burn", "mint --save"]


@pytest.mark.parametrize("line", READERS)
def test_a_command_that_is_said_to_read_changes_nothing(place: Place, line: str) -> None:
    before = place.shell.state()
    assert place.run(line).code == 0
    assert place.shell.state() == before
