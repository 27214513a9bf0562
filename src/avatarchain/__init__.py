"""Characters with genes, whose identity a blockchain keeps.

The names below are the library. Each is loaded when it is first used, so that importing
this package takes almost no time. The packages that they use (`avatarchain.genetics`,
`avatarchain.portrait`, `avatarchain.registry` and others) can also be imported alone.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from avatarchain.errors import AvatarchainError
    from avatarchain.library.avatar import Avatar, Pedigree
    from avatarchain.library.collection import Collection
    from avatarchain.library.genome import Genome, founder, offspring
    from avatarchain.library.opening import open_collection
    from avatarchain.library.reports import verify
    from avatarchain.papers.report import Report
    from avatarchain.species import Species
    from avatarchain.species.pack import load as load_species

__version__ = "0.2.0.dev0"

__all__ = [
    "Avatar",
    "AvatarchainError",
    "Collection",
    "Genome",
    "Pedigree",
    "Report",
    "Species",
    "founder",
    "load_species",
    "offspring",
    "open_collection",
    "verify",
]

_MODULE_OF = {
    "Avatar": "library.avatar",
    "AvatarchainError": "errors",
    "Collection": "library.collection",
    "Genome": "library.genome",
    "Pedigree": "library.avatar",
    "Report": "papers.report",
    "Species": "species",
    "founder": "library.genome",
    "load_species": "species.pack:load",
    "offspring": "library.genome",
    "open_collection": "library.opening",
    "verify": "library.reports",
}


if not TYPE_CHECKING:  # a type checker reads the imports above and reports any other name

    def __getattr__(name: str) -> object:
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        module, _, name_there = _MODULE_OF[name].partition(":")
        public: object = getattr(import_module(f"{__name__}.{module}"), name_there or name)
        globals()[name] = public  # the next access does not come here
        return public


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
