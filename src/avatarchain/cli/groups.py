"""Groups of commands that suggest similar commands for an unknown one."""

import os
from collections.abc import Sequence
from difflib import get_close_matches

import click

_FEW = 10  # commands that are all named in a refusal
_ALIKE = 0.5  # of the letters, for a word to be offered in place of another
_DELETES = ("burn", "delete", "remove", "rm")
_LONGEST = 1000  # letters of the line about a command, so that none is cut


class Group(click.Group):
    """A group of commands.

    The error for an unknown command lists similar ones, or all. It is an error to give an option
    twice, unless it may be repeated, or to give it another option as its value.
    """

    def resolve_command(
        self, context: click.Context, words: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `words` begin with, and the words after it. Raises UsageError.

        `help NAME` is read as `NAME --help`.
        """
        if words[0] == "help":
            if not words[1:]:
                from avatarchain.cli.output import say

                say(*context.get_help().splitlines())
                context.exit()
            words = [*words[1:], "--help"]
        name = words[0]
        if not name.startswith("-") and self.get_command(context, name) is None:
            commands = self.list_commands(context)
            close = get_close_matches(name, commands, 1, _ALIKE)
            hint = f": did you mean {close[0]}?" if close else ""
            if context.parent is None and name in _DELETES:
                hint = ": what is registered on a chain cannot be deleted"
            elif not close and len(commands) <= _FEW:
                hint = f": there are {', '.join(commands)}"
            raise click.UsageError(f"there is no command {name!r}{hint}", context)
        called, command, rest = super().resolve_command(context, words)
        if command is not None:
            check_options(command, rest, context)
        return called, command, rest

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with the complete first sentence of its help."""
        commands = [(name, self.get_command(context, name)) for name in self.list_commands(context)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, command.get_short_help_str(_LONGEST) if command else "")
                    for name, command in commands
                ]
            )


def check_options(command: click.Command, words: Sequence[str], context: click.Context) -> None:
    """Raise UsageError if an option is given twice, has another option as its value, or is a file.

    If an option is given twice, click itself would use the last one and ignore the first. A word
    that names a file here may come from `*`, in a folder that somebody else filled.
    """
    options = {
        spelling: option
        for option in command.params
        if isinstance(option, click.Option)
        for spelling in (*option.opts, *option.secondary_opts)
    }
    given: set[click.Option] = set()
    rest = iter(words)
    for word in rest:
        if word == "--":
            return
        spelling, has_value, _ = word.partition("=")
        option = options.get(spelling)
        if option is None:
            continue
        if os.path.lexists(word):
            raise click.UsageError(
                f"{word!r} is an option, and the name of a file here: write {'./' + word!r} for "
                "the file, or rename it",
                context,
            )
        if option in given and not option.multiple:
            raise click.UsageError(f"{spelling} is given twice: give it once", context)
        given.add(option)
        value = "" if option.is_flag or has_value else next(rest, "")
        if value.startswith("--") and value != "--":
            raise click.UsageError(
                f"{word} needs a value; if {value!r} is the value, write {word}={value}",
                context,
            )
