"""What many commands share: options, the open chain, the signer."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import click

from avatarchain import home as homes

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount
    from nacl.signing import SigningKey

    from avatarchain.chain import Chain
    from avatarchain.minting import Pictures
    from avatarchain.registry import Registry
    from avatarchain.species import Species

DEFAULT_URL = "evm+sqlite://"
URL_VARIABLE = "ETH_RPC_URL"

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
        given = self.rpc or os.environ.get(URL_VARIABLE) or DEFAULT_URL
        return DEFAULT_URL if given.lower() in ("evm+sqlite:", DEFAULT_URL) else given


@dataclass(frozen=True, slots=True)
class Signing:
    """Options of every command that sends a transaction."""

    account: str | None
    password_file: Path | None
    testnet: bool
    allow_public_network: int | None


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
                "--account", metavar="NAME",
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


@dataclass(frozen=True, slots=True)
class Session:
    """An open chain and what this user has there."""

    home: Path
    species: "Species"
    chain: "Chain"
    registry: "Registry | None"

    def known(self) -> "Registry":
        """The registry, or NoRegistry."""
        from avatarchain.errors import NoRegistry

        if self.registry is None:
            raise NoRegistry(url=self.chain.url, reason="nothing was minted or deployed there")
        return self.registry


def _require_chain(url: str, home: Path) -> None:
    """NoRegistry where `url` is an embedded devnet that does not exist yet."""
    from avatarchain.chain import DEFAULT_FILE
    from avatarchain.errors import NoRegistry

    scheme, _, path = url.partition("://")
    file = Path(unquote(path)) if path else home / DEFAULT_FILE
    if scheme.lower() == "evm+sqlite" and not file.exists():
        raise NoRegistry(url=url, reason="nothing was minted or deployed there")


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
    from avatarchain.chain import connect
    from avatarchain.registry import find
    from avatarchain.species.pack import load

    home = homes.locate(common.home)
    species = load(common.species)
    _require_chain(common.url, home)
    with connect(common.url, folder=home) as chain:
        if named is None:
            registry = find(home, chain, species)
        else:
            from avatarchain.trust import named as name

            registry = name(chain, named, species)
        yield Session(home, species, chain, registry)


@contextmanager
def writing(
    common: Common, signing: Signing, *, makes: bool = True, again: bool = False,
    pictures: "Pictures | None" = None,
) -> "Iterator[Writing]":  # fmt: skip
    """Open the chain to send: permitted, with a signer, and with a registry on devnets.

    A devnet or registry that is not there is made, unless `makes` is False; with `again`
    a registry is made in any case. Before anything else the species' images are checked,
    and that `pictures` can be made of it.
    """
    from avatarchain.accounts import check_known
    from avatarchain.chain import DEVELOPMENT_CHAINS, connect, permit
    from avatarchain.registry import find
    from avatarchain.species.pack import load

    home = homes.locate(common.home)
    species = load(common.species)
    check_known(home, signing.account)
    _check_images(species, pictures)
    if not makes:
        _require_chain(common.url, home)
    with connect(common.url, folder=home) as chain:
        permit(chain.chain_id, testnet=signing.testnet, allow_public=signing.allow_public_network)
        # An anvil of our own lives as long as the command: there is nothing to pin.
        ephemeral = chain.kind == "anvil"
        registry = None if again or ephemeral else find(home, chain, species)
        signer, gas = sign_as(home, signing, chain.chain_id), 0
        if registry is None and makes and (again or chain.chain_id in DEVELOPMENT_CHAINS):
            with homes.locked(home, "deploy"):
                registry = None if again or ephemeral else find(home, chain, species)
                if registry is None:
                    made = _deploy(home, chain, signer, species)
                    registry, gas = made.registry, made.gas
        yield Writing(Session(home, species, chain, registry), signer, gas)


def _check_images(species: "Species", pictures: "Pictures | None") -> None:
    from avatarchain.errors import FaultyPack, NoDrawing

    if species.images is None:
        return
    if pictures is not None and pictures.form == "svg":
        raise NoDrawing(species=species.name)
    from avatarchain.portrait.images import check

    if faults := check(species):
        raise FaultyPack(pack=species.name, first=faults[0], faults=tuple(faults))


@dataclass(frozen=True, slots=True)
class Writing:
    """A session that may send, the account that signs, and the gas that deploying took."""

    session: Session
    signer: "LocalAccount"
    gas: int


@dataclass(frozen=True, slots=True)
class Deployment:
    """A registry, and the gas that was paid for it now; 0 where it was there."""

    registry: "Registry"
    gas: int


def deployed(open_: Writing) -> Deployment:
    """The session's registry, made where there is none (on networks that need asking)."""
    session = open_.session
    if session.registry is not None:
        return Deployment(session.registry, open_.gas)
    with homes.locked(session.home, "deploy"):
        return _deploy(session.home, session.chain, open_.signer, session.species)


def _deploy(home: Path, chain: "Chain", signer: "LocalAccount", species: "Species") -> Deployment:
    """Art and registry, as far as they are not there; pinned, unless the chain is short-lived."""
    from avatarchain.cli.output import rate
    from avatarchain.registry import deploy, pin
    from avatarchain.registry.artwork import steps

    paid: list[int] = []
    kept = None if chain.kind == "anvil" else home
    with rate(1 + steps(species), f"art and registry of {species.name}") as advance:

        def watch(gas: int) -> None:
            paid.append(gas)
            advance(1)

        registry = deploy(chain, signer, species, home=kept, watch=watch)
    if kept is not None:
        pin(kept, registry)
    return Deployment(registry, sum(paid))


def sign_as(home: Path, signing: Signing, chain_id: int) -> "LocalAccount":
    """The signer that the options name."""
    from avatarchain.accounts import signer
    from avatarchain.chain import DEVELOPMENT_CHAINS

    return signer(
        home,
        signing.account,
        development_chain=chain_id in DEVELOPMENT_CHAINS,
        password_file=signing.password_file,
        ask=ask_passphrase,
    )


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
    """The issuer's key, unsealed, where papers are written and it is at hand.

    None where no papers are written, where no key lies in the home, or none of those is the
    registry's key in force: then the papers stay unsigned.
    """
    from avatarchain.issuer import key_in_force, seal

    if pictures is None or not pictures.with_papers or session.registry is None:
        return None
    kept = {one.key: one for one in seal.sealed(session.home)}
    one = kept.get(key_in_force(session.registry) or "") if kept else None
    if one is None:
        return None
    return seal.unseal(one, issuer_passphrase(f"Passphrase of issuer key {one.key[:14]}…"))


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
