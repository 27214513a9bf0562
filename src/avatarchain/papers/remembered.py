"""Registries that were shown to be genuine, so that each is asked once and not in every run.

Code at an address never changes, nor does what made it, on one chain. But two chains can have the
same block 0 and fork after it, and on the other fork another transaction may have made what stands
at the same address. So what is remembered holds as long as the same code stands there, and the
block that made it is still the one with that hash; and for the version of this program that asked.
It also holds for the node alone that told it: another one is asked anew, so that a second node
can contradict the first. And it holds for the chain id that the node told then: the creation was
signed for that chain, and if the node tells another id, it is asked anew.
Only a block that is final is remembered. Portrait and art were on the chain before it, because the
registry's constructor has them proven. The file can be deleted at any time; then registries are
asked again.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import avatarchain
from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.base.documents import (
    KEY_FORMAT,
    MOST_ROWS,
    Hash,
    Number,
    read_document,
    write_document,
)
from avatarchain.chain import Chain, source_of
from avatarchain.chain.notation import Address
from avatarchain.chain.waiting import final
from avatarchain.errors import (
    DamagedFile,
    NewerFormat,
    NodeTrouble,
    NoSuchBlock,
    UnusableHome,
)
from avatarchain.registry import Registry
from avatarchain.registry.genuine import Creation

FILE = "genuine.json"


@dataclass(frozen=True, slots=True)
class Genuine:
    """A registry whose code and creation are ours, as `version` of this program found.

    `source` is the node that told it, as `source_of` names it, and `chain_id` the id that it told:
    the creation was signed for that chain. `genesis`, `species` and
    `code_hash` are 32 bytes as 0x-hex, `contract` and `portrait` EIP-55 addresses (None: it has
    no portrait), `block` and `block_hash` those of its creation.
    """

    source: Hash
    chain_id: Number
    genesis: Hash
    contract: Address
    species: Hash
    code_hash: Hash
    portrait: Address | None
    block: Number
    block_hash: Hash
    version: str


@dataclass(frozen=True, slots=True)
class _Memory:
    """The content of genuine.json."""

    genuine: tuple[Genuine, ...]


def recall(home: Path, registry: Registry) -> Genuine | None:
    """What the node that is asked has told of a registry before.

    None if it told nothing, if other code stands there now, or if the chain has another block
    where the registry was made.
    """
    chain = registry.chain
    place = _source(home, registry), chain.chain_id, to_hex(chain.genesis), registry.address
    row = next((row for row in _rows(home) if _place(row) == place), None)
    if row is None or row != _row(home, registry, row.portrait, row.block, row.block_hash):
        return None
    return row if _hash_of(registry.chain, row.block) == row.block_hash else None


def remember(home: Path, registry: Registry, portrait: str | None, made: Creation) -> None:
    """Remember a genuine registry, if the block that made it is final.

    A home that cannot be written to remembers nothing.
    """
    if not _is_final(registry.chain, made.block):
        return
    row = _row(home, registry, portrait, made.block, to_hex(made.block_hash))
    others = [other for other in _rows(home) if _place(other) != _place(row)]
    with suppress(UnusableHome, OSError):
        newest = (*others, row)[-MOST_ROWS:]
        write_document(home / FILE, _Memory(newest), KEY_FORMAT)


def _rows(home: Path) -> tuple[Genuine, ...]:
    try:
        document = read_document(home / FILE, _Memory, KEY_FORMAT)
    except (DamagedFile, NewerFormat, UnusableHome):
        return ()
    return document.genuine if document else ()


def _hash_of(chain: Chain, number: int) -> str | None:
    try:
        return to_hex(chain.block(number).hash)
    except NoSuchBlock:
        return None


def _is_final(chain: Chain, block: int) -> bool:
    with suppress(NodeTrouble):  # not every node knows of final blocks
        return block <= final(chain)
    return False


def _source(home: Path, registry: Registry) -> str:
    return source_of(registry.chain.url, home)


def _row(
    home: Path, registry: Registry, portrait: str | None, block: int, block_hash: str
) -> Genuine:
    chain = registry.chain
    return Genuine(
        _source(home, registry),
        chain.chain_id,
        to_hex(chain.genesis),
        registry.address,
        to_hex(registry.species),
        to_hex(keccak256(chain.code(registry.address))),
        portrait,
        block,
        block_hash,
        avatarchain.__version__,
    )


def _place(row: Genuine) -> tuple[str, int, str, str]:
    return row.source, row.chain_id, row.genesis, row.contract
