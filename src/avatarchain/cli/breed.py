"""`avatarchain breed`: two avatars, and their children."""

from pathlib import Path

import click

from avatarchain.cli import faces, offers
from avatarchain.cli.options import (
    Common,
    Signing,
    common,
    find,
    pictures,
    signing,
    signing_key,
    writing,
)
from avatarchain.cli.output import emit, progress, say, short, tell


@click.command("breed")
@click.argument("mother", shell_complete=offers.avatars)
@click.argument("father", shell_complete=offers.avatars)
@click.option(
    "--litter", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
    help="How many.",
)  # fmt: skip
@click.option(
    "--sheet", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Draw mother, father and children: .png, .webp side by side, .gif one after another.",
)  # fmt: skip
@pictures(out_default="avatars")
@common
@signing
def command(
    common: Common, signing: Signing, mother: str, father: str, litter: int, sheet: Path | None,
    out: Path, form: str, size: int, background: bool,
) -> None:  # fmt: skip
    """Breed two avatars: conceive, deliver, and paint the child.

    The mother's holder signs; the father has the same holder or was offered with
    `avatarchain stud`. The hash of the block of conception draws the child, so nobody
    chooses it. Cut off between the two transactions, the same command finishes the birth.
    """
    from avatarchain import minting
    from avatarchain.breeding import breed
    from avatarchain.errors import UnusableHome
    from avatarchain.home import check_folder
    from avatarchain.registry import describe

    wanted = minting.Pictures(out, form, size, background)
    check_folder(out)
    if sheet is not None:
        from avatarchain.portrait.sheet import sheet_format

        kind = sheet_format(sheet.name)
        check_folder(sheet.parent)
    with writing(common, signing, makes=False, pictures=wanted) as open_:
        registry, species = open_.session.known(), open_.session.species
        parents = [find(open_.session, text) for text in (mother, father)]
        children = []
        key = signing_key(open_.session, wanted)
        try:
            with progress(litter, "breeding", quiet=common.json) as advance:
                for _ in range(litter):
                    child = breed(registry, open_.signer, parents[0].identity, parents[1].identity)
                    children.append(child)
                    try:
                        image = minting.paint(registry, species, child, None, wanted, key)
                    except UnusableHome:
                        name = short(f"0x{child.identity:064x}")
                        tell(f"{name} is born, and has no picture yet: avatarchain show {name}")
                        raise
                    record = describe(registry, species, child) | {"image": str(image)}
                    if common.json:
                        emit(record)
                    else:
                        what = f"generation {child.generation}  block {child.block}"
                        say(f"{short(record['id'])}  {what}  {image}")
                    advance(1)
        except KeyboardInterrupt:
            from avatarchain.errors import Interrupted

            advice = "run the same command again, with what is left of --litter"
            raise Interrupted(done=len(children), count=litter, advice=advice) from None
    if not common.json and faces.shows_faces():
        faces.print_faces(species, [child.genome for child in children])
    if sheet is not None:
        from avatarchain.home import write
        from avatarchain.portrait.formats import gif
        from avatarchain.portrait.sheet import encode_sheet, portrait_sheet

        family = [one.genome for one in (*parents, *children)]
        if kind == "GIF":
            write(sheet, gif(species, family, size))
        else:
            contact = portrait_sheet(species, family, min(len(family), 8), size)
            write(sheet, encode_sheet(contact, kind))
        tell(f"the family: {sheet}")
