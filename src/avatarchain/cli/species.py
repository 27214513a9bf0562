"""`avatarchain species`: the generation rule, to look at."""

from pathlib import Path
from typing import Any

import click

from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit


@click.group("species")
def command() -> None:
    """Look at a species: the generation rule."""


@command.command("show")
@click.option(
    "--sheet", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.png",
    help="Draw a contact sheet: every allele of every locus.",
)  # fmt: skip
@click.option(
    "--founders", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.png",
    help="Draw 64 founders, as often as their weights say.",
)  # fmt: skip
@click.option("--size", type=int, default=128, show_default=True, help="Cell width on the sheet.")
@common
def show(common: Common, sheet: Path | None, founders: Path | None, size: int) -> None:
    """Show loci, alleles and weights; with --sheet or --founders, draw them."""
    from avatarchain.portrait import check_size
    from avatarchain.species import TOTAL_WEIGHT
    from avatarchain.species.pack import load

    check_size(size)
    species = load(common.species)
    drawn = [path for path in (sheet, founders) if path is not None]
    if drawn:
        _draw(species, sheet, founders, size)
    if common.json:
        loci = [
            {
                "name": locus.name,
                "alleles": [{"name": one.name, "weight": one.weight} for one in locus.alleles],
            }
            for locus in species.loci
        ]
        record: dict[str, Any] = {
            "id": "0x" + species.id.hex(),
            "name": species.name,
            "version": species.version,
            "loci": loci,
        }
        if drawn:
            record["images"] = [str(path) for path in drawn]
        emit(record)
        return
    click.echo(f"{species.name} {species.version}  0x{species.id.hex()}")
    click.echo(species.description)
    width = max(len(locus.name) for locus in species.loci)
    for locus in species.loci:
        click.echo(f"\n{click.style(locus.name.ljust(width), bold=True)}  {locus.kind}")
        if locus.kind == "silent":
            continue
        for one in locus.alleles:
            hides = [other.name for n, other in enumerate(species.loci) if one.hides >> n & 1]
            note = f"  hides {', '.join(hides)}" if hides else ""
            share = 100 * one.weight / TOTAL_WEIGHT
            click.echo(f"  {one.name.ljust(16)} {share:6.2f} %{note}")
    for path in drawn:
        click.echo(f"\n{path}")


def _draw(species: Any, sheet: Path | None, founders: Path | None, size: int) -> None:
    from avatarchain.heredity import founder, item_seed, seed_from_text
    from avatarchain.home import write
    from avatarchain.portrait.sheet import allele_sheet, portrait_sheet, to_png

    if sheet is not None:
        write(sheet, to_png(allele_sheet(species, size)))
    if founders is not None:
        master = seed_from_text(species.name)
        genomes = [founder(item_seed(master, k), species.cumulative) for k in range(64)]
        write(founders, to_png(portrait_sheet(species, genomes, 8, size)))
