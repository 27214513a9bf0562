"""Registries that were shown to be genuine, so that each is asked once and not in every run.

Code at an address never changes, nor does what made it. So what is remembered holds as long as the
same code stands there, on the chain of the same block 0, and for the version of this program that
asked. The file can be deleted at any time; then registries are asked again.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import avatarchain
from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.base.documents import KEY_FORMAT, Hash, Number, read_document, write_document
from avatarchain.chain.notation import Address
from avatarchain.errors import DamagedFile, NewerFormat, UnusableHome
from avatarchain.registry import Registry

FILE = "genuine.json"


@dataclass(frozen=True, slots=True)
class Genuine:
    """A registry whose code and creation are ours, as `version` of this program found.

    `genesis`, `species` and `code_hash` are 32 bytes as 0x-hex, `contract` and `portrait` EIP-55
    addresses (None: it has no portrait), `block` that of its creation.
    """

    genesis: Hash
    contract: Address
    species: Hash
    code_hash: Hash
    portrait: Address | None
    block: Number
    version: str


@dataclass(frozen=True, slots=True)
class _Memory:
    """The content of genuine.json."""

    genuine: tuple[Genuine, ...]


def recall(home: Path, registry: Registry) -> Genuine | None:
    """What is remembered of a registry; None if nothing is, or if other code stands there now."""
    here = _row(registry, None, 0)
    same = (row for row in _rows(home) if replace(row, portrait=None, block=0) == here)
    return next(same, None)


def remember(home: Path, registry: Registry, portrait: str | None, block: int) -> None:
    """Remember a genuine registry. A home that cannot be written to remembers nothing."""
    row = _row(registry, portrait, block)
    others = [other for other in _rows(home) if _place(other) != _place(row)]
    with suppress(UnusableHome, OSError):
        write_document(home / FILE, _Memory((*others, row)), KEY_FORMAT)


def _rows(home: Path) -> tuple[Genuine, ...]:
    try:
        document = read_document(home / FILE, _Memory, KEY_FORMAT)
    except (DamagedFile, NewerFormat, UnusableHome):
        return ()
    return document.genuine if document else ()


def _row(registry: Registry, portrait: str | None, block: int) -> Genuine:
    chain = registry.chain
    return Genuine(
        to_hex(chain.genesis),
        registry.address,
        to_hex(registry.species),
        to_hex(keccak256(chain.code(registry.address))),
        portrait,
        block,
        avatarchain.__version__,
    )


def _place(row: Genuine) -> tuple[str, str]:
    return row.genesis, row.contract
