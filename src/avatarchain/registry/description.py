"""The description of an avatar: its id in CAIP-19 notation, and the JSON object of it.

Every command that prints an avatar as JSON prints this object. Numbers of 256 bits are 0x and 64
hex digits.
"""

from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.chain.notation import Caip19
from avatarchain.genetics import genome as genomes
from avatarchain.registry import AvatarRecord, Registry
from avatarchain.species import Species, traits


def caip19_of(registry: Registry, token: int) -> str:
    """An avatar of this registry in CAIP-19 notation."""
    return str(Caip19(registry.chain.chain_id, registry.address, token))


def describe(registry: Registry, species: Species, record: AvatarRecord) -> dict[str, Any]:
    """The JSON object of a registered avatar."""
    return describe_founder(registry, species, record.genome, record.identity) | {
        "generation": record.generation,
        "mother": to_hex(record.mother) if record.mother else None,
        "father": to_hex(record.father) if record.father else None,
        "owner": record.owner,
        "transaction": to_hex(record.transaction),
        "block": record.block,
    }


def describe_founder(
    registry: Registry | None, species: Species, genome: int, token: int
) -> dict[str, Any]:
    """The JSON object of a founder that is not registered; `token` is its id.

    It has the keys of `describe`, except block and transaction of the birth. The owner is None, and
    so are chain and contract if no registry is given.
    """
    return {
        "id": to_hex(token),
        "genome": to_hex(genome),
        "dna": genomes.to_dna(genome),
        "species": to_hex(species.id),
        "generation": 0,
        "mother": None,
        "father": None,
        "owner": None,
        "chain_id": registry and registry.chain.chain_id,
        "genesis": registry and to_hex(registry.chain.genesis),
        "contract": registry and registry.address,
        "caip19": registry and caip19_of(registry, token),
        "traits": traits(species, genome),
    }
