"""Minting: a founder is registered on the chain.

A mint can be run again at any time. The id of an avatar follows from its seed, so a founder that is
registered already is found and reported, but not registered again. If no seed was given, the drawn
one is first written into the home as a job (see `jobs`), so that such a mint can be continued too.

This module registers one founder in one transaction. `many` registers many in each, and
`papers.pictures` paints the pictures.
"""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from avatarchain.births.founders import Founder, Minted
from avatarchain.chain import ChainKind
from avatarchain.errors import AlreadyRegistered, BadDuration, NotIssuer
from avatarchain.registry import Registry, avatar, born_by, identity_of, owner_of, register
from avatarchain.species import Species

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

_LONGEST = 366 * 86_400.0
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}


def parse_duration(text: str) -> float:
    """The seconds of a duration such as 500ms, 10s, 5m, 1.5h or 1d.

    Raises BadDuration for other texts, for 0, and for more than 366 days.
    """
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = _UNITS.get(text[len(number) :])
    try:
        seconds = float(number) * unit if unit else 0.0
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        raise BadDuration(text=text)
    return seconds


def mint(
    registry: Registry, species: Species, signer: "Signer", to: str, founder: Founder
) -> Minted:
    """Register a founder; the address `to` becomes its holder. Raises NotIssuer.

    A founder that is registered already is only looked up.
    """
    token = identity_of(species, founder.genome)
    # A node needs no question before: the gas estimate fails for a registered founder. On the
    # embedded chain the question costs nothing, and an estimate half a second.
    if registry.chain.kind == ChainKind.EMBEDDED and owner_of(registry, token) is not None:
        return Minted(avatar(registry, token), founder.seed, False)
    try:
        return Minted(
            born_by(register(registry, signer, to, founder.genome), to), founder.seed, True
        )
    except (AlreadyRegistered, NotIssuer):
        if owner_of(registry, token) is None:
            raise
    return Minted(avatar(registry, token), founder.seed, False)


def ticks(every: float | None) -> Iterator[None]:
    """Yield for ever: at once, and then every `every` seconds; with None without waiting."""
    due = time.monotonic()
    while True:
        yield
        if every is not None:
            due += every
            time.sleep(max(0.0, due - time.monotonic()))
