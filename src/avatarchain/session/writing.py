"""Open a session for writing: with a permission, an account that signs, and a registry.

A session may send to development chains, and to public networks if the caller allows it. An
account of the home signs. On a development chain without a registry, one is deployed. The
caller gives the functions that ask for a passphrase and that show progress.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain.base import home as homes
from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.locks import LONG_WORK
from avatarchain.chain import DEVELOPMENT_CHAINS, Chain, connect, permit
from avatarchain.errors import FaultyPack, NoDrawing
from avatarchain.keys import seal
from avatarchain.keys.accounts import Ask, check_known, signer
from avatarchain.papers.issuer_keys import key_in_force, publish
from avatarchain.papers.pictures import PictureOptions
from avatarchain.registry import Registry, deploy, pin
from avatarchain.registry import find_pinned as find_registry
from avatarchain.registry.artwork import steps
from avatarchain.registry.pins import pins
from avatarchain.session.opening import Session, check_chain, loaded, short_lived
from avatarchain.session.terms import Signing
from avatarchain.species import Species

if TYPE_CHECKING:
    from nacl.signing import SigningKey

    from avatarchain.chain.signing import Signer


@dataclass(frozen=True, slots=True)
class Writing:
    """A session that may send, the account that signs, and the gas paid for deploying.

    `gas` is 0 if nothing was deployed.
    """

    session: Session
    signer: "Signer"
    gas: int


@dataclass(frozen=True, slots=True)
class Deployment:
    """A registry, and the gas that was paid for it; 0 if it existed before."""

    registry: Registry
    gas: int


@contextmanager
def writing(
    home: Path | None,
    url: str,
    pack: str | Path | Species,
    signing: Signing,
    *,
    makes: bool = True,
    again: bool = False,
    pictures: PictureOptions | None = None,
    timeout: float | None = None,
    ask: Ask | None = None,
    bar: Bar = no_bar,
) -> Iterator[Writing]:
    """Open the chain for writing. Yields the session and its signer; closes the chain afterwards.

    A devnet, and on development chains a registry, that does not exist is made, unless
    `makes` is False. With `again` a new registry is deployed even if there is one. The images
    of the species are checked first, and whether `pictures` can be painted from it. `timeout` as
    in `connect`. Raises PublicChain if the chain is public and not allowed, KeyTrouble,
    FaultyPack, NoDrawing.
    """
    place = homes.locate(home)
    species = loaded(pack)
    check_known(place, signing.account)
    check_images(species, pictures)
    check_chain(url, place, makes=makes)
    with connect(url, folder=place, timeout=timeout) as chain:
        _permit(chain, signing)
        if again and not short_lived(chain):
            pins(place)  # a damaged file of pins raises its error before anything is sent
        registry = None if again or short_lived(chain) else find_registry(place, chain, species)
        session = Session(place, species, chain, registry)
        yield ready(session, signing, makes=makes, again=again, ask=ask, bar=bar)


def ready(
    session: Session,
    signing: Signing,
    *,
    makes: bool = True,
    again: bool = False,
    ask: Ask | None = None,
    bar: Bar = no_bar,
) -> Writing:
    """Make an open session ready for writing: check the permission and open the signer's key.

    With `makes`, a registry is deployed if `again` is given, or if there is none and the chain is a
    development chain. Raises PublicChain if the chain may not be written to, KeyTrouble if no key
    can sign.
    """
    home, chain, species = session.home, session.chain, session.species
    _permit(chain, signing)
    signer, gas = sign_as(home, signing, chain.chain_id, ask), 0
    registry = session.registry
    if registry is None and makes and (again or chain.chain_id in DEVELOPMENT_CHAINS):
        with homes.locked(home, "deploy", LONG_WORK):
            registry = None if again or short_lived(chain) else find_registry(home, chain, species)
            if registry is None:
                made = _deploy(session, signer, bar)
                registry, gas = made.registry, made.gas
    return Writing(replace(session, registry=registry), signer, gas)


def deployed(open_: Writing, bar: Bar = no_bar) -> Deployment:
    """The session's registry; it is deployed if there is none, on any network."""
    session = open_.session
    if session.registry is not None:
        return Deployment(session.registry, open_.gas)
    with homes.locked(session.home, "deploy", LONG_WORK):
        return _deploy(session, open_.signer, bar)


def sign_as(home: Path, signing: Signing, chain_id: int, ask: Ask | None = None) -> "Signer":
    """The account that signs, with its key open: the named one, or the default one.

    `ask` returns the passphrase for a question. Raises KeyTrouble.
    """
    return signer(
        home,
        signing.account,
        development_chain=chain_id in DEVELOPMENT_CHAINS,
        password_file=signing.password_file,
        ask=ask,
    )


def signing_key(session: Session, unsealing: Callable[[str], str | None]) -> "SigningKey | None":
    """The key that signs papers. `unsealing` returns its passphrase for a question.

    None if the registry's valid key is neither the development key nor a key in the home, or if
    `unsealing` returns None; papers then have no signature. Raises IssuerKeyStaysSealed.
    """
    if session.registry is None:
        return None
    key = key_in_force(session.registry)
    if key == seal.DEVELOPMENT_KEY and session.chain.chain_id in DEVELOPMENT_CHAINS:
        return seal.development()
    sealed = next((sealed for sealed in seal.sealed(session.home) if sealed.key == key), None)
    if sealed is None:
        return None
    passphrase = unsealing(f"Passphrase of issuer key {sealed.key[:14]}…")
    return None if passphrase is None else seal.unseal(sealed, passphrase)


def check_images(species: Species, pictures: PictureOptions | None = None) -> None:
    """Check the images of a species that is made of images.

    Raises FaultyPack if an image has changed, NoDrawing if `pictures` are to be SVG.
    """
    if species.images is None:
        return
    if pictures is not None and pictures.form == "svg":
        raise NoDrawing(species=species.name)

    from avatarchain.portrait.images import check

    if faults := check(species):
        raise FaultyPack(pack=species.name, first=faults[0], faults=tuple(faults))


def _permit(chain: Chain, signing: Signing) -> None:
    permit(chain.chain_id, testnet=signing.testnet, allow_public=signing.allow_public_network)


def _deploy(session: Session, signer: "Signer", bar: Bar) -> Deployment:
    """Deploy the registry, and the art if it is missing; pin it unless the chain is short-lived.

    On development chains the development key becomes the registry's valid key.
    """
    paid: list[int] = []
    home = None if short_lived(session.chain) else session.home
    begins = session.chain.chain_id in DEVELOPMENT_CHAINS
    count = 1 + steps(session.species) + begins
    with bar(count, f"art and registry of {session.species.name}") as advance:

        def watch(gas: int) -> None:
            paid.append(gas)
            advance(1)

        registry = deploy(session.chain, signer, session.species, home=home, watch=watch)
        if begins:
            watch(publish(registry, signer, seal.DEVELOPMENT_KEY).gas_used)
    if home is not None:
        pin(home, registry)
    return Deployment(registry, sum(paid))
