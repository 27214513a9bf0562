"""Where the gene that a child shows at a locus comes from, as a table for people.

R. C. Punnett's square crosses two genes of each parent. Avatars have four genes a locus, and a
child shows one of them, so here the eight genes of both parents stand below one another, each
with the chance that it is the one; below them stand the alleles that a mutation may bring.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import NamedTuple

from avatarchain.library.display import CELL, PLACES, gene_cell
from avatarchain.species import Species, title_of
from avatarchain.species.lookup import allele_number

HEADINGS = ("gene of", "place", "allele", "chance", "exactly")
_RARE = Fraction(1, 256)  # rarer alleles come from mutations only, and are told together


class Source(NamedTuple):
    """A way by which a child comes to show an allele.

    `whose` is "mother", "father" or "mutation", `place` the place 0 … 3 where that parent has the
    gene (0 is its expressed one; None for a mutation), `allele` the allele's name, and `chance`
    the probability that the child shows this very gene.
    """

    whose: str
    place: int | None
    allele: str
    chance: Fraction


@dataclass(frozen=True, slots=True, repr=False)
class Punnett:
    """Where the gene that a child shows at a locus comes from; `str` of it is a table.

    In Jupyter the table has colours, and no fractions, so that a telephone has room for it.
    """

    species: Species
    """The species of both parents."""
    locus: int
    """The number 0 … 15 of the locus."""
    sources: tuple[Source, ...]
    """The four places of the mother, those of the father, and the 16 alleles that a mutation may
    bring, in this order. Their chances sum to 1."""

    @property
    def title(self) -> str:
        """The name of the locus, as in `Genome.traits`."""
        return title_of(self.species.loci[self.locus])

    @property
    def odds(self) -> dict[str, Fraction]:
        """Name of an allele → the probability that the child shows it, the likeliest first.

        It is the sum of the sources of that allele, and what `odds` has for this locus.
        """
        sums: dict[str, Fraction] = {}
        for source in self.sources:
            sums[source.allele] = sums.get(source.allele, Fraction(0)) + source.chance
        return dict(sorted(sums.items(), key=lambda item: -item[1]))

    def __str__(self) -> str:
        rows = [HEADINGS, *self._rows()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )
        return "\n".join([f"{self.title} of a child", *lines, self._sums()])

    def __repr__(self) -> str:
        return f"<Punnett of {self.title} in {self.species.name}>"

    def _repr_html_(self) -> str:
        locus = self.species.loci[self.locus]
        head = "".join(f'<th scope="col" style="{CELL}">{name}</th>' for name in HEADINGS[:-1])
        lines = []
        for source, row in zip(self.sources, self._rows(), strict=False):
            cells = [f'<td style="{CELL}">{cell}</td>' for cell in row[:-1]]
            if source.place is not None:
                number = allele_number(self.species, self.locus, source.allele)
                cells[2] = gene_cell(locus, number, source.place)
            lines.append(f'<tr style="background:none">{"".join(cells)}</tr>')
        return (
            '<table style="border-collapse:separate;border-spacing:2px;border:0">'
            f'<caption style="text-align:left">{escape(self.title)} of a child</caption>'
            f'<thead><tr style="background:none">{head}</tr></thead>'
            f"<tbody>{''.join(lines)}</tbody></table><p>{escape(self._sums())}</p>"
        )

    def _rows(self) -> Iterator[tuple[str, ...]]:
        """The cells of each row; all mutations are one row, since they are equally likely."""
        for whose, place, allele, chance in self.sources:
            if place is None:
                yield whose, "", "each of 16", f"{float(chance):.2%}", str(chance)
                return
            yield whose, PLACES[place], allele, f"{float(chance):.2%}", str(chance)

    def _sums(self) -> str:
        odds = self.odds
        common = {name: chance for name, chance in odds.items() if chance >= _RARE}
        shares = [f"{name} {float(chance):.2%}" for name, chance in common.items()]
        rest = 1 - sum(common.values())
        return f"together: {', '.join(shares)}" + (f", any other {float(rest):.2%}" if rest else "")
