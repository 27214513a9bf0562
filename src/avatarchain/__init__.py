"""Characters with genes, whose identity a blockchain keeps.

The names below are the library. They are loaded when they are first used, so that
importing this package costs next to nothing; the rooms that they are built of
(`avatarchain.heredity`, `avatarchain.population`, `avatarchain.registry` and the others)
can be imported by themselves.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from avatarchain.audit import Report
    from avatarchain.errors import AvatarchainError
    from avatarchain.library.avatar import Avatar, Pedigree
    from avatarchain.library.collection import Collection, open_collection, verify
    from avatarchain.library.genome import Genome, founder, offspring
    from avatarchain.species import Species
    from avatarchain.species.pack import load as load_species

__all__ = [
    "Avatar", "AvatarchainError", "Collection", "Genome", "Pedigree", "Report", "Species",
    "founder", "load_species", "offspring", "open_collection", "verify",
]  # fmt: skip

_AT_HOME = {
    "Avatar": "library.avatar",
    "AvatarchainError": "errors",
    "Collection": "library.collection",
    "Genome": "library.genome",
    "Pedigree": "library.avatar",
    "Report": "audit",
    "Species": "species",
    "founder": "library.genome",
    "load_species": "species.pack:load",
    "offspring": "library.genome",
    "open_collection": "library.collection",
    "verify": "library.collection",
}


if not TYPE_CHECKING:  # a checker knows the names from above, and no others

    def __getattr__(name: str) -> object:
        if name not in _AT_HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        room, _, there = _AT_HOME[name].partition(":")
        found = getattr(import_module(f"{__name__}.{room}"), there or name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
