"""Crosses on genomes: genes by name, exact odds, where they come from, and many children."""

from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from avatarchain import Genome, founder, load_species, offspring
from avatarchain.errors import (
    MalformedGenome,
    MalformedSeed,
    MixedSpecies,
    UnknownAllele,
    UnknownLocus,
)
from avatarchain.genetics import odds as exact
from avatarchain.genetics.chi_squared import chi_squared
from avatarchain.genetics.seeds import item_seed, seed_from_text
from avatarchain.library.crosses import odds, offspring_many, punnett
from avatarchain.species import title_of
from avatarchain.workshop.imported import make_pack
from support.layers import write_layers

TUFTLING = load_species()
GARB = 15
ADA, BO = founder("ada"), founder("bo")


def named(names: list[str]) -> tuple[int, ...]:
    alleles = [allele.name for allele in TUFTLING.loci[GARB].alleles]
    return tuple(alleles.index(name) for name in names)


# --- genes by name ---------------------------------------------------------------------------


def test_genes_are_set_by_the_names_of_locus_and_alleles() -> None:
    names = ["hood", "scarf", "cloak", "hood"]
    dressed = ADA.with_genes("garb", names)
    assert dressed.genes[GARB] == named(names)
    assert dressed.genes[:GARB] == ADA.genes[:GARB]
    assert (dressed.species, dressed.seed) == (ADA.species, None)
    assert dressed.traits["garb"] == "hood"
    assert ADA.with_genes(GARB, named(names)) == dressed
    assert ADA.with_genes("fur", [ADA.genes[0][slot] for slot in range(4)]) == ADA


def test_one_name_fills_all_four_places() -> None:
    assert ADA.with_genes("garb", "hood").genes[GARB] == named(["hood"] * 4)
    assert ADA.with_genes(0, 15).genes[0] == (15,) * 4


def test_a_pure_line_has_the_same_four_genes_at_every_locus() -> None:
    line = Genome.pure({"garb": "scarf", "fur": 3})
    assert line.genes == ((3,) * 4, *[(0,) * 4] * 14, named(["scarf"] * 4))
    assert Genome.pure().number == 0
    assert set(offspring(line, line, "any").genes[GARB]) == set(named(["scarf"]))
    assert Genome.pure(species="glimmer").species == load_species("glimmer")


@pytest.mark.parametrize(
    ("locus", "names", "refusal", "sentence"),
    [
        ("gard", "hood", UnknownLocus, "'gard' is no locus of tuftling: its loci are fur, belly"),
        (16, "hood", UnknownLocus, "'16' is no locus of tuftling"),
        ("garb", "hoood", UnknownAllele, "'hoood' is no allele of garb: its alleles are jumper, "),
        ("garb", 16, UnknownAllele, "'16' is no allele of garb"),
        ("garb", -1, UnknownAllele, "'-1' is no allele of garb"),
        ("garb", ["hood"] * 3, MalformedGenome, "garb has 4 genes, not 3"),
        ("garb", [], MalformedGenome, "garb has 4 genes, not 0"),
    ],
)
def test_what_is_no_locus_or_allele_is_refused_with_what_there_is(
    locus: str | int, names: str | int | list[str], refusal: type[Exception], sentence: str
) -> None:
    with pytest.raises(refusal, match=sentence):
        ADA.with_genes(locus, names)


def test_a_locus_with_a_title_is_called_by_either_name(folder: Path) -> None:
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    fox = founder("ada", folder / "pack")
    for number, locus in enumerate(fox.species.loci):
        for name in (locus.name, title_of(locus)):
            assert fox.with_genes(name, 5).genes[number] == (5,) * 4


# --- odds and where they come from -----------------------------------------------------------


def test_odds_are_those_of_the_rooms_below_with_names() -> None:
    table = odds(ADA, BO)
    rows = exact.odds(ADA.number, BO.number)
    assert list(table) == [title_of(locus) for locus in TUFTLING.loci]
    for locus, row in zip(TUFTLING.loci, rows, strict=True):
        named_row = dict(zip((allele.name for allele in locus.alleles), row, strict=True))
        assert table[locus.name] == named_row
        assert sum(named_row.values()) == 1


def test_alleles_of_one_name_count_as_one(folder: Path) -> None:
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    mother, father = founder("ada", folder / "pack"), founder("bo", folder / "pack")
    for number, row in enumerate(odds(mother, father).values()):
        assert sum(row.values()) == 1
        assert len(row) == len({form.name for form in mother.species.loci[number].alleles})


def test_the_rows_of_punnett_s_table_sum_to_the_odds() -> None:
    table = odds(ADA, BO)
    for number, locus in enumerate(TUFTLING.loci):
        square = punnett(ADA, BO, locus.name)
        assert (square.locus, square.title) == (number, locus.name)
        assert square.odds == table[locus.name]
        assert len(square.sources) == 24
        assert sum(source.chance for source in square.sources) == 1
        assert list(square.odds.values()) == sorted(square.odds.values(), reverse=True)


def test_a_row_says_whose_gene_from_which_place_with_what_chance() -> None:
    mother = ADA.with_genes("garb", ["hood", "scarf", "cloak", "bare"])
    sources = punnett(mother, BO.with_genes("garb", "beads"), "garb").sources
    assert [tuple(source[:3]) for source in sources[:5]] == [
        ("mother", 0, "hood"),
        ("mother", 1, "scarf"),
        ("mother", 2, "cloak"),
        ("mother", 3, "bare"),
        ("father", 0, "beads"),
    ]
    unmutated = Fraction(511, 512) / 128
    assert [source.chance / unmutated for source in sources[:8]] == [48, 12, 3, 1] * 2
    mutated = [source for source in sources if source.whose == "mutation"]
    assert [source.allele for source in mutated] == [
        allele.name for allele in TUFTLING.loci[GARB].alleles
    ]
    assert {(source.place, source.chance) for source in mutated} == {(None, Fraction(1, 8192))}


def test_punnett_s_table_is_read_as_text() -> None:
    mother, father = ADA.with_genes("garb", "scarf"), BO.with_genes("garb", "cloak")
    lines = str(punnett(mother, father, "garb")).splitlines()
    assert lines[0] == "garb of a child"
    assert lines[1].split() == ["gene", "of", "place", "allele", "chance", "exactly"]
    assert lines[2].split() == ["mother", "expressed", "scarf", "37.43%", "1533/4096"]
    assert lines[10].split() == ["mutation", "each", "of", "16", "0.01%", "1/8192"]
    assert lines[11] == "together: scarf 49.91%, cloak 49.91%, any other 0.17%"
    assert len(lines) == 12
    assert repr(punnett(mother, father, "garb")) == "<Punnett of garb in tuftling>"


class Cells(HTMLParser):
    """The texts of a table, row by row."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, _: object) -> None:
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def test_punnett_s_table_is_shown_as_html_with_the_same_cells() -> None:
    square = punnett(ADA, BO, "horns")
    rows = Cells(square._repr_html_()).rows
    text = str(square).splitlines()
    for line, row in zip(text[1:-1], rows, strict=True):
        assert line.split()[:-1] == " ".join(row).split()
    assert text[-1] in square._repr_html_()


def test_names_of_a_pack_are_escaped_in_punnett_s_table() -> None:
    hostile = "<script>&"
    locus = TUFTLING.loci[GARB]
    alleles = tuple(replace(allele, name=hostile) for allele in locus.alleles)
    loci = (*TUFTLING.loci[:GARB], replace(locus, name=hostile, alleles=alleles))
    species = replace(TUFTLING, loci=loci)
    html = punnett(Genome(species, 0), Genome(species, 1), GARB)._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;&amp;") == 10  # eight genes, the title, the sum


# --- many children ---------------------------------------------------------------------------


def test_many_children_are_each_made_again_alone() -> None:
    children = offspring_many(ADA, BO, 5, "a litter")
    master = seed_from_text("a litter")
    assert children == tuple(offspring(ADA, BO, item_seed(master, k)) for k in range(5))
    assert offspring_many(ADA, BO, 7, master)[:5] == children
    assert offspring_many(ADA, BO, 2) != offspring_many(ADA, BO, 2)
    assert offspring_many(ADA, BO, 0) == ()


def test_counts_of_many_children_fit_their_odds_and_not_those_of_others() -> None:
    children = offspring_many(ADA, BO, 600, "counted")
    counts: dict[str, int] = {}
    for child in children:
        name = TUFTLING.loci[GARB].alleles[child.genes[GARB][0]].name
        counts[name] = counts.get(name, 0) + 1
    assert chi_squared(counts, odds(ADA, BO)["garb"]).p > 0.01
    other = ADA.with_genes("garb", ADA.genes[GARB][::-1])
    assert chi_squared(counts, odds(other, BO)["garb"]).p < 1e-6


@pytest.mark.parametrize("function", [odds, lambda a, b: punnett(a, b, 0), offspring_many])
def test_two_species_have_no_children(function) -> None:
    other = founder("ada", "glimmer")
    with pytest.raises(MixedSpecies):
        function(ADA, other, 3) if function is offspring_many else function(ADA, other)


def test_a_locus_that_is_not_there_and_a_seed_that_is_none_are_refused() -> None:
    with pytest.raises(UnknownLocus):
        punnett(ADA, BO, "gard")
    with pytest.raises(MalformedSeed):
        offspring_many(ADA, BO, 3, "")
