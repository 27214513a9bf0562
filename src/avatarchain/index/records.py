"""Read an index: avatars, holders, conceptions and batches, as Python values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from avatarchain.base import sqlite
from avatarchain.chain.notation import checksum_address
from avatarchain.index.store import Index
from avatarchain.registry import AvatarRecord
from avatarchain.registry.foundings import Commitment, Committed, Founding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AVATAR = """
select birth.id, birth.genome, avatar.generation, dam.id, sire.id, holder.address,
    avatar.block, birth.hash
from avatar left join birth on birth.number = avatar.number
left join holder on holder.number = avatar.owner
left join birth as dam on dam.number = avatar.mother
left join birth as sire on sire.number = avatar.father
"""
_KINDS = "wwnWWanw"

_CONCEPTION = """
select dam.id, sire.id, it.block, it.draw, draw.mixed, holder.address from conception as it
join birth as dam on dam.number = it.mother join birth as sire on sire.number = it.father
join holder on holder.number = it.breeder left join draw on draw.number = it.draw
"""
_CONCEIVED = "wwnnWa"

_UNDER_WAY = """
where it.draw >= ? and not exists
    (select 1 from avatar where avatar.mother = it.mother and avatar.block > it.draw)
and not exists (select 1 from ending where ending.mother = it.mother and ending.block > it.draw)
order by it.block, it.position
"""

_AT_ONCE = 500  # identities that are looked up at once; SQLite takes 999

_AGREEING = 100  # identities whose hash, as a number of Python, is that of another one

_Row = tuple[bytes, bytes, int, bytes | None, bytes | None, str, int, bytes]


@dataclass(frozen=True, slots=True)
class Handover:
    """A change of holder: the avatar now belongs to the address `to` (EIP-55).

    The first handover of an avatar is its birth. `block` is the number of the block, and
    `transaction` the hash (32 bytes) of the transaction.
    """

    block: int
    transaction: bytes
    to: str


@dataclass(frozen=True, slots=True)
class Conceived:
    """A conception in `block`: the ids of the parents, and the block `draw` that draws the child.

    `mixed` is the mixHash of the block of the draw (32 bytes), None if it is not read yet.
    `breeder` is the address (EIP-55) that held the mother.
    """

    mother: int
    father: int
    block: int
    draw: int
    mixed: bytes | None
    breeder: str


def _number(word: bytes | None) -> int:
    return 0 if word is None else int.from_bytes(word, "big")


def _avatar(row: _Row) -> AvatarRecord:
    token, genome, generation, mother, father, owner, block, transaction = row
    return AvatarRecord(
        _number(token),
        _number(genome),
        generation,
        _number(mother),
        _number(father),
        checksum_address(owner),
        block,
        transaction,
    )


def tip(index: Index) -> tuple[int, bytes] | None:
    """Number and hash of the newest block that was read into the index; None before the first."""
    for number, block_hash in index.read("nw", "select number, hash from tip"):
        return number, block_hash
    return None


def newest(index: Index) -> int:
    """The number of the newest block that was read, or else of the registry's creation."""
    block = tip(index)
    return index.registry.block if block is None else block[0]


def avatars(index: Index) -> list[AvatarRecord]:
    """Every avatar, in the order of birth, with its present owner.

    Who reads all of them follows their parents. So each must be born after its parents, and be of
    the generation after theirs, and the identities must be hashes, as `sync` found all of it on the
    chain. Raises sqlite.Strange for a file in which that is not so: it would lead in circles.
    """
    every = []
    generations: dict[bytes | None, int] = {}
    hashes: set[int] = set()
    for row in index.read(_KINDS, f"{_AVATAR} order by avatar.number"):
        token, _, generation, mother, father = row[:5]
        if generation != _generation_of_child(generations, mother, father):
            raise sqlite.Strange("an avatar is not the child of its parents")
        generations[token] = generation
        every.append(_avatar(row))
        hashes.add(hash(every[-1].identity))
    # A dict of numbers with one hash is slow. Two hashes agree by chance, but not a hundred.
    if len(every) - len(hashes) > _AGREEING:
        raise sqlite.Strange("its identities are no hashes")
    return every


def _generation_of_child(
    generations: Mapping[bytes | None, int], mother: bytes | None, father: bytes | None
) -> int | None:
    """The generation of a child of two identities; None if a parent was not born before."""
    if mother is None and father is None:
        return 0
    if mother not in generations or father not in generations:
        return None
    return 1 + max(generations[mother], generations[father])


def numbered(index: Index, number: int) -> AvatarRecord:
    """The avatar of this number in the index; they are numbered from 0 in the order of birth."""
    return _avatar(index.single(_KINDS, f"{_AVATAR} where avatar.number = ?", number))


def beginning(index: Index, prefix: str) -> list[int]:
    """The identities that begin with `prefix`: 0x and some hex digits in lower case."""
    digits = prefix[2:]
    low, high = (bytes.fromhex(digits.ljust(64, end)) for end in "0f")
    query = "select id from birth where id between ? and ? order by id"
    rows = index.read("w", query, low, high)
    return [_number(token) for (token,) in rows]


def holder_of(index: Index, token: int) -> str | None:
    """The address (EIP-55) that holds an avatar; None if it is not registered."""
    rows = index.read(
        "a",
        "select address from birth join avatar on avatar.number = birth.number "
        "join holder on holder.number = owner where id = ?",
        token.to_bytes(32, "big"),
    )
    return next((checksum_address(address) for (address,) in rows), None)


def balances(index: Index) -> dict[str, int]:
    """Address (EIP-55) → the number of avatars that it holds, if it holds any."""
    rows = index.read(
        "an",
        "select address, count(*) from avatar join holder on holder.number = owner group by owner",
    )
    return {checksum_address(holder): count for holder, count in rows}


def genomes_of_founders(index: Index) -> dict[bytes, int]:
    """The identity of each founder by its genome (32 bytes), in the order of birth."""
    rows = index.read(
        "ww",
        "select genome, id from birth join avatar using (number) where mother is null "
        "order by number",
    )
    return {genome: _number(token) for genome, token in rows}


def genome_of(index: Index, number: int) -> int:
    """The genome of the avatar of this number in the index."""
    return _number(index.single("w", "select genome from birth where number = ?", number)[0])


def expressions(index: Index) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """The expressed and the hidden loci of every avatar, in the order of birth, as two arrays.

    Each array has n numbers. The first has the 16 expressed alleles as one number of 64 bits (locus
    0 in the highest bits), the second the mask of hidden loci.
    """
    import numpy as np

    rows = index.read("ii", "select expressed, hidden from avatar order by number")
    table = np.fromiter((number for row in rows for number in row), np.int64).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def registered(index: Index, tokens: Iterable[bytes]) -> Iterator[bytes]:
    """Those of `tokens`, identities of 32 bytes each, that are registered, in their order.

    If no avatar is registered at all, `tokens` is not read.
    """
    if index.rows("select 1 from birth limit 1").fetchone() is None:
        return
    left = iter(tokens)
    while some := list(islice(left, _AT_ONCE)):
        marks = ", ".join("?" * len(some))
        query = f"select id from birth where id in ({marks})"  # noqa: S608 - marks
        rows = index.read("w", query, *some)
        present = {token for (token,) in rows}
        yield from (token for token in some if token in present)


def handovers(index: Index) -> Iterator[tuple[int, Handover]]:
    """Yield each change of holder as (avatar's number, Handover): first all births, in order."""
    births = """select avatar.number, avatar.block, hash, address
        from avatar join birth on birth.number = avatar.number
        join holder on holder.number = birth.holder order by avatar.number"""
    later = """select avatar, handover.block, hash, address from handover
        join holder on holder.number = handover.holder order by handover.block, position"""
    for query in (births, later):
        for avatar, block, transaction, to in index.read("nnwa", query):
            yield avatar, Handover(block, transaction, checksum_address(to))


def conceptions(index: Index) -> Iterator[Conceived]:
    """All conceptions in order."""
    yield from map(
        conceived, index.read(_CONCEIVED, f"{_CONCEPTION} order by it.block, it.position")
    )


def under_way(index: Index, since: int) -> Iterator[Conceived]:
    """The conceptions drawn by block `since` or later whose child is not born yet."""
    yield from map(conceived, index.read(_CONCEIVED, f"{_CONCEPTION} {_UNDER_WAY}", since))


def conceived(row: tuple[Any, ...]) -> Conceived:
    """A conception from a row of the columns that `_CONCEPTION` selects."""
    mother, father, block, draw, mixed, breeder = row
    place = block, draw, mixed
    return Conceived(_number(mother), _number(father), *place, checksum_address(breeder))


def endings(index: Index, *, stillborn: bool) -> Iterator[tuple[int, int]]:
    """(mother's id, block) of each conception that ended without a birth, in order.

    With `stillborn` they are the stillbirths, without it those that the registry logged as lapsed.
    """
    rows = index.read(
        "wn",
        "select birth.id, block from ending join birth on number = mother "
        "where (child is not null) = ? order by block, position",
        stillborn,
    )
    for mother, block in rows:
        yield _number(mother), block


def batches(index: Index) -> list[Committed]:
    """The batches that were committed, in order."""
    query = "select number, root, count, block, hash from batch order by number"
    rows = index.read("nwwnw", query)
    return [
        Committed(batch, root, _number(count), block, transaction)
        for batch, root, count, block, transaction in rows
    ]


def foundings(index: Index) -> list[Founding]:
    """The foundings that were promised, in the order of their numbers."""
    rows = index.read(
        "nwwwnwNWNW",
        "select it.number, recipients, count, draw, it.block, it.hash, "
        "batch, root, done.block, done.hash from founding as it "
        "left join commitment as done on done.founding = it.number order by it.number",
    )
    return [
        Founding(
            own,
            recipients,
            _number(count),
            _number(draw),
            block,
            transaction,
            None if batch is None else Commitment(batch, *commitment),
        )
        for own, recipients, count, draw, block, transaction, batch, *commitment in rows
    ]


def closing_block(index: Index) -> int | None:
    """The number of the block in which the issuance was closed; None if it is open."""
    rows = index.read("n", "select block from closing")
    return next((block for (block,) in rows), None)
