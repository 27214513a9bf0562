"""`avatarchain breed`: two avatars, and their children."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli import faces, offers
from avatarchain.cli.options import Common, Signing, Whole, common, pictures, signing
from avatarchain.cli.output import emit, progress, say, short, tell
from avatarchain.cli.passphrases import signing_key
from avatarchain.cli.paths import Named
from avatarchain.cli.places import (
    UNPAINTED,
    check_place,
    check_unused,
    picture_options,
    tell_of_still,
)
from avatarchain.cli.run import unpainted
from avatarchain.cli.sessions import find_avatar, writing
from avatarchain.cli.typed import typed
from avatarchain.errors import AvatarchainError, Interrupted, Related

if TYPE_CHECKING:
    from nacl.signing import SigningKey

    from avatarchain.papers.pictures import PictureOptions
    from avatarchain.registry import AvatarRecord
    from avatarchain.session.writing import Writing


@click.command("breed")
@click.argument("mother", shell_complete=offers.avatars)
@click.argument("father", shell_complete=offers.avatars)
@click.option(
    "--litter",
    type=Whole(1),
    default=1,
    show_default=True,
    metavar="N",
    help="How many children.",
)
@click.option(
    "--sheet",
    type=Named(dir_okay=False),
    metavar="FILE",
    help="Draw mother, father and children: .png, .webp side by side, .gif one after another.",
)
@click.option("--no-image", is_flag=True, help="Paint no pictures of the children.")
@pictures(out_default="avatars")
@common
@signing
def command(
    common: Common,
    signing: Signing,
    mother: str,
    father: str,
    litter: int,
    sheet: Path | None,
    no_image: bool,
    out: Path,
    form: str,
    size: int,
    background: bool,
) -> None:
    """Breed two avatars: conceive, deliver, and paint the child.

    The mother's holder signs. The father must have the same holder, or be offered with
    `avatarchain stud`. The child is drawn by a number in a block that comes eight blocks after
    the conception, so nobody chooses it. A devnet makes these blocks at once; on other networks
    the command waits until the block is final, about a quarter of an hour. If it is interrupted,
    run it again: it finishes the birth that was begun, and shows the child. A --sheet replaces no
    file but such a sheet of the same parents.
    """
    from avatarchain.base.home import check_folder, check_marked
    from avatarchain.registry.names import names_in

    options = picture_options(out, form, size, background, several=litter > 1)
    if no_image:
        check_unused(("out", "form", "background"), UNPAINTED)
    else:
        check_place(options)
    if sheet is not None:
        from avatarchain.portrait.sheet import sheet_format

        sheet_format(sheet.name)
        check_folder(sheet.parent)
    painted = None if no_image else options
    with writing(common, signing, makes=False, pictures=painted) as open_:
        species = open_.session.species
        parents = [find_avatar(open_.session, text) for text in (mother, father)]
        names = names_in(open_.session.home, open_.session.known())
        title = _title(parents)
        if sheet is not None:
            check_marked(sheet, title)
        try:
            children = _litter(common, open_, parents, litter, painted)
        except Related as error:
            raise _by_name(error, names) from None
        if not common.json:
            _tell_of_siblings(open_, parents, litter)
    if not common.json and faces.shows_faces():
        faces.print_faces(species, [child.genome for child in children])
    if sheet is not None:
        from avatarchain.workshop.sheets import write_family_sheet

        family = zip(_roles(len(children)), (*parents, *children), strict=True)
        if sheet_format(sheet.name) != "GIF":  # which has no words
            names = faces.written_names(parents + children, names)
        members = [
            (avatar.genome, f"{role} {names.get(avatar.identity) or to_hex(avatar.identity)[:10]}")
            for role, avatar in family
        ]
        write_family_sheet(sheet, species, members, size, title)
        tell(f"the family: {sheet}")
    first = to_hex(children[0].identity)[:10]
    tell_of_still(common, painted, first if litter == 1 else "ID")
    if litter == 1 and not common.json:
        tell(f"next: {typed(f'show {first}')}")


def _by_name(error: Related, names: dict[int, str]) -> Related:
    """The refusal with the names of the home in place of the ids that have one."""

    def name_of(avatar: str) -> str:
        name = names.get(int(avatar, 16))
        return f"{name} ({avatar[:10]})" if name else avatar

    return Related(**{role: name_of(avatar) for role, avatar in vars(error).items()})


def _tell_of_siblings(open_: "Writing", parents: "Sequence[AvatarRecord]", litter: int) -> None:
    """Say how many children the pair has, if it had some before this litter.

    On a devnet alone: elsewhere it would mean to search the logs of many blocks.
    """
    from avatarchain.births.breeding import children_of
    from avatarchain.chain import DEVELOPMENT_CHAINS

    registry = open_.session.known()
    if registry.chain.chain_id not in DEVELOPMENT_CHAINS:
        return
    number = children_of(registry, *(parent.identity for parent in parents))
    if number > litter:
        tell(f"this pair has {number} children now: every run makes another")


def _title(parents: "Sequence[AvatarRecord]") -> str:
    """What stands in a sheet of the family, by which this command knows its own files."""
    mother, father = (to_hex(parent.identity) for parent in parents)
    return f"Family of {mother} and {father}"


def _roles(children: int) -> list[str]:
    return ["mother", "father", *(["child"] * children)]


def _litter(
    common: Common,
    open_: "Writing",
    parents: "Sequence[AvatarRecord]",
    count: int,
    options: "PictureOptions | None",
) -> "list[AvatarRecord]":
    """Breed, paint and print `count` children, one after another; return them."""
    from avatarchain.base.bar import no_bar
    from avatarchain.births.unreported import next_child, reported

    home, registry = open_.session.home, open_.session.known()
    pair = [parent.identity for parent in parents]
    children: list[AvatarRecord] = []
    key = signing_key(open_.session, options)
    try:
        # Of several children they are counted, of one the blocks that it waits for.
        quiet = common.json or count == 1
        bar = progress if count == 1 and not common.json else no_bar
        with progress(count, "breeding", quiet=quiet) as advance:
            for _ in range(count):
                child = next_child(home, registry, open_.signer, *pair, bar=bar, tell=tell)
                children.append(child)
                _show(common, open_, children[-1], options, key)
                reported(home, registry, *pair)
                advance(1)
    except KeyboardInterrupt:
        advice = "run the same command again, with --litter for the rest"
        raise Interrupted(done=len(children), count=count, advice=advice) from None
    return children


def _show(
    common: Common,
    open_: "Writing",
    child: "AvatarRecord",
    options: "PictureOptions | None",
    key: "SigningKey | None",
) -> None:
    from avatarchain.papers.origin import provenance
    from avatarchain.papers.pictures import paint
    from avatarchain.registry.description import describe

    registry, species = open_.session.known(), open_.session.species
    image = None
    try:
        if options is not None:
            origin = provenance(registry, species, child)
            image = paint(registry, species, child, None, options, key, provenance=origin)
    except AvatarchainError as error:
        raise unpainted(error, child.identity, common) from None
    record = describe(registry, species, child) | ({"image": str(image)} if image else {})
    if common.json:
        emit(record)
    else:
        what = f"generation {child.generation}  block {child.block}"
        say(f"{short(record['id'])}  {what}{f'  {image}' if image else ''}")
