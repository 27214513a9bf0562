"""`avatarchain claim`: one promised avatar, registered."""

import click

from avatarchain.cli.options import Common, Signing, common, reading, signing, writing
from avatarchain.cli.output import emit, progress, short, tell


@click.command("claim")
@click.argument("batch", type=click.IntRange(0, 2**256 - 1))
@click.argument("which", metavar="ID|NUMBER")
@click.option("--dry-run", is_flag=True, help="Show the proof; send nothing.")
@common
@signing
def command(common: Common, signing: Signing, batch: int, which: str, dry_run: bool) -> None:
    """Register one avatar of a batch, named by its id or its number.

    It goes to the address of the commit, whoever signs. The batch must have been committed
    from here: `avatarchain commit` with its file makes up for that.
    """
    from avatarchain import batches
    from avatarchain import genome as genomes
    from avatarchain.identity import to_hex
    from avatarchain.registry import born_by, describe, identity_of

    if dry_run:
        with reading(common) as session:
            registry = session.known()
            kept = batches.kept(session.home, registry, batch)
            promised = batches.promise(session.home, registry, kept, which)
            shown = {
                "id": to_hex(identity_of(session.species, promised.genome)),
                "batch": batch, "root": kept.root, "to": promised.to,
                "genome": genomes.to_hex(promised.genome),
                "proof": ["0x" + node.hex() for node in promised.proof],
            }  # fmt: skip
        emit(shown)
        tell("nothing was sent")
        return
    with writing(common, signing, makes=False) as open_:
        session, registry = open_.session, open_.session.known()
        kept = batches.kept(session.home, registry, batch)
        promised = batches.promise(session.home, registry, kept, which)
        with progress(None, "waiting for the block"):
            receipt = batches.claim(registry, open_.signer, promised)
        record = describe(registry, session.species, born_by(receipt, promised.to))
    if common.json:
        emit(record | {"batch": batch, "gas": receipt.gas_used})
    else:
        click.echo(f"{short(record['id'])}  block {receipt.block_number}, {record['owner']}")
