"""Promises in the index: the avatars of committed batches, so that lists can show them.

The chain stores only the root of a batch; its avatars are known only in the home that committed it.
The index stores these avatars beside the births. If a promise has been claimed, it also stores
which avatar was born from it.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from avatarchain.base.canonical import to_hex
from avatarchain.index.store import Index
from avatarchain.species import Species, hides_of
from avatarchain.species.rarity import surprises

if TYPE_CHECKING:
    from mmap import mmap

NUMBER, GENOME = 8, 32  # bytes of a leaf, as a home stores it
LEAF = NUMBER + GENOME
HOLDER = 20  # bytes of an address
_PIECE = 50_000


def has(index: Index, batch: int, root: bytes) -> bool:
    """Whether the index has the promised founders of the batch with this number and Merkle root."""
    row = index.rows("select 1 from promised where batch = ? and root = ?", batch, root)
    return row.fetchone() is not None


def drop_others(index: Index, batches: Sequence[tuple[int, bytes]]) -> None:
    """Delete all promises but those of `batches`, which are pairs (batch, root)."""
    for batch, root in list(index.read("nw", "select batch, root from promised")):
        if (batch, root) not in batches:
            index.rows("delete from promise where batch = ?", batch)
            index.rows("delete from promised where batch = ?", batch)


def keep(
    index: Index,
    batch: int,
    root: bytes,
    to: "str | bytes | mmap",
    leaves: "bytes | mmap",
    advance: Callable[[int], Any] | None = None,
) -> None:
    """Store the promises of a batch in the index.

    `leaves` is 8 bytes of number and 32 bytes of genome for each promise; `to` is the address that
    they are promised to, or 20 bytes of an address for each promise. Older promises of a batch of
    this number are replaced. `advance` is called with the number of promises stored since its last
    call.
    """
    import numpy as np

    table = np.frombuffer(leaves, np.uint8).reshape(-1, LEAF)
    sql = index.sql
    with index.writing():
        index.rows("delete from promise where batch = ?", batch)
        index.rows("delete from promised where batch = ?", batch)
        sole = to.lower() if isinstance(to, str) else None
        index.rows("insert into promised values (?, ?, ?)", batch, root, sole)
        for start in range(0, len(table), _PIECE):
            part = table[start : start + _PIECE]
            shown, hidden, rarities = look_columns(index.species, part[:, NUMBER:])
            holders = _holders(to, start, len(part))
            rows = zip(shown, hidden, rarities, part, holders, strict=True)
            sql.executemany(
                "insert into promise (expressed, hidden, rarity, batch, place, genome, holder) "
                "values (?, ?, ?, ?, ?, ?, ?)",
                [
                    (look, mask, bits, batch, leaf[:NUMBER].tobytes(), leaf[NUMBER:].tobytes(), own)
                    for look, mask, bits, leaf, own in rows
                ],
            )
            if advance is not None:
                advance(len(part))
        sql.executemany(
            "update promise set claimed = ? where expressed = ? and genome = ?",
            index.rows(
                "select number, expressed, genome from avatar join birth using (number)"
            ).fetchall(),
        )


def _holders(to: "str | bytes | mmap", start: int, count: int) -> list[str | None]:
    """The holders of `count` promises from number `start` on; all None if `to` is one address."""
    if isinstance(to, str):
        return [None] * count
    places = range(start * HOLDER, (start + count) * HOLDER, HOLDER)
    return [to_hex(to[at : at + HOLDER]) for at in places]


def look_columns(species: Species, genomes: Any) -> tuple[list[int], list[int], list[int]]:
    """Three columns of the index for genomes, an array of n × 32 bytes; n numbers each.

    They are the expressed alleles as signed numbers of 64 bits, the masks of hidden loci, and the
    rarities in thousandths of a bit.
    """
    import numpy as np

    alleles = genomes[:, ::2] >> 4
    hidden = np.zeros(len(genomes), np.int64)
    for number, locus in enumerate(species.loci):
        hides = np.array(hides_of(locus))
        if hides.any():
            form = alleles[:, number].astype(np.int64)
            if locus.second is not None:
                form = form * 16 + alleles[:, locus.second]
            hidden |= hides[form]
    rarity = np.zeros(len(genomes), np.int64)
    shown = np.zeros(len(genomes), np.uint64)
    for number, forms in enumerate(surprises(species)):
        own = alleles[:, number].astype(np.int64)
        shown = shown << np.uint64(4) | own.astype(np.uint64)
        if forms:
            second = species.loci[number].second
            if second is not None:
                own = own * 16 + alleles[:, second]
            rarity += np.where(hidden >> number & 1, 0, np.array(forms)[own])
    return shown.view(np.int64).tolist(), hidden.tolist(), rarity.tolist()
