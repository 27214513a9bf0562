"""The registry contract in Python's terms: deploy it, find it again, register, read.

A `Registry` is a contract at an address on an open chain. The functions here say what is
asked of it; how that is spelled is `contract`'s work, and who may call what the contract's
own rule. Which registry belongs to a chain's address is pinned in the home, and a chain
that does not match its pin is refused before anything is sent.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain import genome as genomes
from avatarchain.canonical import keccak256, word
from avatarchain.chain import Chain, Log, Receipt
from avatarchain.errors import (
    NoRegistry,
    NotDrawn,
    OtherChain,
    OtherCode,
    OtherSpecies,
    Reverted,
    UnknownIdentity,
)
from avatarchain.home import Pin, find_pin, keep_pin
from avatarchain.identity import (
    TokenName,
    checksum_address,
    choose,
    identity,
    parse_caip19,
    parse_prefix,
    to_hex,
)
from avatarchain.registry.artwork import Portrait, Watch, deploy_art, svg, unwatched
from avatarchain.registry.contract import ask, creation, explain, send
from avatarchain.registry.events import BORN, TRANSFER, address, number, words
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


# --- where it is -----------------------------------------------------------------------


def deploy(
    chain: Chain, signer: "LocalAccount", species: Species, *,
    home: Path | None = None, watch: Watch = unwatched,
) -> Registry:  # fmt: skip
    """Create the contract for a species; the signer becomes its issuer.

    The portrait contract that it draws with goes before it (see `artwork`): made, finished
    or found, which only a `home` remembers. `watch` hears the gas of each transaction.
    """
    portrait = deploy_art(chain, signer, species, home=home, watch=watch)
    address = ZERO_ADDRESS if portrait is None else portrait.address
    code = creation("Registry", ["bytes32", "address"], species.id, address)
    try:
        receipt = chain.send(signer, None, code)
    except Reverted as error:
        raise explain(error) from None
    watch(receipt.gas_used)
    if receipt.contract_address is None:
        raise NoRegistry(url=chain.url, reason="the deployment made no contract")
    return Registry(chain, receipt.contract_address, species.id, receipt.block_number)


def portrait_of(registry: Registry) -> Portrait | None:
    """The contract that draws the registry's avatars; None where none does."""
    (address,) = ask(registry, "portrait()", returns=["address"])
    if address == ZERO_ADDRESS:
        return None
    return Portrait(registry.chain, checksum_address(address))


def drawing_of(registry: Registry, genome: int) -> str:
    """The SVG text that the registry's portrait contract draws. Raises NotDrawn."""
    portrait = portrait_of(registry)
    if portrait is None:
        raise NotDrawn(contract=registry.address)
    return svg(portrait, genome)


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
    return checksum_address(ask(registry, "owner()", returns=["address"])[0])


def owner_of(registry: Registry, token: int, *, block: int | str = "latest") -> str | None:
    """Who holds an avatar; None where it is not registered."""
    try:
        (owner,) = ask(registry, "ownerOf(uint256)", token, returns=["address"], block=block)
    except UnknownIdentity:
        return None
    return checksum_address(owner)


def avatar(registry: Registry, token: int) -> Avatar:
    """Everything the chain knows of one avatar. Raises UnknownIdentity."""
    owner = owner_of(registry, token)
    births = registry.chain.logs(registry.address, [BORN, word(token)], first=registry.block)
    if owner is None or not births:
        raise UnknownIdentity(id=to_hex(token))
    return replace(_born(births[0]), owner=owner)


def born_by(receipt: Receipt, owner: str) -> Avatar:
    """The avatar that a transaction brought into being, for `owner`."""
    return next(replace(_born(log), owner=owner) for log in receipt.logs if log.topics[0] == BORN)


def registered(registry: Registry, tokens: Sequence[int]) -> dict[int, Avatar]:
    """Those of these ids (a thousand at most) that are registered, with their owners of now."""
    chain, ids = registry.chain, [word(token) for token in tokens]
    births = chain.logs(registry.address, [BORN, ids], first=registry.block) if ids else []
    if not births:
        return {}
    there = [log.topics[1] for log in births]
    transfers = [TRANSFER, None, None, there]
    owners = {
        log.topics[3]: checksum_address(address(log.topics[2]))
        for log in chain.logs(registry.address, transfers, first=registry.block)
    }
    found = (replace(_born(log), owner=owners[log.topics[1]]) for log in births)
    return {one.identity: one for one in found}


def _born(log: Log) -> Avatar:
    token, mother, father = map(number, log.topics[1:4])
    genome, generation = words(log)
    return Avatar(
        token, genome, generation, mother, father, ZERO_ADDRESS,
        log.block_number, log.transaction_hash,
    )  # fmt: skip


def resolve(
    registry: Registry, text: str, beginning: Callable[[str], Iterable[int]]
) -> Avatar:  # fmt: skip
    """The avatar that `text` names: a full id, a prefix of at least four digits, or CAIP-19.

    `beginning` gives the identities that begin with a prefix; it is asked for nothing else.
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
    return avatar(registry, choose(prefix, beginning(prefix)))


def token_name(registry: Registry, token: int) -> str:
    """The CAIP-19 name of an avatar of this registry."""
    return str(TokenName(registry.chain.chain_id, registry.address, token))


def describe(registry: Registry, species: Species, one: Avatar) -> dict[str, Any]:
    """An avatar as the JSON object that every command prints (256-bit numbers as 0x-hex)."""
    return foretold(registry, species, one.genome, one.identity) | {
        "generation": one.generation,
        "mother": to_hex(one.mother) if one.mother else None,
        "father": to_hex(one.father) if one.father else None,
        "owner": one.owner,
        "transaction": "0x" + one.transaction.hex(),
        "block": one.block,
    }


def foretold(
    registry: Registry | None, species: Species, genome: int, token: int
) -> dict[str, Any]:
    """What of `describe` is known of a founder that is nowhere registered, and its id."""
    return {
        "id": to_hex(token),
        "genome": genomes.to_hex(genome),
        "dna": genomes.to_dna(genome),
        "species": "0x" + species.id.hex(),
        "generation": 0,
        "mother": None,
        "father": None,
        "owner": None,
        "chain_id": registry and registry.chain.chain_id,
        "genesis": registry and "0x" + registry.chain.genesis.hex(),
        "contract": registry and registry.address,
        "caip19": registry and token_name(registry, token),
        "traits": traits(species, genome),
    }


def identity_of(species: Species, genome: int) -> int:
    """The id that a genome of a species has in every registry of that species."""
    return identity(species.id, genome)
