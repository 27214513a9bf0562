"""The rules of a species: what decides a genome, as canonical JSON.

The rules hold the name, the version and all weights, and the versions of what decides the
meaning of a genome outside the pack. They are a part of the species' art, so the species' id
covers them. What a species says about itself (`About`) stands beside them.
"""

from dataclasses import dataclass

from avatarchain.base.canonical import canonical_json
from avatarchain.species import Locus

FOUNDER_RULE = 1
INHERITANCE_RULE = 1
FRAME = 2


@dataclass(frozen=True, slots=True)
class About:
    """The texts of a species about itself. The last three are empty if the pack lacks them."""

    name: str
    version: str
    description: str
    creator: str = ""
    license: str = ""
    source: str = ""


def rules_of(about: About, loci: tuple[Locus, ...]) -> bytes:
    """RFC 8785 JSON of everything that decides a genome."""
    return canonical_json(
        {
            "name": about.name,
            "version": about.version,
            "weights": [[allele.weight for allele in locus.alleles] for locus in loci],
            "founder": FOUNDER_RULE,
            "inheritance": INHERITANCE_RULE,
            "frame": FRAME,
        }
    )
