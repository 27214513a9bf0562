"""The rows that follow from the registry's logs.

`Rows` takes the logs of a range of blocks one after another, checks each, and collects the rows
for the tables of the index. It writes nothing; `sync` does that.
"""

from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.chain import Log
from avatarchain.errors import StrangeLog
from avatarchain.genetics.genome import GENES
from avatarchain.genetics.identity import identity
from avatarchain.index.store import Index
from avatarchain.registry import ZERO_ADDRESS
from avatarchain.registry.events import (
    AHEAD,
    BORN,
    CLOSED,
    COMMITTED,
    CONCEIVED,
    FOUNDING,
    FOUNDING_COMMITTED,
    LAPSED,
    STILLBORN,
    TRANSFER,
    address,
    number,
    words,
)
from avatarchain.species import express
from avatarchain.species.rarity import rarity


def expressed_bits(genome: int) -> int:
    """The 16 expressed alleles as one number of 64 bits, locus 0 in the highest bits.

    The number is signed, −2^63 … 2^63 − 1, as SQLite stores it.
    """
    bits = int(to_hex(genome)[2::GENES], 16)
    return bits - (1 << 64) if bits >> 63 else bits


class Rows:
    """The new rows of each table, in the order of the logs.

    `owners` maps the number of each avatar that changed hands to the number of its new owner.
    `claims` are (avatar, expressed alleles, genome) of births that may be claims of a promise.
    `minted` are the identities whose Transfer log was read, and whose Born log must follow.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self.blocks: dict[int, bytes] = {}
        self.avatars: list[tuple[Any, ...]] = []
        self.births: list[tuple[Any, ...]] = []
        self.handovers: list[tuple[Any, ...]] = []
        self.conceptions: list[tuple[Any, ...]] = []
        self.endings: list[tuple[Any, ...]] = []
        self.batches: list[tuple[Any, ...]] = []
        self.foundings: dict[int, tuple[Any, ...]] = {}
        self.commitments: list[tuple[Any, ...]] = []
        self.closings: list[tuple[int]] = []
        self.owners: dict[int, int] = {}
        self.claims: list[tuple[int, int, bytes]] = []
        self.holders: dict[str, int] = {}
        self.new_holders: list[tuple[int, str, int]] = []
        self.numbers: dict[bytes, int] = {}
        self.minted: dict[bytes, tuple[str, bytes]] = {}
        self.next = index.rows("select coalesce(max(number) + 1, 0) from avatar").fetchone()[0]
        holders = index.rows("select coalesce(max(number) + 1, 0) from holder").fetchone()[0]
        self.next_holder: int = holders
        self.promises = index.rows("select exists (select 1 from promised)").fetchone()[0]

    def take(self, log: Log) -> None:
        """Add the rows that follow from a log.

        Raises StrangeLog if no registry writes such a log.
        """
        self.blocks[log.block_number] = log.block_hash
        match log.topics:
            case [topic, giver, to, token] if topic == TRANSFER:
                self._handed(log, address(giver), address(to), token)
            case [topic, token, mother, father] if topic == BORN:
                self._born(log, token, mother, father)
            case [topic, mother, father] if topic == CONCEIVED and len(log.data) == 32:
                self._conceived(log, mother, father)
            case [topic, mother, father] if topic == LAPSED:
                pair = self._number(log, mother), self._number(log, father)
                self.endings.append((log.block_number, log.log_index, *pair, None))
            case [topic, *three] if topic == STILLBORN and len(three) == 3:
                family = (self._number(log, token) for token in three)
                self.endings.append((log.block_number, log.log_index, *family))
            case [topic, batch] if topic == COMMITTED and len(log.data) == 64:
                root, count = log.data[:32], log.data[32:]
                own = self._serial(log, batch)
                self.batches.append((own, root, count, log.block_number, log.transaction_hash))
            case [topic, founding] if topic == FOUNDING and len(log.data) == 96:
                facts = (log.data[at : at + 32] for at in range(0, 96, 32))
                own = self._serial(log, founding)
                self.foundings[own] = (own, *facts, log.block_number, log.transaction_hash)
            case [topic, founding, batch] if topic == FOUNDING_COMMITTED and len(log.data) == 32:
                self._founders_committed(log, founding, batch)
            case [topic] if topic == CLOSED:
                self.closings.append((log.block_number,))
            case _:
                raise self._strange(log, "an event of another form")

    def _handed(self, log: Log, giver: str, to: str, token: bytes) -> None:
        if giver == ZERO_ADDRESS:
            # This is the Transfer log of a birth; its Born log comes next.
            self.minted[token] = (to, log.transaction_hash)
            return
        avatar, holder = self._number(log, token), self._holder(to, log.block_number)
        self.owners[avatar] = holder
        self.handovers.append(
            (log.block_number, log.log_index, avatar, holder, log.transaction_hash)
        )

    def _born(self, log: Log, token: bytes, mother: bytes, father: bytes) -> None:
        to, transaction = self.minted.pop(token, (None, None))
        facts = words(log)
        if (
            to is None
            or transaction != log.transaction_hash
            or self._number_if_born(token) is not None
        ):
            raise self._strange(log, "a birth without its transfer, or a second one")
        if len(facts) != 2 or facts[1] >> 63:
            raise self._strange(log, "a birth of another form")
        genome, generation = facts
        if number(token) != identity(self.index.species.id, genome):
            raise self._strange(log, "a birth whose id is not the hash of species and genome")
        parents = [
            None if not any(parent) else self._number(log, parent) for parent in (mother, father)
        ]
        species, own, holder = self.index.species, self.next, self._holder(to, log.block_number)
        shown = expressed_bits(genome)
        self.next += 1
        self.numbers[token] = own
        self.avatars.append(
            (
                own,
                shown,
                express(species, genome).hidden,
                rarity(species, genome),
                generation,
                holder,
                *parents,
                log.block_number,
            )
        )
        self.births.append((own, token, log.data[:32], log.transaction_hash, holder))
        if self.promises:
            self.claims.append((own, shown, log.data[:32]))

    def _conceived(self, log: Log, mother: bytes, father: bytes) -> None:
        pair, (draw,) = (self._number(log, mother), self._number(log, father)), words(log)
        if draw != log.block_number + AHEAD or draw >> 63:
            raise self._strange(log, "a conception that another block draws")
        place = log.block_number, log.log_index
        self.conceptions.append((*place, *pair, draw, self._owner(pair[0])))

    def _owner(self, avatar: int) -> int:
        """The number of an avatar's present holder."""
        if avatar in self.owners:
            return self.owners[avatar]
        if (new := avatar - (self.next - len(self.avatars))) >= 0:
            return int(self.avatars[new][5])
        query = "select owner from avatar where number = ?"
        (owner,) = self.index.single("n", query, avatar)
        return int(owner)

    def _founders_committed(self, log: Log, founding: bytes, batch: bytes) -> None:
        """Add the batch of a founding to the batches, with the founding's number of founders."""
        own, place = self._serial(log, founding), (log.block_number, log.transaction_hash)
        query = "select * from founding where number = ?"
        promised = self.foundings.get(own) or next(self.index.read("nwwwnw", query, own), None)
        if promised is None:
            raise self._strange(log, "founders of a founding that was never promised")
        count = promised[2]
        batch_number = self._serial(log, batch)
        self.commitments.append((own, batch_number, log.data, *place))
        self.batches.append((batch_number, log.data, count, *place))

    def _serial(self, log: Log, topic: bytes) -> int:
        """The number in a topic, for a row that counts from 0.

        Raises StrangeLog if it is too large.
        """
        if number(topic) >> 63:
            raise self._strange(log, "a number that no registry has counted to")
        return number(topic)

    def _number_if_born(self, token: bytes) -> int | None:
        if token in self.numbers:
            return self.numbers[token]
        row = self.index.rows("select number from birth where id = ?", token).fetchone()
        return None if row is None else int(row[0])

    def _number(self, log: Log, token: bytes) -> int:
        """The avatar's number in the index. Raises StrangeLog if it is not born yet."""
        avatar = self._number_if_born(token)
        if avatar is None:
            raise self._strange(log, "an avatar that was never born")
        return avatar

    def _holder(self, to: str, block: int) -> int:
        """The number of a holder; a new address gets the next number, with its first block."""
        if to not in self.holders:
            row = self.index.rows("select number from holder where address = ?", to).fetchone()
            if row is None:
                self.new_holders.append((self.next_holder, to, block))
                row = (self.next_holder,)
                self.next_holder += 1
            self.holders[to] = row[0]
        return self.holders[to]

    def _strange(self, log: Log, reason: str) -> StrangeLog:
        return StrangeLog(contract=log.address, block=log.block_number, reason=reason)
