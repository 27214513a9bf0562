"""The art of a species on a chain: brought there once, sealed, and drawn from.

A portrait contract takes the very bytes that the species is hashed over, in chunks, and
seals itself; from then on it draws what `portrait` draws, letter by letter. Bringing art
there costs more than everything else together, so a deployment that was cut off goes on
where it stopped: the home remembers the contract that was begun, the contract knows which
chunk comes next, and no chunk is paid for twice. Sealed art serves any number of registries.

Who may draw from it is nobody's question: the pictures are for all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain.canonical import keccak256
from avatarchain.chain import Chain
from avatarchain.errors import NoRegistry, OtherPortrait
from avatarchain.home import Canvas, find_canvas, keep_canvas
from avatarchain.identity import checksum_address
from avatarchain.registry.contract import artefact, ask, creation, send
from avatarchain.species import Species, chunks_of

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

Watch = Callable[[int], None]
"""Hears the gas of each transaction that was carried out."""


def unwatched(_: int) -> None:
    """A watch for whom nobody waits."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A portrait contract: `address` in EIP-55."""

    chain: Chain
    address: str


def is_drawn(species: Species) -> bool:
    """Whether a contract can draw a species: one of images it cannot."""
    return species.images is None


def steps(species: Species) -> int:
    """Transactions that bring the whole art of a species to a chain."""
    return 2 + len(chunks_of(species.art)) if is_drawn(species) else 0


def deploy_art(
    chain: Chain, signer: "LocalAccount", species: Species, *,
    home: Path | None = None, watch: Watch = unwatched,
) -> Portrait | None:  # fmt: skip
    """The sealed portrait contract of a species: found, finished or made. None where not drawn.

    What was begun is remembered in `home`; without one it is made anew. Raises what the
    chain raises, and OtherPortrait where the art on the chain turns out to be another.
    """
    if not is_drawn(species):
        return None
    portrait = _begun(chain, signer, species, home) or _begin(chain, signer, species, home, watch)
    chunks = chunks_of(species.art)
    while (number := _count(portrait)) < len(chunks):
        receipt = send(portrait, signer, "add(uint256,bytes)", number, chunks[number])
        watch(receipt.gas_used)
    if _species(portrait) == bytes(32):
        watch(send(portrait, signer, "seal()").gas_used)
    if _species(portrait) != species.id:
        raise OtherPortrait(portrait=portrait.address)
    return portrait


def svg(portrait: Portrait, genome: int) -> str:
    """What the contract draws for a genome, as text."""
    text: str
    (text,) = ask(portrait, "svg(uint256)", genome, returns=["string"])
    return text


def _begin(
    chain: Chain, signer: "LocalAccount", species: Species, home: Path | None, watch: Watch
) -> Portrait:
    rules = keccak256(species.rules)
    code = creation("Portrait", ["bytes32", "uint64"], rules, len(species.art))
    receipt = chain.send(signer, None, code)
    if receipt.contract_address is None:
        raise NoRegistry(url=chain.url, reason="the deployment made no contract")
    if home is not None:
        keep_canvas(home, Canvas(*_place(chain, species), receipt.contract_address))
    watch(receipt.gas_used)
    return Portrait(chain, receipt.contract_address)


def _begun(
    chain: Chain, signer: "LocalAccount", species: Species, home: Path | None
) -> Portrait | None:
    """The contract that the home remembers, if it is still there and can be used."""
    address = None if home is None else find_canvas(home, *_place(chain, species))
    code = artefact("Portrait")["runtime_bytecode"]
    if address is None or "0x" + chain.code(address).hex() != code:
        return None
    portrait = Portrait(chain, address)
    if _species(portrait) == species.id:
        return portrait
    (painter,) = ask(portrait, "painter()", returns=["address"])
    (rules,) = ask(portrait, "rules()", returns=["bytes32"])
    (length,) = ask(portrait, "length()", returns=["uint64"])
    mine = (signer.address, keccak256(species.rules), len(species.art), bytes(32))
    if (checksum_address(painter), rules, length, _species(portrait)) != mine:
        return None
    return portrait


def _place(chain: Chain, species: Species) -> tuple[str, str]:
    return "0x" + chain.genesis.hex(), "0x" + species.id.hex()


def _count(portrait: Portrait) -> int:
    """Chunks that are there, or on their way: sent by a command that was cut off."""
    (count,) = ask(portrait, "chunkCount()", returns=["uint256"], block="pending")
    return int(count)


def _species(portrait: Portrait) -> bytes:
    (kept,) = ask(portrait, "species()", returns=["bytes32"], block="pending")
    return bytes(kept)
