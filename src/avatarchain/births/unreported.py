"""Breedings whose child has not been shown yet to the person who asked for it.

A breeding may be interrupted after the child was registered and before anybody saw it. So a record
is stored in the home, from before the conception until the child was printed and its picture
written. While the record exists, the same command finishes that breeding instead of beginning
another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import to_hex, word
from avatarchain.base.documents import CHAIN_FORMAT, Hash, Number, read_document, write_document
from avatarchain.births.breeding import breed, silent
from avatarchain.chain.notation import Address
from avatarchain.errors import ContractRefused
from avatarchain.registry import AvatarRecord, Registry, avatar
from avatarchain.registry.events import BORN, number

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

FOLDER = "breedings"


@dataclass(frozen=True, slots=True)
class Breeding:
    """A breeding that was begun when `block` was the newest block of its chain."""

    genesis: Hash
    contract: Address
    mother: Hash
    father: Hash
    block: Number


def next_child(
    home: Path,
    registry: Registry,
    signer: "Signer",
    mother: int,
    father: int,
    *,
    bar: Bar = no_bar,
    tell: Callable[[str], Any] = silent,
) -> AvatarRecord:
    """The child of an interrupted breeding of the pair, if there is one; else a new child.

    Call `reported` when the child has been shown. `bar` and `tell` are those of `breed`. Raises the
    errors of `breed`.
    """
    path = _place(home, registry, mother, father)
    breeding = read_document(path, Breeding, CHAIN_FORMAT)
    genesis = to_hex(registry.chain.genesis)
    if breeding is not None and breeding.genesis == genesis:
        child = _born_since(registry, mother, father, breeding.block)
        if child is not None:
            return child
    else:
        head = registry.chain.head().number
        pair = to_hex(mother), to_hex(father)
        write_document(path, Breeding(genesis, registry.address, *pair, head), CHAIN_FORMAT)
    try:
        return breed(registry, signer, mother, father, bar=bar, tell=tell)
    except ContractRefused:  # nothing was changed, so nothing is to be finished
        path.unlink(missing_ok=True)
        raise


def reported(home: Path, registry: Registry, mother: int, father: int) -> None:
    """Delete the record of a breeding whose child has been shown."""
    _place(home, registry, mother, father).unlink(missing_ok=True)


def _born_since(registry: Registry, mother: int, father: int, block: int) -> AvatarRecord | None:
    topics = [BORN, None, word(mother), word(father)]
    births = registry.chain.logs(registry.address, topics, first=block + 1)
    return avatar(registry, number(births[0].topics[1])) if births else None


def _place(home: Path, registry: Registry, mother: int, father: int) -> Path:
    pair = f"{to_hex(mother)[2:18]}-{to_hex(father)[2:18]}"
    return home / FOLDER / f"{registry.address}-{pair}.json"
