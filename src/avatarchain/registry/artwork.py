"""The art of a species on a chain: upload it once, seal it, and draw from it.

A portrait contract stores the bytes that the species' id covers, in chunks, and is then sealed.
From then on it draws exactly the same SVG text as the package `portrait`. The upload costs more gas
than everything else together, so a deployment that was interrupted continues where it stopped: the
home records the contract that was begun, the contract counts its chunks, and no chunk is paid for
twice. Any number of registries can use sealed art, and anybody may read its pictures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain.base.canonical import to_hex
from avatarchain.chain import Chain
from avatarchain.chain.notation import checksum_address
from avatarchain.errors import ArtElsewhere, NoRegistry, NotARegistry, OtherPortrait
from avatarchain.registry.contract import artefact, ask, creation, send
from avatarchain.registry.pins import BegunPortrait, find_begun, keep_begun
from avatarchain.species import Species
from avatarchain.species.compiled import CHUNK, chunks_of, species_id
from avatarchain.species.unpacked import from_bytes

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

MOST_CHUNKS = -(-(2**25) // CHUNK)
"""More chunks than any art has: fragments have at most 2**24 bytes in all, and tables fewer."""

Watch = Callable[[int], None]
"""A function that is called with the gas of each transaction that was carried out."""


def unwatched(_: int) -> None:
    """Ignore the gas of a transaction: the default of every parameter `watch`."""


@dataclass(frozen=True, slots=True)
class PortraitContract:
    """A portrait contract on an open chain; `address` in EIP-55. It never changes."""

    chain: Chain
    address: str
    at: None = None


def is_drawn(species: Species) -> bool:
    """Whether a contract can draw the species: true unless it is made of images."""
    return species.images is None


def steps(species: Species) -> int:
    """The number of transactions that upload the whole art of a species to a chain."""
    return 2 + len(chunks_of(species.art)) if is_drawn(species) else 0


def deploy_art(
    chain: Chain,
    signer: "Signer",
    species: Species,
    *,
    home: Path | None = None,
    watch: Watch = unwatched,
) -> PortraitContract | None:
    """The sealed portrait contract of a species; None for a species of images.

    One that `home` has recorded is used, or finished if it is incomplete; otherwise a new one is
    deployed, and recorded in `home`. Raises the errors of the chain, and OtherPortrait if the art
    on the chain is not that of the species.
    """
    if not is_drawn(species):
        return None
    portrait = _begun(chain, signer.address, species, home) or _begin(
        chain, signer, species, home, watch
    )
    chunks = chunks_of(species.art)
    while (number := _count(portrait)) < len(chunks):
        receipt = send(portrait, signer, "add(uint256,bytes)", number, chunks[number])
        watch(receipt.gas_used)
    if _species(portrait) == bytes(32):
        watch(send(portrait, signer, "seal()").gas_used)
    if _species(portrait) != species.id:
        raise OtherPortrait(portrait=portrait.address)
    return portrait


def missing_steps(
    chain: Chain, signer: str | None, species: Species, home: Path | None = None
) -> int:
    """How many transactions (see `steps`) the address `signer` must still send for the art."""
    if not is_drawn(species):
        return 0
    portrait = _begun(chain, signer, species, home)
    if portrait is None:
        return steps(species)
    if _species(portrait) == species.id:
        return 0
    return len(chunks_of(species.art)) - _count(portrait) + 1


def fetch_species(chain: Chain, address: str) -> Species:
    """The species whose art a registry, or a portrait contract, at `address` has on the chain.

    Only the art is read, and its hash is computed here. Raises NoRegistry if no such contract is
    there, ArtElsewhere if the registry has no portrait, OtherPortrait if the art has another hash
    than the contract says, and FaultyPack if the art is not that of any species.
    """
    contract = PortraitContract(chain, address)
    portrait = contract
    if not (code := chain.code(address)):
        raise NotARegistry(url=chain.url, reason=f"no contract at {address}")
    if to_hex(code) != artefact("Portrait")["runtime_bytecode"]:
        (drawn_by,) = ask(contract, "portrait()", returns=["address"])
        if int(drawn_by, 16) == 0:
            raise ArtElsewhere(contract=address)
        portrait = PortraitContract(chain, checksum_address(drawn_by))
    (count,) = ask(portrait, "chunkCount()", returns=["uint256"])
    if count > MOST_CHUNKS:
        raise OtherPortrait(portrait=portrait.address)
    art = b""
    for number in range(count):
        (place,) = ask(portrait, "chunkAt(uint256)", number, returns=["address"])
        chunk = chain.code(place)
        if len(chunk) > 1 + CHUNK:  # no code is so long, but an answer may be
            raise OtherPortrait(portrait=portrait.address)
        art += chunk[1:]
    said = {ask(which, "species()", returns=["bytes32"])[0] for which in (contract, portrait)}
    if said != {species_id(art)}:
        raise OtherPortrait(portrait=portrait.address)
    return from_bytes(art, portrait.address)


def svg(portrait: PortraitContract, genome: int) -> str:
    """The SVG text that the contract draws for a genome."""
    text: str
    (text,) = ask(portrait, "svg(uint256)", genome, returns=["string"])
    return text


def _begin(
    chain: Chain, signer: "Signer", species: Species, home: Path | None, watch: Watch
) -> PortraitContract:
    code = creation("Portrait", ["uint64"], len(species.art))
    receipt = chain.send(signer, None, code)
    if receipt.contract_address is None:
        raise NoRegistry(url=chain.url, reason="the deployment made no contract")
    if home is not None:
        keep_begun(home, BegunPortrait(*_place(chain, species), receipt.contract_address))
    watch(receipt.gas_used)
    return PortraitContract(chain, receipt.contract_address)


def _begun(
    chain: Chain, signer: str | None, species: Species, home: Path | None
) -> PortraitContract | None:
    """The contract that the home has recorded, if it exists and the address `signer` can use it.

    Anybody can use sealed art; art that is not sealed can be finished only by the account that
    began it.
    """
    address = None if home is None else find_begun(home, *_place(chain, species))
    code = artefact("Portrait")["runtime_bytecode"]
    if address is None or to_hex(chain.code(address)) != code:
        return None
    portrait = PortraitContract(chain, address)
    if _species(portrait) == species.id:
        return portrait
    (painter,) = ask(portrait, "painter()", returns=["address"])
    (length,) = ask(portrait, "length()", returns=["uint64"])
    mine = (signer, len(species.art), bytes(32))
    if (checksum_address(painter), length, _species(portrait)) != mine:
        return None
    return portrait


def _place(chain: Chain, species: Species) -> tuple[str, str]:
    return to_hex(chain.genesis), to_hex(species.id)


def _count(portrait: PortraitContract) -> int:
    """The number of chunks in the contract, also those in pending transactions."""
    (count,) = ask(portrait, "chunkCount()", returns=["uint256"], block="pending")
    return int(count)


def _species(portrait: PortraitContract) -> bytes:
    (species_id,) = ask(portrait, "species()", returns=["bytes32"], block="pending")
    return bytes(species_id)
