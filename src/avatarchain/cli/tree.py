"""`avatarchain tree`: the pedigree of one avatar, as text or as a picture."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli import offers
from avatarchain.cli.faces import written_names
from avatarchain.cli.options import Common, Whole, common
from avatarchain.cli.output import Line, Styled, branches, emit, progress, short, tell
from avatarchain.cli.paths import Named
from avatarchain.cli.sessions import find_avatar, indexed, reading

if TYPE_CHECKING:
    from avatarchain.pedigree.outline import Branch


@click.command("tree")
@click.argument("id", shell_complete=offers.avatars)
@click.option(
    "--generations",
    type=Whole(),
    default=3,
    show_default=True,
    metavar="N",
    help="How many generations up and down.",
)
@click.option(
    "--out",
    type=Named(dir_okay=False),
    metavar="FILE",
    help="Draw it: FILE ends in .svg, .png, .dot (Graphviz) or .json.",
)
@click.option("--moving", is_flag=True, help="The portraits of an .svg breathe and blink.")
@common
def command(common: Common, id: str, generations: int, out: Path | None, moving: bool) -> None:
    """Draw the pedigree of an avatar.

    Ancestors are above and offspring below, each of them once.

    Inbreeding is the coefficient F: the probability that two genes, taken at random from
    the four of a locus, are copies of one founder's gene. It counts all ancestors, drawn
    or not. Without --out the tree is printed as text; with it, the ending of FILE gives the format.
    FILE replaces no file but such a drawing of the same avatar.
    """
    from avatarchain.base.home import check_marked, write
    from avatarchain.library.kin import kin
    from avatarchain.living.usual import rig_of
    from avatarchain.pedigree.files import encode_tree, mark_of, tree_format
    from avatarchain.pedigree.outline import outline

    form = None if out is None else tree_format(out)
    if moving and form != ".svg":
        raise click.UsageError("--moving needs --out and a file whose name ends in .svg")
    with reading(common) as session:
        identity = find_avatar(session, id).identity
        if out is not None and form is not None:
            check_marked(out, mark_of(identity, form))
        with indexed(session) as index, progress(None, "reading the registry"):
            members, record = kin(index, session.home, identity, generations)
    if out is not None and form is not None:
        with progress(None, "drawing"):
            rig = rig_of(session.species) if moving else None
            write(out, encode_tree(session.species, members, record, form, rig))
    if common.json:
        emit(record | ({"image": str(out)} if out is not None else {}))
    elif out is not None:
        if form == ".png":
            written_names((member.avatar for member in members.members), members.names)
        tell(f"{len(members.members)} avatars drawn in {out}")
    else:
        branches((branch.depth, _words(branch, members.names)) for branch in outline(members))


def _words(branch: "Branch", names: Mapping[int, str]) -> Line:
    """The line of an avatar in the tree; shorter if the avatar was printed before."""
    from avatarchain.pedigree.chart import percent

    avatar = branch.member.avatar
    name = " ".join((short(to_hex(avatar.identity)), names.get(avatar.identity, ""))).strip()
    role = (Styled(f"{branch.role} ", dim=True), name)
    words = role if branch.role else (Styled(name, bold=True),)
    if branch.again:
        about: tuple[str | Styled, ...] = (Styled("  see above", dim=True),)
    else:
        generation = Styled(f"  generation {avatar.generation}", dim=True)
        inbred = branch.member.inbreeding
        inbreeding = f"  inbreeding {percent(inbred)}" if inbred else ""
        about = (generation, inbreeding, Styled("  …" if branch.more else "", dim=True))
    others = (names.get(mate) or short(to_hex(mate)) for mate in branch.mates)
    mates = "".join(f"  with {other}" for other in others)
    return (*words, *about, Styled(mates, dim=True))
