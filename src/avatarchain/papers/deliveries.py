"""What is told of draws: children that nobody delivered, and children that were taken before.

`index.draws` computes what became of each draw. Here that becomes JSON objects and sentences,
which an audit of the whole registry uses too. They tell what happened, not why: who lets a
conception lapse may not have liked the child, or lost a key.
"""

from collections.abc import Mapping
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.index import Index
from avatarchain.index.draws import Drawn, Outcome, draws, tally

NOT_BORN = (Outcome.DECLINED, Outcome.STILLBORN)


def draws_of(index: Index, avatar: int) -> dict[str, Any] | None:
    """The JSON object of an avatar's draws as mother and as father; None if it has none.

    It holds the number of draws by outcome, and each child that was not born, with its genome.
    """
    every = list(draws(index, avatar))
    if not every:
        return None
    counts = tally(every)
    return {
        "as_mother": counted_outcomes(counts.mothers.get(avatar, {})),
        "as_father": counted_outcomes(counts.fathers.get(avatar, {})),
        "not_born": [child_of(draw) for draw in every if draw.outcome in NOT_BORN],
    }


def describe_draws(of_avatar: Mapping[str, Any]) -> list[str]:
    """The lines for people of an avatar's draws, from the object that `draws_of` returns."""
    lines = [
        f"{role.replace('_', ' ')}: {outcomes_in_words(of_avatar[role])}"
        for role in ("as_mother", "as_father")
        if any(of_avatar[role].values())
    ]
    lines += [
        f"{child['outcome']}: {child['id']}, drawn by block {child['draw']}, genome "
        f"{child['genome']}"
        for child in of_avatar["not_born"]
    ]
    return lines


def counted_outcomes(outcomes: Mapping[Outcome, int]) -> dict[str, int]:
    """The number of draws of each outcome, with its name; 0 where there is none."""
    return {str(outcome): outcomes.get(outcome, 0) for outcome in Outcome}


def outcomes_in_words(counts: Mapping[str, int]) -> str:
    """Counts in words, such as `5 drawn, 3 born, 2 declined`."""
    told = [f"{count} {outcome}" for outcome, count in counts.items() if count]
    return ", ".join([f"{sum(counts.values())} drawn", *told])


def child_of(draw: Drawn) -> dict[str, Any]:
    """The JSON object of the child that was drawn, born or not."""
    conception = draw.conception
    return {
        "outcome": str(draw.outcome),
        "id": to_hex(draw.identity),
        "genome": to_hex(draw.genome),
        "mother": to_hex(conception.mother),
        "father": to_hex(conception.father),
        "breeder": conception.breeder,
        "block": conception.block,
        "draw": conception.draw,
    }
