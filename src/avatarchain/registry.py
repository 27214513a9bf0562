"""The registry contract in Python's terms: deploy it, find it again, register, read.

A `Registry` is a contract at an address on an open chain. The functions here speak its
ABI and turn its named errors into sentences; who may call what is the contract's own
rule. Which registry belongs to a chain's address is pinned in the home, and a chain that
does not match its pin is refused before anything is sent.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain import genome as genomes
from avatarchain.canonical import keccak256, word
from avatarchain.chain import Chain, Log, Receipt
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
    OtherChain,
    OtherCode,
    OtherSpecies,
    Related,
    Reverted,
    SameAvatar,
    TooEarly,
    TooLate,
    UnknownIdentity,
)
from avatarchain.home import Pin, find_pin, keep_pin
from avatarchain.identity import TokenName, choose, identity, parse_caip19, parse_prefix, to_hex
from avatarchain.species import Species, traits

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

ZERO_ADDRESS = "0x" + "0" * 40


@dataclass(frozen=True, slots=True)
class Registry:
    """A deployed contract: `address` in EIP-55, `species` 32 bytes, `block` of its creation."""

    chain: Chain
    address: str
    species: bytes
    block: int


@dataclass(frozen=True, slots=True)
class Avatar:
    """One registered avatar as the chain tells it; parents are 0 for founders.

    `block` and `transaction` (32 bytes) are those of its birth.
    """

    identity: int
    genome: int
    generation: int
    mother: int
    father: int
    owner: str
    block: int
    transaction: bytes


@cache
def artefact() -> dict[str, Any]:
    """The built contract: ABI, bytecode, compiler, settings, hashes of the sources."""
    path = resources.files("avatarchain") / "data" / "contracts" / "Registry.json"
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content


# --- speaking the ABI ------------------------------------------------------------------


def _types(signature: str) -> list[str]:
    inside = signature[signature.index("(") + 1 : -1]
    return inside.split(",") if inside else []


def encode(signature: str, *arguments: Any) -> bytes:
    """Call data for `name(type,…)`."""
    from eth_abi.abi import encode as encode_abi

    return keccak256(signature.encode())[:4] + encode_abi(_types(signature), arguments)


def ask(
    registry: Registry, signature: str, *arguments: Any, returns: Sequence[str],
    block: int | str = "latest",
) -> tuple[Any, ...]:  # fmt: skip
    """Call a view of the contract, on the state after `block`; `returns` are ABI types."""
    from eth_abi.abi import decode as decode_abi
    from eth_abi.exceptions import DecodingError

    data = encode(signature, *arguments)
    try:
        answer = registry.chain.call(registry.address, data, block=block)
        return decode_abi(returns, answer)
    except Reverted as error:
        raise explain(error) from None
    except DecodingError:
        raise NoRegistry(
            url=registry.chain.url, reason=f"{registry.address} does not answer {signature}"
        ) from None


def send(registry: Registry, signer: "LocalAccount", signature: str, *arguments: Any) -> Receipt:
    """Send a transaction to the contract; its named errors come as ours."""
    try:
        return registry.chain.send(signer, registry.address, encode(signature, *arguments))
    except Reverted as error:
        raise explain(error) from None


# The contract's errors that have a sentence of their own: ours, and what to call the
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
}


@cache
def _errors() -> dict[bytes, tuple[str, list[str]]]:
    found = {}
    for entry in artefact()["abi"]:
        if entry["type"] == "error":
            types = [one["type"] for one in entry["inputs"]]
            selector = keccak256(f"{entry['name']}({','.join(types)})".encode())[:4]
            found[selector] = (entry["name"], types)
    return found


def explain(error: Reverted) -> AvatarchainError:
    """The contract's named error as one of ours; the same error where it has no name."""
    from eth_abi.abi import decode as decode_abi

    named = _errors().get(error.data[:4])
    if named is None:
        return error
    name, types = named
    told = [
        _tell(kind, value)
        for kind, value in zip(types, decode_abi(types, error.data[4:]), strict=True)
    ]
    if name not in _REFUSALS:
        return ContractRefused(name=name, arguments=", ".join(map(str, told)))
    refusal, names = _REFUSALS[name]
    return refusal(**{key: one for key, one in zip(names, told, strict=True) if key})


def _tell(kind: str, value: Any) -> Any:
    """An argument as people write it: ids in hex (no block number is so large), EIP-55."""
    if kind == "address":
        return _address(value)
    if kind == "bytes32":
        return "0x" + value.hex()
    return to_hex(value) if kind == "uint256" and value >> 64 else value


def _address(value: str) -> str:
    from avatarchain.identity import checksum_address

    return checksum_address(value)


# --- where it is -----------------------------------------------------------------------


def deploy(chain: Chain, signer: "LocalAccount", species: Species) -> Registry:
    """Create the contract for a species; the signer becomes its issuer."""
    creation = bytes.fromhex(artefact()["bytecode"][2:]) + species.id
    receipt = chain.send(signer, None, creation)
    if receipt.contract_address is None:
        raise NoRegistry(url=chain.url, reason="the deployment made no contract")
    return Registry(chain, receipt.contract_address, species.id, receipt.block_number)


def pin(home: Path, registry: Registry) -> Pin:
    """Keep in the home what the registry's chain and code are now."""
    chain = registry.chain
    kept = Pin(
        url=chain.url,
        chain_id=chain.chain_id,
        genesis="0x" + chain.genesis.hex(),
        contract=registry.address,
        code_hash="0x" + keccak256(chain.code(registry.address)).hex(),
        species="0x" + registry.species.hex(),
        block=registry.block,
    )
    keep_pin(home, kept)
    return kept


def find(home: Path, chain: Chain, species: Species) -> Registry | None:
    """The registry pinned for a chain's address and a species; None where none is.

    Raises OtherChain where the node is not the chain of the pin (another id, another
    genesis: a devnet that was wiped), OtherCode where the contract is gone or differs.
    """
    pinned = find_pin(home, chain.url, "0x" + species.id.hex())
    if pinned is None:
        return None
    genesis = "0x" + chain.genesis.hex()
    if (chain.chain_id, genesis) != (pinned.chain_id, pinned.genesis):
        raise OtherChain(
            url=chain.url,
            expected=f"chain {pinned.chain_id}, genesis {pinned.genesis[:10]}…",
            found=f"chain {chain.chain_id}, genesis {genesis[:10]}…",
        )
    code = chain.code(pinned.contract)
    if not code or "0x" + keccak256(code).hex() != pinned.code_hash:
        raise OtherCode(
            url=chain.url,
            contract=pinned.contract,
            found="other code" if code else "no contract",
        )
    return Registry(chain, pinned.contract, species.id, pinned.block)


def attach(chain: Chain, address: str, species: Species) -> Registry:
    """A registry that somebody else deployed, from its address.

    Raises NoRegistry where there is no such contract, OtherSpecies where it keeps another.
    """
    if not chain.code(address):
        raise NoRegistry(url=chain.url, reason=f"no contract at {address}")
    registry = Registry(chain, address, species.id, 0)
    (kept,) = ask(registry, "species()", returns=["bytes32"])
    if kept != species.id:
        raise OtherSpecies(
            contract=address, found="0x" + kept.hex(), name=species.name,
            expected="0x" + species.id.hex(),
        )  # fmt: skip
    return registry


# --- writing ---------------------------------------------------------------------------


def register(registry: Registry, signer: "LocalAccount", to: str, genome: int) -> Receipt:
    """Register a founder for `to`. Raises AlreadyRegistered, NotIssuer."""
    return send(registry, signer, "register(address,uint256)", to, genome)


def transfer(registry: Registry, signer: "LocalAccount", to: str, token: int) -> Receipt:
    """Give an avatar of the signer's (or of one the signer may act for) to another address.

    Raises UnknownIdentity, NotYours.
    """
    holder = owner_of(registry, token)
    if holder is None:
        raise UnknownIdentity(id=to_hex(token))
    return send(registry, signer, "transferFrom(address,address,uint256)", holder, to, token)


# --- reading ---------------------------------------------------------------------------


def issuer(registry: Registry) -> str:
    """The address that may register founders."""
    return _address(ask(registry, "owner()", returns=["address"])[0])


def owner_of(registry: Registry, token: int, *, block: int | str = "latest") -> str | None:
    """Who holds an avatar; None where it is not registered."""
    try:
        (owner,) = ask(registry, "ownerOf(uint256)", token, returns=["address"], block=block)
    except UnknownIdentity:
        return None
    return _address(owner)


_BORN = keccak256(b"Born(uint256,uint256,uint256,uint256,uint256)")
_TRANSFER = keccak256(b"Transfer(address,address,uint256)")


def avatar(registry: Registry, token: int) -> Avatar:
    """Everything the chain knows of one avatar. Raises UnknownIdentity."""
    owner = owner_of(registry, token)
    births = registry.chain.logs(registry.address, [_BORN, word(token)], first=registry.block)
    if owner is None or not births:
        raise UnknownIdentity(id=to_hex(token))
    return replace(_born(births[0]), owner=owner)


def born_by(receipt: Receipt, owner: str) -> Avatar:
    """The avatar that a transaction brought into being, for `owner`."""
    return next(replace(_born(log), owner=owner) for log in receipt.logs if log.topics[0] == _BORN)


def avatars(registry: Registry) -> list[Avatar]:
    """Every avatar, in the order of birth, with its owner of now."""
    chain, first = registry.chain, registry.block
    last = chain.head().number
    births = chain.logs(registry.address, [_BORN], first=first, last=last)
    owners = {
        int.from_bytes(log.topics[3], "big"): log.topics[2][12:]
        for log in chain.logs(registry.address, [_TRANSFER], first=first, last=last)
    }
    return [
        replace(one, owner=_address("0x" + owners[one.identity].hex()))
        for one in map(_born, births)
    ]


def _born(log: Log) -> Avatar:
    token, mother, father = (int.from_bytes(topic, "big") for topic in log.topics[1:4])
    genome, generation = (int.from_bytes(log.data[at : at + 32], "big") for at in (0, 32))
    return Avatar(
        token, genome, generation, mother, father, ZERO_ADDRESS,
        log.block_number, log.transaction_hash,
    )  # fmt: skip


def resolve(registry: Registry, text: str) -> Avatar:
    """The avatar that `text` names: a full id, a prefix of at least four digits, or CAIP-19.

    Raises MalformedIdentity, UnknownIdentity, AmbiguousIdentity; OtherChain where a
    CAIP-19 name speaks of another chain or contract.
    """
    if text.startswith("eip155:"):
        name = parse_caip19(text)
        here = (registry.chain.chain_id, registry.address)
        if (name.chain_id, name.contract) != here:
            raise OtherChain(
                url=registry.chain.url,
                expected=f"chain {name.chain_id}, contract {name.contract}",
                found=f"chain {here[0]}, contract {here[1]}",
            )
        return avatar(registry, name.identity)
    prefix = parse_prefix(text)
    if len(prefix) == 66:
        return avatar(registry, int(prefix, 16))
    known = {one.identity: one for one in avatars(registry)}
    return known[choose(prefix, known)]


def token_name(registry: Registry, token: int) -> str:
    """The CAIP-19 name of an avatar of this registry."""
    return str(TokenName(registry.chain.chain_id, registry.address, token))


def describe(registry: Registry, species: Species, one: Avatar) -> dict[str, Any]:
    """An avatar as the JSON object that every command prints (256-bit numbers as 0x-hex)."""
    return {
        "id": to_hex(one.identity),
        "genome": genomes.to_hex(one.genome),
        "dna": genomes.to_dna(one.genome),
        "species": "0x" + species.id.hex(),
        "generation": one.generation,
        "mother": to_hex(one.mother) if one.mother else None,
        "father": to_hex(one.father) if one.father else None,
        "owner": one.owner,
        "chain_id": registry.chain.chain_id,
        "genesis": "0x" + registry.chain.genesis.hex(),
        "contract": registry.address,
        "caip19": token_name(registry, one.identity),
        "traits": traits(species, one.genome),
        "transaction": "0x" + one.transaction.hex(),
        "block": one.block,
    }


def identity_of(species: Species, genome: int) -> int:
    """The id that a genome of a species has in every registry of that species."""
    return identity(species.id, genome)
