"""Check whether the contract at an address is a genuine registry of avatarchain.

A getter of a false contract can return anything, so no getter is trusted. The code must be that of
this version or of a released one, with the same species and portrait at all positions that the
compiler left for them. The portrait must have our code too, and its art is hashed again from the
chunks. The code alone proves little, since another constructor could write false storage and then
return our code. So the transaction that created the registry must contain our creation code, with
the same species and portrait as arguments.

The node's answers about code and calls are trusted. But the transaction is checked by its hash and
its sender's signature, which is for one chain, and the address of a contract follows from its
creator. So a node that lies about the code also needs a transaction with our creation code that the
deployer signed. A registry that another contract created cannot be proven genuine in this way.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain.answers import read_outcome
from avatarchain.chain.notation import address_created, checksum_address
from avatarchain.chain.reverts import printable
from avatarchain.chain.signed import signed_transaction
from avatarchain.errors import (
    ContractRefused,
    ForeignCode,
    ForeignCreation,
    NoRegistry,
    StrangeTransaction,
)
from avatarchain.registry import Registry
from avatarchain.registry.artwork import PortraitContract
from avatarchain.registry.contract import artefact, ask, encoded
from avatarchain.registry.events import OWNED
from avatarchain.species import Species
from avatarchain.species.compiled import chunks_of

SPECIES, PORTRAIT, PORTRAIT_CODE = "species", "portrait", "_portraitCode"
"""The names of a registry's immutables (values that the constructor writes into the code)."""

_ARGUMENTS = ["bytes32", "address", "string"]  # species, portrait and name, of the constructor


@dataclass(frozen=True, slots=True)
class Build:
    """The code that one version deploys. All hashes are keccak256, as 0x-hex.

    `places` maps each immutable to its positions in the registry's code, and `runtime` is the hash
    of the code with zeros there. `portrait` is the hash of the portrait's code. `creation` is the
    hash of the first `length` bytes of the data that creates a registry.
    """

    version: str
    runtime: str
    places: Mapping[str, tuple[int, ...]]
    portrait: str
    length: int
    creation: str


@cache
def builds() -> tuple[Build, ...]:
    """The builds of this version and of released versions."""
    table = resources.files("avatarchain") / "data" / "contracts" / "released.json"
    released = [
        Build(**row | {"places": {name: tuple(at) for name, at in row["places"].items()}})
        for row in json.loads(table.read_bytes())
    ]
    return (build_of("this version"), *released)


def build_of(version: str) -> Build:
    """The build of this version, with the name `version`."""
    registry = artefact("Registry")
    creation = bytes.fromhex(registry["bytecode"][2:])
    references: dict[str, list[dict[str, Any]]] = registry["immutable_references"]
    return Build(
        version=version,
        runtime=_hash(bytes.fromhex(registry["runtime_bytecode"][2:])),
        places={name: tuple(at["start"] for at in where) for name, where in references.items()},
        portrait=_hash(bytes.fromhex(artefact("Portrait")["runtime_bytecode"][2:])),
        length=len(creation),
        creation=_hash(creation),
    )


def species_in(code: bytes) -> bytes | None:
    """The species (32 bytes) in the code of a registry; None if it is other code.

    It is read at the first of its positions; `portrait_in_code` checks that all are equal.
    """
    build = _build(code)
    return None if build is None else _at(code, build.places[SPECIES][0])


def _build(code: bytes) -> Build | None:
    return next((build for build in builds() if _hash(_blank(code, build)) == build.runtime), None)


def portrait_in_code(registry: Registry, species: Species) -> str | None:
    """The address (EIP-55) of a registry's portrait contract; None if it has none.

    Raises ForeignCode if the code of the registry or of its portrait is not ours, if the code
    contains different species or portraits, or if the art is not that of the species.
    """
    if registry.species != species.id:
        raise _foreign(registry, "it is a registry of another species")
    address = portrait_named(registry)
    if address is not None:
        _check_art(registry, PortraitContract(registry.chain, address), species)
    return address


def portrait_named(registry: Registry) -> str | None:
    """As `portrait_in_code`, but whatever the art is. Raises ForeignCode."""
    code = registry.chain.code(registry.address)
    build = _build(code)
    if build is None:
        raise _foreign(registry, "its code is that of no version of avatarchain")
    written = {name: {_at(code, start) for start in at} for name, at in build.places.items()}
    if written[SPECIES] != {registry.species}:
        raise _foreign(registry, "its code names another species, or several")
    if written[PORTRAIT_CODE] != {bytes.fromhex(build.portrait[2:])}:
        raise _foreign(registry, "its code believes other portraits")
    if len(written[PORTRAIT]) != 1:
        raise _foreign(registry, "its code names several portraits")
    (word,) = written[PORTRAIT]
    if not any(word):
        return None
    address = checksum_address(to_hex(word[12:]))
    if _hash(registry.chain.code(address)) != build.portrait:
        raise _foreign(registry, f"its portrait {address} has other code")
    return address


def _check_art(registry: Registry, portrait: PortraitContract, species: Species) -> None:
    """Raise ForeignCode if the art in the portrait's chunks is not that of the species."""
    chunks = chunks_of(species.art)
    another = _foreign(registry, f"the art in its portrait {portrait.address} is another")
    try:
        (count,) = ask(portrait, "chunkCount()", returns=["uint256"])
        if count != len(chunks):  # to prove some other number can take more gas than there is
            raise another
        places = [
            checksum_address(ask(portrait, "chunkAt(uint256)", number, returns=["address"])[0])
            for number in range(count)
        ]
        (proven,) = ask(portrait, "provenSpecies()", returns=["bytes32"])
    except (ContractRefused, NoRegistry):
        raise _foreign(registry, "its portrait does not answer") from None
    stored = [registry.chain.code(place) for place in places]
    if (proven, stored) != (species.id, [b"\0" + chunk for chunk in chunks]):
        raise another


@dataclass(frozen=True, slots=True)
class Creation:
    """How a registry was made: in a block, by the account `creator` (EIP-55).

    `block` is the number of that block and `block_hash` its hash (32 bytes).
    """

    block: int
    block_hash: bytes
    creator: str


def creation_of(registry: Registry, name: str, portrait: str | None) -> Creation:
    """Where and by whom our creation code created a registry with this name and portrait.

    Raises ForeignCreation if that cannot be proven: the transaction of the registry's first event
    must have created it, with our creation code and these arguments, in the block of the event.
    """
    chain = registry.chain
    logs = chain.logs(registry.address, [OWNED])
    if not logs:
        raise _unshown(registry, "the node knows no event of its beginning")
    first = to_hex(logs[0].transaction_hash)
    outcome = chain.read(read_outcome, "eth_getTransactionReceipt", first)
    try:
        sent = signed_transaction(chain, logs[0].transaction_hash)
    except StrangeTransaction:
        words = f"nobody signed the transaction {first} for this chain as the node tells it"
        raise _unshown(registry, words) from None
    if outcome is None or sent is None:
        raise _unshown(registry, f"the node does not know its first transaction {first}")
    receipt, succeeded = outcome
    if (receipt.block_number, receipt.block_hash) != (logs[0].block_number, logs[0].block_hash):
        raise _unshown(registry, f"the node tells two blocks of its first transaction {first}")
    made = address_created(sent.sender, sent.nonce) if sent.to is None else None
    if not succeeded or {receipt.contract_address, made} != {registry.address}:
        raise _unshown(registry, "another contract made it, such as a factory")
    first_two = (registry.species, portrait or to_hex(bytes(20)))
    rest = next((sent.data[each.length :] for each in builds() if _begins(sent.data, each)), None)
    if rest is None or rest != encoded(_ARGUMENTS, *first_two, name):
        other = None if rest is None else _name_behind(rest, first_two)
        raise _unshown(
            registry,
            "other code than ours made it, and may have laid anything there"
            if other is None
            else f"our code made it with another name ({other}) than the species' ({name})",
        )
    return Creation(receipt.block_number, receipt.block_hash, sent.sender)


def _begins(data: bytes, build: Build) -> bool:
    return _hash(data[: build.length]) == build.creation


def _name_behind(arguments: bytes, first_two: tuple[bytes, str]) -> str | None:
    """The name in arguments of our constructor that differ from ours by it alone; printable."""
    from eth_abi.abi import decode
    from eth_abi.exceptions import DecodingError

    try:
        name = str(decode(_ARGUMENTS, arguments)[2])
    except (DecodingError, OverflowError, UnicodeDecodeError):
        return None
    if arguments != encoded(_ARGUMENTS, *first_two, name):
        return None
    return printable(name)


def _blank(code: bytes, build: Build) -> bytes:
    """The code with zeros at all positions of a build's immutables."""
    blank = bytearray(code)
    for start in _starts(build.places.values()):
        if start + 32 <= len(code):
            blank[start : start + 32] = bytes(32)
    return bytes(blank)


def _starts(places: Iterable[tuple[int, ...]]) -> list[int]:
    return [start for where in places for start in where]


def _at(code: bytes, start: int) -> bytes:
    return code[start : start + 32]


def _hash(data: bytes) -> str:
    return to_hex(keccak256(data))


def _foreign(registry: Registry, reason: str) -> ForeignCode:
    return ForeignCode(contract=registry.address, reason=reason)


def _unshown(registry: Registry, reason: str) -> ForeignCreation:
    return ForeignCreation(contract=registry.address, reason=reason)
