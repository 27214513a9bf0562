"""`avatarchain gallery`: write the registry as pages for a browser."""

import tempfile
import time
from pathlib import Path

import click

from avatarchain.cli.options import Common, Whole, common
from avatarchain.cli.output import emit, progress, tell
from avatarchain.cli.paths import Named
from avatarchain.cli.sessions import indexed, reading


@click.command("gallery")
@click.option(
    "--out",
    type=Named(file_okay=False),
    metavar="DIR",
    help="Folder for the pages; open index.html in it.",
)
@click.option("--audit", "audits", is_flag=True, help="Audit the registry first, and show that.")
@click.option("--serve", is_flag=True, help="Serve the pages on this machine, and add new avatars.")
@click.option(
    "--port",
    type=Whole(0, 65535),
    default=8000,
    show_default=True,
    metavar="PORT",
    help="The port to serve on; 0 takes any free one.",
)
@common
def command(common: Common, out: Path | None, audits: bool, serve: bool, port: int) -> None:
    """Write a gallery of all avatars: pages that need only a browser.

    The pages can be opened from the disk. With --audit they say what an audit of the registry
    found when they were written. With --serve they are served until Ctrl-C, and new avatars appear
    when they are born; the folder is temporary unless --out is given. The folder metadata/ has an
    ERC-721 file for each token, named by its decimal id.
    """
    from avatarchain.gallery import contents_of, write_site

    if out is None and not serve:
        raise click.UsageError("give --out DIR or --serve")
    if audits and serve:
        raise click.UsageError("--audit and --serve do not go together")
    with reading(common) as session, indexed(session) as index:
        if not serve:
            assert out is not None  # noqa: S101 - refused above
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
            return

        from avatarchain.gallery.serve import PAUSE, follow, served

        def wait() -> bool:
            time.sleep(PAUSE)
            return True

        with tempfile.TemporaryDirectory(prefix="avatarchain-") as spare:
            folder = out or Path(spare)
            births = follow(folder, index, set(), wait, session.home)
            count = next(births)
            with served(folder, port) as address:
                if common.json:
                    emit({"address": address, "count": count})
                else:
                    tell(f"{count} avatars at {address}  (Ctrl-C ends it)")
                for born in births:
                    if born and not common.json:
                        tell(f"{born} born")
