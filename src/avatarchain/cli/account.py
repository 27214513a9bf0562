"""`avatarchain account`: the accounts that sign transactions."""

import os
import sys
from pathlib import Path

import click

from avatarchain.base import home as homes
from avatarchain.cli import offers
from avatarchain.cli.groups import Group
from avatarchain.cli.issuer import command as issuer
from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, say, tell
from avatarchain.cli.passphrases import ask_new_passphrase, ask_passphrase
from avatarchain.cli.paths import Named
from avatarchain.cli.typed import completed
from avatarchain.errors import FileThere


@click.group("account", cls=Group)
def command() -> None:
    """Make, import, export and list signing accounts.

    Keys are stored in keystore files that geth, MetaMask and Foundry read too. A passphrase
    comes from a prompt, --password-file or $AVATARCHAIN_PASSPHRASE. On a devnet you need no
    account of your own: dev0 to dev9 can sign.
    """


command.add_command(issuer)


def _print_account(common: Common, name: str, address: str | None, **more: object) -> None:
    if common.json:
        emit({"name": name, "address": address} | more)
    else:
        default = "  (default)" if more.get("default") else ""
        say(f"{name}  {address or '(the file does not say its address)'}{default}")


_password_file = click.option(
    "--password-file",
    type=Named(dir_okay=False),
    metavar="FILE",
    help="A file whose first line is the passphrase.",
)


@command.command("new")
@click.argument("name")
@_password_file
@common
def new(common: Common, name: str, password_file: Path | None) -> None:
    """Make a new key and store it in your home as NAME."""
    from avatarchain.keys import accounts

    home = homes.locate(common.home)
    accounts.check_name(home, name)
    secret = accounts.passphrase("New passphrase", password_file, ask_new_passphrase)
    account = accounts.create(home, name, secret)
    _print_account(common, account.name, account.address)


@command.command("list")
@common
def list_(common: Common) -> None:
    """List the accounts of your home."""
    from avatarchain.keys import accounts

    home = homes.visit(common.home)
    stored, default = accounts.stored(home), accounts.default(home)
    for account in stored:
        _print_account(common, account.name, account.address, default=account.name == default)
    if default is not None and default not in [account.name for account in stored]:
        _print_account(common, default, accounts.address_of(home, default), default=True)
    if not stored and not common.json:
        tell(
            completed("there is no account in your home; `avatarchain account new NAME` makes one")
        )


@command.command("import")
@click.argument("name")
@click.option(
    "--keystore",
    type=Named(dir_okay=False),
    metavar="FILE",
    help="A keystore file of another program; its passphrase stays the same.",
)
@_password_file
@common
def import_(common: Common, name: str, keystore: Path | None, password_file: Path | None) -> None:
    """Store a key as NAME: a private key from the prompt or stdin, or a keystore file."""
    from avatarchain.keys import accounts, keystores

    home = homes.locate(common.home)
    accounts.check_name(home, name)
    if keystore is not None:
        secret = accounts.passphrase("Its passphrase", password_file, ask_passphrase)
        key = bytes(keystores.unlock(keystore, secret).key)
    else:
        typed = ask_passphrase("Private key") if sys.stdin.isatty() else sys.stdin.readline()
        key = keystores.parse_key(typed)
        secret = accounts.passphrase("New passphrase", password_file, ask_new_passphrase)
    account = accounts.create(home, name, secret, key)
    _print_account(common, account.name, account.address)


@command.command("export")
@click.argument("name", required=False, shell_complete=offers.accounts)
@click.option("--all", "every", is_flag=True, help="All accounts and all issuer keys of your home.")
@click.option(
    "--out",
    type=Named(),
    metavar="FILE|DIR",
    help="The new keystore file, or with --all the folder.  [default: NAME.json, or keys]",
)
@_password_file
@common
def export(
    common: Common, name: str | None, every: bool, out: Path | None, password_file: Path | None
) -> None:
    """Write the keystore of NAME to a file for geth, MetaMask or Foundry, or as a backup.

    It stays encrypted with the same passphrase. You are asked for the passphrase, to check that the
    keystore opens. With --all a folder is written with all keys and the choice of the default
    account, in the same files as in the home, and no passphrase is needed. To restore them, copy
    the folder's content into a home.
    """
    from avatarchain.keys import accounts

    if every == (name is not None):
        raise click.UsageError("give NAME or --all")
    home = homes.visit(common.home)

    if name is None:
        _export_all(common, home, out or Path("keys"))
        return
    accounts.check_known(home, name)
    out = out or Path(f"{Path(name).name.removesuffix('.json')}.json")
    if os.path.lexists(out):
        raise FileThere(file=str(out))
    secret = accounts.passphrase(f"Passphrase of {name}", password_file, ask_passphrase)
    account = accounts.export(home, name, secret, out)
    _print_written(common, {"name": account.name, "address": account.address}, account.path)


def _export_all(common: Common, home: Path, folder: Path) -> None:
    from avatarchain.keys import backup

    for copy in backup.export_all(home, folder):
        match copy.kind:
            case "account":
                _print_written(common, {"name": copy.name, "address": copy.address}, copy.path)
            case "issuer key":
                _print_written(common, {"key": copy.name}, copy.path)
            case "default":
                _print_written(common, {"default": copy.name}, copy.path)


def _print_written(common: Common, facts: dict[str, str | None], file: Path) -> None:
    if common.json:
        emit(facts | {"file": str(file)})
    else:
        say("  ".join(fact for fact in (*facts.values(), str(file)) if fact))


@command.command("default")
@click.argument("name", required=False, shell_complete=offers.accounts)
@click.option("--none", "nobody", is_flag=True, help="Remove the choice.")
@common
def default(common: Common, name: str | None, nobody: bool) -> None:
    """Choose the account that signs if --account is not given, on every chain.

    Without NAME your choice is printed. If you have not chosen, dev0 signs on a devnet, and your
    only account on other chains.
    """
    from avatarchain.keys import accounts

    if nobody and name is not None:
        raise click.UsageError("give NAME or --none")
    home = homes.locate(common.home)
    if nobody or name is not None:
        accounts.choose_default(home, name)
    chosen = accounts.default(home)
    if chosen is not None:
        _print_account(common, chosen, accounts.address_of(home, chosen), default=True)
    elif not common.json:
        tell("no account is chosen: dev0 signs on a devnet, elsewhere your only account")
