"""The family of an avatar, for a drawing and as a JSON object."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from avatarchain.index import Index, avatars
from avatarchain.pedigree import Family, family, pedigree
from avatarchain.pedigree.files import record_of
from avatarchain.registry.description import describe
from avatarchain.registry.names import names_in


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
