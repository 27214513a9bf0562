"""Breeding: two avatars, two transactions, one child.

The first transaction conceives. The block of the draw is AHEAD blocks later, and its mixHash
decides the child: nobody knows that number when the pair is chosen. The second transaction contains
the header of that block, and the contract computes and registers the child. A breeding that was
interrupted between the two can simply be run again: it delivers the child that was conceived. It
does not conceive again, because that would be a second draw.

Between the two the chain may replace blocks, and then another block may draw the child. So, except
on development chains, the block of the draw must be final before the child is delivered, and the
conception is read again after each wait.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import to_hex, word
from avatarchain.chain import DEVELOPMENT_CHAINS, Receipt
from avatarchain.chain.waiting import final, wait_until_final
from avatarchain.errors import (
    ChainUnsteady,
    ConceptionLost,
    Expecting,
    NoSuchBlock,
    NotExpecting,
    OtherHeader,
    Related,
    SameAvatar,
    Stillborn,
    TooEarly,
)
from avatarchain.index import Index, newest, under_way
from avatarchain.registry import AvatarRecord, Registry, avatar, born_by, owner_of
from avatarchain.registry.contract import ask, send
from avatarchain.registry.events import BORN, STILLBORN, check_form, event, number

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

_MOVES = 10  # how often the draw of one child may move before it is given up


def silent(_: str) -> None:
    """Do nothing with a message: the default of every parameter `tell` here."""


@dataclass(frozen=True, slots=True)
class Conception:
    """A child that is conceived and not yet delivered: ids of the parents, block of the draw."""

    mother: int
    father: int
    draw: int

    def left(self, head: int, reach: int) -> int:
        """In how many more blocks the child can be delivered; 0 if it has lapsed.

        `head` is the newest block, `reach` is `Chain.reach`.
        """
        return max(0, min(reach, self.draw + reach - head))


def conception_of(registry: Registry, mother: int) -> Conception | None:
    """The child that a mother is expecting, or None. It may have lapsed (see `Conception.left`)."""
    father, draw = ask(registry, "conceptionOf(uint256)", mother, returns=["uint256", "uint256"])
    return Conception(mother, father, draw) if draw else None


def expecting(index: Index) -> dict[int, Conception]:
    """Mother's id → Conception, for all children that can still be delivered."""
    since = newest(index) + 1 - index.registry.chain.reach
    return {
        row.mother: Conception(row.mother, row.father, row.draw) for row in under_way(index, since)
    }


def barrier(mother: AvatarRecord, father: AvatarRecord) -> SameAvatar | Related | None:
    """Why the contract never lets a pair breed, as an error; None if it does.

    It is not checked whether the signer may breed them, or whether the mother is expecting.
    """
    if mother.identity == father.identity:
        return SameAvatar(id=to_hex(mother.identity))
    hers, his = ((each.mother, each.father) for each in (mother, father))
    if father.identity in hers:
        ancestor = father.identity
    elif mother.identity in his:
        ancestor = mother.identity
    else:
        # The parents of founders are 0.
        ancestor = next((parent for parent in hers if parent and parent in his), 0)
    if not ancestor:
        return None
    names = [to_hex(identity) for identity in (mother.identity, father.identity, ancestor)]
    return Related(mother=names[0], father=names[1], ancestor=names[2])


def children_of(registry: Registry, first: int, second: int) -> int:
    """How many children a pair has, whoever of the two is the mother."""
    either = [word(first), word(second)]  # nobody is both parents of a child
    topics = [BORN, None, either, either]
    return len(registry.chain.logs(registry.address, topics, first=registry.block))


def offer_stud(registry: Registry, signer: "Signer", father: int, breeder: str) -> Receipt:
    """Offer a father to the account `breeder`, who may then breed mothers of their own with him.

    The offer ends when he is transferred. The zero address as `breeder` cancels the offer. Raises
    UnknownIdentity, NotYours.
    """
    return send(registry, signer, "offerStud(uint256,address)", father, breeder)


def breed(
    registry: Registry,
    signer: "Signer",
    mother: int,
    father: int,
    *,
    bar: Bar = no_bar,
    tell: Callable[[str], Any] = silent,
) -> AvatarRecord:
    """Breed a pair, and return the child, which is then registered.

    If the mother is expecting a child of this father already, that child is delivered. `bar` and
    `tell` are those of `deliver`. Raises the errors of `deliver`, and those of the contract:
    SameAvatar, Related, NotYours, NotOffered, UnknownIdentity, Expecting.
    """
    conception = conception_of(registry, mother)
    if conception is None or not conception.left(
        registry.chain.head().number, registry.chain.reach
    ):
        send(registry, signer, "conceive(uint256,uint256)", mother, father)
    elif conception.father != father:
        raise Expecting(mother=to_hex(mother), draw=conception.draw)
    return deliver(registry, signer, mother, bar=bar, tell=tell)


def deliver(
    registry: Registry,
    signer: "Signer",
    mother: int,
    *,
    bar: Bar = no_bar,
    tell: Callable[[str], Any] = silent,
) -> AvatarRecord:
    """Deliver the child that a mother is expecting, and return it. Any account may sign.

    First waits until the block of the draw is final; a devnet mines up to it. `bar` counts the
    blocks, and `tell` is called with a sentence before a long wait. If the chain replaces blocks
    meanwhile and another block draws the child, `tell` is called again, and that block is waited
    for. If somebody else delivers the child, that is a success too. Raises NotExpecting, TooLate,
    NoNewBlock if no block comes, Stillborn if there is an avatar with the child's genome (the child
    is then not drawn again), ConceptionLost if the chain dropped the conception, and ChainUnsteady
    if the block of the draw changes again and again.
    """
    conception = conception_of(registry, mother)
    if conception is None:
        raise NotExpecting(mother=to_hex(mother))
    first = conception.draw  # or the earliest block that has drawn it
    for _ in range(_MOVES):
        first = min(first, conception.draw)
        _await_draw(registry, conception, bar, tell)
        present = conception_of(registry, mother)
        if present == conception:
            try:
                header = registry.chain.header(conception.draw)
                receipt = send(registry, signer, "deliver(uint256,bytes)", mother, header)
                return _child(registry, receipt)
            except (NotExpecting, OtherHeader, TooEarly, NoSuchBlock):
                continue  # somebody else delivered it, or blocks were replaced, just now
        child = _delivered_by_others(registry, conception, first)
        if child is not None:
            return child
        if present is None or present.father != conception.father:
            raise ConceptionLost(mother=to_hex(mother), draw=conception.draw)
        tell(
            f"the chain replaced blocks: the child of {to_hex(mother)} is drawn by block "
            f"{present.draw} now, not by block {conception.draw}"
        )
        conception = present
    raise ChainUnsteady(url=registry.chain.url, rewinds=_MOVES)


def _await_draw(
    registry: Registry, conception: Conception, bar: Bar, tell: Callable[[str], Any]
) -> None:
    chain, draw = registry.chain, conception.draw
    missing = draw - max(0, final(chain))
    if missing > 0:
        if chain.chain_id not in DEVELOPMENT_CHAINS:
            tell(f"waiting until block {draw}, which draws the child, is final")
        with bar(missing, "waiting for the draw") as advance:
            wait_until_final(
                chain, draw, f"deliver the child of {to_hex(conception.mother)}", advance
            )


def _child(registry: Registry, receipt: Receipt) -> AvatarRecord:
    """The child in the receipt of our own delivery. Raises Stillborn if there is none."""
    if any(log.topics[:1] == (STILLBORN,) for log in receipt.logs):
        mother, father, id = map(to_hex, event(receipt, STILLBORN, 4, 0).topics[1:])
        raise Stillborn(mother=mother, father=father, id=id)
    child = born_by(receipt, "")
    return born_by(receipt, owner_of(registry, child.identity) or "")


def _delivered_by_others(
    registry: Registry, conception: Conception, first: int
) -> AvatarRecord | None:
    """The child that somebody else delivered after block `first`, or None. Raises Stillborn."""
    chain, pair = registry.chain, [word(conception.mother), word(conception.father)]
    births = chain.logs(registry.address, [BORN, None, *pair], first=first)
    if births:
        return avatar(registry, number(births[0].topics[1]))
    mother, father = to_hex(conception.mother), to_hex(conception.father)
    for log in chain.logs(registry.address, [STILLBORN, *pair], first=first):
        check_form(log, 4, 0, "a stillbirth")
        raise Stillborn(mother=mother, father=father, id=to_hex(log.topics[3]))
    return None
