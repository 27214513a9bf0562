"""Rarity: the bits of what a look surprises by."""

from math import isclose, log2

from avatarchain.genetics.seeds import founder
from avatarchain.species import SILENT, TOTAL_WEIGHT, Species, express
from avatarchain.species.pack import load
from avatarchain.species.rarity import THOUSANDTHS, rarity, surprises
from support.packs import write_pack

SEEDS = [number.to_bytes(32, "big") for number in range(300)]


def test_each_locus_that_shows_counts_the_surprise_of_its_allele(species: Species) -> None:
    hidden = 0
    for seed in SEEDS:
        genome = founder(seed, species.cumulative)
        shown = express(species, genome)
        bits = sum(
            round(-log2(locus.alleles[allele].weight / TOTAL_WEIGHT), 3)
            for number, (locus, allele) in enumerate(zip(species.loci, shown.alleles, strict=True))
            if locus.kind != SILENT and shown.shows(number)
        )
        hidden += shown.hidden != 0
        assert isclose(rarity(species, genome) / THOUSANDTHS, bits, abs_tol=1e-9)
    assert hidden


def test_a_silent_locus_counts_nothing_and_forms_of_one_name_count_as_one(tmp_path) -> None:  # type: ignore[no-untyped-def]
    species = load(str(write_pack(tmp_path / "testling")))
    for locus, forms in zip(species.loci, surprises(species), strict=True):
        if locus.kind == SILENT:
            assert forms == ()
            continue
        for allele, bits in zip(locus.alleles, forms, strict=True):
            alike = sum(one.weight for one in locus.alleles if one.name == allele.name)
            assert bits == round(1000 * log2(TOTAL_WEIGHT / alike))


def test_the_forms_of_the_shipped_species_count_so_many_bits(species: Species) -> None:
    for forms in surprises(species):
        assert sorted(set(forms)) == [3415, 4678, 5193, 6415]
