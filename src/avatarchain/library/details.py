"""All that is known of one avatar, and of its family, as JSON objects."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import to_hex
from avatarchain.index import Index, avatars
from avatarchain.papers.deliveries import draws_of
from avatarchain.papers.founded import Place, describe_place, taken_at
from avatarchain.papers.origin import Provenance, provenance
from avatarchain.pedigree import Family, family, pedigree
from avatarchain.pedigree.files import record_of
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
    place = (origin or provenance(registry, species, avatar)).place
    if place is not None:
        record["founding"] = _place(registry, place, avatar)
    with indexed(session, tell=tell, bar=bar) as index:
        bred = draws_of(index, avatar.identity)
    return record | ({"draws": bred} if bred is not None else {})


def _place(registry: Registry, place: Place, avatar: AvatarRecord) -> dict[str, Any]:
    """The place of a founder in a founding, as JSON; `told` is a sentence for people."""
    taken = taken_at(registry, place, avatar)
    return {
        "number": place.founding.number,
        "index": place.index,
        "count": place.founding.count,
        "block": place.founding.block,
        "draw": place.founding.draw,
        "seed": to_hex(place.seed),
        "claimed": taken is None,
        "told": describe_place(place, registry.chain, taken),
    }


def kin(index: Index, home: Path, identity: int, generations: int) -> tuple[Family, dict[str, Any]]:
    """The family of an avatar, some generations up and down, and the JSON object of it.

    `home` gives the names.
    """
    registry, species = index.registry, index.species
    names = names_in(home, registry)
    members = replace(family(pedigree(avatars(index)), identity, generations), names=names)
    records = [describe(registry, species, member.avatar) for member in members.members]
    for row in records:
        if name := names.get(int(row["id"], 16)):
            row["name"] = name
    return members, record_of(members, records)
