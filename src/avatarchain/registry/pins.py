"""Records in the home of deployed contracts: registries (pins) and portrait contracts.

A pin records the registry of a species that was deployed on a chain. The chain is identified by its
id and genesis, not by its URL. So a later command notices if another contract is at the address, or
another chain at the URL. A `BegunPortrait` records the portrait contract that was deployed for a
species, perhaps without all of its art, so an interrupted deployment can be continued.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from avatarchain.base.documents import CHAIN_FORMAT, Hash, Number, read_document, write_document
from avatarchain.base.home import locked
from avatarchain.base.regular import followed
from avatarchain.chain import DEFAULT_FILE, file_of
from avatarchain.chain.notation import Address

PINS_FILE, CANVASES_FILE = "deployments.json", "canvases.json"


@dataclass(frozen=True, slots=True)
class Pin:
    """The registry of a chain and a species, as it was when it was deployed.

    `genesis`, `code_hash` and `species` are 32 bytes as 0x-hex, `contract` an EIP-55 address,
    `block` the block of deployment. `url` is the URL of the chain, as `place_of` normalises it.
    """

    url: str
    chain_id: Number
    genesis: Hash
    contract: Address
    code_hash: Hash
    species: Hash
    block: Number


@dataclass(frozen=True, slots=True)
class _Deployments:
    """The content of deployments.json."""

    deployments: tuple[Pin, ...]


def pins(home: Path) -> tuple[Pin, ...]:
    """All pins of deployments.json; an empty tuple if there is no such file.

    Raises DamagedFile, MadeByAnotherVersion, NewerFormat.
    """
    document = read_document(home / PINS_FILE, _Deployments, CHAIN_FORMAT)
    return document.deployments if document else ()


def place_of(home: Path, url: str) -> str:
    """A URL in one normal form for all spellings, without scheme, path, password and key.

    For a node it is the host and port; for a chain's file `evm+sqlite://` and its path, without the
    path if it is the home's own chain.
    """
    parts = urlsplit(url)
    if parts.scheme == "evm+sqlite":
        file = followed(file_of(url, home) or home / DEFAULT_FILE)
        own = file == followed(home / DEFAULT_FILE)
        return "evm+sqlite://" if own else f"evm+sqlite://{file}"
    if parts.hostname is None:
        return url
    port = parts.port or (443 if parts.scheme in ("https", "wss") else 80)
    host = "127.0.0.1" if parts.hostname in ("localhost", "::1") else parts.hostname
    return f"{host}:{port}"


def find_pin(home: Path, chain_id: int, genesis: str, species: str) -> Pin | None:
    """The pin of a chain and a species, or None; `genesis` and `species` are 0x-hex."""
    key = chain_id, genesis, species
    return next((pin for pin in pins(home) if key_of(pin) == key), None)


def former_pin(home: Path, url: str, species: str) -> Pin | None:
    """The newest pin of a species (0x-hex) on a chain that had this URL, or None."""
    place = place_of(home, url)
    there = [pin for pin in pins(home) if (pin.url, pin.species) == (place, species)]
    return there[-1] if there else None


def keep_pin(home: Path, pin: Pin) -> None:
    """Write a pin into the home; it replaces the one of the same chain and species."""
    with locked(home, "deployments"):
        _write_pins(home, [*(other for other in pins(home) if key_of(other) != key_of(pin)), pin])


def take_pins(home: Path, given: Sequence[Pin]) -> None:
    """Write pins into the home at once; an existing pin of the same chain and species stays."""
    if not given:
        return
    with locked(home, "deployments"):
        rows = {key_of(pin): pin for pin in pins(home)}
        for pin in given:
            rows.setdefault(key_of(pin), pin)
        _write_pins(home, list(rows.values()))


def drop_pins(home: Path, place: str) -> None:
    """Delete all pins of the chains at `place`, a URL as `place_of` normalises it."""
    with locked(home, "deployments"):
        others = [pin for pin in pins(home) if pin.url != place]
        if others:
            _write_pins(home, others)
        else:  # which a full disk does not hinder
            (home / PINS_FILE).unlink(missing_ok=True)


def _write_pins(home: Path, rows: list[Pin]) -> None:
    write_document(home / PINS_FILE, _Deployments(tuple(rows)), CHAIN_FORMAT)


def key_of(pin: Pin) -> tuple[int, str, str]:
    """Chain id, genesis and species of a pin; a home has at most one pin for each such key."""
    return pin.chain_id, pin.genesis, pin.species


@dataclass(frozen=True, slots=True)
class BegunPortrait:
    """The portrait contract that was begun for a species on a chain, finished or not.

    `genesis` and `species` are 32 bytes as 0x-hex, `contract` an EIP-55 address.
    """

    genesis: Hash
    species: Hash
    contract: Address


@dataclass(frozen=True, slots=True)
class _BegunPortraits:
    """The content of canvases.json."""

    canvases: tuple[BegunPortrait, ...]


def begun_portraits(home: Path) -> tuple[BegunPortrait, ...]:
    """All portrait contracts of canvases.json; an empty tuple if there is no such file.

    Raises DamagedFile, MadeByAnotherVersion, NewerFormat.
    """
    document = read_document(home / CANVASES_FILE, _BegunPortraits, CHAIN_FORMAT)
    return document.canvases if document else ()


def find_begun(home: Path, genesis: str, species: str) -> str | None:
    """The address of the portrait contract for a species on a chain, or None.

    `genesis` and `species` are 0x-hex.
    """
    here = (begun for begun in begun_portraits(home) if _place(begun) == (genesis, species))
    return next((begun.contract for begun in here), None)


def keep_begun(home: Path, begun: BegunPortrait) -> None:
    """Write a portrait contract into the home; it replaces that of the same species and chain."""
    with locked(home, "canvases"):
        others = (other for other in begun_portraits(home) if _place(other) != _place(begun))
        write_document(home / CANVASES_FILE, _BegunPortraits((*others, begun)), CHAIN_FORMAT)


def take_begun(home: Path, given: Sequence[BegunPortrait]) -> None:
    """Write portrait contracts into the home at once; existing ones of the same key stay."""
    if not given:
        return
    with locked(home, "canvases"):
        rows = {_place(begun): begun for begun in begun_portraits(home)}
        for begun in given:
            rows.setdefault(_place(begun), begun)
        write_document(home / CANVASES_FILE, _BegunPortraits(tuple(rows.values())), CHAIN_FORMAT)


def _place(begun: BegunPortrait) -> tuple[str, str]:
    return begun.genesis, begun.species
