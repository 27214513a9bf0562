"""A session: an open chain, and what this user has on it.

Commands and programs begin alike. The home is located, the species loaded, the chain
opened, and the registry found that is pinned there; who wants to send is permitted to,
signs with an account of theirs, and on development chains has a registry made where there
is none. What is then done on the chain is for other rooms. Nobody is spoken to here: a
passphrase is asked for, and progress told, by what the caller hands in.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import unquote

from avatarchain import home as homes
from avatarchain.bar import Bar, no_bar

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount
    from nacl.signing import SigningKey

    from avatarchain.accounts import Ask
    from avatarchain.chain import Chain
    from avatarchain.index import Index
    from avatarchain.minting import Pictures
    from avatarchain.registry import Avatar, Registry
    from avatarchain.species import Species

DEFAULT_URL = "evm+sqlite://"
URL_VARIABLE = "ETH_RPC_URL"


def silent(_: str) -> None:
    """What hears a sentence and keeps it."""


def chain_url(given: str | None) -> str:
    """The chain's address: `given`, else $ETH_RPC_URL, else the devnet in the home."""
    url = given or os.environ.get(URL_VARIABLE) or DEFAULT_URL
    return DEFAULT_URL if url.lower() in ("evm+sqlite:", DEFAULT_URL) else url


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs, and where that may be sent."""

    account: str | None = None
    password_file: Path | None = None
    testnet: bool = False
    allow_public_network: int | None = None


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


# --- reading ---------------------------------------------------------------------------


@contextmanager
def reading(
    home: Path | None, url: str, pack: "str | Path | Species", named: str | None = None, *,
    makes: bool = False,
) -> Iterator[Session]:  # fmt: skip
    """Open the chain to read. A devnet that does not exist is made only if `makes`.

    `named` is a registry that the person names, in place of the one that is pinned.
    """
    from avatarchain.chain import connect
    from avatarchain.registry import find
    from avatarchain.trust import named as name

    place = homes.locate(home)
    species = loaded(pack)
    if not makes:
        _require_chain(url, place)
    with connect(url, folder=place) as chain:
        registry = find(place, chain, species) if named is None else name(chain, named, species)
        yield Session(place, species, chain, registry)


@contextmanager
def trusting(
    home: Path | None, url: str, pack: "str | Path | Species", named: str | None = None
) -> "Iterator[tuple[Species, list[Registry]]]":
    """The species, and the registries that this user trusts on a chain, `named` among them.

    None where nothing was minted, deployed or named there.
    """
    from avatarchain import trust
    from avatarchain.errors import NoRegistry

    with ExitStack() as stack:
        known = []
        try:
            session = stack.enter_context(reading(home, url, pack))
            known = trust.registries(session.home, session.chain, session.species)
            if named is not None:
                known.append(trust.named(session.chain, named, session.species))
        except NoRegistry:
            if named is not None:
                raise
        yield loaded(pack), known


@contextmanager
def indexed(
    session: Session, *, tell: Callable[[str], object] = silent, bar: Bar = no_bar,
    registry: "Registry | None" = None,
) -> "Iterator[Index]":  # fmt: skip
    """The index of a registry (else the session's), brought up to date.

    `tell` hears a sentence where the file had to be made anew.
    """
    from avatarchain.index import opened, sync

    chosen = registry or session.known()
    with ExitStack() as stack:
        home = session.home
        if _passing(session.chain):
            home = Path(stack.enter_context(TemporaryDirectory(prefix="avatarchain-")))
        index = stack.enter_context(opened(home, chosen, session.species, tell))
        sync(index, bar)
        yield index


def find(
    session: Session, name: str, *, tell: Callable[[str], object] = silent, bar: Bar = no_bar
) -> "Avatar":
    """The avatar of an id, of a unique beginning of one, or of a CAIP-19 name."""
    from avatarchain.index import beginning
    from avatarchain.registry import resolve

    def known(prefix: str) -> list[int]:
        with indexed(session, tell=tell, bar=bar) as index:
            return beginning(index, prefix)

    return resolve(session.known(), name, known)


def loaded(pack: "str | Path | Species") -> "Species":
    """A species as it is, or the one of a pack's name or folder."""
    from avatarchain.species.pack import load

    return load(pack) if isinstance(pack, str | Path) else pack


def _require_chain(url: str, home: Path) -> None:
    """NoRegistry where `url` is an embedded devnet that does not exist yet."""
    from avatarchain.chain import DEFAULT_FILE
    from avatarchain.errors import NoRegistry

    scheme, _, path = url.partition("://")
    file = Path(unquote(path)) if path else home / DEFAULT_FILE
    if scheme.lower() == "evm+sqlite" and not file.exists():
        raise NoRegistry(url=url, reason="nothing was minted or deployed there")


# --- writing ---------------------------------------------------------------------------


@contextmanager
def writing(
    home: Path | None, url: str, pack: "str | Path | Species", signing: Signing, *,
    makes: bool = True, again: bool = False, pictures: "Pictures | None" = None,
    ask: "Ask | None" = None, bar: Bar = no_bar,
) -> Iterator[Writing]:  # fmt: skip
    """Open the chain to send: permitted, with a signer, and with a registry on devnets.

    A devnet or registry that is not there is made, unless `makes` is False; with `again`
    a registry is made in any case. Before anything else the species' images are checked,
    and that `pictures` can be made of it.
    """
    from avatarchain.accounts import check_known
    from avatarchain.chain import connect
    from avatarchain.registry import find

    place = homes.locate(home)
    species = loaded(pack)
    check_known(place, signing.account)
    check_images(species, pictures)
    if not makes:
        _require_chain(url, place)
    with connect(url, folder=place) as chain:
        _permit(chain, signing)
        registry = None if again or _passing(chain) else find(place, chain, species)
        session = Session(place, species, chain, registry)
        yield ready(session, signing, makes=makes, again=again, ask=ask, bar=bar)


def ready(
    session: Session, signing: Signing, *,
    makes: bool = True, again: bool = False, ask: "Ask | None" = None, bar: Bar = no_bar,
) -> Writing:  # fmt: skip
    """An open session that may send; with `makes`, with a registry where it is a devnet's."""
    from avatarchain.chain import DEVELOPMENT_CHAINS
    from avatarchain.registry import find

    home, chain, species = session.home, session.chain, session.species
    _permit(chain, signing)
    signer, gas = sign_as(home, signing, chain.chain_id, ask), 0
    registry = session.registry
    if registry is None and makes and (again or chain.chain_id in DEVELOPMENT_CHAINS):
        with homes.locked(home, "deploy"):
            registry = None if again or _passing(chain) else find(home, chain, species)
            if registry is None:
                made = _deploy(session, signer, bar)
                registry, gas = made.registry, made.gas
    return Writing(replace(session, registry=registry), signer, gas)


def deployed(open_: Writing, bar: Bar = no_bar) -> Deployment:
    """The session's registry, made where there is none (on networks that need asking)."""
    session = open_.session
    if session.registry is not None:
        return Deployment(session.registry, open_.gas)
    with homes.locked(session.home, "deploy"):
        return _deploy(session, open_.signer, bar)


def sign_as(
    home: Path, signing: Signing, chain_id: int, ask: "Ask | None" = None
) -> "LocalAccount":
    """The account that signs."""
    from avatarchain.accounts import signer
    from avatarchain.chain import DEVELOPMENT_CHAINS

    return signer(
        home,
        signing.account,
        development_chain=chain_id in DEVELOPMENT_CHAINS,
        password_file=signing.password_file,
        ask=ask,
    )


def signing_key(session: Session, unsealing: Callable[[str], str]) -> "SigningKey | None":
    """The key that signs papers, where it is at hand; `unsealing` asks for its passphrase.

    None where the registry's key in force is neither the development key nor one that lies
    in the home: then papers stay unsigned.
    """
    from avatarchain.chain import DEVELOPMENT_CHAINS
    from avatarchain.issuer import key_in_force, seal

    if session.registry is None:
        return None
    key = key_in_force(session.registry)
    if key == seal.DEVELOPMENT_KEY and session.chain.chain_id in DEVELOPMENT_CHAINS:
        return seal.development()
    one = next((one for one in seal.sealed(session.home) if one.key == key), None)
    if one is None:
        return None
    return seal.unseal(one, unsealing(f"Passphrase of issuer key {one.key[:14]}…"))


def check_images(species: "Species", pictures: "Pictures | None" = None) -> None:
    """FaultyPack where an image of the species is not as it was; NoDrawing for its SVG."""
    from avatarchain.errors import FaultyPack, NoDrawing

    if species.images is None:
        return
    if pictures is not None and pictures.form == "svg":
        raise NoDrawing(species=species.name)
    from avatarchain.portrait.images import check

    if faults := check(species):
        raise FaultyPack(pack=species.name, first=faults[0], faults=tuple(faults))


def _permit(chain: "Chain", signing: Signing) -> None:
    from avatarchain.chain import permit

    permit(chain.chain_id, testnet=signing.testnet, allow_public=signing.allow_public_network)


def _passing(chain: "Chain") -> bool:
    # An anvil of our own lives no longer than the session: there is nothing to pin.
    return chain.kind == "anvil"


def _deploy(session: Session, signer: "LocalAccount", bar: Bar) -> Deployment:
    """Art and registry, as far as they are not there; pinned, unless the chain is short-lived.

    On development chains the registry begins with the development key in force.
    """
    from avatarchain.chain import DEVELOPMENT_CHAINS
    from avatarchain.issuer import publish, seal
    from avatarchain.registry import deploy, pin
    from avatarchain.registry.artwork import steps

    paid: list[int] = []
    kept = None if _passing(session.chain) else session.home
    begins = session.chain.chain_id in DEVELOPMENT_CHAINS
    count = 1 + steps(session.species) + begins
    with bar(count, f"art and registry of {session.species.name}") as advance:

        def watch(gas: int) -> None:
            paid.append(gas)
            advance(1)

        registry = deploy(session.chain, signer, session.species, home=kept, watch=watch)
        if begins:
            watch(publish(registry, signer, seal.DEVELOPMENT_KEY).gas_used)
    if kept is not None:
        pin(kept, registry)
    return Deployment(registry, sum(paid))
