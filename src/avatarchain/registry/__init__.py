"""The registry contract in Python's terms: deploy it, find it again, register, read.

A `Registry` is a contract at an address on an open chain. The functions here call it; `contract`
encodes the calls, and the contract itself decides who may call what. `description` makes the JSON
object of an avatar. The home has a pin, a record of which registry belongs to a chain. A chain that
does not match its pin is refused before anything is sent.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain.base.canonical import keccak256, to_hex, word
from avatarchain.chain import Block, Chain, Log, Receipt
from avatarchain.chain.logs import Topics
from avatarchain.chain.notation import checksum_address, parse_caip19
from avatarchain.chain.probe import probe
from avatarchain.chain.transport import plain
from avatarchain.errors import (
    NoRegistry,
    NotARegistry,
    NotDrawn,
    OtherChain,
    OtherCode,
    OtherName,
    OtherSpecies,
    Reverted,
    StrangeLog,
    UnknownIdentity,
)
from avatarchain.genetics.identity import choose, identity, parse_prefix
from avatarchain.registry.artwork import PortraitContract, Watch, deploy_art, svg, unwatched
from avatarchain.registry.contract import ask, creation, explain, send
from avatarchain.registry.events import BORN, OWNED, TRANSFER, address, event, number, words
from avatarchain.registry.pins import Pin, find_pin, former_pin, keep_pin, place_of
from avatarchain.species import Species

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

ZERO_ADDRESS = to_hex(bytes(20))


@dataclass(frozen=True, slots=True)
class Registry:
    """A deployed contract: `address` in EIP-55, `species` 32 bytes, `block` of its creation.

    `at` is the number of the block after which it is asked, by calls and by logs; None is the
    newest one, each time anew.
    """

    chain: Chain
    address: str
    species: bytes
    block: int
    at: int | None = None


@dataclass(frozen=True, slots=True)
class AvatarRecord:
    """One registered avatar, as it was read from the chain; the parents of a founder are 0.

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


def deploy(
    chain: Chain,
    signer: "Signer",
    species: Species,
    *,
    home: Path | None = None,
    watch: Watch = unwatched,
) -> Registry:
    """Deploy the registry contract for a species; the signer becomes its issuer.

    The portrait contract that draws its avatars is deployed before it (see `artwork`). One that
    `home` has recorded is used, or finished if it is incomplete. `watch` is called with the gas of
    each transaction. Before anything is sent, `chain.probe` checks the network. Raises UnfitNetwork
    if births could not be drawn on it.
    """
    probe(chain)
    portrait = deploy_art(chain, signer, species, home=home, watch=watch)
    address = ZERO_ADDRESS if portrait is None else portrait.address
    types = ["bytes32", "address", "string"]
    code = creation("Registry", types, species.id, address, species.name)
    try:
        receipt = chain.send(signer, None, code)
    except Reverted as error:
        raise explain(error) from None
    watch(receipt.gas_used)
    if receipt.contract_address is None:
        raise NoRegistry(url=chain.url, reason="the deployment made no contract")
    return Registry(chain, receipt.contract_address, species.id, receipt.block_number)


def portrait_of(registry: Registry) -> PortraitContract | None:
    """The contract that draws the registry's avatars; None if there is none."""
    (address,) = ask(registry, "portrait()", returns=["address"])
    if address == ZERO_ADDRESS:
        return None
    return PortraitContract(registry.chain, checksum_address(address))


def svg_from_chain(registry: Registry, genome: int) -> str:
    """The SVG text that the registry's portrait contract draws. Raises NotDrawn if it has none."""
    portrait = portrait_of(registry)
    if portrait is None:
        raise NotDrawn(contract=registry.address)
    return svg(portrait, genome)


def pin(home: Path, registry: Registry) -> Pin:
    """Write the pin of a registry (chain, address, code hash) into the home, and return it.

    Raises ChainChanged.
    """
    chain = registry.chain
    chain.check()
    chain.flush()  # else a power cut could leave the pin of a registry that is not there
    written = Pin(
        url=place_of(home, chain.url),
        chain_id=chain.chain_id,
        genesis=to_hex(chain.genesis),
        contract=registry.address,
        code_hash=to_hex(keccak256(chain.code(registry.address))),
        species=to_hex(registry.species),
        block=registry.block,
    )
    keep_pin(home, written)
    return written


def find_pinned(home: Path, chain: Chain, species: Species) -> Registry | None:
    """The registry that is pinned for a chain and a species; None if there is none.

    If it was not made in the block of its pin, its logs are read from the first block on.

    Raises OtherChain if none is pinned for this chain, but one for another chain that had the same
    URL (such as a devnet that was reset), and OtherCode if the contract is gone or has other code.
    """
    genesis, rule = to_hex(chain.genesis), to_hex(species.id)
    pinned = find_pin(home, chain.chain_id, genesis, rule)
    if pinned is None:
        if former := former_pin(home, chain.url, rule):
            raise OtherChain(
                url=chain.url,
                expected=f"chain {former.chain_id}, genesis {former.genesis[:10]}…",
                actual=f"chain {chain.chain_id}, genesis {genesis[:10]}…",
            )
        return None
    code = chain.code(pinned.contract)
    if not code or to_hex(keccak256(code)) != pinned.code_hash:
        raise OtherCode(
            url=chain.url,
            contract=pinned.contract,
            content="other code" if code else "no contract",
        )
    block = pinned.block if is_made_in(chain, pinned.contract, pinned.block) else 0
    return Registry(chain, pinned.contract, species.id, block)


def is_made_in(chain: Chain, address: str, block: int) -> bool:
    """Whether a registry's constructor logged the first owner in this block.

    What a file says of it may be false, and who reads a registry's logs from a later block misses
    keys, births and promises.
    """
    last = min(block, chain.quantity("eth_blockNumber"))
    return bool(chain.logs(address, [OWNED, bytes(32)], first=block, last=last))


def attach(chain: Chain, address: str, species: Species) -> Registry:
    """The registry at an address, which somebody else may have deployed.

    Raises NotARegistry if there is no such contract, OtherSpecies if it is for another species,
    and OtherName if it tells wallets another name than that of the species.
    """
    if not chain.code(address):
        raise NotARegistry(url=chain.url, reason=f"no contract at {address}")
    registry = Registry(chain, address, species.id, 0)
    (species_id,) = ask(registry, "species()", returns=["bytes32"])
    if species_id != species.id:
        raise OtherSpecies(
            contract=address,
            species=to_hex(species_id),
            name=species.name,
            expected=to_hex(species.id),
        )
    name = name_of(registry)
    if name != species.name:
        raise OtherName(contract=address, name=plain(name), expected=species.name)
    return registry


def name_of(registry: Registry) -> str:
    """The name that wallets show; it may have any characters."""
    (name,) = ask(registry, "name()", returns=["string"])
    return str(name)


def head_of(registry: Registry) -> Block:
    """The newest block up to which the registry is read."""
    chain = registry.chain
    return chain.head() if registry.at is None else chain.block(registry.at)


def logs_of(
    registry: Registry, topics: Topics, *, first: int | None = None, last: int | None = None
) -> list[Log]:
    """The logs of the registry with these topics, from block `first` to `last`, in order.

    None is the block of its creation, and the newest one up to which the registry is read. The
    rest as in `Chain.logs`.
    """
    first = registry.block if first is None else first
    last = registry.at if last is None else last
    return registry.chain.logs(registry.address, topics, first=first, last=last)


def register(registry: Registry, signer: "Signer", to: str, genome: int) -> Receipt:
    """Register a founder; the address `to` becomes its holder.

    Raises AlreadyRegistered, and NotIssuer if the signer is not the issuer.
    """
    return send(registry, signer, "register(address,uint256)", to, genome)


def transfer(registry: Registry, signer: "Signer", to: str, token: int) -> Receipt:
    """Transfer an avatar to the address `to`; the signer is its holder or may act for them.

    Raises UnknownIdentity if it is not registered, NotYours if the signer may not do that.
    """
    holder = owner_of(registry, token)
    if holder is None:
        raise UnknownIdentity(id=to_hex(token))
    return send(registry, signer, "transferFrom(address,address,uint256)", holder, to, token)


def issuer_account(registry: Registry) -> str:
    """The address that may register founders."""
    return checksum_address(ask(registry, "owner()", returns=["address"])[0])


def owner_of(registry: Registry, token: int, *, block: int | str | None = None) -> str | None:
    """The address (EIP-55) that holds an avatar after `block`; None if it is not registered."""
    try:
        (owner,) = ask(registry, "ownerOf(uint256)", token, returns=["address"], block=block)
    except UnknownIdentity:
        return None
    return checksum_address(owner)


def avatar(registry: Registry, token: int) -> AvatarRecord:
    """All that the chain stores of one avatar. Raises UnknownIdentity."""
    owner = owner_of(registry, token)
    births = logs_of(registry, [BORN, word(token)])
    if owner is None or not births:
        raise UnknownIdentity(id=to_hex(token))
    if births[1:]:
        raise _strange(births[1], "a second birth of one avatar")
    return replace(_born(births[0], registry.species), owner=owner)


def index_of_birth(registry: Registry, avatar: AvatarRecord) -> int:
    """The log index, in its block, of an avatar's birth. Raises UnknownIdentity if it has none."""
    topics, block = [BORN, word(avatar.identity)], avatar.block
    births = logs_of(registry, topics, first=block, last=block)
    if not births:
        raise UnknownIdentity(id=to_hex(avatar.identity))
    return births[0].log_index


def born_by(receipt: Receipt, owner: str) -> AvatarRecord:
    """The avatar that was born in a transaction, from its receipt; `owner` is its holder.

    Raises StrangeReceipt if the receipt has no such birth.
    """
    return replace(_born(event(receipt, BORN, 4, 2)), owner=owner)


def registered(registry: Registry, tokens: Sequence[int]) -> dict[int, AvatarRecord]:
    """Those of at most a thousand ids that are registered, by id, with their present owners."""
    ids = [word(token) for token in tokens]
    births = logs_of(registry, [BORN, ids]) if ids else []
    if not births:
        return {}
    there = [log.topics[1] for log in births]
    transfers = [TRANSFER, None, None, there]
    owners = {
        log.topics[3]: checksum_address(address(log.topics[2]))
        for log in logs_of(registry, transfers)
    }
    for log in births:
        if log.topics[1] not in owners:
            raise _strange(log, "a birth without its transfer, or a second one")
    records = (replace(_born(log, registry.species), owner=owners[log.topics[1]]) for log in births)
    return {record.identity: record for record in records}


def _born(log: Log, species: bytes | None = None) -> AvatarRecord:
    """The avatar in a log of a birth. Raises StrangeLog if no registry writes such a log.

    If `species` (32 bytes) is given, the id is checked against the genome.
    """
    if len(log.topics) != 4 or len(log.data) != 64 or words(log)[1] >> 63:
        raise _strange(log, "a birth of another form")
    token, mother, father = map(number, log.topics[1:4])
    genome, generation = words(log)
    if species is not None and token != identity(species, genome):
        raise _strange(log, "a birth whose id is not the hash of species and genome")
    if token in (mother, father):
        raise _strange(log, "an avatar that is its own parent")
    return AvatarRecord(
        token,
        genome,
        generation,
        mother,
        father,
        ZERO_ADDRESS,
        log.block_number,
        log.transaction_hash,
    )


def _strange(log: Log, reason: str) -> StrangeLog:
    return StrangeLog(contract=log.address, block=log.block_number, reason=reason)


def resolve(
    registry: Registry, text: str, beginning: Callable[[str], Iterable[int]]
) -> AvatarRecord:
    """The avatar that `text` names: a full id, a prefix of at least four digits, or CAIP-19.

    `beginning` returns the identities that begin with a prefix; it is called only for a
    prefix. Raises MalformedIdentity, UnknownIdentity, AmbiguousIdentity, and OtherChain if
    the CAIP-19 notation is of another chain or contract.
    """
    if text.startswith("eip155:"):
        name = parse_caip19(text)
        here = (registry.chain.chain_id, registry.address)
        if (name.chain_id, name.contract) != here:
            raise OtherChain(
                url=registry.chain.url,
                expected=f"chain {name.chain_id}, contract {name.contract}",
                actual=f"chain {here[0]}, contract {here[1]}",
            )
        return avatar(registry, name.identity)
    prefix = parse_prefix(text)
    if len(prefix) == 66:
        return avatar(registry, int(prefix, 16))
    return avatar(registry, choose(prefix, beginning(prefix)))


def identity_of(species: Species, genome: int) -> int:
    """The id that a genome of a species has in every registry of that species."""
    return identity(species.id, genome)
