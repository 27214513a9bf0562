"""`avatarchain gallery`: the registry as pages for a browser."""

import tempfile
import time
from pathlib import Path

import click

from avatarchain.cli.options import Common, common, indexed, reading
from avatarchain.cli.output import emit, progress, tell


@click.command("gallery")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Folder for the pages; open index.html in it.",
)  # fmt: skip
@click.option("--serve", is_flag=True, help="Serve them on loopback, and follow the chain.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="PORT",
    help="Where to serve them; 0 takes a free one.",
)  # fmt: skip
@common
def command(common: Common, out: Path | None, serve: bool, port: int) -> None:
    """Write a gallery of all avatars: pages that need nothing but a browser.

    They open from the disk, too. With --serve they stay on until Ctrl-C, and births appear
    as they come; without --out nothing is left behind. metadata/ has an ERC-721 file for
    each token, named by its decimal id.
    """
    from avatarchain.gallery import read, write_site
    from avatarchain.gallery.serve import PAUSE, follow, served

    if out is None and not serve:
        raise click.UsageError("say where with --out DIR, or --serve")
    with reading(common) as session, indexed(session) as index:
        if not serve:
            assert out is not None
            with progress(None, "reading the registry"):
                collection = read(index)
            with progress(len(collection.avatars), "writing") as advance:
                count = write_site(out, collection, watch=advance)
            if common.json:
                emit({"folder": str(out), "count": count})
            else:
                tell(f"{count} avatars: open {out / 'index.html'} in a browser")
            return

        def wait() -> bool:
            time.sleep(PAUSE)
            return True

        with tempfile.TemporaryDirectory(prefix="avatarchain-") as spare:
            folder = out or Path(spare)
            births = follow(folder, index, set(), wait)
            count = next(births)
            with served(folder, port) as address:
                if common.json:
                    emit({"address": address, "count": count})
                else:
                    tell(f"{count} avatars at {address}  (Ctrl-C ends it)")
                for born in births:
                    if born and not common.json:
                        tell(f"{born} born")
