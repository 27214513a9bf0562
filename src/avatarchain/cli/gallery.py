"""`avatarchain gallery`: write the registry as pages for a browser."""

from pathlib import Path

import click

from avatarchain.cli import offers
from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, progress, tell
from avatarchain.cli.paths import Named
from avatarchain.cli.sessions import find_avatar, indexed, reading


@click.command("gallery")
@click.option(
    "--out",
    default=Path("gallery"),
    show_default=True,
    type=Named(file_okay=False),
    metavar="DIR",
    help="Folder for the pages; open index.html in it.",
)
@click.option(
    "--models",
    metavar="ID",
    multiple=True,
    shell_complete=offers.avatars,
    help="Write the model of this avatar, and its page can turn it; may be given again.",
)
@click.option("--audit", "audits", is_flag=True, help="Audit the registry first, and show that.")
@common
def command(common: Common, out: Path, models: tuple[str, ...], audits: bool) -> None:
    """Write a gallery of all avatars: pages that need only a browser.

    The pages can be opened from the disk. With --audit they say what an audit of the registry
    found when they were written. The folder metadata/ has an ERC-721 file for each token, named by
    its decimal id. With --models the folder models/ has files that other programs read, too; those
    of earlier runs stay. ID is as in `show`. `avatarchain serve` shows the same pages, and new
    avatars as they are born.
    """
    from avatarchain.gallery import contents_of, write_models, write_site

    with reading(common) as session, indexed(session) as index:
        turned = [find_avatar(session, name) for name in models]
        if turned:
            with progress(len(turned), "making models") as advance:
                write_models(out, session.species, turned, advance)
        with progress(None, "reading the registry"):
            collection = contents_of(index, session.home)
            if audits:
                from avatarchain.gallery.audits import audited

                collection = audited(collection, index)
        with progress(len(collection.avatars), "writing") as advance:
            count = write_site(out, collection, watch=advance)
        if common.json:
            emit({"folder": str(out), "count": count})
        else:
            tell(f"{count} avatars: open {out / 'index.html'} in a browser")
