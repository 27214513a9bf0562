"""Founders that a collection registers: one by itself, several in transactions of many."""

from collections.abc import Iterable, Sequence

from avatarchain.births.founders import Founder, Minted
from avatarchain.births.many import mint_many
from avatarchain.births.minting import mint
from avatarchain.registry.receivers import check_receiver
from avatarchain.session.writing import Writing
from avatarchain.species import Species


def mint_founders(
    open_: Writing, species: Species, founders: Sequence[Founder], holder: str | None
) -> Iterable[Sequence[Minted]]:
    """Register founders for an address, or for who signs; those of each transaction together.

    Raises what `births.minting.mint` and `registry.receivers.check_receiver` raise.
    """
    registry, signer = open_.session.known(), open_.signer
    if holder is not None:
        check_receiver(registry, holder)
    owner = holder or signer.address
    if len(founders) == 1:
        return [[mint(registry, species, signer, owner, founders[0])]]
    return mint_many(registry, species, signer, owner, founders)
