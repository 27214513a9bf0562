"""The founders of a registry: promised, drawn, committed, registered, and from which seeds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from avatarchain.audit.findings import Finding, Row, compared, counted, told
from avatarchain.base.canonical import to_hex
from avatarchain.births import foundings as drawing
from avatarchain.index import Index, genomes_of_founders, newest
from avatarchain.papers import founded
from avatarchain.registry import Registry
from avatarchain.registry.foundings import Issuance, batches_by_contract, founding_count


def foundings(registry: Registry, standing: Sequence[Mapping[str, Any]]) -> Finding:
    """Check that each committed root is the one that follows from the draw of its founding."""
    rows = [Row(each["told"], each) for each in standing]
    broken = [each["founding"] for each in standing if each["follows"] is False]
    if broken:
        numbers = ", ".join(map(str, broken))
        words = f"the committed root does not follow from the draw: founding {numbers}"
        return Finding("foundings", False, words, tuple(rows))
    follow = sum(each["follows"] is True for each in standing)
    words = f"{counted(len(rows), 'founding')}; {follow:,} with a root that follows from the draw"
    if not rows:
        words = "nothing was promised for a later draw"
    elif unjudged := len(rows) - follow:
        words += f", {unjudged:,} that cannot be judged (not committed, too large, or to a list)"
    stored = founding_count(registry)
    finding = compared("foundings", words, rows, ("foundings", len(rows), stored))
    return finding if follow or not finding.ok else told("foundings", words, rows)


def batches(registry: Registry, promised: Issuance) -> Finding:
    """The committed batches. Their numbers of founders are only the issuer's statement."""
    of_founding = {
        founding.commitment.batch: founding.number
        for founding in promised.foundings
        if founding.commitment is not None
    }
    rows = [
        Row(
            f"batch {batch.batch}, committed in block {batch.block}, stated as {batch.count:,}"
            + (f": founding {of_founding[batch.batch]}" if batch.batch in of_founding else ""),
            {
                "batch": batch.batch,
                "root": to_hex(batch.root),
                "stated": batch.count,
                "block": batch.block,
                "founding": of_founding.get(batch.batch),
            },
        )
        for batch in promised.batches
    ]
    hidden = len(rows) - len(of_founding)
    words = f"{counted(len(rows), 'batch', 'batches')}, {len(of_founding):,} of foundings"
    words = words if rows else "none was committed"
    words += f"; of {hidden:,} only the issuer knows the founders" if hidden else ""
    stored = batches_by_contract(registry, promised.batches)
    finding = compared("batches", words, rows, *stored)
    return finding if not finding.ok else told("batches", words, rows)


def founders(index: Index, promised: Issuance, seeds: Mapping[int, bytes] | None) -> Finding:
    """How many founders a founding drew, and for how many others the papers have a seed."""
    genomes = genomes_of_founders(index)
    places: dict[bytes, tuple[int, int]] = {}  # genome → founding, number in it
    for founding, numbers in _drawn(index, promised):
        for genome in genomes.keys() - places.keys():
            number = numbers.get(int.from_bytes(genome, "big"))
            if number is not None:
                places[genome] = founding, number
    outside = [identity for genome, identity in genomes.items() if genome not in places]
    seeded = [identity for identity in outside if seeds and identity in seeds]
    words = f"{counted(len(genomes), 'founder')}: {len(places):,} of foundings, "
    words += f"{len(outside):,} outside"
    if outside and seeds is None:
        words += ", of seeds that the chain does not know"
    elif outside:
        words += f", {len(seeded):,} of them with the seed in their papers"
    rows = (
        _placed(identity, places.get(genome), (seeds or {}).get(identity))
        for genome, identity in genomes.items()
    )
    return told("founders", words, rows)


def _placed(identity: int, place: tuple[int, int] | None, seed: bytes | None) -> Row:
    name = to_hex(identity)
    founding, number = place or (None, None)
    words = f"{name}: number {number} of founding {founding}"
    if place is None:
        words = f"{name}: outside, " + ("of a seed in its papers" if seed else "of no known seed")
    facts = {"id": name, "founding": founding, "index": number, "seed": seed and to_hex(seed)}
    return Row(words, facts)


def _drawn(index: Index, promised: Issuance) -> Iterator[tuple[int, Mapping[int, int]]]:
    """Yield the number of each computed founding, and a mapping from genome to founder's number."""
    registry = index.registry
    for founding in founded.computable(promised.foundings, newest(index)):
        master = drawing.drawn(registry, founding).master
        yield founding.number, founded.numbers(index.species, master, founding.count)
