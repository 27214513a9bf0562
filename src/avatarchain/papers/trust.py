"""Trust: the registries that this user trusts.

Anybody can deploy the same contract and sign with a key of their own, and nothing in a file
shows that they are not the issuer. So the user decides which registries count: those that
they deployed (which are pinned in the home), and those that they add in CAIP-10 notation. On
development chains everybody's first contract has the same address. There the hash of block 0
is needed as well.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from avatarchain.base.canonical import to_hex
from avatarchain.base.documents import KEY_FORMAT, Hash, read_document, write_document
from avatarchain.base.home import locked
from avatarchain.chain import DEVELOPMENT_CHAINS, Chain
from avatarchain.chain.notation import Caip10Text, parse_caip10, parse_hash
from avatarchain.errors import (
    ChainElsewhere,
    ContractRefused,
    GenesisNeeded,
    MalformedCaip10,
    NodeRefused,
    NoRegistry,
    NotTrusted,
    OtherName,
    OtherSpecies,
    TooLong,
)
from avatarchain.registry import Registry, attach, find_pinned
from avatarchain.species import Species


@dataclass(frozen=True, slots=True)
class Trust:
    """A trusted registry, in CAIP-10 notation.

    `genesis` is the hash of block 0 of its chain, 32 bytes as 0x-hex; None: it is not compared.
    """

    registry: Caip10Text
    genesis: Hash | None


@dataclass(frozen=True, slots=True)
class _TrustList:
    """The content of trust.json."""

    trusted: tuple[Trust, ...]


def trusted(home: Path) -> tuple[Trust, ...]:
    """The registries that were added, in the order of adding. Raises DamagedFile, NewerFormat."""
    document = read_document(_place(home), _TrustList, KEY_FORMAT)
    return document.trusted if document else ()


def _place(home: Path) -> Path:
    return home / "trust.json"


def add(home: Path, name: str, genesis: str | None) -> Trust:
    """Add a registry to the trust list of the home.

    `name` is CAIP-10 and `genesis` the hash of block 0, which is needed on development chains.
    Raises MalformedCaip10, MalformedHash, GenesisNeeded.
    """
    registry = parse_caip10(name)
    if genesis is not None:
        genesis = parse_hash(genesis, "hash of a block")
    elif registry.chain_id in DEVELOPMENT_CHAINS:
        raise GenesisNeeded(chain=registry.chain_id, contract=registry.contract)
    trust = Trust(str(registry), genesis)
    with locked(home, "trust"):
        _write(home, [*(other for other in trusted(home) if other != trust), trust])
    return trust


def remove(home: Path, name: str) -> None:
    """Remove a registry (CAIP-10) from the trust list, whatever its genesis hash.

    Raises MalformedCaip10, NotTrusted.
    """
    registry = str(parse_caip10(name))
    with locked(home, "trust"):
        before = trusted(home)
        others = [trust for trust in before if trust.registry != registry]
        if len(others) == len(before):
            raise NotTrusted(registry=registry)
        _write(home, others)


def _write(home: Path, rows: list[Trust]) -> None:
    write_document(_place(home), _TrustList(tuple(rows)), KEY_FORMAT)


def registry_named(chain: Chain, text: str, species: Species) -> Registry:
    """The registry that `text` names: CAIP-10, or an address on this chain.

    Raises MalformedCaip10, ChainElsewhere, NoRegistry, OtherSpecies, OtherName.
    """
    return attach(chain, contract_named(chain, text), species)


def contract_named(chain: Chain, text: str) -> str:
    """The address of the contract that `text` names: CAIP-10, or an address on this chain.

    Raises MalformedCaip10, ChainElsewhere.
    """
    if re.fullmatch("0x[0-9a-fA-F]{40}", text):
        text = f"eip155:{chain.chain_id}:{text}"
    try:
        name = parse_caip10(text)
    except MalformedCaip10 as error:
        hint = error.hint or " or an address"
        raise MalformedCaip10(text=text, hint=hint) from None
    if name.chain_id != chain.chain_id:
        raise ChainElsewhere(registry=str(name), url=chain.url, chain_id=chain.chain_id)
    return name.contract


def registries(
    home: Path,
    chain: Chain,
    species: Species,
    *,
    tell: Callable[[str], object] = lambda _: None,
) -> list[Registry]:
    """The registries of a species on a chain that the user trusts: deployed or added.

    One that does not say what it is, because its code never ends or refuses the call, is
    skipped; `tell` is called with a sentence that names it.
    """
    own = find_pinned(home, chain, species)
    believed = [own] if own else []
    genesis = to_hex(chain.genesis)
    for trust in trusted(home):
        name = parse_caip10(trust.registry)
        if name.chain_id != chain.chain_id or trust.genesis not in (None, genesis):
            continue
        try:
            believed.append(attach(chain, name.contract, species))
        # It is for another species or says so, it refuses to say, or it is on another chain with
        # this id.
        except (NoRegistry, OtherSpecies, OtherName):
            continue
        except (ContractRefused, NodeRefused, TooLong) as error:
            tell(f"skipped the registry {trust.registry}, which you trust: {error}")
    return believed
