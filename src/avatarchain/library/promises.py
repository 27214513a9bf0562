"""Promises: founders that are promised by the thousand, and claimed one by one.

A batch is promised in one transaction. A founding is promised before its founders are drawn, so
that nobody chooses them, and becomes a batch after the draw. What is returned are the JSON objects
that `found`, `commit` and `claim` print with `--json`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain import index, registry
from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import to_hex
from avatarchain.births import batches, foundings
from avatarchain.births.batch_files import Batch, recorded
from avatarchain.births.recipients import Recipients, read_list, recipients_of, sole
from avatarchain.chain import DEVELOPMENT_CHAINS, Chain
from avatarchain.errors import MixedSpecies, NotDrawnYet
from avatarchain.generate import Slice
from avatarchain.library.steady import steady
from avatarchain.papers.founding_words import overview
from avatarchain.registry.foundings import Founding, close_issuance, closing_block, founding
from avatarchain.registry.receivers import check_receivers
from avatarchain.session.opening import Session, indexed
from avatarchain.session.writing import Writing

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

Holders = str | Sequence[str]
"""An address that all go to, or one address for each avatar, in the order of the avatars."""


@dataclass(frozen=True, slots=True)
class Promises:
    """The foundings and batches of an open collection, as `Collection.promises` gives them."""

    session: Callable[[], Session]
    """Gives the session as it is now."""
    writing: Callable[[], Writing]
    """Gives one that may send."""

    @property
    def chain(self) -> Chain:
        """The open chain."""
        return self.session().chain

    @steady
    def found(
        self,
        count: int,
        to: Holders,
        *,
        ahead: int | None = None,
        again: bool = False,
        repeats: bool = False,
    ) -> dict[str, Any]:
        """Promise `count` founders, which the block `ahead` blocks later draws.

        Without `ahead` that is 160 blocks, and 8 on a development chain. What is promised already
        and not drawn yet is returned, and nothing is sent, unless `again`. With `repeats` an
        address may stand in the list `to` more than once. Raises BadFoundingCount,
        RecipientsMiscounted, RepeatedRecipient, BadDraw, NotIssuer, IssuanceIsClosed.
        """
        recipients = holders(to, foundings.check_count(count), repeats=repeats)
        open_ = self.writing()
        check_receivers(open_.session.known(), recipients.each())
        return promise(
            open_.session.known(), open_.signer, recipients, count, ahead=ahead, again=again
        )

    @steady
    def foundings(self) -> tuple[dict[str, Any], ...]:
        """All foundings: what became of their founders, and whether the promise was kept."""
        session = self.session()
        return () if session.registry is None else tuple(overview(session.known(), session.species))

    @steady
    def close(self) -> int:
        """Close the issuance for good, and return the block in which that was done.

        Nobody registers or promises founders any more; what is promised goes on. Raises NotIssuer.
        """
        open_ = self.writing()
        return close(open_.session.known(), open_.signer)

    @steady
    def commit(
        self, founders: str | Path | Slice, to: Holders, *, repeats: bool = False
    ) -> dict[str, Any]:
        """Promise the avatars of a file that `generate` wrote, or of a slice of a collection.

        If they were promised before, by anybody, nothing is sent. With `repeats` an avatar may be
        promised by another batch to somebody else. Raises BadLeaves, LeavesOfAnother, MixedSpecies,
        PromisedTwice, RecipientsMiscounted, NotIssuer, AlreadyRegistered, PromisedElsewhere.
        """
        open_ = self.writing()
        species, recipients = open_.session.species, holders(to, None, repeats=True)
        if isinstance(founders, Slice):
            if founders.species.id != species.id:
                raise MixedSpecies(expected=species.name, species=founders.species.name)
            leaves = batches.leaves_of(founders, recipients)
        else:
            leaves = batches.read_leaves(Path(founders), species, recipients)
        with indexed(open_.session) as births:
            home, signer = open_.session.home, open_.signer
            return batch_record(*batches.commit(births, signer, home, leaves, repeats=repeats))

    @steady
    def commit_founding(
        self, number: int, to: Sequence[str] | None = None, *, wait: bool = True
    ) -> dict[str, Any]:
        """Commit the founders that a founding drew; `to` is the list that it was promised to.

        Waits until the draw is final, unless `wait` is false; on a development chain the blocks
        up to it are mined. Raises NoSuchFounding, RecipientsNeeded, OtherRecipients, NotDrawnYet,
        OtherRoot, NotIssuer.
        """
        open_ = self.writing()
        registry, promised = open_.session.known(), founding(open_.session.known(), number)
        recipients, chain = recipients_of(promised, to), registry.chain
        hurried = not wait and chain.chain_id not in DEVELOPMENT_CHAINS
        if hurried and foundings.blocks_to_wait(registry, promised):
            raise NotDrawnYet(founding=number, draw=promised.draw, head=chain.head().number)
        batch, gas = commit_founding(open_, promised, recipients)
        return batch_record(batch, gas)

    @steady
    def batches(self) -> tuple[dict[str, Any], ...]:
        """All batches of the registry; `claimable` are those that this home can claim from."""
        session = self.session()
        if session.registry is None:
            return ()
        with indexed(session) as births:
            rows = index.batches(births)
        return tuple(_committed(session, row) for row in rows)

    @steady
    def claim(self, batch: int, which: int | str) -> registry.AvatarRecord:
        """Register an avatar that a batch promises, by its number or id, and return its record.

        Anybody may sign; it goes to whom it was promised. Raises NoSuchBatch, NotKept,
        NotPromised, AlreadyRegistered.
        """
        open_ = self.writing()
        session, registry_ = open_.session, open_.session.known()
        committed = batches.kept(session.home, registry_, batch)
        promised = batches.promise(session.home, registry_, committed, str(which))
        receipt = batches.claim(registry_, open_.signer, promised)
        return registry.born_by(receipt, promised.to)

    @steady
    def proof(self, batch: int, which: int | str) -> dict[str, Any]:
        """What `claim` would send: recipient, genome and proof. Raises as `claim` does."""
        session = self.session()
        committed = batches.kept(session.home, session.known(), batch)
        promised = batches.promise(session.home, session.known(), committed, str(which))
        return proof_record(session, committed, promised)


def holders(to: Holders, count: int | None, *, repeats: bool) -> Recipients:
    """The recipients that a caller names. Raises BadAddress, BadRecipients, RepeatedRecipient."""
    return sole(to) if isinstance(to, str) else read_list(to, count, repeats=repeats)


def promise(
    contract: registry.Registry,
    signer: "Signer",
    recipients: Recipients,
    count: int,
    *,
    ahead: int | None = None,
    again: bool = False,
) -> dict[str, Any]:
    """Promise founders, as `Promises.found` does; the JSON object of the founding."""
    before = None if again else foundings.undrawn(contract, recipients, count)
    if before is not None:
        return _founding(before, recipients) | {"gas": None, "new": False}
    if ahead is None:
        ahead = foundings.usual_ahead(contract.chain)
    promised, gas = foundings.found(contract, signer, recipients, count, ahead)
    return _founding(promised, recipients) | {"gas": gas, "new": True}


def close(contract: registry.Registry, signer: "Signer") -> int:
    """Close the issuance, if it is open; the block in which it was closed."""
    block = closing_block(contract)
    return close_issuance(contract, signer).block_number if block is None else block


def commit_founding(
    open_: Writing, promised: Founding, recipients: Recipients, bar: Bar = no_bar
) -> tuple[Batch, int | None]:
    """Commit the founders of a founding after its draw, for which it waits.

    Returns the batch and the gas that it took; None if it was committed before.
    """
    session, contract = open_.session, open_.session.known()
    left = foundings.blocks_to_wait(contract, promised)
    with bar(left, f"waiting for block {promised.draw}") as advance:
        drawn = foundings.await_draw(contract, promised.number, advance)
    with bar(promised.count, "drawing") as advance:
        leaves = foundings.leaves_of(session.species, drawn, recipients, advance)
    return foundings.commit(contract, open_.signer, session.home, drawn, leaves)


def batch_record(batch: Batch, gas: int | None) -> dict[str, Any]:
    """The JSON object of a batch; `gas` is what its commitment took, None if it was there."""
    record = {
        "batch": batch.batch,
        "root": batch.root,
        "count": batch.count,
        "to": batch.to,
        "transaction": batch.transaction,
        "block": batch.block,
        "gas": gas,
        "new": gas is not None,
    }
    return record | ({} if batch.founding is None else {"founding": batch.founding})


def proof_record(session: Session, batch: Batch, promised: batches.Promise) -> dict[str, Any]:
    """The JSON object of a promise with its proof."""
    return {
        "id": to_hex(registry.identity_of(session.species, promised.genome)),
        "batch": batch.batch,
        "root": batch.root,
        "to": promised.to,
        "genome": to_hex(promised.genome),
        "proof": [to_hex(node) for node in promised.proof],
    }


def _committed(session: Session, row: index.Committed) -> dict[str, Any]:
    batch = recorded(session.home, session.known().address, row.batch)
    here = batch is not None and batch.root == to_hex(row.root)
    return {
        "batch": row.batch,
        "root": to_hex(row.root),
        "count": row.count,
        "block": row.block,
        "transaction": to_hex(row.transaction),
        "to": batch.to if batch is not None and here else None,
        "founding": batch.founding if batch is not None and here else None,
        "claimable": here,
    }


def _founding(promised: Founding, recipients: Recipients) -> dict[str, Any]:
    return {
        "founding": promised.number,
        "count": promised.count,
        "recipients": to_hex(promised.recipients),
        "to": recipients.sole,
        "block": promised.block,
        "draw": promised.draw,
        "transaction": to_hex(promised.transaction),
    }
