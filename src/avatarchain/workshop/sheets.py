"""Write sheets as files: all alleles, some founders, a family, or how rare each form is.

The ending of the file's name decides its format, PNG, WebP or GIF
(`portrait.sheet.sheet_format`).
"""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from avatarchain.base.home import write
from avatarchain.genetics.heredity import offspring
from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
from avatarchain.portrait.bars import plot
from avatarchain.portrait.formats import gif
from avatarchain.portrait.sheet import (
    allele_sheet,
    encode_sheet,
    named_sheet,
    portrait_sheet,
    sheet_format,
)
from avatarchain.species import Species
from avatarchain.workshop.census import FormCount

FOUNDERS = 64
OFFSPRING = 12
_COLUMNS = 8
_SAMPLED = "children that may come"  # the text that gives their seeds


def write_allele_sheet(path: Path, species: Species, size: int) -> None:
    """Write a sheet with a portrait for every allele of every locus.

    A portrait is `size` pixels wide (64 … 2048). Raises BadFormat for another ending of the
    name, BadSize, and UnusableHome if the file cannot be written.
    """
    write(path, encode_sheet(allele_sheet(species, size), sheet_format(path.name)))


def write_founder_sheet(path: Path, species: Species, size: int) -> None:
    """Write a sheet with FOUNDERS portraits of founders, `size` pixels wide each.

    They are the first founders of the collection whose seed is the name of the species. Raises
    as `write_allele_sheet` does.
    """
    master = seed_from_text(species.name)
    genomes = [founder(item_seed(master, k), species.cumulative) for k in range(FOUNDERS)]
    contact = portrait_sheet(species, genomes, _COLUMNS, size)
    write(path, encode_sheet(contact, sheet_format(path.name)))


def write_family_sheet(
    path: Path, species: Species, members: Sequence[tuple[int, str]], size: int, title: str = ""
) -> None:
    """Write the portraits of `members`, each a genome and the words below its portrait.

    Each is `size` pixels wide. They stand side by side; in a GIF file they are shown one after
    another, without words. The file has the `title`. Raises as `write_allele_sheet` does.
    """
    form = sheet_format(path.name)
    if form == "GIF":
        write(path, gif(species, [genome for genome, _ in members], size, title=title))
        return
    rows = [members[at : at + _COLUMNS] for at in range(0, len(members), _COLUMNS)]
    write(path, encode_sheet(named_sheet(species, rows, size), form, title))


def write_offspring_sheet(
    path: Path, species: Species, mother: int, father: int, size: int, title: str = ""
) -> None:
    """Write the portraits of two genomes, and below them OFFSPRING children that they may have.

    The children are drawn from seeds that are the same every time; a real birth has a seed of
    its own. The file has the `title`. Raises as `write_allele_sheet` does.
    """
    seeds = (item_seed(seed_from_text(_SAMPLED), number) for number in range(OFFSPRING))
    children = [(offspring(mother, father, seed), str(at + 1)) for at, seed in enumerate(seeds)]
    rows = [children[at : at + 4] for at in range(0, OFFSPRING, 4)]
    parents = [(mother, "mother"), (father, "father")]
    sheet = named_sheet(species, [parents, *rows], size)
    write(path, encode_sheet(sheet, sheet_format(path.name), title))


def write_rarity_plot(path: Path, counts: Sequence[FormCount], founders: int) -> None:
    """Write a plot of the expected and the counted share of each form.

    `founders` is the number of founders among which `counts` were made. Raises BadFormat and
    UnusableHome.
    """
    groups = [
        (locus, [(row.form, row.expected, row.count / founders) for row in rows])
        for locus, rows in groupby(counts, key=lambda row: row.locus)
    ]
    write(path, encode_sheet(plot(groups), sheet_format(path.name)))
