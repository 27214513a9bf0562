"""The rule of a species as a JSON object: its loci, their alleles, and how frequent each is."""

from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.species import Species, forms_of


def rule_of(species: Species) -> dict[str, Any]:
    """The JSON object of a species; a locus that is read with a second one has `forms` too."""
    loci = []
    for locus in species.loci:
        alleles = [{"name": allele.name, "weight": allele.weight} for allele in locus.alleles]
        record: dict[str, Any] = {"name": locus.name, "alleles": alleles}
        if locus.title:
            record["title"] = locus.title
        if locus.second is not None:
            record["forms"] = dict.fromkeys(locus.forms, 0)
            for name, weight in forms_of(species, locus):
                record["forms"][name] += weight
        loci.append(record)
    return {
        "id": to_hex(species.id),
        "name": species.name,
        "version": species.version,
        "creator": species.creator or None,
        "license": species.license or None,
        "source": species.source or None,
        "loci": loci,
    }
