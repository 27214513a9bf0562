"""The preview of a mint: which founders it would make, and which are registered already."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from avatarchain.births.founders import Founder
from avatarchain.registry import Registry, identity_of, registered
from avatarchain.species import Species

_TOGETHER = 500  # founders that are looked up on the chain at once


@dataclass(frozen=True, slots=True)
class Prospect:
    """A founder, its id, and the address that holds it (None if it is not registered)."""

    founder: Founder
    identity: int
    owner: str | None


def preview(
    species: Species, founders: Iterable[Founder], registry: Registry | None
) -> Iterator[Prospect]:
    """Yield a Prospect for each founder, in order; without a registry all are unregistered."""
    left = iter(founders)
    while some := list(islice(left, _TOGETHER)):
        tokens = [identity_of(species, founder.genome) for founder in some]
        there = {} if registry is None else registered(registry, tokens)
        for founder, token in zip(some, tokens, strict=True):
            yield Prospect(founder, token, there[token].owner if token in there else None)
