"""Speaking to a contract: calls in the ABI, and its named errors as sentences.

Two contracts are ours, the registry and the portrait; what was built of them, with their
interfaces, is kept in the package. A function is named by its signature, as Solidity
writes it. Nothing here knows what a function is for.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

from avatarchain.canonical import keccak256
from avatarchain.chain import Chain, Receipt
from avatarchain.errors import (
    AlreadyRegistered,
    AvatarchainError,
    ContractRefused,
    Expecting,
    KeyRevoked,
    NoRegistry,
    NoSuchBatch,
    NotExpecting,
    NotInBatch,
    NotIssuer,
    NotOffered,
    NotYours,
    OtherPortrait,
    Related,
    Reverted,
    SameAvatar,
    TooEarly,
    TooLate,
    UnknownIdentity,
)
from avatarchain.identity import checksum_address, to_hex

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

CONTRACTS = ("Registry", "Portrait")


class Contract(Protocol):
    """Anything that stands at an address (EIP-55) of an open chain."""

    @property
    def chain(self) -> Chain: ...
    @property
    def address(self) -> str: ...


@cache
def artefact(name: str) -> dict[str, Any]:
    """A built contract: ABI, bytecode, compiler, settings, hashes of the sources."""
    path = resources.files("avatarchain") / "data" / "contracts" / f"{name}.json"
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content


def creation(name: str, types: Sequence[str], *arguments: Any) -> bytes:
    """What a transaction carries that creates a contract of ours."""
    from eth_abi.abi import encode as encode_abi

    return bytes.fromhex(artefact(name)["bytecode"][2:]) + encode_abi(types, arguments)


def _types(signature: str) -> list[str]:
    inside = signature[signature.index("(") + 1 : -1]
    return inside.split(",") if inside else []


def encode(signature: str, *arguments: Any) -> bytes:
    """Call data for `name(type,…)`."""
    from eth_abi.abi import encode as encode_abi

    return keccak256(signature.encode())[:4] + encode_abi(_types(signature), arguments)


def ask(
    contract: Contract, signature: str, *arguments: Any, returns: Sequence[str],
    block: int | str = "latest",
) -> tuple[Any, ...]:  # fmt: skip
    """Call a view of the contract, on the state after `block`; `returns` are ABI types."""
    from eth_abi.abi import decode as decode_abi
    from eth_abi.exceptions import DecodingError

    data = encode(signature, *arguments)
    try:
        answer = contract.chain.call(contract.address, data, block=block)
        return decode_abi(returns, answer)
    except Reverted as error:
        raise explain(error) from None
    except DecodingError:
        raise NoRegistry(
            url=contract.chain.url, reason=f"{contract.address} does not answer {signature}"
        ) from None


def send(contract: Contract, signer: "LocalAccount", signature: str, *arguments: Any) -> Receipt:
    """Send a transaction to the contract; its named errors come as ours."""
    try:
        return contract.chain.send(signer, contract.address, encode(signature, *arguments))
    except Reverted as error:
        raise explain(error) from None


# The contracts' errors that have a sentence of their own: ours, and what to call the
# arguments (None: one that the sentence does not need).
_REFUSALS: dict[str, tuple[type[AvatarchainError], tuple[str | None, ...]]] = {
    "AlreadyRegistered": (AlreadyRegistered, ("id", "holder")),
    "ERC721NonexistentToken": (UnknownIdentity, ("id",)),
    "OwnableUnauthorizedAccount": (NotIssuer, ("account",)),
    "ERC721InsufficientApproval": (NotYours, ("account", "id")),
    "ERC721IncorrectOwner": (NotYours, (None, "id", "account")),
    "SameAvatar": (SameAvatar, ("id",)),
    "Related": (Related, ("mother", "father", "ancestor")),
    "NotOffered": (NotOffered, ("father", "breeder")),
    "Expecting": (Expecting, ("mother", "last")),
    "NotExpecting": (NotExpecting, ("mother",)),
    "TooEarly": (TooEarly, ("mother", "first")),
    "TooLate": (TooLate, ("mother", "last")),
    "NoSuchBatch": (NoSuchBatch, ("batch", "batches")),
    "NotInBatch": (NotInBatch, ("batch", "to", "genome")),
    "KeyRevoked": (KeyRevoked, ("key",)),
    "OtherPortrait": (OtherPortrait, ("portrait", None)),
}


@cache
def _errors() -> dict[bytes, tuple[str, list[str]]]:
    found = {}
    for entry in (entry for name in CONTRACTS for entry in artefact(name)["abi"]):
        if entry["type"] == "error":
            types = [one["type"] for one in entry["inputs"]]
            selector = keccak256(f"{entry['name']}({','.join(types)})".encode())[:4]
            found[selector] = (entry["name"], types)
    return found


def explain(error: Reverted) -> AvatarchainError:
    """The contract's named error as one of ours; the same error where it is none of those."""
    from eth_abi.abi import decode as decode_abi
    from eth_abi.exceptions import DecodingError

    named = _errors().get(error.data[:4])
    if named is None:
        return error
    name, types = named
    try:
        values = decode_abi(types, error.data[4:])
    except DecodingError:
        return error
    told = [_tell(kind, value) for kind, value in zip(types, values, strict=True)]
    if name not in _REFUSALS:
        return ContractRefused(name=name, arguments=", ".join(map(str, told)))
    refusal, names = _REFUSALS[name]
    fields = {key: one for key, one in zip(names, told, strict=True) if key}
    if "batch" in fields:
        fields["batch"] = values[names.index("batch")]  # batches are counted, however many
    return refusal(**fields)


def _tell(kind: str, value: Any) -> Any:
    """An argument as people write it: ids in hex (no block number is so large), EIP-55."""
    if kind == "address":
        return checksum_address(value)
    if kind == "bytes32":
        return "0x" + value.hex()
    return to_hex(value) if kind == "uint256" and value >> 64 else value
