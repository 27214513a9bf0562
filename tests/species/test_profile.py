"""A species as people read it, and what they may wish of a child."""

from fractions import Fraction

import pytest

from avatarchain.errors import UnknownTrait
from avatarchain.genetics.genome import ALLELES
from avatarchain.genetics.odds import odds
from avatarchain.species import TOTAL_WEIGHT, Allele, Species
from avatarchain.species.offspring import chance_of, odds_of_forms, parse_wishes
from avatarchain.species.pack import load
from avatarchain.species.profile import profile

MOTHER, FATHER = 3**160, 5**110


def test_every_allele_has_one_rank_and_ranks_fall(species: Species) -> None:
    for locus, seen in zip(species.loci, profile(species), strict=True):
        weights = [rank.weight for rank in seen.ranks]
        assert weights == sorted(set(weights), reverse=True)
        pairs = [(rank.weight, name) for rank in seen.ranks for name in rank.alleles]
        assert sorted(pairs) == sorted((allele.weight, allele.name) for allele in locus.alleles)
        assert sum(weight for weight, _ in pairs) == TOTAL_WEIGHT


def test_what_an_allele_hides_is_named(species: Species) -> None:
    names = [locus.name for locus in species.loci]
    hidings = {
        (locus.name, allele.name): tuple(names[k] for k in range(ALLELES) if allele.hides >> k & 1)
        for locus in species.loci
        for allele in locus.alleles
        if allele.hides
    }
    assert hidings
    assert hidings == {
        (seen.name, allele): hidden for seen in profile(species) for allele, hidden in seen.hides
    }


def allele(species: Species, locus: int, number: int) -> Allele:
    return species.loci[locus].alleles[number]


def wish(species: Species, locus: int, number: int) -> str:
    return f"{species.loci[locus].name}={allele(species, locus, number).name}"


def test_wishes_at_one_locus_are_alternatives_and_at_several_all_must_hold(
    species: Species,
) -> None:
    rows = odds(MOTHER, FATHER)
    either = parse_wishes(species, [wish(species, 0, 1), wish(species, 0, 2)])
    assert chance_of(either, MOTHER, FATHER) == rows[0][1] + rows[0][2]
    both = parse_wishes(species, [wish(species, 0, 1), wish(species, 1, 2)])
    assert chance_of(both, MOTHER, FATHER) <= min(rows[0][1], rows[1][2])
    assert chance_of(parse_wishes(species, []), MOTHER, FATHER) == Fraction(1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "such as fur="),
        ("=", "its loci are fur, belly"),
        ("fur", "write the name of a locus, = and one of its forms"),
        ("nothing=red", "its loci are fur, belly"),
        ("fur=nothing", "the forms of fur are "),
    ],
)
def test_a_wish_for_what_does_not_exist_is_refused(text: str, words: str) -> None:
    with pytest.raises(UnknownTrait, match=words):
        parse_wishes(load("tuftling"), [text])


def test_the_odds_of_the_forms_of_a_locus_are_those_of_its_alleles(species: Species) -> None:
    rows = odds(MOTHER, FATHER)
    for number, locus in enumerate(species.loci):
        forms = odds_of_forms(species, number, MOTHER, FATHER, rows[number])
        assert sum(forms.values()) == pytest.approx(1)
        expected = dict.fromkeys(forms, 0.0)
        for form, probability in zip(locus.alleles, rows[number], strict=True):
            expected[form.name] += float(probability)
        assert forms == expected
