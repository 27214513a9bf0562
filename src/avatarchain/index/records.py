"""What an index tells: avatars as the registry's reader would tell them, and their lives."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from avatarchain.identity import checksum_address
from avatarchain.index.store import Index
from avatarchain.registry import Avatar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AVATAR = """
select birth.id, birth.genome, avatar.generation, dam.id, sire.id, holder.address,
    avatar.block, birth.hash
from avatar join birth on birth.number = avatar.number join holder on holder.number = avatar.owner
left join birth as dam on dam.number = avatar.mother
left join birth as sire on sire.number = avatar.father
"""

_ASKED = 500  # identities that are looked up at once; SQLite takes 999

_Row = tuple[bytes, bytes, int, bytes | None, bytes | None, str, int, bytes]


@dataclass(frozen=True, slots=True)
class Handover:
    """An avatar came to `to` (EIP-55): the first time by its birth."""

    block: int
    transaction: bytes
    to: str


@dataclass(frozen=True, slots=True)
class Conceived:
    """A conception by its parents' ids, and number and hash (32 bytes) of its block."""

    mother: int
    father: int
    block: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Committed:
    """A batch that the registry was told of; `count` is what its issuer said."""

    batch: int
    root: bytes
    count: int
    block: int
    transaction: bytes


def _number(word: bytes | None) -> int:
    return 0 if word is None else int.from_bytes(word, "big")


def _avatar(row: _Row) -> Avatar:
    token, genome, generation, mother, father, owner, block, transaction = row
    return Avatar(
        _number(token), _number(genome), generation, _number(mother), _number(father),
        checksum_address(owner), block, transaction,
    )  # fmt: skip


def tip(index: Index) -> tuple[int, bytes] | None:
    """Number and hash of the newest block that the index speaks of; None before any."""
    found: tuple[int, bytes] | None = index.rows("select number, hash from tip").fetchone()
    return found


def newest(index: Index) -> int:
    """The number of that block, or of the registry's own."""
    found = tip(index)
    return index.registry.block if found is None else found[0]


def avatars(index: Index) -> list[Avatar]:
    """Every avatar, in the order of birth, with its owner of now."""
    return [_avatar(row) for row in index.rows(f"{_AVATAR} order by avatar.number")]


def numbered(index: Index, number: int) -> Avatar:
    """The avatar of a number of the index."""
    return _avatar(index.rows(f"{_AVATAR} where avatar.number = ?", number).fetchone())


def beginning(index: Index, prefix: str) -> list[int]:
    """The identities that begin with `prefix`, 0x and lower-case digits."""
    digits = prefix[2:]
    low, high = (bytes.fromhex(digits.ljust(64, end)) for end in "0f")
    rows = index.rows("select id from birth where id between ? and ? order by id", low, high)
    return [_number(token) for (token,) in rows]


def holder_of(index: Index, token: int) -> str | None:
    """Who holds an avatar; None where it is not registered."""
    row = index.rows(
        "select address from birth join avatar on avatar.number = birth.number "
        "join holder on holder.number = owner where id = ?",
        token.to_bytes(32, "big"),
    ).fetchone()
    return None if row is None else checksum_address(row[0])


def genome_of(index: Index, number: int) -> int:
    """The genome of the avatar of a number of the index."""
    return _number(index.rows("select genome from birth where number = ?", number).fetchone()[0])


def looks(index: Index) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """What every avatar shows, by its number: 16 alleles as 64 bits, and hidden loci."""
    import numpy as np

    rows = index.rows("select expressed, hidden from avatar order by number")
    table = np.fromiter((one for row in rows for one in row), np.int64).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def registered(index: Index, tokens: Iterable[bytes]) -> Iterator[bytes]:
    """Those of some identities (32 bytes each) that are registered, in their order.

    None is asked for where nobody is.
    """
    if index.rows("select 1 from birth limit 1").fetchone() is None:
        return
    left = iter(tokens)
    while some := list(islice(left, _ASKED)):
        marks = ", ".join("?" * len(some))
        rows = index.rows(f"select id from birth where id in ({marks})", *some)
        found = {token for (token,) in rows}
        yield from (token for token in some if token in found)


def handovers(index: Index) -> Iterator[tuple[int, Handover]]:
    """Who has held which avatar (its number), in order."""
    births = """select avatar.number, avatar.block, hash, address
        from avatar join birth on birth.number = avatar.number
        join holder on holder.number = birth.holder order by avatar.number"""
    later = """select avatar, handover.block, hash, address from handover
        join holder on holder.number = handover.holder order by handover.block, position"""
    for query in (births, later):
        for avatar, block, transaction, to in index.rows(query):
            yield avatar, Handover(block, transaction, checksum_address(to))


def conceptions(index: Index, *, lapsed: bool = False) -> Iterator[Conceived]:
    """All conceptions in order; those that were told to have lapsed where `lapsed`."""
    rows = index.rows(
        "select dam.id, sire.id, block.number, block.hash from conception "
        "join block on block.number = conception.block "
        "join birth as dam on dam.number = mother join birth as sire on sire.number = father "
        "where lapse = ? order by conception.block, position",
        lapsed,
    )
    for mother, father, block, its_hash in rows:
        yield Conceived(_number(mother), _number(father), block, its_hash)


def under_way(index: Index, since: int) -> Iterator[Conceived]:
    """The conceptions in block `since` or later that nothing was born of yet."""
    rows = index.rows(
        "select dam.id, sire.id, block.number, block.hash from conception as it "
        "join block on block.number = it.block "
        "join birth as dam on dam.number = it.mother join birth as sire on sire.number = it.father "
        "where lapse = 0 and it.block >= ? and not exists (select 1 from avatar "
        "where avatar.mother = it.mother and avatar.block > it.block)",
        since,
    )
    for mother, father, block, its_hash in rows:
        yield Conceived(_number(mother), _number(father), block, its_hash)


def batches(index: Index) -> list[Committed]:
    """The batches that were committed, in order."""
    rows = index.rows("select number, root, count, block, hash from batch order by number")
    return [
        Committed(batch, root, _number(count), block, transaction)
        for batch, root, count, block, transaction in rows
    ]
