"""`avatarchain species import-layers`: make a pack from folders of PNG layers."""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli.advice import REMEDIES
from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, print_faults, progress, say, table, tell
from avatarchain.cli.paths import Named

if TYPE_CHECKING:
    from fractions import Fraction

    from avatarchain.species import Species
    from avatarchain.workshop.imported import Imported


@click.command("import-layers")
@click.argument("folder", metavar="DIR", type=Named())
@click.option(
    "--out",
    type=Named(),
    metavar="PACK",
    help="The new folder for the pack.  [the species' name]",
)
@click.option("--name", metavar="NAME", help="The name of the species.  [after the folder]")
@click.option("--order", metavar="A,B,…", help="The folders to take, bottom first.  [all, by name]")
@click.option("--side", type=int, metavar="N", help="The width that images get.  [theirs]")
@click.option("--pad", is_flag=True, help="Give images that are not square transparent margins.")
@click.option(
    "--rarity",
    "rarities",
    multiple=True,
    metavar="FOLDER=N",
    help="Folders with this name hold forms, which share the weight N.",
)
@click.option(
    "--call",
    "calls",
    multiple=True,
    metavar="FOLDER=KEY",
    help="The key (a-z, 0-9, hyphens) of a layer whose name has none.",
)
@common
def import_layers(
    common: Common,
    folder: Path,
    out: Path | None,
    name: str | None,
    order: str | None,
    side: int | None,
    pad: bool,
    rarities: tuple[str, ...],
    calls: tuple[str, ...],
) -> None:
    """Make a pack from PNG layers in folders, such as Hats/Straw hat#20.png."""
    from avatarchain.errors import FaultyLayers
    from avatarchain.species.pack import read_pack
    from avatarchain.workshop.imported import Settings, make_pack, pack_name

    called = pack_name(folder, name)
    target = out or Path(called)
    settings = Settings(
        tuple(part.strip() for part in order.split(",")) if order else (),
        side,
        pad,
        {group: _weight(number) for group, number in _pairs("--rarity", rarities)},
        dict(_pairs("--call", calls)),
    )
    try:
        with progress(None, "reading layers"):
            imported = make_pack(folder, target, called, settings)
    except FaultyLayers as error:
        print_faults(error.faults, json=common.json)
        for remedy in error.remedies:
            tell(REMEDIES[remedy])
        sys.exit(1)
    _print_imported(common, target, called, read_pack(target), imported)


def _pairs(option: str, texts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, mark, value = text.rpartition("=")
        if not (mark and name and value):
            raise click.UsageError(f"{option} takes FOLDER=VALUE, not {text!r}")
        yield name, value


def _weight(text: str) -> "Fraction":
    from fractions import Fraction

    try:
        if len(text) <= 20 and (weight := Fraction(text)) > 0:
            return weight
    except (ValueError, ZeroDivisionError):
        pass
    raise click.UsageError(f"--rarity takes a number above 0, not {text!r}")


def _print_imported(
    common: Common, target: Path, called: str, species: "Species", imported: "Imported"
) -> None:
    if common.json:
        layers = [
            {"locus": layer.locus, "forms": len(layer.forms)}
            | ({"title": layer.title} if layer.title else {})
            for layer in imported.layers
        ]
        emit(
            {
                "id": to_hex(species.id),
                "name": called,
                "folder": str(target),
                "side": imported.side,
                "skipped": imported.skipped,
                "layers": layers,
            }
        )
        return
    from avatarchain.species.pack import source_of

    say(f"{called} {species.version}  {to_hex(species.id)}")
    table(
        ("layer, bottom first", "forms"),
        ((layer.title or layer.locus, len(layer.forms)) for layer in imported.layers),
    )
    if imported.skipped:
        tell(f"skipped {imported.skipped} file(s) that systems leave behind")
    if imported.depths:
        tell(f"depths counted within a form only, which is one layer: {imported.depths} name(s)")
    pack = shlex.quote(source_of(target))
    tell(f"go on: avatarchain species check {pack}, then mint --species {pack}")
