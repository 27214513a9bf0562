"""What many commands share: options, the open chain, the signer."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avatarchain import home as homes
from avatarchain import session as sessions
from avatarchain.cli import offers
from avatarchain.session import DEFAULT_URL, URL_VARIABLE, Session, Signing, Writing

if TYPE_CHECKING:
    from nacl.signing import SigningKey

    from avatarchain.index import Index
    from avatarchain.minting import Pictures
    from avatarchain.registry import Avatar, Registry

__all__ = [
    "DEFAULT_URL", "Common", "Session", "Signing", "Writing", "ask_new_passphrase",
    "ask_passphrase", "common", "find", "indexed", "issuer_passphrase", "other_registry",
    "pictures", "reading", "signing", "signing_key", "writing",
]  # fmt: skip

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Common:
    """Options of every command."""

    json: bool
    home: Path | None
    rpc: str | None
    species: str

    @property
    def url(self) -> str:
        return sessions.chain_url(self.rpc)


def _gathered(kind: type[Any], name: str, options: list[Decorator]) -> Decorator:
    """Apply options and hand their values to the command as one object."""
    names = [field.name for field in fields(kind)]

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(**values: Any) -> Any:
            values[name] = kind(**{field: values.pop(field) for field in names})
            return command(**values)

        decorated: Callable[..., Any] = run
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """--json, --home, --rpc and --species, as the argument `common`."""
    return _gathered(
        Common,
        "common",
        [
            click.option("--json", is_flag=True, help="One JSON object a line on stdout."),
            click.option(
                "--home", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
                help=f"Where your things are kept.  [${homes.VARIABLE}]",
            ),
            click.option(
                "--rpc", metavar="URL",
                help=f"The chain: evm+sqlite://, anvil:, http(s)://…  [${URL_VARIABLE}]",
            ),
            click.option(
                "--species", default="tuftling", metavar="PACK", show_default=True,
                shell_complete=offers.species,
                help="A shipped species, or a folder with species.toml.",
            ),
        ],
    )(command)  # fmt: skip


def signing(command: Callable[..., Any]) -> Callable[..., Any]:
    """--account, --password-file, --testnet and --allow-public-network, as `signing`."""
    return _gathered(
        Signing,
        "signing",
        [
            click.option(
                "--account", metavar="NAME", shell_complete=offers.accounts,
                help="Who signs: dev0 … dev9 on a devnet, a keystore's name, address or file.",
            ),
            click.option(
                "--password-file", type=click.Path(path_type=Path, dir_okay=False),
                metavar="FILE", help="A file whose first line opens the keystore.",
            ),
            click.option(
                "--testnet", is_flag=True, help="Allow sending to a known public test network."
            ),
            click.option(
                "--allow-public-network", type=int, metavar="CHAIN_ID",
                help="Allow sending to this network, spelled out.",
            ),
        ],
    )(command)  # fmt: skip


def _remember(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    context.meta[str(option.name)] = value


# Deep in a command it is needed, and by few of those that take it: so it is remembered.
issuer_password_file = click.option(
    "--issuer-password-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    expose_value=False, callback=_remember,
    help="A file whose first line unseals the issuer key, where one signs the papers.",
)  # fmt: skip


def pictures(*, out_default: str | None) -> Decorator:
    """--out, --format, --size and --background, as out, form, size and background (a bool)."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            issuer_password_file,
            click.option(
                "--size", type=int, default=512, show_default=True, metavar="PIXELS",
                help="Width of the picture, 64 to 2048; an SVG has none.",
            ),
            click.option(
                "--background", type=click.Choice(["full", "none"]), default="full",
                show_default=True, callback=lambda _, __, value: value == "full",
                help="none: clear ground. Such a picture carries no papers.",
            ),
            click.option(
                "--format", "form", type=click.Choice(["png", "svg", "webp", "gif", "json"]),
                default="png", show_default=True,
                help="Kind of picture; png and svg carry papers, json is the papers alone.",
            ),
            click.option(
                "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
                default=out_default, show_default=out_default is not None,
                help="Folder for pictures.",
            ),
        ):  # fmt: skip
            command = option(command)
        return command

    return decorate


def other_registry(command: Callable[..., Any]) -> Callable[..., Any]:
    """--registry, as the argument `registry`."""
    return click.option(
        "--registry", metavar="CAIP-10|ADDRESS",
        help="Read this registry, not the one pinned in your home.",
    )(command)  # fmt: skip


@contextmanager
def reading(common: Common, named: str | None = None) -> Iterator[Session]:
    """Open the chain to read; a devnet that does not exist is not made for that.

    `named` is a registry that the person names, in place of the one that is pinned.
    """
    with sessions.reading(common.home, common.url, common.species, named) as session:
        yield session


@contextmanager
def writing(
    common: Common, signing: Signing, *, makes: bool = True, again: bool = False,
    pictures: "Pictures | None" = None,
) -> Iterator[Writing]:  # fmt: skip
    """Open the chain to send, as `session.writing` does, with a person to ask and to tell."""
    from avatarchain.cli.output import progress

    with sessions.writing(
        common.home, common.url, common.species, signing,
        makes=makes, again=again, pictures=pictures, ask=ask_passphrase, bar=progress,
    ) as open_:  # fmt: skip
        yield open_


def indexed(
    session: Session, registry: "Registry | None" = None
) -> "AbstractContextManager[Index]":
    """The registry's index, brought up to date, where a person hears what takes long."""
    from avatarchain.cli.output import progress, tell

    return sessions.indexed(session, tell=tell, bar=progress, registry=registry)


def find(session: Session, name: str) -> "Avatar":
    """The avatar that a person names."""
    from avatarchain.cli.output import progress, tell

    return sessions.find(session, name, tell=tell, bar=progress)


def issuer_passphrase(question: str, *, twice: bool = False) -> str:
    """What seals the issuer key: from --issuer-password-file, the environment, or a prompt."""
    from avatarchain.accounts import passphrase
    from avatarchain.issuer.seal import PASSPHRASE_VARIABLE

    def ask(question: str) -> str:
        option = "--issuer-password-file"
        return ask_passphrase(question, twice=twice, option=option, variable=PASSPHRASE_VARIABLE)

    file = click.get_current_context().meta.get("issuer_password_file")
    return passphrase(question, file, ask, PASSPHRASE_VARIABLE)


def signing_key(session: Session, pictures: "Pictures | None") -> "SigningKey | None":
    """The issuer's key, unsealed, where papers are written and it is at hand."""
    if pictures is None or not pictures.with_papers:
        return None
    return sessions.signing_key(session, issuer_passphrase)


def ask_passphrase(
    question: str, *, twice: bool = False, option: str = "--password-file",
    variable: str | None = None,
) -> str:  # fmt: skip
    """Ask on the terminal, unseen; NoTerminal where there is none."""
    from avatarchain.accounts import PASSPHRASE_VARIABLE
    from avatarchain.errors import NoTerminal

    variable = variable or PASSPHRASE_VARIABLE

    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        if not sys.stdin.isatty():
            raise NoTerminal(question=question, option=option, variable=variable) from None
    answer: str = click.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
    return answer


def ask_new_passphrase(question: str) -> str:
    """Ask twice."""
    return ask_passphrase(question, twice=True)
