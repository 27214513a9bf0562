"""`avatarchain species`: the generation rule, to look at."""

from pathlib import Path

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
@click.option("--size", type=int, default=128, show_default=True, help="Cell width on the sheet.")
@common
def show(common: Common, sheet: Path | None, size: int) -> None:
    """Show loci, alleles and weights; with --sheet, draw them all."""
    from avatarchain.portrait import check_size
    from avatarchain.species import TOTAL_WEIGHT
    from avatarchain.species.pack import load

    check_size(size)
    species = load(common.species)
    if sheet is not None:
        from avatarchain.home import write
        from avatarchain.portrait.sheet import allele_sheet, to_png

        write(sheet, to_png(allele_sheet(species, size)))
    if common.json:
        loci = [
            {
                "name": locus.name,
                "alleles": [{"name": one.name, "weight": one.weight} for one in locus.alleles],
            }
            for locus in species.loci
        ]
        emit({"id": "0x" + species.id.hex(), "name": species.name, "version": species.version,
              "loci": loci} | ({"image": str(sheet)} if sheet else {}))  # fmt: skip
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
    if sheet is not None:
        click.echo(f"\n{sheet}")
