"""Does a registry that the user trusts have our code, and did our code make it?

A user trusts an address, and may be wrong about what stands there. So a registry is asked before
anything that it says is used (see `registry.genuine`), and once, since what it is never changes:
the home remembers it (see `remembered`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from avatarchain.errors import ForeignCode, ForeignCreation
from avatarchain.papers.remembered import recall, remember
from avatarchain.papers.report import Check, unasked
from avatarchain.registry import Registry
from avatarchain.registry.genuine import creation_of, portrait_in_code
from avatarchain.species import Species

Vouch = Callable[[Registry, Species], list[Check]]
"""Gives the checks `code` and `creation` of a registry."""


def vouching(unproven: Sequence[str] = (), home: Path | None = None) -> Vouch:
    """A function that asks each registry once.

    Those at the addresses in `unproven` pass although their creation cannot be shown. What the
    `home` remembers is not asked again.
    """

    def vouched(registry: Registry, species: Species) -> list[Check]:
        memory = None if home is None else recall(home, registry)
        if memory is not None:
            return [_code(memory.portrait), _creation(memory.block)]
        return _asked(registry, species, unproven, home)

    return cache(vouched)


@dataclass(frozen=True, slots=True)
class Terms:
    """How the files of one run are checked.

    With `from_chain` the portrait contract draws each avatar.
    """

    from_chain: bool = False
    vouched: Vouch = field(default_factory=vouching)


def _asked(
    registry: Registry, species: Species, unproven: Sequence[str], home: Path | None
) -> list[Check]:
    try:
        portrait = portrait_in_code(registry, species)
    except ForeignCode as refusal:
        return [Check("code", False, str(refusal), refusal), *unasked("other code", "creation")]
    try:
        made = creation_of(registry, species, portrait)
    except ForeignCreation as refusal:
        if registry.address in unproven:
            words = f"not shown, as you allowed: {refusal.reason}"
            return [_code(portrait), Check("creation", None, words)]
        return [_code(portrait), Check("creation", False, str(refusal), refusal)]
    if home is not None:
        remember(home, registry, portrait, made.block)
    return [_code(portrait), _creation(made.block)]


def _code(portrait: str | None) -> Check:
    drawn_by = f", its portrait {portrait}" if portrait else ", without a portrait"
    return Check("code", True, f"the registry's is ours, for this species alone{drawn_by}")


def _creation(block: int) -> Check:
    return Check("creation", True, f"made in block {block} by our code")
