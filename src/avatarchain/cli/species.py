"""`avatarchain species`: the generation rule, to look at and to make."""

import shlex
import sys
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from avatarchain.cli import offers
from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, hung, progress, table, tell


@click.group("species")
def command() -> None:
    """Look at a species, the generation rule, or make one."""


@command.command("show")
@click.argument("pack", required=False, shell_complete=offers.species)
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
def show(
    common: Common, pack: str | None, sheet: Path | None, founders: Path | None, size: int
) -> None:
    """Show loci, alleles and weights; with --sheet or --founders, draw them.

    PACK says the same as --species.
    """
    from itertools import groupby

    from avatarchain.portrait import check_size
    from avatarchain.species import TOTAL_WEIGHT
    from avatarchain.species.pack import load

    named = click.get_current_context().get_parameter_source("species")
    if pack is not None and named is not ParameterSource.DEFAULT:
        raise click.UsageError("give PACK or --species, not both")
    check_size(size)
    species = load(common.species if pack is None else pack)
    drawn = [path for path in (sheet, founders) if path is not None]
    if drawn:
        with progress(None, "drawing"):
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
    hung("", species.description, 0)
    width = max(len(locus.name) for locus in species.loci)
    for locus in species.loci:
        click.echo(f"\n{click.style(locus.name.ljust(width), bold=True)}  {locus.kind}")
        if locus.kind in ("silent", "digit"):
            continue
        if locus.forms:
            click.echo(f"  {len(set(locus.forms))} forms: {', '.join(dict.fromkeys(locus.forms))}")
            continue
        by_weight = sorted(locus.alleles, key=lambda one: -one.weight)
        for weight, alike in groupby(by_weight, key=lambda one: one.weight):
            share = f"  {100 * weight / TOTAL_WEIGHT:5.2f} %  "
            hung(click.style(share, dim=True), ", ".join(one.name for one in alike), len(share))
        for one in locus.alleles:
            hidden = [other.name for n, other in enumerate(species.loci) if one.hides >> n & 1]
            if hidden:
                hung("           ", f"{one.name} hides {', '.join(hidden)}", 11)
    for path in drawn:
        click.echo(f"\n{path}")


@command.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@common
def new(common: Common, folder: Path) -> None:
    """Write a small commented pack into a new folder, to start from."""
    from avatarchain.workshop.starter import begin

    name = begin(folder)
    if common.json:
        emit({"name": name, "folder": str(folder)})
        return
    click.echo(f"{folder}: the species {name!r}; it works as it is")
    then = f"avatarchain species check {shlex.quote(str(folder))}"
    tell(f"go on: edit {folder / 'species.toml'}, then {then}")


@command.command("check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--sheet", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.png",
    help="Draw a contact sheet: every allele of every locus.",
)  # fmt: skip
@click.option(
    "--founders", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True,
    metavar="N", help="How many founders to count forms in.",
)  # fmt: skip
@click.option(
    "--plot", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.png",
    help="Plot the rarity of every form, expected and counted.",
)  # fmt: skip
@click.option("--size", type=int, default=128, show_default=True, help="Cell width on the sheet.")
@common
def check(
    common: Common, folder: Path, sheet: Path | None, founders: int, plot: Path | None, size: int
) -> None:
    """Tell every fault of a pack at once; of a good one, how rare each form is."""
    from itertools import groupby

    from avatarchain.errors import FaultyPack
    from avatarchain.home import write
    from avatarchain.portrait import check_size
    from avatarchain.portrait.sheet import allele_sheet, encode_sheet, sheet_format
    from avatarchain.species.pack import load
    from avatarchain.workshop.census import census

    check_size(size)
    drawn = {path: sheet_format(path.name) for path in (sheet, plot) if path is not None}
    try:
        species = load(folder)
        if species.images is not None:
            from avatarchain.portrait.images import check

            if changed := check(species):
                raise FaultyPack(pack=folder.name, first=changed[0], faults=tuple(changed))
    except FaultyPack as error:
        if common.json:
            emit({"ok": False, "faults": list(error.faults)})
        for fault in error.faults:
            tell(fault)
        sys.exit(1)
    with progress(None, f"counting {founders:,} founders"):
        counted = census(species, founders)
    if sheet is not None:
        with progress(None, "drawing"):
            write(sheet, encode_sheet(allele_sheet(species, size), drawn[sheet]))
    if plot is not None:
        from avatarchain.portrait.bars import plot as bars

        groups = [
            (locus, [(one.form, one.expected, one.count / founders) for one in rows])
            for locus, rows in groupby(counted, key=lambda one: one.locus)
        ]
        write(plot, encode_sheet(bars(groups), drawn[plot]))
    if common.json:
        rarity = [
            {"locus": o.locus, "form": o.form, "expected": o.expected, "count": o.count}
            for o in counted
        ]
        emit(
            {
                "ok": True, "id": "0x" + species.id.hex(), "name": species.name,
                "version": species.version, "founders": founders, "rarity": rarity,
                "images": [str(path) for path in drawn],
            }
        )  # fmt: skip
        return
    click.echo(f"{species.name} {species.version}  0x{species.id.hex()}\n")
    table(
        ("locus", "form", "expected", f"of {founders:,}", "counted"),
        (
            (one.locus, one.form, f"{100 * one.expected:.2f} %", f"{one.count:,}",
             f"{100 * one.count / founders:.2f} %")
            for one in counted
        ),
    )  # fmt: skip
    for path in drawn:
        click.echo(f"\n{path}")


@command.command("import-layers")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="PACK",
    help="Where the pack goes: a new folder.  [the species' name]",
)  # fmt: skip
@click.option("--name", metavar="NAME", help="What the species is called.  [after the folder]")
@click.option("--order", metavar="A,B,…", help="The folders to take, bottom first.  [all, by name]")
@common
def import_layers(
    common: Common, folder: Path, out: Path | None, name: str | None, order: str | None
) -> None:
    """Make a pack of PNG layers in folders, such as Hats/Straw hat#20.png."""
    from avatarchain.species.pack import read_pack
    from avatarchain.workshop.imported import make_pack, pack_name

    called = pack_name(folder, name)
    target = out or Path(called)
    layers = make_pack(folder, target, called, order=order.split(",") if order else ())
    species = read_pack(target)
    if common.json:
        emit(
            {
                "id": "0x" + species.id.hex(), "name": called, "folder": str(target),
                "layers": [{"locus": o.locus, "forms": len(o.forms)} for o in layers],
            }
        )  # fmt: skip
        return
    click.echo(f"{called} {species.version}  0x{species.id.hex()}")
    table(("layer", "forms"), ((one.locus, len(one.forms)) for one in layers))
    pack = shlex.quote(str(target))
    tell(f"go on: avatarchain species check {pack}, then mint --species {pack}")


def _draw(species: Any, sheet: Path | None, founders: Path | None, size: int) -> None:
    from avatarchain.heredity import founder, item_seed, seed_from_text
    from avatarchain.home import write
    from avatarchain.portrait.sheet import (
        allele_sheet,
        encode_sheet,
        portrait_sheet,
        sheet_format,
    )

    if sheet is not None:
        write(sheet, encode_sheet(allele_sheet(species, size), sheet_format(sheet.name)))
    if founders is not None:
        master = seed_from_text(species.name)
        genomes = [founder(item_seed(master, k), species.cumulative) for k in range(64)]
        contact = portrait_sheet(species, genomes, 8, size)
        write(founders, encode_sheet(contact, sheet_format(founders.name)))
