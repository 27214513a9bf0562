"""Crosses off the chain: a child's odds, where its genes come from, many children at once.

All of it works on genomes, and nothing is registered. The odds are exact fractions, which follow
from the rule of inheritance (`genetics.odds`); `genetics.chi_squared` holds counts against them.
"""

from fractions import Fraction

from avatarchain.base.kinds import checked
from avatarchain.genetics import heredity, seeds
from avatarchain.genetics.odds import odds as odds_of_alleles
from avatarchain.genetics.odds import sources
from avatarchain.library.genome import Genome, as_seed, check_couple
from avatarchain.library.punnett import Punnett, Source
from avatarchain.species import title_of
from avatarchain.species.lookup import locus_number


@checked
def odds(mother: Genome, father: Genome) -> dict[str, dict[str, Fraction]]:
    """For each of 16 loci, how likely a child of two genomes shows each allele.

    The result is locus → name of the allele → probability, which is exact; those of a locus sum
    to 1. Loci are called as in `Genome.traits`. Those that are never seen are there too, and of
    two that are read together each has its digits. Alleles of one name count as one. Raises
    MixedSpecies.
    """
    check_couple(mother, father)
    table: dict[str, dict[str, Fraction]] = {}
    rows = odds_of_alleles(mother.number, father.number)
    for locus, row in zip(mother.species.loci, rows, strict=True):
        sums = table[title_of(locus)] = {}
        for allele, chance in zip(locus.alleles, row, strict=True):
            sums[allele.name] = sums.get(allele.name, Fraction(0)) + chance
    return table


@checked
def punnett(mother: Genome, father: Genome, locus: str | int) -> Punnett:
    """Where the gene that a child of two genomes shows at a locus comes from.

    `locus` is a name or a number 0 … 15. Raises MixedSpecies, UnknownLocus.
    """
    check_couple(mother, father)
    number = locus_number(mother.species, locus)
    alleles = mother.species.loci[number].alleles
    return Punnett(
        mother.species,
        number,
        tuple(
            Source(whose, place, alleles[allele].name, chance)
            for whose, place, allele, chance in sources(mother.number, father.number, number)
        ),
    )


@checked
def offspring_many(
    mother: Genome, father: Genome, count: int, seed: str | bytes | None = None
) -> tuple[Genome, ...]:
    """`count` children of two genomes, all drawn from one seed as in `founder`.

    Child k is `offspring` of item k of the seed (`genetics.seeds.item_seed`), so more children
    begin with the same ones. Raises MixedSpecies, MalformedSeed.
    """
    check_couple(mother, father)
    master = as_seed(seed)
    return tuple(
        Genome(
            mother.species,
            heredity.offspring(mother.number, father.number, seeds.item_seed(master, number)),
        )
        for number in range(count)
    )
