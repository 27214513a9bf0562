"""`avatarchain species import-dicebear`: make a pack from a DiceBear style definition."""

import shlex
import sys
from pathlib import Path

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, print_faults, progress, say, table, tell
from avatarchain.cli.paths import Named


@click.command("import-dicebear")
@click.argument("style", metavar="FILE|NAME")
@click.option(
    "--out",
    type=Named(),
    metavar="PACK",
    help="The new folder for the pack.  [the species' name]",
)
@click.option("--name", metavar="NAME", help="The name of the species.  [after the style]")
@common
def import_dicebear(common: Common, style: str, out: Path | None, name: str | None) -> None:
    """Make a pack from a DiceBear style: its components become loci, which are inherited.

    FILE is a style definition (JSON), NAME one of the package dicebear-styles, such as adventurer,
    big-ears or open-peeps. About a third of its styles fit; for the others all reasons are printed,
    and nothing is written.
    """
    from avatarchain.errors import FaultyStyle
    from avatarchain.species.pack import read_pack, source_of
    from avatarchain.workshop.dicebear import find_style, make_style_pack, style_name

    source = find_style(style)
    called = style_name(source, name)
    target = out or Path(called)
    try:
        with progress(None, "reading the style"):
            made = make_style_pack(source, target, called)
    except FaultyStyle as error:
        print_faults(error.faults or (error.first,), json=common.json)
        sys.exit(1)
    species = read_pack(target)
    if common.json:
        about = {"creator": made.creator, "license": made.license}
        forms = [{"locus": locus, "forms": count} for locus, count in made.forms.items()]
        names = {"id": to_hex(species.id), "name": called, "folder": str(target)}
        emit({**names, **about, "loci": forms})
        return
    say(f"{called} {species.version}  {to_hex(species.id)}")
    say(f"by {made.creator or 'nobody named'}, licence {made.license}")
    table(("locus", "forms"), made.forms.items())
    pack = shlex.quote(source_of(target))
    tell(f"go on: avatarchain species check {pack}, then mint --species {pack}")
