"""The seeds of founders, as papers tell them: the chain does not know them.

A seed proves itself: it draws a genome, and from that follows the id. So nothing else in the
papers is looked at.
"""

from collections.abc import Iterable
from pathlib import Path

from avatarchain.base.canonical import to_hex
from avatarchain.errors import AvatarchainError
from avatarchain.genetics.seeds import founder
from avatarchain.papers import certificate
from avatarchain.papers.gathering import gather
from avatarchain.registry import identity_of
from avatarchain.species import Species


def seeds_in(folders: Iterable[Path], species: Species) -> dict[int, bytes]:
    """The seed (32 bytes) of each founder by its id, from the papers in files and folders.

    Files without papers, papers of another species, and seeds that draw another genome than
    the papers say are left out.
    """
    seeds: dict[int, bytes] = {}
    for file in gather(folders).files:
        try:
            papers = certificate.parse(certificate.open_file(file).papers or b"")
        except AvatarchainError:
            continue
        if papers.seed is None or papers.species != to_hex(species.id):
            continue
        seed = bytes.fromhex(papers.seed[2:])
        genome = founder(seed, species.cumulative)
        if to_hex(genome) == papers.genome:
            seeds[identity_of(species, genome)] = seed
    return seeds
