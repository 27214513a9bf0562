"""Does a registry that the user names or trusts have our code, and was it made by our deployment?

A user names an address, and may be wrong about what contract stands there. So a registry is
examined before anything that it says is used (see `registry.genuine`), and at each node once, since
what it is never changes: the home remembers it (see `remembered`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from avatarchain.errors import ForeignCode, ForeignCreation, TooManyParts
from avatarchain.papers.remembered import recall, remember
from avatarchain.papers.report import Check, unasked
from avatarchain.registry import Registry
from avatarchain.registry.genuine import creation_of, portrait_in_code
from avatarchain.species import Species

Vouch = Callable[[Registry, Species], list[Check]]
"""Gives the checks `code` and `creation` of a registry."""

Hopeless = Callable[..., TooManyParts | None]
"""Gives the refusal of a registry whose logs came to no end, and remembers one that is given."""


@dataclass(frozen=True, slots=True)
class Making:
    """How a registry with our code was made: with its `portrait` (EIP-55, or None), in `block`.

    `block` is None where `refusal` says why our code cannot be shown to have made it.
    """

    portrait: str | None
    block: int | None
    refusal: ForeignCreation | None = None


def making_of(registry: Registry, species: Species, home: Path | None) -> Making:
    """How a registry was made, as far as it can be shown.

    The chain is asked if the `home` does not remember what the same node told. Raises ForeignCode.
    """
    memory = None if home is None else recall(home, registry)
    if memory is not None:
        return Making(memory.portrait, memory.block)
    portrait = portrait_in_code(registry, species)
    try:
        made = creation_of(registry, species.name, portrait)
    except ForeignCreation as refusal:
        return Making(portrait, None, refusal)
    if home is not None:
        remember(home, registry, portrait, made)
    return Making(portrait, made.block)


def check_genuine(
    registry: Registry, species: Species, home: Path | None, *, unproven: bool = False
) -> None:
    """Check that code and creation of a registry are ours.

    Raises ForeignCode, and ForeignCreation unless `unproven`.
    """
    refusal = making_of(registry, species, home).refusal
    if refusal is not None and not unproven:
        raise refusal


def vouching(unproven: Sequence[str] = (), home: Path | None = None) -> Vouch:
    """A function that asks each registry once.

    Those at the addresses in `unproven` pass although their creation cannot be shown. What the
    `home` remembers is not asked again.
    """

    def vouched(registry: Registry, species: Species) -> list[Check]:
        try:
            making = making_of(registry, species, home)
        except ForeignCode as refusal:
            return [Check("code", False, str(refusal), refusal), *unasked("other code", "creation")]
        return [_code(making), _creation(making, registry.address in unproven)]

    return cache(vouched)


@dataclass(frozen=True, slots=True)
class Terms:
    """How the picture files of one `verify` are checked.

    With `from_chain` each picture is also held against what the portrait contract draws.
    `vouched` gives the checks of a registry's code. `hopeless` says of which registries the logs
    came to no end, so that only one file waits for them.
    """

    from_chain: bool = False
    vouched: Vouch = field(default_factory=vouching)
    hopeless: Hopeless = field(default_factory=lambda: _hopeless())


def _hopeless() -> Hopeless:
    refusals: dict[Registry, TooManyParts] = {}

    def hopeless(registry: Registry, refusal: TooManyParts | None = None) -> TooManyParts | None:
        if refusal is not None:
            refusals[registry] = refusal
        return refusals.get(registry)

    return hopeless


def _code(making: Making) -> Check:
    drawn_by = f", its portrait {making.portrait}" if making.portrait else ", without a portrait"
    return Check("code", True, f"the registry's is ours, for this species alone{drawn_by}")


def _creation(making: Making, allowed: bool) -> Check:
    refusal = making.refusal
    if refusal is None:
        return Check("creation", True, f"made in block {making.block} by our code")
    if allowed:
        return Check("creation", None, f"not shown, as you allowed: {refusal.reason}")
    return Check("creation", False, str(refusal), refusal)
