"""`avatarchain export`: characters as animated files, for other programs."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli import offers
from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, progress, say, tell
from avatarchain.cli.passphrases import issuer_passphrase
from avatarchain.cli.paths import Named
from avatarchain.cli.places import ending_of, given
from avatarchain.cli.sessions import find_avatar, reading

if TYPE_CHECKING:
    from avatarchain.library.exports import Character, ExportOptions
    from avatarchain.session.opening import Session


MOST_SIDE = 4096
"""The side of a sheet that many graphics cards can hold, in pixels."""


@click.command("export")
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=offers.avatars)
@click.option(
    "--as",
    "form",
    type=click.Choice(["svg", "webp", "gif", "sheet", "card", "glb", "vrm"]),
    default="svg",
    show_default=True,
    help="svg, webp, gif: one clip; sheet: sprites; card: a character card; glb, vrm: a model.",
)
@click.option("--clip", metavar="NAME", help="The movement: idle, look, talk, nod, happy, …")
@click.option("--seed", "seeds", metavar="TEXT", multiple=True, help="A founder of this seed.")
@click.option(
    "--genome", "genomes", metavar="HEX|DNA", multiple=True, help="A character of this genome."
)
@click.option("--size", type=int, metavar="PIXELS", help="Width of a frame, 64 to 1024.")
@click.option(
    "--padding", type=int, default=0, metavar="PIXELS", help="Clear pixels round each sprite."
)
@click.option(
    "--background",
    type=click.Choice(["full", "none"]),
    help="none: transparent.  [full; none for a sheet]",
)
@click.option("--unlit", is_flag=True, help="glb: colours as they are, without shadows.")
@click.option(
    "--out",
    type=Named(),
    metavar="DIR|FILE",
    default=Path("exports"),
    show_default=True,
    help="Folder for the files, or the file of one character, such as fox.gif.",
)
@common
def command(
    common: Common,
    ids: tuple[str, ...],
    form: str,
    clip: str | None,
    seeds: tuple[str, ...],
    genomes: tuple[str, ...],
    size: int | None,
    padding: int,
    background: str | None,
    unlit: bool,
    out: Path,
) -> None:
    """Write characters as animated files, for web pages, games and other programs.

    ID is as in `show`. With --seed or --genome no chain is needed. A file is named after its
    character, NAME: 0x and the first 12 digits of the id. All characters share one sheet, which is
    named after the first of them, seeds before genomes before IDs: NAME-sheet.png and
    NAME-sheet.json, with the tags NAME/CLIP, however many they are. Models of avatars and SVGs with
    background have papers (a certificate), like the portraits that `show` paints; the others have
    none, so a folder with them does not pass `verify`.
    """
    from avatarchain.library.exports import (
        ExportOptions,
        of_genome,
        of_seed,
        write_exports,
    )
    from avatarchain.species.pack import load

    if not (ids or seeds or genomes):
        raise click.UsageError("name an avatar, or give --seed or --genome")
    form, file = _file(out, form, several=len((*ids, *seeds, *genomes)) > 1)
    ground = None if background is None else background == "full"
    options = ExportOptions(form, clip, size, padding, ground, unlit)
    species = load(common.species)
    characters = [of_seed(species, seed) for seed in seeds]
    characters += [of_genome(genome) for genome in genomes]
    if ids:
        with reading(common) as session:
            species = session.species
            characters += _registered(session, ids, options)
    with progress(None, "drawing"):
        paths = write_exports(
            species, characters, out if file is None else out.parent, options, file
        )
    if common.json:
        emit(
            {
                "ids": [to_hex(character.identity(species)) for character in characters],
                "files": [*map(str, paths)],
            }
        )
        return
    say(*map(str, paths))
    if form == "sheet":
        _warn_of_size(paths[1])


def _file(out: Path, form: str, *, several: bool) -> tuple[str, str | None]:
    """The form of the files, and the name of the file if `out` is one and no folder."""
    from avatarchain.living.exports import FORMS

    ending = ending_of(out, several=several)
    if ending is None:
        return form, None
    if form == "sheet":
        raise click.UsageError(f"a sheet is two files, and {out} is the name of one: name a folder")
    if not given("form") and ending in FORMS:
        form = ending
    if ending != ("png" if form == "card" else form):
        raise click.UsageError(f"--as {form} cannot be written into a file called .{ending}")
    return form, out.name


def _warn_of_size(places: Path) -> None:
    """Warn if a sheet is larger than many devices can show."""
    size = json.loads(places.read_bytes())["meta"]["size"]
    if max(size.values()) > MOST_SIDE:
        tell(
            f"{size['w']:,} × {size['h']:,} pixels: many devices take at most {MOST_SIDE:,} "
            "a side; fewer characters, --clip or --size make it smaller"
        )


def _registered(
    session: "Session", ids: tuple[str, ...], options: "ExportOptions"
) -> "Iterator[Character]":
    """The avatars with these ids, with papers, signed if the key is in the home."""
    from avatarchain.library.exports import of_avatars
    from avatarchain.session.writing import signing_key

    records = ((find_avatar(session, name), None) for name in ids)
    unsealed = partial(signing_key, session, issuer_passphrase)
    return of_avatars(session.known(), session.species, records, options, unsealed)
