"""How foundings and their founders stand, as JSON and in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from operator import itemgetter
from typing import Any

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import to_hex
from avatarchain.births.foundings import EPOCHS
from avatarchain.births.recipients import sole_recipient
from avatarchain.chain import Chain
from avatarchain.papers.founded import (
    MOST,
    Place,
    Standing,
    Taken,
    computable,
    root_follows,
    standing,
)
from avatarchain.papers.slots import describe_empty, describe_makers, seconds_before
from avatarchain.registry import Registry, head_of
from avatarchain.registry.foundings import Founding, Issuance, issuance
from avatarchain.species import Species

_NAMED = 5  # taken founders or foundings that a sentence names


def overview(
    registry: Registry,
    species: Species,
    promised: Issuance | None = None,
    bar: Bar = no_bar,
) -> Iterator[dict[str, Any]]:
    """All foundings of a registry as JSON objects, each with a sentence for people as `told`.

    `promised` as in `standing`. How a founding stands is told of the `computable` ones.
    """
    promised, head = promised or issuance(registry), head_of(registry).number
    chosen, standings = computable(promised.foundings, head), dict[int, Standing]()
    with bar(len(chosen), "computing founders") as advance:
        for founding in chosen:
            own = founding.number
            standings[own] = standing(registry, species, own, None, promised)
            advance(1)
    judged = {
        founding.number: root_follows(founding, standings.get(founding.number))
        for founding in promised.foundings
    }
    for founding in promised.foundings:
        stands = standings.get(founding.number)
        follows = judged[founding.number]
        commitment = founding.commitment
        yield {
            "founding": founding.number,
            "count": founding.count,
            "recipients": to_hex(founding.recipients),
            "to": sole_recipient(founding.recipients),
            "block": founding.block,
            "draw": founding.draw,
            "drawn": founding.draw <= head,
            "batch": commitment and commitment.batch,
            "closed": promised.closed,
            "follows": follows,
            "claimed": stands and stands.claimed,
            "claimable": stands and stands.claimable,
            "taken": stands and [asdict(taken) for taken in stands.taken],
            "told": _overview(promised, founding, stands, judged, head),
        }


def describe_place(place: Place, chain: Chain, taken: Taken | None = None) -> str:
    """Where a founder comes from, whether somebody could choose it, and how it was `taken`.

    That nobody chose the draw does not say that nobody chose the founder: who claims founders
    leaves the others. Where the root cannot be judged, it is not said either.
    """
    founding = place.founding
    words = (
        f"number {place.index} of the {founding.count:,} of founding {founding.number}, promised "
        f"in block {founding.block}, drawn by block {founding.draw}"
    )
    if choice := _choice(founding, chain):
        words += f": {choice}"
    elif _is_computable(founding) and not founding.is_early:
        words += ": nobody chose the draw"
    if taken is None and founding.count > 1:
        words += f"; who claims can choose among the {founding.count:,}"
    if founding.is_early:
        words += "; its root was committed before the draw was known, so it does not follow"
    elif founding.commitment is not None and not _is_computable(founding):
        words += "; root and recipients not checked"
    return words if taken is None else f"{words}; it was not claimed, but {_how(taken)}"


def _is_computable(founding: Founding) -> bool:
    """Whether the root of a founding follows from what the chain has, and is computed here.

    Of a list of recipients the chain has a hash alone. Under a root of its choice the issuer can
    claim founders for itself.
    """
    return sole_recipient(founding.recipients) is not None and founding.count <= MOST


def _choice(founding: Founding, chain: Chain) -> str | None:
    """Who could choose the draw of a founding; None: nobody, as far as the chain shows it."""
    if makers := describe_makers(chain.chain_id):
        return makers
    between = founding.draw - founding.block
    if between < EPOCHS:
        return (
            f"only {between} blocks lie between, so who proposes several of them could choose "
            "among some draws"
        )
    return describe_empty(seconds_before(chain, founding.draw), chain.chain_id)


def doubtful(every: Sequence[Founding], judged: Mapping[int, bool | None]) -> list[int]:
    """The numbers of the foundings whose root may hold what the issuer chose.

    After the issuance is closed, founders and children of its choice can come in by these alone,
    or by what was guessed before. They are those whose root is not known to follow from its draw:
    it does not, nobody here can say, or there is none yet. `judged` is what `roots` returns.
    """
    return [founding.number for founding in every if judged.get(founding.number) is not True]


def describe_order(
    founding: Founding,
    closed: int | None,
    doubtful: Sequence[int] = (),
    *,
    guesses: bool = False,
    others: bool = False,
) -> str:
    """In which order a founding was promised, drawn and committed, and the issuance closed.

    `doubtful` is what the function of this name returns. `guesses` says whether there are batches
    of no founding: what one of them holds can be claimed after closing too. `others` says whether
    there are other foundings: one that draws the same founder can be claimed first.
    """
    committed = founding.commitment
    steps = [(founding.block, "promised in"), (founding.draw, "drawn by")]
    steps += [] if closed is None else [(closed, "closed in")]
    steps += [] if committed is None else [(committed.block, "committed in")]
    order = ", ".join(f"{step} block {block}" for block, step in sorted(steps, key=itemgetter(0)))
    if closed is None:
        return f"{order}, issuance open: the issuer can register drawn founders first"
    # The draw is public from the block before it on, to whoever proposes that block.
    if closed >= founding.draw - 1:
        return f"{order}: until it closed, the issuer could register drawn founders first"
    which = ("founding " if len(doubtful) == 1 else "foundings ") + ", ".join(
        map(str, doubtful[:_NAMED])
    )
    which += f" and {len(doubtful) - _NAMED:,} more" if len(doubtful) > _NAMED else ""
    ways = [f"by a root of {which} that does not follow"] if doubtful else []
    batch = " or put into a batch" if guesses else ""
    ways.append(f"by a guess registered{batch} before closing")
    ways += ["by another founding that draws the same"] if others else []
    could = (
        "take founders, and after closing children, only"
        if doubtful
        else "take no founder, and after closing no child, except"
    )
    return f"{order}: the issuer could {could} {', or '.join(ways)}"


def _overview(
    promised: Issuance,
    founding: Founding,
    stands: Standing | None,
    judged: Mapping[int, bool | None],
    head: int,
) -> str:
    words = f"founding {founding.number}: {founding.count:,} founders, "
    ways = doubtful(promised.foundings, judged)
    others = len(promised.foundings) > 1
    words += describe_order(
        founding, promised.closed, ways, guesses=promised.guesses, others=others
    )
    if judged[founding.number] is False:
        words += "; the committed root is not the one that follows, so the promise was broken"
    if founding.draw > head:
        return f"{words}; not drawn yet: block {head} is the newest"
    if stands is None:
        return f"{words}; too many to count here"
    return f"{words}; {describe_standing(stands)}"


def describe_standing(standing: Standing) -> str:
    """How a founding stands, in one sentence."""
    count, taken = standing.founding.count - standing.repeats, len(standing.taken)
    words = (
        f"founding {standing.place} of {standing.of} by this issuer; {standing.claimed:,} of "
        f"its {count:,} claimed, {standing.claimable - standing.claimed:,} claimable"
    )
    if taken:
        words += f", {taken:,} taken: " + "; ".join(map(_taken, standing.taken[:_NAMED]))
        words += f"; and {taken - _NAMED:,} more" if taken > _NAMED else ""
    return words


def _taken(taken: Taken) -> str:
    return f"number {taken.index} {_how(taken)}"


def _how(taken: Taken) -> str:
    how = "bred" if taken.bred else "registered otherwise"
    return f"{how} for {taken.to} in block {taken.block}"
