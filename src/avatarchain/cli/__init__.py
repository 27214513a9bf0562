"""The command line: parse, call, print.

Each command is a short file that reads its options, calls one room and prints what came
back. Commands are imported when used, so that `--help` and the commands that need no
chain start at once. A refusal is one sentence on stderr and exit code 1; wrong usage is
exit code 2; Ctrl-C ends with 130; 0 means that all that was asked for was done.
"""

import importlib
import os
import sys
from collections.abc import Sequence

import click

from avatarchain.errors import AvatarchainError, Interrupted, SystemRefused

# name → the line `--help` shows; each lives in the module of its name.
COMMANDS = {
    "mint": "Make avatars and register them on the chain.",
    "breed": "Breed two avatars: conceive, deliver, and paint the child.",
    "odds": "Tell the exact odds of every trait of a pair's child.",
    "stud": "Offer a father to another holder's mothers.",
    "show": "Show one avatar; with --out, paint it too.",
    "list": "List the avatars of the registry.",
    "tree": "Draw the pedigree of an avatar.",
    "gallery": "Write a gallery of all avatars: pages that need nothing but a browser.",
    "transfer": "Give an avatar to another address.",
    "generate": "Make founders without a chain, by the million: genomes, ids and traits.",
    "commit": "Promise all avatars of a generated file to an address, in one transaction.",
    "claim": "Register one avatar of a batch, named by its id or its number.",
    "verify": "Check picture files against their papers and the registry.",
    "trust": "Say whose registries you believe.",
    "deploy": "Deploy the registry contract for a species.",
    "devnet": "Look at and drive the embedded devnet, or run anvil.",
    "species": "Look at a species, the generation rule, or make one.",
    "account": "Make, import, export and list signing accounts.",
    "completion": "Print the script with which a shell completes commands, names and ids.",
}


class _Lazy(click.Group):
    def list_commands(self, _: click.Context) -> list[str]:
        return [*COMMANDS]  # `list` is a module here, once that command was used

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"avatarchain.cli.{name}")
        command: click.Command = module.command
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"avatarchain {version('avatarchain')}")
        context.exit()


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, callback=_version, expose_value=False, is_eager=True,
    help="Show the version.",
)  # fmt: skip
def program() -> None:
    """Characters with genes, whose identity a blockchain keeps.

    `avatarchain mint --seed hello` makes an avatar on a devnet of your own; no node is
    needed. Every command takes --json, --home DIR and --rpc URL.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit with its code."""
    try:
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        program.main(
            args=arguments, prog_name="avatarchain", standalone_mode=False,
            color=False if plain else None,
        )  # fmt: skip
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except AvatarchainError as error:
        click.echo(f"avatarchain: {error}", err=True)
        sys.exit(130 if isinstance(error, Interrupted) else 1)
    except BrokenPipeError:
        _leave_stdout()  # the reader has left
        sys.exit(1)
    except OSError as error:
        try:
            sys.stdout.flush()
        except OSError:
            _leave_stdout()
        reason = error.strerror or str(error)
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"avatarchain: {SystemRefused(reason=place + reason)}", err=True)
        sys.exit(1)


def _leave_stdout() -> None:
    """Write nothing more there, not even what is left in it on exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
