"""Trust: whose registries this user believes.

Anybody can deploy the same contract and sign with a key of his own; nothing in a file
tells him from the issuer. So the user says which registries count: those that he deployed
(they are pinned in the home) and those that he adds by their CAIP-10 name. A contract's
address alone says little on development chains, where everybody's first contract has the
same one: there the hash of block 0 belongs to the name.
"""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from avatarchain.canonical import read_json
from avatarchain.chain import DEVELOPMENT_CHAINS, Chain
from avatarchain.errors import (
    AvatarchainError,
    ChainElsewhere,
    DamagedFile,
    GenesisNeeded,
    MalformedHash,
    MalformedRegistryName,
    NoRegistry,
    NotTrusted,
    OtherSpecies,
    UnusableHome,
)
from avatarchain.home import locked, write
from avatarchain.identity import parse_caip10
from avatarchain.registry import Registry, attach, find
from avatarchain.species import Species

FORMAT = 1
_HASH = re.compile(r"(?:0x)?([0-9a-fA-F]{64})")


@dataclass(frozen=True, slots=True)
class Trust:
    """A registry by its CAIP-10 name; `genesis` 32 bytes as 0x-hex, None: of whatever chain."""

    registry: str
    genesis: str | None


def parse_hash(text: str, what: str) -> str:
    """32 bytes as 0x-hex in lower case; MalformedHash."""
    match = _HASH.fullmatch(text)
    if match is None:
        raise MalformedHash(text=text, what=what)
    return "0x" + match[1].lower()


def trusted(home: Path) -> tuple[Trust, ...]:
    """What was added, in that order. Raises DamagedFile."""
    path = home / "trust.json"
    try:
        value: Any = read_json(path.read_bytes())
        if value["format"] != FORMAT:
            raise ValueError(f"expected format {FORMAT}")
        found = tuple(Trust(**row) for row in value["trusted"])
        for one in found:
            right = str(parse_caip10(one.registry)) == one.registry
            if not right or (one.genesis and parse_hash(one.genesis, "hash") != one.genesis):
                raise ValueError("a name or hash is spelled otherwise than here")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise UnusableHome(home=str(home), reason=error.strerror or str(error)) from None
    except (ValueError, KeyError, TypeError, RecursionError, AvatarchainError) as error:
        raise DamagedFile(file=str(path), reason=str(error)) from None
    return found


def add(home: Path, name: str, genesis: str | None) -> Trust:
    """Trust a registry from now on. Raises MalformedRegistryName, MalformedHash, GenesisNeeded."""
    registry = parse_caip10(name)
    if genesis is not None:
        genesis = parse_hash(genesis, "hash of a block")
    elif registry.chain_id in DEVELOPMENT_CHAINS:
        raise GenesisNeeded(chain=registry.chain_id, contract=registry.contract)
    one = Trust(str(registry), genesis)
    with locked(home, "trust"):
        _write(home, [*(kept for kept in trusted(home) if kept != one), one])
    return one


def remove(home: Path, name: str) -> None:
    """Trust a registry no more, on whatever chain. Raises NotTrusted."""
    registry = str(parse_caip10(name))
    with locked(home, "trust"):
        before = trusted(home)
        kept = [one for one in before if one.registry != registry]
        if len(kept) == len(before):
            raise NotTrusted(registry=registry)
        _write(home, kept)


def _write(home: Path, kept: list[Trust]) -> None:
    text = json.dumps({"format": FORMAT, "trusted": [asdict(one) for one in kept]}, indent=2)
    write(home / "trust.json", text.encode() + b"\n")


def named(chain: Chain, text: str, species: Species) -> Registry:
    """The registry that a person names: CAIP-10, or an address on the chain in hand.

    Raises MalformedRegistryName, ChainElsewhere, NoRegistry, OtherSpecies.
    """
    if re.fullmatch("0x[0-9a-fA-F]{40}", text):
        text = f"eip155:{chain.chain_id}:{text}"
    try:
        name = parse_caip10(text)
    except MalformedRegistryName as error:
        hint = error.hint or " or an address"
        raise MalformedRegistryName(text=text, hint=hint) from None
    if name.chain_id != chain.chain_id:
        raise ChainElsewhere(registry=str(name), url=chain.url, found=chain.chain_id)
    return attach(chain, name.contract, species)


def registries(home: Path, chain: Chain, species: Species) -> list[Registry]:
    """Those that this user trusts on a chain for a species: deployed ones and added ones."""
    own = find(home, chain, species)
    found = [own] if own else []
    genesis = "0x" + chain.genesis.hex()
    for one in trusted(home):
        name = parse_caip10(one.registry)
        if name.chain_id != chain.chain_id or one.genesis not in (None, genesis):
            continue
        try:
            found.append(attach(chain, name.contract, species))
        except (NoRegistry, OtherSpecies):  # trusted for another species, or another chain
            continue
    return found
