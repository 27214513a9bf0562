"""Breeding: two avatars, two transactions, one child.

The first transaction conceives: the hash of its block, which nobody knew before, draws
the child. The second, in one of the 256 blocks after it, delivers. A breeding that was
cut off between the two is simply run again: a conception that is under way is delivered,
never begun anew, because a new one would be a second draw.
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatarchain.canonical import word
from avatarchain.chain import DEVELOPMENT_CHAINS, Receipt
from avatarchain.errors import Expecting, NotExpecting
from avatarchain.heredity import birth_seed, offspring
from avatarchain.identity import to_hex
from avatarchain.index import Index, newest, under_way
from avatarchain.registry import Avatar, Registry, born_by, owner_of
from avatarchain.registry.contract import ask, send
from avatarchain.registry.events import CONCEIVED, LAPSED

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

TERM = 256  # blocks after the block of conception in which a child can be delivered
CONFIRMATIONS = 2  # blocks to wait on networks where the last ones may still change


@dataclass(frozen=True, slots=True)
class Conception:
    """A child that is on its way: its parents' ids, and the block that draws it."""

    mother: int
    father: int
    block: int

    def left(self, head: int) -> int:
        """Blocks in which it can still be delivered, `head` being the newest block; 0: lapsed."""
        return max(0, self.block + TERM - head)


def conception_of(registry: Registry, mother: int) -> Conception | None:
    """What a mother is expecting; None where nothing. It may have lapsed (see `left`)."""
    father, block = ask(registry, "conceptionOf(uint256)", mother, returns=["uint256", "uint256"])
    return Conception(mother, father, block) if block else None


def expecting(index: Index) -> dict[int, Conception]:
    """The conceptions of all mothers who can still deliver."""
    since = newest(index) + 1 - TERM
    return {
        one.mother: Conception(one.mother, one.father, one.block) for one in under_way(index, since)
    }


def offer_stud(registry: Registry, signer: "LocalAccount", father: int, breeder: str) -> Receipt:
    """Let `breeder` breed their own mothers with this father, until he is sold.

    The zero address takes the offer back. Raises UnknownIdentity, NotYours.
    """
    return send(registry, signer, "offerStud(uint256,address)", father, breeder)


def breed(registry: Registry, signer: "LocalAccount", mother: int, father: int) -> Avatar:
    """The next child of a pair, registered.

    Finishes a birth of this pair that was begun; else begins one and finishes it. Raises
    what the contract refuses: SameAvatar, Related, NotYours, NotOffered, UnknownIdentity,
    Expecting, TooLate, AlreadyRegistered (the child's genome exists; there is no second
    draw).
    """
    head = registry.chain.head().number
    under_way = conception_of(registry, mother)
    if under_way is not None and under_way.left(head):
        if under_way.father != father:
            raise Expecting(mother=to_hex(mother), last=under_way.block + TERM)
    else:
        send(registry, signer, "conceive(uint256,uint256)", mother, father)
    return deliver(registry, signer, mother)


def deliver(registry: Registry, signer: "LocalAccount", mother: int) -> Avatar:
    """The child a mother is expecting, registered; anyone may help it out.

    Waits for the block of conception to be past (and, where blocks may still change, for
    CONFIRMATIONS more). Raises NotExpecting, TooLate, AlreadyRegistered.
    """
    _wait(registry, mother)
    receipt = send(registry, signer, "deliver(uint256)", mother)
    child = born_by(receipt, "")
    owner = owner_of(registry, child.identity)
    return born_by(receipt, owner or "")


def _wait(registry: Registry, mother: int) -> None:
    conception = conception_of(registry, mother)
    if conception is None or registry.chain.chain_id in DEVELOPMENT_CHAINS:
        return
    pause = 1.0
    while registry.chain.head().number < conception.block + CONFIRMATIONS:
        time.sleep(pause)


@dataclass(frozen=True, slots=True)
class Origin:
    """How an avatar with parents came about, recomputed.

    `block` is that of conception; `genome` is what the parents' genomes and that block's
    hash give; `lapses` counts the mother's conceptions with anybody that were let lapse
    before this birth.
    """

    block: int
    genome: int
    lapses: int


def origin(registry: Registry, child: Avatar, mother_genome: int, father_genome: int) -> Origin:
    """Recompute a child from its parents' genomes and the block of its conception.

    The block is that of the mother's last `Conceived` log before the birth. Raises
    NotExpecting where there is none: such an avatar was not conceived.
    """
    chain, mother = registry.chain, word(child.mother)
    conceived = chain.logs(
        registry.address, [CONCEIVED, mother], first=registry.block, last=child.block
    )
    if not conceived:
        raise NotExpecting(mother=to_hex(child.mother))
    block = chain.block(conceived[-1].block_number)
    seed = birth_seed(block.hash, child.mother, child.father)
    lapses = chain.logs(registry.address, [LAPSED, mother], first=registry.block, last=child.block)
    return Origin(block.number, offspring(mother_genome, father_genome, seed), len(lapses))
