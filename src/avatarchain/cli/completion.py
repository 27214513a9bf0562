"""`avatarchain completion`: completion with the Tab key in a shell.

The scripts are click's: at every Tab they run the program, which returns the possible words
(`offers` finds names and ids).
"""

import click
from click.shell_completion import get_completion_class

from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, say
from avatarchain.cli.shells import register

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@common
def command(common: Common, shell: str) -> None:
    """Print the script that lets a shell complete commands, names and ids.

    For bash, add eval "$(avatarchain completion bash)" to ~/.bashrc; for zsh, the same with
    zsh to ~/.zshrc. For fish, write it to ~/.config/fish/completions/avatarchain.fish.
    """
    from avatarchain.cli import program

    register()
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - the option offers the shells that click knows
    script = kind(program, {}, "avatarchain", "_AVATARCHAIN_COMPLETE").source()
    if common.json:
        emit({"shell": shell, "script": script})
    else:
        say(*script.split("\n"))
