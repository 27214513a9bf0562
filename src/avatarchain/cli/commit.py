"""`avatarchain commit`: a million avatars in one transaction."""

from pathlib import Path

import click

from avatarchain.cli.options import Common, Signing, common, indexed, signing, writing
from avatarchain.cli.output import emit, progress


@click.command("commit")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--to", required=True, metavar="ADDRESS", help="Who may have them.")
@common
@signing
def command(common: Common, signing: Signing, file: Path, to: str) -> None:
    """Promise all avatars of a generated file to an address, in one transaction.

    Only the root of their Merkle tree goes on the chain; each is registered when it is
    claimed. Your home keeps what `avatarchain claim` needs. The same commit again sends
    nothing: it finds the batch, whoever committed it, so that it can be claimed from here.
    """
    from avatarchain import batches
    from avatarchain.accounts import parse_address
    from avatarchain.species.pack import load

    holder = parse_address(to)
    with progress(None, "reading") as advance:
        leaves = batches.read(file, load(common.species), holder, advance)
    with writing(common, signing) as open_:
        session = open_.session
        with indexed(session) as index, progress(None, "building the tree"):
            batch, gas = batches.commit(index, open_.signer, session.home, leaves)
    if common.json:
        emit(
            {
                "batch": batch.batch, "root": batch.root, "count": batch.count, "to": batch.to,
                "transaction": batch.transaction, "block": batch.block, "gas": gas,
                "new": gas is not None,
            }
        )  # fmt: skip
    else:
        what = f"{gas:,} gas" if gas is not None else "was committed before"
        click.echo(f"batch {batch.batch}: {batch.count:,} avatars, block {batch.block}, {what}")
