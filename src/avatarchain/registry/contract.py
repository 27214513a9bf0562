"""Call a contract: encode calls by the ABI, and turn its named errors into ours.

This project has two contracts, the registry and the portrait; the package includes their bytecode
and ABI. A function is given by its signature, as Solidity writes it. Other modules decide what each
function means.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

from avatarchain.base.canonical import keccak256, to_hex, word
from avatarchain.chain import Chain, Receipt
from avatarchain.chain.notation import checksum_address
from avatarchain.errors import (
    AlreadyRegistered,
    ArtNotStored,
    AvatarchainError,
    DrawTooSoon,
    Expecting,
    FoundingIsCommitted,
    IssuanceIsClosed,
    KeyRevoked,
    NoSuchBatch,
    NoSuchFounding,
    NotARegistry,
    NotExpecting,
    NotInBatch,
    NotIssuer,
    NotOffered,
    NotYours,
    OtherContractError,
    OtherHeader,
    OtherPortrait,
    Related,
    Reverted,
    SameAvatar,
    TooEarly,
    TooLate,
    UnknownIdentity,
    WrongParty,
)
from avatarchain.registry import abi

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

CONTRACTS = ("Registry", "Portrait")


class Contract(Protocol):
    """Anything with an open chain and an address (EIP-55) on it."""

    @property
    def chain(self) -> Chain:
        """The open chain."""

    @property
    def address(self) -> str:
        """The address of the contract on it."""

    @property
    def at(self) -> int | None:
        """The number of the block after which it is asked; None is the newest one."""


@cache
def artefact(name: str) -> dict[str, Any]:
    """A compiled contract by its name: ABI, bytecode, compiler, settings, hashes of sources."""
    path = resources.files("avatarchain") / "data" / "contracts" / f"{name}.json"
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content


def standard_json() -> bytes:
    """The complete input of the compiler, in solc's standard JSON, for both contracts.

    With the compiler that `artefact` names, it compiles to exactly their bytecode.
    """
    path = resources.files("avatarchain") / "data" / "contracts" / "standard.json"
    return path.read_bytes()


def creation(name: str, types: Sequence[str], *arguments: Any) -> bytes:
    """The data of a transaction that deploys one of our contracts.

    `types` are the ABI types of the constructor's arguments.
    """
    return bytes.fromhex(artefact(name)["bytecode"][2:]) + encoded(types, *arguments)


def encoded(types: Sequence[str], *values: Any) -> bytes:
    """Values of these ABI types, as the arguments of a constructor are written."""
    return abi.encoded(types, values)


def _types(signature: str) -> list[str]:
    inside = signature[signature.index("(") + 1 : -1]
    return inside.split(",") if inside else []


def encode(signature: str, *arguments: Any) -> bytes:
    """The call data for a function: `signature` is `name(type,…)`."""
    return keccak256(signature.encode())[:4] + abi.encoded(_types(signature), arguments)


def ask(
    contract: Contract,
    signature: str,
    *arguments: Any,
    returns: Sequence[str],
    block: int | str | None = None,
) -> tuple[Any, ...]:
    """Call a view function of the contract, on the state after `block`; None is the contract's.

    `returns` are the ABI types of the result, which is a tuple of decoded values. Raises our error
    for a named error of the contract, and NotARegistry if the answer cannot be decoded. All of
    these are ContractRefused, except UnknownIdentity if the id is one of the arguments.
    """
    data = encode(signature, *arguments)
    if block is None:
        block = "latest" if contract.at is None else contract.at
    try:
        answer = contract.chain.call(contract.address, data, block=block)
    except Reverted as error:
        raise _refused(error, arguments) from None
    try:
        return abi.decoded(returns, answer)
    except abi.Undecodable:
        raise NotARegistry(
            url=contract.chain.url, reason=f"{contract.address} does not answer {signature}"
        ) from None


def _refused(error: Reverted, arguments: Sequence[Any]) -> AvatarchainError:
    """Our error for a call that the contract refused.

    A contract that is not a registry may refuse with any error. So its error about an unknown id is
    used only if the id is one of the arguments of the call.
    """
    refusal = explain(error)
    if isinstance(refusal, UnknownIdentity):
        asked = [word(argument) for argument in arguments if isinstance(argument, int)]
        if error.data[4:36] not in asked:
            return OtherContractError(name="ERC721NonexistentToken", arguments=refusal.id)
    return refusal


def send(contract: Contract, signer: "Signer", signature: str, *arguments: Any) -> Receipt:
    """Send a transaction to the contract and wait for its receipt.

    Raises our error for a named error of the contract, and the errors of `Chain.send`.
    """
    try:
        return contract.chain.send(signer, contract.address, encode(signature, *arguments))
    except Reverted as error:
        raise explain(error) from None


# Errors of the contracts for which we have an error of our own, with the names of its fields
# (None: an argument that is not used).
_REFUSALS: dict[str, tuple[type[AvatarchainError], tuple[str | None, ...]]] = {
    "AlreadyRegistered": (AlreadyRegistered, ("id", "holder")),
    "ERC721NonexistentToken": (UnknownIdentity, ("id",)),
    "OwnableUnauthorizedAccount": (NotIssuer, ("account",)),
    "ERC721InsufficientApproval": (NotYours, ("account", "id")),
    "ERC721IncorrectOwner": (NotYours, (None, "id", "account")),
    "SameAvatar": (SameAvatar, ("id",)),
    "Related": (Related, ("mother", "father", "ancestor")),
    "NotOffered": (NotOffered, ("father", "breeder")),
    "Expecting": (Expecting, ("mother", "draw")),
    "NotExpecting": (NotExpecting, ("mother",)),
    "TooEarly": (TooEarly, ("mother", "draw")),
    "TooLate": (TooLate, ("mother", "draw")),
    "OtherHeader": (OtherHeader, ("draw", "hash")),
    "NoSuchBatch": (NoSuchBatch, ("batch", "batches")),
    "NotInBatch": (NotInBatch, ("batch", "to", "genome")),
    "IssuanceIsClosed": (IssuanceIsClosed, ()),
    "DrawTooSoon": (DrawTooSoon, ("draw", "first")),
    "NoSuchFounding": (NoSuchFounding, ("founding", "foundings")),
    "FoundingIsCommitted": (FoundingIsCommitted, ("founding",)),
    "KeyRevoked": (KeyRevoked, ("key",)),
    "OtherPortrait": (OtherPortrait, ("portrait", None)),
    "DeploymentFailed": (ArtNotStored, ()),
}


# Errors about an address that ERC-721 does not allow in a place, with that place.
_ROLES = {
    "ERC721InvalidReceiver": "new holder",
    "ERC721InvalidSender": "sender",
    "ERC721InvalidOwner": "holder",
    "ERC721InvalidApprover": "account that gives leave",
    "ERC721InvalidOperator": "operator",
    "OwnableInvalidOwner": "issuer",
}


@cache
def _errors() -> dict[bytes, tuple[str, list[str]]]:
    errors = {keccak256(b"DeploymentFailed()")[:4]: ("DeploymentFailed", list[str]())}  # SSTORE2
    for entry in (entry for name in CONTRACTS for entry in artefact(name)["abi"]):
        if entry["type"] == "error":
            types = [argument["type"] for argument in entry["inputs"]]
            selector = keccak256(f"{entry['name']}({','.join(types)})".encode())[:4]
            errors[selector] = (entry["name"], types)
    return errors


def explain(error: Reverted) -> AvatarchainError:
    """Our error for a named error of a contract; the same `error` if it has no name."""
    named = _errors().get(error.data[:4])
    if named is None:
        return error
    name, types = named
    try:
        values = abi.decoded(types, error.data[4:])
    except abi.Undecodable:
        return error
    texts = [_text_of(kind, value) for kind, value in zip(types, values, strict=True)]
    if name in _ROLES:
        return WrongParty(address=str(texts[0]), role=_ROLES[name])
    if name not in _REFUSALS:
        return OtherContractError(name=name, arguments=", ".join(map(str, texts)))
    refusal, names = _REFUSALS[name]
    kinds = refusal.field_types
    return refusal(
        **{
            key: value if kinds[key] is int else str(text)  # numbers stay numbers
            for key, value, text in zip(names, values, texts, strict=True)
            if key
        }
    )


def _text_of(kind: str, value: Any) -> Any:
    """An argument as text for people: addresses in EIP-55, hashes and large numbers in hex."""
    if kind == "address":
        return checksum_address(value)
    if kind == "bytes32":
        return to_hex(value)
    return to_hex(value) if kind == "uint256" and value >> 64 else value
