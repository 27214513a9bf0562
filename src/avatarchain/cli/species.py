"""`avatarchain species`: show the generation rule, or make one."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from avatarchain.base.canonical import to_hex
from avatarchain.cli import offers
from avatarchain.cli.groups import Group
from avatarchain.cli.layers import import_layers
from avatarchain.cli.options import Common, Whole, common
from avatarchain.cli.output import (
    Styled,
    emit,
    hung,
    print_faults,
    print_remarks,
    progress,
    say,
    table,
    tell,
)
from avatarchain.cli.paths import Named
from avatarchain.cli.styles import import_dicebear

if TYPE_CHECKING:
    from avatarchain.species import Species
    from avatarchain.workshop.census import FormCount


@click.group("species", cls=Group)
def command() -> None:
    """Show a species (the rule that makes characters), or make one."""


@command.command("list")
@common
def list_(common: Common) -> None:
    """List the species that come with avatarchain."""
    from avatarchain.species.pack import load, shipped

    every = [load(name) for name in shipped()]
    if common.json:
        for species in every:
            emit({"name": species.name, "version": species.version, "id": to_hex(species.id)})
        return
    for species in every:
        hung((Styled(f"{species.name} {species.version}", bold=True), "  "), species.description, 2)


@command.command("show")
@click.argument("pack", required=False, shell_complete=offers.species)
@click.option(
    "--sheet",
    type=Named(dir_okay=False),
    metavar="FILE.png",
    help="Draw a contact sheet: every allele of every locus.",
)
@click.option(
    "--founders",
    type=Named(dir_okay=False),
    metavar="FILE.png",
    help="Draw a sheet of 64 founders.",
)
@click.option("--size", type=int, default=128, show_default=True, help="Cell width on the sheet.")
@common
def show(
    common: Common, pack: str | None, sheet: Path | None, founders: Path | None, size: int
) -> None:
    """Show loci, alleles and weights; with --sheet or --founders, draw them.

    PACK is the same as --species.
    """
    from avatarchain.library.rules import rule_of
    from avatarchain.portrait import check_size
    from avatarchain.species.pack import load

    named = click.get_current_context().get_parameter_source("species")
    if pack is not None and named is not ParameterSource.DEFAULT:
        raise click.UsageError("give PACK or --species, not both")
    check_size(size)
    species = load(common.species if pack is None else pack)
    drawn = [path for path in (sheet, founders) if path is not None]
    if drawn:
        from avatarchain.workshop.sheets import write_allele_sheet, write_founder_sheet

        with progress(None, "drawing"):
            if sheet is not None:
                write_allele_sheet(sheet, species, size)
            if founders is not None:
                write_founder_sheet(founders, species, size)
    if common.json:
        emit(rule_of(species) | ({"images": [str(path) for path in drawn]} if drawn else {}))
        return
    _print_rule(species)
    for path in drawn:
        say("", str(path))


def _print_rule(species: "Species") -> None:
    from avatarchain.species import TOTAL_WEIGHT
    from avatarchain.species.profile import profile

    say(f"{species.name} {species.version}  {to_hex(species.id)}")
    hung((), species.description, 0)
    made = {"creator": species.creator, "license": species.license, "source": species.source}
    hung((), "  ".join(f"{key}: {text}" for key, text in made.items() if text), 0)
    profiles = profile(species)
    width = max(len(locus.name) for locus in profiles)
    for locus in profiles:
        say("", (Styled(locus.name.ljust(width), bold=True), f"  {locus.kind}"))
        if locus.forms:
            hung(("  ",), f"{len(locus.forms)} forms: {', '.join(locus.forms)}", 2)
        for rank in locus.ranks:
            share = f"  {100 * rank.weight / TOTAL_WEIGHT:5.2f} %  "
            hung((Styled(share, dim=True),), ", ".join(rank.alleles), len(share))
        for allele, hidden in locus.hides:
            hung(("           ",), f"{allele} hides {', '.join(hidden)}", 11)


@command.command("new")
@click.argument("folder", metavar="DIR", type=Named())
@common
def new(common: Common, folder: Path) -> None:
    """Write a small pack with comments into a new folder, for you to change."""
    from avatarchain.workshop.starter import begin

    name = begin(folder)
    if common.json:
        emit({"name": name, "folder": str(folder)})
        return
    say(f"{folder}: the species {name!r}; it works as it is")
    then = f"avatarchain species check {shlex.quote(str(folder))}"
    tell(f"go on: edit {folder / 'species.toml'}, then {then}")


@command.command("check")
@click.argument("folder", metavar="DIR", type=Named())
@click.option(
    "--sheet",
    type=Named(dir_okay=False),
    metavar="FILE.png",
    help="Draw a contact sheet: every allele of every locus.",
)
@click.option(
    "--founders",
    type=Whole(1, 1_000_000),
    default=10_000,
    show_default=True,
    metavar="N",
    help="How many founders to count.",
)
@click.option(
    "--plot",
    type=Named(dir_okay=False),
    metavar="FILE.png",
    help="Plot the rarity of every form, expected and counted.",
)
@click.option(
    "--rig",
    type=Named(dir_okay=False),
    metavar="FILE",
    help="Draw a sheet of poses, or write the rig for JavaScript into a .json.",
)
@click.option("--size", type=int, default=128, show_default=True, help="Cell width on the sheet.")
@common
def check(
    common: Common,
    folder: Path,
    sheet: Path | None,
    founders: int,
    plot: Path | None,
    rig: Path | None,
    size: int,
) -> None:
    """Check a pack: print all its faults, or, if it has none, how rare each form is.

    The faults of its rig, which says how characters move, are printed too.
    """
    from avatarchain.errors import FaultyPack, FaultyRig
    from avatarchain.living.usual import rig_of
    from avatarchain.portrait import check_size
    from avatarchain.portrait.sheet import sheet_format
    from avatarchain.workshop.census import census
    from avatarchain.workshop.examination import examine
    from avatarchain.workshop.remarks import remarks
    from avatarchain.workshop.rigs import check_rig_file, write_rig
    from avatarchain.workshop.sheets import write_allele_sheet, write_rarity_plot

    check_size(size)
    drawn = list(dict.fromkeys(path for path in (sheet, plot, rig) if path is not None))
    for path in drawn:
        (check_rig_file(path) if path == rig else sheet_format(path.name))
    try:
        species = examine(folder)
        moves = rig_of(species)
    except (FaultyPack, FaultyRig) as error:
        print_faults(error.faults, json=common.json)
        sys.exit(1)
    with progress(None, f"counting {founders:,} founders"):
        rarity, said = census(species, founders), remarks(species, moves)
    with progress(None, "drawing"):
        if sheet is not None:
            write_allele_sheet(sheet, species, size)
        if rig is not None:
            write_rig(rig, species, moves, size)
        if plot is not None:
            write_rarity_plot(plot, rarity, founders)
    if common.json:
        images = {"images": [str(path) for path in drawn]}
        emit(_checked(species, rarity, founders) | said.record() | images)
        return
    _print_rarity(species, rarity, founders)
    if said.token_gas:
        say("", f"an answer of tokenURI needs at most {said.token_gas:,} gas")
    print_remarks(said.sentences())
    for path in drawn:
        say("", str(path))


def _checked(species: "Species", rarity: "Sequence[FormCount]", founders: int) -> dict[str, Any]:
    return {
        "ok": True,
        "id": to_hex(species.id),
        "name": species.name,
        "version": species.version,
        "founders": founders,
        "rarity": [
            {"locus": row.locus, "form": row.form, "expected": row.expected, "count": row.count}
            for row in rarity
        ],
    }


def _print_rarity(species: "Species", rarity: "Sequence[FormCount]", founders: int) -> None:
    say(f"{species.name} {species.version}  {to_hex(species.id)}", "")
    table(
        ("locus", "form", "expected", f"of {founders:,}", "counted"),
        (
            (
                row.locus,
                row.form,
                f"{100 * row.expected:.2f} %",
                f"{row.count:,}",
                f"{100 * row.count / founders:.2f} %",
            )
            for row in rarity
        ),
    )


command.add_command(import_layers)
command.add_command(import_dicebear)


@command.command("fetch")
@click.argument("contract", metavar="ADDRESS")
@click.option(
    "--out",
    type=Named(),
    metavar="PACK",
    help="The new folder for the pack.  [the species' name]",
)
@common
def fetch(common: Common, contract: str, out: Path | None) -> None:
    """Write the pack of the species that a registry on the chain draws.

    ADDRESS is the registry's or its portrait contract's, as 0x… or CAIP-10. Only the chain is
    needed.
    """
    from avatarchain.session.opening import fetched
    from avatarchain.species.pack import source_of
    from avatarchain.workshop.written import write_pack

    species = fetched(common.home, common.url, contract, timeout=common.timeout)
    target = out or Path(species.name)
    write_pack(species, target)
    if common.json:
        emit({"id": to_hex(species.id), "name": species.name, "folder": str(target)})
        return
    say(f"{species.name} {species.version}  {to_hex(species.id)}")
    tell(f"go on: avatarchain species show {shlex.quote(source_of(target))}")
