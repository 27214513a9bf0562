"""`avatarchain account`: who signs."""

import sys
from pathlib import Path

import click

from avatarchain import home as homes
from avatarchain.cli.issuer import command as issuer
from avatarchain.cli.options import Common, ask_new_passphrase, ask_passphrase, common
from avatarchain.cli.output import emit, tell


@click.group("account")
def command() -> None:
    """Make, import and list signing accounts.

    Keys are kept in keystore files that geth, MetaMask and Foundry read too. A passphrase
    comes from a prompt, --password-file or $AVATARCHAIN_PASSPHRASE. On a devnet no account
    is needed: dev0 to dev9 are at hand.
    """


command.add_command(issuer)


def _told(common: Common, name: str, address: str | None) -> None:
    if common.json:
        emit({"name": name, "address": address})
    else:
        click.echo(f"{name}  {address or '(the file does not say its address)'}")


_password_file = click.option(
    "--password-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="A file whose first line is the passphrase.",
)  # fmt: skip


@command.command("new")
@click.argument("name")
@_password_file
@common
def new(common: Common, name: str, password_file: Path | None) -> None:
    """Make a new key and keep it as NAME."""
    from avatarchain import accounts

    home = homes.locate(common.home)
    accounts.check_name(home, name)
    secret = accounts.passphrase("New passphrase", password_file, ask_new_passphrase)
    kept = accounts.create(home, name, secret)
    _told(common, kept.name, kept.address)


@command.command("list")
@common
def list_(common: Common) -> None:
    """List the accounts of your home."""
    from avatarchain import accounts

    known = accounts.stored(homes.locate(common.home))
    for one in known:
        _told(common, one.name, one.address)
    if not known and not common.json:
        tell("none is kept here; `avatarchain account new NAME` makes one")


@command.command("import")
@click.argument("name")
@click.option(
    "--keystore", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="A keystore file of another program, kept as it is.",
)  # fmt: skip
@_password_file
@common
def import_(common: Common, name: str, keystore: Path | None, password_file: Path | None) -> None:
    """Keep a key as NAME: a private key from the prompt or stdin, or a keystore file."""
    from avatarchain import accounts

    home = homes.locate(common.home)
    accounts.check_name(home, name)
    if keystore is not None:
        secret = accounts.passphrase("Its passphrase", password_file, ask_passphrase)
        key = bytes(accounts.unlock(keystore, secret).key)
    else:
        typed = ask_passphrase("Private key") if sys.stdin.isatty() else sys.stdin.readline()
        key = accounts.parse_key(typed)
        secret = accounts.passphrase("New passphrase", password_file, ask_new_passphrase)
    kept = accounts.create(home, name, secret, key)
    _told(common, kept.name, kept.address)
