"""Founders of foundings: which number of which founding one is, and what could be chosen of it.

A founding promises founders before a block draws them. From the chain's events anybody can
compute which founders were drawn, in which order things were done, which of them somebody took
before they were claimed, and whether the committed root is the one that follows. Nothing is
believed but the chain; the list of recipients, which the chain has only as a hash, is optional.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import to_hex, word
from avatarchain.births.founders import collection
from avatarchain.births.foundings import Drawn, drawn, leaves_of
from avatarchain.births.recipients import Recipients, sole_recipient
from avatarchain.chain.notation import checksum_address
from avatarchain.errors import NotANode
from avatarchain.genetics.identity import identity
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.registry import AvatarRecord, Registry, head_of, logs_of, registered
from avatarchain.registry.events import TRANSFER, address, check_form
from avatarchain.registry.foundings import Founding, Issuance, foundings, issuance, numbered
from avatarchain.species import Species

MOST = 1 << 20
"""The most founders, of all foundings together, that are computed here to search or count them."""
_AT_ONCE = 1000  # ids that are looked up at once


@dataclass(frozen=True, slots=True)
class Place:
    """What a founding made of an avatar: number `index` of `founding`, drawn from `seed`."""

    founding: Founding
    index: int
    seed: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """A founder that was registered before or otherwise than promised.

    `index` is its number in the founding; it was born in `block` to the address `to`.
    `bred`: it is a child. Otherwise the issuer registered it, or it was claimed from another batch.
    """

    index: int
    to: str
    block: int
    bred: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a founding stands: what became of its founders.

    `place` and `of` say that it is founding number `place` (from 1) of `of` by this issuer.
    `closed` is the block in which the issuance was closed, or None. `follows` says whether the
    committed root is the one that follows from draw and recipients; None if there is none, or
    the recipients are not known. `claimed` founders were claimed, `taken` were taken. `repeats`
    have the genome of a lower number, and are no founders of their own.
    """

    founding: Founding
    place: int
    of: int
    closed: int | None
    follows: bool | None
    claimed: int
    taken: tuple[Taken, ...]
    repeats: int

    @property
    def claimable(self) -> int:
        """How many founders were claimed or can be."""
        return self.founding.count - self.repeats - len(self.taken)


def place_of(
    registry: Registry, species: Species, avatar: AvatarRecord, bar: Bar = no_bar
) -> Place | None:
    """The place of a registered avatar in a founding of the registry; None if it has none.

    The founders of the `computable` foundings are computed, first of those that were committed
    before its birth. A draw that nobody could know at the birth did not make it. If several
    foundings drew it, the place is in one from which it was claimed, if there is one.
    """
    if avatar.generation:
        return None
    drawing = (each for each in foundings(registry) if each.draw - 1 <= avatar.block)
    chosen = computable(drawing, head_of(registry).number)

    def likely(founding: Founding) -> bool:
        return founding.commitment is not None and founding.commitment.block <= avatar.block

    first = None
    with bar(len(chosen), "computing founders") as advance:
        for founding in sorted(chosen, key=likely, reverse=True):
            place = _place(species, drawn(registry, founding), avatar)
            if place is not None and taken_at(registry, place, avatar) is None:
                return place
            first = first or place
            advance(1)
    return first


def _place(species: Species, draw: Drawn, avatar: AvatarRecord) -> Place | None:
    index = numbers(species, draw.master, draw.founding.count).get(avatar.genome)
    return None if index is None else place_in(draw, index)


def computable(every: Iterable[Founding], head: int) -> list[Founding]:
    """The foundings drawn up to block `head` whose founders are computed here.

    They are the smallest ones, and have MOST founders together at most.
    """
    total, chosen = 0, list[Founding]()
    for founding in sorted(every, key=lambda it: it.count):
        if founding.draw <= head and total + founding.count <= MOST:
            total += founding.count
            chosen.append(founding)
    return chosen


@lru_cache(maxsize=2)  # many avatars of one founding are asked for one after another
def numbers(species: Species, master: bytes, count: int) -> dict[int, int]:
    """Genome → number of each founder of a founding; of equal genomes the lowest number."""
    by_genome: dict[int, int] = {}
    for number, item in enumerate(collection(species, master, count)):
        by_genome.setdefault(item.genome, number)
    return by_genome


def taken_at(registry: Registry, place: Place, avatar: AvatarRecord) -> Taken | None:
    """By whom a founding's founder was registered, where that was not done as promised.

    None if it was registered as the founding promised.
    """
    sole = sole_recipient(place.founding.recipients)
    birth = _births(registry, [avatar.identity]).get(avatar.identity)
    if birth is None:
        reason = f"it told the birth of {to_hex(avatar.identity)}, and then told none"
        raise NotANode(url=registry.chain.url, reason=reason)
    if _as_promised(place.founding, birth, sole):
        return None
    return Taken(place.index, birth.to, avatar.block, avatar.generation > 0)


def lowest_alike(species: Species, draw: Drawn, index: int) -> int:
    """The lowest number of a founding whose founder has the genome of number `index`.

    It alone has a leaf in the tree. Of a founding of more than MOST founders it is not looked for,
    and `index` is returned.
    """
    if draw.founding.count > MOST:
        return index
    genome = founder(item_seed(draw.master, index), species.cumulative)
    return numbers(species, draw.master, draw.founding.count)[genome]


def claimed_from(
    registry: Registry, species: Species, avatar: AvatarRecord, every: Sequence[Founding]
) -> Place | None:
    """The place in one of the `computable` foundings from which an avatar was claimed.

    None if it was claimed from none of them, as far as the chain and the recipient tell.
    """
    drawing = (each for each in every if each.draw - 1 <= avatar.block)
    for founding in computable(drawing, head_of(registry).number):
        place = _place(species, drawn(registry, founding), avatar)
        if place is not None and taken_at(registry, place, avatar) is None:
            return place
    return None


def place_in(draw: Drawn, index: int) -> Place:
    """The place with the number `index` of a founding after its draw."""
    return Place(draw.founding, index, item_seed(draw.master, index))


def standing(
    registry: Registry,
    species: Species,
    number: int,
    recipients: Recipients | None = None,
    promised: Issuance | None = None,
) -> Standing:
    """How the founding with this number stands now. Raises NoSuchFounding, NotDrawnYet.

    `promised` is what the issuer promised, if it was read already: a node may tell it otherwise
    when it is asked again.

    `recipients` is needed for a founding that is promised to a list; without it nobody can say
    whether the committed root follows, or whether a founder went to another address.
    """
    promised = promised or issuance(registry)
    return _standing(registry, species, number, recipients, promised, head_of(registry).hash)


@lru_cache(maxsize=16)
def _standing(
    registry: Registry,
    species: Species,
    number: int,
    recipients: Recipients | None,
    promised: Issuance,
    _: bytes,
) -> Standing:
    every = promised.foundings
    founding = numbered(every, number)
    if recipients is None and (sole := sole_recipient(founding.recipients)) is not None:
        recipients = Recipients(sole)
    draw = drawn(registry, founding)
    by_genome = numbers(species, draw.master, founding.count)
    indexes = {identity(species.id, genome): number for genome, number in by_genome.items()}
    taken, claimed = list[Taken](), 0
    births = _births(registry, list(indexes))
    for token, birth in births.items():
        index, avatar = indexes[token], birth.avatar
        holder = None if recipients is None else recipients.of(index)
        if _as_promised(founding, birth, holder):
            claimed += 1
        else:
            taken.append(Taken(index, birth.to, avatar.block, avatar.generation > 0))
    return Standing(
        founding,
        place=number + 1,
        of=len(every),
        closed=promised.closed,
        follows=_follows(species, draw, recipients),
        claimed=claimed,
        taken=tuple(sorted(taken, key=lambda it: it.index)),
        repeats=founding.count - len(indexes),
    )


@dataclass(frozen=True, slots=True)
class _Birth:
    """A birth to the address `to`; its transfer has the place `log_index` in the block."""

    avatar: AvatarRecord
    to: str
    log_index: int


def _births(registry: Registry, tokens: list[int]) -> dict[int, _Birth]:
    """The births of those of the ids that are registered. Raises StrangeLog."""
    births: dict[int, _Birth] = {}
    left = iter(tokens)
    while some := list(islice(left, _AT_ONCE)):
        there = registered(registry, some)
        topics = [TRANSFER, bytes(32), None, [word(token) for token in there]]
        logs = logs_of(registry, topics) if there else []
        for log in logs:
            check_form(log, 4, 0, "a transfer")
            token = int.from_bytes(log.topics[3], "big")
            to = checksum_address(address(log.topics[2]))
            births[token] = _Birth(there[token], to, log.log_index)
    return births


def _as_promised(founding: Founding, birth: _Birth, promised: str | None) -> bool:
    """Whether a birth is a claim of the founding, as far as the chain and the recipient tell."""
    commitment = founding.commitment
    if commitment is None or birth.avatar.generation or promised not in (None, birth.to):
        return False
    if birth.avatar.block == commitment.block and commitment.log_index is not None:
        return birth.log_index > commitment.log_index
    return birth.avatar.block >= commitment.block


def root_follows(founding: Founding, stands: Standing | None) -> bool | None:
    """Whether the committed root of a founding follows from its draw; None if nobody here can say.

    `stands` is how it stands; None if that is not computed.
    """
    if founding.is_early:
        return False
    return None if stands is None else stands.follows


def _follows(species: Species, draw: Drawn, recipients: Recipients | None) -> bool | None:
    if draw.founding.is_early:
        return False
    if draw.founding.commitment is None or recipients is None:
        return None
    return leaves_of(species, draw, recipients).tree.root == draw.founding.commitment.root


def roots(registry: Registry, species: Species, promised: Issuance) -> Mapping[int, bool | None]:
    """Whether the root of each founding follows from its draw; None if nobody here can say.

    It is computed of the `computable` ones.
    """
    return _roots(registry, species, promised, head_of(registry).hash)


@lru_cache(maxsize=4)  # each file of a registry asks for them
def _roots(
    registry: Registry, species: Species, promised: Issuance, _: bytes
) -> Mapping[int, bool | None]:
    judged = {founding.number: root_follows(founding, None) for founding in promised.foundings}
    for founding in computable(promised.foundings, head_of(registry).number):
        sole = sole_recipient(founding.recipients)
        if founding.commitment is not None and sole is not None:
            draw = drawn(registry, founding)
            judged[founding.number] = _follows(species, draw, Recipients(sole))
    return judged
