"""`avatarchain completion`: the shell fills in what was begun.

The scripts are click's: at every Tab they ask the program what could stand there (`offers`
answers for names and ids).
"""

import click
from click.shell_completion import get_completion_class

from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@common
def command(common: Common, shell: str) -> None:
    """Print the script with which a shell completes commands, names and ids.

    bash reads it from ~/.bashrc: eval "$(avatarchain completion bash)"; zsh likewise from
    ~/.zshrc. For fish, write it to ~/.config/fish/completions/avatarchain.fish.
    """
    from avatarchain.cli import program

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(program, {}, "avatarchain", "_AVATARCHAIN_COMPLETE").source()
    if common.json:
        emit({"shell": shell, "script": script})
    else:
        click.echo(script)
