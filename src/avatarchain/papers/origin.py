"""Where an avatar came from: the draw that made it, computed again from the chain's logs."""

from dataclasses import dataclass

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import to_hex, word
from avatarchain.chain import Log
from avatarchain.errors import NotExpecting, StrangeLog
from avatarchain.genetics.heredity import birth_seed, offspring
from avatarchain.papers.founded import Place, place_of
from avatarchain.papers.slots import describe_empty, describe_makers, seconds_before
from avatarchain.registry import AvatarRecord, Registry, logs_of
from avatarchain.registry.events import AHEAD, CONCEIVED, LAPSED, STILLBORN, check_form, words
from avatarchain.species import Species

_FORMS = {CONCEIVED: (3, 1), LAPSED: (3, 0), STILLBORN: (4, 0)}
"""How many topics and words of data these logs have."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What drew an avatar, as its papers say it.

    `draw` is the number of the block that drew it, and `place` its place in a founding. Both are
    None for a founder of no founding.
    """

    draw: int | None = None
    place: Place | None = None


def provenance(
    registry: Registry, species: Species, avatar: AvatarRecord, bar: Bar = no_bar
) -> Provenance:
    """What drew a registered avatar, by the chain."""
    if avatar.mother:
        conceived = _conceptions(_logs(registry, avatar), avatar)
        return Provenance(words(conceived[-1])[0] if conceived else None)
    place = place_of(registry, species, avatar, bar)
    return Provenance() if place is None else Provenance(place.founding.draw, place)


@dataclass(frozen=True, slots=True)
class Origin:
    """How an avatar with parents was made, computed again.

    `block` is the block of its conception, `draw` the block that drew it; `genome` follows from
    the parents' genomes and the mixHash of the latter. Of the mother's earlier conceptions, of
    any father, `lapses` were never delivered, and `stillbirths` ended because the child's genome
    was registered already. `seconds` are those of the AHEAD blocks before the draw.
    """

    block: int
    draw: int
    genome: int
    lapses: int
    stillbirths: int
    seconds: int


def origin(
    registry: Registry, child: AvatarRecord, mother_genome: int, father_genome: int
) -> Origin:
    """Compute a child again from its parents' genomes and the block of its draw.

    The mother's last `Conceived` log before the birth names that block; a conception is at least
    AHEAD blocks older than its birth. Raises NotExpecting if there is no such log: such an avatar
    was not conceived. Raises StrangeLog for logs that no registry writes, and StrangeHeader if
    the node tells another mixHash than the block has.
    """
    chain, logs = registry.chain, _logs(registry, child)
    conceived = _conceptions(logs, child)
    if not conceived:
        raise NotExpecting(mother=to_hex(child.mother))
    before = [log.topics[0] for log in logs if log.block_number < child.block]
    (draw,) = words(conceived[-1])
    seed = birth_seed(chain.mix_hash(draw), child.mother, child.father)
    return Origin(
        conceived[-1].block_number,
        draw,
        offspring(mother_genome, father_genome, seed),
        before.count(LAPSED),
        before.count(STILLBORN),
        seconds_before(chain, draw),
    )


def describe_choice(birth: Origin, chain_id: int) -> str | None:
    """What somebody could choose about a birth, as far as the chain shows it; None: nothing."""
    return describe_makers(chain_id) or describe_empty(birth.seconds, chain_id)


def _logs(registry: Registry, child: AvatarRecord) -> list[Log]:
    """The logs of a child's mother about conceptions and their ends, up to its birth.

    Raises StrangeLog.
    """
    topics: list[bytes | list[bytes]] = [list(_FORMS), word(child.mother)]
    logs = logs_of(registry, topics, last=child.block)
    for log in logs:
        check_form(log, *_FORMS[log.topics[0]], "a conception or its end")
        if log.topics[0] == CONCEIVED and words(log) != [log.block_number + AHEAD]:
            reason = "a conception that another block draws"
            raise StrangeLog(contract=log.address, block=log.block_number, reason=reason)
    return logs


def _conceptions(logs: list[Log], child: AvatarRecord) -> list[Log]:
    return [
        log for log in logs if log.topics[0] == CONCEIVED and log.block_number + AHEAD < child.block
    ]
