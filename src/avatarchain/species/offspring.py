"""The traits that a child of a pair may show: the chance of given ones, the odds of all.

`genetics.odds` uses the numbers of alleles; this module uses the names in a species. Alleles with
the same name are one form. So are places with the same name, if two loci are read together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from avatarchain.errors import UnknownTrait
from avatarchain.genetics.odds import chance, odds_of_places
from avatarchain.species import DIGIT, SILENT, Species, forms_of, title_of


@dataclass(frozen=True, slots=True)
class Wishes:
    """Traits that a child should show: at every locus that is named, one of the wished forms.

    `alleles` maps a locus 0 … 15 to allele numbers 0 … 15; `places` maps two loci that are read
    together to places 16 · first + second.
    """

    alleles: Mapping[int, frozenset[int]]
    places: Mapping[tuple[int, int], frozenset[int]]


def parse_wishes(species: Species, texts: Sequence[str]) -> Wishes:
    """Read wishes such as `ears=lop`; two for one locus mean either form. Raises UnknownTrait."""
    alleles: dict[int, frozenset[int]] = {}
    places: dict[tuple[int, int], frozenset[int]] = {}
    for text in texts:
        name, _, form = text.partition("=")
        for number, locus in enumerate(species.loci):
            matches = frozenset(
                at
                for at, (form_name, _) in enumerate(forms_of(species, locus))
                if form_name == form
            )
            if name not in (locus.name, title_of(locus)) or not matches or locus.kind == DIGIT:
                continue
            if locus.second is None:
                alleles[number] = alleles.get(number, frozenset()) | matches
            else:
                pair = (number, locus.second)
                places[pair] = places.get(pair, frozenset()) | matches
            break
        else:
            reason = _what_there_is(species, text)
            raise UnknownTrait(want=text, species=species.name, reason=reason)
    return Wishes(alleles, places)


def _what_there_is(species: Species, text: str) -> str:
    """What can be wished in place of a text that names no trait: of its locus, or of all loci."""
    seen = [locus for locus in species.loci if locus.kind not in (DIGIT, SILENT)]
    name, given, _ = text.partition("=")
    for locus in seen:
        if given and name in (locus.name, title_of(locus)):
            return f"the forms of {name} are {', '.join(dict(forms_of(species, locus)))}"
    if given:
        return f"its loci are {', '.join(title_of(locus) for locus in seen)}"
    form, _ = forms_of(species, seen[0])[0]
    return f"write the name of a locus, = and one of its forms, such as {title_of(seen[0])}={form}"


def chance_of(wishes: Wishes, mother: int, father: int) -> Fraction:
    """The probability that a child of two genomes fulfils all wishes; 1 if there are none."""
    return chance(mother, father, wishes.alleles, wishes.places)


def odds_of_forms(
    species: Species, number: int, mother: int, father: int, alleles: Sequence[Fraction]
) -> dict[str, float]:
    """Name → probability of each form that locus `number` may show in a child of two genomes.

    `alleles` is the row of `genetics.odds.odds` for this locus.
    """
    locus = species.loci[number]
    row = alleles
    if locus.second is not None:
        row = odds_of_places(mother, father, number, locus.second)
    sums: dict[str, float] = {}
    for (name, _), probability in zip(forms_of(species, locus), row, strict=True):
        sums[name] = sums.get(name, 0.0) + float(probability)
    return sums
