"""Loci and alleles by the names that people write."""

from avatarchain.errors import UnknownAllele, UnknownLocus
from avatarchain.species import Species, title_of


def locus_number(species: Species, locus: str | int) -> int:
    """The number 0 … 15 of a locus that is given by its name, its title or that number.

    Raises UnknownLocus if there is none.
    """
    for number, row in enumerate(species.loci):
        if locus in (number, row.name, title_of(row)):
            return number
    names = ", ".join(title_of(row) for row in species.loci)
    raise UnknownLocus(locus=str(locus), species=species.name, loci=names)


def allele_number(species: Species, locus: int, allele: str | int) -> int:
    """The number 0 … 15 of an allele of locus 0 … 15, given by its name or that number.

    If several have the name, it is the first; they look alike. Raises UnknownAllele if none has.
    """
    row = species.loci[locus]
    for number, form in enumerate(row.alleles):
        if allele in (number, form.name):
            return number
    names = ", ".join(dict.fromkeys(form.name for form in row.alleles))
    raise UnknownAllele(allele=str(allele), locus=title_of(row), alleles=names)
