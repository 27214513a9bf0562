"""`avatarchain account`: who signs."""

import os
import sys
from pathlib import Path

import click

from avatarchain import home as homes
from avatarchain.cli import offers
from avatarchain.cli.issuer import command as issuer
from avatarchain.cli.options import Common, ask_new_passphrase, ask_passphrase, common
from avatarchain.cli.output import emit, tell
from avatarchain.errors import FileThere


@click.group("account")
def command() -> None:
    """Make, import, export and list signing accounts.

    Keys are kept in keystore files that geth, MetaMask and Foundry read too. A passphrase
    comes from a prompt, --password-file or $AVATARCHAIN_PASSPHRASE. On a devnet no account
    is needed: dev0 to dev9 are at hand.
    """


command.add_command(issuer)


def _told(common: Common, name: str, address: str | None, **more: object) -> None:
    if common.json:
        emit({"name": name, "address": address} | more)
    else:
        default = "  (default)" if more.get("default") else ""
        click.echo(f"{name}  {address or '(the file does not say its address)'}{default}")


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

    home = homes.locate(common.home)
    known, default = accounts.stored(home), accounts.default(home)
    for one in known:
        _told(common, one.name, one.address, default=one.name == default)
    if default is not None and default not in [one.name for one in known]:
        _told(common, default, accounts.address_of(home, default), default=True)
    if not known and not common.json:
        tell("none is kept here; `avatarchain account new NAME` makes one")


@command.command("import")
@click.argument("name")
@click.option(
    "--keystore", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="A keystore file of another program; its passphrase stays.",
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


@command.command("export")
@click.argument("name", shell_complete=offers.accounts)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="The new keystore file.  [default: NAME.json]",
)  # fmt: skip
@_password_file
@common
def export(common: Common, name: str, out: Path | None, password_file: Path | None) -> None:
    """Write the keystore of NAME to a file for geth, MetaMask or Foundry, or as a backup.

    It stays sealed with its passphrase, which is asked for to make sure that it opens.
    """
    from avatarchain import accounts

    home = homes.locate(common.home)
    accounts.check_known(home, name)
    out = out or Path(f"{Path(name).name.removesuffix('.json')}.json")
    if os.path.lexists(out):
        raise FileThere(file=str(out))
    secret = accounts.passphrase(f"Passphrase of {name}", password_file, ask_passphrase)
    written = accounts.export(home, name, secret, out)
    if common.json:
        emit({"name": written.name, "address": written.address, "file": str(out)})
    else:
        click.echo(f"{written.name}  {written.address}  {out}")


@command.command("default")
@click.argument("name", required=False, shell_complete=offers.accounts)
@click.option("--none", "nobody", is_flag=True, help="Choose nobody any more.")
@common
def default(common: Common, name: str | None, nobody: bool) -> None:
    """Choose NAME to sign where --account is not given, on every chain; or tell who does.

    Without one it is dev0 on a devnet, and elsewhere the only account that you keep.
    """
    from avatarchain import accounts

    if nobody and name is not None:
        raise click.UsageError("give NAME or --none")
    home = homes.locate(common.home)
    if nobody or name is not None:
        accounts.choose_default(home, name)
    chosen = accounts.default(home)
    if chosen is not None:
        _told(common, chosen, accounts.address_of(home, chosen), default=True)
    elif not common.json:
        tell("no account is chosen: dev0 signs on a devnet, elsewhere the only one that you keep")
