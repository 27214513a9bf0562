"""Minting: seeds become avatars on the chain, and pictures on disk.

A mint is idempotent. The id follows from the seed, so what is registered already is
skipped and reported, and a mint that was cut off is simply run again. Where no seed was
given, the drawn one is written down as a job before the first transaction, so that even
then nothing is lost or doubled.

One founder is one transaction (`mint`), many share some (`many`); `pictures` are painted
of what is registered.
"""

import secrets
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from avatarchain.errors import AlreadyRegistered, BadDuration, NotIssuer
from avatarchain.minting.founders import Conception, Drawing, Minted, check_count, collection, drawn
from avatarchain.minting.many import mint_many
from avatarchain.minting.pictures import FORMATS, WITH_PAPERS, Pictures, paint, picture
from avatarchain.registry import Registry, avatar, born_by, identity_of, owner_of, register
from avatarchain.species import Species

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

__all__ = [
    "FORMATS", "WITH_PAPERS", "Conception", "Drawing", "Minted", "Pictures", "check_count",
    "collection", "drawn", "job_name", "mint", "mint_many", "paint", "parse_duration", "picture",
    "ticks",
]  # fmt: skip

_LONGEST = 366 * 86_400.0
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}


def parse_duration(text: str) -> float:
    """Seconds of a duration such as 500ms, 10s, 5m, 1.5h or 1d: more than none, 366d at most."""
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
    registry: Registry, species: Species, signer: "LocalAccount", to: str, one: Conception
) -> Minted:
    """Register a founder for `to`, or find it registered. Raises NotIssuer."""
    # The estimate before a registration finds what is there already, so nobody asks first.
    try:
        return Minted(born_by(register(registry, signer, to, one.genome), to), one.seed, True)
    except (AlreadyRegistered, NotIssuer):
        token = identity_of(species, one.genome)
        if owner_of(registry, token) is None:
            raise
    return Minted(avatar(registry, token), one.seed, False)


def ticks(every: float | None) -> Iterator[None]:
    """Yields at once, then every `every` seconds (None: without waiting)."""
    due = time.monotonic()
    while True:
        yield
        if every is not None:
            due += every
            time.sleep(max(0.0, due - time.monotonic()))


def job_name() -> str:
    """A name for a job that no other has."""
    return secrets.token_hex(6)
