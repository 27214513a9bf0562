"""Open a session for reading: home, species, chain and registry.

The registry is the one that is pinned in the home, or one that the caller names. Nothing is
sent here; `session.writing` adds what sending needs.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from avatarchain.base import home as homes
from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.documents import MADE_BY
from avatarchain.chain import DEFAULT_FILE, Chain, ChainKind, connect, file_of
from avatarchain.chain.files import format_of
from avatarchain.errors import (
    ChainMissing,
    ChainOfAnotherVersion,
    NoRegistry,
    NotARegistry,
    NothingHere,
    OtherChain,
    OtherCode,
    UnknownName,
)
from avatarchain.index import Index, beginning, opened, sync
from avatarchain.papers import trust
from avatarchain.papers.vouching import check_genuine
from avatarchain.registry import AvatarRecord, Registry, avatar, resolve
from avatarchain.registry import find_pinned as find_registry
from avatarchain.registry.artwork import fetch_species
from avatarchain.registry.genuine import species_in
from avatarchain.registry.names import is_name, named, namings
from avatarchain.registry.pins import pins, place_of
from avatarchain.session.terms import DEFAULT_URL, silent
from avatarchain.species import Species
from avatarchain.species.pack import load

_HEX = re.compile("[0-9a-fA-F]{8,64}")


@dataclass(frozen=True, slots=True)
class Session:
    """An open chain, with the home, the species and the registry of one user.

    `registry` is None if none is pinned for this chain.
    """

    home: Path
    species: Species
    chain: Chain
    registry: Registry | None

    def known(self) -> Registry:
        """The registry. Raises NoRegistry if there is none."""
        if self.registry is None:
            raise _nothing(self.chain.url)
        return self.registry


def _nothing(url: str) -> NoRegistry:
    kind = NothingHere if url == DEFAULT_URL else NoRegistry
    return kind(url=url, reason="nothing was minted or deployed there")


@contextmanager
def reading(
    home: Path | None,
    url: str,
    pack: str | Path | Species,
    named: str | None = None,
    *,
    unproven: bool = False,
    makes: bool = False,
    again: bool = False,
    timeout: float | None = None,
) -> Iterator[Session]:
    """Open the chain for reading. Yields the session, and closes the chain afterwards.

    A devnet that does not exist is made only with `makes`; else NoRegistry is raised. With `again`,
    for who is to deploy a new registry, a pinned one that is gone counts as none. `named`, a
    CAIP-10 name or an address, is used in place of the registry that is pinned in the home. Raises
    ForeignCode if its code is not ours, and, unless `unproven`, ForeignCreation if it cannot be
    proven that our code created it. `timeout` as in `connect`.
    """
    # What a named registry is asked for is kept; without one there is nothing to keep yet.
    place = homes.locate(home) if makes or named else homes.visit(home)
    species = loaded(pack)
    check_chain(url, place, makes=makes)
    with connect(url, folder=place, timeout=timeout) as chain:
        registry = None
        if named is None:
            with suppress(*((OtherChain, OtherCode) if again else ())):
                registry = find_registry(place, chain, species)
        else:
            registry = trust.registry_named(chain, named, species)
            check_genuine(registry, species, place, unproven=unproven)
        yield Session(place, species, chain, registry)


def lost_registry(session: Session) -> OtherChain | OtherCode | None:
    """Why a session of `again` has no registry although one is pinned; None if none is lost."""
    try:
        if session.registry is None:
            find_registry(session.home, session.chain, session.species)
    except (OtherChain, OtherCode) as error:
        return error
    return None


@contextmanager
def examining(
    home: Path | None,
    url: str,
    pack: str | Path | Species,
    named: str,
    *,
    timeout: float | None = None,
) -> Iterator[Session]:
    """Open the chain of a contract that is to be examined; it need not be a registry.

    `named` is a CAIP-10 name or an address. If its code names another species than `pack`, the
    species is that of the art on the chain. `timeout` as in `connect`. Raises NoRegistry if there
    is no contract at the address, and the errors of `fetch_species`.
    """
    place = homes.locate(home)
    species = loaded(pack)
    check_chain(url, place, makes=False)
    with connect(url, folder=place, timeout=timeout) as chain:
        address = trust.contract_named(chain, named)
        code = chain.code(address)
        if not code:
            raise NotARegistry(url=chain.url, reason=f"no contract at {address}")
        if species_in(code) not in (None, species.id):
            species = fetch_species(chain, address)
        yield Session(place, species, chain, Registry(chain, address, species.id, 0))


@contextmanager
def trusting(
    home: Path | None,
    url: str,
    pack: str | Path | Species,
    named: str | None = None,
    *,
    timeout: float | None = None,
    tell: Callable[[str], object] = silent,
) -> Iterator[tuple[Species, list[Registry]]]:
    """Yield the species, and a list of the registries that this user trusts on a chain.

    `named` is one of them, if it is given. The list is empty if there is no registry. `tell` is
    called with a sentence about each registry that is skipped. `timeout` as in `connect`.
    """
    with ExitStack() as stack:
        trusted: list[Registry] = []
        try:
            session = stack.enter_context(reading(home, url, pack, timeout=timeout))
            trusted = trust.registries(session.home, session.chain, session.species, tell=tell)
            if named is not None:
                trusted.append(trust.registry_named(session.chain, named, session.species))
        except NoRegistry:
            if named is not None:
                raise
        yield loaded(pack), trusted


@contextmanager
def indexed(
    session: Session,
    *,
    tell: Callable[[str], object] = silent,
    bar: Bar = no_bar,
    registry: Registry | None = None,
) -> Iterator[Index]:
    """Update the index of `registry` (None: the session's registry), and yield it.

    If the index file must be made again, `tell` is called with a sentence about it. Raises
    NoRegistry.
    """
    chosen = registry or session.known()
    with index_of(session.home, chosen, session.species, tell=tell, bar=bar) as index:
        yield index


@contextmanager
def index_of(
    home: Path,
    registry: Registry,
    species: Species,
    *,
    tell: Callable[[str], object] = silent,
    bar: Bar = no_bar,
) -> Iterator[Index]:
    """Update the index of a registry in a home, and yield it; `tell` as in `indexed`."""
    with ExitStack() as stack:
        if short_lived(registry.chain):
            home = Path(stack.enter_context(TemporaryDirectory(prefix="avatarchain-")))
        index = stack.enter_context(opened(home, registry, species, tell))
        sync(index, bar)
        yield index


def find_avatar(
    session: Session, name: str, *, tell: Callable[[str], object] = silent, bar: Bar = no_bar
) -> AvatarRecord:
    """The avatar with an id, a unique beginning of an id, a CAIP-19 name, or a name of the home.

    Eight hex digits and more that are no name are taken for an id without its 0x.
    Raises NoRegistry, MalformedIdentity, UnknownIdentity, AmbiguousIdentity, UnknownName.
    """

    def identities(prefix: str) -> list[int]:
        with indexed(session, tell=tell, bar=bar) as index:
            return beginning(index, prefix)

    registry = session.known()
    if not is_name(name):
        return resolve(registry, name, identities)
    if (identity := named(session.home, registry, name)) is None:
        if _HEX.fullmatch(name):
            return resolve(registry, f"0x{name}", identities)
        raise UnknownName(name=name)
    return avatar(registry, identity)


def loaded(pack: str | Path | Species) -> Species:
    """The species `pack` itself, or the one with its name or in its folder.

    Raises UnknownSpecies, FaultyPack.
    """
    return load(pack) if isinstance(pack, str | Path) else pack


def fetched(home: Path | None, url: str, named: str, *, timeout: float | None = None) -> Species:
    """The species of the contract that `named` names, a registry or a portrait, from its chain.

    `named` is a CAIP-10 name or an address, `timeout` as in `connect`. Raises the errors of
    `fetch_species`.
    """
    place = homes.locate(home)
    check_chain(url, place, makes=False)
    with connect(url, folder=place, timeout=timeout) as chain:
        return fetch_species(chain, trust.contract_named(chain, named))


def check_chain(url: str, home: Path, *, makes: bool) -> None:
    """Check the file of an embedded devnet before it is opened or made.

    Nothing is checked for other URLs.

    If the file does not exist, raises ChainMissing if it is the home's own and was there, else
    NoRegistry unless it may be made (`makes`), and the errors of reading the pins. If it is
    outside the home and an older version made it, raises ChainOfAnotherVersion.
    """
    file = file_of(url, home)
    if file is None:
        return
    own = home / DEFAULT_FILE
    if not file.exists():
        check_not_missing(url, home)
        if not makes:
            raise _nothing(url)
    elif not (own.exists() and file.samefile(own)) and (number := format_of(file)) in MADE_BY:
        raise ChainOfAnotherVersion(file=str(file), version=MADE_BY[number])


def check_not_missing(url: str, home: Path) -> None:
    """Raise ChainMissing if the home has pins of its own devnet, whose file does not exist.

    Raises the errors of reading the pins and the names.
    """
    own = home / DEFAULT_FILE
    here = place_of(home, DEFAULT_URL)
    genesis = {pin.genesis for pin in pins(home) if pin.url == here}
    if genesis and place_of(home, url) == here and not own.exists():
        count = sum(naming.genesis in genesis for naming in namings(home))
        raise ChainMissing(file=str(own), lost=f"{count} name{'s' * (count != 1)}")


def short_lived(chain: Chain) -> bool:
    """Whether the chain ends with the session: an anvil that the session itself started.

    Its registry is not pinned, and its index is not stored in the home.
    """
    return chain.kind == ChainKind.ANVIL
