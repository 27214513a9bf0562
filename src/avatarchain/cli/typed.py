"""Commands as messages advise them: with the options that this one was given, where they matter.

Who gave --home, --rpc or --species needs them again for the next command, or that one works with
another home, chain or species. So every command that a message says to type goes through `typed`.
"""

import re
import shlex

import click

from avatarchain.cli.options import USUAL_SPECIES, Common
from avatarchain.session.terms import chain_url

_COMMAND = re.compile("`avatarchain ([^`]+)`")
# The first words of commands that read no chain, and of those that read the one of the home alone.
_NO_CHAIN = ("abi", "class", "completion", "generate", "species")
_OF_HOME = ("account", "devnet import", "devnet reset", "mint --resume", "trust")


def typed(command: str, common: Common | None = None) -> str:
    """The line to type for a command, such as `show 0x1234`, with the options it needs.

    These are the options `common`, or those of the command that runs now. An option that the
    command has already is not added, nor --rpc where the address follows without it. The address
    of a node is shortened as in all messages, for the path of a URL may be a secret.
    """
    common = common or _running()
    if common is None or command.startswith(_NO_CHAIN):
        return f"avatarchain {command}"
    options = {"--home": None if common.home is None else str(common.home)}
    if not command.startswith(_OF_HOME):
        if common.url != chain_url(None):
            options["--rpc"] = _address(common.url)
        if common.species != USUAL_SPECIES:
            options["--species"] = common.species
    words = command.split()
    more = [f" {name} {shlex.quote(value)}" for name, value in options.items() if value]
    return f"avatarchain {command}" + "".join(text for text in more if text.split()[0] not in words)


def completed(text: str) -> str:
    """The text, with each command in it that stands between backticks as `typed` gives it."""
    return _COMMAND.sub(lambda match: f"`{typed(match[1])}`", text)


def _running() -> Common | None:
    """The options of the command that runs; None if no command with such options does."""
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get("common")


def _address(url: str) -> str:
    from avatarchain.chain.transport import shown

    brief = shown(url)
    return brief if url in (brief, f"{brief}/") else f"{brief}/…"
