"""Foundings: founders that are promised first and drawn later, so that nobody can choose them.

The promise is on the chain, and nothing about it is in the home. A later block is the draw: a
master seed follows from its mixHash (the beacon), and the founders follow from the seed, as in any
collection. Everybody who can read the chain can compute them. The issuer then commits once the root
of their Merkle tree, which follows from the draw and the recipients. A draw is used only when its
block is final, so no reorganisation can change it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain.base.canonical import to_hex, word
from avatarchain.base.home import locked
from avatarchain.base.locks import LONG_WORK
from avatarchain.births import batches, merkle
from avatarchain.births.batch_files import Batch, Leaves
from avatarchain.births.founders import collection
from avatarchain.births.recipients import ADDRESS, Recipients
from avatarchain.chain import DEVELOPMENT_CHAINS, Chain
from avatarchain.chain.waiting import final, wait_until_final
from avatarchain.errors import (
    BadDraw,
    BadFoundingCount,
    BeyondFounding,
    FoundingChanged,
    NoSuchBlock,
    NotDrawnYet,
    OtherRoot,
    StrangeReceipt,
)
from avatarchain.generate import Slice
from avatarchain.genetics.seeds import founding_seed
from avatarchain.index import Committed
from avatarchain.index.promises import NUMBER
from avatarchain.registry import Registry
from avatarchain.registry import foundings as contract
from avatarchain.registry.events import FOUNDING, event
from avatarchain.registry.foundings import Founding
from avatarchain.species import Species

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

EPOCHS = 128
"""The blocks of four epochs: EIP-4399 recommends that distance between a promise and its draw."""
AHEAD = 160
"""Blocks to the draw on public networks: four epochs, and one more for missed blocks."""
_STEP = 1000  # founders between two calls of `advance`


@dataclass(frozen=True, slots=True)
class Drawn:
    """A founding after its draw: the beacon, and the master seed of its founders (32 bytes)."""

    founding: Founding
    beacon: bytes
    master: bytes


def usual_ahead(chain: Chain) -> int:
    """The default number of blocks between the promise of a founding and its draw."""
    return contract.LEAST_AHEAD if chain.chain_id in DEVELOPMENT_CHAINS else AHEAD


def block_of_draw(chain: Chain, ahead: int) -> int:
    """The block of the draw, `ahead` blocks after the next block.

    Raises BadDraw if out of range.
    """
    draw = chain.head().number + 1 + ahead
    if ahead < contract.LEAST_AHEAD or draw >> 64:
        raise BadDraw(ahead=ahead, least=contract.LEAST_AHEAD)
    return draw


def check_count(count: int) -> int:
    """Return `count` if a founding can promise that many founders; else raise BadFoundingCount."""
    if not 1 <= count < 1 << 64:
        raise BadFoundingCount(count=count)
    return count


def undrawn(registry: Registry, recipients: Recipients, count: int) -> Founding | None:
    """The newest founding that promises the same and whose draw is still to come; else None."""
    head = registry.chain.head().number
    alike = (
        founding
        for founding in reversed(contract.foundings(registry))
        if (founding.recipients, founding.count) == (recipients.hash, count)
        and founding.draw > head
    )
    return next(alike, None)


def found(
    registry: Registry, signer: "Signer", recipients: Recipients, count: int, ahead: int
) -> tuple[Founding, int]:
    """Promise `count` founders, drawn `ahead` blocks later; return the founding and the gas.

    Raises BadFoundingCount, BadDraw, NotIssuer, IssuanceIsClosed, DrawTooSoon, and StrangeReceipt
    if the receipt shows another founding than the one that was sent.
    """
    check_count(count)
    draw = block_of_draw(registry.chain, ahead)
    receipt = contract.found(registry, signer, recipients.hash, count, draw)
    log = event(receipt, FOUNDING, 2, 3)
    founding = contract.promised(log)
    sent = registry.address, recipients.hash, count, draw
    if sent != (log.address, founding.recipients, founding.count, founding.draw):
        raise StrangeReceipt(hash=to_hex(receipt.transaction_hash), block=receipt.block_number)
    return founding, receipt.gas_used


def drawn(registry: Registry, founding: Founding) -> Drawn:
    """The founding after its draw. Raises NotDrawnYet if its block does not exist yet.

    A wrong root could never be corrected, so the node's header is checked against the hash of the
    block. Raises StrangeHeader if it has another hash.
    """
    chain = registry.chain
    head = chain.head().number
    early = NotDrawnYet(founding=founding.number, draw=founding.draw, head=head)
    if founding.draw > head:  # many nodes refuse a number above 2^63
        raise early
    try:
        beacon = chain.mix_hash(founding.draw)
    except NoSuchBlock:
        raise early from None
    address = bytes.fromhex(registry.address[2:])
    master = founding_seed(beacon, chain.chain_id, address, founding.number, founding.count)
    return Drawn(founding, beacon, master)


def await_draw(
    registry: Registry, number: int, advance: Callable[[int], Any] = lambda _: None
) -> Drawn:
    """Wait until the draw of the founding with this number is final, and return it.

    On a devnet the blocks up to it are mined. `advance` is called with the number of blocks that
    became final since its last call. Raises NoSuchFounding, FoundingChanged if the chain replaced
    the promise meanwhile, NoNewBlock.
    """
    promised = contract.founding(registry, number)
    wait_until_final(registry.chain, promised.draw, f"draw founding {number}", advance)
    again = contract.founding(registry, number)
    if _promise(again) != _promise(promised):
        raise FoundingChanged(founding=number)
    return drawn(registry, again)


def blocks_to_wait(registry: Registry, founding: Founding) -> int:
    """How many blocks must still become final before the draw of a founding counts."""
    return max(0, founding.draw - max(0, final(registry.chain)))


def _promise(founding: Founding) -> tuple[bytes, int, int]:
    return founding.recipients, founding.count, founding.draw


def slice_of(species: Species, drawn: Drawn, first: int, count: int | None) -> Slice:
    """`count` founders of a founding from number `first` on; None: all of them.

    Raises BeyondFounding, BadSlice.
    """
    promised = drawn.founding.count
    part = Slice(species, drawn.master, first, promised - first if count is None else count)
    if part.last >= promised:
        founding = drawn.founding.number
        raise BeyondFounding(founding=founding, count=promised, number=part.last)
    return part


def leaves_of(
    species: Species,
    drawn: Drawn,
    recipients: Recipients,
    advance: Callable[[int], Any] = lambda _: None,
) -> Leaves:
    """The leaves that follow from a draw and the recipients, and their tree.

    `advance` is called with the number of further founders that were computed. Of founders with
    equal genomes only the one with the lowest number is a leaf.
    """
    data, hashes, holders = bytearray(), list[bytes](), bytearray()
    genomes = set[int]()
    for number, founder in enumerate(collection(species, drawn.master, drawn.founding.count)):
        if number % _STEP == _STEP - 1:
            advance(_STEP)
        if founder.genome in genomes:
            continue
        genomes.add(founder.genome)
        data += number.to_bytes(NUMBER, "big") + word(founder.genome)
        hashes.append(merkle.leaf(recipients.of(number), founder.genome))
        holders += recipients.addresses[ADDRESS * number : ADDRESS * (number + 1)]
    return Leaves(Recipients(recipients.sole, bytes(holders)), bytes(data), merkle.build(hashes))


def commit(
    registry: Registry, signer: "Signer", home: Path, drawn: Drawn, leaves: Leaves
) -> tuple[Batch, int | None]:
    """Commit the founders of a founding, once, and write what claims need into the home.

    Returns the batch and the gas used, which is None if it was committed before. Raises OtherRoot
    if it was committed before with a wrong root, NotIssuer.
    """
    number, root = drawn.founding.number, leaves.tree.root
    with locked(home, "commit", LONG_WORK):
        commitment, gas = contract.founding(registry, number).commitment, None
        if commitment is None:
            gas = contract.commit_founding(registry, signer, number, root).gas_used
            commitment = contract.founding(registry, number).commitment
        if commitment is None:
            raise FoundingChanged(founding=number)
        if commitment.root != root:
            raise OtherRoot(founding=number, root=to_hex(commitment.root), expected=to_hex(root))
        row = Committed(
            commitment.batch,
            root,
            drawn.founding.count,
            commitment.block,
            commitment.transaction,
        )
        return batches.store(home, registry, row, leaves, number), gas
