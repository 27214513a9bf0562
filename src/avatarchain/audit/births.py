"""The births of a registry, each computed again from its draw, and the outcomes of all draws."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from avatarchain.audit.findings import Finding, Row, counted, told
from avatarchain.base.bar import Bar
from avatarchain.base.canonical import to_hex
from avatarchain.chain.guard import SLOTS
from avatarchain.genetics.heredity import birth_seed, offspring
from avatarchain.index import Index
from avatarchain.index import draws as of_index
from avatarchain.index.draws import Drawn, Outcome, delivered, tally
from avatarchain.papers.deliveries import NOT_BORN, child_of, counted_outcomes, outcomes_in_words
from avatarchain.papers.slots import describe_empty, empty_slots
from avatarchain.registry import Registry
from avatarchain.registry.events import AHEAD

_AT_ONCE = 50  # draws whose blocks are asked for at once


def births(index: Index, every: Sequence[Drawn]) -> Finding:
    """Check that each child, born or stillborn, follows from its parents and its draw's block."""
    stillborn = [(draw.stillborn, draw) for draw in every if draw.stillborn is not None]
    faults = [
        _faulty(child, f"block {draw.conception.draw} drew another, {to_hex(draw.identity)}")
        for child, draw in stillborn
        if child != draw.identity
    ]
    children = len(stillborn)
    for birth in delivered(index):
        children += 1
        reason = _fault(birth)
        if reason is not None:
            faults.append(_faulty(birth.identity, reason))
    if faults:
        words = f"{len(faults):,} of {counted(children, 'child', 'children')} do not follow"
        return Finding("births", False, f"{words} from parents and draw", tuple(faults))
    if not children:
        return told("births", "nobody was bred")
    words = f"{counted(children, 'child follows', 'children follow')} from parents and draw"
    return Finding("births", True, words)


def _faulty(child: int, reason: str) -> Row:
    name = to_hex(child)
    return Row(f"{name}: {reason}", {"id": name, "fault": reason})


def _fault(birth: of_index.Delivered) -> str | None:
    """What is wrong with a birth, as text; None if it is right."""
    if birth.draw is None or birth.mixed is None:
        return "its parents conceived no child that it could be"
    seed = birth_seed(birth.mixed, birth.mother, birth.father)
    genome = offspring(birth.mother_genome, birth.father_genome, seed)
    if genome != birth.genome:
        return f"its parents and the draw of block {birth.draw} give another, {to_hex(genome)}"
    if birth.generation != birth.expected_generation:
        return f"of generation {birth.generation}, its parents give {birth.expected_generation}"
    return None


def outcomes(every: Sequence[Drawn]) -> Finding:
    """Count the outcomes of all draws: born, stillborn, declined, or not decided yet."""
    total = {outcome: sum(draw.outcome == outcome for draw in every) for outcome in Outcome}
    lost = [draw for draw in every if draw.outcome in NOT_BORN]
    words = outcomes_in_words(counted_outcomes(total)) if every else "nothing was conceived"
    return told("draws", words, [*_tallied(every), *map(_child, lost)])


def _tallied(every: Sequence[Drawn]) -> Iterator[Row]:
    """Yield a row for each mother, father and breeder with a draw that gave no child."""
    counts = tally(every)
    for role, tallied in (
        ("mother", {to_hex(number): count for number, count in counts.mothers.items()}),
        ("father", {to_hex(number): count for number, count in counts.fathers.items()}),
        ("breeder", counts.breeders),
    ):
        for name, outcome in tallied.items():
            if any(map(outcome.get, NOT_BORN)):
                count = counted_outcomes(outcome)
                yield Row(f"{role} {name}: {outcomes_in_words(count)}", {role: name, **count})


def _child(draw: Drawn) -> Row:
    child = child_of(draw)
    words = (
        f"{child['outcome']}: {child['id']}, child of {child['mother']} and {child['father']}, "
        f"drawn by block {child['draw']}, genome {child['genome']}, breeder {child['breeder']}"
    )
    return Row(words, child)


def taken(index: Index, every: Sequence[Drawn], promises: Sequence[Mapping[str, Any]]) -> Finding:
    """Find drawn children and drawn founders that were registered in another way before.

    The founders of a founding are not checked if there are too many to compute, or if it was
    promised to a list and its root is committed: with a wrong root, anybody could claim them.
    """
    children = [
        Row(
            str(theft),
            {
                "id": to_hex(theft.founder.identity),
                "block": theft.founder.block,
                "of": {key: child_of(theft.drawn)[key] for key in ("mother", "father", "draw")},
            },
        )
        for theft in of_index.taken(index, every)
    ]
    founders = [
        Row(
            f"number {founder['index']} of founding {each['founding']}, "
            f"registered in block {founder['block']} for {founder['to']}",
            {"founding": each["founding"], **founder},
        )
        for each in promises
        for founder in each["taken"] or ()
    ]
    unjudged = ", ".join(
        str(each["founding"])
        for each in promises
        if each["drawn"]
        and (each["claimed"] is None or (each["to"] is None and each["batch"] is not None))
    )
    but = f"; founders not judged, too many or to a list: founding {unjudged}" if unjudged else ""
    if not children and not founders:
        words = f"no child and no drawn founder was taken{but}"
        return told("taken", words) if unjudged else Finding("taken", True, words)
    words = (
        f"{counted(len(children), 'child', 'children')} and "
        f"{counted(len(founders), 'drawn founder')} were bred or registered otherwise" + but
    )
    return Finding("taken", False, words, (*children, *founders))


def slots(
    registry: Registry, every: Sequence[Drawn], promises: Sequence[Mapping[str, Any]], bar: Bar
) -> Finding:
    """Find draws with empty slots before them: proposers who left out a block could have chosen."""
    chain = registry.chain
    if chain.chain_id not in SLOTS:
        words = "not asked: this chain has no slots of a known length"
        return told("slots", words)
    draws = {draw.conception.draw for draw in every}
    draws |= {each["draw"] for each in promises if each["drawn"]}
    ordered, rows = sorted(draws), []
    with bar(len(ordered), "reading the blocks before draws") as advance:
        for start in range(0, len(ordered), _AT_ONCE):
            part = ordered[start : start + _AT_ONCE]
            numbers = [number for draw in part for number in (draw - AHEAD, draw)]
            blocks = chain.blocks(numbers)
            for draw, first, last in zip(part, blocks[::2], blocks[1::2], strict=True):
                seconds = last.timestamp - first.timestamp
                if empty := empty_slots(seconds, chain.chain_id):
                    choice = describe_empty(seconds, chain.chain_id)
                    rows.append(Row(f"block {draw}: {choice}", {"draw": draw, "empty": empty}))
            advance(len(part))
    words = f"{counted(len(ordered), 'draw')}, {len(rows):,} of them with empty slots before"
    return told("slots", words, rows)
