"""Loci and alleles by the names that people write."""

from dataclasses import replace

import pytest

from avatarchain.errors import UnknownAllele, UnknownLocus
from avatarchain.species.lookup import allele_number, locus_number
from avatarchain.species.pack import load

TUFTLING = load("tuftling")


def test_every_locus_and_allele_has_the_number_of_its_name() -> None:
    for number, locus in enumerate(TUFTLING.loci):
        assert locus_number(TUFTLING, locus.name) == locus_number(TUFTLING, number) == number
        for at, allele in enumerate(locus.alleles):
            assert allele_number(TUFTLING, number, allele.name) == at
            assert allele_number(TUFTLING, number, at) == at


def test_a_title_names_a_locus_and_the_first_of_one_name_is_taken() -> None:
    alleles = tuple(replace(allele, name="hat") for allele in TUFTLING.loci[3].alleles)
    loci = (*TUFTLING.loci[:3], replace(TUFTLING.loci[3], title="Hüte", alleles=alleles))
    species = replace(TUFTLING, loci=(*loci, *TUFTLING.loci[4:]))
    assert locus_number(species, "Hüte") == locus_number(species, TUFTLING.loci[3].name) == 3
    assert allele_number(species, 3, "hat") == 0
    with pytest.raises(UnknownAllele, match=r"'cap' is no allele of Hüte: its alleles are hat$"):
        allele_number(species, 3, "cap")


@pytest.mark.parametrize("locus", ["", "Fur", "16", 16, -1])
def test_what_is_no_locus_is_refused_with_their_names(locus: str | int) -> None:
    with pytest.raises(UnknownLocus, match="is no locus of tuftling: its loci are fur, belly, "):
        locus_number(TUFTLING, locus)
