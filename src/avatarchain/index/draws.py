"""The outcome of each draw: born, stillborn, declined, or not decided yet.

When a block draws a child, everybody can compute it, but it is born only if somebody delivers it.
So a breeder with many mothers could deliver only the best children. The child of each draw can
always be computed from its parents and the block's mixHash. So this module finds the child and the
outcome of each draw, and counts them by mother, father and breeder. It also finds children that the
issuer registered as founders before their birth.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from avatarchain.base.canonical import to_hex
from avatarchain.genetics.heredity import birth_seed, offspring
from avatarchain.genetics.identity import identity
from avatarchain.index.records import Conceived, conceived, newest, numbered
from avatarchain.index.store import Index
from avatarchain.registry import AvatarRecord

# A child is born after its draw, and at the latest in the block of the mother's next conception.
_DRAWN = """
with it as (
    select *, (select min(block) from conception as next where next.mother = conception.mother
        and next.block > conception.block) as until
    from conception
)
select dam.id, sire.id, it.block, it.draw, draw.mixed, holder.address, dam.genome, sire.genome,
    case
    when exists (select 1 from avatar where avatar.mother = it.mother and avatar.block > it.draw
        and avatar.block <= coalesce(until, avatar.block)) then 'born'
    when exists (select 1 from ending where ending.mother = it.mother and child is not null
        and ending.block > it.draw and ending.block <= coalesce(until, ending.block))
        then 'stillborn'
    when until is not null or it.draw + ? <= ? then 'declined'
    else 'open' end,
    (select birth.id from ending join birth on birth.number = ending.child
        where ending.mother = it.mother and ending.block > it.draw
        and ending.block <= coalesce(until, ending.block))
from it join birth as dam on dam.number = it.mother join birth as sire on sire.number = it.father
join holder on holder.number = it.breeder join draw on draw.number = it.draw
"""
_ROW = "wwnnwawwtW"

# The conception of a child is the last of its mother that was drawn before the birth.
_DELIVERED = """
select own.id, own.genome, child.generation, dam.id, sire.id, dam.genome, sire.genome,
    mother.generation, father.generation, it.draw, draw.mixed
from avatar as child join birth as own on own.number = child.number
join avatar as mother on mother.number = child.mother
join avatar as father on father.number = child.father
join birth as dam on dam.number = child.mother join birth as sire on sire.number = child.father
left join conception as it on it.mother = child.mother and it.father = child.father
    and it.block = (select max(block) from conception as last where last.mother = child.mother
        and last.draw < child.block)
left join draw on draw.number = it.draw order by child.number
"""


class Outcome(StrEnum):
    """The outcome of a draw; `declined` means that nobody delivered the child before it lapsed."""

    BORN = "born"
    STILLBORN = "stillborn"
    DECLINED = "declined"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A conception whose child is drawn, and its outcome.

    `genome` is that of the child that was drawn, and `identity` its id, born or not. `stillborn`
    is the id that the contract logged for a stillborn child, which should be the same; else None.
    """

    conception: Conceived
    outcome: Outcome
    genome: int
    identity: int
    stillborn: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A founder with the genome of a child that was conceived before the founder was registered."""

    founder: AvatarRecord
    drawn: Drawn

    def __str__(self) -> str:
        conception = self.drawn.conception
        return (
            f"founder {to_hex(self.founder.identity)}, registered in block {self.founder.block}, "
            f"is the child that the conception of {to_hex(conception.mother)} and "
            f"{to_hex(conception.father)} in block {conception.block} would have had"
        )


@dataclass(frozen=True, slots=True)
class Delivered:
    """A child that was born, and the values that its genome must follow from.

    `draw` is the block that drew it and `mixed` its mixHash (32 bytes); None if its parents had
    conceived no child then. `expected_generation` is one more than the higher generation of its
    parents.
    """

    identity: int
    genome: int
    generation: int
    mother: int
    father: int
    mother_genome: int
    father_genome: int
    expected_generation: int
    draw: int | None
    mixed: bytes | None


def delivered(index: Index) -> Iterator[Delivered]:
    """All children, in the order of birth."""
    for row in index.read("wwnwwwwnnNW", _DELIVERED):
        token, genome, generation, *family, hers, his, draw, mixed = row
        mother, father, mother_genome, father_genome = (
            int.from_bytes(value, "big") for value in family
        )
        yield Delivered(
            int.from_bytes(token, "big"),
            int.from_bytes(genome, "big"),
            generation,
            mother,
            father,
            mother_genome,
            father_genome,
            1 + max(hers, his),
            draw,
            mixed,
        )


def draws(index: Index, avatar: int | None = None) -> Iterator[Drawn]:
    """All conceptions that are drawn, in order; with `avatar`, those of this mother or father."""
    query = _DRAWN
    values: list[int | bytes] = [index.registry.chain.reach, newest(index)]
    if avatar is not None:
        own = "(select number from birth where id = ?)"
        query += f"where it.mother = {own} or it.father = {own} "
        values += [avatar.to_bytes(32, "big")] * 2
    for row in index.read(_ROW, f"{query} order by it.block, it.position", *values):
        *facts, dam, sire, outcome, logged = row
        conception = conceived(tuple(facts))
        assert conception.mixed is not None  # noqa: S101 - the query joins it
        seed = birth_seed(conception.mixed, conception.mother, conception.father)
        mother, father = (int.from_bytes(genome, "big") for genome in (dam, sire))
        genome = offspring(mother, father, seed)
        token = identity(index.species.id, genome)
        stillborn = None if logged is None else int.from_bytes(logged, "big")
        yield Drawn(conception, Outcome(outcome), genome, token, stillborn)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many draws had which outcome: by mother's id, by father's id, by breeder's address."""

    mothers: Mapping[int, Mapping[Outcome, int]]
    fathers: Mapping[int, Mapping[Outcome, int]]
    breeders: Mapping[str, Mapping[Outcome, int]]


def tally(drawn: Iterable[Drawn]) -> Tally:
    """Count the outcomes of draws."""
    mothers = defaultdict[int, Counter[Outcome]](Counter)
    fathers = defaultdict[int, Counter[Outcome]](Counter)
    breeders = defaultdict[str, Counter[Outcome]](Counter)
    for draw in drawn:
        mothers[draw.conception.mother][draw.outcome] += 1
        fathers[draw.conception.father][draw.outcome] += 1
        breeders[draw.conception.breeder][draw.outcome] += 1
    return Tally(mothers, fathers, breeders)


def taken(index: Index, drawn: Iterable[Drawn]) -> Iterator[Taken]:
    """Yield each founder with the genome of a drawn child, registered since its conception.

    The issuer could have known the child: it is public from the block before the draw on, and a
    party that builds all blocks since the conception knows it earlier.
    """
    for draw in drawn:
        if draw.outcome == Outcome.BORN:
            continue
        rows = index.read(
            "n",
            "select number from avatar join birth using (number) where id = ? and mother is null "
            "and block >= ?",
            draw.identity.to_bytes(32, "big"),
            draw.conception.block,
        )
        for (number,) in rows:
            yield Taken(numbered(index, number), draw)
