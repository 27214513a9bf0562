"""All that is known of one avatar, as a JSON object."""

from collections.abc import Callable
from typing import Any

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import to_hex
from avatarchain.papers.deliveries import draws_of
from avatarchain.papers.founded import Place, root_follows, taken_at
from avatarchain.papers.founding_words import describe_place
from avatarchain.papers.origin import Provenance, provenance
from avatarchain.registry import AvatarRecord, Registry
from avatarchain.registry.description import describe
from avatarchain.registry.names import names_in
from avatarchain.session.opening import Session, indexed
from avatarchain.session.terms import silent


def details(
    session: Session,
    avatar: AvatarRecord,
    *,
    origin: Provenance | None = None,
    tell: Callable[[str], object] = silent,
    bar: Bar = no_bar,
) -> dict[str, Any]:
    """The JSON object of one avatar.

    Beside its description it has the name that this home gives it, for a founder its place in a
    founding, and for a parent what became of each child that was drawn. `origin` is what drew it,
    if that was read already.
    """
    registry, species = session.known(), session.species
    record = describe(registry, species, avatar)
    if name := names_in(session.home, registry).get(avatar.identity):
        record = {"name": name} | record
    place = (origin or provenance(registry, species, avatar, bar)).place
    if place is not None:
        record["founding"] = _place(registry, place, avatar)
    with indexed(session, tell=tell, bar=bar) as index:
        bred = draws_of(index, avatar.identity)
    return record | ({"draws": bred} if bred is not None else {})


def _place(registry: Registry, place: Place, avatar: AvatarRecord) -> dict[str, Any]:
    """The place of a founder in a founding, as JSON; `told` is a sentence for people.

    `follows` is False if its root was committed too early to follow from the draw; else None, since
    the root is not computed here.
    """
    taken = taken_at(registry, place, avatar)
    return {
        "number": place.founding.number,
        "index": place.index,
        "count": place.founding.count,
        "block": place.founding.block,
        "draw": place.founding.draw,
        "seed": to_hex(place.seed),
        "claimed": taken is None,
        "follows": root_follows(place.founding, None),
        "told": describe_place(place, registry.chain, taken),
    }
