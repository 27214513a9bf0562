"""The rules of a species: everything that decides a genome, as canonical JSON.

The rules contain the name, the version and all weights, and the version numbers of the algorithms
(outside the pack) that decide the meaning of a genome. They are a part of the species' art, so the
species' id covers them. The texts of a species about itself (`About`) are beside them.
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
