"""The command line: parse, call, print.

Each command is a short file that reads its options, calls the library and prints the result. A
command is imported when it is used, so `--help` and the commands that need no chain start fast.
Exit codes: 0 if everything was done, 1 for a refusal (one sentence on stderr), 2 for wrong usage,
130 after Ctrl-C, 141 if the reader of stdout has closed the pipe.
"""

import errno
import gc
import importlib
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

import avatarchain
from avatarchain.base.visible import masked
from avatarchain.cli.advice import advised
from avatarchain.cli.groups import Group
from avatarchain.cli.output import never_fails, say, tell, without_colours
from avatarchain.errors import AvatarchainError, Interrupted, SystemRefused

# Name of a command → its line in `--help`. Each command is in the module of its name.
COMMANDS = {
    "mint": "Make avatars and register them on the chain.",
    "breed": "Breed two avatars: conceive, deliver, and paint the child.",
    "odds": "Print the exact odds of every trait of a pair's child.",
    "show": "Show one avatar; with --out, paint it too.",
    "list": "List the avatars of the registry.",
    "name": "Give an avatar a name of your own, or list the names.",
    "tree": "Draw the pedigree of an avatar.",
    "gallery": "Write a gallery of all avatars: pages that need only a browser.",
    "export": "Write characters as animated files, for web pages, games and other programs.",
    "verify": "Check picture files against their papers (certificates) and the registry.",
    "transfer": "Give an avatar to another address.",
    "stud": "Offer a father to another holder's mothers.",
    "generate": "Make founders without a chain, by the million: genomes, ids and traits.",
    "found": "Promise founders that a later block draws, so that nobody chooses them.",
    "commit": "Promise all avatars of a generated file, or of a founding, in one transaction.",
    "claim": "Register one avatar of a batch, named by its id or its number.",
    "audit": "Check everything that can be known about a registry from its address alone.",
    "trust": "Choose which registries you trust.",
    "class": "Make lessons for a class, as pages that work from a disk, and mark the answers.",
    "serve": "Serve your chain on this machine until Ctrl-C, to people, wallets and tools.",
    "deploy": "Deploy the registry contract for a species.",
    "abi": "Print the interface of the contracts, for other programs.",
    "devnet": "Show or control the embedded devnet, or run anvil.",
    "species": "Show a species (the rule that makes characters), or make one.",
    "account": "Make, import, export and list signing accounts.",
    "completion": "Print the script that lets a shell complete commands, names and ids.",
}


_OF_COMMANDS = ("--json", "--home", "--rpc", "--species", "--timeout")


_NAMED = ("id", "ids", "mother", "father")
"""The arguments that accept the name of an avatar."""

# What helps when the operating system fails, by the number of its error.
_REMEDIES = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room in your quota",
    errno.EROFS: "nothing can be written there, so name another folder",
    errno.EACCES: "you have no right to that, so name another place",
    errno.EPERM: "you have no right to that, so name another place",
    errno.EADDRINUSE: "another program has this port, so name another or end that program",
    errno.EMFILE: "too many files are open, so close programs or raise the limit",
    errno.ENFILE: "too many files are open, so close programs or raise the limit",
    errno.ENOMEM: "memory is short, so close programs",
}
# New objects between two searches for cycles. Importing makes few cycles and many objects, and the
# usual 700 would take a tenth of the time of a short command.
_FEW_COLLECTIONS = 50_000
# numpy's library of linear algebra, of which we use little, starts a thread for each processor as
# soon as numpy is imported: a tenth of the processor time of a mint.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "1")
_CLOSED_PIPE = 141  # as programs end that the signal SIGPIPE ends


class _ReaderLeft(Exception):
    """The reader of stdout has closed the pipe."""


class _ToStderr(logging.Handler):
    """Prints what the library reports while a command runs, such as a long wait."""

    def emit(self, record: logging.LogRecord) -> None:
        tell(f"avatarchain: {record.getMessage()}")


@contextmanager
def _reader_leaving() -> Iterator[None]:
    """Turn a closed pipe into _ReaderLeft; click would end with 1, the code of a refusal."""
    try:
        yield
    except BrokenPipeError:
        raise _ReaderLeft from None


class _Lazy(Group):
    """A group that imports a command when it is used."""

    def list_commands(self, _: click.Context) -> list[str]:
        return [*COMMANDS]  # not list(COMMANDS): the imported module `list` may hide the builtin

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"avatarchain.cli.{name}")
        command: click.Command = module.command
        return command

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        with _reader_leaving():  # while --help and --version are printed
            return super().make_context(*arguments, **more)

    def invoke(self, context: click.Context) -> Any:
        with _reader_leaving():
            try:
                return super().invoke(context)
            except AvatarchainError as error:  # here, where the options that were given are known
                tell(f"avatarchain: {advised(error)}")
                sys.exit(130 if isinstance(error, Interrupted) else 1)

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(context, args)
        except click.NoSuchOption as error:
            if error.option_name in _OF_COMMANDS:
                misplaced = f"{error.option_name} stands after the name of a command"
                raise click.UsageError(misplaced, context) from None
            raise

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


def _version(context: click.Context, _: click.Parameter, given: bool) -> None:
    if given and not context.resilient_parsing:
        say(f"avatarchain {avatarchain.__version__}")
        context.exit()


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    callback=_version,
    expose_value=False,
    is_eager=True,
    help="Show the version.",
)
def program() -> None:
    """Characters with genes, whose identity a blockchain keeps.

    `avatarchain mint --seed hello` makes an avatar on a devnet of your own; no node is
    needed. Every command takes --json, --home DIR, --rpc URL and --timeout SECONDS.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit with its code."""
    gc.set_threshold(_FEW_COLLECTIONS)
    os.environ.setdefault(*_ONE_THREAD)
    logger = logging.getLogger("avatarchain")
    if not logger.handlers:
        logger.addHandler(_ToStderr())
    never_fails()
    if sys.stdout is None:  # whatever is opened next would take its place
        refused = SystemRefused(
            reason="stdout is closed, so nothing that is done could be told",
            remedy="leave it open, or send it to /dev/null",
        )
        tell(f"avatarchain: {advised(refused)}")
        sys.exit(1)
    if "_AVATARCHAIN_COMPLETE" in os.environ:
        from avatarchain.cli.shells import register

        register()
    try:
        program.main(
            args=arguments,
            prog_name="avatarchain",
            standalone_mode=False,
            color=False if without_colours() else None,
        )
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as error:
        _print_misuse(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        tell("stopped")
        sys.exit(130)
    except (BrokenPipeError, _ReaderLeft):
        _leave_stdout()
        sys.exit(_CLOSED_PIPE)
    except OSError as error:
        _print_trouble(error)
        sys.exit(1)


def _print_trouble(error: OSError) -> None:
    """Print an error of the operating system, and what may help."""
    try:
        sys.stdout.flush()
    except OSError:
        _leave_stdout()
    reason = error.strerror or str(error)
    place = f"{error.filename}: " if error.filename else ""
    remedy = _REMEDIES.get(error.errno or 0, "mend that")
    tell(f"avatarchain: {advised(SystemRefused(reason=place + reason, remedy=remedy))}")


def _print_misuse(error: click.ClickException) -> None:
    """Print click's message about wrong usage, or the help of a group without a command."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        tell(*error.format_message().split("\n"))
        return
    context = getattr(error, "ctx", None)
    if context is not None:
        tell(*context.get_usage().split("\n"))
        tell(f"Try '{context.command_path} --help' for help.", "")
    words = masked(error.format_message())
    # Of a choice that is missing click lists what there is, on lines of its own.
    ours = isinstance(error, click.MissingParameter)
    tell(*f"Error: {words}".expandtabs().split("\n") if ours else (f"Error: {words}",))
    if "unexpected extra argument" in words and context is not None and _takes_names(context):
        tell("A name with blanks is written in quotes: 'Ada Lovelace'.")


def _takes_names(context: click.Context) -> bool:
    """Whether a command has an argument that may be the name of an avatar."""
    arguments = (param for param in context.command.params if isinstance(param, click.Argument))
    return any(argument.name in _NAMED for argument in arguments)


def _leave_stdout() -> None:
    """Send stdout to the null device, so that nothing more is written to it, also on exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
