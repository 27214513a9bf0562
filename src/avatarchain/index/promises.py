"""Promises in the index: the avatars of committed batches, so that lists can tell them.

The chain keeps a batch's root alone; who is in it is known to the home that committed it.
That is laid beside the births here, and each promise learns which avatar it became.
"""

from collections.abc import Callable, Sequence
from typing import Any

from avatarchain.index.store import Index
from avatarchain.rarity import surprises
from avatarchain.species import Species

NUMBER, GENOME = 8, 32  # bytes of a leaf that a home keeps
LEAF = NUMBER + GENOME
_PIECE = 50_000


def has(index: Index, batch: int, root: bytes) -> bool:
    """Whether the promises of a batch are in the index."""
    row = index.rows("select 1 from promised where batch = ? and root = ?", batch, root)
    return row.fetchone() is not None


def drop_others(index: Index, kept: Sequence[tuple[int, bytes]]) -> None:
    """Forget the promises of batches that are not kept (batch, root) any more."""
    for batch, root in index.rows("select batch, root from promised").fetchall():
        if (batch, root) not in kept:
            index.rows("delete from promise where batch = ?", batch)
            index.rows("delete from promised where batch = ?", batch)


def keep(
    index: Index, batch: int, root: bytes, to: str, leaves: bytes,
    advance: Callable[[int], Any] | None = None,
) -> None:  # fmt: skip
    """Lay the promises of a batch beside the births.

    `leaves` is 8 bytes of number and 32 of genome each; `to` whose they are to be. What
    stood there for a batch of that number is replaced.
    """
    import numpy as np

    table = np.frombuffer(leaves, np.uint8).reshape(-1, LEAF)
    sql = index.sql
    sql.execute("begin immediate")
    try:
        for name in ("promise", "promised"):
            index.rows(f"delete from {name} where batch = ?", batch)
        index.rows("insert into promised values (?, ?, ?)", batch, root, to.lower())
        for start in range(0, len(table), _PIECE):
            part = table[start : start + _PIECE]
            shown, hidden, rarities = looks(index.species, part[:, NUMBER:])
            rows = zip(shown, hidden, rarities, part, strict=True)
            sql.executemany(
                "insert into promise (expressed, hidden, rarity, batch, place, genome) "
                "values (?, ?, ?, ?, ?, ?)",
                [
                    (look, mask, bits, batch, leaf[:NUMBER].tobytes(), leaf[NUMBER:].tobytes())
                    for look, mask, bits, leaf in rows
                ],
            )
            if advance is not None:
                advance(len(part))
        sql.executemany(
            "update promise set claimed = ? where expressed = ? and genome = ?",
            index.rows("select number, expressed, genome from avatar join birth using (number)")
            .fetchall(),
        )  # fmt: skip
        sql.execute("commit")
    except BaseException:
        sql.execute("rollback")
        raise


def looks(species: Species, genomes: Any) -> tuple[list[int], list[int], list[int]]:
    """For n × 32 bytes of genomes: expressed alleles, hidden loci and rarity as they are kept."""
    import numpy as np

    alleles = genomes[:, ::2] >> 4
    hidden = np.zeros(len(genomes), np.int64)
    for number, locus in enumerate(species.loci):
        hides = np.array([allele.hides for allele in locus.alleles])
        if hides.any():
            hidden |= hides[alleles[:, number]]
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
