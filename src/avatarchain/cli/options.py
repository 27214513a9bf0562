"""The options that many commands share, as decorators for commands."""

import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any

import click

from avatarchain.base import home as homes
from avatarchain.cli import offers
from avatarchain.cli.paths import Named
from avatarchain.session.terms import DEFAULT_URL, URL_VARIABLE, Signing, chain_url

__all__ = [
    "DEFAULT_URL",
    "Common",
    "Other",
    "Signing",
    "common",
    "issuer_password_file",
    "other_registry",
    "pictures",
    "receiving_contracts",
    "signing",
]

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


USUAL_SPECIES = "tuftling"
_DAY = 86_400  # seconds
_TOO_LARGE = 2**32  # from here on the end of a range says nothing to a reader


class Whole(click.ParamType[int]):
    """A whole number from `least` to `most`, both included; `most` None has no end."""

    name = "number"

    def __init__(self, least: int = 0, most: int | None = None) -> None:
        self.least, self.most = least, most

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> int:
        """`value` as a number, or a sentence that says which are allowed."""
        try:
            number = int(value)
        except ValueError:
            number = self.least - 1
        if number < self.least or (self.most is not None and number > self.most):
            self.fail(f"{value!r} is {self._wrong(number)}", param, context)
        return number

    def _wrong(self, number: int) -> str:
        if self.most is not None and self.most < _TOO_LARGE:
            return f"no whole number from {self.least:,} to {self.most:,}"
        return f"no whole number from {self.least:,}" if number < self.least else "too large"


class Seconds(click.ParamType[float]):
    """A time in seconds, more than 0 and at most a day."""

    name = "seconds"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> float:
        """`value` as a number, or a sentence that says which are allowed."""
        try:
            seconds = float(value)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds <= _DAY:
            self.fail(f"{value!r} is no number of seconds, more than 0, at most {_DAY:,}")
        return seconds


@dataclass(frozen=True, slots=True)
class Common:
    """The options of every command."""

    json: bool
    home: Path | None
    rpc: str | None
    species: str
    timeout: float | None

    @property
    def url(self) -> str:
        """The chain's address: --rpc, else $ETH_RPC_URL, else the devnet in the home."""
        return chain_url(self.rpc)

    @property
    def url_from(self) -> str:
        """Where the chain's address comes from: --rpc, $ETH_RPC_URL, or the home."""
        if self.rpc:
            return "--rpc"
        return f"${URL_VARIABLE}" if os.environ.get(URL_VARIABLE) else "the home"


def _gathered(kind: type[Any], name: str, options: list[Decorator]) -> Decorator:
    """A decorator that adds options and passes their values to the command as one object.

    Messages find the object in click's context by its name, too.
    """
    names = [field.name for field in fields(kind)]

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(**values: Any) -> Any:
            values[name] = kind(**{field: values.pop(field) for field in names})
            click.get_current_context().meta[name] = values[name]
            return command(**values)

        decorated: Callable[..., Any] = run
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --json, --home, --rpc, --species and --timeout, passed as the argument `common`."""
    return _gathered(
        Common,
        "common",
        [
            click.option("--json", is_flag=True, help="JSON on stdout, one object on each line."),
            click.option(
                "--home",
                type=Named(file_okay=False),
                metavar="DIR",
                help=f"The folder for your chain and keys.  [${homes.VARIABLE}]",
            ),
            click.option(
                "--rpc",
                metavar="URL",
                help=f"The chain: evm+sqlite://, anvil:, http(s)://…  [${URL_VARIABLE}]",
            ),
            click.option(
                "--species",
                default=USUAL_SPECIES,
                metavar="PACK",
                show_default=True,
                shell_complete=offers.species,
                help="tuftling, glimmer, or a folder with species.toml.",
            ),
            click.option(
                "--timeout",
                type=Seconds(),
                metavar="SECONDS",
                help="How long to wait for an answer, a lock or a new block.  [default: 30]",
            ),
        ],
    )(command)


def signing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --account, --password-file, --testnet and --allow-public-network, as `signing`."""
    return _gathered(
        Signing,
        "signing",
        [
            click.option(
                "--account",
                metavar="NAME",
                shell_complete=offers.accounts,
                help="Who signs: dev0 … dev9 on a devnet, a keystore's name, address or file.",
            ),
            click.option(
                "--password-file",
                type=Named(dir_okay=False),
                metavar="FILE",
                help="A file whose first line is the passphrase of the keystore.",
            ),
            click.option(
                "--testnet", is_flag=True, help="Allow sending to a known public test network."
            ),
            click.option(
                "--allow-public-network",
                type=int,
                metavar="CHAIN_ID",
                help="Allow sending to the network with this chain id.",
            ),
        ],
    )(command)


def _remember(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    context.meta[str(option.name)] = value


# Only `cli.passphrases` reads the value, so it is stored in click's context.
issuer_password_file = click.option(
    "--issuer-password-file",
    type=Named(dir_okay=False),
    metavar="FILE",
    expose_value=False,
    callback=_remember,
    help="A file whose first line is the passphrase of the issuer key that signs papers.",
)


def pictures(*, out_default: str | None) -> Decorator:
    """Add --out, --format, --size and --background, as out, form, size, background (a bool).

    `cli.places` makes the options of the pictures of them.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            issuer_password_file,
            click.option(
                "--size",
                type=int,
                default=512,
                show_default=True,
                metavar="PIXELS",
                help="Width of the picture, 64 to 2048; an SVG has none.",
            ),
            click.option(
                "--background",
                type=click.Choice(["full", "none"]),
                default="full",
                show_default=True,
                callback=lambda _, __, value: value == "full",
                help="none: transparent. Such a picture has no papers.",
            ),
            click.option(
                "--format",
                "form",
                type=click.Choice(["png", "svg", "webp", "gif", "json"]),
                default="png",
                show_default=True,
                help="Kind of picture; png and svg have papers, json is the papers alone.",
            ),
            click.option(
                "--out",
                type=Named(),
                metavar="DIR|FILE",
                default=out_default,
                show_default=out_default is not None,
                help="Folder for the picture, or its file, such as fox.png.",
            ),
        ):
            command = option(command)
        return command

    return decorate


def receiving_contracts(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --allow-contract, passed as the argument `allowed`: a tuple of addresses (EIP-55)."""

    def read(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
        from avatarchain.chain.notation import parse_address

        return tuple(parse_address(address) for address in given)

    return click.option(
        "--allow-contract",
        "allowed",
        multiple=True,
        metavar="ADDRESS",
        callback=read,
        help="Let this contract hold avatars, though it does not state that it accepts them; or "
        "this address, though nobody has its key.",
    )(command)


@dataclass(frozen=True, slots=True)
class Other:
    """A registry to read instead of the home's own: `named` by --registry or --unproven."""

    registry: str | None
    unproven: str | None

    def __post_init__(self) -> None:
        if self.registry and self.unproven:
            raise click.UsageError("give --registry or --unproven, not both")

    @property
    def named(self) -> str | None:
        """The CAIP-10 name or address that was given; None if neither option was."""
        return self.registry or self.unproven


def other_registry(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --registry and --unproven, passed as the argument `other`."""
    return _gathered(
        Other,
        "other",
        [
            click.option(
                "--registry",
                metavar="CAIP-10|ADDRESS",
                help="Read this registry, not the one pinned in your home.",
            ),
            click.option(
                "--unproven",
                metavar="CAIP-10|ADDRESS",
                help="Read this registry, although nothing shows which code made it.",
            ),
        ],
    )(command)
